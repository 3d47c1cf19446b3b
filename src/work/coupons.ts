/** Keeps coupons at a storefront as their promotions say: makes them, ends them, and finds what was changed there by hand. Done twice it is done once. */

import type { ShopId } from '#database'
import { readOnlySentence, readOnlyWaitMs } from '#hub/connection/may-write.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { type CouponState, type DueCoupon, keepAsked, noteSeen, postponeCoupon, readDueCoupons } from '#hub/promotion/coupon-due.ts'
import { type Brought, bringCoupon } from '#kit/bring-coupon.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack, mustBeFree } from './held-back.ts'
import { backOffMs } from './run-fault.ts'
import { contextOf } from './spoke-context.ts'

const helping = 50
/** Then the job ends and the clock starts another, so that a stop never waits long. */
const longestMs = 120_000
/** From this many failures on she is told why it takes so long. */
const toldAfter = 3

export async function keepCoupons(deps: WorkDeps, { shop, connection: connectionId }: JobPayload, signal?: AbortSignal): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (connection === null || connection.state !== 'live') return
  const startedAt = now().getTime()
  while (!(signal?.aborted ?? false) && now().getTime() - startedAt < longestMs) {
    const due = await database.inShop(shop, tx => readDueCoupons(tx, connectionId, { now: now(), limit: helping }))
    if (due.length === 0) return
    for (const coupon of due) if (!(await keepOne(deps, { shop, connection, coupon }))) return
  }
}

interface One {
  readonly shop: ShopId
  readonly connection: ConnectionFacts
  readonly coupon: DueCoupon
}

/** @returns whether the next one may be asked for now. */
async function keepOne(deps: WorkDeps, one: One): Promise<boolean> {
  const { shop, connection, coupon } = one
  const { database, now } = deps
  const { thereId, wish, remoteId, isAsked, isToRight, isOver } = coupon
  const note = (state: CouponState, reason: string | null) =>
    database.inShop(shop, tx => noteSeen(tx, thereId, { state, reason, now: now() }))
  try {
    await mustBeFree(deps, shop, connection.id)
    const { spoke, ctx } = contextOf(deps, shop, connection, 'push', () => mustBeFree(deps, shop, connection.id))
    const { coupons } = spoke
    if (isCannot(coupons) || 'byHand' in coupons) {
      await note('refused', isCannot(coupons) ? coupons.cannot : `It is made by hand there: ${coupons.byHand}.`)
      return true
    }
    const kept = { remoteId, isAsked }
    const keep = (next: typeof kept) => database.inShop(shop, tx => keepAsked(tx, thereId, next, now()))
    const brought = await bringCoupon({ ctx, coupons, wish, mark: thereId, kept, isOver, isToRight, keep })
    await note(brought.state === 'taken' ? 'refused' : brought.state, reasonOf(brought, wish.code, connection.label))
    return true
  } catch (error) {
    return await leave(deps, one, error)
  }
}

function reasonOf(brought: Brought, code: string, shop: string): string | null {
  if (brought.state === 'taken')
    return `${shop} has a coupon ${code} already that is not from here; it was left alone. Delete it there, then try again, or plan one with another code.`
  if (brought.state === 'gone') return `Somebody deleted the coupon ${code} at ${shop}. It was not made again.`
  if (brought.state === 'differs')
    return `Somebody changed the coupon ${code} at ${shop}: ${brought.differs.join(', ')}. It was left as it is there.`
  return null
}

/** The remedy alone decides. What passes makes the storefront wait; what does not is this coupon's own, and the others go on. */
async function leave({ database, now, log }: WorkDeps, { shop, connection, coupon }: One, error: unknown): Promise<boolean> {
  // The clock starts it again once all is let go.
  if (error instanceof HeldBack) return false
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : 'something went wrong here; the log says what'
  log.warn({ err: error, connection: connection.id, coupon: coupon.thereId, remedy }, 'a coupon could not be kept as it should be')
  if (remedy === 'seller' || remedy === 'bug') {
    const reason = `${connection.label} did not take the coupon ${coupon.wish.code}. ${message}`
    await database.inShop(shop, tx => noteSeen(tx, coupon.thereId, { state: 'refused', reason, now: now() }))
    return true
  }
  if (remedy === 'allow') {
    const until = new Date(now().getTime() + readOnlyWaitMs)
    await database.inShop(shop, tx => postponeCoupon(tx, coupon.thereId, { until, reason: readOnlySentence, isFailure: false }))
    return false
  }
  const attempts = coupon.attempts + (remedy === 'retry' ? 1 : 0)
  const waitMs = remedy === 'wait' && error instanceof SpokeError ? (error.waitMs ?? 60_000) : backOffMs(attempts, Math.random)
  const reason = attempts < toldAfter ? null : `${connection.label} does not answer as it should (${message}). It is tried again by itself.`
  await database.inShop(shop, async tx => {
    if (remedy === 'reconnect')
      await needReconnect(
        tx,
        connection.id,
        `“${connection.label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`,
      )
    else await postponeCoupon(tx, coupon.thereId, { until: new Date(now().getTime() + waitMs), reason, isFailure: remedy === 'retry' })
  })
  return false
}
