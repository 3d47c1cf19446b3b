/** Marks paid orders as delivered at their storefront, since the hub delivers them. The storefront takes it twice, so a crash anywhere repeats one. */
import { readOnlySentence } from '#hub/connection/may-write.ts'
import { noteFulfilled, noteRefused, postponeFulfil, readUnfulfilled, type Unfulfilled, wantNoneFulfilled } from '#hub/order/fulfil.ts'
import { SpokeError } from '#kit/error.ts'
import { isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { mustBeFree } from './held-back.ts'
import { eachDue, leaveOne, type One } from './one-by-one.ts'
import { contextOf } from './spoke-context.ts'

export const fulfilOrders = (deps: WorkDeps, payload: JobPayload, signal?: AbortSignal): Promise<void> =>
  eachDue(deps, payload, signal, { read: readUnfulfilled, act: one => fulfilOne(deps, one) })

/** @returns whether the next order may be asked for now. */
async function fulfilOne(deps: WorkDeps, one: One<Unfulfilled>): Promise<boolean> {
  const { shop, connection, due: order } = one
  const { database, now } = deps
  try {
    await mustBeFree(deps, shop, connection.id)
    if (!connection.mayWrite) throw new SpokeError('allow', readOnlySentence)
    const { spoke, ctx } = contextOf(deps, shop, connection, 'push', () => mustBeFree(deps, shop, connection.id))
    if (isCannot(spoke.fulfil)) {
      await database.inShop(shop, tx => wantNoneFulfilled(tx, connection.id))
      return false
    }
    await spoke.fulfil(ctx, order.remoteId)
  } catch (error) {
    return await leaveOne(deps, one, error, {
      says: 'an order could not be marked as delivered',
      id: order.orderId,
      attempts: order.attempts,
      refuse: (tx, message) => noteRefused(tx, order.orderId, message),
      postpone: (tx, { until, othersUntil, isFailure }) =>
        postponeFulfil(tx, connection.id, { orderId: order.orderId, until, othersUntil, isFailure }),
    })
  }
  await database.inShop(shop, tx => noteFulfilled(tx, order.orderId, now()))
  return true
}
