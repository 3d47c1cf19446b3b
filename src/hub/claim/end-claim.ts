/** Who has claimed what of an order, and how she takes it back when it was somebody else. */
import { shopOf, sql, type Tx } from '#database'
import { settleAccess } from '../entitlement/settle-access.ts'
import { notFound } from '../refused.ts'

export interface OrderClaim {
  readonly patternId: string
  readonly title: string
  readonly email: string
  readonly at: Date
}

export async function claimsOfOrder(tx: Tx, orderId: string): Promise<OrderClaim[]> {
  const { rows } = await sql<OrderClaim>`
    select k.pattern_id as "patternId", p.title, coalesce(c.email, '') as email, k.claimed_at as at
    from claimed k
    join pattern p on p.shop_id = k.shop_id and p.pattern_id = k.pattern_id
    join customer c on c.shop_id = k.shop_id and c.customer_id = k.customer_id
    where k.shop_id = ${shopOf(tx)}::uuid and k.order_id = ${orderId}::uuid
    order by p.title`.execute(tx)
  return rows
}

/**
 * It is in nobody's library again, and can be claimed anew.
 *
 * @throws {Refused} when nobody has claimed that.
 */
export async function endClaim(tx: Tx, { orderId, patternId, now }: { orderId: string; patternId: string; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  await sql`select from "order" where shop_id = ${shop}::uuid and order_id = ${orderId}::uuid for update`.execute(tx)
  const { rows } = await sql`
    delete from claimed where shop_id = ${shop}::uuid and order_id = ${orderId}::uuid and pattern_id = ${patternId}::uuid returning 1`.execute(
    tx,
  )
  if (rows.length === 0) throw notFound('This claim')
  await settleAccess(tx, [orderId], now)
}
