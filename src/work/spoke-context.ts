/** What a spoke is handed to act for one connection: its settings, the way out under its rates, the shop's files. */
import { type ShopId, shopOf, type Tx } from '#database'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { ClockWatch } from '#kit/clock-watch.ts'
import { SpokeError } from '#kit/error.ts'
import { makeFetch } from '#kit/http.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { RequestClass, SpokeContext } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'

export interface Reached {
  readonly spoke: AnyShop
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
  const spoke = deps.spokes.get(connection.spoke)
  if (spoke === undefined) throw new SpokeError('bug', `the connection to ${connection.spoke}: this version of Selvage cannot talk to it`)
  const settings = settingsOf(deps, shop, connection, spoke)
  const { baseUrl } = connection
  const clock = new ClockWatch(baseUrl)
  return { spoke, settings, clock, ctx: contextFrom(deps, { shop, spoke, settings, baseUrl, requestClass, clock, beforeWrite }) }
}

/** The same for keys that are only tried: nothing is kept. */
export function contextFrom(
  deps: Pick<WorkDeps, 'rates' | 'now' | 'log' | 'config' | 'database' | 'blobs' | 'isShared' | 'ownHosts'>,
  {
    shop,
    spoke,
    settings,
    baseUrl,
    requestClass,
    clock,
    beforeWrite,
  }: {
    shop: ShopId
    spoke: AnyShop
    settings: unknown
    baseUrl: string
    requestClass: RequestClass
    clock: ClockWatch
    beforeWrite?: (() => Promise<void>) | undefined
  },
): SpokeContext<unknown> {
  return {
    settings,
    baseUrl,
    now: deps.now,
    fetch: makeFetch({
      rates: { limiter: deps.rates, rules: spoke.rates(settings, baseUrl) },
      requestClass,
      now: deps.now,
      // A laptop may talk to a shop on its own network; where strangers type hosts, none of them may lead inside.
      allowPrivate: deps.config.publicUrl === undefined && !(deps.isShared?.() ?? false),
      allowedHosts: [...deps.config.privateHosts, ...(deps.ownHosts?.() ?? [])],
      log: deps.log,
      clock,
      ...(beforeWrite && { beforeWrite }),
    }),
    openBlob: async sha256 => {
      const blob = await deps.blobs.open(shop, sha256)
      const mediaType = await deps.database.inShop(shop, tx => mediaTypeOf(tx, sha256))
      return { ...blob, mediaType }
    },
  }
}

function settingsOf(deps: WorkDeps, shop: ShopId, connection: ConnectionLike, spoke: AnyShop): unknown {
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
