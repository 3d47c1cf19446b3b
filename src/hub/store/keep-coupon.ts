/** Her coupons: making and changing them, and how often each was used. */
import { randomUUID } from 'node:crypto'
import { isUniqueViolation, shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { notFound, Refused } from '../refused.ts'
import { changedMeanwhile, mustBeHere } from './bundles.ts'
import { type CouponRow, couponColumns, tidyCode } from './coupons.ts'
import { readStore } from './read-store.ts'

export interface GivenCoupon {
  readonly code: string
  readonly way: { readonly offPercent: number } | { readonly off: Money }
  /** Empty: for everything in the store. */
  readonly patternIds: readonly string[]
  /** No item costs less than this by it; null: nothing is the least. */
  readonly floor: Money | null
  readonly from: Date | null
  readonly to: Date | null
  readonly mostUses: number | null
  readonly isOn: boolean
}

export interface CouponFacts extends GivenCoupon {
  readonly id: string
  readonly editNo: number
  /** Paid, or being paid just now. */
  readonly uses: number
  /** Why it does nothing now, in her words; null when it works. */
  readonly why: string | null
}

const mostCoupons = 500

/** The newest first. */
export async function listCoupons(tx: Tx, now: Date): Promise<CouponFacts[]> {
  const { currency } = await readStore(tx)
  const { rows } = await sql<CouponRow & { edit_no: number }>`
    select ${couponColumns(now)}, c.edit_no from coupon c
    where c.shop_id = ${shopOf(tx)}::uuid
    order by c.created_at desc, c.coupon_id desc
    limit ${mostCoupons}`.execute(tx)
  return rows.map(row => ({
    id: row.coupon_id,
    code: row.code,
    way: row.off_percent === null ? { off: { minor: row.off_minor!, currency } } : { offPercent: row.off_percent },
    patternIds: row.pattern_ids,
    floor: row.floor_minor === 0n ? null : { minor: row.floor_minor, currency },
    ...{ from: row.from_at, to: row.to_at, mostUses: row.most_uses, isOn: row.is_on, editNo: row.edit_no, uses: row.uses },
    why: whyIdle(row, now),
  }))
}

function whyIdle({ is_on, from_at, to_at, most_uses, uses }: CouponRow, now: Date): string | null {
  if (!is_on) return 'You switched it off.'
  if (to_at !== null && to_at <= now) return 'It has run out.'
  if (from_at !== null && from_at > now) return 'It does not hold yet.'
  return most_uses !== null && uses >= most_uses ? 'It has been used as often as it may be.' : null
}

/**
 * Makes a coupon, or changes the one that is named. Who has started to pay keeps the price that she saw.
 *
 * @throws {Refused} when it is not fit, its code is taken, or 409 when it was changed since `editNo`.
 */
export async function keepCoupon(
  tx: Tx,
  given: GivenCoupon,
  { id = null, editNo = null, now }: { id?: string | null; editNo?: number | null; now: Date },
): Promise<string> {
  const shop = shopOf(tx)
  const { currency } = await readStore(tx)
  const facts = fit(given, currency)
  const ids = [...new Set(given.patternIds)]
  if (ids.length > 0) await mustBeHere(tx, ids)
  const couponId = id ?? randomUUID()
  try {
    if (id === null) {
      await mustBeFew(tx)
      await tx
        .insertInto('coupon')
        .values({ shop_id: shop, coupon_id: couponId, ...facts, created_at: now })
        .execute()
    } else {
      const row = await tx
        .selectFrom('coupon')
        .select('edit_no')
        .where('shop_id', '=', shop)
        .where('coupon_id', '=', id)
        .forUpdate()
        .executeTakeFirst()
      if (row === undefined) throw notFound('This coupon')
      if (editNo !== null && row.edit_no !== editNo) throw changedMeanwhile('This coupon')
      await tx
        .updateTable('coupon')
        .set({ ...facts, edit_no: row.edit_no + 1 })
        .where('shop_id', '=', shop)
        .where('coupon_id', '=', id)
        .execute()
      await tx.deleteFrom('coupon_pattern').where('shop_id', '=', shop).where('coupon_id', '=', id).execute()
    }
  } catch (error) {
    if (isUniqueViolation(error))
      throw new Refused('code-taken', `There is a coupon with the code ${facts.code} already. Take another code.`, {
        field: 'code',
        status: 409,
      })
    throw error
  }
  if (ids.length > 0)
    await tx
      .insertInto('coupon_pattern')
      .values(ids.map(pattern_id => ({ shop_id: shop, coupon_id: couponId, pattern_id })))
      .execute()
  return couponId
}

/** @returns it as codes are kept. @throws {Refused} when it is none. */
export function fitCode(typed: string): string {
  const code = tidyCode(typed)
  if (!/^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$/.test(code))
    throw refused('code', 'A code has 3 to 40 letters, digits and hyphens, such as SPRING-10.')
  return code
}

function fit({ code: typed, way, floor, from, to, mostUses, isOn }: GivenCoupon, currency: string) {
  const code = fitCode(typed)
  const amounts = [...('off' in way ? [way.off] : []), ...(floor === null ? [] : [floor])]
  if (amounts.some(amount => amount.currency !== currency))
    throw refused('way', `The store sells in ${currency}. Write the amount in ${currency}.`)
  if ('off' in way && way.off.minor <= 0n) throw refused('way', 'What is taken off should be more than zero.')
  if (floor !== null && floor.minor < 0n) throw refused('floor', 'The floor cannot be below zero.')
  if (from !== null && to !== null && to <= from) throw refused('to', 'It would end before it begins. Change one of the dates.')
  return {
    code,
    off_percent: 'off' in way ? null : way.offPercent,
    off_minor: 'off' in way ? way.off.minor : null,
    floor_minor: floor?.minor ?? 0n,
    ...{ from_at: from, to_at: to, most_uses: mostUses, is_on: isOn },
  }
}

async function mustBeFew(tx: Tx): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from coupon where shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  if (rows[0]!.count >= mostCoupons)
    throw new Refused('too-many', `There are ${mostCoupons} coupons, and more cannot be kept.`, { status: 409 })
}

const refused = (field: string, message: string) => new Refused('bad-coupon', message, { field })
