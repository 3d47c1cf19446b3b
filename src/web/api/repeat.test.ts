/** A request that comes twice under one Idempotency-Key is done once; nothing is half-done, told to another, or kept open. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { sql } from '#database'
import { keptMs, mostKept } from '#hub/repeat/answers.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { testWorld } from '#testing/work-deps.ts'
import { tidy } from '#work/tidy.ts'
import { handlers } from './handlers/index.ts'
import { Problem } from './shapes.ts'

const database = await testDatabase()

interface Sent {
  readonly status: number
  readonly code: string
  readonly text: string
  readonly headers: Headers
}

type Sender = (path: string, body: unknown, key?: string, method?: string) => Promise<Sent>

const senderOf =
  (hub: TestHub, shop: string, cookie: string): Sender =>
  async (path, body, key, method = 'POST') => {
    const response = await fetch(`${hub.origin}/api/v1${path.startsWith('!') ? path.slice(1) : `/shops/${shop}${path}`}`, {
      method,
      headers: { cookie, origin: hub.origin, 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) assert.ok(Problem.safeParse(JSON.parse(text)).success, text)
    return {
      status: response.status,
      text,
      headers: response.headers,
      code: response.ok ? '' : String((JSON.parse(text) as { type: string }).type),
    }
  }

async function stage(t: Parameters<typeof testHub>[0], changes: Parameters<typeof testHub>[2] = {}) {
  const hub = await testHub(t, database, changes)
  const { shop, cookie } = await hub.newOwner()
  const patterns = async () => (await database.inShop(shop, tx => tx.selectFrom('pattern').select('title').execute())).map(row => row.title)
  return { hub, shop, cookie, send: senderOf(hub, shop, cookie), patterns }
}

const wren = { title: 'Wren Tee', craft: 'sewing' }

test('the same twice is done once and answered the same; without a key it is done twice', async t => {
  const { send, patterns } = await stage(t)
  const key = randomUUID()
  const first = await send('/patterns', wren, key)
  const second = await send('/patterns', wren, key)
  assert.deepEqual([first.status, second.status, second.text], [200, 200, first.text])
  assert.deepEqual([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')], [null, 'true'])
  assert.deepEqual(await patterns(), ['Wren Tee'])
  // The order of fields is nothing that was said.
  assert.equal((await send('/patterns', { craft: 'sewing', title: 'Wren Tee' }, key)).text, first.text)
  await send('/patterns', wren)
  assert.equal((await patterns()).length, 2)
})

test('the same key with another body, another path or another method is refused with 422, and does nothing', async t => {
  const { send, patterns, shop } = await stage(t)
  const key = randomUUID()
  const { id } = JSON.parse((await send('/patterns', wren, key)).text) as { id: string }
  for (const [path, body, method] of [
    ['/patterns', { ...wren, title: 'Another' }, 'POST'],
    [`/patterns/${id}`, { editNo: 1, title: 'Another' }, 'PATCH'],
    ['/hold', { isHeld: true }, 'POST'],
  ] as const) {
    const refused = await send(path, body, key, method)
    assert.deepEqual([refused.status, refused.code], [422, 'urn:selvage:repeat-key-used'], path)
    assert.equal((JSON.parse(refused.text) as { field: string }).field, 'Idempotency-Key')
  }
  assert.deepEqual(await patterns(), ['Wren Tee'])
  assert.equal((await database.inShop(shop, tx => tx.selectFrom('shop').select('held_at').executeTakeFirstOrThrow())).held_at, null)
})

test('twenty at once under one key: one is done, and the others hear the same answer or come again', async t => {
  const { send, patterns } = await stage(t)
  const key = randomUUID()
  const all = await Promise.all(Array.from({ length: 20 }, () => send('/patterns', wren, key)))
  assert.deepEqual(await patterns(), ['Wren Tee'])
  const done = all.filter(({ status }) => status === 200)
  assert.equal(new Set(done.map(({ text }) => text)).size, 1)
  for (const { status, code, headers } of all.filter(one => one.status !== 200))
    assert.deepEqual([status, code, headers.get('retry-after')], [409, 'urn:selvage:repeat-under-way', '2'])
  assert.equal((await send('/patterns', wren, key)).text, done[0]!.text)
})

test('a refusal is not kept: what was put right goes through under the same key', async t => {
  const { send, patterns } = await stage(t)
  const key = randomUUID()
  await send('/patterns', { ...wren, sku: 'A' })
  assert.equal((await send('/patterns', { ...wren, title: 'Taken', sku: 'A' }, key)).status, 409)
  assert.equal((await send('/patterns', { ...wren, title: 'Free', sku: 'B' }, key)).status, 200)
  assert.deepEqual((await patterns()).toSorted(), ['Free', 'Wren Tee'])
})

test('a crash after the deed and before the answer leaves neither, and the same key does it then', async t => {
  const key = randomUUID()
  // The connection is lost with all written and nothing committed: what a kill does.
  const lost = handlers as { 'POST /shops/{shop}/patterns': (typeof handlers)['POST /shops/{shop}/patterns'] }
  const whole = lost['POST /shops/{shop}/patterns']
  let isLost = false
  const spoiled = await testHub(t, database, {
    handlers: {
      ...handlers,
      'POST /shops/{shop}/patterns': async (call, input) => {
        const answer = await whole(call, input)
        if (!isLost) {
          isLost = true
          await call.inShop(tx => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx))
        }
        return answer
      },
    },
  })
  const { shop, cookie } = await spoiled.newOwner('Lost')
  const sendThere = senderOf(spoiled, shop, cookie)
  const titles = () => database.inShop(shop, tx => tx.selectFrom('pattern').select('title').execute())
  assert.equal((await sendThere('/patterns', wren, key)).status, 503)
  assert.deepEqual(await titles(), [])
  assert.equal((await sendThere('/patterns', wren, key)).status, 200)
  assert.equal((await sendThere('/patterns', wren, key)).headers.get('idempotency-replayed'), 'true')
  assert.equal((await titles()).length, 1)
})

test('what asks a storefront holds its key by a lease: refused while it runs, free again when a crash has let it lie', async t => {
  let now = new Date()
  const gate = Promise.withResolvers<void>()
  let calls = 0
  const { send, shop } = await stage(t, {
    changes: { now: () => now },
    work: {
      dropHooks: async () => {
        calls++
        if (calls === 1) await gate.promise
        return null
      },
    },
  })
  const connection = await newConnection(database, shop)
  const key = randomUUID()
  const path = `/connections/${connection}/remove`
  const first = send(path, {}, key)
  while (calls === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const second = await send(path, {}, key)
  assert.deepEqual([second.status, second.headers.get('retry-after')], [409, '2'])
  // As if the first had died: nobody ends its claim, and after the lease the key is free.
  now = new Date(now.getTime() + 121_000)
  const third = await send(path, {}, key)
  assert.deepEqual([third.status, third.text], [200, '{"done":true}'])
  gate.resolve()
  await first
  assert.equal((await send(path, {}, key)).headers.get('idempotency-replayed'), 'true')
  assert.equal(calls, 2)
})

test('a key is of its shop, lasts a day, and an odd one or one outside of shops is refused', async t => {
  let now = new Date()
  const { hub, send, patterns, cookie } = await stage(t, { changes: { now: () => now } })
  const eve = await hub.newOwner('Eve')
  const key = randomUUID()
  const first = await send('/patterns', wren, key)
  const hers = await senderOf(hub, eve.shop, eve.cookie)('/patterns', wren, key)
  assert.notEqual((JSON.parse(hers.text) as { id: string }).id, (JSON.parse(first.text) as { id: string }).id)
  now = new Date(now.getTime() + keptMs - 1000)
  assert.equal((await send('/patterns', wren, key)).text, first.text)
  now = new Date(now.getTime() + 2000)
  assert.notEqual((await send('/patterns', wren, key)).text, first.text)
  assert.equal((await patterns()).length, 2)
  for (const odd of ['', 'two words', 'x'.repeat(201), 'ä'])
    assert.equal((await send('/patterns', wren, odd)).code, 'urn:selvage:repeat-key', odd)
  assert.equal((await senderOf(hub, '', cookie)('!/shops', { name: 'X', currency: 'EUR' }, key)).code, 'urn:selvage:repeat-key-outside')
  // What only tells takes no notice of it.
  assert.notEqual((await send('/preview', { patternIds: [randomUUID()] }, key)).status, 422)
})

test('answers lie sealed, an answer too long or not to be opened is told as done, and a shop keeps so many and no more', async t => {
  const { hub, send, shop, patterns } = await stage(t)
  const key = randomUUID()
  const made = await send('/keys', { name: 'Secret', scopes: ['read'], expiresAt: null }, key)
  const token = (JSON.parse(made.text) as { key: string }).key
  assert.equal((await send('/keys', { name: 'Secret', scopes: ['read'], expiresAt: null }, key)).text, made.text)
  const rows = await database.asOwner<{ sealed: Buffer; key_hash: string }>('select * from api_answer where shop_id = $1', [shop])
  assert.ok(!JSON.stringify(rows).includes(key))
  assert.ok(!rows[0]!.sealed.toString('latin1').includes(token.slice(17)))
  await database.asOwner('update api_answer set sealed = null where shop_id = $1', [shop])
  const told = await send('/keys', { name: 'Secret', scopes: ['read'], expiresAt: null }, key)
  assert.deepEqual([told.status, told.code], [409, 'urn:selvage:repeat-done'])
  await database.asOwner(`update api_answer set sealed = 'x' where shop_id = $1`, [shop])
  assert.equal((await send('/keys', { name: 'Secret', scopes: ['read'], expiresAt: null }, key)).code, 'urn:selvage:repeat-done')

  await database.asOwner(
    `insert into api_answer (shop_id, key_hash, request_hash, asked_at, answered_at)
     select $1, lpad(n::text, 64, '0'), repeat('0', 64), $2::timestamptz, $2::timestamptz from generate_series(1, $3::int) as n`,
    [shop, hub.deps.now(), mostKept],
  )
  const full = await send('/patterns', wren, randomUUID())
  assert.deepEqual([full.status, full.headers.get('retry-after'), (await patterns()).length], [429, '3600', 0])
  await database.asOwner(`update api_answer set asked_at = asked_at - interval '25 hours' where shop_id = $1`, [shop])
  assert.equal((await send('/patterns', wren, randomUUID())).status, 200, 'what is a day old makes room')
})

test('the tidy job forgets what is a day old', async t => {
  const { send, shop, hub } = await stage(t)
  await send('/patterns', wren, randomUUID())
  await send('/hold', { isHeld: false }, randomUUID())
  await database.asOwner(
    `update api_answer set asked_at = asked_at - interval '25 hours' where shop_id = $1 and answered_at = (select min(answered_at) from api_answer where shop_id = $1)`,
    [shop],
  )
  const { deps } = testWorld(database, { config: { home: hub.config.home } })
  await tidy({ ...deps, now: hub.deps.now }, { shop })
  assert.equal((await database.asOwner('select from api_answer where shop_id = $1', [shop])).length, 1)
})
