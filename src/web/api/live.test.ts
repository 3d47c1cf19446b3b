import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()

async function listen(origin: string, shop: string, cookie: string) {
  const response = await fetch(`${origin}/api/v1/shops/${shop}/live`, { headers: { cookie } })
  const heard: string[] = []
  const ended = (async () => {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) heard.push(part)
  })().catch(() => {})
  const kinds = () =>
    [...heard.join('').matchAll(/^event: changed\ndata: (.*)$/gm)].map(match => JSON.parse(match[1]!) as { kinds: string[] })
  return { response, kinds, ended }
}

test('an open screen hears of its own shop within a moment, a rush is told at most four times a second, and a stop ends it', async t => {
  const hub = await testHub(t, database)
  const [ana, eve] = [await hub.newOwner('Ana'), await hub.newOwner('Eve')]
  const live = await listen(hub.origin, ana.shop, ana.cookie)
  assert.equal(live.response.status, 200)
  assert.match(live.response.headers.get('content-type') ?? '', /text\/event-stream/)
  assert.equal(live.response.headers.get('content-encoding'), null)
  await eve.api.call('PATCH /shops/{shop}/settings', { params: { shop: eve.shop }, body: { name: 'Eve’s' } })
  await sleep(300)
  assert.deepEqual(live.kinds(), [], 'another shop’s changes are not heard')

  const from = Date.now()
  for (let at = 0; at < 30; at++)
    await ana.api.call('PATCH /shops/{shop}/settings', { params: { shop: ana.shop }, body: { name: `Ana ${at}` } })
  await sleep(400)
  const told = live.kinds()
  assert.ok(told.length >= 1)
  assert.ok(told.length <= 2 + (Date.now() - from) / 250, `${told.length} times in ${Date.now() - from} ms`)
  assert.deepEqual(told[0]!.kinds, ['shop'])
  assert.equal((await fetch(`${hub.origin}/api/v1/shops/${ana.shop}/live`, { headers: { cookie: eve.cookie } })).status, 404)
  assert.equal((await fetch(`${hub.origin}/api/v1/shops/${ana.shop}/live`)).status, 401)
  const stopping = Date.now()
  await hub.close()
  await live.ended
  assert.ok(Date.now() - stopping < 2_000, 'an open screen does not hold the stop up')
})
