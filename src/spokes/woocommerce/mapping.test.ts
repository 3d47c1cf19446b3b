/** What the client makes of a store's manners, without a store. The numbers are those of the recorded behaviours in README.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ListingContent, type ListingField, markedName, money, type ObservedListing, type Step } from '#kit'
import { signOAuth } from './client.ts'
import { topics } from './hooks.ts'
import { check, filesMeta, listingMeta, markIn, project, toListing } from './mapping.ts'
import { type ProductBody, plan } from './plan.ts'
import spoke from './spoke.ts'

const eur = (minor: bigint) => money(minor, 'EUR')
const hash = (digit: string) => digit.repeat(64)
const desired: ListingContent = {
  title: 'Scarf & hat',
  summary: 'Warm',
  description: '<p>Text</p>',
  sku: 'SEL-1',
  price: eur(750n),
  salePrice: null,
  isPublished: true,
  tags: ['lace'],
  categories: ['Scarves'],
  images: [{ sha256: hash('a'), alt: 'Front' }],
  files: [
    { key: 'a4', name: 'A4.pdf', sha256: hash('b') },
    { key: 'letter', name: 'Letter.pdf', sha256: hash('c') },
  ],
}
const delivery = {
  kind: 'address',
  fileUrl: ({ key, sha256 }: { key: string; sha256: string }) => `https://hub.example/f/${key}-${sha256.slice(0, 16)}.pdf`,
  imageUrl: ({ sha256 }: { sha256: string }) => `https://hub.example/i/p-${sha256.slice(0, 16)}.png`,
} as const
const product = (change: object = {}) => ({
  id: 15,
  name: 'Scarf &amp; hat',
  permalink: 'https://store.example/product/scarf/',
  date_modified_gmt: '2026-11-23T02:26:45',
  type: 'simple',
  status: 'publish',
  description: '<p>Text</p>',
  short_description: 'Warm',
  sku: 'SEL-1',
  regular_price: '7.50',
  sale_price: '',
  date_on_sale_from_gmt: null,
  date_on_sale_to_gmt: null,
  downloadable: true,
  downloads: [
    { id: 'id-a4', name: 'A4.pdf', file: `https://hub.example/f/a4-${'b'.repeat(16)}.pdf` },
    { id: 'id-letter', name: 'Letter.pdf', file: `https://hub.example/f/letter-${'c'.repeat(16)}.pdf` },
  ],
  categories: [{ id: 17, name: 'Scarves', slug: 'scarves' }],
  tags: [{ id: 18, name: 'lace', slug: 'lace' }],
  images: [{ id: 13, src: `https://store.example/wp-content/uploads/2026/11/p-${'a'.repeat(16)}-1.png`, name: 'p', alt: 'Front' }],
  meta_data: [
    { id: 1, key: listingMeta, value: 'listing-1' },
    { id: 2, key: filesMeta, value: JSON.stringify({ 'id-a4': 'a4', 'id-letter': 'letter' }) },
  ],
  ...change,
})
const seen = (change: object = {}): ObservedListing => toListing(product(change), 'EUR', 'mark')
const planned = (
  change: Partial<ListingContent>,
  observed: ObservedListing | null,
  fields = Object.keys(change) as ListingField[],
): readonly Step[] =>
  plan({
    listingId: 'listing-1',
    desired: { ...desired, ...change },
    observed,
    difference: fields.map(field => ({ field, desired: { ...desired, ...change }[field], observed: observed?.content[field] ?? null })),
    delivery,
  })
const bodyOf = (steps: readonly Step[]) => steps.at(-1)!.body as unknown as ProductBody
const without = ({ tags, categories, ...rest }: ListingContent) => rest

test('a product that is as we want it reads back as what we want', () => {
  const { content } = seen()
  assert.deepEqual(
    without(content),
    without({
      ...project(desired),
      images: [{ sha256: 'a'.repeat(16), alt: 'Front' }],
      files: desired.files.map(file => ({ ...file, sha256: file.sha256.slice(0, 16) })),
      properties: [],
    }),
  )
})

test('1: money goes out as strings with a point, and a price that is none shows as a difference', () => {
  assert.deepEqual(
    [
      bodyOf(planned({ price: eur(1450n) }, seen())).set.regular_price,
      bodyOf(planned({ price: money(1450n, 'JPY') }, seen())).set.regular_price,
    ],
    ['14.50', '1450'],
  )
  for (const regular_price of ['', 'abc', '14.999', '1e3']) assert.equal(seen({ regular_price }).content.price.minor, -1n)
  assert.equal(seen({ regular_price: '-5' }).content.price.minor, -500n)
})

test('2: a sale at or above the price is refused, since the store would drop it without a word', () => {
  const salePrice = { price: eur(750n), from: null, to: null }
  assert.throws(() => check({ ...desired, salePrice }), /below the price/)
  assert.equal(project({ ...desired, salePrice }).salePrice, null)
  // Price and sale price travel together, whichever of them changed.
  const { set } = bodyOf(
    planned({ price: eur(500n), salePrice: { price: eur(400n), from: null, to: null } }, seen({ sale_price: '6.00' }), ['price']),
  )
  assert.deepEqual([set.regular_price, set.sale_price], ['5.00', '4.00'])
})

test("3: dates of a sale are cleared by '', set in GMT, and mean nothing without a price", () => {
  const from = new Date('2026-12-01T00:00:00.900Z')
  const { set } = bodyOf(planned({ salePrice: { price: eur(500n), from, to: null } }, seen()))
  assert.deepEqual([set.date_on_sale_from_gmt, set.date_on_sale_to], ['2026-12-01T00:00:00', ''])
  const ended = bodyOf(planned({ salePrice: null }, seen({ sale_price: '5.00' }))).set
  assert.deepEqual([ended.sale_price, ended.date_on_sale_from, ended.date_on_sale_to], ['', '', ''])
  assert.equal(seen({ date_on_sale_to_gmt: '2099-02-01T00:00:00' }).content.salePrice, null)
})

test('9: no category is “Uncategorized”, in whatever language, and a name is one whatever its case', () => {
  assert.deepEqual(seen({ categories: [{ id: 15, name: 'Unkategorisiert', slug: 'unkategorisiert' }] }).content.categories, [])
  assert.deepEqual(project({ ...desired, tags: ['Lace', 'lace ', '', ' <b>Hat</b>  5 '] }).tags, ['Lace', 'Hat 5'])
  assert.deepEqual(bodyOf(planned({ tags: ['LACE', 'new'] }, seen())).tags, [
    { name: 'LACE', id: 18 },
    { name: 'new', id: null },
  ])
})

test('10: a picture that is there is kept by its id; only a new one is fetched', () => {
  const { images } = bodyOf(
    planned(
      {
        images: [
          { sha256: hash('d'), alt: 'New' },
          { sha256: hash('a'), alt: 'Front' },
        ],
      },
      seen(),
    ),
  )
  assert.deepEqual(images, [
    { src: `https://hub.example/i/p-${'d'.repeat(16)}.png`, alt: 'New' },
    { id: 13, alt: 'Front' },
  ])
})

test('12: entities are decoded when read and written once', () => {
  assert.equal(seen({ name: 'A &amp; B &#8211; &lt;10' }).content.title, 'A & B – <10')
  assert.equal(bodyOf(planned({ title: 'A & B <10' }, seen())).set.name, 'A &amp; B &lt;10')
  assert.equal(project({ ...desired, description: '<p>a & b<script>alert(1)</script></p>' }).description, '<p>a &amp; b</p>')
})

test('15: a corrected file keeps its download id; no id is ever left out', () => {
  const corrected = [{ ...desired.files[0]!, sha256: hash('e') }, desired.files[1]!]
  const { downloads } = bodyOf(planned({ files: corrected }, seen()))
  assert.deepEqual(
    downloads?.map(({ id }) => id),
    ['id-a4', 'id-letter'],
  )
  const made = bodyOf(planned({}, null)).downloads!
  assert.ok(made.every(({ id }) => /^[0-9a-f-]{36}$/.test(id)))
  assert.deepEqual(bodyOf(planned({}, null)).downloads, made)
})

test('15: a file that somebody dropped by hand comes back under its old id, so that its buyers have it again', () => {
  const observed = seen({ downloads: product().downloads.slice(1) })
  assert.deepEqual(
    bodyOf(planned({ files: desired.files }, observed)).downloads?.map(({ id }) => id),
    ['id-a4', 'id-letter'],
  )
})

test('15: a foreign listing keeps the ids its buyers have: by name, or when there is but one', () => {
  const foreign = {
    meta_data: [],
    downloads: [
      { id: 'x1', name: 'letter.PDF', file: 'https://store.example/l.pdf' },
      { id: 'x2', name: 'Old.pdf', file: 'https://store.example/o.pdf' },
    ],
  }
  const [step] = planned({ files: desired.files }, seen(foreign))
  assert.deepEqual(
    (step!.body as unknown as ProductBody).downloads?.map(({ id }) => id),
    ['x2', 'x1'],
  )
  assert.equal(step!.cannotUndo, null)
  const lone = planned({ files: [desired.files[0]!] }, seen(foreign))[0]!
  assert.match(lone.cannotUndo ?? '', /lose it/)
})

test('5, 24: a product with variations is left alone, with a sentence', () => {
  assert.throws(() => planned({ price: eur(1n) }, seen({ type: 'variable', regular_price: '' })), /variations|kind “variable”/)
  assert.equal(planned({ title: 'x' }, seen({ type: 'variable', regular_price: '' })).length, 1)
})

test('copies come before the listing points at them, once each, and are told by their mark', () => {
  const twin = { ...desired.files[0]!, key: 'a4-again' }
  const input = {
    listingId: 'l',
    desired: { ...desired, files: [...desired.files, twin] },
    observed: null,
    difference: [],
    delivery: { kind: 'copy', copies: new Map([[hash('c'), { id: 7, url: `https://store.example/c-${'c'.repeat(16)}.pdf` }]]) },
  } as const
  const steps = plan(input)
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['put-copy', 'create'],
  )
  assert.equal(new Set(steps.map(({ key }) => key)).size, 2)
  const { downloads, images } = bodyOf(steps)
  assert.deepEqual(
    [downloads?.map(file => ('copy' in file ? file.copy : file.file)), images],
    [['b'.repeat(16), `https://store.example/c-${'c'.repeat(16)}.pdf`, 'b'.repeat(16)], [{ sha256: hash('a'), alt: 'Front' }]],
  )
})

test('a mark survives what WordPress does to names', () => {
  const name = markedName('Łąka – A4 (v2).PDF', hash('b'))
  assert.equal(name, `aka-a4-v2-${'b'.repeat(16)}.pdf`)
  for (const path of [
    name,
    name.replace('.pdf', '-1.pdf'),
    name.replace('.pdf', '-scaled.pdf'),
    name.replace('.pdf', '-300x225.pdf'),
    `${name}?x=1`,
  ])
    assert.equal(markIn(`https://s.example/wp-content/uploads/2026/11/${path}`), 'b'.repeat(16), path)
  assert.equal(markIn('https://s.example/cover-2.png'), '')
})

test('33: over plain http requests are signed; the base string has http://, and the signature is the known one', () => {
  const url = new URL('http://store.example/wp-json/wc/v3/products?per_page=1&_fields=id')
  signOAuth(url, {
    method: 'GET',
    consumerKey: 'ck_EXAMPLE_rw',
    consumerSecret: 'cs_EXAMPLE_rw',
    now: new Date(1_795_401_013_000),
    nonce: '9d1edf74571182b2',
  })
  // Reckoned once with Python's hmac and urllib over the same parameters.
  assert.equal(url.searchParams.get('oauth_signature'), '592/gXteZZprBbPrcjrxAzUdbXVdXp6m6LtjHPzRoiw=')
  const other = new URL(url.href.replace(/&oauth_.*$/, '').replace('http:', 'https:'))
  signOAuth(other, {
    method: 'GET',
    consumerKey: 'ck_EXAMPLE_rw',
    consumerSecret: 'cs_EXAMPLE_rw',
    now: new Date(1_795_401_013_000),
    nonce: '9d1edf74571182b2',
  })
  assert.notEqual(other.searchParams.get('oauth_signature'), url.searchParams.get('oauth_signature'))
})

const nobody = { fetch: () => Promise.reject(new Error('nobody is asked')), now: () => new Date() }

test('35: the consent link carries a state of safe signs, and the callback is taken apart', async () => {
  assert.ok('start' in spoke.authorise)
  const asking = { baseUrl: 'https://store.example', callbackUrl: 'https://hub.example/connect/woocommerce', given: {} }
  const url = new URL(spoke.authorise.start({ ...asking, access: 'write', returnUrl: 'https://hub.example/r', state: 'abc-DEF_1' }).url)
  assert.deepEqual(
    [url.pathname, url.searchParams.get('user_id'), url.searchParams.get('app_name'), url.searchParams.get('scope')],
    ['/wc-auth/v1/authorize', 'abc-DEF_1', 'Selvage', 'read_write'],
  )
  for (const body of [
    '',
    'null',
    '{}',
    '{"user_id":"x","consumer_key":""}',
    '{"user_id":"x","consumer_key":"ck_1","consumer_secret":"cs_1","key_permissions":"read"}',
  ])
    await assert.rejects(spoke.authorise.finish(nobody, { ...asking, body, query: new URLSearchParams(), keep: { scope: 'read_write' } }))
})

test('the form: keys are checked by their beginnings, blanks mean none, and a hook secret is made that the store will not change', () => {
  const { schema } = spoke.settings
  const parsed = schema.parse({
    consumerKey: ' ck_1 ',
    consumerSecret: 'cs_2',
    hookSecret: '',
    wordpressUser: '',
    wordpressPassword: 'abcd efgh',
  })
  assert.match(parsed.hookSecret, /^[\w-]{43}$/)
  assert.deepEqual([parsed.consumerKey, parsed.wordpressUser, parsed.wordpressPassword], ['ck_1', undefined, 'abcdefgh'])
  assert.equal(schema.safeParse({ consumerKey: 'cs_1', consumerSecret: 'cs_2' }).success, false)
  assert.equal(schema.parse(parsed).hookSecret, parsed.hookSecret)
})

test('42, 43, 47: hooks are asked for what changes sales and listings, and their bodies are never read', () => {
  assert.deepEqual([...topics], ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'product.deleted'])
})

test('what cannot be sold there is refused in a sentence', () => {
  for (const change of [
    { title: ' ' },
    { title: 'x'.repeat(201) },
    { sku: '' },
    { sku: 'a,b' },
    { files: [{ ...desired.files[0]!, name: 'A4' }] },
    { files: [desired.files[0]!, desired.files[0]!] },
  ] satisfies Partial<ListingContent>[])
    assert.throws(() => check({ ...desired, ...change }), { name: 'SpokeError', remedy: 'seller' })
  assert.doesNotThrow(() => check(desired))
})
