/** A new price on 300 patterns at every storefront: how long until the last listing is proven, against the least that the storefronts' own limits allow. */
import { asShop, createDatabase } from '#database'
import { addVersion } from '#hub/pattern/add-version.ts'
import { createPattern } from '#hub/pattern/create-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import type { Fewest } from '#kit/fake.ts'
import { upload } from '#web/api/client.ts'
import { look } from '../src/drill/acts.ts'
import { pause, until } from '../src/drill/hub-process.ts'
import { pdfOf, pngOf } from '../src/drill/props.ts'
import { figure, type Measured } from './figure.ts'
import { type HubStage, onEvents, openHubStage, standingOf, untilAllProven } from './hub-stage.ts'

const count = 300
/** The clocks of the hub and of the storefronts run so much faster; what is told is in their time. */
const scale = 1
/** Of an answer, where a storefront's limit is not its own speed. */
const answerMs = 100

export async function benchMakespan(): Promise<readonly Measured[]> {
  const stage = await openHubStage({ scale })
  try {
    const patternIds = await makePatterns(stage)
    await pressAll(stage, patternIds)
    await untilAllProven(stage, count, 600_000)
    // Looked at when its marks are old enough to be trusted, as a shop at rest is; and again, to be told of the limits that it then has.
    await pause(3_000)
    await lookAtAll(stage)
    for (const { far } of stage.stores) {
      const { isTimed } = await far.limits({ are: 'documented' })
      await far.pace({ answerMs: isTimed ? null : answerMs })
    }
    await lookAtAll(stage)
    await pause(22_000 / scale)
    const price = { minor: '975', currency: 'EUR' }
    await stage.api.call('POST /shops/{shop}/prices', { params: { shop: stage.shop }, body: { patternIds, price } })
    return await measure(stage, patternIds)
  } finally {
    await stage.close()
  }
}

async function measure(stage: HubStage, patternIds: readonly string[]): Promise<readonly Measured[]> {
  const least = new Map<string, Fewest>()
  const doneAt = new Map<string, number>()
  const key = await keyOf(stage, patternIds)
  for (const { spoke, far } of stage.stores) least.set(spoke, await far.fewest({ listings: count }))
  await Promise.all(stage.stores.map(({ far }) => far.resetRequests()))
  const { promise: all, resolve, reject } = Promise.withResolvers<void>()
  let isPressed = false
  let isSeeing = false
  let hasMore = false
  const lookOnce = async () => {
    const standing = await standingOf(stage)
    const at = performance.now()
    for (const { spoke, connection } of stage.stores) {
      const one = standing.find(found => found.connection === connection)
      if (one?.proven === count && !doneAt.has(spoke)) doneAt.set(spoke, at)
    }
    if (doneAt.size === stage.stores.length) resolve()
  }
  const seeAll = async () => {
    isSeeing = true
    while (hasMore) {
      hasMore = false
      await lookOnce()
    }
    isSeeing = false
  }
  // One look at a time: hundreds are proven in one moment, and each look is work for the machine that is measured.
  const see = () => {
    hasMore = isPressed
    if (!isSeeing) void seeAll().catch(reject)
  }
  const off = await onEvents(stage, see)
  const timer = setTimeout(() => reject(new Error(`only proven: ${[...doneAt.keys()].join(', ')}`)), 600_000)
  try {
    const begunAt = performance.now()
    await publish(stage, patternIds, key)
    isPressed = true
    await all
    const tookMs = (spoke: string) => (doneAt.get(spoke)! - begunAt) * scale
    const spokes = stage.stores.map(({ spoke }) => spoke)
    return [
      figure(
        { name: `a new price on ${count} listings at ${spokes.length} storefronts, all proven`, unit: 's', bound: { atMost: 1.1 } },
        { value: Math.max(...spokes.map(tookMs)) / 1000, limit: Math.max(...[...least.values()].map(({ ms }) => ms)) / 1000 },
      ),
      ...spokes.map(spoke =>
        figure(
          { name: `of these at ${spoke} alone (${least.get(spoke)!.says})`, unit: 's', bound: null },
          { value: tookMs(spoke) / 1000, limit: least.get(spoke)!.ms / 1000 },
        ),
      ),
    ]
  } finally {
    clearTimeout(timer)
    await off()
  }
}

/** All with the same file and picture, in one transaction at the hub's own database. */
async function makePatterns({ api, shop, databaseUrl }: HubStage): Promise<string[]> {
  const pdf = await upload(api, shop, 'a4.pdf', await pdfOf('one for all'))
  const picture = await upload(api, shop, 'cover.png', pngOf(64, 80, [200, 120, 60]))
  const database = createDatabase({ url: databaseUrl, max: 1, name: 'selvage bench' })
  try {
    return await database.inShop(asShop(shop), async tx => {
      const ids: string[] = []
      for (let at = 0; at < count; at++) {
        const facts = {
          craft: 'knitting' as const,
          summary: 'A warm thing.',
          description: '<p>Knit.</p>',
          tags: ['aran'],
          categories: ['Tops'],
        }
        const price = { minor: 750n, currency: 'EUR' }
        const id = await createPattern(tx, { ...facts, title: `Bench cardigan ${at}`, sku: `BENCH-${at}`, price }, new Date())
        await setImages(tx, id, [{ uploadId: picture, alt: '' }], new Date())
        const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `Cardigan ${at} A4.pdf`, uploadId: pdf }]
        await addVersion(tx, id, { number: '1.0', kind: 'first', note: '', files }, new Date())
        ids.push(id)
      }
      return ids
    })
  } finally {
    await database.close()
  }
}

const keyOf = async ({ api, shop }: HubStage, patternIds: readonly string[]): Promise<string> =>
  (await api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds: [...patternIds] } })).key

const publish = ({ api, shop }: HubStage, patternIds: readonly string[], key: string) =>
  api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds: [...patternIds], key } })

const pressAll = async (stage: HubStage, patternIds: readonly string[]) => publish(stage, patternIds, await keyOf(stage, patternIds))

/** As she asks for it, and until it is done. */
async function lookAtAll({ api, shop, stores, owner }: HubStage): Promise<void> {
  const lookedAt = async () => {
    const { rows } = await owner.query<{ connection: string; at: Date | null }>(
      'select connection_id as connection, last_sweep_at as at from connection',
    )
    return new Map(rows.map(({ connection, at }) => [connection, at?.getTime() ?? 0]))
  }
  const before = await lookedAt()
  for (const { connection } of stores) await look({ api }, { shop, connection })
  const isDone = async () => [...(await lookedAt())].every(([connection, at]) => at > before.get(connection)!)
  await until('each storefront is looked through', isDone, 120_000)
}
