/** Every recording of a real store (11.0.1) read by the client's own eyes. Where the recordings are not at hand, the fixtures of this folder still are. */
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { decodeEntities, signedBase64 } from '#kit'
import { codeOf, refusedWith, StoreRefused } from './client.ts'
import { readHook } from './hooks.ts'
import { toListing, toSaleItem } from './mapping.ts'
import spoke from './spoke.ts'
import { Batch, Handover, Order, Product, Refund, Refusal, Term, told, Webhook } from './wire.ts'

const folder = join(import.meta.dirname, '../../../../shared/recordings/woocommerce')
const isThere = existsSync(folder)
const absent = 'the recordings (../shared/recordings) are not beside this checkout'
const skip = isThere ? false : absent
report()

function report(): void {
  const file = process.env.SELVAGE_TEST_REPORT
  if (!file) return
  const line = {
    kind: 'check',
    name: 'recordings of a real WooCommerce',
    state: isThere ? 'run' : 'absent',
    ...(isThere ? {} : { why: absent }),
  }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}

interface Exchange {
  readonly name: string
  readonly request: { readonly method: string; readonly path: string; readonly query?: Record<string, unknown>; readonly body?: unknown }
  readonly response: { readonly status: number; readonly body: unknown }
}
interface Delivery {
  readonly raw_headers?: readonly string[]
  readonly body_base64?: string
  readonly secret?: string
  readonly signature_ok?: boolean
}
const load = (file: string) =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    exchanges?: Exchange[]
    scenarios?: { name: string; deliveries?: Delivery[] }[]
    steps?: unknown[]
  }
const exchangesOf = (file: string): Exchange[] =>
  (load(file).exchanges ?? []).filter(({ response, request }) => response?.body !== undefined && request?.path !== undefined)
const files = [
  'products-lifecycle',
  'products-batch',
  'products-list',
  'products-more',
  'errors',
  'orders-lifecycle',
  'orders-list',
  'orders-more',
  'storeapi-checkout',
  'webhooks-rest',
  'webhooks-behaviour-rest',
  'extras',
  'extras-writes',
  'extras-access',
  'paging-more',
]

const all = isThere ? files.flatMap(file => exchangesOf(`${file}.json`)) : []
/** Answers cut by `_fields`, and what the recorder left out of long lists, are not whole. */
const isWhole = ({ request }: Exchange) => !JSON.stringify([request.query ?? null, request.path]).includes('_fields')
const bodies = (pattern: RegExp, { only = isWhole }: { only?: (exchange: Exchange) => boolean } = {}): unknown[] =>
  all
    .filter(({ request, response }) => pattern.test(request.path) && response.status < 300 && only({ request, response, name: '' }))
    .flatMap(({ response }) => (Array.isArray(response.body) ? response.body : [response.body]))
    .filter(body => typeof body === 'object' && body !== null)

test('every recorded product becomes a listing', { skip }, () => {
  const products = bodies(/\/wc\/v3\/products(\/\d+)?$/)
  for (const product of products) {
    const listing = toListing(product, 'USD', null)
    assert.match(listing.remoteId, /^\d+$/)
    assert.doesNotMatch(listing.content.title + listing.content.tags.join(), /&(amp|quot|#\d+);/)
  }
  assert.ok(products.length > 50, `${products.length} products`)
})

test('every recorded order becomes a sale, each amount a whole number of cents', { skip }, () => {
  const orders = [
    ...bodies(/\/wc\/v3\/orders(\/\d+)?$/),
    ...deliveries()
      .filter(({ topic }) => /^order\.(created|updated)/.test(topic))
      .map(({ body }) => JSON.parse(body.toString()) as unknown),
  ]
  const states = new Map<string, number>()
  for (const order of orders) {
    const item = toSaleItem(order, new Map())
    assert.ok(item.isRead, item.isRead ? '' : item.reason)
    const { sale } = item
    states.set(sale.state, (states.get(sale.state) ?? 0) + 1)
    const lines = sale.lines.reduce((sum, line) => sum + line.total.minor + line.tax.minor, 0n)
    const {
      fee_lines = [],
      shipping_total = '0',
      shipping_tax = '0',
    } = order as { fee_lines?: { total: string; total_tax: string }[]; shipping_total?: string; shipping_tax?: string }
    const rest = [...fee_lines.flatMap(fee => [fee.total, fee.total_tax]), shipping_total, shipping_tax].reduce(
      (sum, text) => sum + BigInt(Math.round(Number(text) * 100)),
      0n,
    )
    assert.equal(lines + rest, sale.total.minor, `order ${sale.remoteId}`)
    assert.ok(sale.refunds.every(({ amount }) => amount.minor > 0n))
  }
  assert.ok(orders.length >= 20 && states.has('pending') && states.has('paid'), JSON.stringify([...states]))
})

test('every recorded refusal is understood, and none gives away what the store quoted', { skip }, () => {
  const refusals = all.filter(
    ({ request, response }) => response.status >= 400 && /\/wc\/v3\//.test(request.path) && Refusal.safeParse(response.body).success,
  )
  for (const { response } of refusals) {
    const refusal = Refusal.parse(response.body)
    const error = refusedWith(new StoreRefused(response.status, refusal), 'try')
    assert.doesNotMatch(error.message, /example/)
    assert.equal(codeOf(error), refusal.code)
  }
  assert.ok(refusals.length > 40, `${refusals.length} refusals`)
})

test('every recorded batch, tag, refund and webhook has the shape we read', { skip }, () => {
  const cut = (items: unknown) => (Array.isArray(items) ? items.filter(item => typeof item === 'object') : items)
  const batches = bodies(/\/batch$/).map(body =>
    Object.fromEntries(Object.entries(body as object).map(([name, items]) => [name, cut(items)])),
  )
  for (const batch of batches) assert.ok(Batch.safeParse(batch).success)
  const terms = bodies(/\/products\/(tags|categories)(\/\d+)?$/)
  for (const term of terms) Term.parse(term)
  const refunds = bodies(/\/(orders\/\d+\/)?refunds(\/\d+)?$/)
  for (const refund of refunds) Refund.parse(refund)
  const hooks = bodies(/\/webhooks(\/\d+)?$/)
  for (const hook of hooks) Webhook.parse(hook)
  assert.ok(
    batches.length > 3 && terms.length > 3 && refunds.length > 3 && hooks.length > 10,
    `${[batches, terms, refunds, hooks].map(list => list.length)}`,
  )
})

interface Delivered {
  readonly topic: string
  readonly signature: string | null
  readonly secret: string
  readonly isGenuine: boolean
  readonly body: Buffer
  readonly headers: Headers
}

function deliveries(): Delivered[] {
  return ['webhooks-deliveries.json', 'webhooks-checkout.json'].flatMap(file =>
    (load(file).scenarios ?? []).flatMap(({ deliveries: made = [] }) =>
      made.flatMap(({ raw_headers, body_base64, secret = '', signature_ok = false }) => {
        if (raw_headers === undefined || body_base64 === undefined) return []
        const headers = new Headers()
        for (let at = 0; at < raw_headers.length; at += 2) headers.append(raw_headers[at]!, raw_headers[at + 1]!)
        const signature = headers.get('x-wc-webhook-signature')
        return [
          {
            headers,
            topic: headers.get('x-wc-webhook-topic') ?? '',
            signature,
            secret,
            isGenuine: signature_ok,
            body: Buffer.from(body_base64, 'base64'),
          },
        ]
      }),
    ),
  )
}

const settingsWith = (hookSecret: string) => ({ consumerKey: 'ck_x', consumerSecret: 'cs_x', hookSecret })

test('every genuine delivery verifies on its raw bytes, and none after one byte is changed', { skip }, () => {
  const signed = deliveries().filter(({ signature }) => signature !== null)
  for (const { headers, body, secret, isGenuine, signature } of signed) {
    assert.equal(signedBase64(secret, body, signature), isGenuine)
    // 38: where the plain secret does not check, the store had decoded its entities.
    assert.equal(readHook(settingsWith(secret), headers, body), 'changed', decodeEntities(secret))
    const altered = Buffer.from(body)
    altered[0]! ^= 1
    assert.equal(readHook(settingsWith(secret), headers, altered), 'forged')
    assert.equal(readHook(settingsWith(''), headers, body), 'forged')
  }
  assert.ok(signed.length > 12, `${signed.length} deliveries`)
})

test('the recorded ping is a ping', { skip }, () => {
  const pings = deliveries().filter(({ signature }) => signature === null)
  assert.ok(pings.length > 0)
  for (const { headers, body } of pings) assert.equal(readHook(settingsWith('s'), headers, body), 'ping')
})

const nobody = { fetch: () => Promise.reject(new Error('nobody is asked')), now: () => new Date() }

test('35: the recorded callback of the consent page is taken, whatever it escapes', { skip }, async () => {
  const { authorise } = spoke
  assert.ok('finish' in authorise)
  const posts = (load('auth-flow.json').steps as { callback_posts?: Record<string, unknown>[] }[]).flatMap(
    ({ callback_posts = [] }) => callback_posts,
  )
  const texts = posts.map(post => String(post.body_text ?? post.body ?? '')).filter(text => text.startsWith('{'))
  assert.ok(texts.length > 0)
  for (const text of texts) {
    if (Handover.parse(JSON.parse(text)).key_permissions !== 'read_write') continue
    const answer = { baseUrl: '', callbackUrl: '', given: {}, body: text, query: new URLSearchParams(), keep: null }
    const settings = await authorise.finish(nobody, answer)
    assert.match(settings.consumerKey, /^ck_/)
    assert.ok((authorise.stateOf(text, answer.query) ?? '').length > 0 && settings.hookSecret.length >= 32)
  }
})

test('24: `data` of a refusal is an object, a bare number, or nothing', { skip }, () => {
  const bare = all.filter(({ response }) => response.status === 500).map(({ response }) => Refusal.parse(response.body))
  assert.ok(bare.some(({ data }) => typeof data === 'number'))
  for (const refusal of bare) assert.ok(told(refusal, 'resource_id') === null)
})

test('the shapes refuse what is not theirs', () => {
  assert.equal(Product.safeParse({ id: 'x' }).success, false)
  assert.equal(
    Order.safeParse({ id: 1, number: '1', status: 'completed', currency: 'USD', total: 7.5, date_created_gmt: '2026-11-23T00:00:00' })
      .success,
    false,
  )
})

interface Kept {
  readonly name: string
  readonly secret: string | null
  readonly contentType: string
  readonly signature: string | null
  readonly topic: string | null
  readonly bodyBase64: string
}
const kept = (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/deliveries.json'), 'utf8')) as { deliveries: Kept[] }).deliveries

for (const { name, secret, contentType, signature, topic, bodyBase64 } of kept) {
  test(`36, 38, 39, 47: a genuine delivery kept here, ${name} (${topic ?? 'ping'})`, () => {
    const headers = new Headers({ 'content-type': contentType, ...(signature === null ? {} : { 'x-wc-webhook-signature': signature }) })
    const body = Buffer.from(bodyBase64, 'base64')
    assert.equal(readHook(settingsWith(secret ?? 'any'), headers, body), signature === null ? 'ping' : 'changed')
    if (signature !== null) assert.equal(readHook(settingsWith(`${secret}x`), headers, body), 'forged')
    // Parsed and written again it is another text: only the raw bytes check.
    if (signature !== null && body.includes('\\/'))
      assert.equal(readHook(settingsWith(secret!), headers, Buffer.from(JSON.stringify(JSON.parse(body.toString())))), 'forged')
  })
}
