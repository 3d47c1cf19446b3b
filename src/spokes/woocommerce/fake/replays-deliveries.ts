/** How the recorded deliveries are played: each scenario's steps again, and what came held against what came then. */
import { readRecording, type Unit } from './recordings.ts'
import type { Act, Replays, Stand } from './replays.ts'
import { Bench, bought, isPing } from './replays-hooks.ts'
import type { Received } from './testing.ts'

interface Delivered {
  readonly topic?: string
  readonly status?: string
  readonly price?: string
  readonly raw_headers?: readonly string[]
  readonly body_text?: string
}
interface Scenario extends Unit {
  readonly deliveries?: readonly Delivered[]
  readonly queue?: readonly unknown[]
  readonly status?: string
}
const scenariosOf = (file: string): readonly Scenario[] => (readRecording(file) as { scenarios: Scenario[] }).scenarios

const headerIn = (headers: readonly string[], name: string): string | undefined =>
  headers[headers.findIndex((each, at) => at % 2 === 0 && each.toLowerCase() === name) + 1]

/** What a delivery says: its topic, and of the resource the status and the price. In an order of its own: that of arrival says nothing. */
const told = (topic: string | undefined, body: { status?: unknown; price?: unknown }): string =>
  [topic ?? 'ping', body.status ?? '', body.price ?? ''].join(' ').trim()
const recordedOf = ({ deliveries = [] }: Scenario): readonly string[] =>
  deliveries
    .map(each => {
      const topic = each.topic ?? headerIn(each.raw_headers ?? [], 'x-wc-webhook-topic')
      const isForm = each.body_text?.startsWith('webhook_id=') === true
      if (isForm) return 'ping'
      return told(topic, each.body_text === undefined ? each : (JSON.parse(each.body_text) as Delivered))
    })
    .sort()
const oursOf = (found: readonly Received[]): readonly string[] =>
  found
    .map(each => (isPing(each) ? 'ping' : told(String(each.headers['x-wc-webhook-topic']), JSON.parse(String(each.body)) as Delivered)))
    .sort()

function hold({ score }: Stand, scenario: Scenario, found: readonly Received[], waited?: number): void {
  const differences: string[] = []
  const [ours, recorded] = [oursOf(found).join(', '), recordedOf(scenario).join(', ')]
  if (ours !== recorded) differences.push(`came “${ours}” instead of “${recorded}”`)
  if (waited !== undefined && scenario.queue && waited !== scenario.queue.length)
    differences.push(`${waited} waited instead of ${scenario.queue.length}`)
  score.hold(scenario, differences)
}

const waiting = async ({ store }: Stand): Promise<number> =>
  (await store.verb('hooks')).reduce((sum, each) => sum + Number(each.waiting), 0)

const deliveries: Act = {
  run: async stand => {
    const bench = new Bench(stand)
    const { store, ears } = stand
    const call = async (method: string, path: string, body?: unknown) => (await store.call(method, path, body)).body
    const others = [
      Number((await call('POST', '/products', { name: 'Batch pattern 0', regular_price: '10.00', virtual: true, downloadable: true })).id),
      Number((await call('POST', '/products', { name: 'Batch pattern 1', regular_price: '7.50', virtual: true, downloadable: true })).id),
    ]
    const order = { payment_method: 'benchpay', set_paid: true, line_items: [{ product_id: others[0] }] }
    let orderId = 0
    let productId = 0
    let waited: number | undefined
    let found: Received[] = []
    const put = (fields: unknown) => call('PUT', `/products/${productId}`, fields)
    const paid = async (): Promise<void> => {
      orderId = Number((await call('POST', '/orders', order)).id)
    }
    const refund = (amount: string) => call('POST', `/orders/${orderId}/refunds`, { amount, api_refund: false })
    /** Each ends with what came since. The queue runs at the end, where the step does not say otherwise. */
    const steps: Readonly<Record<string, () => Promise<unknown>>> = {
      'ping on creation': async () => {
        await bench.hook('order.created')
        for (const topic of ['order.updated', 'order.deleted', 'product.created', 'product.updated', 'product.deleted', 'customer.created'])
          await bench.hook(topic)
        found = bench.look().slice(0, 1)
        return false
      },
      'secrets with odd characters': async () => {
        const made = await Promise.all(
          ['a&b<c>"d\'e', '  spaces around  ', '&amp;&lt;already', 'x'.repeat(200), 'emoji 🧶 tab\there'].map(secret =>
            bench.hook('coupon.created', 'odd', secret),
          ),
        )
        bench.look()
        await call('POST', '/coupons', { code: 'odd1', amount: '1.00' })
        found = await bench.run()
        for (const id of made) await call('DELETE', `/webhooks/${id}?force=true`)
        return false
      },
      'paid order made over REST: before the queue runs': async () => {
        await paid()
        waited = await waiting(stand)
        found = bench.look()
        return false
      },
      'paid order made over REST: deliveries': async () => {},
      'order note added': () => call('POST', `/orders/${orderId}/notes`, { note: 'Thank you' }),
      'partial refund': () => refund('3.00'),
      'rest refunded': () => refund('7.00'),
      'order put in the trash': () => call('DELETE', `/orders/${orderId}`),
      'order deleted for good': () => call('DELETE', `/orders/${orderId}?force=true`),
      'product created': async () => {
        productId = Number((await call('POST', '/products', { name: 'Webhook product', regular_price: '3.00' })).id)
      },
      'product price updated': () => put({ regular_price: '4.00' }),
      'product written with the same value': () => put({ regular_price: '4.00' }),
      'product written with an empty body': () => put({}),
      'product to draft': () => put({ status: 'draft' }),
      'five rapid updates before the queue runs': async () => {
        for (const price of ['1.50', '2.50', '3.50', '4.50', '5.50']) await put({ regular_price: price })
        waited = await waiting(stand)
      },
      'three updates, the queue run after each': async () => {
        found = []
        for (const price of ['1.75', '2.75', '3.75']) {
          await put({ regular_price: price })
          found.push(...(await bench.run()))
        }
        return false
      },
      'updated while the delivery of the former update is under way': async () => {
        await put({ regular_price: '20.00' })
        ears.answerMs = 150
        const running = store.control.deliver()
        await new Promise(resolve => setTimeout(resolve, 60))
        await put({ regular_price: '21.00' })
        await running
        ears.answerMs = 0
      },
      'batch update of three products': () =>
        call('POST', '/products/batch', {
          update: [
            { id: productId, regular_price: '1.00' },
            { id: others[0], regular_price: '10.00' },
            { id: others[1], regular_price: '7.50' },
          ],
        }),
      'product to trash': () => call('DELETE', `/products/${productId}`),
      'trashed product deleted for good': () => call('DELETE', `/products/${productId}?force=true`),
      'product deleted for good without the trash': async () => {
        const { id } = await call('POST', '/products', { name: 'at once' })
        await bench.run()
        await call('DELETE', `/products/${String(id)}?force=true`)
      },
      'customer created': () => call('POST', '/customers', { email: 'new@buyer.example' }),
      'webhook made without a secret': async () => {
        await call('POST', '/webhooks', { topic: 'coupon.created', delivery_url: `${ears.url}/nosecret` })
        bench.look()
        await call('POST', '/coupons', { code: 'c1', amount: '1.00' })
      },
      'ordering: four orders made 1,2,3,4 then paid 4,1,3,2': async () => {
        const made: number[] = []
        for (let at = 0; at < 4; at++) made.push(Number((await call('POST', '/orders', { ...order, set_paid: false })).id))
        for (const at of [3, 0, 2, 1]) await call('PUT', `/orders/${made[at]}`, { set_paid: true })
      },
    }
    for (const scenario of scenariosOf('webhooks-deliveries.json')) {
      const step = steps[scenario.name]
      if (!step) continue
      waited = undefined
      if ((await step()) !== false) found = await bench.run()
      hold(stand, scenario, found, waited)
    }
  },
}

/** The recorded checkout is the Store API's; here the same purchase is made by the shop's own page, whose order fires the same two. */
const checkout: Act = {
  run: async stand => {
    const bench = new Bench(stand)
    const { store, score } = stand
    await bench.hook('order.created')
    await bench.hook('order.updated')
    bench.look()
    const paidFor = Number(
      (await store.call('POST', '/products', { name: 'p', regular_price: '7.50', virtual: true, downloadable: true })).body.id,
    )
    const free = Number(
      (await store.call('POST', '/products', { name: 'free', regular_price: '0', virtual: true, downloadable: true })).body.id,
    )
    for (const scenario of scenariosOf('webhooks-checkout.json')) {
      const product = scenario.name.startsWith('free') ? free : paidFor
      if (scenario.name.endsWith('looked at the checkout')) {
        await fetch(`${store.url}/checkout/?product=${product}`)
        hold(stand, scenario, await bench.run(), await waiting(stand))
      } else if (scenario.name.endsWith('paid at the checkout')) {
        await bought(store.url, product)
        const before = bench.look().length
        const count = await waiting(stand)
        const found = await bench.run()
        // Here alone the order of arrival is what was recorded: “updated” before “created”.
        const ours = found.map(each => each.headers['x-wc-webhook-topic']).join()
        hold(stand, scenario, found, count)
        if (before !== 0 || ours !== 'order.updated,order.created')
          score.wrong.push(`[${scenario.name}] ${before} before the queue ran, then ${ours}`)
      } else if (scenario.name === 'an order on a store that then has no traffic') {
        await store.control.fault({ name: 'no-cron', times: null })
        await store.verb('settings', { hookDelayMs: 0 })
        await store.control.sell({ lines: [{ remoteId: String(product) }], email: 'q@buyer.example', name: 'Q' })
        await new Promise(resolve => setTimeout(resolve, 500))
        const quiet = bench.look().length
        await fetch(`${store.url}/`)
        await new Promise(resolve => setTimeout(resolve, 800))
        const then = bench.look().length
        await store.control.clearFaults()
        score.hold(scenario, quiet === 0 && then === 2 ? [] : [`${quiet} in the quiet, ${then} after the next request`])
      } else {
        // With traffic: 50 to 59 s on the store's clock.
        await store.verb('settings', { hookDelayMs: 55_000 })
        await store.control.sell({ lines: [{ remoteId: String(product) }], email: 'q@buyer.example', name: 'Q' })
        await store.control.advance({ ms: 48_000 })
        await new Promise(resolve => setTimeout(resolve, 50))
        const early = bench.look().length
        await store.control.advance({ ms: 12_000 })
        await new Promise(resolve => setTimeout(resolve, 400))
        const found = bench.look()
        if (early !== 0) score.wrong.push(`[${scenario.name}] ${early} before 49.6 s`)
        hold(stand, scenario, found)
        await store.verb('settings', { hookDelayMs: 3_600_000 })
      }
    }
  },
}

export const deliveryReplays: Replays = {
  'webhooks-deliveries.json': { acts: [deliveries] },
  'webhooks-checkout.json': { acts: [checkout] },
}
