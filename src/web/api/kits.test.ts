import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { unzipSync } from 'fflate'
import { sql } from '#database'
import { type ZipEntry, zipLimits, zipStream } from '#hub/file/zip-stream.ts'
import { Refused } from '#hub/refused.ts'
import { handmart } from '#testing/by-hand-world.ts'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const bytesFor = (name: string, size: number) => Buffer.alloc(size, `${name} `)

async function scene(t: Parameters<typeof testHub>[0], fileKeys: readonly string[]) {
  const hub = await testHub(t, database, {
    changes: { spokes: new Map([['handmart', handmart]]) },
    work: { planningWorld: () => ({ rulesOf: () => handmart, deliveryOf: () => ({ kind: 'copy' }), now: new Date() }) },
  })
  const { shop, api, cookie } = await hub.newOwner()
  const put = async (name: string, type: string, size: number) => {
    const { sha256, sizeBytes } = await hub.deps.blobs.put(
      shop,
      (async function* () {
        yield bytesFor(name, size)
      })(),
      1e9,
    )
    await database.asOwner('insert into blob (shop_id, sha256, size_bytes, media_type) values ($1, $2, $3, $4)', [
      shop,
      sha256,
      sizeBytes,
      type,
    ])
    return sha256
  }
  const cover = await put('cover', 'image/png', 3_000)
  const files = await Promise.all(fileKeys.map(async key => ({ key, sha256: await put(key, 'application/pdf', 300_000) })))
  const ids = await database.inShop(shop, async tx => {
    const { rows } = await sql<{ connection_id: string; pattern_id: string }>`
      with c as (
        insert into connection (shop_id, spoke, label, base_url, currency, state, resumes_as, live_from)
        values (${shop}::uuid, 'handmart', 'Maren', 'https://handmart.example/maren', 'EUR', 'live', 'live', now()) returning connection_id
      ), p as (
        insert into pattern (shop_id, sku, title, craft, description, tags)
        values (${shop}::uuid, 'W', 'Wren “Tee”', 'sewing', '<h2>Wren</h2><p>Light &amp; <em>easy</em>.</p><ul><li>34</li><li>36</li></ul>', '{tee,"<b>"}') returning pattern_id
      ) select connection_id, pattern_id from c, p`.execute(tx)
    const { pattern_id: pattern } = rows[0]!
    await sql`insert into price (shop_id, pattern_id, currency, amount_minor) values (${shop}::uuid, ${pattern}::uuid, 'EUR', 950)`.execute(
      tx,
    )
    await sql`insert into pattern_image (shop_id, pattern_id, position, sha256, alt) values (${shop}::uuid, ${pattern}::uuid, 0, ${cover}, 'The front')`.execute(
      tx,
    )
    await sql`
      with v as (insert into version (shop_id, pattern_id, number, kind) values (${shop}::uuid, ${pattern}::uuid, '1.0', 'first') returning version_id)
      insert into version_file (shop_id, version_id, file_key, position, role, file_name, sha256)
      select ${shop}::uuid, version_id, key, at, 'other', key || '.pdf', sha256
      from v, unnest(${files.map(({ key }) => key)}::text[], ${files.map(({ sha256 }) => sha256)}::text[]) with ordinality as f (key, sha256, at)`.execute(
      tx,
    )
    return rows[0]!
  })
  const patternIds = [ids.pattern_id]
  const { key } = await api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds } })
  await api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds, key } })
  const { items } = await api.call('GET /shops/{shop}/hand-steps', { params: { shop } })
  const fetchKit = (path = items[0]!.kit!, headers: Record<string, string> = { cookie }) => fetch(hub.origin + path, { headers })
  return { hub, shop, api, step: items[0]!, fetchKit }
}

test('a kit holds the very files and pictures, a text for each field, the checklist, and a page that needs no network', async t => {
  const { fetchKit } = await scene(t, ['a4', 'letter'])
  const response = await fetchKit()
  assert.deepEqual(
    [
      response.status,
      response.headers.get('content-type'),
      /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1],
    ],
    [200, 'application/zip', encodeURIComponent('Wren “Tee” – Handmart.zip')],
  )
  const zip = unzipSync(new Uint8Array(await response.arrayBuffer()))
  assert.deepEqual(Object.keys(zip), [
    'overview.html',
    'checklist.txt',
    'texts/01-name.txt',
    'texts/02-text.txt',
    'texts/03-tags.txt',
    'texts/04-price.txt',
    'files/a4.pdf',
    'files/letter.pdf',
    'pictures/01-cover.png',
  ])
  assert.deepEqual(Buffer.from(zip['files/a4.pdf']!), bytesFor('a4', 300_000))
  assert.deepEqual(Buffer.from(zip['pictures/01-cover.png']!), bytesFor('cover', 3_000))
  assert.equal(text(zip['texts/02-text.txt']), 'Wren\r\n\r\nLight & easy.\r\n\r\n• 34\r\n• 36\r\n')
  assert.equal(text(zip['texts/04-price.txt']), '9.50 EUR\r\n')
  const page = text(zip['overview.html'])
  assert.match(page, /https:\/\/handmart\.example\/maren\/add/)
  assert.match(page, /&lt;b&gt;/, 'what she wrote is text in it')
  assert.doesNotMatch(page, /<b>|src="http|<link|@import/)
})

test('the same press makes the same bytes; more files than are taken go as one ZIP in it', async t => {
  const { fetchKit } = await scene(t, ['a4', 'letter', 'instructions'])
  const [one, two] = await Promise.all([fetchKit(), fetchKit()].map(async made => Buffer.from(await (await made).arrayBuffer())))
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(hash(one!), hash(two!))
  const zip = unzipSync(one!)
  const inner = unzipSync(zip['files/wren-tee.zip']!)
  assert.deepEqual(Object.keys(inner), ['a4.pdf', 'letter.pdf', 'instructions.pdf'])
  assert.deepEqual(Buffer.from(inner['letter.pdf']!), bytesFor('letter', 300_000))
})

test('a kit is only for who may enter the shop, and only where something waits for hands', async t => {
  const { hub, fetchKit, shop, step } = await scene(t, ['a4'])
  const eve = await hub.newOwner('Eve')
  assert.equal((await fetchKit(undefined, { cookie: eve.cookie })).status, 404)
  const base = `/api/v1/shops/${shop}/listings`
  assert.equal((await fetchKit(`${base}/${step.listingId}/kit?step=nonsense`)).status, 404)
  assert.equal((await fetchKit(`${base}/${step.id}/kit`)).status, 404)
  assert.equal((await fetchKit(`${base}/${step.listingId}/kit?step=${step.listingId}`)).status, 409)
})

test('a ZIP over 4 GB is refused before a byte of it is read', () => {
  const open = () => assert.fail('not to be read')
  const large: ZipEntry = { path: 'a.pdf', sizeBytes: zipLimits.bytes, open }
  assert.throws(
    () => zipStream([large], new Date()),
    (error: Refused) => error instanceof Refused && /cannot be packed/.test(error.message),
  )
})

test('no more of a ZIP is in memory than its reader asks for', async () => {
  let read = 0
  const entry: ZipEntry = {
    path: 'a.pdf',
    sizeBytes: 100 * 65_536,
    open: async function* () {
      for (; read < 100; read++) yield new Uint8Array(65_536)
    },
  }
  const reader = zipStream([entry], new Date('2026-03-01T12:00:00Z')).getReader()
  for (let at = 0; at < 5; at++) await reader.read()
  assert.ok(read < 10, `${read} parts were read for five`)
  await reader.cancel()
})
