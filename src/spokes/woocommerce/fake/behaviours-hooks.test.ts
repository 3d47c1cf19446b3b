/** Behaviours 36 to 49 of the recorded store, each by its number: webhooks and their deliveries. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Body, type Listener, listener, type Received, type TestStore, testStore } from './testing.ts'

let store: TestStore
let ears: Listener
let product: Body

before(async () => {
  store = await testStore()
  product = (await store.call('POST', '/products', { name: 'Scarf', regular_price: '10.00', virtual: true, downloadable: true })).body
})
beforeEach(async () => {
  ears = await listener()
})
afterEach(async () => {
  const { body } = await store.call('GET', '/webhooks?per_page=100&orderby=id')
  for (const hook of body) await store.call('DELETE', `/webhooks/${String(hook.id)}?force=true`)
  await store.control.clearFaults()
  await store.control.deliver({ lose: true })
  await ears.stop()
})
after(() => store.stop())

const secret = 'whsec_Zażółć'
/** Not the ping at its making. */
const isDelivery = ({ headers }: Received) => headers['x-wc-webhook-id'] !== undefined
const hook = async (topic: string, more: Record<string, unknown> = {}): Promise<Body> => {
  const { status, body, text } = await store.call('POST', '/webhooks', { topic, delivery_url: `${ears.url}/${topic}`, secret, ...more })
  assert.equal(status, 201, text)
  return body
}
/** Deliveries alone, without pings. */
const deliveries = (): Received[] => ears.received.filter(each => each.headers['content-type'] === 'application/json')
const sign = (key: string, body: Buffer): string => createHmac('sha256', key).update(body).digest('base64')
const touch = (fields: unknown = {}) => store.call('PUT', `/products/${String(product.id)}`, fields)
const payload = (received: Received | undefined): Body => JSON.parse(String(received?.body)) as Body
const far = async (id: unknown): Promise<Body> => (await store.verb('hooks')).find(each => Number(each.id) === Number(id)) as Body
/** One update, one run of the queue. */
const round = async (): Promise<void> => {
  await touch()
  await store.control.deliver()
}

test('36: signed over the raw body, which has \\/ and \\uXXXX; topic and id are not signed', async () => {
  await hook('order.created')
  await hook('order.updated')
  await store.control.sell({ lines: [{ remoteId: String(product.id) }], email: 'zoe@post.example', name: 'Zoë Ó' })
  await store.control.deliver()
  const [a, b] = deliveries()
  const raw = String(a?.body)
  assert.ok(raw.includes('Zo\\u00eb') && raw.includes('https:\\/\\/') === false && raw.includes('http:\\/\\/'))
  assert.equal(a?.headers['x-wc-webhook-signature'], sign(secret, a?.body as Buffer))
  assert.notEqual(
    sign(secret, Buffer.from(JSON.stringify(JSON.parse(raw)))),
    a?.headers['x-wc-webhook-signature'],
    'only the raw bytes check',
  )
  assert.deepEqual([b?.headers['x-wc-webhook-signature'], raw === String(b?.body)], [a?.headers['x-wc-webhook-signature'], true])
})

test('37: the delivery id is not unique: the same for all of one second', async () => {
  await hook('product.updated')
  const others = await store.call('POST', '/products/batch', { create: [{ name: 'a' }, { name: 'b' }] })
  await store.call('POST', '/products/batch', {
    update: [product.id, ...(others.body.create?.map(each => each.id) ?? [])].map(id => ({ id, menu_order: 1 })),
  })
  await sleep(1005 - (Date.now() % 1000))
  await store.control.deliver()
  const ids = deliveries().map(each => each.headers['x-wc-webhook-delivery-id'])
  assert.equal(ids.length, 3)
  assert.equal(new Set(ids).size, 1)
})

test('38: entities in a secret are decoded before signing; without a secret the store makes one and never shows it', async () => {
  const odd = await hook('product.updated', { secret: '&amp;&lt; spaces é ' })
  const own = await hook('product.updated', { secret: '' })
  await round()
  const of = (id: unknown) => deliveries().find(each => each.headers['x-wc-webhook-id'] === String(id))
  assert.equal(of(odd.id)?.headers['x-wc-webhook-signature'], sign('&< spaces é ', of(odd.id)?.body as Buffer))
  assert.match(String(of(own.id)?.headers['x-wc-webhook-signature']), /^[\w+/]{43}=$/)
  assert.ok(!JSON.stringify([odd, own, (await store.call('GET', '/webhooks')).body]).includes('secret'))
})

test('39: the ping is a form without a signature; refused, it changes nothing and comes again until a 200; a new address pings', async () => {
  ears.answer = 500
  const made = await hook('product.updated')
  assert.equal(made.status, 'active')
  const pings = () => ears.received.filter(each => String(each.body) === `webhook_id=${String(made.id)}`)
  assert.deepEqual(
    [pings().length, pings()[0]?.headers['x-wc-webhook-signature'], pings()[0]?.headers['content-type']],
    [1, undefined, 'application/x-www-form-urlencoded'],
  )
  await round()
  assert.equal(pings().length, 2)
  ears.answer = 200
  await round()
  await round()
  assert.equal(pings().length, 3, 'after the one that was answered 200 no more')
  await store.call('PUT', `/webhooks/${String(made.id)}`, { delivery_url: `${ears.url}/moved` })
  assert.deepEqual([pings().length, ears.received.at(-1)?.path], [4, '/moved'])
})

test('40: with the stock guard a loopback address is taken, and nothing is ever sent or said; so is one where nobody listens', async () => {
  await store.control.fault({ name: 'loopback-guard', times: null })
  const made = await hook('product.updated')
  await round()
  assert.deepEqual(
    [made.status, ears.received.length, (await store.call('GET', `/webhooks/${String(made.id)}`)).body.status],
    ['active', 0, 'active'],
  )
  await store.control.clearFaults()
  const deaf = await store.call('POST', '/webhooks', { topic: 'product.updated', delivery_url: 'http://127.0.0.1:9/none' })
  assert.deepEqual([deaf.status, deaf.body.status], [201, 'active'])
})

test('41: deliveries wait in a queue; with nothing but traffic to wake it, a quiet store sends nothing', async () => {
  await hook('product.updated')
  await store.verb('settings', { hookDelayMs: 50_000 })
  await touch()
  await sleep(50)
  assert.equal(deliveries().length, 0)
  await store.control.advance({ ms: 50_000 })
  await until(() => deliveries().length === 1)
  await store.control.fault({ name: 'no-cron', times: null })
  await touch()
  await sleep(350) // what this very request woke has looked and found nothing due
  await store.control.advance({ ms: 100_000 })
  await sleep(350)
  assert.equal(deliveries().length, 1, 'nobody asked the store for anything')
  await store.call('GET', '/')
  await until(() => deliveries().length === 2)
  await store.verb('settings', { hookDelayMs: 3_600_000 })
})

const until = async (isTrue: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 100 && !isTrue(); turn++) await sleep(20)
  assert.ok(isTrue(), 'came in two seconds')
}

test('42: the payload is built at delivery; "updated" arrives before "created"', async () => {
  await hook('order.created')
  await hook('order.updated')
  const { body } = await store.call('POST', '/orders', { line_items: [{ product_id: product.id }] })
  await store.call('PUT', `/orders/${String(body.id)}`, { set_paid: true })
  await store.control.deliver()
  assert.deepEqual(
    deliveries().map(each => [each.headers['x-wc-webhook-topic'], payload(each).status]),
    [
      ['order.updated', 'completed'],
      ['order.created', 'completed'],
    ],
  )
})

test('43: rapid updates fold into one delivery; one during a delivery gives a second; nothing tells what changed', async () => {
  await hook('product.updated')
  for (const price of ['1', '2', '3']) await touch({ regular_price: price })
  assert.equal((await store.control.deliver()).sent, 1)
  assert.equal(payload(deliveries()[0]).regular_price, '3')
  ears.answerMs = 200
  await touch({ regular_price: '4' })
  const running = store.control.deliver()
  await sleep(80)
  await touch({ regular_price: '5' })
  await running
  ears.answerMs = 0
  await store.control.deliver()
  assert.deepEqual(
    deliveries().map(each => payload(each).regular_price),
    ['3', '4', '5'],
  )
})

test('44: no retries; the 7th failure disables; activated again, the next single failure disables; events meanwhile are lost', async () => {
  const made = await hook('product.updated')
  ears.answer = 500
  for (let count = 1; count <= 6; count++) {
    await round()
    assert.deepEqual([(await far(made.id)).status, (await far(made.id)).failures], ['active', count])
  }
  assert.equal((await store.control.deliver()).sent, 0, 'a failed one is gone')
  await round()
  assert.deepEqual([(await far(made.id)).status, (await far(made.id)).failures], ['disabled', 6])
  await round()
  assert.equal(deliveries().length, 7)
  await store.call('PUT', `/webhooks/${String(made.id)}`, { status: 'active' })
  assert.equal((await store.control.deliver()).sent, 0, 'what happened meanwhile is lost')
  await round()
  assert.equal((await far(made.id)).status, 'disabled')
  await store.call('PUT', `/webhooks/${String(made.id)}`, { status: 'active' })
  ears.answer = 200
  await round()
  assert.deepEqual([(await far(made.id)).status, (await far(made.id)).failures], ['active', 0])
  assert.equal((await store.call('GET', `/webhooks/${String(made.id)}`)).body.failure_count, undefined)
})

test('45: 200 to 302 are success, and a redirect is not followed; 303, 307, 4xx, 5xx, a cut line and silence are failures', async () => {
  const made = await hook('product.updated')
  const counted: unknown[] = []
  for (const answer of [200, 201, 204, 301, 302, 303, 307, 400, 404, 410, 429, 503, null]) {
    ears.answer = 200
    await round()
    ears.answer = answer
    await round()
    if ((await far(made.id)).failures !== ('0' as unknown) && Number((await far(made.id)).failures) > 0) counted.push(answer)
  }
  assert.deepEqual(counted, [303, 307, 400, 404, 410, 429, 503, null])
  assert.ok(!ears.received.some(each => each.path === '/elsewhere'))
  ears.answer = 200
  await round()
  ears.answerMs = 300
  await store.verb('settings', { hookTimeoutMs: 100 })
  await round()
  assert.equal(Number((await far(made.id)).failures), 1)
  await store.verb('settings', { hookTimeoutMs: 60_000 })
})

test('46: deliveries go one after another: a slow listener holds up the fast one, and a second run does not start beside it', async () => {
  const fast = await listener()
  try {
    await hook('product.updated')
    await store.call('POST', '/webhooks', { topic: 'product.updated', delivery_url: `${fast.url}/fast`, secret })
    const pinged = fast.received.length
    ears.answerMs = 300
    await touch()
    const running = store.control.deliver()
    await sleep(100)
    const second = store.control.deliver()
    await sleep(50)
    assert.equal(fast.received.length, pinged, 'waits behind the slow one')
    assert.deepEqual([(await running).sent, (await second).sent], [2, 0])
    assert.equal(fast.received.length, pinged + 1)
  } finally {
    await fast.stop()
  }
})

test('46: with one listener taking 15 s a run makes 2 of 4 deliveries; the rest, the fast listener’s too, waits for the run a minute later', async () => {
  const own = await testStore()
  const fast = await listener()
  const slow = await listener()
  try {
    // 15 s of the store’s are 300 ms here.
    await own.verb('scale', { scale: 50 })
    await own.verb('settings', { hookDelayMs: 1000 })
    for (const delivery_url of [`${fast.url}/fast`, `${slow.url}/slow`])
      await own.call('POST', '/webhooks', { topic: 'product.updated', delivery_url, secret })
    const ids = [(await own.call('POST', '/products', { name: 'a' })).body.id, (await own.call('POST', '/products', { name: 'b' })).body.id]
    const heard = () => [fast, slow].map(each => each.received.filter(isDelivery).length)
    slow.answerMs = 300
    // All four are due when the first run begins: until then the queue stands, and what wakes it is one request.
    await own.control.fault({ name: 'hooks-dead', times: null })
    await own.call('POST', '/products/batch', { update: ids.map(id => ({ id, regular_price: '4' })) })
    await sleep(50)
    await own.control.fault({ name: 'no-cron', times: null })
    await own.control.fault({ name: 'hooks-dead', times: 0 })
    await own.call('GET', '/products')
    for (let waited = 0; waited < 10_000 && fast.received.filter(isDelivery).length === 0; waited += 10) await sleep(10)
    await own.control.fault({ name: 'no-cron', times: 0 })
    for (let waited = 0; waited < 10_000 && heard().join() !== '2,2'; waited += 50) await sleep(50)
    const order = [fast, slow]
      .flatMap((each, which) => each.received.filter(isDelivery).map(({ at }) => ({ at, which: ['fast', 'slow'][which] })))
      .sort((one, two) => one.at - two.at)
    assert.deepEqual(
      order.map(({ which }) => which),
      ['fast', 'slow', 'fast', 'slow'],
      'out of time after two; the rest one run later',
    )
    // A minute of the store's is 1,200 ms here.
    assert.ok(order[2]!.at - order[0]!.at > 1_000, `no second run before its minute: ${order[2]!.at - order[0]!.at} ms`)
  } finally {
    await own.stop()
    await fast.stop()
    await slow.stop()
  }
})

test('47: deleted fires on the bin with the id alone; deleting for good tells nobody', async () => {
  await hook('order.deleted')
  await hook('product.deleted')
  const { remoteId } = await store.control.sell({ lines: [{ remoteId: String(product.id) }], email: 'a@post.example', name: 'A' })
  const { body } = await store.call('POST', '/products', { name: 'short-lived' })
  const { body: other } = await store.call('POST', '/products', { name: 'at once' })
  for (const path of [
    `/orders/${remoteId}`,
    `/products/${String(body.id)}`,
    `/orders/${remoteId}?force=true`,
    `/products/${String(body.id)}?force=true`,
    `/products/${String(other.id)}?force=true`,
  ]) {
    assert.equal((await store.call('DELETE', path)).status, 200)
    await store.control.deliver()
  }
  assert.deepEqual(
    deliveries().map(each => String(each.body)),
    [`{"id":${remoteId}}`, `{"id":${String(body.id)}}`],
  )
})

test('48: a note fires nothing, a refund fires order.updated with negative totals, a purchase does not fire product.updated', async () => {
  const { remoteId } = await store.control.sell({ lines: [{ remoteId: String(product.id) }], email: 'a@post.example', name: 'A' })
  await hook('order.updated')
  await hook('product.updated')
  await store.control.sell({ lines: [{ remoteId: String(product.id) }], email: 'b@post.example', name: 'B' })
  await store.control.deliver()
  assert.deepEqual(
    deliveries().map(each => each.headers['x-wc-webhook-topic']),
    ['order.updated'],
  )
  await store.call('POST', `/orders/${remoteId}/notes`, { note: 'Thank you' })
  assert.equal((await store.control.deliver()).sent, 0)
  await store.control.refund({ remoteId, amount: { minor: '100', currency: 'EUR' } })
  await store.control.deliver()
  assert.equal(payload(deliveries().at(-1)).refunds?.[0]?.total, '-1.00')
})

test('49: an order’s payload has the buyer’s e-mail, IP and user agent', async () => {
  await hook('order.created')
  const form = new URLSearchParams({ product: String(product.id), name: 'Ada Ash', email: 'ada@post.example' })
  const bought = await fetch(`${store.url}/checkout/`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { 'user-agent': 'a phone' },
  })
  assert.equal(bought.status, 303)
  await store.control.deliver()
  const told = payload(deliveries()[0])
  assert.deepEqual(
    [told.billing?.email, told.customer_ip_address, told.customer_user_agent, told.created_via],
    ['ada@post.example', '127.0.0.1', 'a phone', 'checkout'],
  )
})
