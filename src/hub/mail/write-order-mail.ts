import { shopOf, sql, type Tx } from '#database'
import { filesMail } from './content.ts'
import { writeMail } from './write-mail.ts'

/**
 * The one mail of an order, with what its buyer has by it. History is never written to, nor is anybody whose order gives nothing now.
 *
 * @returns null when there is nothing to write, or it was written before.
 */
export async function writeOrderMail(tx: Tx, orderId: string, now: Date): Promise<string | null> {
  const { rows } = await sql<{ number: string; customer_id: string; email: string; name: string | null; shop: string; patterns: string[] }>`
    select o.number, c.customer_id, c.email, c.name, s.name as shop,
      (select coalesce(array_agg(title order by position), '{}') from (
         select p.title, min(l.position) as position
         from entitlement e
         join order_line l on l.shop_id = e.shop_id and l.order_id = e.order_id and l.line = e.line
         join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
         where e.shop_id = o.shop_id and e.order_id = o.order_id and e.ended_at is null
         group by p.pattern_id, p.title
       ) titles) as patterns
    from "order" o
    join shop s on s.shop_id = o.shop_id
    join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = ${orderId}::uuid and not o.is_history and c.email is not null`.execute(tx)
  const order = rows[0]
  if (order === undefined || order.patterns.length === 0) return null
  return writeMail(tx, {
    key: `files:${orderId}`,
    kind: 'files',
    customerId: order.customer_id,
    to: order.email,
    content: filesMail({ shop: order.shop, buyer: order.name, order: order.number, patterns: order.patterns }),
    now,
  })
}
