/** The stage of a drill: a pretend storefront, relays that may lie, a hub on a throw-away home, an owner signed in. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freePort } from '#database/free-port.ts'
import type { ListingField } from '#hub/listing/content.ts'
import type { FakeControl } from '#kit/fake.ts'
import { control } from '#kit/fake-control.ts'
import type { Lie, Meddling } from '#kit/lie.ts'
import { fakes, shopById, spokesFolder } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { type Api, createApi } from '#web/api/client.ts'
import { type HubProcess, spawnHub, stopHub, throwAwayHome, until, untilReady } from './hub-process.ts'
import { startMeddler } from './meddler.ts'

/** A pretend storefront with which the hub is connected. */
export interface Store {
  readonly spoke: string
  /** As she calls it here. */
  readonly label: string
  /** The far side's own truth. */
  readonly far: FakeControl
  readonly controlUrl: string
  /** As the hub is told of it. */
  readonly url: string
  /** Without the relay between. */
  readonly direct: string
  readonly settings: Record<string, string>
  /** Those that it can hold. */
  readonly fields: readonly ListingField[]
  /** Its fault switches. */
  readonly faults: readonly string[]
  readonly holdsFiles: boolean
  readonly reachesEarlierBuyers: boolean
  readonly tellsBuyers: boolean
  /** Why no listing can be made or changed there; null where it can. */
  readonly cannotPublish: string | null
  /** Its listings can be read, so that hers are found there. */
  readonly tellsListings: boolean
  /** What was sold before can be read. */
  readonly tellsHistory: boolean
  /** Its sales come by its messages alone, to an address that she puts there by hand. */
  readonly isToldByHand: boolean
}

export interface Scene {
  readonly stores: readonly Store[]
  readonly origin: string
  readonly api: Api
  readonly hubs: HubProcess[]
  readonly home: string
  readonly startHub: (role?: 'web' | 'work', env?: Record<string, string>) => Promise<HubProcess>
  readonly close: () => Promise<{ readonly exits: readonly (number | null)[] }>
}

export interface SceneOptions {
  readonly spokes: readonly string[]
  /** Between the hub and that storefront. */
  readonly lie?: { readonly spoke: string; readonly lie: Lie }
  /** Between the world and the hub. */
  readonly outerLie?: Meddling
  /** 'all' for one process; else one process each. */
  readonly roles: readonly ('all' | 'web' | 'work')[]
  readonly env?: Readonly<Record<string, string>>
}

export async function liesOf(spoke: string): Promise<Readonly<Record<string, Lie>>> {
  return ((await import(pathToFileURL(join(spokesFolder, spoke, 'lies.ts')).href)) as { lies: Readonly<Record<string, Lie>> }).lies
}

export async function openScene({ spokes, lie, outerLie, roles, env = {} }: SceneOptions): Promise<Scene> {
  const closers: (() => Promise<unknown>)[] = []
  const hubs: HubProcess[] = []
  const exits: (number | null)[] = []
  const close = async () => {
    for (const hub of [...hubs].reverse()) exits.push(await stopHub(hub))
    for (const shut of closers.reverse()) await shut()
    return { exits }
  }
  try {
    const { home, remove } = await throwAwayHome()
    closers.push(remove)
    const stores: Store[] = []
    for (const spoke of spokes) {
      const store = await openStore(spoke, lie?.spoke === spoke && lie.lie.of !== 'messages' ? lie.lie : null, closers)
      stores.push(store)
    }
    const port = await freePort()
    const world = await startMeddler({ target: `http://127.0.0.1:${port}`, meddling: outerLie ?? ofMessages(lie) })
    closers.push(world.stop)
    const shared = { SELVAGE_PUBLIC_URL: world.url, SELVAGE_PRIVATE_HOSTS: '127.0.0.1', ...env }
    const startHub = async (role?: 'web' | 'work', more: Record<string, string> = {}) => {
      const hub = spawnHub({ home, port: role === 'work' ? await freePort() : port, ...(role && { role }), env: { ...shared, ...more } })
      hubs.push(hub)
      return hub
    }
    for (const role of roles) {
      const hub = await startHub(role === 'all' ? undefined : role)
      if (role !== 'work') await untilReady(`http://127.0.0.1:${port}`, hub)
    }
    const origin = world.url
    const cookie = await makeOwner(origin, hubs[0]!)
    await writeFile(join(home, 'drill.json'), JSON.stringify({ origin, stores: stores.map(({ url }) => url) }))
    return { stores, origin, api: createApi(origin, cookie), hubs, home, startHub, close }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** What a storefront sends comes in through the world; other requests than its messages pass. */
function ofMessages(lie: SceneOptions['lie']): Meddling | null {
  if (lie?.lie.of !== 'messages') return null
  const meddling = lie.lie.make()
  return (exchange, pass) => (exchange.path.startsWith('/hooks/') ? meddling(exchange, pass) : pass())
}

async function openStore(spoke: string, lie: Lie | null, closers: (() => Promise<unknown>)[]): Promise<Store> {
  const fake = (await fakes()).get(spoke)
  if (!fake) throw new Error(`there is no pretend storefront “${spoke}”`)
  const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed: 1 })
  closers.push(running.stop)
  const relay = await startMeddler({ target: running.url, meddling: lie?.make() ?? null })
  closers.push(relay.stop)
  const far = control(running.controlUrl)
  const { settings } = await far.credentials()
  const { label, fields, reachesEarlierBuyers, tellsBuyers, publishes, readListings, readSales, salesInHook, keepHooks } =
    await shopById(spoke)
  return {
    spoke,
    label: `Mine at ${label}`,
    far,
    controlUrl: running.controlUrl,
    url: relay.url,
    direct: running.url,
    fields,
    faults: Object.keys(fake.faults),
    settings: settings as Record<string, string>,
    holdsFiles: fields.includes('files'),
    reachesEarlierBuyers: fields.includes('files') && !isCannot(reachesEarlierBuyers),
    tellsBuyers: !isCannot(tellsBuyers),
    cannotPublish: isCannot(publishes) ? publishes.cannot : null,
    tellsListings: !isCannot(readListings),
    tellsHistory: !isCannot(readSales),
    isToldByHand: salesInHook !== null && isCannot(keepHooks),
  }
}

/** Follows the one-time link that the first start printed, as its owner would. @returns the session's cookie. */
export async function makeOwner(origin: string, hub: HubProcess): Promise<string> {
  const link = await until(
    'the one-time owner link is printed',
    async () => /https?:\/\/\S+\/owner\/[\w-]+/.exec(hub.output())?.[0] ?? null,
  )
  const url = new URL(new URL(link).pathname, origin)
  const form = new URLSearchParams({ name: 'Drill Owner', email: 'owner@example.com', password: 'correct horse battery staple' })
  const response = await fetch(url, { method: 'POST', body: form, headers: { origin: url.origin }, redirect: 'manual' })
  const cookies = response.headers.getSetCookie().map(cookie => cookie.split(';')[0])
  if (response.status >= 400 || cookies.length === 0)
    throw new Error(`the owner link answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return cookies.join('; ')
}
