/** The recorded requests of a real store, played again: the fake must answer the same status, the same shape, the same values. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { signatureOf } from './deliveries.ts'
import { type Exchange, exchangesOf, haveRecordings, Replay, readRecording, whyNoRecordings } from './recordings.ts'
import { type Listener, listener, pdf, png, type TestStore, testStore } from './testing.ts'
import { phpJson } from './text.ts'

if (process.env.SELVAGE_TEST_REPORT !== undefined) {
  const line = {
    kind: 'check',
    name: 'recordings replayed against the fake',
    state: haveRecordings ? 'run' : 'absent',
    ...(haveRecordings ? {} : { why: whyNoRecordings }),
  }
  appendFileSync(process.env.SELVAGE_TEST_REPORT, `${JSON.stringify(line)}\n`)
}
const options = { skip: haveRecordings ? false : whyNoRecordings }

const roles = {
  ck_EXAMPLE_rw: 'main',
  ck_EXAMPLE_ro: 'readonly',
  ck_EXAMPLE_wo: 'writeonly',
  ck_EXAMPLE_mgr: 'manager',
  ck_EXAMPLE_cust: 'customer',
}
let files: Listener

before(async () => {
  files = await listener()
  for (const name of ['cover', 'cover2']) files.files.set(`/${name}.png`, { bytes: png, type: 'image/png' })
  files.files.set('/pattern.pdf', { bytes: pdf('a pattern'), type: 'application/pdf' })
})
after(() => files.stop())

interface Part {
  readonly store: TestStore
  readonly replay: Replay
}

async function withStore(run: (part: Part) => Promise<void>): Promise<void> {
  const store = await testStore({ currency: 'USD' })
  const keys = Object.fromEntries(
    Object.entries(roles).map(([recorded, description]) => {
      const key = store.keys.find(each => each.description === description)
      return [recorded, `${key?.consumerKey}:${key?.consumerSecret}`]
    }),
  )
  try {
    await run({ store, replay: new Replay(store.url, keys, files.url) })
  } finally {
    await store.stop()
  }
}

/** @param except what cannot be the same here, each with its reason. @param first what the recorder did between two recorded requests. */
async function replayAll(
  { replay }: Part,
  exchanges: readonly Exchange[],
  except: Readonly<Record<string, string>> = {},
  first: (name: string) => Promise<void> = async () => {},
): Promise<void> {
  const wrong: string[] = []
  let played = 0
  for (const exchange of exchanges) {
    await first(exchange.name)
    const { name, differences } = await replay.play(exchange)
    if (name in except) continue
    played++
    if (differences.length > 0) wrong.push(`[${name}] ${differences.slice(0, 5).join('\n    ')}`)
  }
  assert.deepEqual(wrong, [])
  assert.ok(played > 0, 'something was played')
}

const overTls = (exchanges: readonly Exchange[]): readonly Exchange[] => exchanges.filter(each => each.request.scheme !== 'http')

test('a product from its creation to its deletion, with files, images, tags and prices', options, () =>
  withStore(part => replayAll(part, exchangesOf('products-lifecycle.json'))),
)

test('refusals: keys, permissions, validation, unknown ids, body syntax, limits', options, () =>
  withStore(async part => {
    const { store, replay } = part
    const owner = await store.call('POST', '/products', { name: 'Unapproved', sku: 'UNAPPROVED-1', status: 'draft' })
    const other = await store.call('POST', '/products', { name: 'Seventeen' })
    await store.call('POST', '/customers', { email: 'shopper@buyer.example' })
    replay.ids.set('products/12', String(owner.body.id)).set('products/17', String(other.body.id))
    await store.call('POST', '/products/batch', { create: Array.from({ length: 16 }, () => ({})) })
    await replayAll(part, overTls(exchangesOf('errors.json')), { 'batch over 100': 'its body is not in the recording; see batch.test' })
  }),
)

test('orders: paid, statuses, downloads, refunds, coupon and tax, deletion', options, () =>
  withStore(async part => {
    const product = await seedOrders(part)
    await replayAll(
      part,
      exchangesOf('orders-lifecycle.json'),
      {
        'notes of the order': 'the store’s own notes of each change of status are not kept',
        'order after a full refund': 'the refunds of one second stand in another order when all happen in one',
      },
      async name => {
        if (name === 'customer downloads, new order') await paidOrder(part, product, 158, 2)
        if (name === 'unknown coupon') await part.store.call('PUT', '/settings/general/woocommerce_calc_taxes', { value: 'no' })
      },
    )
  }),
)

test('more orders: refunds up to the whole, no idempotency, batch, a line’s price', options, () =>
  withStore(async part => {
    const product = await seedOrders(part)
    const timeless = exchangesOf('orders-more.json').filter(each => !/modified_after/.test(each.name))
    // Of three refunds at once one lives; which, is chance. Played in the order in which the real store took them.
    const race = (name: string): number =>
      ({ 'the whole refunded 3 at once: 3': 0, 'the whole refunded 3 at once: 1': 1, 'the whole refunded 3 at once: 2': 2 })[name] ?? -1
    const at = timeless.findIndex(each => race(each.name) >= 0)
    const racing = timeless.filter(each => race(each.name) >= 0).sort((a, b) => race(a.name) - race(b.name))
    const ordered = [...timeless.slice(0, at), ...racing, ...timeless.slice(at + racing.length)]
    await replayAll(
      part,
      ordered,
      { 'delete a refund': 'names a refund made by chance', 'order after its refund was deleted': 'follows it' },
      async name => {
        if (name === 'the whole refunded 3 at once: 3') await paidOrder(part, product, 205, 0)
      },
    )
  }),
)

test('webhooks over REST: made, shown, listed, deleted, odd secrets', options, () =>
  withStore(part =>
    replayAll(part, exchangesOf('webhooks-rest.json'), {
      'list webhooks': 'the order of those made in one second is chance',
      'read-only key lists webhooks': 'likewise',
    }),
  ),
)

async function seedOrders({ store, replay }: Part): Promise<number> {
  const up = 'https://store.example/wp-content/uploads/woocommerce_uploads/2026/11/'
  const make = async (recorded: number, fields: unknown): Promise<number> => {
    const { body } = await store.call('POST', '/products', fields)
    replay.ids.set(`products/${recorded}`, String(body.id))
    return Number(body.id)
  }
  const digital = { virtual: true, downloadable: true }
  const downloads = ['US Letter:scarf-letter.pdf', 'A4:scarf-a4.pdf'].map(each => ({
    name: each.split(':')[0],
    file: `${up}${each.split(':')[1]}`,
  }))
  const first = await make(40, {
    name: 'Batch pattern 0',
    regular_price: '10.00',
    sku: 'HUB-B-000',
    ...digital,
    download_limit: 3,
    download_expiry: 30,
    downloads,
  })
  await make(41, { name: 'Batch pattern 1', regular_price: '7.50', sku: 'HUB-B-001', ...digital })
  await make(152, { name: 'Yarn', regular_price: '4.00', sku: 'HUB-YARN-1' })
  await store.call('POST', '/customers', { email: 'shopper@buyer.example' })
  return first
}

async function paidOrder({ store, replay }: Part, product: number, recorded: number, customer: number): Promise<void> {
  const { body } = await store.call('POST', '/orders', {
    customer_id: customer,
    payment_method: 'benchpay',
    set_paid: true,
    billing: { email: 'shopper@buyer.example' },
    line_items: [{ product_id: product }],
  })
  replay.ids.set(`orders/${recorded}`, String(body.id))
}

interface Delivery {
  readonly raw_headers?: readonly string[]
  readonly secret?: string
  readonly body_base64?: string
  readonly body_text?: string
}
const deliveries = (): readonly Delivery[] =>
  ['webhooks-deliveries.json', 'webhooks-checkout.json'].flatMap(name =>
    (readRecording(name) as { scenarios: { deliveries?: Delivery[] }[] }).scenarios.flatMap(each => each.deliveries ?? []),
  )

const header = (delivery: Delivery, name: string): string | undefined => {
  const at = delivery.raw_headers?.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name) ?? -1
  return at < 0 ? undefined : delivery.raw_headers?.[at + 1]
}

test('genuine deliveries: our signature over the same bytes is the recorded one, odd secrets too', options, () => {
  const signed = deliveries().filter(each => each.secret !== undefined && each.body_base64 !== undefined)
  for (const each of signed)
    assert.equal(
      signatureOf(each.secret ?? '', Buffer.from(each.body_base64 ?? '', 'base64').toString('utf8')),
      header(each, 'x-wc-webhook-signature'),
    )
  assert.ok(signed.length >= 10, `${signed.length} deliveries`)
})

test('genuine deliveries: our JSON of the same facts is the recorded text, byte for byte', options, () => {
  const texts = deliveries().flatMap(each => (each.body_text?.startsWith('{') ? [each.body_text] : []))
  for (const text of texts) assert.equal(phpJson(JSON.parse(text)), text)
  assert.ok(texts.length >= 10, `${texts.length} bodies`)
})

test('what we deliver has the recorded fields, in the recorded order, under the recorded headers', options, () =>
  withStore(async ({ store }) => {
    const ears = await listener()
    const names = (delivery: readonly string[] | undefined): readonly string[] => (delivery ?? []).filter((_, index) => index % 2 === 0)
    try {
      for (const topic of ['order.created', 'product.created', 'customer.created']) {
        await store.call('POST', '/webhooks', { topic, delivery_url: `${ears.url}/${topic}`, secret: 's' })
      }
      const { body: product } = await store.call('POST', '/products', { name: 'Scarf', regular_price: '3.00', virtual: true })
      await store.call('POST', '/customers', { email: 'ada@buyer.example' })
      await store.call('POST', '/orders', { set_paid: true, line_items: [{ product_id: Number(product.id) }] })
      await store.control.deliver()
      for (const topic of ['order.created', 'product.created', 'customer.created']) {
        const recorded = deliveries().find(each => header(each, 'x-wc-webhook-topic') === topic && each.body_text !== undefined)
        const ours = ears.received.find(each => each.headers['x-wc-webhook-topic'] === topic)
        assert.deepEqual(
          Object.keys(JSON.parse(String(ours?.body)) as object),
          Object.keys(JSON.parse(recorded?.body_text ?? '{}') as object),
          topic,
        )
        assert.deepEqual(names(ours?.rawHeaders), names(recorded?.raw_headers), topic)
        assert.equal(ours?.headers['user-agent'], header(recorded ?? {}, 'user-agent'))
      }
    } finally {
      await ears.stop()
    }
  }),
)
