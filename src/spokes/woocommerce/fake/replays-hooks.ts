/** How the recordings of webhooks over REST and of the deliveries, scenario by scenario, are played. */
import { signatureOf } from './deliveries.ts'
import { readRecording, type Unit } from './recordings.ts'
import { type Act, nextSecond, playAll, type Replays, type Score, type Stand } from './replays.ts'
import type { State } from './state.ts'
import type { Body, Received } from './testing.ts'

export const isPing = (each: Received): boolean => each.headers['content-type'] === 'application/x-www-form-urlencoded'

const hookAt = (id: number, more: Partial<State['webhooks'][number]> = {}): State['webhooks'][number] => ({
  id,
  name: 'Webhook created on Nov 23, 2026 @ 02:42 AM',
  status: 'active',
  topic: 'product.updated',
  deliveryUrl: 'http://127.0.0.1:8099/fail',
  secret: 's',
  created: 0,
  modified: 0,
  failures: 0,
  isPingDue: false,
  ...more,
})

const overRest: Act = {
  run: async (stand, exchanges) => {
    await playAll(stand, exchanges, async name => {
      // The recorded clock went on a second here, and what followed was made within it.
      if (name === 'create product.updated') await nextSecond(stand)
      stand.ears.answer = name.includes('listener answers the ping with 500') ? 500 : 200
      await stand.store.control.fault({ name: 'loopback-guard', times: name.includes('stock guard') ? null : 0 })
    })
  },
}

const aroundFailures: Act = {
  prepare: state => {
    state.webhooks.push(hookAt(39, { status: 'disabled', failures: 6 }))
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true }
    await playAll(stand, exchanges)
  },
}

/** One hook of a kind, one product to touch, and the counting of what comes. */
export class Bench {
  readonly stand: Stand
  #mark = 0

  constructor(stand: Stand) {
    this.stand = stand
  }

  async hook(topic: string, path = 'ok', secret = 's'): Promise<number> {
    const { body } = await this.stand.store.call('POST', '/webhooks', { topic, delivery_url: `${this.stand.ears.url}/${path}`, secret })
    return Number(body.id)
  }
  async product(fields: unknown = { name: 'Fail test', regular_price: '10.00' }): Promise<number> {
    return Number((await this.stand.store.call('POST', '/products', fields)).body.id)
  }
  touch(id: number, fields: unknown = {}): Promise<unknown> {
    return this.stand.store.call('PUT', `/products/${id}`, fields)
  }
  /** Runs the queue. @returns what came since the last look. */
  async run(): Promise<Received[]> {
    await this.stand.store.control.deliver()
    return this.look()
  }
  look(): Received[] {
    const found = this.stand.ears.received.slice(this.#mark)
    this.#mark = this.stand.ears.received.length
    return found
  }
  async far(id: number): Promise<Body> {
    return (await this.stand.store.verb('hooks')).find(each => Number(each.id) === id) as Body
  }
  async state(id: number): Promise<readonly [status: string, failures: number]> {
    const far = await this.far(id)
    return [String(far.status), Number(far.failures)]
  }
}

const topicsOf = (found: readonly Received[]): string[] =>
  found.filter(each => !isPing(each)).map(each => String(each.headers['x-wc-webhook-topic']))

/** Holds what came out against what the scenario says, as two lists of the same shape. */
function holdSame(score: Score, unit: Unit, ours: unknown, recorded: unknown): void {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(recorded)]
  score.hold(unit, a === b ? [] : [`${a} instead of ${b}`])
}

interface Scenario extends Unit {
  readonly [field: string]: unknown
}
const scenariosOf = (file: string): ReadonlyMap<string, Scenario> =>
  new Map((readRecording(file) as { scenarios: Scenario[] }).scenarios.map(each => [each.name, each]))

interface Step {
  readonly update?: number
  readonly deliveries: readonly { readonly path: string }[] | number
  readonly status?: string
  readonly failure_count?: number
}

const behaviour: Act = {
  run: async stand => {
    const bench = new Bench(stand)
    const { ears, score, store } = stand
    const all = scenariosOf('webhooks-behaviour.json')
    const unit = (name: string): Scenario => {
      const found = all.get(name)
      if (!found) throw new Error(`no scenario “${name}”`)
      return found
    }
    const product = await bench.product()
    const id = await bench.hook('product.updated', 'fail')
    bench.look()

    const failing = unit('listener answers 500 to every delivery')
    ears.answer = 500
    const steps: unknown[] = []
    for (const step of failing.steps as Step[]) {
      if (step.update !== undefined) await bench.touch(product)
      const count = (await bench.run()).length
      const [status, failures] = await bench.state(id)
      steps.push(step.status === undefined ? [count] : [count, status, failures])
    }
    holdSame(
      score,
      failing,
      steps,
      (failing.steps as Step[]).map(({ deliveries, status, failure_count: failures }) => {
        const count = typeof deliveries === 'number' ? deliveries : deliveries.length
        return status === undefined ? [count] : [count, status, failures]
      }),
    )

    const again = unit('disabled webhook activated again over REST')
    ears.answer = 200
    await store.call('PUT', `/webhooks/${id}`, { status: 'active' })
    const activated = [(await bench.run()).length, ...(await bench.state(id))]
    await bench.touch(product)
    const next = [topicsOf(await bench.run()), (await bench.state(id))[1]]
    const { after_activation: after, after_next_update: update } = again as never as {
      after_activation: { deliveries: unknown[]; status: string; failure_count: number }
      after_next_update: { deliveries: { topic: string }[]; state: { failure_count: string } }
    }
    holdSame(
      score,
      again,
      [activated, next],
      [
        [after.deliveries.length, after.status, after.failure_count],
        [update.deliveries.map(({ topic }) => topic), Number(update.state.failure_count)],
      ],
    )

    const success = unit('one success after failures')
    ears.answer = 500
    for (let count = 0; count < 3; count++) {
      await bench.touch(product)
      await bench.run()
    }
    const failures = (await bench.state(id))[1]
    ears.answer = 200
    await bench.touch(product)
    await bench.run()
    holdSame(score, success, [failures, (await bench.state(id))[1]], [success.failure_count_after_3_failures, success.after_one_success])

    const paused = unit('paused, then active again')
    await store.call('PUT', `/webhooks/${id}`, { status: 'paused' })
    await bench.touch(product)
    const meanwhile = (await bench.run()).length
    await store.call('PUT', `/webhooks/${id}`, { status: 'active' })
    holdSame(score, paused, [meanwhile, await bench.run()], [paused.deliveries_while_paused, paused.deliveries_after_activation])

    const secret = unit('secret changed by PUT')
    await store.call('PUT', `/webhooks/${id}`, { secret: 'whsec_example_3' })
    await bench.touch(product, { regular_price: '16.00' })
    const signed = await bench.run()
    holdSame(
      score,
      secret,
      signed.map(each => [
        each.headers['x-wc-webhook-topic'],
        each.headers['x-wc-webhook-signature'] === signatureOf('whsec_example_3', String(each.body)),
      ]),
      (secret.deliveries as { topic: string; signature_ok: boolean }[]).map(each => [each.topic, each.signature_ok]),
    )

    const moved = unit('delivery_url changed by PUT')
    await store.call('PUT', `/webhooks/${id}`, { delivery_url: `${ears.url}/fail2` })
    holdSame(
      score,
      moved,
      bench.look().map(each => `${each.path} ${String(each.body).replace(String(id), '39')}`),
      moved.deliveries,
    )

    const codes = unit('which answers count as a failure')
    const counted: unknown[] = []
    for (const { answer } of codes.codes as { answer: number | string }[]) {
      ears.answer = 200
      await bench.touch(product)
      await bench.run()
      ears.answer = typeof answer === 'number' ? answer : null
      await bench.touch(product)
      counted.push([(await bench.run()).length, (await bench.state(id))[1] > 0])
    }
    ears.answer = 200
    holdSame(
      score,
      codes,
      counted,
      (codes.codes as { counted_as_failure: boolean }[]).map(each => [1, each.counted_as_failure]),
    )
    await store.call('DELETE', `/webhooks/${id}?force=true`)

    await slowOnes(bench, unit('slow listener (15 s) beside a fast one'), unit('listener takes 70 s'), product)

    const pinged = unit('ping answered with 500')
    ears.answer = 500
    const other = await bench.hook('product.updated', 'ping')
    const kinds = (found: readonly Received[]): string[] => found.map(each => (isPing(each) ? 'ping' : 'delivery'))
    const came = [kinds(bench.look())]
    const states = [await bench.state(other)]
    for (const answer of [500, 200, 200]) {
      ears.answer = answer
      await bench.touch(product)
      came.push(kinds(await bench.run()))
      states.push(await bench.state(other))
    }
    holdSame(
      score,
      pinged,
      [came, states],
      [
        (pinged.steps as Record<string, unknown>[]).map(step =>
          (Object.values(step)[0] as string[]).map(each => (each.startsWith('webhook_id=') ? 'ping' : 'delivery')),
        ),
        (pinged.steps as { state: { status: string; failure_count: string } }[]).map(({ state }) => [
          state.status,
          Number(state.failure_count),
        ]),
      ],
    )

    const gone = unit('order deleted for good at once (no trash)')
    await bench.hook('order.deleted')
    bench.look()
    const { body: order } = await store.call('POST', '/orders', {})
    await store.call('DELETE', `/orders/${String(order.id)}?force=true`)
    holdSame(score, gone, await bench.run(), gone.deliveries)
  },
}

/** A second of the recorder's is 20 ms here. */
async function slowOnes(bench: Bench, beside: Scenario, alone: Scenario, first: number): Promise<void> {
  const { store, ears, score } = bench.stand
  const second = await bench.product({ name: 'Second' })
  await store.verb('scale', { scale: 50 })
  await store.verb('settings', { hookTimeoutMs: 1200 })
  const fast = await bench.hook('product.updated', 'fast')
  const slow = await bench.hook('product.updated', 'slow')
  bench.look()
  ears.slowPath = '/slow'
  ears.answerMs = 300
  await bench.touch(first)
  await bench.touch(second)
  await store.verb('deliver', { isOneRun: true })
  holdSame(
    score,
    beside,
    bench
      .look()
      .map(({ path }) => path)
      .sort(),
    (beside.deliveries as { path: string }[]).map(({ path }) => path).sort(),
  )
  ears.answerMs = 0
  await bench.run()
  await store.call('DELETE', `/webhooks/${fast}?force=true`)
  // One that takes 70 s: given up at 60 s, counted, not sent again.
  ears.answerMs = 1400
  await bench.touch(first)
  const came = (await bench.run()).length
  const failures = (await bench.state(slow))[1]
  const after = (await bench.run()).length
  ears.slowPath = null
  ears.answerMs = 0
  holdSame(score, alone, [came, failures, after], [1, Number((alone.state as { failure_count: string }).failure_count), 0])
  await store.call('DELETE', `/webhooks/${slow}?force=true`)
  await store.verb('settings', { hookTimeoutMs: 60_000 })
  await store.verb('scale', { scale: 1 })
}

/** A purchase by a guest at the shop's own checkout. */
export async function bought(url: string, product: number): Promise<void> {
  const form = new URLSearchParams({ product: String(product), name: 'Shop Per', email: 'guest@buyer.example' })
  const { status } = await fetch(`${url}/checkout/`, { method: 'POST', body: form, redirect: 'manual' })
  if (status !== 303) throw new Error(`the checkout answered ${status}`)
}

export const hookReplays: Replays = {
  'webhooks-rest.json': { acts: [overRest] },
  'webhooks-behaviour-rest.json': { acts: [aroundFailures] },
  'webhooks-behaviour.json': { acts: [behaviour] },
}
