import assert from 'node:assert/strict'
import test from 'node:test'
import type { ShopId } from '#database'
import { fileUrl, pictureUrl } from '#hub/listing/file-address.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const png = Buffer.from('89504e470d0a1a0a', 'hex')

interface Listed {
  readonly shop: ShopId
  readonly connection: string
  readonly listing: string
  readonly pattern: string
  readonly bytes: Buffer
  readonly sha256: string
  readonly picture: string
}

async function list(hub: TestHub): Promise<Listed> {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const bytes = Buffer.from(`%PDF-1.7 ${'y'.repeat(3000)} ${shop}`)
  const put = async (given: Buffer) => (await hub.deps.blobs.put(shop, [given] as unknown as AsyncIterable<Uint8Array>, 1e6)).sha256
  const [sha256, picture] = [await put(bytes), await put(png)]
  const listing = await database.inShop(shop, async tx => {
    for (const [sha, size, type] of [
      [sha256, bytes.length, 'application/pdf'],
      [picture, png.length, 'image/png'],
    ] as const)
      await tx.insertInto('blob').values({ shop_id: shop, sha256: sha, size_bytes: size, media_type: type }).execute()
    const { version_id } = await tx
      .insertInto('version')
      .values({ shop_id: shop, pattern_id: pattern, number: '1.0', kind: 'first' })
      .returning('version_id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('version_file')
      .values({ shop_id: shop, version_id, file_key: 'a4', position: 0, role: 'a4', file_name: 'A4.pdf', sha256 })
      .execute()
    const desired = JSON.stringify({ files: [{ key: 'a4', name: 'A4.pdf', sha256 }], images: [{ sha256: picture, alt: '' }] })
    const row = await tx.updateTable('listing').set({ desired }).returning('listing_id').executeTakeFirstOrThrow()
    return row.listing_id
  })
  return { shop, connection, listing, pattern, bytes, sha256, picture }
}

test('a storefront gets the file of its listing by the address that it was given, whole or by range, and it is noted once', async t => {
  const hub = await testHub(t, database)
  const { shop, connection, listing, bytes, sha256 } = await list(hub)
  const place = { connectionId: connection, fileSecretNo: 1, listingId: listing }
  const url = fileUrl(hub.deps.secretKey, hub.origin, place, { key: 'a4', name: 'A4.pdf', sha256 })
  const whole = await fetch(url)
  assert.deepEqual([whole.status, Buffer.from(await whole.arrayBuffer())], [200, bytes])
  assert.equal(whole.headers.get('etag'), `"${sha256}"`)
  assert.match(whole.headers.get('content-disposition') ?? '', /attachment; filename="A4\.pdf"/)
  const part = await fetch(url, { headers: { range: 'bytes=100-199' } })
  assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [206, bytes.subarray(100, 200)])
  assert.equal((await fetch(url, { method: 'HEAD' })).headers.get('content-length'), String(bytes.length))
  const noted = await database.asOwner('select kind, connection_id, customer_id, file_key, sha256 from given_bytes where shop_id = $1', [
    shop,
  ])
  assert.deepEqual(
    noted,
    [{ kind: 'handed-on', connection_id: connection, customer_id: null, file_key: 'a4', sha256 }],
    'the later part of a file is no second download',
  )
})

test('every other address gives nothing: another mark, listing, key or number, a file no longer listed, a removed shop', async t => {
  const hub = await testHub(t, database)
  const { shop, connection, listing, sha256 } = await list(hub)
  const other = await list(hub)
  const key = hub.deps.secretKey
  const file = { key: 'a4', name: 'A4.pdf', sha256 }
  const place = { connectionId: connection, fileSecretNo: 1, listingId: listing }
  const good = fileUrl(key, hub.origin, place, file)
  const status = async (url: string) => (await fetch(url)).status
  const parts = good.split('/')
  const changed = (at: number, value: string) => parts.map((part, index) => (index === at ? value : part)).join('/')
  assert.equal(await status(changed(4, other.connection)), 404)
  assert.equal(await status(changed(5, other.listing)), 404)
  assert.equal(await status(changed(6, 'a0')), 404)
  assert.equal(await status(changed(7, `${parts[7]!.slice(0, -1)}${parts[7]!.endsWith('A') ? 'B' : 'A'}`)), 404)
  assert.equal(await status(changed(7, parts[7]!.slice(0, 10))), 404)
  for (const at of [4, 5]) assert.equal(await status(changed(at, 'not-an-id')), 404)
  assert.equal(await status(fileUrl(Buffer.alloc(32, 8), hub.origin, place, file)), 404)
  assert.equal(await status(fileUrl(key, hub.origin, { ...place, fileSecretNo: 2 }, file)), 404)
  assert.equal(await status(good), 200)
  await database.asOwner(`update listing set desired = jsonb_set(desired, '{files}', '[]') where listing_id = $1`, [listing])
  assert.equal(await status(good), 404, 'taken off the listing')
  await database.asOwner(`update connection set file_secret_no = 2 where connection_id = $1`, [other.connection])
  const old = fileUrl(
    key,
    hub.origin,
    { ...place, connectionId: other.connection, listingId: other.listing },
    { ...file, sha256: other.sha256 },
  )
  assert.equal(await status(old), 404, 'all addresses were made worthless')
  await database.asOwner(`update connection set removed_at = now() where shop_id = $1`, [shop])
  assert.equal(await status(good), 404)
})

test('pictures go by their own mark, to be shown, and to nobody who has not got the address', async t => {
  const hub = await testHub(t, database)
  const { connection, picture } = await list(hub)
  const place = { connectionId: connection, fileSecretNo: 1 }
  const url = pictureUrl(hub.deps.secretKey, hub.origin, place, { sha256: picture, mediaType: 'image/png' })
  const got = await fetch(url)
  assert.deepEqual([got.status, got.headers.get('content-type'), Buffer.from(await got.arrayBuffer())], [200, 'image/png', png])
  assert.match(got.headers.get('content-disposition') ?? '', /^inline/)
  assert.equal((await fetch(url.replace(/\/pictures\/([^/]+)\/([^/]+)\//, '/pictures/$1/AAAA/'))).status, 404)
})
