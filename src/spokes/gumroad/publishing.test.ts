/** Products: made once, changed field by field, pictures and the thumbnail, and what only Gumroad does so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import type { ListingField } from '#hub/listing/content.ts'
import { money } from '#hub/money.ts'
import type { Json } from '#kit'
import { publish } from '#kit/contract-stage.ts'
import { listingMark, permalinkOf } from './mapping.ts'
import { sizeOf } from './pictures.ts'
import spoke from './spoke.ts'
import {
  bending,
  failing,
  farProduct,
  leftOf,
  listening,
  make,
  ownShop,
  published,
  stage,
  thrown,
  under,
  verb,
  wantedOf,
  wish,
  withFields,
} from './testing.ts'

ownShop()

/** A PNG of one colour. */
function png(width: number, height: number, shade: number): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height, shade)
  for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0
  const chunk = (name: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.byteLength)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
}
const picture = (width: number, height: number, shade: number) => ({ sha256: stage.keep(png(width, height, shade), 'image/png'), alt: '' })

test('a product is a draft until its files are there, and goes on sale last', async () => {
  const heard: Parameters<typeof listening>[0] = []
  const wanted = wantedOf()
  await publish(stage, [wanted], { ctx: stage.ctx({ bend: listening(heard) }) })
  const writes = heard.map(({ what }) => what).filter(what => !what.startsWith('GET'))
  assert.equal(writes[0], 'POST /v2/products')
  assert.equal(writes.at(-1), 'PUT /v2/products/{id}/enable')
  assert.equal((await farProduct(wanted)).customPermalink, permalinkOf(wanted.desired.sku, wanted.listingId))
})

test('its address is the SKU and the end of it whose it is: found again also after she deleted one, which keeps its address', async () => {
  const wanted = await make({ sku: 'SEL 12/ß' })
  const mark = listingMark(wanted.listingId)
  assert.equal((await farProduct(wanted)).customPermalink, `SEL-12-${mark}`)
  await stage.fake.remove({ remoteId: wanted.remoteId! })
  const again = { ...wanted, remoteId: null }
  await published(again)
  assert.equal((await farProduct(again)).customPermalink, `SEL-12-${mark}-2`)
  const found = await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])
  assert.equal(found.get(wanted.listingId), again.remoteId)
})

test('what Gumroad would refuse is refused before; what comes through all the same is told in her words', async () => {
  const refused: [Parameters<typeof wish>[1], RegExp][] = [
    [{ title: 'x'.repeat(256) }, /256 characters; Gumroad takes 255/],
    [{ tags: ['x'.repeat(21)] }, /21 characters/],
    [{ tags: ['#knit'] }, /without/],
    [{ tags: ['a, b'] }, /two tags/],
    [{ price: money(78n, 'EUR') }, /takes 0.79 and more/],
    [{ price: money(100n, 'SEK') }, /nothing in SEK/],
    [{ files: [] }, /gives its buyers nothing/],
    [{ images: Array.from({ length: 9 }, (_, at) => picture(4, 4, at)) }, /takes 8/],
    [{ images: [{ sha256: stage.keep(new Uint8Array([1]), 'image/webp'), alt: '' }] }, /WEBP; Gumroad takes JPG, PNG and GIF/],
  ]
  for (const [change, sentence] of refused) assert.throws(() => spoke.check(wish(wantedOf(), change).desired, stage.blobs), sentence)
  const low = await failing(wish(wantedOf(), { price: money(78n, 'EUR') }))
  assert.deepEqual([low.remedy, /Raise it/.test(low.message)], ['seller', true])
  const webp = await failing(wish(wantedOf(), { images: [{ sha256: stage.keep(Buffer.from('RIFF0000WEBPVP8 '), 'image/png'), alt: '' }] }))
  assert.deepEqual([webp.remedy, /try again/.test(webp.message) || /changing it/.test(webp.message)], ['retry', true])
  for (const [fault, sentence] of [
    ['no-payouts', /Settings > Payments/],
    ['unconfirmed', /press the link/],
  ] as const) {
    const wanted = wantedOf()
    const error = await under(fault, () => failing(wanted))
    assert.equal(error.remedy, 'seller')
    assert.match(error.message, sentence)
  }
})

test('nothing at all is a price, and what is sold by the month keeps its own', async () => {
  const free = await make({ price: money(0n, 'EUR') })
  assert.deepEqual(await leftOf(free), [])
  const wanted = await make()
  await verb('alter', { remoteId: wanted.remoteId, set: { isMembership: true } })
  await assert.rejects(publish(stage, [wish(wanted, { price: money(900n, 'EUR') })]), /membership/)
})

test('pictures: new ones beside the old, in the order that is wanted, eight at most at any time', async () => {
  const eight = Array.from({ length: 8 }, (_, at) => picture(4, 4, at * 9))
  const wanted = await make({ images: eight })
  const turned = wish(wanted, { images: [...eight.slice(1), picture(4, 4, 250)] })
  await published(turned)
  assert.deepEqual(await leftOf(turned), [])
  const { covers } = await farProduct(turned)
  assert.equal(covers.length, 8)
  const shown = covers.toSorted((a, b) => a.position - b.position).map(({ sha256 }) => sha256)
  assert.deepEqual(
    shown,
    turned.desired.images.map(({ sha256 }) => sha256),
  )
})

test('a lost answer to a picture is found again; without our note they are put once more', async () => {
  const wanted = wantedOf()
  await under('drops', () => published(wanted), { times: 1, on: '/covers' })
  assert.deepEqual([await leftOf(wanted), (await farProduct(wanted)).covers.length], [[], 1])
  await verb('alter', { remoteId: wanted.remoteId, set: { covers: [{ ...(await farProduct(wanted)).covers[0]!, id: 'f'.repeat(32) }] } })
  assert.deepEqual(await leftOf(wanted), ['images'])
  await published(wanted)
  assert.deepEqual([await leftOf(wanted), (await farProduct(wanted)).covers.length], [[], 1])
})

test('the thumbnail is the first picture where that is a large square; another first picture takes ours away, never hers', async () => {
  const square = picture(640, 640, 40)
  const wanted = await make({ images: [square] })
  assert.equal((await farProduct(wanted)).thumbnail?.sha256, square.sha256)
  const oblong = wish(wanted, { images: [picture(640, 600, 41)] })
  await published(oblong)
  assert.equal((await farProduct(oblong)).thumbnail, null)
  const small = wish(oblong, { images: [picture(400, 400, 42)] })
  const hers = { guid: 'hers', sha256: square.sha256 }
  await verb('alter', { remoteId: small.remoteId, set: { thumbnail: hers } })
  await published(small)
  assert.deepEqual((await farProduct(small)).thumbnail, hers)
})

test('the size of a picture is read from its first bytes', () => {
  assert.deepEqual(sizeOf(Buffer.from(png(12, 7, 1))), { width: 12, height: 7 })
  assert.deepEqual(sizeOf(Buffer.from('474946383961200010000000', 'hex')), { width: 32, height: 16 })
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108003000200301220002110103110100', 'hex')
  assert.deepEqual(sizeOf(jpeg), { width: 32, height: 48 })
  for (const hex of ['', 'ffd8', 'ffd8ffe0', '52494646'.repeat(8)]) assert.equal(sizeOf(Buffer.from(hex, 'hex')), null)
})

test('lists travel as JSON: from a form with numbers in its names Gumroad reads no list', async () => {
  const asForm = bending('PUT', /\/v2\/products\/[^/]+$/, init => ({
    ...init,
    body: 'tags%5B0%5D=lace',
    headers: { ...(init.headers as object), 'content-type': 'application/x-www-form-urlencoded' },
  }))
  const wanted = wish(await make(), { tags: ['lace'] })
  assert.match((await failing(wanted, asForm)).message, /tags must be an array of strings/)
})

test('of the files of a product all that are not named again go, which is why they are', async () => {
  const wanted = await make()
  const blind = bending(
    'PUT',
    /\/v2\/products\/[^/]+$/,
    withFields(fields => ({ ...fields, files: (fields.files as { url?: string }[] | undefined)?.filter(({ url }) => url !== undefined) })),
  )
  const sha256 = stage.keep(new TextEncoder().encode('%PDF blind'), 'application/pdf')
  const next = wish(wanted, { files: [...wanted.desired.files, { key: 'more', name: 'More.pdf', sha256 }] })
  assert.equal((await failing(next, blind)).remedy, 'retry')
  assert.equal((await farProduct(wanted)).files.length, 1, 'so strict is the pretend one')
  await published(next)
  assert.deepEqual(await leftOf(next), [])
})

test('a list of products is read to its end, ten a page', async () => {
  const { readListings } = spoke
  assert.ok(typeof readListings === 'function')
  const ids = new Set<string>()
  let cursor: Json = null
  for (let hasMore = true; hasMore; ) {
    const page = await readListings(stage.ctx(), cursor)
    for (const { remoteId } of page.items) ids.add(remoteId)
    cursor = page.cursor
    hasMore = page.hasMore
  }
  assert.deepEqual(ids, new Set((await stage.fake.listings()).map(({ remoteId }) => remoteId)))
  assert.ok(ids.size > 10)
  assert.equal(
    (await thrown(spoke.readListingsById({ ...stage.ctx(), fetch: async () => Response.json({ success: true, product: {} }) }, ['1'])))
      .remedy,
    'bug',
  )
})

test('marks come from lists, and move with all that a list tells', async () => {
  const several = await Promise.all([1, 2, 3, 4].map(() => make()))
  const ids = several.map(({ remoteId }) => remoteId!)
  const { readMarks } = spoke
  assert.ok(typeof readMarks === 'function')
  const before = await readMarks(stage.ctx(), ids)
  assert.equal(before.size, 4)
  const edits = [{ title: 'By hand' }, { price: '9.99' }, { tags: ['other'] }, { isPublished: false }]
  for (const [at, set] of edits.entries()) await stage.fake.edit({ remoteId: ids[at]!, set })
  const after = await readMarks(stage.ctx(), ids)
  for (const id of ids) assert.notEqual(after.get(id), before.get(id))
})

test('of many whose price we have changed, the list is read and not each; the files are those of before', async () => {
  const wanted = Array.from({ length: 25 }, () => wantedOf())
  for (const one of wanted) await published(one)
  const ids = wanted.map(({ remoteId }) => remoteId!)
  const before = await spoke.readListingsById(stage.ctx(), ids)
  const heard: Parameters<typeof listening>[0] = []
  const ctx = stage.ctx({ bend: listening(heard) })
  await verb('edit', { remoteId: ids[3], set: { price: '9.10' } })
  const seen = (fields: readonly ListingField[]) => new Map(before.map(observed => [observed.remoteId, { observed, fields }]))
  const after = await spoke.readListingsById(ctx, ids, seen(['price']))
  assert.ok(heard.length <= 25 / 2, `${heard.length} requests`)
  assert.deepEqual(
    after
      .filter((one, at) => JSON.stringify(one.content, bigints) !== JSON.stringify(before[at]!.content, bigints))
      .map(one => one.remoteId),
    [ids[3]],
  )
  assert.equal(after[3]!.content.price.minor, 910n)
  heard.length = 0
  await spoke.readListingsById(ctx, ids, seen(['files']))
  assert.equal(heard.filter(({ what }) => what === 'GET /v2/products/{id}').length, 25, 'what has new files is read whole')
})

const bigints = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
