/** Every recording of a real store, played again: the fake must answer the same status, the same shape, the same values, and deliver the same. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { test } from 'node:test'
import { signatureOf } from './deliveries.ts'
import { haveRecordings, readRecording, recordingFiles, whyNoRecordings } from './recordings.ts'
import { type Replays, replayFile } from './replays.ts'
import { accessReplays } from './replays-access.ts'
import { deliveryReplays } from './replays-deliveries.ts'
import { extraReplays } from './replays-extras.ts'
import { hookReplays } from './replays-hooks.ts'
import { indexReplays } from './replays-index.ts'
import { orderReplays } from './replays-orders.ts'
import { productReplays } from './replays-products.ts'
import { schemaReplays } from './replays-schema.ts'
import { listener, type TestStore, testStore } from './testing.ts'
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

const replays: Replays = {
  ...productReplays,
  ...orderReplays,
  ...accessReplays,
  ...extraReplays,
  ...indexReplays,
  ...schemaReplays,
  ...hookReplays,
  ...deliveryReplays,
}
/** Measured speeds, no exchanges: nothing to play. */
const figures = ['rates.json']

const tally = { all: 0, held: 0, named: new Map<string, string[]>() }

for (const file of recordingFiles().filter(each => !figures.includes(each)))
  test(`${file}: every exchange is answered as recorded, or named with the reason why not`, options, async () => {
    const replay = replays[file]
    assert.ok(replay, `${file} is not replayed`)
    const { all, held, wrong } = await replayFile(file, replay)
    tally.all += all
    tally.held += held
    for (const [name, why] of Object.entries(replay.named ?? {})) {
      const reason = `${file}: ${why}`
      tally.named.set(reason, [...(tally.named.get(reason) ?? []), `“${name}”`])
    }
    assert.deepEqual(wrong, [])
    assert.ok(all > 0)
  })

test('no exchange, step or scenario of any recording is left out: each is replayed or named', options, t => {
  const { all, held, named } = tally
  t.diagnostic(`${held} of ${all} exchanges, steps and scenarios replayed, ${all - held} named`)
  for (const [reason, names] of named) t.diagnostic(`named: ${reason}: ${names.join(', ')}`)
  assert.ok(held > 495, `${held} of ${all}`)
  for (const file of Object.keys(replays)) assert.ok(recordingFiles().includes(file), `${file} is not in the folder`)
})

async function withStore(run: (store: TestStore) => Promise<void>): Promise<void> {
  const store = await testStore({ currency: 'USD' })
  try {
    await run(store)
  } finally {
    await store.stop()
  }
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
  withStore(async store => {
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
