/** What the runner and the sweep need of the world. Smaller than WorkDeps, so that a simulation can hand in its own. */
import type { Database, ShopId } from '#database'
import type { DeliverySource } from '#hub/listing/delivery.ts'
import type { PlanConnection, PlanningWorld } from '#hub/publication/plan.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { RequestClass, SpokeContext } from '#kit/shop.ts'
import type { Log } from '#log'
import type { WorkDeps } from './deps.ts'
import { mustBeFree } from './held-back.ts'
import { ownAddressFor } from './own-address.ts'
import { contextOf } from './spoke-context.ts'

export interface RunDeps {
  readonly database: Database
  readonly now: () => Date
  readonly log: Log
  /** @throws {SpokeError} when its keys cannot be opened or its spoke is not installed. */
  readonly open: (
    shop: ShopId,
    connection: PlanConnection,
    requestClass: RequestClass,
  ) => { readonly spoke: AnyShop; readonly ctx: SpokeContext<unknown> }
  readonly deliveryOf: (connection: PlanConnection) => DeliverySource
  /** From so many listings on it is asked first which have moved at all; 20 when left out. */
  readonly marksFrom?: number
  /** From 0 to 1, for the jitter of waits. */
  readonly random?: () => number
  /** Awaited at each await of a run, so that a test can end it there. */
  readonly crashPoint?: (name: string) => void | Promise<void>
}

export const runDepsOf = (deps: WorkDeps): RunDeps => ({
  database: deps.database,
  now: deps.now,
  log: deps.log,
  open: (shop, connection, requestClass) => {
    const id = connection.connectionId
    // One step may be many requests, and each may have waited for its turn.
    const beforeWrite = requestClass === 'push' ? () => mustBeFree(deps, shop, id) : undefined
    return contextOf(deps, shop, { ...connection, id }, requestClass, beforeWrite)
  },
  deliveryOf: connection => deliveryOf(deps, connection),
})

/** Files go by address to whom reaches this machine. Everywhere else copies are put into the platform's own store, for now only while an address is set. */
export function deliveryOf(
  deps: Pick<WorkDeps, 'publicUrl' | 'secretKey' | 'config'>,
  connection: Pick<PlanConnection, 'isDemo' | 'baseUrl'>,
): DeliverySource {
  const base = ownAddressFor(deps, connection)
  return base === null ? { kind: 'copy', isForNow: deps.publicUrl().state !== 'none' } : { kind: 'address', base, key: deps.secretKey }
}

/** For previews and presses, which compute and call nobody. */
export const planningWorldOf = (deps: WorkDeps): PlanningWorld => ({
  rulesOf: spoke => deps.spokes.get(spoke) ?? null,
  deliveryOf: connection => deliveryOf(deps, connection),
  now: deps.now(),
})
