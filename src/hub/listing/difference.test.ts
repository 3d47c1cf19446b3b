import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ListingContent, type ListingField, listingFields } from './content.ts'
import { contentFromJson, contentToJson } from './content-json.ts'
import { asOf, difference, hashOf } from './difference.ts'

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const word = fc.stringMatching(/^[A-Za-z0-9Łéß–&<'"]{1,8}$/)
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '))
const money = fc.record({ minor: fc.bigInt({ min: 0n, max: 99_999n }), currency: fc.constant('EUR') })
const names = fc.uniqueArray(phrase, { maxLength: 4, selector: name => name.toLowerCase() })
const time = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const content: fc.Arbitrary<ListingContent> = fc.record({
  title: phrase,
  summary: phrase,
  description: fc.array(phrase, { minLength: 1, maxLength: 3 }).map(lines => lines.map(line => `<p>${escapeText(line)}</p>`).join('')),
  sku: fc.stringMatching(/^[A-Z0-9-]{1,8}$/),
  price: money,
  salePrice: fc.option(fc.record({ price: money, from: fc.option(time), to: fc.option(time) })),
  isPublished: fc.boolean(),
  tags: names,
  categories: names,
  images: fc.array(fc.record({ sha256: hex(64), alt: phrase }), { maxLength: 3 }),
  files: fc.uniqueArray(fc.record({ key: fc.constantFrom('a4', 'letter', 'a0'), name: phrase, sha256: hex(64) }), {
    maxLength: 3,
    selector: ({ key }) => key,
  }),
})

/** What a storefront may do to a text without changing it. */
const respelled = (text: string, how: number): string =>
  [
    () => `  ${text}\r\n`,
    () => text.replaceAll(' ', '\u00a0'),
    () => text.replaceAll(' ', ' \r\n '),
    () =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('–', '&#8211;').replaceAll("'", '&#039;'),
    () => text.replaceAll(' ', '&nbsp;').normalize('NFD'),
  ][how % 5]!()
const respelledHtml = (html: string, how: number): string =>
  [
    () => html.replaceAll('</p><p>', '</p>\r\n\r\n<p>'),
    () => html.replaceAll('<p>', '<P>').replaceAll('</p>', ' </P>\n'),
    () => html.replaceAll(' ', '&nbsp;'),
    () => html.replaceAll('–', '&ndash;').replaceAll('"', '&#34;'),
    () => `${html}<p>&nbsp;</p>`,
  ][how % 5]!()

function respell(wanted: ListingContent, how: number): ListingContent {
  const second = (at: Date | null) => at && new Date(Math.floor(at.getTime() / 1000) * 1000)
  return {
    title: respelled(wanted.title, how),
    summary: respelled(wanted.summary, how + 1),
    description: respelledHtml(wanted.description, how),
    sku: ` ${wanted.sku} `,
    price: { ...wanted.price, currency: how % 2 ? 'eur' : 'EUR' },
    salePrice: wanted.salePrice && { price: wanted.salePrice.price, from: second(wanted.salePrice.from), to: second(wanted.salePrice.to) },
    isPublished: wanted.isPublished,
    tags: wanted.tags
      .map(tag =>
        respelled(
          tag.replace(/[a-z]/g, letter => letter.toUpperCase()),
          how % 3,
        ),
      )
      .reverse(),
    categories: [...wanted.categories, ...wanted.categories.slice(0, 1)],
    images: wanted.images.map(({ sha256, alt }) => ({ sha256: sha256.slice(0, 16), alt: respelled(alt, how + 2) })),
    files: wanted.files.map(({ key, name, sha256 }) => ({ key, name: respelled(name, how + 3), sha256: sha256.slice(0, 16) })).reverse(),
    properties: [],
  }
}

test('another spelling of the same content is no difference, and has the same hashes', () => {
  fc.assert(
    fc.property(content, fc.nat({ max: 20 }), (wanted, how) => {
      const there = respell(wanted, how)
      assert.deepEqual(difference(wanted, there, listingFields), [])
      for (const field of listingFields) assert.equal(hashOf(field, wanted), hashOf(field, there), field)
    }),
    { numRuns: 500 },
  )
})

const other = (sha256: string) => `${sha256.startsWith('0') ? '1' : '0'}${sha256.slice(1)}`
const changes: Readonly<Record<ListingField, (wanted: ListingContent) => Partial<ListingContent> | null>> = {
  title: ({ title }) => ({ title: `${title} two` }),
  summary: () => ({ summary: '' }),
  description: ({ description }) => ({ description: description.replace('<p>', '<p><strong>New</strong> ') }),
  sku: ({ sku }) => ({ sku: `${sku}X` }),
  price: ({ price }) => ({ price: { ...price, minor: price.minor + 1n } }),
  salePrice: ({ salePrice, price }) => ({ salePrice: salePrice === null ? { price, from: null, to: null } : null }),
  isPublished: ({ isPublished }) => ({ isPublished: !isPublished }),
  tags: ({ tags }) => ({ tags: [...tags, 'one more tag'] }),
  categories: ({ categories }) => (categories.length === 0 ? null : { categories: categories.slice(1) }),
  images: ({ images }) => (images.length === 0 ? null : { images: images.map(image => ({ ...image, sha256: other(image.sha256) })) }),
  files: ({ files }) => (files.length === 0 ? null : { files: files.map(file => ({ ...file, sha256: other(file.sha256) })) }),
  shelf: () => ({ shelf: 'Crafts › Patterns #7' }),
  properties: () => ({ properties: [{ id: '41', name: 'Needle size', values: [{ id: '7', text: '4 mm' }] }] }),
}

test('a change of meaning is a difference in that field and in no other', () => {
  fc.assert(
    fc.property(content, fc.constantFrom(...listingFields), fc.nat({ max: 20 }), (wanted, field, how) => {
      const change = changes[field](wanted)
      fc.pre(change !== null)
      const found = difference({ ...wanted, ...change }, respell(wanted, how), listingFields)
      assert.deepEqual(
        found.map(one => one.field),
        [field],
      )
    }),
    { numRuns: 500 },
  )
})

test('content comes back whole from the database’s JSON', () => {
  fc.assert(
    fc.property(content, wanted =>
      assert.deepEqual(contentFromJson(JSON.parse(JSON.stringify(contentToJson(wanted)))), structuredClone(wanted)),
    ),
  )
})

const plain: ListingContent = {
  title: 'Wren',
  summary: '',
  description: '',
  sku: 'W',
  price: { minor: 750n, currency: 'EUR' },
  salePrice: { price: { minor: 500n, currency: 'EUR' }, from: null, to: new Date('2026-03-01T00:00:00Z') },
  isPublished: true,
  tags: [],
  categories: [],
  images: [],
  files: [],
}

test('a sale that has ended is none; only the fields that a platform holds are compared; nothing there differs in all of them', () => {
  assert.equal(asOf(plain, new Date('2026-03-01T00:00:00Z')).salePrice, null)
  assert.equal(asOf(plain, new Date('2026-02-28T23:59:59Z')), plain)
  assert.deepEqual(difference(plain, { ...plain, title: 'x', tags: ['y'] }, ['title']), [
    { field: 'title', desired: 'Wren', observed: 'x' },
  ])
  assert.equal(
    difference(plain, null, listingFields).length,
    listingFields.length - 2,
    'a place in a tree that nobody chose is none, and so are properties that nobody wants',
  )
  assert.equal(difference({ ...plain, shelf: 'Crafts #7' }, null, listingFields).length, listingFields.length - 1)
})

test('of properties those alone are compared that are wanted: order means nothing, a size is a size, an empty one is none', () => {
  const [base] = fc.sample(content, { numRuns: 1, seed: 1 })
  const needle = (...values: { id: string; text: string; unit?: string }[]) => ({ id: '41', name: 'Needle size', values })
  const yarn = { id: '42', name: 'Yarn weight', values: [{ id: '7', text: 'DK' }] }
  const differs = (wanted: ListingContent['properties'], there: ListingContent['properties']) =>
    difference({ ...base!, ...(wanted && { properties: wanted }) }, { ...base!, ...(there && { properties: there }) }, ['properties'])
      .length === 1
  const [four, five] = [
    { id: '1', text: 'US 6 - 4.0mm' },
    { id: '2', text: 'US 8 - 5.0mm' },
  ]
  assert.equal(differs([needle(four, five)], [yarn, needle(five, four)]), false)
  assert.equal(differs([needle(four)], [needle({ id: '9', text: '4', unit: 'Millimeters' })]), false)
  assert.equal(differs([needle(four)], [needle(five)]), true)
  assert.equal(differs([needle(four)], [yarn]), true)
  assert.equal(differs([needle()], [needle(four)]), true)
  assert.equal(differs([needle()], [yarn]), false)
  assert.equal(differs([], [yarn]), false)
  assert.equal(differs([needle(four)], undefined), false, 'nobody has asked')
})
