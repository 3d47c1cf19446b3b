/** A key opens what it was made for, in its own shop, and nothing beside; who is signed in stays guarded as before. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { makeKey } from '#hub/api-key/make-key.ts'
import { type Scope, scopes } from '#hub/api-key/scopes.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { contract } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import { Problem } from './shapes.ts'

const database = await testDatabase()

interface Asking {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** Without an Origin, as programs ask. */
async function ask(hub: TestHub, path: string, { method = 'GET', body, headers = {} }: Asking = {}) {
  const response = await fetch(`${hub.origin}${path}`, {
    method,
    headers: { ...(method === 'GET' ? {} : { 'content-type': 'application/json' }), ...headers },
    body: method === 'GET' ? null : JSON.stringify(body ?? {}),
  })
  const text = await response.text()
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  if (response.status >= 400 && path.startsWith('/api/v1')) {
    assert.ok(Problem.safeParse(json).success, text)
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  }
  return { status: response.status, code: String(json.type ?? '').replace('urn:selvage:', ''), json, text, headers: response.headers }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const newKey = async (
  shop: Parameters<typeof database.inShop>[0],
  opened: readonly Scope[],
  expiresAt: Date | null = null,
  now = new Date(),
) => (await database.inShop(shop, tx => makeKey(tx, { name: 'Test', scopes: opened, expiresAt, madeBy: 'test', now }))).token

test('she makes a key, it works at once without an Origin, is kept as a hash only, and opens nothing once revoked', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const made = await api.call('POST /shops/{shop}/keys', {
    params: { shop },
    body: { name: ' Price list ', scopes: ['read', 'patterns'], expiresAt: null },
  })
  assert.match(made.key, /^selvage_[0-9a-f]{8}_[\w-]{43}$/)
  assert.deepEqual([made.name, made.prefix, made.lastUsedAt], ['Price list', made.key.slice(0, 16), null])
  assert.equal((await ask(hub, `/api/v1/shops/${shop}/patterns`, { headers: bearer(made.key) })).status, 200)
  const started = await ask(hub, `/api/v1/shops/${shop}/patterns`, {
    method: 'POST',
    body: { title: 'By key', craft: 'sewing' },
    headers: bearer(made.key),
  })
  assert.equal(started.status, 200, started.text)
  const { items } = await api.call('GET /shops/{shop}/keys', { params: { shop } })
  assert.equal(items.length, 1)
  assert.notEqual(items[0]!.lastUsedAt, null)
  const rows = JSON.stringify(await database.asOwner('select * from api_key'))
  assert.ok(!rows.includes(made.key.slice(17)), 'no part of the secret is in the database')
  assert.ok(!JSON.stringify(items).includes(made.key.slice(17)))
  await api.call('POST /shops/{shop}/keys/{key}/revoke', { params: { shop, key: made.id } })
  const refused = await ask(hub, `/api/v1/shops/${shop}/patterns`, { headers: bearer(made.key) })
  assert.deepEqual([refused.status, refused.code], [401, 'key-revoked'])
  assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer .*invalid_token/)
  await api.call('POST /shops/{shop}/keys/{key}/revoke', { params: { shop, key: made.id } })
  await assert.rejects(api.call('POST /shops/{shop}/keys/{key}/revoke', { params: { shop, key: randomUUID() } }), { status: 404 })
})

test('each endpoint opens to a key of its own scope and refuses every other; what is a person’s opens to none', async t => {
  const hub = await testHub(t, database)
  const { shop } = await hub.newOwner()
  for (const scope of scopes) {
    const headers = bearer(await newKey(shop, [scope]))
    for (const [name, endpoint] of Object.entries(contract) as [string, Endpoint][]) {
      const [method = '', path = ''] = name.split(' ')
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) => (param === 'shop' ? shop : randomUUID()))
      const { status, code } = await ask(hub, `/api/v1${filled}`, { method, headers })
      const wanted = endpoint.scope === 'person' ? 'key-person' : endpoint.scope === 'any' || endpoint.scope === scope ? null : 'key-scope'
      if (wanted === null)
        assert.ok(!['key-scope', 'key-person'].includes(code) && ![401, 403].includes(status), `${scope}: ${name} ${status} ${code}`)
      else assert.deepEqual([status, code], [403, wanted], `${scope}: ${name}`)
    }
    const beside = [
      [`/shops/${shop}/files/${'0'.repeat(64)}/x.pdf`, 'GET', 'read'],
      [`/shops/${shop}/uploads/${randomUUID()}?offset=0`, 'PUT', 'patterns'],
    ] as const
    for (const [path, method, opens] of beside) {
      const response = await fetch(`${hub.origin}/api/v1${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/octet-stream' },
      })
      assert.equal(response.status, opens === scope ? 404 : 403, `${scope}: ${path}`)
    }
    if (scope !== 'read') assert.equal((await ask(hub, `/api/v1/shops/${shop}/live`, { headers })).status, 403)
  }
})

test('a key opens its own shop alone, and asks as nobody: not as her, whatever cookie comes along', async t => {
  const hub = await testHub(t, database)
  const [ana, eve] = [await hub.newOwner('Ana'), await hub.newOwner('Eve')]
  const headers = bearer(await newKey(ana.shop, scopes))
  for (const path of [`/shops/${eve.shop}/settings`, `/shops/${eve.shop}/live`, `/shops/${eve.shop}/files/${'0'.repeat(64)}/x`])
    assert.equal((await ask(hub, `/api/v1${path}`, { headers: { ...headers, cookie: eve.cookie } })).status, 404, path)
  const me = await ask(hub, '/api/v1/me', { headers: { ...headers, cookie: eve.cookie } })
  assert.deepEqual([me.json.user, (me.json.shops as { id: string }[]).map(({ id }) => id)], [null, [ana.shop]])
  const wrong = await ask(hub, `/api/v1/shops/${eve.shop}/settings`, { headers: { ...bearer('selvage_nonsense'), cookie: eve.cookie } })
  assert.deepEqual([wrong.status, wrong.code], [401, 'key-unknown'], 'a wrong key is not passed over for a cookie')
  assert.equal(
    (await ask(hub, `/api/v1/shops/${ana.shop}/keys`, { method: 'POST', body: { name: 'x', scopes: ['read'] }, headers })).code,
    'key-person',
  )
  assert.equal((await ask(hub, '/api/v1/shops', { method: 'POST', body: { name: 'x', currency: 'EUR' }, headers })).code, 'key-person')
  // Accounts know no keys: the session there is the cookie's, and there is none.
  assert.equal((await ask(hub, '/api/auth/get-session', { headers })).text, 'null')
})

test('what is no key, is cut, has run out, or stands in an address is refused with what to do', async t => {
  let now = new Date()
  const hub = await testHub(t, database, { changes: { now: () => now } })
  const { shop } = await hub.newOwner()
  const path = `/api/v1/shops/${shop}/settings`
  const token = await newKey(shop, ['read'], new Date(now.getTime() + 60_000), now)
  assert.equal((await ask(hub, path, { headers: bearer(token) })).status, 200)
  for (const wrong of ['', token.slice(0, -1), `${token}x`, token.toUpperCase(), `selvage_00000000_${'a'.repeat(43)}`, "' or 1=1", 'null'])
    assert.equal((await ask(hub, path, { headers: bearer(wrong) })).code, 'key-unknown', wrong)
  assert.equal((await ask(hub, path, { headers: { authorization: `bearer   ${token}` } })).status, 200, 'the word in any case')
  for (const address of [
    `${path}?key=${token}`,
    `${path}?access_token=${token}`,
    `${path}?x=${token.replaceAll('_', '%5F')}`,
    `/api/v1/shops/${token}/settings`,
  ]) {
    const refused = await ask(hub, address, { headers: bearer(token) })
    assert.deepEqual([refused.status, refused.code], [400, 'key-in-address'], address)
    assert.ok(!refused.text.includes(token))
  }
  now = new Date(now.getTime() + 61_000)
  assert.equal((await ask(hub, path, { headers: bearer(token) })).code, 'key-expired')
})

test('a cookie is guarded against other sites as before; only a bearer token needs no Origin, and only at the API', async t => {
  const hub = await testHub(t, database)
  const { shop, cookie } = await hub.newOwner()
  const path = `/api/v1/shops/${shop}/hold`
  const press = (headers: Record<string, string>) => ask(hub, path, { method: 'POST', body: { isHeld: false }, headers })
  assert.equal((await press({ cookie })).status, 403)
  assert.equal((await press({ cookie, origin: 'https://evil.example' })).status, 403)
  assert.equal((await press({ cookie, authorization: 'Basic YTpi' })).status, 403)
  assert.equal((await press({ cookie, authorization: 'Bearer', origin: 'https://evil.example' })).code, 'key-unknown')
  assert.equal((await press({ cookie, authorization: 'Basic YTpi', origin: hub.origin })).status, 200, 'a proxy’s own password is not ours')
  const headers = bearer(await newKey(shop, ['shops']))
  assert.equal((await press(headers)).status, 200)
  assert.equal((await press({ ...headers, 'content-type': 'text/plain' })).status, 415)
  assert.equal((await ask(hub, '/api/auth/sign-out', { method: 'POST', headers: { ...headers, cookie } })).status, 403)
})

test('the demo opens to its key on its own machine alone, and no key opens it beside', async t => {
  const demo = await newShop(database, { isDemo: true })
  t.after(() => database.asOwner('delete from shop where shop_id = $1', [demo]).then(() => {}))
  const token = await newKey(demo, scopes)
  const at = (hub: TestHub, headers: Record<string, string>) => ask(hub, `/api/v1/shops/${demo}/settings`, { headers })
  const here = await testHub(t, database)
  const { shop } = await here.newOwner()
  assert.equal((await at(here, {})).status, 200)
  assert.equal((await at(here, bearer(token))).status, 200)
  assert.equal((await at(here, bearer('wrong'))).status, 401, 'a wrong key is refused where none is needed')
  assert.equal((await at(here, bearer(await newKey(shop, scopes)))).status, 404)
  assert.deepEqual([(await at(here, { ...bearer(token), 'x-forwarded-for': '203.0.113.9' })).code], ['key-of-demo'])
  const outside = await testHub(t, database, { env: { SELVAGE_PUBLIC_URL: 'https://patterns.example.com' } })
  assert.deepEqual([(await at(outside, bearer(token))).status, (await at(outside, bearer(token))).code], [401, 'key-of-demo'])
})

test('who bought is told to a key for orders alone', async t => {
  const hub = await testHub(t, database)
  const { shop } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  await database.inShop(shop, tx => takeOrders(tx, connection, [saleOf()], new Date()))
  const todayFor = async (opened: readonly Scope[]) =>
    (await ask(hub, `/api/v1/shops/${shop}/today`, { headers: bearer(await newKey(shop, opened)) })).json.recent as {
      buyer: string | null
    }[]
  assert.deepEqual(
    (await todayFor(['read'])).map(({ buyer }) => buyer),
    [null],
  )
  assert.deepEqual(
    (await todayFor(['read', 'orders'])).map(({ buyer }) => buyer),
    ['Ana'],
  )
})

test('a name, a scope and a day to come are asked for, and fifty keys are enough', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const make = (name: string, opened: Scope[], expiresAt: string | null = null) =>
    api.call('POST /shops/{shop}/keys', { params: { shop }, body: { name, scopes: opened, expiresAt } })
  await assert.rejects(make('  ', ['read']), { status: 400, message: /name/ })
  await assert.rejects(make('x', []), { status: 400 })
  await assert.rejects(make('x', ['all' as Scope]), { status: 400 })
  await assert.rejects(make('x', ['read'], '2020-01-01T00:00:00Z'), { status: 400, message: /passed/ })
  for (let at = 0; at < 50; at++) await newKey(shop, ['read'])
  await assert.rejects(make('x', ['read']), { status: 409, message: /Revoke one/ })
})
