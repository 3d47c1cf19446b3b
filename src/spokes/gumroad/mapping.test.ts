import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#hub/money.ts'
import {
  fileName,
  listingMark,
  markIn,
  markInPermalink,
  pagesAfter,
  permalinkOf,
  placeOfKey,
  project,
  slimMark,
  stemOf,
  toFileFact,
  toListing,
} from './mapping.ts'
import { fromText, fromUnits, leastPrices, toUnits } from './money.ts'
import type { Product } from './wire.ts'

const sha256 = 'ab'.repeat(32)
const product: Product = {
  id: 'A-m3CDDC5dlrSdKZp0RFhA==',
  name: 'Scarf &amp; hat',
  description: '<p>Warm<br>soft</p>',
  custom_summary: null,
  custom_permalink: 'SEL-1-0a1b2c3d',
  price: 750,
  currency: 'eur',
  short_url: 'https://maren.gumroad.com/l/SEL-1-0a1b2c3d',
  published: true,
  tags: ['lace'],
  covers: [{ id: 'c1' }, { id: 'c2' }],
  files: [{ id: 'f1', name: `scarf-a4-${sha256.slice(0, 16)}`, filetype: 'pdf', size: 9, url: 'https://x.example/y' }],
}

test('a product becomes a listing: pictures by our notes, files by their names, the SKU by its address', () => {
  const { content, url } = toListing(product, { covers: { c1: 'm1' }, thumbnail: '', files: {} })
  assert.equal(url, product.short_url)
  assert.deepEqual([content.title, content.summary, content.sku, content.price], ['Scarf & hat', '', 'SEL-1', money(750n, 'EUR')])
  assert.deepEqual(content.images, [
    { sha256: 'm1', alt: '' },
    { sha256: '', alt: '' },
  ])
  assert.deepEqual(content.files, [{ key: 'scarf-a4-abababababababab.pdf', name: 'scarf-a4-abababababababab.pdf', sha256: 'ab'.repeat(8) }])
  assert.deepEqual(toListing({ ...product, price: null }, { covers: {}, thumbnail: '', files: {} }).content.price, money(-1n, 'EUR'))
  assert.deepEqual(toListing({ ...product, currency: 'zzz' }, { covers: {}, thumbnail: '', files: {} }).content.price.minor, -1n)
})

test('tags are kept in small letters, each once; a single letter has no place there, and one that grows when it is made small is cut', () => {
  const tagsOf = (...tags: string[]) => project({ ...toListing(product, { covers: {}, thumbnail: '', files: {} }).content, tags }).tags
  assert.deepEqual(tagsOf('Lace', ' lace ', 'x', 'Fair  Isle', 'A &amp; B'), ['lace', 'fair isle', 'a & b'])
  assert.equal([...tagsOf('İ'.repeat(20))[0]!].length, 20)
})

test('the address of a product tells whose it is, and survives a number behind it', () => {
  const id = '0192f0c8-0000-7000-8000-000000000001'
  const own = permalinkOf('SEL 1', id)
  assert.match(own, /^[A-Za-z0-9_-]+$/)
  assert.equal(markInPermalink(own), listingMark(id))
  assert.equal(markInPermalink(`${own}-7`), listingMark(id))
  assert.equal(permalinkOf('ßß', id), `pattern-${listingMark(id)}`)
  for (const foreign of [null, '', 'pencil', 'scarf-2026', '0a1b2c3d']) assert.equal(markInPermalink(foreign), null)
})

test('a file is known by its name, whoever gave it; a name that was never given is looked up in the address', () => {
  const of = (change: object) => toFileFact({ ...product.files[0]!, ...change })
  assert.equal(of({}).mark, 'ab'.repeat(8))
  assert.deepEqual([of({ name: 'Scarf' }).name, of({ name: 'Scarf' }).mark], ['Scarf.pdf', ''])
  assert.equal(of({ name: null, url: `https://s3.example/attachments/1/2/original/x-${'cd'.repeat(8)}.pdf?sig=1` }).mark, 'cd'.repeat(8))
  assert.equal(of({ name: null, url: 'not an address' }).name, 'f1.pdf')
  assert.equal(of({ name: 'My page', filetype: 'link', url: 'https://x.example' }).name, 'My page')
  assert.equal(fileName('Wren – A4.pdf', sha256), 'wren-a4-abababababababab.pdf')
  assert.equal(fileName('wren-a4-abababababababab.pdf', sha256), 'wren-a4-abababababababab.pdf')
  assert.equal(markIn('plain.pdf'), '')
  assert.equal(stemOf('wren-a4-abababababababab.pdf'), 'wren-a4')
})

test('which file is meant by a key is told by our note, else by its name, else by there being one alone', () => {
  const names = ['part-1-abababababababab.pdf', 'part-2-cdcdcdcdcdcdcdcd.pdf']
  const note = { covers: {}, thumbnail: '', files: { a4: 'part-2-cdcdcdcdcdcdcdcd.pdf' } }
  const none = { ...note, files: {} }
  assert.equal(placeOfKey(names, 'a4', note), 1)
  assert.equal(placeOfKey(['part-2-efefefefefefefef.pdf', 'x.pdf'], 'a4', note), 0, 'also in another version')
  assert.equal(placeOfKey(names, 'part1', none), 0)
  assert.equal(placeOfKey(names, 'a4', none), -1)
  assert.equal(placeOfKey(names.slice(1), 'a4', none), 0)
})

test('a mark moves with each thing that a list tells, and not with what is another each time', () => {
  const mark = slimMark(product)
  for (const change of [
    { name: 'x' },
    { description: null },
    { price: 1 },
    { tags: [] },
    { published: false },
    { covers: [{ id: 'c2' }, { id: 'c1' }] },
    { custom_summary: 'x' },
  ])
    assert.notEqual(slimMark({ ...product, ...change }), mark, JSON.stringify(change))
  const pictured = slimMark({ ...product, thumbnail_url: 'https://x.example/1' })
  assert.equal(slimMark({ ...product, thumbnail_url: 'https://x.example/2' }), pictured)
  assert.equal(slimMark({ ...product, tags: ['lace'], files: [] } as Product), mark)
})

test('amounts are hundredths there, but for the yen; a won has none of them', () => {
  assert.equal(toUnits(money(750n, 'EUR')), 750n)
  assert.equal(toUnits(money(750n, 'JPY')), 750n)
  assert.equal(toUnits(money(1500n, 'KRW')), 150_000n)
  assert.throws(() => toUnits(money(1n, 'SEK')), /nothing in SEK/)
  assert.throws(() => fromUnits(150n, 'KRW'), /no whole number/)
  for (const currency of Object.keys(leastPrices)) assert.equal(toUnits(fromUnits(111_000n, currency)), 111_000n)
  assert.deepEqual(fromText('CAD$1,234.50', 'CAD'), money(123_450n, 'CAD'))
  assert.throws(() => fromText('a gift', 'EUR'), /no amount/)
})

test('pages of content are left alone when they show nothing that goes', () => {
  const page = { id: 'p', title: null, description: { type: 'doc', content: [{ type: 'fileEmbed', attrs: { id: 'f2' } }] } }
  assert.equal(pagesAfter([page], new Map([['f1', null]])), null)
  const [changed] = pagesAfter([page], new Map([['f2', 'f3']]))!
  assert.deepEqual(changed!.description, { type: 'doc', content: [{ type: 'fileEmbed', attrs: { id: 'f3' } }] })
  const asList = { id: 'p', description: [{ type: 'fileEmbed', attrs: { id: 'f2' } }, { type: 'paragraph' }] }
  assert.deepEqual(pagesAfter([asList], new Map([['f2', null]]))![0]!.description, [{ type: 'paragraph' }])
})
