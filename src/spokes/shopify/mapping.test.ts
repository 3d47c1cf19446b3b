/** Products to listings and orders to sales, without a shop. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ListingContent, money, SpokeError, toDecimal } from '#kit'
import { check, markIn, pictureName, project, toListing, toSale, toSaleItem } from './mapping.ts'
import { Order, Product } from './wire.ts'

const product = (change: object = {}) =>
  Product.parse({
    id: 'gid://shopify/Product/7',
    title: 'Wren tee',
    descriptionHtml: '<p>Soft<br>tee</p>',
    productType: 'Tops',
    tags: ['a'],
    status: 'ACTIVE',
    updatedAt: '2026-11-01T10:00:00Z',
    onlineStoreUrl: 'https://shop.example/products/wren',
    listing: { value: 'L1' },
    variants: { nodes: [{ id: 'gid://shopify/ProductVariant/8', sku: 'W-1', price: '7.50', compareAtPrice: null, selectedOptions: [] }] },
    media: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
    ...change,
  })
const variants = (price: string, compareAtPrice: string | null) => ({
  variants: { nodes: [{ id: 'gid://shopify/ProductVariant/8', sku: 'W-1', price, compareAtPrice, selectedOptions: [] }] },
})
const listing = (change: object = {}, currency = 'EUR', marks = new Map<string, string>()) =>
  toListing(product(change), { currency, mark: null, marks })

test('what is paid and what is struck through become price and sale price, in every kind of currency', () => {
  const prices = (paid: string, was: string | null, currency: string) => {
    const { price, salePrice } = listing(variants(paid, was), currency).content
    return [price.minor, salePrice?.price.minor ?? null]
  }
  assert.deepEqual(prices('7.50', null, 'EUR'), [750n, null])
  assert.deepEqual(prices('5.00', '7.50', 'EUR'), [750n, 500n])
  assert.deepEqual(prices('700.00', '900.0', 'JPY'), [900n, 700n])
  assert.deepEqual(prices('7.5', '7.525', 'BHD'), [7525n, 7500n])
  assert.deepEqual(prices('7.50', '7.50', 'EUR'), [750n, null], 'the same is no sale')
  assert.deepEqual(prices('7.50', '5.00', 'EUR'), [750n, null], 'lower is no sale')
  assert.deepEqual(prices('x', null, 'EUR'), [-1n, null], 'no price shows as a difference')
})

test('any price survives the way there and back', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.constantFrom('EUR', 'JPY', 'BHD'), (minor, currency) => {
      assert.equal(listing(variants(toDecimal(money(minor, currency)), null), currency).content.price.minor, minor)
    }),
  )
})

test('for sale means active and on the website', () => {
  const isPublished = (status: string, onlineStoreUrl: string | null) => listing({ status, onlineStoreUrl }).content.isPublished
  assert.deepEqual(
    [
      isPublished('ACTIVE', 'https://x.example'),
      isPublished('ACTIVE', null),
      isPublished('DRAFT', 'https://x.example'),
      isPublished('NEW_STATE', 'https://x.example'),
    ],
    [true, false, false, false],
  )
})

test('a picture is told by its name, also with a mark of the shop behind it; one that is prepared by our note, and is not there yet', () => {
  const sha256 = 'a1'.repeat(32)
  const name = pictureName(sha256, 'image/jpeg')
  assert.equal(markIn(`https://cdn.example/s/files/1/2/files/${name}?v=17`), sha256.slice(0, 16))
  assert.equal(
    markIn(`https://cdn.example/files/${name.replace('.jpg', '_0d0c0b0a-1111-2222-3333-444455556666.jpg')}?v=17`),
    sha256.slice(0, 16),
  )
  assert.equal(markIn('https://cdn.example/files/holiday.jpg'), '')
  const media = (status: string, url: string | null) => ({
    media: {
      nodes: [{ __typename: 'MediaImage', id: 'gid://shopify/MediaImage/1', alt: 'x', status, image: url === null ? null : { url } }],
      pageInfo: { hasNextPage: false },
    },
  })
  const notes = new Map([['gid://shopify/MediaImage/1', 'b'.repeat(16)]])
  const processing = listing(media('PROCESSING', null), 'EUR', notes)
  assert.deepEqual(processing.content.images, [{ sha256: '', alt: 'x' }])
  assert.deepEqual((processing.extras as { pictures: unknown[] }).pictures, [
    { id: 'gid://shopify/MediaImage/1', mark: 'b'.repeat(16), alt: 'x', state: 'processing' },
  ])
})

const desired: ListingContent = {
  title: 'Wren tee',
  summary: 'Short.',
  description: '<p>Soft</p>',
  sku: 'W-1',
  price: money(750n, 'EUR'),
  salePrice: null,
  isPublished: true,
  tags: [],
  categories: [],
  images: [],
  files: [{ key: 'a4', name: 'A4.pdf', sha256: 'f'.repeat(64) }],
}

test('a comma parts two tags, case makes no difference, one category is the product type, files and summary are not held', () => {
  const seen = project({ ...desired, tags: ['knit, lace', 'Lace', ' '], categories: ['Tops', 'Tees'] })
  assert.deepEqual([seen.tags, seen.categories, seen.files, seen.summary], [['knit', 'lace'], ['Tops'], [], ''])
  assert.deepEqual(project(seen), seen)
})

test('what the shop would refuse is refused beforehand, in a sentence', () => {
  const sale = (minor: bigint, from: Date | null = null) => ({ salePrice: { price: money(minor, 'EUR'), from, to: null } })
  const image = { sha256: 'c'.repeat(64), alt: '' }
  const refused: [Partial<ListingContent>, RegExp][] = [
    [{ title: '' }, /no title/],
    [{ title: 'x'.repeat(256) }, /255/],
    [{ sku: '' }, /no SKU/],
    [{ sku: 'x'.repeat(256) }, /255/],
    [{ description: `<p>${'x'.repeat(524_288)}</p>` }, /512 KB/],
    [sale(500n, new Date()), /no dates/],
    [sale(750n), /below the price/],
    [sale(-1n), /below zero/],
    [{ tags: Array.from({ length: 251 }, (_, at) => `t${at}`) }, /250/],
    [{ tags: ['x'.repeat(256)] }, /255/],
    [{ images: [image, image] }, /twice/],
    [{ images: [{ ...image, alt: 'x'.repeat(513) }] }, /512/],
    [{ price: money(750n, 'XXX1') }, /not a currency/],
  ]
  for (const [change, sentence] of refused)
    assert.throws(
      () => check({ ...desired, ...change }, () => null),
      (error: Error) => sentence.test(error.message),
      String(sentence),
    )
  const kind =
    (mediaType: string, sizeBytes = 9) =>
    () =>
      check({ ...desired, images: [image] }, () => ({ mediaType, sizeBytes }))
  assert.throws(kind('image/svg+xml'), (error: unknown) => error instanceof SpokeError && error.remedy === 'seller')
  assert.throws(kind('image/png', 21 * 1024 * 1024), /20 MB/)
  assert.doesNotThrow(kind('image/webp'))
})

const sum = (amount: string, currencyCode = 'EUR') => ({
  shopMoney: { amount, currencyCode },
  presentmentMoney: { amount: '999.0', currencyCode: 'USD' },
})
const raw = (change: object = {}) => ({
  id: 'gid://shopify/Order/5',
  name: '#1005',
  createdAt: '2026-11-01T10:00:00Z',
  processedAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-02T10:00:00Z',
  cancelledAt: null,
  test: false,
  currencyCode: 'EUR',
  taxesIncluded: false,
  displayFinancialStatus: 'PAID',
  email: 'a@buyer.example',
  billingAddress: { name: 'A &amp; B', countryCodeV2: 'AT' },
  totalPriceSet: sum('7.5'),
  totalTaxSet: null,
  transactions: [],
  refunds: [],
  lineItems: {
    nodes: [
      {
        id: 'gid://shopify/LineItem/1',
        title: 'Tee',
        quantity: 1,
        sku: null,
        product: null,
        originalTotalSet: sum('7.5'),
        discountAllocations: [],
        taxLines: [],
      },
    ],
    pageInfo: { hasNextPage: false },
  },
  ...change,
})
const sale = (change: object = {}) => toSale(Order.parse(raw(change)))

test('each state of payment becomes one of ours; what nobody knows yet grants nothing', () => {
  const states = [
    'PAID',
    'PARTIALLY_REFUNDED',
    'REFUNDED',
    'PENDING',
    'AUTHORIZED',
    'PARTIALLY_PAID',
    'EXPIRED',
    'VOIDED',
    'BRAND_NEW',
    null,
  ]
  assert.deepEqual(
    states.map(displayFinancialStatus => sale({ displayFinancialStatus }).state),
    ['paid', 'paid', 'refunded', 'pending', 'pending', 'pending', 'pending', 'cancelled', 'pending', 'pending'],
  )
  const cancelledAt = '2026-11-02T10:00:00Z'
  assert.deepEqual(
    [sale({ cancelledAt }).state, sale({ cancelledAt, displayFinancialStatus: 'REFUNDED' }).state],
    ['cancelled', 'refunded'],
  )
})

test('amounts are those of the shop, whatever the buyer saw; JPY has no decimals and BHD three', () => {
  assert.deepEqual(sale().total, money(750n, 'EUR'))
  const foreign = (amount: string, currency: string) =>
    sale({ currencyCode: currency, totalPriceSet: sum(amount, currency), lineItems: { nodes: [], pageInfo: { hasNextPage: false } } }).total
  assert.deepEqual([foreign('1250.0', 'JPY'), foreign('7.525', 'BHD')], [money(1250n, 'JPY'), money(7525n, 'BHD')])
})

test('money came when it was captured, not when the order was made; a bank transfer may come days later', () => {
  const transactions = [
    { kind: 'AUTHORIZATION', status: 'SUCCESS', processedAt: '2026-11-01T10:00:01Z' },
    { kind: 'CAPTURE', status: 'FAILURE', processedAt: '2026-11-02T10:00:00Z' },
    { kind: 'CAPTURE', status: 'SUCCESS', processedAt: '2026-11-03T10:00:00Z' },
    { kind: 'REFUND', status: 'SUCCESS', processedAt: '2026-11-04T10:00:00Z' },
  ]
  assert.equal(sale({ transactions }).paidAt?.toISOString(), '2026-11-03T10:00:00.000Z')
  assert.equal(sale().paidAt?.toISOString(), '2026-11-01T10:00:00.000Z')
  assert.equal(sale({ displayFinancialStatus: 'PENDING' }).paidAt, null)
})

test('a return without money going back is no refund', () => {
  const refund = (amount: string) => ({
    id: 'gid://shopify/Refund/1',
    createdAt: '2026-11-03T10:00:00Z',
    note: null,
    totalRefundedSet: sum(amount),
  })
  assert.deepEqual(
    sale({ refunds: [refund('0.0'), refund('1.0')] }).refunds.map(({ amount }) => amount.minor),
    [100n],
  )
})

test('an order that cannot be read is kept as it came, and its reason tells fields, never values', () => {
  for (const [change, reason] of [
    [{ totalPriceSet: { not: 'money' } }, /totalPriceSet/],
    [{ totalPriceSet: sum('7.505') }, /cannot be counted/],
    [{ name: 42 }, /name/],
  ] as const) {
    const item = toSaleItem(raw(change))
    assert.ok(!item.isRead && item.remoteId === '5')
    assert.match(item.reason, reason)
    assert.ok(!item.reason.includes('buyer.example') && !item.reason.includes('7.505'))
    assert.ok(item.raw.includes('#1005') || item.raw.includes('42'))
  }
  assert.deepEqual(toSaleItem(null), {
    isRead: false,
    remoteId: null,
    raw: 'null',
    reason: 'The order does not have the shape of the API: the whole.',
  })
  const item = toSaleItem(raw({ brandNewField: { deep: [1] } }))
  assert.ok(item.isRead && item.sale.buyer.name === 'A & B')
})
