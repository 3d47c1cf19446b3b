/** Walks the one table: every endpoint refuses whom and what it must, and nothing that is sent makes it fail. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { createLog } from '#log'
import { testDatabase } from '#testing/database.ts'
import { newConnection, newPattern } from '#testing/sales.ts'
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

test('nothing that is sent makes an endpoint fail', { timeout: 120_000 }, async t => {
  const said: string[] = []
  const log = createLog('error', { write: line => void said.push((JSON.parse(line) as { err?: { stack?: string } }).err?.stack ?? line) })
  const hub = await testHub(t, database, { changes: { log } })
  const { shop, cookie } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const rows = await database.asOwner<{ id: string }>('select listing_id as id from listing where shop_id = $1', [shop])
  const ids = [connection, pattern, rows[0]!.id]
  const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, fc.uuid(), fc.string())
  const failed: string[] = []
  for (const [name, { body, query }] of endpoints) {
    if (name === 'POST /demo/remove') continue
    const keys = [...name.matchAll(/\{(\w+)\}/g)].map(match => match[1]!).filter(key => key !== 'shop')
    const asked = fc.record({
      params: fc.record(Object.fromEntries(keys.map(key => [key, id]))),
      query: query === undefined ? fc.constant({}) : like(query, ids),
      body: body === undefined ? fc.constant({}) : fc.oneof({ weight: 5, arbitrary: like(body, ids) }, fc.jsonValue()),
    })
    await fc.assert(
      fc.asyncProperty(asked, async given => {
        const set = Object.entries((given.query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined)
        const search = new URLSearchParams(set.map(([key, value]) => [key, String(value)] as [string, string]))
        const { status, text } = await send({
          origin: hub.origin,
          name,
          params: { ...given.params, shop },
          query: `?${search}`,
          body: given.body,
          headers: { cookie },
        })
        if (status >= 500 && !failed.some(one => one.startsWith(`${name} `)))
          failed.push(`${name} ${JSON.stringify(given).slice(0, 400)}: ${status} ${said.at(-1)?.slice(0, 400)}`)
        if (status >= 400) assert.ok(isProblem(text), `${name}: ${text}`)
      }),
      { numRuns: 12 },
    )
  }
  assert.deepEqual(failed, [])
})

/** Values that a schema takes, for the most part: good enough to come past the door and be odd inside. */
function like(schema: z.ZodType, ids: readonly string[]): fc.Arbitrary<unknown> {
  const { def } = schema as unknown as { def: Def }
  switch (def.type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(def.shape!).map(([key, inner]) => [key, like(inner, ids)])))
    case 'optional':
    case 'default':
      return fc.option(like(def.innerType!, ids), { nil: undefined })
    case 'nullable':
      return fc.option(like(def.innerType!, ids))
    case 'array':
      return fc.array(like(def.element!, ids), { maxLength: 3 })
    case 'record':
      return fc.dictionary(fc.constantFrom('title', 'price', 'consumerKey', '__proto__', 'x'), like(def.valueType!, ids), { maxKeys: 3 })
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!))
    case 'boolean':
      return fc.boolean()
    case 'number':
      return fc.oneof(fc.integer({ min: -2, max: 120 }), fc.maxSafeInteger(), fc.constantFrom(0.5, 1e20))
    case 'string':
      return textLike(schema, ids)
    default:
      return fc.anything()
  }
}

interface Def {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly innerType?: z.ZodType
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly entries?: Record<string, string>
}

function textLike(schema: z.ZodType, ids: readonly string[]): fc.Arbitrary<unknown> {
  const { format, pattern } = z.toJSONSchema(schema) as { format?: string; pattern?: string }
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid())
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map(at => at.toISOString())
  const odd = fc.constantFrom('\u0000', '\ud800', '%', '../..', "'", '💃', ' ', 'EUR', '<b>', 'http://169.254.169.254/', 'a'.repeat(199))
  if (pattern !== undefined) return fc.oneof({ weight: 4, arbitrary: fc.stringMatching(new RegExp(pattern)) }, odd)
  return fc.oneof(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), odd)
}
