import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ListingContent, SpokeError } from '#kit'
import { check } from './check.ts'

const sha = (digit: string) => digit.repeat(64)
const good: ListingContent = {
  title: 'Wren & Łąka: a scarf',
  summary: '',
  description: '<p>Warm.</p>',
  sku: 'WREN',
  price: { minor: 750n, currency: 'EUR' },
  salePrice: null,
  isPublished: true,
  tags: ["child's hat", 'lace-knit'],
  categories: [],
  images: [{ sha256: sha('a'), alt: 'The scarf' }],
  files: [{ key: 'a4', name: 'Wren A4.pdf', sha256: sha('b') }],
}
const blobs = (sha256: string) =>
  ({
    a: { mediaType: 'image/png', sizeBytes: 9 },
    w: { mediaType: 'image/webp', sizeBytes: 9 },
    c: { mediaType: 'application/pdf', sizeBytes: 21 * 1024 * 1024 },
  })[sha256[0] as 'a'] ?? { mediaType: 'application/pdf', sizeBytes: 1000 }
const files = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ key: `f${at}`, name: `Part ${at}.pdf`, sha256: sha(String(at)) }))

test('what Etsy takes passes: 140 characters, 13 tags of 20, five files of 20 MB, 20 cents', () => {
  assert.doesNotThrow(() => check(good, blobs))
  assert.doesNotThrow(() =>
    check({ ...good, title: 'Ł'.repeat(140), tags: Array.from({ length: 13 }, (_, at) => `${at}`.padEnd(20, 'x')) }, blobs),
  )
  assert.doesNotThrow(() => check({ ...good, files: files(5), price: { minor: 20n, currency: 'USD' } }, blobs))
  assert.doesNotThrow(() => check({ ...good, isPublished: false, images: [], files: [] }, blobs))
})

const refusals: readonly (readonly [string, Partial<ListingContent>, RegExp])[] = [
  ['a title of 141 characters', { title: 'x'.repeat(141) }, /title has 141 characters; Etsy takes 140/],
  ['no title', { title: ' ' }, /no title/],
  ['& twice', { title: 'Knit & purl & crochet' }, /holds “&” more than once/],
  ['% twice', { title: '50% wool, 50% silk' }, /holds “%” more than once/],
  [': twice', { title: 'Hat: child: wool' }, /holds “:” more than once/],
  ['+ twice', { title: 'Hat + scarf + mitts' }, /holds “\+” more than once/],
  ['a picture sign in the title', { title: 'Hat 🧶' }, /holds “🧶”/],
  ['a currency sign in the title', { title: 'Hat 5$' }, /holds “\$”/],
  ['a tag of 21', { tags: ['x'.repeat(21)] }, /tag “x{21}” has 21 characters; Etsy takes 20/],
  ['14 tags', { tags: Array.from({ length: 14 }, (_, at) => `t${at}`) }, /14 tags; Etsy takes 13/],
  ['& in a tag', { tags: ['knit & purl'] }, /tag “knit & purl” holds “&”/],
  ['a tag that begins with -', { tags: ['-lace'] }, /begins with “-”/],
  ['a webp', { images: [{ sha256: sha('w'), alt: '' }] }, /Picture 1 is WEBP; Etsy takes JPG, PNG and GIF/],
  ['21 pictures', { images: Array.from({ length: 21 }, () => ({ sha256: sha('a'), alt: '' })) }, /21 pictures; Etsy takes 20/],
  ['501 characters beside a picture', { images: [{ sha256: sha('a'), alt: 'x'.repeat(501) }] }, /beside picture 1 have 501/],
  ['no picture when it is to be for sale', { images: [] }, /wants a picture/],
  ['no file when it is to be for sale', { files: [] }, /wants a file/],
  ['a sixth file', { files: files(6) }, /6 files; Etsy takes 5/],
  ['21 MB', { files: [{ key: 'a4', name: 'Big.pdf', sha256: sha('c') }] }, /“Big.pdf” has 21 MB; Etsy takes 20 MB/],
  ['a file name without an ending', { files: [{ key: 'a4', name: 'Pattern', sha256: sha('b') }] }, /needs its ending/],
  ['the same file twice', { files: [...files(1), { ...files(1)[0]!, key: 'other' }] }, /Two files of the listing are the same/],
  ['19 cents', { price: { minor: 19n, currency: 'EUR' } }, /0\.19 EUR; Etsy takes 0\.20/],
  ['nothing', { price: { minor: 0n, currency: 'JPY' } }, /needs a price/],
  ['no description', { description: '<p> </p>' }, /no description/],
]
for (const [what, change, says] of refusals)
  test(`refused before anything is sent: ${what}`, () => {
    assert.throws(
      () => check({ ...good, ...change }, blobs),
      (error: SpokeError) => error.remedy === 'seller' && says.test(error.message),
    )
  })
