import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ListingContent, listingFields } from './content.ts'
import { fit, type PictureFacts } from './fit.ts'
import { fits, fitText, shorten } from './fit-text.ts'
import { type ListingLimits, leastPrice, lengthOf, noLimits, textUpTo } from './limits.ts'

const limits: ListingLimits = {
  ...noLimits,
  title: { most: 40, counts: 'characters', foreign: /[^\p{L}\p{Nd}\p{P}\p{Zs}]/u, once: { '&': 'and', ':': ' –' } },
  description: textUpTo(60, 'bytes'),
  tags: { most: 3, each: { ...textUpTo(12), foreign: /[^\p{L}\p{Nd}\p{Zs}\-']/u }, notFirst: /['-]/ },
  images: { most: 2, mediaTypes: ['image/png', 'image/jpeg'], mostBytes: 5_000_000, alt: textUpTo(10), cover: { width: 4, height: 3 } },
  leastMinor: { 2: 20n },
}
const rules = { fields: listingFields, limits }
const content: ListingContent = {
  title: 'Wren Tee',
  summary: '',
  description: '<p>Boxy.</p>',
  sku: 'WREN',
  price: { minor: 900n, currency: 'EUR' },
  salePrice: null,
  isPublished: true,
  tags: ['tee'],
  categories: [],
  images: [],
  files: [{ key: 'a4', name: 'wren.pdf', sha256: 'f'.repeat(64) }],
}
const pictures: Record<string, PictureFacts> = {
  webp: { mediaType: 'image/webp', sizeBytes: 10, width: 800, height: 600 },
  tall: { mediaType: 'image/png', sizeBytes: 10, width: 600, height: 1200 },
  wide: { mediaType: 'image/jpeg', sizeBytes: 10, width: 800, height: 600 },
  heavy: { mediaType: 'image/png', sizeBytes: 6_000_000, width: 800, height: 600 },
  third: { mediaType: 'image/png', sizeBytes: 10, width: 800, height: 600 },
}
const pictureOf = (sha256: string) => pictures[sha256] ?? null
const fitted = (change: Partial<ListingContent>, more: Partial<Parameters<typeof fit>[1]> = {}) => {
  const { content: result, losses } = fit({ ...content, ...change }, { rules, pictureOf, ...more })
  return { ...result, says: losses.map(({ says }) => says) }
}

test('what fits stays to the letter, and nothing is said', () => {
  for (const change of [{}, { title: 'Wren  &amp; Tee' }, { tags: ['A', 'b', "it's"] }, { title: 'x'.repeat(40) }])
    assert.deepEqual(fit({ ...content, ...change }, { rules, pictureOf }), { content: { ...content, ...change }, losses: [] })
})

test('a long title ends with a word, without a sign that joins it to what is gone, and its loss is told', () => {
  const { title, says } = fitted({ title: 'Wren Tee, a boxy top for wovens – sizes 34 to 52' })
  assert.equal(title, 'Wren Tee, a boxy top for wovens – sizes')
  assert.deepEqual(says, ['The title loses its last 9 characters and ends with “… wovens – sizes”.'.replace('wovens', 'for wovens')])
  assert.equal(fitted({ title: 'Wren Tee, a boxy top for wovens (and – sizes' }).title, 'Wren Tee, a boxy top for wovens (and')
  assert.equal(fitted({ title: `Wren Tee, a boxy top for wovens, – (${'x'.repeat(30)}` }).title, 'Wren Tee, a boxy top for wovens')
  assert.equal(fitted({ title: 'x'.repeat(99) }).title, 'x'.repeat(40), 'a single word is cut')
})

test('signs that are not taken go whole, further ones become words, and both are told', () => {
  const { title, says } = fitted({ title: 'Wren 👩🏽‍🎨 Tee & Top & Vest: new: now 💃' })
  assert.equal(title, 'Wren Tee & Top and Vest: new – now')
  assert.deepEqual(says, [
    'Signs that are not taken there are left out of the title: “👩🏽‍🎨”, “💃”.',
    '“&”, “:” may stand once in the title; each further one is written as a word.',
  ])
  assert.equal(fitted({ title: 'Cafe\u0301 & Cafe\u0301 & x' }).title, 'Café & Café and x', 'a letter and its mark are one')
})

test('the first tags stay, each shortened or cleaned, none twice, and what is lost is told', () => {
  const { tags, says } = fitted({ tags: ['-quick', 'sewing pattern', '♥', 'tee', 'TEE', 'woven top', 'linen'] })
  assert.deepEqual(tags, ['quick', 'sewing', 'tee'])
  assert.deepEqual(says, [
    '2 tags are changed to fit: “-quick” becomes “quick”, “sewing pattern” becomes “sewing”.',
    '1 tag with nothing that is taken there is left out.',
    '2 tags of 5 are left out, the last ones: woven top, linen.',
  ])
})

test('pictures of another kind or too many stay out, in her order; when none would be left all stay, to be refused', () => {
  const image = (sha256: string, alt = '') => ({ sha256, alt })
  const some = fitted({ images: [image('webp'), image('tall', 'The tee, worn outside'), image('heavy'), image('wide'), image('third')] })
  assert.deepEqual(some.images, [image('tall', 'The tee'), image('wide')])
  assert.deepEqual(some.says, [
    'Picture 1 is left out: it is WEBP. Taken are PNG, JPEG.',
    'Picture 3 is left out: it is larger than 4 MB. Taken are PNG, JPEG.',
    '1 picture of 3 left out, the last ones.',
    'The words beside picture 2 are shortened to 7 characters.',
    'Lists there show the first picture as 4 : 3; 63 % of its height is not seen.',
  ])
  const none = { images: [image('webp')] }
  assert.deepEqual([fitted(none).images, fitted(none).says], [none.images, []])
})

test('files, price and her own words are never touched; a sale price without a place is told', () => {
  const salePrice = { price: { minor: 1n, currency: 'EUR' }, from: null, to: null }
  const files = Array.from({ length: 9 }, (_, at) => ({ key: `f${at}`, name: `${at}.pdf`, sha256: 'a'.repeat(64) }))
  const title = 'x'.repeat(99)
  const after = fitted(
    { files, price: { minor: 1n, currency: 'EUR' }, salePrice, title },
    { own: ['title'], rules: { limits, fields: listingFields.filter(field => field !== 'salePrice') } },
  )
  assert.deepEqual([after.files, after.price.minor, after.title], [files, 1n, title])
  assert.deepEqual(after.says, ['The sale price has no place there; the full price is shown.'])
  assert.deepEqual([leastPrice(limits, 'EUR')?.minor, leastPrice(limits, 'JPY')], [20n, null])
  const byCode = { leastMinor: { 2: 99n, EUR: 79n } }
  assert.deepEqual([leastPrice(byCode, 'EUR')?.minor, leastPrice(byCode, 'USD')?.minor], [79n, 99n])
})

test('a description is cut by whole paragraphs', () => {
  const { description, says } = fitted({ description: `<p>${'a'.repeat(40)}</p><ul><li>${'b'.repeat(40)}</li></ul>` })
  assert.equal(description, `<p>${'a'.repeat(40)}</p>`)
  assert.match(says[0] ?? '', /^The description is cut short: \d+ signs of its end are left out\.$/)
})

/** Letters of many scripts, marks on nothing, halves of emoji, signs that turn the direction, entities, white space. */
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 90 }) },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '&amp;',
        '&amp;amp;lt;',
        '&',
        ':',
        ' ',
        '\u202e',
        '\u202c',
        'שלום',
        'مرحبا',
        'e\u0301',
        '\u0301',
        '👩🏽‍🎨',
        'ﬀ',
        'हिन्दी',
        '-',
        "'",
        '…',
        '\u00a0',
        'a',
      ),
      { maxLength: 60 },
    )
    .map(parts => parts.join('')),
)

test('any text fits afterwards, fitting it again changes nothing, and no sign is cut in two', () => {
  const counts = fc.constantFrom('characters' as const, 'units' as const, 'bytes' as const)
  fc.assert(
    fc.property(anything, fc.integer({ min: 4, max: 50 }), counts, (given, most, counting) => {
      const limit = { ...limits.title, most, counts: counting }
      const { text } = fitText(given, limit)
      if (text !== given) assert.ok(fits(text, limit), JSON.stringify(text))
      assert.deepEqual(fitText(text, limit).text, text)
      assert.ok(given.isWellFormed() ? text.isWellFormed() : true)
    }),
    { numRuns: 1500 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.integer({ min: 12, max: 40 }), (given, most) => {
      const graphemes = (text: string) => [...new Intl.Segmenter('und').segment(text)].map(({ segment }) => segment)
      const cut = shorten(given, textUpTo(most))
      assert.ok(lengthOf(cut, 'characters') <= most)
      const whole = graphemes(given)
      if (graphemes(given)[0]!.length <= most) assert.ok(given.startsWith(cut) || given.trim().startsWith(cut.trim()))
      assert.ok(graphemes(cut).every(sign => whole.includes(sign) || sign.length > 11))
    }),
    { numRuns: 500 },
  )
})

test('any content fits afterwards, and fitting it again loses nothing more', () => {
  fc.assert(
    fc.property(anything, fc.array(anything, { maxLength: 6 }), (title, tags) => {
      const wellFormed = { title: title.toWellFormed(), tags: tags.map(tag => tag.toWellFormed()) }
      const once = fit({ ...content, ...wellFormed }, { rules, pictureOf })
      const twice = fit(once.content, { rules, pictureOf })
      assert.deepEqual(twice.content, once.content)
      assert.deepEqual(twice.losses, [])
      assert.ok(once.content.tags.length <= 3 && once.content.tags.every(tag => fitText(tag, limits.tags.each).text === tag))
    }),
    { numRuns: 800 },
  )
})
