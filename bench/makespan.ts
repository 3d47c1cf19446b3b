/**
 * A new price on 1,000 patterns at six storefronts: how long until the last listing is proven, against the least that the storefronts' own limits allow;
 * how much memory the hub takes for it; and how long a sale waits that comes in the middle.
 */
import type { Fewest } from '#kit/fake.ts'
import { publishingFakes } from '#kit/registry.ts'
import { pause } from '../src/drill/hub-process.ts'
import { figure, type Measured } from './figure.ts'
import { type BenchStore, type HubStage, onEvents, openHubStage, standingOf } from './hub-stage.ts'
import { heldMb, watchMemory } from './memory.ts'
import { sellInTheMiddle } from './middle-sale.ts'
import { withStock } from './stock.ts'

/** The clocks of the hub and of the storefronts run so much faster; what is told is in their time. */
const scale = 1
/** Of an answer, where a storefront's limit is not its own speed. */
const answerMs = 100
/** After a start: what is due then is done, limits are told in the first answers, and what was spent is saved up again. */
const restMs = 25_000
/** The process as a whole fits beside its database on a machine of one gigabyte; what a change held is let go of when it is done. */
const limits = { saleSeconds: 60, residentMb: 512, heldAfterMb: 16 }
/** That one request takes. */
const mostPrices = 500
const giveUpMs = 600_000

export async function benchMakespan({ count = 1_000 } = {}): Promise<readonly Measured[]> {
  const spokes = [...(await publishingFakes()).keys()]
  // Five kinds take listings; the sixth is a second shop of one of them, as some have for another language.
  const stage = await openHubStage({ scale, spokes: [...spokes, spokes.at(-1)!] })
  try {
    const patternIds = await withStock(stage, patternsOf(count), async stocked => stocked.patternIds)
    for (const { far } of stage.stores) {
      const { isTimed } = await far.limits({ are: 'documented' })
      await far.pace({ answerMs: isTimed ? null : answerMs })
    }
    await stage.restart('all')
    await pause(restMs / scale)
    return await measure(stage, patternIds)
  } finally {
    await stage.close()
  }
}

const patternsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ craft: 'knitting' as const, summary: 'A warm thing.', description: '<p>Knit.</p>', tags: ['aran'], categories: ['Tops'] },
    ...{ title: `Bench cardigan ${at}`, sku: `BENCH-${at}`, price: { minor: 750n, currency: 'EUR' } },
  }))

async function measure(stage: HubStage, patternIds: readonly string[]): Promise<readonly Measured[]> {
  const { api, shop, stores } = stage
  const count = patternIds.length
  const price = { minor: '975', currency: 'EUR' }
  for (let at = 0; at < count; at += mostPrices)
    await api.call('POST /shops/{shop}/prices', { params: { shop }, body: { patternIds: patternIds.slice(at, at + mostPrices), price } })
  const { key } = await api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds: [...patternIds] } })
  const least = new Map<BenchStore, Fewest>()
  for (const store of stores) least.set(store, await store.far.fewest({ listings: count }))
  const heldBefore = await heldMb(stage.hub())
  const memory = watchMemory(stage.hub().child.pid!)
  const watch = await watchProven(stage, count)
  try {
    const begunAt = performance.now()
    await api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds: [...patternIds], key } })
    watch.begin()
    await watch.half
    const heldAmid = await heldMb(stage.hub())
    const sales = await sellInTheMiddle(stage, { limitMs: giveUpMs })
    const doneAt = await watch.all
    const tookMs = (store: BenchStore) => (doneAt.get(store)! - begunAt) * scale
    const of = `${count} listings at ${stores.length} storefronts (${stores.map(({ label }) => label).join(', ')})`
    const [slowest, seconds] = [...sales].reduce((a, b) => (b[1] > a[1] ? b : a))
    const resident = memory()
    const heldAfter = await heldMb(stage.hub())
    return [
      figure(
        { name: `a new price on ${of}, all proven; clocks ${scale} times as fast`, unit: 's', bound: { atMost: 1.1 } },
        { value: Math.max(...stores.map(tookMs)) / 1000, limit: Math.max(...[...least.values()].map(({ ms }) => ms)) / 1000 },
      ),
      ...stores.map(store =>
        figure(
          { name: `of these at ${store.label} alone (${least.get(store)!.says})`, unit: 's', bound: null },
          { value: tookMs(store) / 1000, limit: least.get(store)!.ms / 1000 },
        ),
      ),
      figure(
        { name: `a sale in the middle of it until it is taken, slowest storefront (${slowest.label})`, unit: 's', bound: { atMost: 1 } },
        { value: seconds * scale, limit: limits.saleSeconds },
      ),
      ...(resident === null
        ? []
        : [
            figure(
              { name: `the most memory of the hub meanwhile (${Math.round(resident.before)} before)`, unit: 'MB', bound: { atMost: 1 } },
              { value: resident.most, limit: limits.residentMb },
            ),
          ]),
      figure(
        {
          name: `what it still holds of the change in the end (in the middle ${Math.round(heldAmid - heldBefore)} MB)`,
          unit: 'MB',
          bound: { atMost: 1 },
        },
        { value: heldAfter - heldBefore, limit: limits.heldAfterMb },
      ),
    ]
  } finally {
    memory()
    await watch.stop()
  }
}

interface Watch {
  readonly begin: () => void
  /** Half of all is proven. */
  readonly half: Promise<void>
  /** When each storefront was. */
  readonly all: Promise<ReadonlyMap<BenchStore, number>>
  readonly stop: () => Promise<void>
}

async function watchProven(stage: HubStage, count: number): Promise<Watch> {
  const { stores } = stage
  const doneAt = new Map<BenchStore, number>()
  const half = Promise.withResolvers<void>()
  const all = Promise.withResolvers<typeof doneAt>()
  let hasBegun = false
  let isLooking = false
  let hasMore = false
  const lookOnce = async () => {
    const standing = await standingOf(stage)
    const at = performance.now()
    for (const store of stores) {
      const one = standing.find(({ connection }) => connection === store.connection)
      if (one?.proven === count && !doneAt.has(store)) doneAt.set(store, at)
    }
    if (standing.reduce((sum, { proven }) => sum + proven, 0) >= (count * stores.length) / 2) half.resolve()
    if (doneAt.size === stores.length) all.resolve(doneAt)
  }
  const lookAgain = async () => {
    isLooking = true
    while (hasMore) {
      hasMore = false
      await lookOnce()
    }
    isLooking = false
  }
  const fail = (error: unknown) => {
    half.reject(error)
    all.reject(error)
  }
  // It is waited for only once the half is there; a fault before that is heard by the half.
  all.promise.catch(() => {})
  // One look at a time: hundreds are proven in one moment, and each look is work for the machine that is measured.
  const look = () => {
    hasMore = hasBegun
    if (!isLooking) void lookAgain().catch(fail)
  }
  const off = await onEvents(stage, look)
  const timer = setTimeout(() => fail(new Error(`only proven: ${[...doneAt.keys()].map(({ label }) => label).join(', ')}`)), giveUpMs)
  return {
    begin: () => {
      hasBegun = true
    },
    half: half.promise,
    all: all.promise,
    stop: async () => {
      clearTimeout(timer)
      await off()
    },
  }
}
