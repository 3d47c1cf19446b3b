/** Messages: unsigned, so told from forged ones by the key of the address; subscribed and taken away; sent again only after some answers. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { addressKeyHeader, isCannot, withAddressKey } from '#kit'
import { headersWithKey } from '#kit/address-key.ts'
import { addressKeyOf, dropHooks, keepHooks, readHook, topics } from './hooks.ts'
import { make, ownShop, stage, thrown, under, verb } from './testing.ts'

const heard: { headers: Headers; body: string; url: string }[] = []
let status = 200
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const url = request.url ?? '/'
  const headers = headersWithKey(new Headers(request.headers as Record<string, string>), new URL(url, 'http://x').searchParams)
  heard.push({ headers, body: Buffer.concat(parts).toString('utf8'), url })
  response.writeHead(status).end()
})
after(() => {
  server.closeAllConnections()
  server.close()
})
let address: string
let remoteId: string
ownShop(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`
  remoteId = (await make()).remoteId!
})
interface Subscribed {
  readonly id: string
  readonly topic: string
  readonly url: string
}
const subscriptions = () => verb('subscriptions') as Promise<Subscribed[]>
const bytes = (text: string) => new TextEncoder().encode(text)
const reading = ({ headers, body }: { headers: Headers; body: string }, settings = stage.settings) =>
  readHook(settings, headers, bytes(body))
const sell = () => stage.fake.sell({ lines: [{ remoteId }], email: 'a@buyer.example', name: 'A' })

test('sale, refund, dispute and dispute won are each told once, to an address that carries a key and not the token', async () => {
  await keepHooks(stage.ctx(), address)
  const all = await subscriptions()
  assert.deepEqual(all.map(({ topic }) => topic).sort(), [...topics].sort())
  for (const { url } of all) assert.ok(url.startsWith(`${address}?key=`) && !url.includes(stage.settings.accessToken))
  heard.length = 0
  const sold = await sell()
  await stage.fake.refund({ remoteId: sold.remoteId })
  await verb('dispute', { remoteId: sold.remoteId })
  await verb('dispute', { remoteId: sold.remoteId, isWon: true })
  await stage.fake.deliver()
  assert.deepEqual(
    heard.map(({ body }) => new URLSearchParams(body).get('resource_name')),
    ['sale', 'refund', 'dispute', 'dispute_won'],
  )
  for (const one of heard) {
    assert.equal(one.headers.get('content-type'), 'application/x-www-form-urlencoded')
    assert.equal(reading(one), 'changed')
  }
})

test('without the key, with another, with none of ours, or empty, a message is forged; with it a foreign one is no nudge', async () => {
  const [one] = heard
  const key = addressKeyOf(stage.settings)
  const withKey = (given: string) => ({ ...one!, headers: new Headers({ [addressKeyHeader]: given }) })
  assert.equal(reading(withKey(key)), 'changed')
  for (const given of ['', `${key}x`, key.slice(0, -1), key.toUpperCase()]) assert.equal(reading(withKey(given)), 'forged')
  assert.equal(reading({ ...one!, headers: new Headers() }), 'forged')
  assert.equal(reading(one!, { ...stage.settings, accessToken: 'another-token-of-another-account' }), 'forged')
  assert.equal(reading({ ...withKey(''), body: one!.body }, { accessToken: '' }), 'forged')
  assert.equal(reading({ ...withKey(key), body: '' }), 'forged')
  assert.equal(reading({ ...withKey(key), body: 'test=true&sale_id=x' }), 'ping', 'her own press of “Send test ping”')
  assert.equal(reading({ ...withKey(key), body: 'resource_name=cancellation&sale_id=x' }), 'ping')
})

test('twins, old addresses and those of another token of hers go; what others have subscribed stays', async () => {
  await verb('subscribe', { topic: 'sale', url: 'https://hooks.zapier.example/x' })
  await verb('subscribe', { topic: 'sale', url: `${address}?key=other`, isOther: true })
  await verb('subscribe', { topic: 'sale', url: withAddressKey(address, addressKeyOf(stage.settings)) })
  await verb('subscribe', { topic: 'refund', url: `${address}?key=of-an-old-token` })
  const { mended, count } = await keepHooks(stage.ctx(), address)
  assert.equal(count, 4)
  assert.equal(mended.length, 1, 'twins are said; an old address beside the right one is just taken away')
  assert.match(mended[0]!, /2 times; now once/)
  const left = await subscriptions()
  assert.deepEqual(
    left
      .map(({ url }) => url)
      .filter(url => !url.startsWith(`${address}?key=${addressKeyOf(stage.settings)}`))
      .sort(),
    [`${address}?key=other`, 'https://hooks.zapier.example/x'],
  )
  assert.deepEqual((await keepHooks(stage.ctx(), address)).mended, [])
  await dropHooks(stage.ctx())
  assert.equal((await subscriptions()).length, 2)
})

test('a hub that moved is told of at its new address alone, and the new one is there before the old one goes', async () => {
  await keepHooks(stage.ctx(), address)
  const order: string[] = []
  const bend =
    (real: ReturnType<typeof stage.ctx>['fetch']) =>
    (url: string, init: Parameters<typeof real>[1] = {}) => {
      if (init.method !== undefined && init.method !== 'GET') order.push(init.method)
      return real(url, init)
    }
  const moved = `${address}-moved`
  assert.equal((await keepHooks(stage.ctx({ bend }), moved)).mended.length, 4)
  assert.deepEqual(order.slice(0, 2), ['PUT', 'DELETE'])
  assert.ok(
    (await subscriptions())
      .filter(({ url }) => url.includes('/hooks/1'))
      .every(({ url }) => url.startsWith(`${moved}?key=`) || url.endsWith('key=other')),
  )
  await keepHooks(stage.ctx(), address)
})

test('an address of a private network is refused by Gumroad, with a sentence', async () => {
  await dropHooks(stage.ctx())
  const error = await under('loopback-guard', () => thrown(keepHooks(stage.ctx(), address)))
  assert.ok(error.remedy === 'seller' || error.remedy === 'bug')
  assert.equal(error.message.includes(addressKeyOf(stage.settings)), false, 'the key is in no message')
  await keepHooks(stage.ctx(), address)
})

test('a message is sent again after 60, 180 and 600 seconds, only after 499, 500, 502, 503 and 504, and never after a line that fails', async () => {
  const tries = async (answer: number) => {
    heard.length = 0
    status = answer
    await sell()
    await stage.fake.deliver()
    const seen = [heard.length]
    for (const seconds of [59, 2, 181, 601, 3601]) {
      await stage.fake.advance({ ms: seconds * 1000 })
      await new Promise(resolve => setTimeout(resolve, 60))
      seen.push(heard.length)
    }
    return seen
  }
  assert.deepEqual(await tries(503), [1, 1, 2, 3, 4, 4])
  assert.equal(new URLSearchParams(heard[3]!.body).get('retry_count'), '3')
  assert.deepEqual(await tries(401), [1, 1, 1, 1, 1, 1])
  assert.deepEqual(await tries(200), [1, 1, 1, 1, 1, 1])
  status = 200
})

test('once the application’s access is taken away, nothing is told any more', async () => {
  await under('revoked', async () => {
    await sell()
    assert.equal((await stage.fake.deliver()).sent, 0)
    const { keepHooks: keep } = (await import('./spoke.ts')).default
    assert.ok(!isCannot(keep))
    assert.equal((await thrown(keep(stage.ctx(), address))).remedy, 'reconnect')
  })
})
