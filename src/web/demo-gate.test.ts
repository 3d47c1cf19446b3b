import assert from 'node:assert/strict'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import test from 'node:test'
import { newShop, testDatabase } from '#testing/database.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { isDemoOpen } from './demo-gate.ts'

const database = await testDatabase()
const demo = await newShop(database, { name: 'Demo', isDemo: true })
const other = await newShop(database, { name: 'Somebody else' })

interface Asked {
  readonly hub: TestHub
  readonly headers?: Record<string, string>
  readonly host?: string
  readonly method?: string
  readonly path?: string
  readonly body?: string
}

/** Over a real socket, with headers that fetch would not let us write. */
function ask({
  hub,
  headers = {},
  host = '127.0.0.1',
  method = 'GET',
  path = `/api/v1/shops/${demo}/settings`,
  body,
}: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host, port: hub.port, path, method, headers: { host: `127.0.0.1:${hub.port}`, ...headers } }, incoming => {
      let text = ''
      incoming.setEncoding('utf8').on('data', part => {
        text += part
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('somebody at this very machine enters the demo without a password, and no other shop', async t => {
  const hub = await testHub(t, database)
  for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])
    assert.equal((await ask({ hub, headers: { host: `${name}:${hub.port}` } })).status, 200, name)
  assert.equal((await ask({ hub, path: `/api/v1/shops/${other}/settings` })).status, 401)
  const me = JSON.parse((await ask({ hub, path: '/api/v1/me' })).text)
  assert.deepEqual([me.user, me.shops.map((shop: { isDemo: boolean }) => shop.isDemo)], [null, [true]])
})

test('a proxy on the way, whatever it calls itself, closes the demo', async t => {
  const hub = await testHub(t, database)
  for (const name of [
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Server',
    'X-Forwarded-Anything',
    'Via',
  ])
    for (const value of ['1.1 proxy', '']) assert.equal((await ask({ hub, headers: { [name]: value } })).status, 401, `${name}: ${value}`)
})

test('a name that was pointed at this machine from elsewhere, or another port, closes it', async t => {
  const hub = await testHub(t, database)
  const hosts = [
    `rebound.example:${hub.port}`,
    `127.0.0.1.example:${hub.port}`,
    `localhost.example:${hub.port}`,
    `127.0.0.2:${hub.port}`,
    `2130706433:${hub.port}`,
    `0.0.0.0:${hub.port}`,
    `[::ffff:127.0.0.1]:${hub.port}`,
    `localhost.:${hub.port}`,
    `127.0.0.1:${hub.port + 1}`,
    '127.0.0.1',
    'localhost',
  ]
  // 400: not even read, for it is no host at all.
  for (const host of hosts) assert.ok([400, 401].includes((await ask({ hub, headers: { host } })).status), host)
})

test('a page of another site cannot make the demo do anything', async t => {
  const hub = await testHub(t, database)
  const path = `/api/v1/shops/${demo}/hold`
  const press = (headers: Record<string, string>, body = '{"isHeld":false}') => ask({ hub, method: 'POST', path, headers, body })
  const json = { 'content-type': 'application/json' }
  const own = `http://127.0.0.1:${hub.port}`
  assert.equal((await press({ ...json, origin: own })).status, 200)
  assert.equal((await press({ ...json, origin: own, 'sec-fetch-site': 'same-origin' })).status, 200)
  for (const headers of [
    { ...json, origin: 'https://evil.example' },
    { ...json, origin: 'null' },
    { ...json, origin: `http://127.0.0.1:${hub.port + 1}` },
    { ...json, origin: own, 'sec-fetch-site': 'cross-site' },
    { ...json, origin: own, 'sec-fetch-site': 'same-site' },
    json,
  ])
    assert.equal((await press(headers as Record<string, string>)).status, 403, JSON.stringify(headers))
  // What a form of another site can send without being asked first.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    assert.equal((await press({ 'content-type': type, origin: own })).status, 415, type)
})

test('with a public address, or bound to more than this machine, the demo is closed to all', async t => {
  const named = await testHub(t, database, { env: { SELVAGE_PUBLIC_URL: 'https://patterns.example.com' } })
  assert.equal((await ask({ hub: named })).status, 401)
  const wide = await testHub(t, database, { env: { SELVAGE_HOST: '0.0.0.0' } })
  assert.equal((await ask({ hub: wide })).status, 401)
  const outside = Object.values(networkInterfaces())
    .flat()
    .find(address => address?.family === 'IPv4' && !address.internal)
  if (outside === undefined) return t.diagnostic('this machine has no address but its own loopback: the peer is tried without a socket')
  assert.equal((await ask({ hub: wide, host: outside.address })).status, 401)
})

test('each condition closes the gate by itself', () => {
  const good = {
    publicUrl: undefined,
    bound: { address: '127.0.0.1', port: 4400 },
    peer: '127.0.0.1',
    headers: new Headers({ host: 'localhost:4400' }),
  }
  assert.equal(isDemoOpen(good), true)
  assert.equal(isDemoOpen({ ...good, peer: '::1', bound: { address: '::1', port: 4400 } }), true)
  assert.equal(isDemoOpen({ ...good, bound: { address: '127.0.0.1', port: 80 }, headers: new Headers({ host: 'localhost' }) }), true)
  for (const wrong of [
    { publicUrl: 'http://127.0.0.1:4400' },
    { bound: null },
    { bound: { address: '0.0.0.0', port: 4400 } },
    { bound: { address: '::', port: 4400 } },
    { bound: { address: '192.168.1.5', port: 4400 } },
    { peer: '192.168.1.9' },
    { peer: '203.0.113.9' },
    { peer: null },
    { headers: new Headers() },
    { headers: new Headers({ host: 'localhost:4401' }) },
    { headers: new Headers({ host: 'localhost:4400', via: '1.1 x' }) },
  ])
    assert.equal(isDemoOpen({ ...good, ...wrong }), false, JSON.stringify(wrong))
})
