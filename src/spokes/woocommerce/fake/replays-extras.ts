/** How the things that the recorder looked at a second time are played. */
import { newProduct } from './products.ts'
import type { Exchange } from './recordings.ts'
import { type Act, playAll, type Replays } from './replays.ts'
import { keepFile, olderOrder } from './replays-access.ts'
import { Bench } from './replays-hooks.ts'
import { blankOrder } from './replays-orders.ts'
import { parseGmt } from './time.ts'

const at = (exchanges: readonly Exchange[], name: string): number => exchanges.findIndex(each => each.name === name)

const bounds: Act = {
  prepare: state => {
    const [order, product] = [parseGmt('2026-11-23T02:52:01') ?? 0, parseGmt('2026-11-23T02:52:02') ?? 0]
    state.orders.push(
      { ...blankOrder(216), created: order - 60, modified: order - 60 },
      { ...blankOrder(217), created: order, modified: order },
    )
    state.products.push(newProduct(40, product - 60), { ...newProduct(41, product - 60), modified: product })
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true, ids: true }
    await playAll(stand, exchanges.slice(0, at(exchanges, 'five webhooks, {"per_page":1}')))
  },
}

interface Kept {
  readonly status: string
  readonly failure_count: string
}

const hooks: Act = {
  run: async (stand, exchanges) => {
    const { replay, score, ears, store } = stand
    const bench = new Bench(stand)
    for (let made = 0; made < 5; made++) await bench.hook('order.created')
    // Which of those made in one second come first, and which again, is chance: the ids are not held, their number and the headers are.
    replay.exactly = { paging: true }
    const activated = at(exchanges, 'activate again')
    await playAll(stand, exchanges.slice(at(exchanges, 'five webhooks, {"per_page":1}'), activated))
    const scenario = exchanges[activated + 1] as Exchange
    const [failed, active, again] = (scenario.response.body as Record<string, Kept>[]).map(each => Object.values(each)[0] as Kept)
    const product = await bench.product()
    const id = await bench.hook('product.updated', 'fail')
    replay.ids.set('webhooks/54', String(id))
    ears.answer = 500
    const states: unknown[] = []
    for (let count = 0; count < 8; count++) {
      await bench.touch(product)
      await bench.run()
    }
    states.push(await bench.state(id))
    await playAll(stand, exchanges.slice(activated, activated + 1))
    states.push(await bench.state(id))
    await bench.touch(product)
    await bench.run()
    states.push(await bench.state(id))
    const recorded = [failed, active, again].map(each => [each?.status, Number(each?.failure_count)])
    score.hold(
      scenario,
      JSON.stringify(states) === JSON.stringify(recorded) ? [] : [`${JSON.stringify(states)} instead of ${JSON.stringify(recorded)}`],
    )
    // 5 of 8 seconds, at 1:50.
    ears.answer = 200
    ears.answerMs = 160
    await store.verb('settings', { pingTimeoutMs: 100 })
    const startMs = performance.now()
    await playAll(stand, exchanges.slice(activated + 2, activated + 3))
    if (performance.now() - startMs < 100) score.wrong.push('[slow ping] it was not waited for')
  },
}

const downloads: Act = {
  prepare: async (state, uploads) => {
    olderOrder(state)
    await keepFile(state, uploads, 'scarf-letter.pdf', '%PDF-1.4 pattern v1 us letter\n')
    state.next.post = 218
  },
  run: async (stand, exchanges) => {
    const { store, ears } = stand
    ears.files.set('/files/pattern.pdf', { bytes: Buffer.from('answer 200'), type: 'application/pdf' })
    await playAll(stand, exchanges.slice(at(exchanges, 'product with files inside and outside the store')), async name => {
      if (name === 'buyer downloads after the files were replaced without ids')
        await store.call('PUT', '/products/218', { downloads: [{ name: 'outside', file: `${ears.url}/files/pattern.pdf` }] })
      if (name === 'buyer downloads after a full refund')
        await store.call('POST', '/orders/219/refunds', { amount: '2.00', api_refund: false })
    })
  },
}

export const extraReplays: Replays = { 'extras.json': { acts: [bounds, hooks, downloads] } }
