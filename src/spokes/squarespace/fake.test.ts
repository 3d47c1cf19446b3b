/** The pretend Squarespace is as strict as its documents: for each rule a request that breaks it, and is refused. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import { manners } from './fake/shop.ts'
import fake from './fake.ts'
import { readListings, readListingsById } from './listings.ts'
import { readSales } from './sales.ts'
import { ownSite, stage, thrown, verb, withKey } from './testing.ts'
import { verify } from './verify.ts'

ownSite()

async function ask(path: string, change: Record<string, string> = {}, init: RequestInit = {}): Promise<number> {
  const { apiKey } = (await verb('key')) as { apiKey: string }
  const headers = { authorization: `Bearer ${apiKey}`, 'user-agent': 'Selvage', ...change }
  const response = await fetch(`${stage.baseUrl}${path}`, { ...init, headers })
  await response.body?.cancel()
  return response.status
}
const orders = '/1.0/commerce/orders'

test('a bearer and the name of a program on each request', async () => {
  assert.equal(await ask(orders), 200)
  assert.equal(await ask(orders, { authorization: 'Bearer wrong' }), 401)
  assert.equal(await ask(orders, { 'user-agent': '' }), 400)
  assert.equal(await ask('/1.0/commerce/pages'), 404)
})

test('both times or none, a cursor alone, known states, and no products to be made', async () => {
  const time = '2026-03-01T10:00:00.000Z'
  assert.equal(await ask(`${orders}?modifiedAfter=${time}&modifiedBefore=${time}`), 200)
  assert.equal(await ask(`${orders}?modifiedAfter=${time}`), 400)
  assert.equal(await ask(`${orders}?modifiedAfter=yesterday&modifiedBefore=${time}`), 400)
  assert.equal(await ask(`${orders}?cursor=abc`), 400)
  assert.equal(await ask(`${orders}?cursor=e30&paymentStates=PAID`), 400)
  assert.equal(await ask(`${orders}?paymentStates=PAID,SOLD`), 400)
  assert.equal(await ask('/v2/commerce/products?type=DOWNLOAD'), 400)
  assert.equal(await ask('/v2/commerce/products', {}, { method: 'POST', body: '{}' }), 404)
})

test('300 requests in a minute, then a minute of refusals', async () => {
  await verb('limits', { are: 'documented' })
  const answers: number[] = []
  for (let n = 0; n < 305; n++) answers.push(await ask('/1.0/authorization/website'))
  assert.ok(answers.includes(429))
  const error = await thrown(readSales(stage.ctx(), null))
  assert.deepEqual([error.remedy, error.waitMs], ['wait', 60_000])
  await stage.advance(61_000)
  await verb('limits', { are: 'raised' })
  assert.equal(await ask('/1.0/authorization/website'), 200)
})

test('a key without a permission says which; one that nobody knows is to be made anew', async () => {
  await verb('settings', { permissions: ['website.orders.read'] })
  const error = await thrown(verify(await withKey()))
  assert.equal(error.remedy, 'seller')
  assert.match(error.message, /may not read Products/)
  await verb('settings', { permissions: ['website.orders.read', 'website.products.read'] })
  const { warnings, canWrite } = await verify(await withKey())
  assert.deepEqual([warnings.length, canWrite], [1, false])
  await stage.fake.fault({ name: 'revoked', times: null })
  assert.equal((await thrown(verify(await withKey()))).remedy, 'reconnect')
  await stage.fake.clearFaults()
})

test('products are read by fifties and by number; one that is gone is left out', async () => {
  const { items } = await readListings(stage.ctx(), null)
  assert.equal(items.length, 3)
  const ids = items.map(({ remoteId }) => remoteId)
  const found = await readListingsById(stage.ctx(), [...ids.slice(0, 2), 'gone'])
  assert.deepEqual(new Set(found.map(({ remoteId }) => remoteId)), new Set(ids.slice(0, 2)))
  assert.deepEqual(await readListingsById(stage.ctx(), ['gone']), [])
})

test('any 2xx takes a message; else it is tried for two days at most', () => {
  assert.deepEqual([manners.isOver(200), manners.isOver(204), manners.isOver(302), manners.isOver(500)], [true, true, false, false])
  assert.ok(manners.retryMs.reduce((sum, ms) => sum + ms, 0) <= 48 * 3_600_000)
})

test('a shopper buys on its page, the seller gives back on hers', async () => {
  const go = (path: string, form?: Record<string, string>) =>
    fetch(`${stage.baseUrl}${path}`, { redirect: 'manual', ...(form && { method: 'POST', body: new URLSearchParams(form) }) })
  const [, product] = /href="(\/buy\/[^"]+)"/.exec(await (await go('/')).text())!
  const bought = (await go(product!, { name: 'Bo Lind', email: 'bo@buyer.example' })).headers.get('location')!
  assert.match(await (await go(bought)).text(), /Thank you, Bo Lind/)
  const id = bought.replace('/checkout/', '')
  assert.equal((await go(`/config/orders/${id}/refund`, {})).status, 303)
  const sale = (await readSales(stage.ctx(), null)).items.flatMap(one => (one.isRead && one.sale.remoteId === id ? [one.sale] : []))[0]
  assert.deepEqual([sale?.state, sale?.buyer.name], ['refunded', 'Bo Lind'])
})

test('started anew it remembers its orders, its key and what it still has to tell', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'squarespace-'))
  const first = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 9 })
  const far = control(first.controlUrl)
  const [product] = await far.listings()
  await far.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana' })
  await first.stop()
  const second = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 9 })
  t.after(async () => {
    await second.stop()
    await rm(stateDir, { recursive: true })
  })
  const again = control(second.controlUrl)
  const { settings } = (await again.credentials()) as unknown as { settings: { accessToken: string } }
  const response = await fetch(`${second.url}${orders}`, {
    headers: { authorization: `Bearer ${settings.accessToken}`, 'user-agent': 'x' },
  })
  assert.equal(((await response.json()) as { result: unknown[] }).result.length, 1)
})
