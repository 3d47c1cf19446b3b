/** Coupons at storefronts as they are worked off: what is due, what came of it, what she decides, and the end. Level-triggered: asked again it goes on where it was. */
import { shopOf, sql, type Tx } from '#database'
import { keepLeft } from '../hand-step/keep-left.ts'
import { notFound, Refused } from '../refused.ts'
import { type CouponWish, type CouponWishJson, wishFromJson } from './coupon-rules.ts'
import { stepOf } from './plan-coupon.ts'

/** One that stands is looked at again so often: a change made there by hand is found within it. */
const watchMs = 600_000
/** One that should be over and is not is asked again after so long. */
const againMs = 60_000

export type CouponState = 'planned' | 'there' | 'differs' | 'gone' | 'refused' | 'over' | 'let-go' | 'by-hand'

export interface DueCoupon {
  readonly thereId: string
  readonly wish: CouponWish
  readonly remoteId: string | null
  readonly isAsked: boolean
  readonly isToRight: boolean
  readonly isOver: boolean
  readonly attempts: number
}

/** Those of a storefront that are due, the ones that failed least first. */
export async function readDueCoupons(tx: Tx, connectionId: string, { now, limit }: { now: Date; limit: number }): Promise<DueCoupon[]> {
  const { rows } = await sql<Omit<DueCoupon, 'wish'> & { wish: CouponWishJson }>`
    select x.there_id as "thereId", x.wish, x.remote_id as "remoteId", x.asked_at is not null as "isAsked", x.is_to_right as "isToRight",
      p.ends_at <= ${now} as "isOver", x.attempts
    from promotion_coupon x join promotion p on p.shop_id = x.shop_id and p.promotion_id = x.promotion_id
    where x.shop_id = ${shopOf(tx)}::uuid and x.connection_id = ${connectionId}::uuid and x.next_due_at <= ${now}
    order by x.attempts, x.next_due_at, x.there_id
    limit ${limit}`.execute(tx)
  return rows.map(row => ({ ...row, wish: wishFromJson(row.wish) }))
}

/** Kept before and after what may be done only once there. */
export async function keepAsked(
  tx: Tx,
  thereId: string,
  { remoteId, isAsked }: { remoteId: string | null; isAsked: boolean },
  now: Date,
): Promise<void> {
  await sql`
    update promotion_coupon set remote_id = ${remoteId}, asked_at = case when ${isAsked} then coalesce(asked_at, ${now}::timestamptz) end
    where shop_id = ${shopOf(tx)}::uuid and there_id = ${thereId}::uuid`.execute(tx)
}

/** As it was just found to be. Whether she ended it meanwhile is asked here, so that an end is never slept over. */
export async function noteSeen(
  tx: Tx,
  thereId: string,
  { state, reason, now }: { state: CouponState; reason: string | null; now: Date },
): Promise<void> {
  await sql`
    update promotion_coupon x
    set state = ${state}, reason = ${reason}, attempts = 0, is_to_right = false, seen_at = ${now},
      next_due_at = case
        when ${state} = 'over' then null
        when ${state} = 'planned' then greatest(p.starts_at, ${now}::timestamptz)
        when p.ends_at <= ${now} then ${new Date(now.getTime() + againMs)}::timestamptz
        when ${state} = 'refused' then p.ends_at
        else least(p.ends_at, ${new Date(now.getTime() + watchMs)}::timestamptz)
      end
    from promotion p
    where p.shop_id = x.shop_id and p.promotion_id = x.promotion_id and x.shop_id = ${shopOf(tx)}::uuid and x.there_id = ${thereId}::uuid
      and x.state <> 'let-go'`.execute(tx)
}

/** A fault that passes. */
export async function postponeCoupon(
  tx: Tx,
  thereId: string,
  { until, reason, isFailure }: { until: Date; reason: string | null; isFailure: boolean },
): Promise<void> {
  await sql`
    update promotion_coupon set next_due_at = ${until}, reason = ${reason}, attempts = attempts + ${isFailure ? 1 : 0}
    where shop_id = ${shopOf(tx)}::uuid and there_id = ${thereId}::uuid`.execute(tx)
}

/**
 * What she decides about one that was refused, changed or deleted: as it should be, or as it is there, from now on hers alone.
 *
 * @throws {Refused} when there is no such coupon, or nothing to decide.
 */
export async function settleCoupon(tx: Tx, thereId: string, choice: 'put-right' | 'leave', now: Date): Promise<void> {
  const { rows } = await sql<{ state: CouponState; is_over: boolean }>`
    select x.state, p.ends_at <= ${now} as is_over
    from promotion_coupon x join promotion p on p.shop_id = x.shop_id and p.promotion_id = x.promotion_id
    where x.shop_id = ${shopOf(tx)}::uuid and x.there_id = ${thereId}::uuid
    for update of x`.execute(tx)
  const found = rows[0]
  if (found === undefined) throw notFound('This coupon')
  if (found.is_over || !['differs', 'gone', 'refused'].includes(found.state))
    throw new Refused('nothing-to-settle', 'There is nothing to decide about this coupon any more. Look at it again.', { status: 409 })
  if (choice === 'put-right')
    await sql`
      update promotion_coupon set state = 'planned', reason = null, attempts = 0, is_to_right = true, next_due_at = ${now}
      where shop_id = ${shopOf(tx)}::uuid and there_id = ${thereId}::uuid`.execute(tx)
  else
    await sql`
      update promotion_coupon set state = 'let-go', reason = 'You left it as it is there. Selvage does not end it.', next_due_at = null
      where shop_id = ${shopOf(tx)}::uuid and there_id = ${thereId}::uuid`.execute(tx)
}

/** What follows where a coupon ends now: at storefronts after commit, in the own store at once, by hand as a thing to do. */
export async function endCoupons(tx: Tx, promotionId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    update promotion_coupon set next_due_at = ${now}, attempts = 0
    where shop_id = ${shop}::uuid and promotion_id = ${promotionId}::uuid and state not in ('over', 'let-go', 'by-hand')`.execute(tx)
  await sql`
    update coupon c set is_on = false, edit_no = c.edit_no + 1
    from promotion p
    where p.shop_id = ${shop}::uuid and p.promotion_id = ${promotionId}::uuid and c.shop_id = p.shop_id and c.coupon_id = p.coupon_id
      and c.is_on`.execute(tx)
  // What was not made yet is not to be made; what was is to be ended.
  const { rows } = await sql<{
    listing_id: string
    desired_no: number
    url: string | null
    body: string | null
    shop: string
    code: string
    is_made: boolean
  }>`
    update hand_step h set superseded_at = case when h.done_at is null then coalesce(h.superseded_at, ${now}) end
    from promotion p, listing l, connection c
    where h.shop_id = ${shop}::uuid and h.key = ${stepOf(promotionId).key} and p.shop_id = h.shop_id and p.promotion_id = ${promotionId}::uuid
      and l.shop_id = h.shop_id and l.listing_id = h.listing_id and c.shop_id = l.shop_id and c.connection_id = l.connection_id
    returning h.listing_id, h.desired_no, h.url, h.body, c.label as shop, p.code, h.done_at is not null as is_made`.execute(tx)
  await keepLeft(
    tx,
    rows
      .filter(row => row.is_made)
      .map(({ listing_id, desired_no, url, body, shop: label, code }) => ({
        listingId: listing_id,
        desiredNo: desired_no,
        steps: [{ ...stepOf(promotionId, 'end'), says: `End the coupon ${code} at ${label}`, url, text: body }],
      })),
    now,
  )
}
