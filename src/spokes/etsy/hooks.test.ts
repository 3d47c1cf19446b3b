import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { Wanted } from '#kit/contract-stage.ts'
import { signatureOf } from './fake/webhooks.ts'
import { readHook as readHookAt } from './hooks.ts'
import type { Settings } from './settings.ts'
import { make, ownShop, stage, under, verb } from './testing.ts'

const readHook = (settings: Settings, headers: Headers, body: Uint8Array, now = new Date()) => readHookAt(settings, headers, body, now)

const heard: { headers: Headers; body: Uint8Array }[] = []
let status = 200
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  heard.push({ headers: new Headers(request.headers as Record<string, string>), body: new Uint8Array(Buffer.concat(parts)) })
  response.writeHead(status).end()
})
after(() => {
  server.closeAllConnections()
  server.close()
})
let secret: string
let settings: Settings
let listing: Wanted
ownShop(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`
  secret = ((await verb('portal', { url })) as { secret: string }).secret
  settings = { ...stage.settings, hookSecret: secret }
  listing = await make()
})

async function sold() {
  heard.length = 0
  await stage.fake.sell({ lines: [{ remoteId: listing.remoteId! }], email: 'a@buyer.example', name: 'A' })
  assert.ok((await stage.fake.deliver()).sent > 0)
  return heard[0]!
}

test('a genuine message says “changed”, also in capitals and with two signatures', async () => {
  const { headers, body } = await sold()
  assert.equal(readHook(settings, headers, body), 'changed')
  await under('loud-events', async () => {
    const { headers, body } = await sold()
    assert.match(Buffer.from(body).toString(), /ORDER\.PAID/)
    assert.equal(readHook(settings, headers, body), 'changed')
  })
  await under('two-signatures', async () => {
    const { headers, body } = await sold()
    assert.equal(headers.get('webhook-signature')?.split(' ').length, 2)
    assert.equal(readHook(settings, headers, body), 'changed')
  })
})

test('a bare signature is taken, and what is no order is no nudge', () => {
  const time = Math.floor(Date.now() / 1000)
  const say = (text: string, signature = signatureOf(secret, 'msg_1', time, text)) =>
    readHook(
      settings,
      new Headers({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(time), 'webhook-signature': signature }),
      Buffer.from(text),
    )
  assert.equal(say('{"event_type":"order.shipped"}'), 'changed')
  assert.equal(say('{"event_type":"shop.renamed"}'), 'ping')
  assert.equal(say('not json'), 'ping')
  assert.equal(say('{"event_type":"order.paid"}', ''), 'forged')
})

test('altered, of another id, too old, from the future, or without our secret it is forged', async () => {
  const { headers, body } = await sold()
  const with_ = (name: string, value: string) => {
    const changed = new Headers(headers)
    changed.set(name, value)
    return changed
  }
  const altered = Uint8Array.from(body)
  altered[altered.length - 2]! ^= 1
  assert.equal(readHook(settings, headers, altered), 'forged')
  assert.equal(readHook(settings, with_('webhook-id', 'msg_other'), body), 'forged')
  assert.equal(readHook(settings, with_('webhook-timestamp', '1'), body), 'forged')
  const at = Number(headers.get('webhook-timestamp')) * 1000
  for (const ms of [-301_000, 301_000]) assert.equal(readHook(settings, headers, body, new Date(at + ms)), 'forged')
  for (const ms of [-299_000, 299_000]) assert.equal(readHook(settings, headers, body, new Date(at + ms)), 'changed')
  for (const hookSecret of ['', undefined, 'whsec_', `whsec_${Buffer.from('another').toString('base64')}`])
    assert.equal(readHook({ ...settings, hookSecret }, headers, body), 'forged')
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const cut = new Headers(headers)
    cut.delete(name)
    assert.equal(readHook(settings, cut, body), 'forged')
  }
})

test('a message that was not taken is sent again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, then no more', async () => {
  status = 500
  const waits: number[] = []
  await sold()
  for (let tries = 0; tries < 9; tries++) {
    const [next] = (await verb('messages')) as { dueMs: number }[]
    if (next === undefined) break
    const { now } = await stage.fake.advance({ ms: 0 })
    waits.push(Math.round((next.dueMs - Date.parse(now)) / 1000))
    await stage.fake.deliver()
  }
  status = 200
  assert.deepEqual(waits, [5, 300, 1800, 7200, 18_000, 36_000, 36_000])
})
