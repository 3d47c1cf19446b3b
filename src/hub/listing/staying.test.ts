import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observedOf } from '#testing/found.ts'
import { backBefore } from '../publication/found-before.ts'
import type { ListingContent } from './content.ts'
import { asAsked, isSameWish, markOfFiles, markOfImages, type Own, sayStays, staysAt, type There } from './staying.ts'

const sha = (letter: string) => letter.repeat(64)
const content = (change: Partial<ListingContent> = {}) => observedOf('1', change).content
const foreign = content({ images: [{ sha256: '', alt: '' }], files: [{ key: 'f', name: 'own.pdf', sha256: '' }] })
const own: Own = { images: [{ sha256: sha('a'), alt: 'Front' }], version: null }
const version = { files: [{ key: 'a4', name: 'A4.pdf', sha256: sha('b') }], isBrought: false }
const fields = ['title', 'images', 'files'] as const
const found = (change: Partial<There> = {}): There => ({
  desiredNo: 0,
  desired: null,
  observed: { content: foreign },
  standings: {},
  ...change,
})
const known = (field: 'images' | 'files', sameAs: string | null, isLifted = false) => ({ standings: { [field]: { sameAs, isLifted } } })

test('what was found at a storefront stays at the first press, as another, until more is known of it', () => {
  assert.deepEqual(staysAt(found(), own, fields), { images: 'other', files: 'other' })
  assert.deepEqual(staysAt(found(), own, ['title']), {}, 'only what the storefront holds')
  assert.deepEqual(staysAt(found({ observed: { content: content() } }), own, fields), {}, 'nothing is there')
  const ours = content({ images: [{ sha256: sha('c').slice(0, 16), alt: '' }] })
  assert.deepEqual(staysAt(found({ observed: { content: ours } }), own, fields), {}, 'known by their marks, they are compared')
  assert.deepEqual(
    staysAt(found({ observed: { content: ours } }), { ...own, images: [] }, fields),
    { images: 'other' },
    'nothing of here would take their place',
  )
})

test('pictures that are the pattern’s own stay as long as she does not change the pattern’s, and then follow', () => {
  const same = found(known('images', markOfImages(own.images)))
  assert.equal(staysAt(same, own, fields).images, 'same')
  assert.equal(staysAt(same, { ...own, images: [...own.images, { sha256: sha('d'), alt: '' }] }, fields).images, undefined)
})

test('her word lets the pattern’s pictures take their place; what has once given way does not stay again', () => {
  assert.equal(staysAt(found(known('images', null, true)), own, fields).images, undefined)
  assert.equal(
    staysAt(found(known('images', null, true)), { ...own, images: [] }, fields).images,
    'other',
    'nothing takes the place of nothing',
  )
  const pressed = (stays: ListingContent['stays']) => found({ desiredNo: 2, desired: content(stays === undefined ? {} : { stays }) })
  assert.deepEqual(staysAt(pressed({ images: 'other' }), own, fields), { images: 'other' })
  assert.deepEqual(staysAt(pressed(undefined), own, fields), {})
})

test('files stay while the pattern has none but those that were brought; a version of hers goes there', () => {
  assert.equal(staysAt(found(), { ...own, version: { ...version, isBrought: true } }, fields).files, 'other')
  assert.equal(staysAt(found(), { ...own, version }, fields).files, undefined)
  assert.equal(staysAt(found(known('files', markOfFiles(version.files))), { ...own, version }, fields).files, 'same')
})

test('what stays is asked of nobody, and of what is made anew nothing stays', () => {
  const wanted = content({ images: own.images, stays: { images: 'same' } })
  assert.deepEqual(asAsked(wanted, true).images, [])
  assert.deepEqual(asAsked(wanted, false).images, own.images)
  assert.equal(asAsked(wanted, false).stays, undefined)
  assert.ok(!isSameWish(fields, wanted, content({ images: own.images })), 'to stay is another wish than to be sent')
})

test('only what is another is told, with what is to be done', () => {
  assert.deepEqual(sayStays({ images: 'same', files: 'same' }, own), [])
  assert.deepEqual(
    sayStays({ images: 'other', files: 'other' }, { images: [], version: null }).map(({ says }) => says),
    [
      'The pictures that stand there stay as they are; the pattern has none here.',
      'The files that stand there stay as they are; the pattern has none here.',
    ],
  )
})

test('back to before they were replaced: copies of the same go back there, others are told to be gone', () => {
  const now = content({ images: [{ sha256: sha('e'), alt: '' }] })
  const same = backBefore('the market', content({ images: own.images, stays: { images: 'same' } }), now)
  assert.deepEqual([same.content.images, same.content.stays, same.lost], [own.images, {}, null])
  const other = backBefore('the market', content({ images: own.images, stays: { images: 'other' } }), now)
  assert.deepEqual(other.content.images, now.images)
  assert.equal(other.lost, 'The pictures that stood at the market are not kept here and cannot be put back.')
  const stayed = content({ stays: { files: 'other' } })
  assert.deepEqual(backBefore('the market', stayed, stayed), { content: stayed, lost: null })
})
