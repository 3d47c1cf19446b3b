/** Pictures: put there once, kept by their ids, waited for, and told apart when the shop cannot read them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import { markOf } from '#kit'
import { picture, publish, readBack } from '#kit/contract-stage.ts'
import { toListing } from './mapping.ts'
import spoke from './spoke.ts'
import { bending, failing, openStore, type Store } from './testing.ts'
import { Product } from './wire.ts'

let store: Store
before(async () => {
  store = await openStore({ processingMs: 60 })
})
after(() => store.stage.stop())

const png = (shade: number) => store.stage.keep(picture(shade), 'image/png')
const mediaOf = async (remoteId: string | null) => {
  const { products, files } = await store.far()
  const ids = products.find(({ id }) => String(id) === remoteId)?.media ?? []
  return ids.map(id => files.find(file => file.id === id)!)
}

test('pictures go there in their order with their words; a change of order or words uploads nothing anew', async () => {
  const images = [1, 2, 3].map(at => ({ sha256: png(at), alt: `view ${at}` }))
  const wanted = await store.make({ images })
  assert.deepEqual(await store.left(wanted), [])
  const first = await mediaOf(wanted.remoteId)
  assert.deepEqual(
    first.map(({ fileName }) => fileName),
    images.map(({ sha256 }) => `picture-${markOf(sha256)}.png`),
  )
  const puts = async () => (await store.stage.fake.requests()).byRoute['PUT /staged/{key}'] ?? 0
  const before = await puts()
  const turned = { ...wanted, desired: { ...wanted.desired, images: [images[2]!, { ...images[0]!, alt: 'from the front' }, images[1]!] } }
  await publish(store.stage, [turned])
  assert.deepEqual(await store.left(turned), [])
  assert.equal(await puts(), before)
  assert.deepEqual(
    (await mediaOf(wanted.remoteId)).map(({ id }) => id),
    [first[2]!.id, first[0]!.id, first[1]!.id],
  )
})

test('the shop takes away what a list leaves out, so one left out by mistake would be lost', async () => {
  const images = [11, 12].map(at => ({ sha256: png(at), alt: `p${at}` }))
  const wanted = await store.make({ images })
  const partial = bending(({ query, variables }) => {
    const input = variables.input as { files?: unknown[] } | undefined
    return query.includes('SetPictures') && input?.files
      ? { variables: { ...variables, input: { ...input, files: input.files.slice(0, 1) } } as never }
      : {}
  })
  const changed = { ...wanted, desired: { ...wanted.desired, images: [...images, { sha256: png(13), alt: 'p13' }] } }
  await publish(store.stage, [changed], { ctx: store.stage.ctx({ bend: partial }), rounds: 1 })
  assert.equal((await mediaOf(wanted.remoteId)).length, 1)
  assert.deepEqual(await store.left(changed), ['images'], 'and it is seen')
})

test('a picture that is prepared for long is waited for, not put there a second time', async () => {
  const wanted = store.wantedOf({ images: [{ sha256: png(21), alt: 'slow' }] })
  await store.under('stuck-files', async () => {
    const error = await failing(store, wanted)
    assert.deepEqual([error.remedy, error.isUnknown], ['wait', false])
    assert.ok((error.waitMs ?? 0) >= 1000)
    assert.deepEqual(await store.left(wanted), ['images', 'isPublished'], 'nobody sees it yet')
    const observed = (await readBack(store.stage, [wanted])).get(wanted.remoteId!)!
    const found = difference(spoke.project(wanted.desired), observed.content, spoke.fields)
    const { listingId, desired } = wanted
    const steps = spoke.plan({ listingId, desired, observed, difference: found, delivery: store.stage.delivery })
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['await-pictures', 'publish'],
    )
  })
  await publish(store.stage, [wanted])
  assert.deepEqual(await store.left(wanted), [])
  assert.equal((await mediaOf(wanted.remoteId)).length, 1)
})

test('when our note of a picture is lost while it is prepared, it ends right all the same, with one picture', async () => {
  const wanted = store.wantedOf({ images: [{ sha256: png(31), alt: 'slow' }] })
  await store.under('stuck-files', () => failing(store, wanted))
  await publish(store.stage, [wanted], { ctx: { ...store.stage.ctx(), notes: async () => new Map() } })
  assert.deepEqual(await store.left(wanted), [])
  assert.equal((await mediaOf(wanted.remoteId)).length, 1)
})

test('a video of hers is no picture, and stays behind the pictures when these change', () => {
  const { listingId, desired } = store.wantedOf({ images: [{ sha256: png(32), alt: 'new' }] })
  const video = { __typename: 'Video', id: 'gid://shopify/Video/5', alt: null, status: 'READY' }
  const product = Product.parse({
    id: 'gid://shopify/Product/7',
    title: 'Hers',
    status: 'ACTIVE',
    updatedAt: '2026-11-01T10:00:00Z',
    variants: { nodes: [{ id: 'gid://shopify/ProductVariant/8', price: '7.50' }] },
    media: { nodes: [video], pageInfo: { hasNextPage: false } },
  })
  const observed = toListing(product, { currency: 'EUR', mark: null, marks: new Map() })
  assert.deepEqual(observed.content.images, [])
  const found = difference(spoke.project(desired), observed.content, ['images'])
  const [step] = spoke.plan({ listingId, desired, observed, difference: found, delivery: store.stage.delivery })
  assert.deepEqual((step!.body as { others?: unknown }).others, [video.id])
})

test('a picture that the shop cannot read is told to her, and what the storage does not take is no picture', async () => {
  const broken = store.stage.keep(new TextEncoder().encode('not a picture'), 'image/png')
  const error = await failing(store, store.wantedOf({ images: [{ sha256: broken, alt: 'broken' }] }))
  assert.deepEqual([error.remedy, /could not read a picture/.test(error.message)], ['seller', true])
})

test('the storage takes the very bytes and kind that were said, once signed, and no token of the shop', async () => {
  const stage = async (input: object) => {
    const { body } = await store.raw(
      'mutation S($i: [StagedUploadInput!]!) { stagedUploadsCreate(input: $i) { stagedTargets { url } userErrors { message } } }',
      { i: [{ filename: 'a.png', mimeType: 'image/png', resource: 'IMAGE', httpMethod: 'PUT', fileSize: '3', ...input }] },
    )
    return (body.data as unknown as { stagedUploadsCreate: { stagedTargets: { url: string }[]; userErrors: unknown[] } })
      .stagedUploadsCreate
  }
  const put = async (url: string, init: RequestInit) => (await fetch(url, { method: 'PUT', ...init })).status
  const { stagedTargets } = await stage({})
  const url = stagedTargets[0]!.url
  assert.equal(await put(url, { body: 'abc', headers: { 'content-type': 'image/jpeg' } }), 403)
  assert.equal(await put(url, { body: 'abcd', headers: { 'content-type': 'image/png' } }), 400)
  assert.equal(await put(url.replace(/signature=.*/, 'signature=0'), { body: 'abc', headers: { 'content-type': 'image/png' } }), 403)
  assert.equal(await put(url, { body: 'abc', headers: { 'content-type': 'image/png', 'x-shopify-access-token': 'x' } }), 400)
  assert.equal(await put(url, { body: 'abc', headers: { 'content-type': 'image/png' } }), 200)
  // A pattern's PDF never goes where everybody can fetch it.
  assert.equal((await stage({ mimeType: 'application/pdf', resource: 'FILE' })).userErrors.length, 1)
})

test('a product with more pictures than come with it is read whole', async () => {
  const images = Array.from({ length: 14 }, (_, at) => ({ sha256: png(100 + at), alt: `n${at}` }))
  const wanted = await store.make({ images })
  const observed = (await readBack(store.stage, [wanted])).get(wanted.remoteId!)!
  assert.equal(observed.content.images.length, 14)
  assert.deepEqual(await store.left(wanted), [])
})

test('no file of a pattern is among what the shop shows to everybody', async () => {
  const wanted = await store.make()
  assert.ok(wanted.desired.files.length > 0)
  assert.ok((await store.far()).files.every(({ mimeType }) => mimeType.startsWith('image/')))
})
