/** Marks paid orders as delivered at their storefront, since the hub delivers them. The storefront takes it twice, so a crash anywhere repeats one. */

import type { ShopId } from '#database'
import { readOnlySentence, readOnlyWaitMs } from '#hub/connection/may-write.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { noteFulfilled, noteRefused, postponeFulfil, readUnfulfilled, type Unfulfilled, wantNoneFulfilled } from '#hub/order/fulfil.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack, mustBeFree } from './held-back.ts'
import { backOffMs } from './run-fault.ts'
import { contextOf } from './spoke-context.ts'

const helping = 50
/** Then the job ends and the clock starts another, so that a stop never waits long. */
const longestMs = 120_000
/** A storefront that failed for one order is asked for the others again after at most this. */
const othersWaitMs = 60_000

export async function fulfilOrders(deps: WorkDeps, { shop, connection: connectionId }: JobPayload, signal?: AbortSignal): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (connection === null || connection.state !== 'live') return
  const startedAt = now().getTime()
  while (!(signal?.aborted ?? false) && now().getTime() - startedAt < longestMs) {
    const due = await database.inShop(shop, tx => readUnfulfilled(tx, connectionId, { now: now(), limit: helping }))
    if (due.length === 0) return
    for (const order of due) if (!(await fulfilOne(deps, { shop, connection, order }))) return
  }
}

interface One {
  readonly shop: ShopId
  readonly connection: ConnectionFacts
  readonly order: Unfulfilled
}

/** @returns whether the next order may be asked for now. */
async function fulfilOne(deps: WorkDeps, one: One): Promise<boolean> {
  const { shop, connection, order } = one
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
    return await leave(deps, one, error)
  }
  await database.inShop(shop, tx => noteFulfilled(tx, order.orderId, now()))
  return true
}

/** The remedy alone decides. What passes makes the storefront wait; what does not is this order's own, and the others go on. */
async function leave({ database, now, log }: WorkDeps, { shop, connection, order }: One, error: unknown): Promise<boolean> {
  // The clock starts it again once all is let go.
  if (error instanceof HeldBack) return false
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : 'something went wrong here; the log says what'
  log.warn({ err: error, connection: connection.id, order: order.orderId, remedy }, 'an order could not be marked as delivered')
  // One that may change listings and not this: it is said of each order.
  if (remedy === 'seller' || remedy === 'bug' || (remedy === 'allow' && connection.mayWrite)) {
    await database.inShop(shop, tx => noteRefused(tx, order.orderId, message))
    return true
  }
  const told = remedy === 'allow' ? readOnlyWaitMs : remedy === 'wait' && error instanceof SpokeError ? (error.waitMs ?? 60_000) : null
  const waitMs = told ?? backOffMs(order.attempts + 1, Math.random)
  const after = (ms: number) => new Date(now().getTime() + ms)
  await database.inShop(shop, async tx => {
    if (remedy === 'reconnect')
      await needReconnect(
        tx,
        connection.id,
        `“${connection.label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`,
      )
    else
      await postponeFulfil(tx, connection.id, {
        orderId: order.orderId,
        until: after(waitMs),
        othersUntil: after(told ?? Math.min(waitMs, othersWaitMs)),
        isFailure: remedy === 'retry',
      })
  })
  return false
}
