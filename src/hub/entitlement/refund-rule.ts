/** What a whole refund takes back, by the seller's rule: the pattern at once, after some days, or never. A dispute pauses by the store's own setting. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { count } from '../words.ts'
import { settleAccess } from './settle-access.ts'

export const refundTakes = ['at-once', 'after', 'never'] as const
export type RefundTakes = (typeof refundTakes)[number]

export interface RefundRule {
  readonly takes: RefundTakes
  /** Of `after`. */
  readonly days: number
}

/** Of an order `o`: all that was paid has gone back. */
export const isRefunded = sql`(o.state = 'refunded' or o.total_minor > 0 and o.refunded_minor >= o.total_minor)`

/** Of an order `o` that is refunded: its time is up. What was taken back by an earlier rule stays so. */
export const isTakenBack = (now: Date) => sql`refund_takes_back(o.shop_id, o.order_id, o.changed_at, ${now}::timestamptz)`

export async function readRefundRule(tx: Tx): Promise<RefundRule> {
  const row = await tx
    .selectFrom('shop')
    .select(['refund_takes', 'refund_days'])
    .where('shop_id', '=', shopOf(tx))
    .executeTakeFirstOrThrow()
  return { takes: row.refund_takes as RefundTakes, days: row.refund_days }
}

/** How many refunded orders still give their pattern, and how many of them this rule would end now. */
export async function previewRefundRule(
  tx: Tx,
  { takes, days }: RefundRule,
  now: Date,
): Promise<{ readonly kept: number; readonly ends: number; readonly sentence: string }> {
  const { rows } = await sql<{ kept: number; ends: number }>`
    select count(*)::int as kept, count(*) filter (where ${takes} = 'at-once' or ${takes} = 'after' and ${now}::timestamptz >= coalesce(
      (select max(r.refunded_at) from refund r where r.shop_id = o.shop_id and r.order_id = o.order_id), o.changed_at) + ${days}::int * interval '1 day')::int as ends
    from "order" o where ${stillGives(tx)}`.execute(tx)
  const { kept, ends } = rows[0]!
  const sentence =
    kept === 0
      ? 'No refunded order gives its pattern now, so nothing changes for anybody.'
      : `${count(kept, 'refunded order')} still ${kept === 1 ? 'gives its pattern' : 'give their patterns'}; ${ends === 0 ? 'all stay as they are.' : `of ${ends === 1 ? 'one' : `${ends}`} the pattern is taken back within the hour.`}`
  return { kept, ends, sentence }
}

/** What was taken back before stays taken back; what is kept now is looked at within the hour. @throws {Refused} for days that cannot be. */
export async function setRefundRule(tx: Tx, { takes, days }: RefundRule): Promise<void> {
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new Refused('bad-days', 'Write a number of days from 1 to 365.', { field: 'days' })
  await tx.updateTable('shop').set({ refund_takes: takes, refund_days: days }).where('shop_id', '=', shopOf(tx)).execute()
}

/** Refunded orders that still give something; by an index of the refunded alone. */
const stillGives = (tx: Tx) => sql`
  o.shop_id = ${shopOf(tx)}::uuid and (o.refunded_minor > 0 or o.state = 'refunded') and ${isRefunded}
  and exists (select from entitlement e where e.shop_id = o.shop_id and e.order_id = o.order_id and e.ended_at is null offset 0)`

const atOnce = 500

/** On the clock: ends what refunds take back by now. @returns how many were ended. */
export async function settleRefunds(tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<{ order_id: string }>`
    select o.order_id from "order" o where ${stillGives(tx)} and ${isTakenBack(now)} order by o.order_id limit ${atOnce}`.execute(tx)
  const settled = await settleAccess(
    tx,
    rows.map(row => row.order_id),
    now,
  )
  return settled.ended
}
