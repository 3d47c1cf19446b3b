/** Whether a coupon may be used now. */
import { shopOf, sql, type Tx } from '#database'
import type { CouponOffer } from './price-cart.ts'

/** What a buyer typed, as codes are kept: ' welcome-10' is 'WELCOME-10'. */
export const tidyCode = (typed: string): string => typed.normalize('NFKC').replaceAll(/\s+/g, '').toUpperCase().slice(0, 60)

export type CouponAnswer = { readonly coupon: CouponOffer; readonly why: null } | { readonly coupon: null; readonly why: string }

/** A use is held by whoever has started to pay, until that runs out. */
const usesOf = (now: Date) => sql<number>`(
  select count(*)::int from checkout k where k.shop_id = c.shop_id and k.coupon_id = c.coupon_id
    and (k.state in ('paid', 'pending') or (k.state = 'started' and k.until > ${now})))`

export interface CouponRow {
  coupon_id: string
  code: string
  off_percent: number | null
  off_minor: bigint | null
  floor_minor: bigint
  from_at: Date | null
  to_at: Date | null
  most_uses: number | null
  is_on: boolean
  uses: number
  pattern_ids: string[]
}

export const couponColumns = (now: Date) => sql`
  c.coupon_id, c.code, c.off_percent, c.off_minor, c.floor_minor, c.from_at, c.to_at, c.most_uses, c.is_on, ${usesOf(now)} as uses,
  (select coalesce(array_agg(m.pattern_id::text), '{}') from coupon_pattern m where m.shop_id = c.shop_id and m.coupon_id = c.coupon_id) as pattern_ids`

/** @param isTaking locks it, so that two who take the last use at once follow each other. */
export async function findCoupon(tx: Tx, typed: string, now: Date, { isTaking = false } = {}): Promise<CouponAnswer> {
  const code = tidyCode(typed)
  const no = (why: string): CouponAnswer => ({ coupon: null, why })
  if (isTaking) await sql`select from coupon where shop_id = ${shopOf(tx)}::uuid and code = ${code} for no key update`.execute(tx)
  const { rows } = await sql<CouponRow>`
    select ${couponColumns(now)} from coupon c where c.shop_id = ${shopOf(tx)}::uuid and c.code = ${code}`.execute(tx)
  const row = rows[0]
  if (row === undefined) return no(`There is no code “${code}”. Look at it again; your cart is as it was.`)
  if (!row.is_on || (row.to_at !== null && row.to_at <= now)) return no(`The code “${code}” has run out. Your cart is as it was.`)
  if (row.from_at !== null && row.from_at > now) return no(`The code “${code}” does not hold yet. Your cart is as it was.`)
  if (row.most_uses !== null && row.uses >= row.most_uses)
    return no(`The code “${code}” has been used as often as it may be. Your cart is as it was.`)
  return { coupon: toCoupon(row), why: null }
}

const toCoupon = ({ coupon_id, code, off_percent, off_minor, floor_minor, pattern_ids }: CouponRow): CouponOffer => ({
  couponId: coupon_id,
  code,
  way: off_percent === null ? { off: off_minor! } : { offPercent: off_percent },
  patternIds: pattern_ids,
  floor: floor_minor,
})
