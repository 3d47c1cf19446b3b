import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ListingContent, SpokeError } from '#kit'
import { check } from './check.ts'
import { captionOf, fileName, markIn, placeOf, project, toAttachmentFact, toPhotoFact, withMark, withoutMark } from './mapping.ts'
import { craftIn } from './plan.ts'
import { settingsSchema } from './settings.ts'
import { Attachment, Photo, Product, wordsIn } from './wire.ts'

const sha256 = '0123456789abcdef'.repeat(4)
const content: ListingContent = {
  title: 'Wren',
  summary: '',
  description: '<p>Warm</p>',
  sku: 'W1',
  price: { minor: 750n, currency: 'EUR' },
  salePrice: null,
  isPublished: true,
  tags: [],
  categories: [],
  images: [{ sha256, alt: 'Wren' }],
  files: [{ key: 'a4', name: 'Wren – A4.pdf', sha256 }],
}

describe('what Ravelry would not take is said before anything is sent', () => {
  const facts =
    (mediaType: string, sizeBytes = 1000) =>
    () => ({ mediaType, sizeBytes })
  for (const [change, blobs, words] of [
    [{ title: ' ' }, () => null, /no title/],
    [{ files: [] }, () => null, /wants a PDF/],
    [{ price: { minor: 1n, currency: 'ISK' } }, () => null, /PayPal, which takes AUD/],
    [{ price: { minor: 150_050n, currency: 'HUF' } }, () => null, /PayPal takes whole amounts of HUF alone/],
    [{ images: [] }, facts('application/zip'), /no PDF/],
    [{ images: [] }, facts('application/pdf', 60 * 1024 * 1024), /has 60 MB; Ravelry takes 50 MB/],
    [{ files: [], isPublished: false }, facts('image/gif'), /Picture 1 is GIF/],
    [{ images: [content.images[0]!, content.images[0]!] }, () => null, /Two pictures of the listing are the same/],
  ] as const)
    test(String(words), () => {
      assert.throws(
        () => check({ ...content, ...change }, blobs),
        (error: unknown) => error instanceof SpokeError && error.remedy === 'seller' && words.test(error.message),
      )
    })

  test('the rest is taken', () => {
    check(content, () => null)
    check({ ...content, price: { minor: 150_000n, currency: 'HUF' } }, () => null)
    check({ ...content, price: { minor: 0n, currency: 'EUR' } }, () => null)
  })
})

describe('names', () => {
  test('of files carry key and hash, once', () => {
    assert.equal(fileName('Wren – A4.pdf', 'a4', sha256), 'wren_a4-0123456789abcdef.pdf')
    assert.equal(fileName('Wren.pdf', 'US Letter', sha256), 'wren_us-letter-0123456789abcdef.pdf')
    assert.equal(fileName('编织.pdf', 'a4', sha256), 'pattern_a4-0123456789abcdef.pdf')
    assert.equal(fileName('wren_a4-0123456789abcdef.pdf', 'a4', sha256), 'wren_a4-0123456789abcdef.pdf')
    const twice = project(project(content))
    assert.deepEqual(twice, project(content))
  })

  test('of files are read back from a document or a list of one; a foreign one has no mark', () => {
    for (const document of [{ filename: 'wren_a4-0123456789abcdef.pdf' }, [{ filename: 'wren_a4-0123456789abcdef.pdf', bytes: 7 }]])
      assert.deepEqual(toAttachmentFact(Attachment.parse({ id: 7, document })).key, 'a4')
    assert.deepEqual(toAttachmentFact(Attachment.parse({ id: 7, document: { filename: 'old.pdf' } })).mark, '')
  })

  test('of pictures lie in the caption', () => {
    assert.deepEqual(toPhotoFact(Photo.parse({ id: 5, caption: captionOf('The [front]', sha256) })), {
      id: '5',
      mark: '0123456789abcdef',
      alt: 'The [front]',
      url: null,
    })
    assert.deepEqual(toPhotoFact(Photo.parse({ id: 5, caption: null })), { id: '5', mark: '', alt: '', url: null })
  })

  test('of listings lie in the last line of a draft’s notes', () => {
    const id = '0198c7a2-0000-7000-8000-000000000001'
    const notes = withMark('Warm\n\n- one', id, null)
    assert.deepEqual(markIn(notes), { listingId: id, productId: null })
    assert.deepEqual(markIn(withMark('', id, 12)), { listingId: id, productId: 12 })
    assert.equal(withoutMark(notes), 'Warm\n\n- one')
    assert.equal(markIn('Selvage is preparing this pattern. Please leave this line: me'), null)
  })
})

test('a product lies on its pattern page before its draft; without either, or told in another way, nowhere', () => {
  const product = (change: object) => placeOf(Product.parse({ id: 1, ...change }))
  const draft = { saleable_id: 3, saleable_type: 'DraftPattern' }
  assert.deepEqual(product({ patterns: [{ id: 2 }], saleables: [draft] }), { kind: 'pattern', id: 2 })
  assert.deepEqual(product({ saleables: [draft, { saleable_id: 4, saleable_type: 'Pattern' }] }), { kind: 'pattern', id: 4 })
  assert.deepEqual(product({ patterns: 'none', saleables: [draft] }), { kind: 'draft', id: 3 })
  assert.equal(product({ saleables: 'DraftPattern' }), null)
})

test('the craft is told by tags before the title, and by neither when both crafts are named', () => {
  assert.equal(craftIn({ ...content, tags: ['Crochet'], title: 'Knit-look hat' }), 'crochet')
  assert.equal(craftIn({ ...content, title: 'Strickjacke' }), 'knitting')
  assert.equal(craftIn({ ...content, title: 'Knit and crochet blanket' }), null)
})

test('what a refusal says is found in whatever form it comes', () => {
  assert.deepEqual(wordsIn({ errors: [{ field: 'name', message: 'is blank' }, 'Too long'] }), ['is blank', 'Too long'])
  assert.deepEqual(wordsIn({ name: ["can't be blank"] }), ["can't be blank"])
  assert.deepEqual(wordsIn(null), [])
})

test('settings say what is wrong with them', () => {
  const given = { accessKey: 'abcdef0123', personalKey: 'x'.repeat(40), currency: ' eur ', storeId: '', craft: '' }
  assert.deepEqual(settingsSchema.parse(given), { ...given, currency: 'EUR', storeId: undefined, craft: undefined })
  for (const [change, words] of [
    [{ currency: 'ISK' }, /one that PayPal takes/],
    [{ personalKey: 'short' }, /not the secret key/],
    [{ craft: 'weaving' }, /Write knitting or crochet/],
  ] as const)
    assert.match(settingsSchema.safeParse({ ...given, ...change }).error!.issues[0]!.message, words)
})
