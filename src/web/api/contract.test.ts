/** Walks the one table: every endpoint refuses whom and what it must. What any request may do is the fuzz' subject (fuzz.test.ts). */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { contract, type EndpointName } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import { Problem } from './shapes.ts'

const database = await testDatabase()
const endpoints = Object.entries(contract) as [EndpointName, Endpoint][]
const openToAll = new Set<string>(['GET /me'])

interface Sent {
  readonly origin: string
  readonly name: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

async function send({ origin, name, params = {}, query = '', body = {}, headers = {} }: Sent): Promise<{ status: number; text: string }> {
  const [method = 'GET', path = ''] = name.split(' ')
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? randomUUID()))
  const response = await fetch(`${origin}/api/v1${filled}${query}`, {
    method,
    headers: { origin, 'content-type': 'application/json', ...headers },
    body: method === 'GET' ? null : typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const isProblem = (text: string) => Problem.safeParse(JSON.parse(text)).success

test('without a session every endpoint but one asks to sign in', async t => {
  const hub = await testHub(t, database, { env: { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' } })
  for (const [name] of endpoints) {
    const { status, text } = await send({ origin: hub.origin, name })
    assert.equal(status, openToAll.has(name) ? 200 : 401, name)
    if (status === 401) assert.ok(isProblem(text), text)
  }
})

test('who is signed in enters her own shop alone', async t => {
  const hub = await testHub(t, database)
  const [ana, eve] = [await hub.newOwner('Ana'), await hub.newOwner('Eve')]
  for (const [name] of endpoints.filter(([each]) => each.includes('{shop}'))) {
    const { status, text } = await send({ origin: hub.origin, name, params: { shop: ana.shop }, headers: { cookie: eve.cookie } })
    assert.equal(status, 404, name)
    assert.ok(isProblem(text))
  }
  for (const shop of ['', 'x', randomUUID(), `${ana.shop}'`])
    assert.equal(
      (await send({ origin: hub.origin, name: 'GET /shops/{shop}/settings', params: { shop }, headers: { cookie: ana.cookie } })).status,
      404,
    )
})

test('a page of another site changes nothing, session or not', async t => {
  const hub = await testHub(t, database)
  const { shop, cookie } = await hub.newOwner()
  for (const [name] of endpoints.filter(([each]) => !each.startsWith('GET '))) {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }] as Record<
      string,
      string
    >[])
      assert.equal((await send({ origin: hub.origin, name, params: { shop }, headers: { cookie, ...headers } })).status, 403, name)
    assert.equal(
      (await send({ origin: hub.origin, name, params: { shop }, headers: { cookie, 'content-type': 'text/plain' } })).status,
      415,
      name,
    )
  }
})

test('what is not JSON, too long or not as the table says is refused with the field', async t => {
  const hub = await testHub(t, database)
  const { shop, cookie } = await hub.newOwner()
  const { origin } = hub
  for (const [name, { body }] of endpoints) {
    if (body === undefined) continue
    const given = { origin, name, params: { shop }, headers: { cookie } }
    for (const bad of ['', '{', 'null', '[]', '"x"', '\u0000'])
      assert.equal((await send({ ...given, body: bad })).status, 400, `${name} ${bad}`)
    assert.equal((await send({ ...given, body: JSON.stringify({ x: 'x'.repeat(1_000_001) }) })).status, 413, name)
  }
  const { status, text } = await send({ origin, name: 'POST /shops', body: { name: '', currency: 'EUR' }, headers: { cookie } })
  assert.deepEqual([status, JSON.parse(text).field, JSON.parse(text).detail], [400, 'name', 'Name should not be empty.'])
  const currency = await send({ origin, name: 'POST /shops', body: { name: 'X', currency: 'XXQ' }, headers: { cookie } })
  assert.equal(currency.status, 400)
  const query = await send({ origin, name: 'GET /shops/{shop}/orders', params: { shop }, query: '?limit=1000', headers: { cookie } })
  assert.deepEqual([query.status, JSON.parse(query.text).field], [400, 'limit'])
  assert.equal(
    (await send({ origin, name: 'GET /shops/{shop}/orders', params: { shop }, query: '?cursor=nonsense', headers: { cookie } })).status,
    400,
  )
})
