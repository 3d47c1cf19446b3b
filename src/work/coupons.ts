/** Keeps coupons at a storefront as their promotions say: makes them, ends them, and finds what was changed there by hand. Done twice it is done once. */
import { readOnlySentence } from '#hub/connection/may-write.ts'
import { type CouponState, type DueCoupon, keepAsked, noteSeen, postponeCoupon, readDueCoupons } from '#hub/promotion/coupon-due.ts'
import { type Brought, bringCoupon } from '#kit/bring-coupon.ts'
import { SpokeError } from '#kit/error.ts'
import { isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { mustBeFree } from './held-back.ts'
import { eachDue, leaveOne, type One, type Passing } from './one-by-one.ts'
import { contextOf } from './spoke-context.ts'

/** From this many failures on she is told why it takes so long. */
const toldAfter = 3

export const keepCoupons = (deps: WorkDeps, payload: JobPayload, signal?: AbortSignal): Promise<void> =>
  eachDue(deps, payload, signal, { read: readDueCoupons, act: one => keepOne(deps, one) })

/** @returns whether the next one may be asked for now. */
async function keepOne(deps: WorkDeps, one: One<DueCoupon>): Promise<boolean> {
  const { shop, connection, due: coupon } = one
  const { database, now } = deps
  const { thereId, wish, remoteId, isAsked, isToRight, isOver, attempts } = coupon
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
    if (!connection.mayWrite) throw new SpokeError('allow', readOnlySentence)
    const kept = { remoteId, isAsked }
    const keep = (next: typeof kept) => database.inShop(shop, tx => keepAsked(tx, thereId, next, now()))
    const brought = await bringCoupon({ ctx, coupons, wish, mark: thereId, kept, isOver, isToRight, keep })
    await note(brought.state === 'taken' ? 'refused' : brought.state, reasonOf(brought, wish.code, connection.label))
    return true
  } catch (error) {
    return await leaveOne(deps, one, error, {
      says: 'a coupon could not be kept as it should be',
      id: thereId,
      attempts,
      refuse: (tx, message) =>
        noteSeen(tx, thereId, {
          state: 'refused',
          reason: `${connection.label} did not take the coupon ${wish.code}. ${message}`,
          now: now(),
        }),
      postpone: (tx, passing) =>
        postponeCoupon(tx, thereId, { ...passing, reason: whyItWaits(passing, { shop: connection.label, attempts }) }),
    })
  }
}

function whyItWaits({ message, isFailure, isReadOnly }: Passing, { shop, attempts }: { shop: string; attempts: number }): string | null {
  if (isReadOnly) return readOnlySentence
  return attempts + (isFailure ? 1 : 0) < toldAfter
    ? null
    : `${shop} does not answer as it should (${message}). It is tried again by itself.`
}

function reasonOf(brought: Brought, code: string, shop: string): string | null {
  if (brought.state === 'taken')
    return `${shop} has a coupon ${code} already that is not from here; it was left alone. Delete it there, then try again, or plan one with another code.`
  if (brought.state === 'gone') return `Somebody deleted the coupon ${code} at ${shop}. It was not made again.`
  if (brought.state === 'differs')
    return `Somebody changed the coupon ${code} at ${shop}: ${brought.differs.join(', ')}. It was left as it is there.`
  return null
}
