/** Behaviours 22 to 30 and 32 to 35 of the recorded store, each by its number: orders, reading what changed, keys. */
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Body, type Listener, listener, type TestStore, testStore } from './testing.ts'

let store: TestStore
let ears: Listener
let product: Body

before(async () => {
  store = await testStore()
  ears = await listener()
  product = (
    await store.call('POST', '/products', { name: 'Scarf', regular_price: '10.00', sku: 'SCARF', virtual: true, downloadable: true })
  ).body
})
after(async () => {
  await store.stop()
  await ears.stop()
})

const order = async (fields: Record<string, unknown> = {}): Promise<Body> => {
  const { status, body, text } = await store.call('POST', '/orders', { line_items: [{ product_id: product.id }], ...fields })
  assert.equal(status, 201, text)
  return body
}
const refund = (id: unknown, fields: unknown) => store.call('POST', `/orders/${String(id)}/refunds`, fields)
const read = async (id: unknown): Promise<Body> => (await store.call('GET', `/orders/${String(id)}`)).body

test('22: a paid order of downloads alone is completed at once, one thing to post makes it processing; a line’s price is a number', async () => {
  const yarn = (await store.call('POST', '/products', { name: 'Yarn', regular_price: '4.00' })).body
  const digital = await order({ set_paid: true })
  assert.deepEqual(
    [digital.status, digital.total, digital.line_items?.[0]?.price, digital.line_items?.[0]?.total],
    ['completed', '10.00', 10, '10.00'],
  )
  assert.equal(
    (await order({ set_paid: true, line_items: [{ product_id: product.id }, { product_id: yarn.id, quantity: 2 }] })).status,
    'processing',
  )
})

test('23: completed sets date_paid too; no transition is refused; date_paid stays', async () => {
  const made = await order()
  assert.equal(made.date_paid_gmt, null)
  for (const status of ['completed', 'pending', 'failed', 'completed', 'cancelled']) {
    const { body } = await store.call('PUT', `/orders/${String(made.id)}`, { status })
    assert.equal(body.status, status)
    assert.notEqual(body.date_paid_gmt, null)
  }
})

test('24: refusals of a refund are HTTP 500 with a bare number; nothing may be refunded; the sum is the only limit', async () => {
  const made = await order({ set_paid: true, payment_method: 'benchpay', line_items: [{ product_id: product.id, quantity: 2 }] })
  const line = made.line_items?.[0]?.id
  for (const [fields, code, data] of [
    [{ amount: '1000.00', api_refund: false }, 'woocommerce_rest_cannot_create_order_refund', 500],
    [{ amount: '-1.00', api_refund: false }, 'woocommerce_rest_invalid_order_refund', 400],
  ] as const) {
    const { status, body } = await refund(made.id, fields)
    assert.deepEqual([status, body.code, body.data], [500, code, data])
  }
  const nobody = await order({ set_paid: true })
  assert.deepEqual((await refund(nobody.id, { amount: '1.00' })).body.message, 'The payment gateway for this order does not exist.')
  assert.equal((await refund(made.id, { amount: '0', api_refund: false })).body.amount, '0.00')
  const part = { line_items: [{ id: line, quantity: 1, refund_total: '10.00' }], api_refund: false }
  assert.equal((await refund(made.id, part)).status, 201)
  const last = await refund(made.id, part)
  assert.equal(last.status, 201, 'the same line twice')
  assert.equal((await read(made.id)).status, 'refunded')
  await store.call('DELETE', `/orders/${String(made.id)}/refunds/${String(last.body.id)}?force=true`)
  assert.equal((await read(made.id)).status, 'refunded', 'deleting the refund does not set it back')
})

test('25: the status refunded makes a refund by itself', async () => {
  const made = await order({ set_paid: true })
  const { body } = await store.call('PUT', `/orders/${String(made.id)}`, { status: 'refunded' })
  assert.deepEqual(
    body.refunds?.map(each => [each.total, each.reason]),
    [['-10.00', 'Order fully refunded.']],
  )
})

test('26: an unknown product is taken as 0; quantity 0 is fatal; an unknown coupon leaves a draft behind', async () => {
  const unknown = await order({ line_items: [{ product_id: 99999999 }] })
  assert.deepEqual([unknown.line_items?.[0]?.product_id, unknown.total], [0, '0.00'])
  const zero = await store.call('POST', '/orders', { line_items: [{ product_id: product.id, quantity: 0 }] })
  assert.deepEqual([zero.status, zero.body.code, /<p>/.test(String(zero.body.message))], [500, 'internal_server_error', true])
  const coupon = await store.call('POST', '/orders', { line_items: [{ product_id: product.id }], coupon_lines: [{ code: 'nope' }] })
  assert.deepEqual(
    [coupon.status, coupon.body.code, typeof coupon.body.data?.new_draft_order_id],
    [400, 'woocommerce_rest_invalid_coupon', 'number'],
  )
})

test('27: the same POST twice is two orders, whatever the headers', async () => {
  const twice = await Promise.all(
    [1, 2].map(() => store.call('POST', '/orders', { transaction_id: 'same' }, { headers: { 'Idempotency-Key': 'k' } })),
  )
  assert.notEqual(twice[0]?.body.id, twice[1]?.body.id)
})

test('28: what the bounds mean: exclusive, whole seconds, and wrong with a zone and the flag; for orders a fraction finds nothing', async () => {
  await store.control.advance({ ms: 10_000 })
  const made = await order()
  const at = Date.parse(`${String(made.date_modified_gmt)}Z`)
  await store.call('PUT', `/products/${String(product.id)}`, {})
  const stamp = (ms: number, end = ''): string => `${new Date(ms).toISOString().slice(0, 19)}${end}`
  const count = async (kind: string, bound: string, isGmt: boolean): Promise<number> => {
    const { headers } = await store.call(
      'GET',
      `/${kind}?modified_after=${encodeURIComponent(bound)}${isGmt ? '&dates_are_gmt=true' : ''}&per_page=1`,
    )
    return Number(headers.get('x-wp-total'))
  }
  const all = Number((await store.call('GET', '/orders?per_page=1')).headers.get('x-wp-total'))
  assert.ok(all > 3)
  const before = at - 1000
  const site = before - 5 * 3_600_000
  assert.equal(await count('orders', stamp(before), true), 1, 'GMT with the flag')
  assert.equal(await count('orders', stamp(at), true), 0, 'the bound itself is out')
  assert.equal(await count('orders', stamp(site), false), 1, 'without the flag it is the site’s own time')
  assert.equal(await count('orders', stamp(before), false), 0, 'GMT without the flag is hours late')
  assert.equal(await count('orders', stamp(before, 'Z'), false), 1)
  assert.equal(await count('orders', stamp(before, 'Z'), true), all, 'Z with the flag is wrong by the offset')
  assert.equal(await count('orders', stamp(before, '.000Z'), false), 0, 'toISOString finds nothing')
  assert.ok((await count('products', stamp(before, '.000Z'), false)) >= 1, 'yet it does for products')
  assert.equal(await count('orders', stamp(before, '.000'), true), 1)
})

test('29: totals on every list; Link by rel; a page past the end is empty; over 100 is refused', async () => {
  const first = await store.call('GET', '/orders?per_page=2')
  assert.match(first.headers.get('link') ?? '', /page=2>; rel="next"$/)
  assert.equal(Number(first.headers.get('x-wp-totalpages')), Math.ceil(Number(first.headers.get('x-wp-total')) / 2))
  const second = await store.call('GET', '/orders?per_page=2&page=2')
  assert.match(second.headers.get('link') ?? '', /page=1.*rel="prev", .*page=3.*rel="next"/)
  const single = await store.call('GET', '/products')
  assert.match(single.headers.get('link') ?? '', /wp-json\/>; rel="https:\/\/api.w.org\/"$/)
  const past = await store.call('GET', '/orders?per_page=2&page=999')
  assert.deepEqual([past.status, past.text], [200, '[]'])
  assert.equal((await store.call('GET', '/orders?per_page=101')).status, 400)
})

test('30: webhooks asked for one a page say one page; by date the pages repeat and leave out; by id they are whole', async () => {
  const made: number[] = []
  for (let index = 0; index < 5; index++)
    made.push(
      Number(
        (await store.call('POST', '/webhooks', { topic: 'coupon.deleted', delivery_url: 'http://127.0.0.1:9/none', status: 'paused' })).body
          .id,
      ),
    )
  const one = await store.call('GET', '/webhooks?per_page=1')
  assert.deepEqual([one.headers.get('x-wp-total'), one.headers.get('x-wp-totalpages')], ['5', '1'])
  const pages = async (query: string): Promise<number[]> => {
    const lists = await Promise.all([1, 2, 3].map(page => store.call('GET', `/webhooks?per_page=2&page=${page}${query}`)))
    return lists.flatMap(list => list.body.map(each => Number(each.id)))
  }
  assert.deepEqual(await pages('&orderby=id&order=asc'), made)
  assert.notEqual(new Set(await pages('')).size, 5)
})

test('32: what each wrong key is told', async () => {
  const told = async (method: string, path: string, how: Parameters<TestStore['call']>[3]) => {
    const { status, body } = await store.call(method, path, method === 'POST' ? {} : undefined, how)
    return [status, body.code, body.message]
  }
  const basic = (pair: string) => ({ as: 'nobody' as const, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } })
  assert.deepEqual((await told('GET', '/products', { as: 'nobody' })).slice(0, 2), [401, 'woocommerce_rest_cannot_view'])
  assert.deepEqual((await told('POST', '/products', { as: 'nobody' })).slice(0, 2), [401, 'woocommerce_rest_cannot_create'])
  assert.deepEqual((await told('GET', '/products', basic('ck_0:cs_0'))).slice(0, 2), [401, 'woocommerce_rest_cannot_view'])
  assert.deepEqual((await told('GET', '/products', { as: 'nobody', headers: { authorization: 'Bearer abc' } })).slice(0, 2), [
    401,
    'woocommerce_rest_cannot_view',
  ])
  assert.deepEqual(await told('GET', '/products', basic(`${store.keys[0]?.consumerKey}:cs_0`)), [
    401,
    'woocommerce_rest_authentication_error',
    'Consumer secret is invalid.',
  ])
  assert.deepEqual(await told('POST', '/products', { as: 'readonly' }), [
    401,
    'woocommerce_rest_authentication_error',
    'The API key provided does not have write permissions.',
  ])
  assert.deepEqual((await told('GET', '/products', { as: 'customer' })).slice(0, 2), [403, 'woocommerce_rest_cannot_view'])
})

const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

function oauth(url: string, { age = 0, nonce = randomBytes(8).toString('hex'), scheme = 'http', method = 'HMAC-SHA256' } = {}): string {
  const [key, secret] = [String(store.keys[0]?.consumerKey), String(store.keys[0]?.consumerSecret)]
  const all: Record<string, string> = {
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: method,
    oauth_timestamp: String(Math.floor(Date.now() / 1000) + 10 - age),
    per_page: '1',
  }
  const pairs = Object.keys(all)
    .sort()
    .map(name => `${percent(name)}=${percent(all[name] ?? '')}`)
    .join('&')
  const base = ['GET', percent(url.replace('http:', `${scheme}:`)), percent(pairs)].join('&')
  const signature = createHmac(method === 'HMAC-SHA1' ? 'sha1' : 'sha256', `${secret}&`)
    .update(base)
    .digest('base64')
  return `${url}?${new URLSearchParams({ ...all, oauth_signature: signature }).toString()}`
}

test('33: over plain http Basic is not looked at, OAuth 1.0a is: http in the base string, 15 minutes, a nonce once', async () => {
  await store.control.fault({ name: 'plain-http', times: null })
  try {
    assert.equal((await store.call('GET', '/products')).status, 401)
    const url = `${store.url}/wp-json/wc/v3/products`
    const told = async (link: string): Promise<readonly unknown[]> => {
      const response = await fetch(link)
      const body = (await response.json()) as Body
      return [response.status, body.message]
    }
    assert.equal((await told(oauth(url)))[0], 200)
    assert.equal((await told(oauth(url, { method: 'HMAC-SHA1' })))[0], 200)
    assert.equal((await told(oauth(url, { age: 600 })))[0], 200)
    assert.deepEqual(await told(oauth(url, { age: 1200 })), [401, 'Invalid timestamp.'])
    assert.deepEqual(await told(oauth(url, { scheme: 'https' })), [401, 'Invalid signature - provided signature does not match.'])
    const once = oauth(url, { nonce: 'one' })
    assert.equal((await told(once))[0], 200)
    assert.deepEqual(await told(once), [401, 'Invalid nonce - nonce has already been used.'])
  } finally {
    await store.control.clearFaults()
  }
})

test('34: under ?rest_route= the keys are not looked at', async () => {
  const { status, body } = await store.call('GET', '/?rest_route=/wc/v3/products&per_page=1')
  assert.deepEqual([status, body.code], [401, 'woocommerce_rest_cannot_view'])
  assert.equal((await store.call('GET', '/?rest_route=/wc/v3')).status, 200)
})

test('35: the hand-over of keys: https and exactly 200, + becomes a space, the link works again and makes a second key', async () => {
  const query = (more: Record<string, string>) =>
    new URLSearchParams({
      app_name: 'Hub & Co',
      scope: 'read_write',
      user_id: 'shop+1',
      return_url: 'https://hub.example/back?x=1',
      callback_url: `${ears.url}/keys?state=s1`,
      ...more,
    }).toString()
  const ask = (more: Record<string, string> = {}) => store.call('GET', `/wc-auth/v1/authorize?${query(more)}`, undefined, { as: 'nobody' })
  const plain = await ask()
  assert.deepEqual([plain.status, /needs to be over SSL/.test(plain.text)], [401, true])
  await store.control.fault({ name: 'http-callback', times: null })
  assert.match((await ask({ scope: 'admin' })).text, /Invalid scope admin/)
  assert.match((await ask({ user_id: '' })).text, /Missing parameter user_id/)
  const link = /href="(\/wc-auth\/v1\/access_granted[^"]+)"/.exec((await ask()).text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const approve = () => store.call('GET', link, undefined, { as: 'nobody' })
  const [first, second] = [await approve(), await approve()]
  assert.deepEqual([first.status, first.headers.get('location')], [302, 'https://hub.example/back?x=1&success=1&user_id=shop%201'])
  assert.equal(second.status, 302)
  const posts = ears.received
    .filter(each => each.path === '/keys?state=s1')
    .map(each => JSON.parse(String(each.body)) as Record<string, string>)
  assert.equal(posts.length, 2)
  assert.notEqual(posts[0]?.consumer_key, posts[1]?.consumer_key)
  assert.equal(posts[0]?.user_id, 'shop 1')
  ears.answer = 201
  const refused = await approve()
  ears.answer = 200
  assert.deepEqual([refused.status, /unable to send the consumer data/.test(refused.text)], [401, true])
  const dead = JSON.parse(String(ears.received.at(-1)?.body)) as Record<string, string>
  const keyOf = (pair: Record<string, string> | undefined) => ({
    as: 'nobody' as const,
    headers: { authorization: `Basic ${Buffer.from(`${pair?.consumer_key}:${pair?.consumer_secret}`).toString('base64')}` },
  })
  assert.deepEqual(
    [
      (await store.call('GET', '/products', undefined, keyOf(posts[0]))).status,
      (await store.call('GET', '/products', undefined, keyOf(dead))).status,
    ],
    [200, 401],
  )
  await store.control.clearFaults()
})
