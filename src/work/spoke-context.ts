/** What a spoke is handed to act for one connection: its settings, the way out under its rates, the shop's files. */
import { type ShopId, shopOf, type Tx } from '#database'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { readNotes, writeNote } from '#hub/listing/notes.ts'
import { ClockWatch } from '#kit/clock-watch.ts'
import { SpokeError } from '#kit/error.ts'
import { makeFetch } from '#kit/http.ts'
import { type KeyStore, keepKeys, memoryKeyStore, memoryNotes } from '#kit/keys.ts'
import type { AnyPay, AnyShop } from '#kit/registry.ts'
import type { RequestClass, SpokeContext } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'
import { connectionKeys } from './key-store.ts'

export interface Reached<Spoke = AnyShop> {
  readonly spoke: Spoke
  readonly ctx: SpokeContext<unknown>
  readonly settings: unknown
  /** What its answers have told of the clock there so far. */
  readonly clock: ClockWatch
}

/** The columns of a connection that a context is made of. */
export type ConnectionLike = Pick<ConnectionFacts, 'id' | 'spoke' | 'baseUrl' | 'sealed' | 'label'>

/**
 * @param beforeWrite awaited right before each request that may change something there; throws to hold it back.
 * @throws {SpokeError} 'reconnect' when its keys cannot be opened or are not what the spoke needs; 'bug' when its spoke is not installed.
 */
export function contextOf(
  deps: WorkDeps,
  shop: ShopId,
  connection: ConnectionLike,
  requestClass: RequestClass,
  beforeWrite?: () => Promise<void>,
): Reached {
  return reached(deps, shop, connection, { spoke: installed(deps.spokes, connection), requestClass, beforeWrite })
}

/** The same for a payment provider. */
export const payContextOf = (deps: WorkDeps, shop: ShopId, connection: ConnectionLike, requestClass: RequestClass): Reached<AnyPay> =>
  reached(deps, shop, connection, { spoke: installed(deps.pays ?? new Map(), connection), requestClass })

function installed<Spoke>(spokes: ReadonlyMap<string, Spoke>, connection: ConnectionLike): Spoke {
  const spoke = spokes.get(connection.spoke)
  if (spoke === undefined) throw new SpokeError('bug', `the connection to ${connection.spoke}: this version of Selvage cannot talk to it`)
  return spoke
}

function reached<Spoke extends AnyShop | AnyPay>(
  deps: WorkDeps,
  shop: ShopId,
  connection: ConnectionLike,
  { spoke, requestClass, beforeWrite }: { spoke: Spoke; requestClass: RequestClass; beforeWrite?: (() => Promise<void>) | undefined },
): Reached<Spoke> {
  const settings = settingsOf(deps, shop, connection, spoke)
  const { baseUrl } = connection
  const clock = new ClockWatch(baseUrl)
  const store = connectionKeys(deps, { shop, connectionId: connection.id, parse: kept => spoke.settings.schema.parse(kept) })
  const ctx = contextFrom(deps, { shop, spoke, settings, baseUrl, requestClass, clock, beforeWrite, store })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => deps.database.inShop(shop, fn)
  return {
    spoke,
    settings,
    clock,
    ctx: {
      ...ctx,
      notes: remoteIds => inShop(tx => readNotes(tx, connection.id, remoteIds)),
      note: (remoteId, note) => inShop(tx => writeNote(tx, connection.id, remoteId, note)),
    },
  }
}

interface Given {
  readonly shop: ShopId
  readonly spoke: Pick<AnyShop, 'rates' | 'learn' | 'tokens'>
  readonly settings: unknown
  readonly baseUrl: string
  readonly requestClass: RequestClass
  readonly clock: ClockWatch
  readonly beforeWrite?: (() => Promise<void>) | undefined
  readonly store?: KeyStore<unknown>
}

type ContextDeps = Pick<WorkDeps, 'rates' | 'now' | 'log' | 'config' | 'database' | 'blobs' | 'isShared' | 'ownHosts' | 'makeFetch'>

/** The same for keys that are only tried: nothing is kept, and what was renewed on the way is what `keys` then gives. */
export function contextFrom(deps: ContextDeps, given: Given): SpokeContext<unknown> {
  const { shop, spoke, settings, baseUrl, requestClass, clock, beforeWrite, store = memoryKeyStore(settings) } = given
  const rules = spoke.rates(settings, baseUrl)
  const { isShared = () => false, ownHosts = () => [] } = deps
  return {
    settings,
    baseUrl,
    now: deps.now,
    fetch: (deps.makeFetch ?? makeFetch)({
      rates: { limiter: deps.rates, rules },
      requestClass,
      now: deps.now,
      // A laptop may talk to a shop on its own network; where strangers type hosts, none of them may lead inside.
      allowPrivate: deps.config.publicUrl === undefined && !isShared(),
      allowedHosts: [...deps.config.privateHosts, ...ownHosts()],
      log: deps.log,
      learn: spoke.learn,
      clock,
      ...(beforeWrite && { beforeWrite }),
    }),
    ...keepKeys({ spoke, settings, store, now: deps.now, contextWith: kept => contextFrom(deps, { ...given, settings: kept }) }),
    ...memoryNotes(),
    learn: learned => (rules.length === 0 ? Promise.resolve() : deps.rates.learn(rules, learned)),
    openBlob: async sha256 => {
      const blob = await deps.blobs.open(shop, sha256)
      const mediaType = await deps.database.inShop(shop, tx => mediaTypeOf(tx, sha256))
      return { ...blob, mediaType }
    },
  }
}

function settingsOf(deps: WorkDeps, shop: ShopId, connection: ConnectionLike, spoke: AnyShop | AnyPay): unknown {
  try {
    const opened = openSettings(deps.secretKey, { shop, connection: connection.id }, connection.sealed)
    const parsed = spoke.settings.schema.safeParse(opened)
    if (!parsed.success)
      throw new SpokeError('reconnect', `“${connection.label}” needs its keys again: what is kept is not what ${spoke.label} asks for now.`)
    return parsed.data
  } catch (error) {
    if (error instanceof SpokeError) throw error
    throw new SpokeError('reconnect', (error as Error).message)
  }
}

async function mediaTypeOf(tx: Tx, sha256: string): Promise<string> {
  const found = await tx
    .selectFrom('blob')
    .select('media_type')
    .where('shop_id', '=', shopOf(tx))
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return found?.media_type ?? 'application/octet-stream'
}

/** @throws {Refused} when there is no such connection (any more). */
export const reach = async (deps: WorkDeps, shop: ShopId, connectionId: string, requestClass: RequestClass): Promise<Reached> =>
  contextOf(deps, shop, await deps.database.inShop(shop, tx => readConnection(tx, connectionId)), requestClass)
