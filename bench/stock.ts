/**
 * Puts the same patterns on every shelf, as the hub itself does it, in this process and asking no limit: what is measured afterwards begins from a shop at
 * rest, and a thousand listings at six storefronts would take an hour under their limits.
 */
import { join } from 'node:path'
import { readConfig } from '#config'
import { asShop, createDatabase, type Database } from '#database'
import { keptKey } from '#hub/connection/secret-key.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { addVersion } from '#hub/pattern/add-version.ts'
import { createPattern } from '#hub/pattern/create-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import { type Fetch, makeFetch } from '#kit/http.ts'
import type { RateLimiter } from '#kit/rate.ts'
import { shops } from '#kit/registry.ts'
import { silent } from '#log'
import { upload } from '#web/api/client.ts'
import type { WorkDeps } from '#work/deps.ts'
import { type RunDeps, runDepsOf } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { contextOf } from '#work/spoke-context.ts'
import { sweep } from '#work/sweep.ts'
import { pause } from '../src/drill/hub-process.ts'
import { pdfOf, pngOf } from '../src/drill/props.ts'
import { type HubStage, untilAllProven } from './hub-stage.ts'

export interface Stocked {
  readonly patternIds: readonly string[]
  /** What a sweep or a run needs, without limits. @param bend stands between the hub and every storefront. */
  readonly deps: (bend?: (real: Fetch) => Fetch) => RunDeps
}

type NewPattern = Parameters<typeof createPattern>[1]

/** So old a mark is trusted everywhere. */
const restMs = 3_000
/** And an hour, since some platforms count a day by its hours. */
const dayMs = 25 * 3_600_000
/** For the last few that a run has just finished. */
const provenMs = 5_000
/** A run takes so many and leaves the rest to the next; more runs than that find nothing to do. */
const mostRuns = 20
const runsAtOnce = 4

/** @param fn what is done while the shop is at rest and the hub does nothing by itself. */
export async function withStock<Result>(
  stage: HubStage,
  patterns: readonly NewPattern[],
  fn: (stocked: Stocked) => Promise<Result>,
): Promise<Result> {
  await stage.restart('web')
  const database = createDatabase({ url: stage.databaseUrl, max: (runsAtOnce + 2) * stage.stores.length, name: 'selvage bench' })
  try {
    const patternIds = await makePatterns(stage, database, patterns)
    await pressAll(stage, patternIds)
    const deps = await unlimited(stage, database)
    const plain = deps()
    // Yesterday, so that none of it counts into what a day allows.
    await Promise.all(stage.stores.map(({ far }) => far.limits({ are: 'raised' })))
    await moveClocks(stage, -dayMs)
    await fillAll(plain, stage)
    await moveClocks(stage, dayMs)
    await untilAllProven(stage, patternIds.length, provenMs)
    await pause(restMs)
    // All of it, with what a storefront makes of it by itself; then by marks that are old enough.
    for (let looks = 0; looks < 2; looks++) await sweepAll(plain, stage)
    return await fn({ patternIds, deps })
  } finally {
    await database.close()
  }
}

const moveClocks = ({ stores }: HubStage, ms: number) => Promise.all(stores.map(({ far }) => far.advance({ ms })))

export const sweepAll = (deps: RunDeps, { shop, stores }: HubStage) =>
  Promise.all(stores.map(({ connection }) => sweep(deps, { shop: asShop(shop), connectionId: connection })))

/** Several runs at once for each storefront, each with its own part: one that lets a listing wait for its pictures does not hold up all. */
async function fillAll(deps: RunDeps, { owner, shop }: HubStage): Promise<void> {
  const { rows } = await owner.query<{ connectionId: string; listings: string[] }>(
    'select connection_id as "connectionId", array_agg(listing_id) as listings from listing where desired_no > 0 group by connection_id',
  )
  const parts = rows.flatMap(({ connectionId, listings }) => {
    const size = Math.ceil(listings.length / runsAtOnce)
    return Array.from({ length: runsAtOnce }, (_, at) => ({ connectionId, only: listings.slice(at * size, (at + 1) * size) }))
  })
  await Promise.all(parts.filter(({ only }) => only.length > 0).map(part => fill(deps, shop, part)))
}

async function fill(deps: RunDeps, shop: string, { connectionId, only }: { connectionId: string; only: readonly string[] }): Promise<void> {
  for (let proven = 0, runs = 0; proven < only.length && runs < mostRuns; runs++) {
    const report = await runListings(deps, { shop: asShop(shop), connectionId, only })
    proven += report.proven
    // What a storefront was too busy for is due again a little later.
    if (report.proven === 0) await pause(restMs)
  }
}

/** All with the same file and picture, in one transaction at the hub's own database. */
async function makePatterns({ api, shop }: HubStage, database: Database, patterns: readonly NewPattern[]): Promise<string[]> {
  const pdf = await upload(api, shop, 'a4.pdf', await pdfOf('one for all'))
  const picture = await upload(api, shop, 'cover.png', pngOf(64, 80, [200, 120, 60]))
  return database.inShop(asShop(shop), async tx => {
    const ids: string[] = []
    for (const pattern of patterns) {
      const id = await createPattern(tx, pattern, new Date())
      await setImages(tx, id, [{ uploadId: picture, alt: '' }], new Date())
      const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `${pattern.title} A4.pdf`, uploadId: pdf }]
      await addVersion(tx, id, { number: '1.0', kind: 'first', note: '', files }, new Date())
      ids.push(id)
    }
    return ids
  })
}

export async function pressAll({ api, shop }: HubStage, patternIds: readonly string[]): Promise<void> {
  const { key } = await api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds: [...patternIds] } })
  await api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds: [...patternIds], key } })
}

const free: RateLimiter = {
  take: async () => ({ isGranted: true, at: 0, isStillGood: async () => true, release: async () => {} }),
  pause: async () => {},
  learn: async () => {},
}

async function unlimited({ home, origin }: HubStage, database: Database): Promise<Stocked['deps']> {
  const common: WorkDeps = {
    database,
    config: readConfig({ SELVAGE_HOME: home, SELVAGE_PUBLIC_URL: origin, SELVAGE_PRIVATE_HOSTS: '127.0.0.1' }),
    spokes: await shops(),
    blobs: folderStore(join(home, 'files')),
    now: () => new Date(),
    log: silent,
    secretKey: await keptKey(database, home),
    rates: free,
    publicUrl: () => ({ state: 'reached', url: origin, checkedAt: new Date(), sentence: '' }),
  }
  return (bend = real => real) => {
    const deps: WorkDeps = { ...common, makeFetch: options => bend(makeFetch(options)) }
    const runDeps = runDepsOf(deps)
    // Nothing is held back here, so nobody is asked before each write.
    return { ...runDeps, open: (shop, connection, of) => contextOf(deps, shop, { ...connection, id: connection.connectionId }, of) }
  }
}
