import { shopOf, sql, type Tx } from '#database'

/** New keys may do what the old ones could not: what was put off is tried with them. */
export async function wakeCoupons(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update promotion_coupon set next_due_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state in ('planned', 'there') and reason is not null
      and next_due_at > ${now}`.execute(tx)
}
