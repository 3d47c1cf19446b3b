/**
 * Reads anew the sales that kept messages name, where the storefront's list would show what changed only much later. Nothing in a message is believed
 * but which sale it is about; what is so is asked of the storefront. The messages stay as they are: a look settles them, as it does everywhere.
 */
import type { ShopId } from '#database'
import { LeaseLost, withLease } from '#hub/connection/lease.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { waitingMessages } from '#hub/inbox/messages.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import type { AnyShop } from '#kit/registry.ts'
import { isCannot, type SpokeContext } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'

export interface NamedReader {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connectionId: string
  readonly leaseNo: bigint
  readonly leaseMs: number
  readonly spoke: AnyShop
  readonly ctx: SpokeContext<unknown>
}

/** Of one look. What more there is is met by the list in its own time. */
const [most, mostBytes] = [100, 4 * 1024 * 1024]

/** @throws {SpokeError} with nothing kept, and the messages still waiting. */
export async function readNamed({ deps, shop, connectionId, leaseNo, leaseMs, spoke, ctx }: NamedReader): Promise<void> {
  if (spoke.readNamed === undefined) return
  const messages = await deps.database.inShop(shop, tx => waitingMessages(tx, connectionId, { most, mostBytes }))
  if (messages.length === 0) return
  const items = await spoke.readNamed(
    ctx,
    messages.map(({ body }) => new Uint8Array(body)),
  )
  // What cannot be read is kept by the list, which knows the place it is at.
  const sales = items.flatMap(item => (item.isRead ? [item.sale] : []))
  if (sales.length === 0) return
  await deps.database.inShop(shop, tx =>
    withLease(tx, { connectionId, leaseNo, now: deps.now(), ms: leaseMs }, async () => {
      const connection = await readConnection(tx, connectionId).catch(() => null)
      // Paused or removed meanwhile: nothing of this is kept.
      if (connection?.state !== 'live' && connection?.state !== 'rehearsal') throw new LeaseLost()
      await takeOrders(tx, connectionId, sales, deps.now(), { isFulfilled: !isCannot(spoke.fulfil) })
    }),
  )
}
