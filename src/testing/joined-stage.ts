/** A shop of ours that has just joined what it found at pretend storefronts, over HTTP, on a wire that can be bent: for tests of what comes with a join. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Database, sql, type Tx } from '#database'
import { readBroughtTo } from '#hub/bringing/read-brought.ts'
import { connect } from '#hub/connection/connect.ts'
import { goLive } from '#hub/connection/move-state.ts'
import { accept, acceptPreview } from '#hub/join/accept.ts'
import { listProposals } from '#hub/join/read-join.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { readPattern } from '#hub/pattern/read-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { makeFetch } from '#kit/http.ts'
import { isCannot } from '#kit/shop.ts'
import { bring } from '#work/bring.ts'
import { match } from '#work/match.ts'
import { planningWorldOf, runDepsOf } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { sweep } from '#work/sweep.ts'
import { newShop } from './database.ts'
import { type StorefrontStage, storefrontStage } from './storefront-stage.ts'
import { secretKey } from './work-deps.ts'

/** One of the pictures that tests look at. */
export const photo = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../hub/picture/fixtures', name))

/** What somebody else has put up there. */
export interface Listed {
  readonly title: string
  readonly sku: string
  readonly pictures: readonly string[]
}

/** What stands at storefronts already, put there by somebody else; and a new shop that has just joined all of it to patterns. */
export async function joinedStage(
  t: TestContext,
  database: Database,
  shelves: readonly (readonly [spoke: string, listed: readonly Listed[]])[],
) {
  const home = join(tmpdir(), `selvage-bring-${randomUUID()}`)
  t.after(() => rm(home, { recursive: true, force: true }))
  const makers: StorefrontStage[] = []
  for (const [spoke, listed] of shelves) {
    const maker = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    for (const { title, sku, pictures } of listed) {
      const pattern = await maker.addPattern(title, sku)
      const images: { uploadId: string; alt: string }[] = []
      for (const [at, name] of pictures.entries())
        images.push({
          uploadId: await maker.keep(photo(name), name.endsWith('.png') ? 'image/png' : 'image/jpeg'),
          alt: `${title} ${at + 1}`,
        })
      await maker.inShop(tx => setImages(tx, pattern, images, maker.deps.now()))
      await maker.press([pattern])
    }
    await maker.settle()
    makers.push(maker)
  }
  const shop = await newShop(database)
  /** Stands before the wire: an answer of its own, or none. */
  const wire: { bend: (address: string) => Response | Error | null; asked: string[] } = { bend: () => null, asked: [] }
  const { deps: own } = makers[0]!
  const deps: typeof own = {
    ...own,
    config: { ...own.config, home },
    makeFetch: options => {
      const real = (own.makeFetch ?? makeFetch)(options)
      return async (address, init) => {
        wire.asked.push(String(address))
        const bent = wire.bend(String(address))
        if (bent instanceof Error) throw bent
        return bent ?? real(address, init)
      }
    },
  }
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connections: string[] = []
  for (const [at, { far }] of makers.entries()) {
    const { baseUrl, settings } = await far.credentials()
    const spoke = shelves[at]![0]
    const parsed = deps.spokes.get(spoke)!.settings.schema.parse(settings) as Record<string, unknown>
    const facts = { name: 'Far', version: null, warnings: [] }
    const now = deps.now()
    connections.push(
      await inShop(async tx => {
        const id = await connect(tx, {
          spoke,
          label: `Shop ${at + 1}`,
          baseUrl,
          account: '',
          currency: 'EUR',
          facts,
          settings: parsed,
          secretKey,
          now,
        })
        await goLive(tx, id, now)
        return id
      }),
    )
  }
  for (const connectionId of connections) await sweep(runDepsOf(deps), { shop, connectionId })
  await match(deps, { shop })
  const ids = (await inShop(tx => listProposals(tx, { limit: 50 }))).items.map(({ id }) => id)
  const accepting = { proposalIds: ids }
  const { key } = await inShop(tx => acceptPreview(tx, accepting))
  const acceptance = await inShop(tx => accept(tx, accepting, { key, pressedBy: 'test', now: deps.now() }))
  await match(deps, { shop })
  const patternIds = (await inShop(tx => sql<{ id: string }>`select pattern_id as id from pattern order by title`.execute(tx))).rows.map(
    ({ id }) => id,
  )
  const world = () => planningWorldOf(deps)
  /** Where the pictures lie, and which of them are asked for from now on. */
  const pictures = async () => {
    const seen = await inShop(tx => readStates(tx, { patternIds, connectionIds: connections }))
    const lie = new Set(
      seen.flatMap(({ connectionId, observed }) => {
        const { listedPictures } = deps.spokes.get(shelves[connections.indexOf(connectionId)]![0])!
        return isCannot(listedPictures) || observed === null ? [] : listedPictures(observed).map(({ address }) => address)
      }),
    )
    const begun = wire.asked.length
    const isPicture = (address: string) => lie.has(address)
    return { isPicture, from: () => wire.asked.slice(begun).filter(isPicture) }
  }
  return {
    pictures,
    ...{ makers, shop, deps, inShop, connections, acceptance, patternIds, wire },
    bring: (...more: Parameters<typeof bring> extends [unknown, unknown, ...infer Rest] ? Rest : never) => bring(deps, { shop }, ...more),
    rematch: () => match(deps, { shop }),
    whole: (id: string) => inShop(tx => readPattern(tx, id, world())),
    told: (id: string) => inShop(tx => readBroughtTo(tx, id)),
    show: () => inShop(tx => preview(tx, { patternIds }, world())),
    press: async () => {
      await inShop(async tx => {
        const { key } = await preview(tx, { patternIds }, world())
        return publish(tx, { patternIds }, { key, pressedBy: 'ann' }, world())
      })
      for (const connectionId of connections)
        for (let round = 0; round < 8; round++) {
          const { waiting } = await runListings(runDepsOf(deps), { shop, connectionId })
          if (waiting === 0) break
          await makers[0]!.pass(5_000)
        }
    },
  }
}
