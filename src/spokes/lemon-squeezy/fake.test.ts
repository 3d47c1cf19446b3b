/** The pretend Lemon Squeezy is as strict as its documents: for each rule a request that breaks it, and is refused. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import type { Fetch } from '#kit/http.ts'
import { manners } from './fake/shop.ts'
import type { Hook } from './fake/state.ts'
import fake from './fake.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { readSales } from './sales.ts'
import { ownStore, stage, thrown, verb } from './testing.ts'

ownStore()
const type = 'application/vnd.api+json'

async function ask(path: string, change: Record<string, string | null> = {}, init: RequestInit = {}): Promise<number> {
  const own: Record<string, string | null> = {
    accept: type,
    'content-type': type,
    authorization: `Bearer ${stage.settings.apiKey}`,
    ...change,
  }
  const headers = Object.fromEntries(Object.entries(own).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
  const response = await fetch(`${stage.baseUrl}/v1${path}`, { ...init, headers })
  await response.body?.cancel()
  return response.status
}

test('a key, and both headers of JSON:API on each request', async () => {
  assert.equal(await ask('/orders'), 200)
  assert.equal(await ask('/orders', { authorization: null }), 401)
  assert.equal(await ask('/orders', { authorization: 'Bearer wrong' }), 401)
  assert.equal(await ask('/orders', { accept: 'application/json' }), 406)
  assert.equal(await ask('/orders', { 'content-type': 'application/json' }), 415)
})

test('names that it does not know are refused, and so are products to be made', async () => {
  assert.equal(await ask('/orders?page[size]=101'), 400)
  assert.equal(await ask('/orders?filter[updated_at]=2026'), 400)
  assert.equal(await ask('/orders?include=items'), 400)
  assert.equal(await ask('/products', {}, { method: 'POST', body: '{}' }), 404)
  assert.equal(await ask('/orders/1'), 404)
  const hook = (attributes: object) => {
    const relationships = { store: { data: { type: 'stores', id: stage.settings.storeId } } }
    return ask('/webhooks', {}, { method: 'POST', body: JSON.stringify({ data: { type: 'webhooks', attributes, relationships } }) })
  }
  const good = { url: 'https://x.example/hooks', events: ['order_created'], secret: 'secret' }
  for (const wrong of [
    { secret: 'short' },
    { secret: 'x'.repeat(41) },
    { events: [] },
    { events: ['order.created'] },
    { url: 'x' },
    { more: 1 },
  ])
    assert.equal(await hook({ ...good, ...wrong }), 422, JSON.stringify(wrong))
  assert.equal(await hook(good), 201)
})

test('the client is refused in each of these ways, and says what to do', async () => {
  const bending =
    (change: (url: URL, headers: Headers) => void) =>
    (real: Fetch): Fetch =>
    (url, init = {}) => {
      const [target, headers] = [new URL(url), new Headers(init.headers)]
      change(target, headers)
      return real(target.href, { ...init, headers })
    }
  const look = (change: (url: URL, headers: Headers) => void) => thrown(readSales(stage.ctx({ bend: bending(change) }), null))
  assert.equal((await look((_url, headers) => headers.delete('accept'))).remedy, 'bug')
  assert.equal((await look(url => url.searchParams.set('page[size]', '1000'))).remedy, 'bug')
  assert.equal((await look((_url, headers) => headers.delete('authorization'))).remedy, 'reconnect')
})

test('300 requests in a minute, then 429 without a word how long: a minute is waited', async () => {
  await verb('limits', { are: 'documented' })
  const answers = []
  for (let n = 0; n < 310; n++) answers.push(await ask('/users/me'))
  assert.ok(answers.includes(429))
  const error = await thrown(readSales(stage.ctx(), null))
  assert.deepEqual([error.remedy, error.waitMs], ['wait', 60_000])
  await stage.advance(61_000)
  assert.equal(await ask('/users/me'), 200)
  await verb('limits', { are: 'raised' })
})

test('the secret of a webhook is never told back; a new connection replaces the one that signs with an old secret', async () => {
  const address = `${stage.hookAddress}`
  const hooks = async () => (await verb('hooks')) as Hook[]
  const ours = async () => (await hooks()).filter(({ url }) => url.startsWith(address))
  await keepHooks(stage.ctx(), address)
  assert.deepEqual(
    (await ours()).map(({ secret }) => secret),
    [stage.settings.hookSecret],
  )
  const anew = { ...stage.settings, hookSecret: 'another-secret-of-ours' }
  const { mended, count } = await keepHooks(stage.ctx({ settings: anew }), address)
  assert.deepEqual([count, mended.length], [1, 2])
  assert.deepEqual(
    (await ours()).map(({ secret }) => secret),
    [anew.hookSecret],
  )
  await dropHooks(stage.ctx({ settings: anew }))
  assert.deepEqual(await ours(), [])
})

test('a webhook is tried four times in all, and anything but 200 is a failure', async () => {
  assert.deepEqual(manners.retryMs, [5_000, 25_000, 125_000])
  assert.deepEqual([manners.isOver(200), manners.isOver(204), manners.isOver(500)], [true, false, false])
  await keepHooks(stage.ctx(), stage.hookAddress)
  stage.caught.length = 0
  const [product] = await stage.fake.listings()
  await stage.fake.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana' })
  await stage.fake.deliver()
  const [message] = stage.caught
  assert.equal(message!.headers.get('x-event-name'), 'order_created')
  // Slashes are escaped in what is signed: a body that was read and written anew does not fit any more.
  const anew = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(message!.body).toString('utf8'))))
  assert.equal(readHook(stage.settings, message!.headers, anew), 'forged')
  assert.equal(readHook(stage.settings, message!.headers, message!.body), 'changed')
})

test('a shopper buys on its page, the seller gives back on hers', async () => {
  const get = async (path: string, init: RequestInit = {}) => fetch(`${stage.baseUrl}${path}`, { redirect: 'manual', ...init })
  const [product] = await stage.fake.listings()
  assert.match(await (await get('/')).text(), new RegExp(`/buy/${product!.remoteId}`))
  const bought = await get(`/buy/${product!.remoteId}`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Bo', email: 'bo@buyer.example' }),
  })
  const thanks = await (await get(bought.headers.get('location')!)).text()
  assert.match(thanks, /Thank you, Bo/)
  const [, id] = /orders\/(\d+)\/refund/.exec(await (await get('/dashboard')).text())!
  assert.equal((await get(`/dashboard/orders/${id}/refund`, { method: 'POST' })).status, 303)
  const { items } = await readSales(stage.ctx(), null)
  const sale = items.flatMap(one => (one.isRead && one.sale.remoteId === id ? [one.sale] : []))[0]
  assert.deepEqual([sale?.state, sale?.buyer.email], ['refunded', 'bo@buyer.example'])
})

test('stopped and started again it goes on where it was', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'selvage-lemon-'))
  t.after(() => rm(stateDir, { recursive: true, force: true }))
  const start = () => fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
  const first = await start()
  const keys = await control(first.controlUrl).credentials()
  await control(first.controlUrl).edit({ remoteId: (await control(first.controlUrl).listings())[0]!.remoteId, set: { title: 'Renamed' } })
  await first.stop()
  const second = await start()
  try {
    assert.deepEqual((await control(second.controlUrl).credentials()).settings, keys.settings)
    assert.equal((await control(second.controlUrl).listings())[0]!.title, 'Renamed')
  } finally {
    await second.stop()
  }
})
