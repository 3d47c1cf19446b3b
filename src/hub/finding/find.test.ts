import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observedOf } from '#testing/found.ts'
import { type ListingContent, listingFields, markOf } from '../listing/content.ts'
import type { PatternSource } from '../listing/desired-content.ts'
import { noLimits, textUpTo } from '../listing/limits.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { noWishes } from '../storefront/wishes.ts'
import { type FindInput, findingsOf } from './find.ts'

const sha = (digit: string) => digit.repeat(64)
const rules: ShopRules = {
  id: 'stub',
  label: 'Stub',
  publishes: true,
  fields: listingFields,
  limits: noLimits,
  project: content => content,
  check: () => {},
  uploadsFiles: false,
  plan: () => [],
  coupons: { cannot: 'It has none.' },
  corrections: { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' } },
  reachesEarlierBuyers: true,
}
const source: PatternSource = {
  patternId: 'p',
  title: 'Wren Tee',
  summary: '',
  description: '<p>A boxy tee.</p>',
  sku: 'WREN',
  tags: ['boxy', 'tee'],
  categories: [],
  isArchived: false,
  images: [],
  prices: [{ currency: 'EUR', amountMinor: '750', saleMinor: null, saleFrom: null, saleTo: null }],
  version: { versionId: 'v', number: '2.1', files: [{ key: 'a4', name: 'Wren A4.pdf', sha256: sha('b') }], isBrought: false },
  craft: 'sewing',
  sizes: [],
  materials: '',
  gauge: '',
  fabric: '',
  skill: '',
  languages: [],
  shop: 'Maren',
}
const right: Partial<ListingContent> = {
  title: 'Wren Tee',
  description: '<p>A boxy tee.</p>',
  sku: 'WREN',
  tags: ['Tee', 'boxy'],
  files: [{ key: 'a4', name: 'Wren A4.pdf', sha256: markOf(sha('b')) }],
}
const find = (there: Partial<ListingContent>, given: Partial<FindInput> = {}) =>
  findingsOf({
    source,
    there: observedOf('1', { ...right, ...there }).content,
    stays: {},
    shop: 'the market',
    rules,
    place: { currency: 'EUR', rules, wishes: noWishes },
    versionOf: mark => (mark === markOf(sha('b')) ? '2.1' : mark === markOf(sha('a')) ? '1.0' : null),
    blobs: () => null,
    now: new Date('2026-03-01T12:00:00Z'),
    ...given,
  })
const shown = (findings: ReturnType<typeof find>) => findings.map(({ kind, field, says, from, to }) => ({ kind, field, says, from, to }))

test('a listing that is as its pattern has nothing to tell, whatever the case and order of its tags', () => {
  assert.deepEqual(find({}), [])
})

test('a price that differs is told with both, in one currency or by her rule', () => {
  assert.deepEqual(shown(find({ price: { minor: 800n, currency: 'EUR' } })), [
    { kind: 'price', field: 'price', says: 'It costs € 8.00 at the market and € 7.50 here.', from: '€ 8.00', to: '€ 7.50' },
  ])
  const dollars = { currency: 'USD', rules, wishes: noWishes }
  const [missing] = find({ price: { minor: 800n, currency: 'USD' } }, { place: dollars })
  assert.match(missing!.says, /no price in USD/, 'another currency is not compared with this one')
  const rule = {
    currency: 'USD',
    fromCurrency: 'EUR',
    rateMillionths: 1_000_000n,
    percentHundredths: 0,
    addMinor: 50n,
    rounding: 'none' as never,
    floorMinor: null,
  }
  const byRule = find({ price: { minor: 800n, currency: 'USD' } }, { place: { ...dollars, wishes: { ...noWishes, priceRule: rule } } })
  assert.deepEqual(
    byRule.filter(({ kind }) => kind === 'price'),
    [],
    '7.50 and 0.50 are 8.00 by her rule',
  )
  assert.match(find({ price: { minor: -1n, currency: 'EUR' } })[0]!.says, /cannot be read/)
})

test('files: none there, an older version by hash or by name, not known at all, and none here yet', () => {
  const kinds = (there: Partial<ListingContent>, given: Partial<FindInput> = {}) => find(there, given).map(({ kind, says }) => [kind, says])
  assert.deepEqual(kinds({ files: [] }), [['files-missing', 'No file is at the market: whoever buys it there gets nothing from the shop.']])
  assert.deepEqual(
    kinds({ files: [], isPublished: false }).map(([kind]) => kind),
    ['hidden'],
  )
  const file = (name: string, sha256: string) => ({ files: [{ key: 'a4', name, sha256 }] })
  const old = 'are of version 1.0; the newest is 2.1.'
  assert.deepEqual(kinds(file('x.pdf', markOf(sha('a')))), [['files-stale', `The files at the market ${old}`]])
  assert.deepEqual(kinds(file('wren v1.0.pdf', '')), [['files-stale', `The files at the market ${old}`]])
  assert.deepEqual(kinds(file('wren.pdf', '')), [['files-stale', 'Nothing shows that the files at the market are those of version 2.1.']])
  assert.deepEqual(kinds(file('wren.pdf', ''), { source: { ...source, version: null } }), [
    [
      'files-missing',
      'Its files are at the market alone (“wren.pdf”). Add them here as its first version, and buyers have them in their library.',
    ],
  ])
})

test('what would be lost or refused there is told by the storefront’s own limits', () => {
  const limited = { ...rules, limits: { ...noLimits, title: textUpTo(5), files: { ...noLimits.files, longestName: 6 } } }
  const losses = find({ title: 'Wren' }, { rules: limited, place: { currency: 'EUR', rules: limited, wishes: noWishes } }).filter(
    ({ kind }) => kind === 'limit',
  )
  assert.ok(
    losses.some(({ field }) => field === 'title'),
    JSON.stringify(losses),
  )
  assert.ok(losses.some(({ says }) => says.includes('“Wren A4.pdf” has 11 characters; the market takes 6')))
  const refusing = {
    ...rules,
    check: () => {
      throw Object.assign(new Error('The title is too long.'), { remedy: 'seller' })
    },
  }
  assert.deepEqual(
    find({}, { rules: refusing }).map(({ kind, says }) => [kind, says]),
    [['limit', 'The title is too long.']],
  )
})

test('tags that are missing and tags that a press would take away; texts that differ; hidden ones', () => {
  const told = find({ tags: ['boxy', 'handmade'], title: 'Wren', isPublished: false })
  assert.deepEqual(
    told.map(({ kind, says }) => [kind, says]),
    [
      ['hidden', 'It is hidden at the market; a press puts it on sale.'],
      ['tags', 'Missing at the market: tee. Only there, and gone after a press: handmade.'],
      ['texts', 'Its title is another one at the market.'],
    ],
  )
  assert.deepEqual([told[2]!.from, told[2]!.to], ['Wren', 'Wren Tee'])
})

test('the same finding has the same key, another difference in the same place another one', () => {
  const key = (minor: bigint) => find({ price: { minor, currency: 'EUR' } })[0]!.key
  assert.equal(key(800n), key(800n))
  assert.notEqual(key(800n), key(850n))
})

test('a field that the storefront does not hold is never told of', () => {
  const poor = { ...rules, fields: ['title', 'price'] as const }
  assert.deepEqual(find({ files: [], tags: [], description: '' }, { rules: poor }), [])
})

test('pictures that are at the storefront alone are told, and that a press leaves them there', () => {
  const image = (sha256: string) => ({ sha256, alt: '' })
  const there = { images: [image(sha('c')), image(sha('d'))] }
  const about = (given: Partial<FindInput> = {}) =>
    find(there, { stays: { images: 'other' }, ...given })
      .filter(({ field }) => field === 'images')
      .map(({ kind, says }) => [kind, says])
  assert.deepEqual(about(), [
    ['limit', 'Its 2 pictures are at the market alone. A press leaves them there; add your own to the pattern to have them everywhere.'],
  ])
  const own = [{ ...image(sha('e')), mediaType: 'image/png', sizeBytes: 9, width: 4, height: 5 }]
  assert.deepEqual(about({ source: { ...source, images: own } }), [], 'the pattern has some')
})
