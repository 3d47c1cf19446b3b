/** The pretend Payhip is as strict as its help pages: for each rule a request or a message that breaks it, and what follows. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { addressKeyHeader, SpokeError } from '#kit'
import { openStage, type Stage } from '#kit/contract-stage.ts'
import { callControl, control } from '#kit/fake-control.ts'
import { manners } from './fake/shop.ts'
import fake from './fake.ts'
import { hookAddress, readHook } from './hooks.ts'
import { type Settings, settingsSchema } from './settings.ts'
import spoke from './spoke.ts'

let stage: Stage<Settings>
before(async () => {
  stage = await openStage(spoke, fake, { seed: 4 })
})
after(() => stage.stop())

async function ask(path: string, change: Record<string, string> = {}): Promise<number> {
  const headers = { 'payhip-api-key': stage.settings.apiKey, 'user-agent': 'Selvage', ...change }
  const response = await fetch(`${stage.baseUrl}${path}`, { headers })
  await response.body?.cancel()
  return response.status
}

async function heard(act: () => Promise<unknown>) {
  stage.caught.length = 0
  await stage.fake.tell({ address: hookAddress(stage.settings, stage.hookAddress) })
  await act()
  await stage.fake.deliver()
  return [...stage.caught]
}
const sell = async () => {
  const [product] = await stage.fake.listings()
  return stage.fake.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana' })
}

test('a key and the name of a program on each request, and only what is documented', async () => {
  assert.equal(await ask('/api/v2/coupons?limit=1'), 200)
  assert.equal(await ask('/api/v2/coupons', { 'payhip-api-key': 'wrong' }), 401)
  assert.equal(await ask('/api/v2/coupons', { 'user-agent': '' }), 403)
  assert.equal(await ask('/api/v2/coupons?page=1'), 422)
  assert.equal(await ask('/api/v2/products'), 404)
})

test('a wrong key says what to do; a page instead of data is tried again', async () => {
  const thrown = async (ctx = stage.ctx()) => {
    const error = await spoke.verify(ctx).then(
      () => null,
      (found: unknown) => found,
    )
    assert.ok(error instanceof SpokeError)
    return error
  }
  assert.equal((await thrown(stage.ctx({ settings: { ...stage.settings, apiKey: 'another-key-of-someone' } }))).remedy, 'reconnect')
  assert.equal((await thrown(stage.ctx({ settings: { ...stage.settings, currency: 'JPY' } }))).remedy, 'seller')
  const nameless = stage.ctx({ bend: real => (url, init) => real(url, { ...init, headers: { ...init?.headers, 'user-agent': '' } }) })
  assert.equal((await thrown(nameless)).remedy, 'retry')
})

test('a message counts only with both secrets: the hash of the key, and ours in the address', async () => {
  const [message] = await heard(sell)
  const { headers, body } = message!
  assert.equal(headers.get(addressKeyHeader), stage.settings.addressKey)
  assert.equal(readHook(stage.settings, headers, body), 'changed')
  const without = new Headers(headers)
  without.delete(addressKeyHeader)
  assert.equal(readHook(stage.settings, without, body), 'forged')
  assert.equal(readHook({ ...stage.settings, addressKey: 'another-key-of-ours' }, headers, body), 'forged')
  const unsigned = { ...(JSON.parse(Buffer.from(body).toString('utf8')) as object), signature: undefined }
  assert.equal(readHook(stage.settings, headers, Buffer.from(JSON.stringify(unsigned))), 'forged')
})

test('a key of ours is made once and stays when she gives a new key of hers', () => {
  const given = { apiKey: 'k'.repeat(40), shopName: 'https://payhip.com/Ana-Knits/', currency: 'eur' }
  const first = settingsSchema.parse(given)
  assert.deepEqual([first.shopName, first.currency, first.addressKey.length], ['Ana-Knits', 'EUR', 32])
  assert.equal(settingsSchema.parse({ ...first, apiKey: 'n'.repeat(40) }).addressKey, first.addressKey)
  assert.equal(settingsSchema.safeParse({ ...given, shopName: 'my shop' }).success, false)
  assert.equal(settingsSchema.safeParse({ ...given, currency: '€' }).success, false)
})

test('what is told of subscriptions is heard, and is no sale', async () => {
  const messages = await heard(() => callControl(stage.controlUrl, 'subscribe', { email: 'ana@buyer.example' }))
  const message = messages.find(({ body }) => Buffer.from(body).includes('subscription.created'))
  assert.equal(readHook(stage.settings, message!.headers, message!.body), 'ping')
})

test('a message is tried an hour later, three times, unless 200 is answered, and never again', async t => {
  assert.deepEqual([manners.retryMs.length, manners.isOver(200), manners.isOver(201), manners.isOver(500)], [3, true, false, false])
  const answers = [201, 500, 500, 500]
  let tries = 0
  const door = createServer((request, response) => {
    request.resume()
    response.writeHead(answers[tries++] ?? 200).end()
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  t.after(() => door.close())
  await stage.fake.tell({ address: `http://127.0.0.1:${(door.address() as AddressInfo).port}/hooks/x` })
  await sell()
  await stage.fake.deliver()
  for (let hour = 1; hour <= 5; hour++) {
    const before = tries
    await stage.advance(3_600_000)
    for (let n = 0; n < 50 && tries === before && hour <= 3; n++) await new Promise(resolve => setTimeout(resolve, 20))
    assert.equal(tries, Math.min(1 + hour, 4))
  }
})

test('she writes several addresses under Settings, Developer; a shopper buys, she gives back', async () => {
  const go = (path: string, form?: Record<string, string>) =>
    fetch(`${stage.baseUrl}${path}`, { redirect: 'manual', ...(form && { method: 'POST', body: new URLSearchParams(form) }) })
  const ours = hookAddress(stage.settings, stage.hookAddress)
  assert.equal((await go('/settings/developer', { endpoints: 'not an address' })).status, 422)
  assert.equal((await go('/settings/developer', { endpoints: `${ours}, ${ours}&other=1` })).status, 303)
  assert.match(await (await go('/settings/developer')).text(), /key=.*, http.*other=1/)
  stage.caught.length = 0
  const [, product] = /href="(\/b\/[^"]+)"/.exec(await (await go('/')).text())!
  const bought = await go(product!, { email: 'bo@buyer.example' })
  const order = bought.headers.get('location')!
  assert.match(await (await go(order)).text(), /Thank you/)
  assert.equal((await go(`${order.replace('/order/', '/sales/')}/refund`, {})).status, 303)
  await stage.fake.deliver()
  const types = stage.caught.map(({ body }) => (JSON.parse(Buffer.from(body).toString('utf8')) as { type: string }).type)
  assert.deepEqual(types, ['paid', 'paid', 'refunded', 'refunded'])
})

test('started anew it remembers its products, its addresses and what it still has to tell', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'payhip-'))
  const first = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 9 })
  const far = control(first.controlUrl)
  await far.tell({ address: stage.hookAddress })
  const [product] = await far.listings()
  await far.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana' })
  const { settings } = await far.credentials()
  await first.stop()
  const second = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 9 })
  t.after(async () => {
    await second.stop()
    await rm(stateDir, { recursive: true })
  })
  const again = control(second.controlUrl)
  assert.deepEqual((await again.credentials()).settings, settings)
  stage.caught.length = 0
  await again.deliver()
  assert.equal(stage.caught.length, 1)
})
