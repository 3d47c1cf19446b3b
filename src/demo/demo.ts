/** The demo: a shop of its own beside the seller's, its storefront in a child process, sales coming in. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '#config'
import { asShop, type Database, type ShopId, sql } from '#database'
import { directory } from '#database/directory.ts'
import type { BlobStore } from '#hub/file/blob-store.ts'
import { removeDemoShop } from '#hub/shop/remove-demo-shop.ts'
import { startShop } from '#hub/shop/start-shop.ts'
import { control } from '#kit/fake-control.ts'
import { fakes, payFakes, pays, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import type { Log } from '#log'
import { createApi } from '#web/api/client.ts'
// The patterns and what draws them are more than a third of all that a start would load: only where there is a demo, by `import()` below.
import type { DemoStore } from './build.ts'
import { type FakesProcess, startFakesProcess } from './fakes-process.ts'
import type { DemoTill } from './open-store.ts'

export interface Demo {
  readonly stop: () => Promise<void>
  /** Resolves when the demo shop is whole; rejects when it could not be built. */
  readonly built: Promise<void>
}

export interface DemoInput {
  readonly config: Config
  readonly database: Database
  readonly blobs: BlobStore
  readonly log: Log
  /** The hub's own loopback address. */
  readonly origin: string
  readonly now: () => Date
  /** Told where the pretend shops answer (`host:port`), before anybody is sent there. */
  readonly onHosts: (hosts: readonly string[]) => void
}

const seed = 20261124

/** The folder that holds all of the demo but its rows; `demo reset` empties it. */
export const demoFolder = (home: string): string => join(home, 'demo')
const builtMark = (home: string): string => join(demoFolder(home), 'built')

const isAllowed = ({ demo, publicUrl }: Config): boolean => demo && publicUrl === undefined

/**
 * Makes the demo's shop when it is wanted and not whole: no public URL is set, it is not switched off, and there is either a demo shop or no shop at all.
 * Done before the pages answer: who opens them at once sees the demo being made, and is not asked to sign in where nobody can.
 */
export async function prepareDemo({ config, database, blobs }: Pick<DemoInput, 'config' | 'database' | 'blobs'>): Promise<void> {
  const { home } = config
  if (!isAllowed(config)) return
  const earlier = await directory.demoShop(database)
  if (earlier === null && (await directory.shops(database)).length > 0 && !existsSync(resetMark(home))) return
  if (earlier !== null && existsSync(builtMark(home))) return
  if (earlier !== null) await takeAway({ database, blobs, home }, earlier) // half-built when the last start was cut off
  await rm(builtMark(home), { force: true })
  await startShop(database, { name: 'Saltmarsh Patterns (demo)', slug: 'demo', currency: 'EUR', isDemo: true, owner: null })
}

/**
 * Starts what makes the prepared demo live: its storefront, what it holds, its sales.
 *
 * @returns null when there is to be no demo.
 */
export async function startDemo(input: DemoInput): Promise<Demo | null> {
  const { config, database, log } = input
  const shop = isAllowed(config) ? await directory.demoShop(database) : null
  if (shop === null) return null
  const fakesProcess = await startFakesProcess({
    stateDir: join(demoFolder(config.home), 'stores'),
    port: config.fakesPort,
    seed,
    expected: (await fakes()).size + (await payFakes()).size,
    log,
  })
  await writeFile(storesFile(config.home), `${JSON.stringify(Object.fromEntries(fakesProcess.shops), null, 2)}\n`)
  input.onHosts([...fakesProcess.shops.values()].map(({ url }) => new URL(url).host))
  let stopSelling = () => {}
  const isWhole = existsSync(builtMark(config.home))
  const built = (async () => {
    const stores = await storesOf(fakesProcess)
    const running = [...fakesProcess.shops].map(([spoke, { url }]) => ({ spoke, url }))
    if (isWhole) await followAddresses(input, shop, running)
    else await build(input, shop, { stores, tills: await tillsOf(fakesProcess) })
    const { keepSelling } = await import('./pace.ts')
    stopSelling = keepSelling(
      stores.map(({ far }) => far),
      { seed, log },
    )
  })()
  built.catch(fault =>
    log.error({ err: fault }, 'the demo shop could not be built; `bin/selvage demo reset` builds it anew at the next start'),
  )
  return {
    built,
    stop: async () => {
      stopSelling()
      await built.catch(() => null)
      stopSelling()
      await fakesProcess.stop()
    },
  }
}

/** Those of the running platforms that are storefronts where her patterns can be listed. */
async function storesOf({ shops: running }: FakesProcess): Promise<DemoStore[]> {
  const spokes = await shops()
  return [...running].flatMap(([id, { url, controlUrl }]): DemoStore[] => {
    const spoke = spokes.get(id)
    if (spoke === undefined || isCannot(spoke.publishes)) return []
    return [{ spoke: id, label: `Saltmarsh on ${spoke.label}`, url, far: control(controlUrl), fields: spoke.fields }]
  })
}

/** Those that are payment providers. */
async function tillsOf({ shops: running }: FakesProcess): Promise<DemoTill[]> {
  const providers = await pays()
  return [...running].flatMap(([id, { controlUrl }]) => (providers.has(id) ? [{ provider: id, controlUrl }] : []))
}

async function build(
  { config, origin, now }: DemoInput,
  shop: ShopId,
  { stores, tills }: { stores: readonly DemoStore[]; tills: readonly DemoTill[] },
): Promise<void> {
  const { buildDemo } = await import('./build.ts')
  const api = createApi(origin, '')
  await buildDemo({ api, shop, stores, folder: demoFolder(config.home), now })
  const { openStore } = await import('./open-store.ts')
  await openStore({ api, shop, tills })
  await rm(resetMark(config.home), { force: true })
  await writeFile(builtMark(config.home), `${now().toISOString()}\n`)
}

/** Its files go first: rows without files are met again at the next try, files without rows never. */
async function takeAway({ database, blobs, home }: DemoPlace, shop: ShopId): Promise<void> {
  await blobs.removeShop(shop)
  await rm(join(home, 'uploads', shop), { recursive: true, force: true })
  await removeDemoShop(database, shop)
}

/** A pretend storefront may have come up on another port than last time, and so may we: where its messages go is looked at anew. */
async function followAddresses(
  { database, now }: DemoInput,
  shop: ShopId,
  running: readonly { readonly spoke: string; readonly url: string }[],
): Promise<void> {
  for (const { spoke, url } of running) {
    await database.inShop(shop, async tx => {
      await tx
        .updateTable('connection')
        .set({
          base_url: sql<string>`regexp_replace(base_url, ${anyLoopback}, ${url}::text)`,
          facts: sql<string>`coalesce(jsonb_set(facts, '{url}', to_jsonb(regexp_replace(facts->>'url', ${anyLoopback}, ${url}::text))), facts)`,
          next_hooks_at: now(),
        })
        .where('spoke', '=', spoke)
        .execute()
    })
  }
}

const anyLoopback = '^http://127[.]0[.]0[.]1:[0-9]+'

const resetMark = (home: string): string => join(home, 'demo-reset')

interface DemoPlace {
  readonly database: Database
  readonly blobs: BlobStore
  readonly home: string
}

/** Takes the demo shop, its files and its storefront away; with `again`, the next start builds it anew. Nobody may be working on it meanwhile. */
export async function removeDemo({ again, ...place }: DemoPlace & { again: boolean }): Promise<void> {
  const { database, home } = place
  // First what says that it is whole: cut off after this, the next start takes the rest away and builds it anew.
  await rm(demoFolder(home), { recursive: true, force: true })
  const shop = await directory.demoShop(database)
  if (shop !== null) await takeAway(place, asShop(shop))
  if (again) await writeFile(resetMark(home), '')
  else await rm(resetMark(home), { force: true })
}

/** Where each pretend shop answers now, by spoke, with its control port: for whoever wants to play its other side. Written anew at each start. */
export const storesFile = (home: string): string => join(demoFolder(home), 'stores.json')

/** Where the corrected PDFs lie that a first-time seller can upload. */
export const tryFolder = (home: string): string => join(demoFolder(home), 'try')
