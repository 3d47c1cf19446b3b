/** A hub in a process of its own, as `start` makes it, live at every pretend storefront that takes listings; its clock and theirs may run faster together. */
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '#database/free-port.ts'
import { openServer } from '#database/server.ts'
import type { FakeControl } from '#kit/fake.ts'
import { control } from '#kit/fake-control.ts'
import { publishingFakes } from '#kit/registry.ts'
import { silent } from '#log'
import { type Api, createApi } from '#web/api/client.ts'
import { connectAndRead, goLive } from '../src/drill/acts.ts'
import { type HubProcess, spawnHub, stopHub, throwAwayHome, until, untilReady } from '../src/drill/hub-process.ts'
import { makeOwner } from '../src/drill/scene.ts'
import { startStorefront } from './storefront-process.ts'

export interface BenchStore {
  readonly spoke: string
  /** Its own, where one spoke is there twice. */
  readonly label: string
  readonly far: FakeControl
  readonly connection: string
}

export interface HubStage {
  readonly home: string
  readonly origin: string
  readonly api: Api
  readonly shop: string
  readonly stores: readonly BenchStore[]
  /** Past the hub, at its own database. */
  readonly owner: pg.Client
  /** Of the role that the hub has there. */
  readonly databaseUrl: string
  readonly hub: () => HubProcess
  /** Stops the hub and starts it again: whole, or its pages alone, so that nothing is done by itself. */
  readonly restart: (role: 'all' | 'web') => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * @param scale how many times faster the clock of the hub and of the storefronts runs.
 * @param spokes one storefront each; every spoke that takes listings when left out.
 */
export async function openHubStage({ scale = 1, spokes }: { scale?: number; spokes?: readonly string[] } = {}): Promise<HubStage> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const shut of closers.splice(0).reverse()) await shut()
  }
  try {
    const { home, remove } = await throwAwayHome()
    closers.push(remove)
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const start = (role: 'all' | 'web') =>
      spawnHub({
        home,
        port,
        script: join(import.meta.dirname, 'scaled-hub.ts'),
        env: {
          SELVAGE_PUBLIC_URL: origin,
          SELVAGE_PRIVATE_HOSTS: '127.0.0.1',
          SELVAGE_BENCH_SCALE: String(scale),
          SELVAGE_BENCH_ROLE: role,
        },
      })
    let hub = start('all')
    closers.push(() => stopHub(hub))
    await untilReady(origin, hub)
    const restart = async (role: 'all' | 'web') => {
      await stopHub(hub)
      hub = start(role)
      await untilReady(origin, hub)
    }
    const api = createApi(origin, await makeOwner(origin, hub))
    const server = await openServer({ home, log: silent })
    closers.push(() => server.close())
    const owner = new pg.Client({ connectionString: server.ownerUrl })
    await owner.connect()
    closers.push(() => owner.end())
    const { id: shop } = await api.call('POST /shops', { body: { name: 'Bench Patterns', currency: 'EUR' } })
    const stores: BenchStore[] = []
    for (const spoke of spokes ?? (await publishingFakes()).keys()) {
      const running = await startStorefront(spoke)
      closers.push(running.stop)
      const far = control(running.controlUrl)
      await far.scale({ scale })
      const { settings } = await far.credentials()
      const before = stores.filter(store => store.spoke === spoke).length
      const label = before === 0 ? spoke : `${spoke} ${before + 1}`
      const place = { spoke, label, url: running.url, settings: settings as Record<string, string> }
      const connection = await connectAndRead({ api }, place, shop)
      await goLive({ api }, { shop, connection })
      stores.push({ spoke, label, far, connection })
    }
    return { home, origin, api, shop, stores, owner, databaseUrl: server.appUrl, hub: () => hub, restart, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Calls `fn` whenever something happened in the hub, as soon as it is committed. @returns ends it. */
export async function onEvents({ owner }: Pick<HubStage, 'owner'>, fn: () => void): Promise<() => Promise<void>> {
  await owner.query('listen selvage_event')
  owner.on('notification', fn)
  return async () => {
    owner.off('notification', fn)
    await owner.query('unlisten selvage_event')
  }
}

interface Standing {
  readonly connection: string
  readonly proven: number
  readonly all: number
  readonly stuck: number
}

/** How many listings of each connection are proven to be what is wanted. */
export async function standingOf({ owner }: Pick<HubStage, 'owner'>): Promise<readonly Standing[]> {
  const { rows } = await owner.query<Standing>(
    `select connection_id as connection, count(*)::int as all,
       (count(*) filter (where state = 'updated' and proven_no = desired_no))::int as proven,
       (count(*) filter (where state in ('needs-you', 'failed', 'gone')))::int as stuck
     from listing where pattern_id is not null group by connection_id`,
  )
  return rows
}

/** @throws {Error} when one cannot become right, or all of them did not in time. */
export async function untilAllProven(stage: HubStage, count: number, limitMs: number): Promise<void> {
  await until(
    `${count} listings are proven at each storefront`,
    async () => {
      const standing = await standingOf(stage)
      const stuck = standing.find(one => one.stuck > 0)
      if (stuck !== undefined) {
        const { rows } = await stage.owner.query(`select distinct reason from listing where state in ('needs-you', 'failed', 'gone')`)
        throw new Error(`listings are stuck: ${JSON.stringify(rows)}`)
      }
      return standing.length === stage.stores.length && standing.every(({ proven }) => proven === count)
    },
    limitMs,
    { everyMs: 50 },
  )
}
