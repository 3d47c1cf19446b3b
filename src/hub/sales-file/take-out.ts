/** Rows of an import that was taken back go, some orders at a time, and with them the orders of which no other table tells. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { entriesBetween } from '../ledger/post-sale.ts'
import { writeEntries } from '../ledger/write-entries.ts'
import { booksOf, knownOrders } from '../order/known-order.ts'
import { settleOrders } from './settle-orders.ts'
import type { UnderWay } from './under-way.ts'

/** @returns how many rows went; 0 when none is left. */
export async function takeOut(
  tx: Tx,
  { importId, connectionId }: UnderWay,
  { orders, now }: { orders: number; now: Date },
): Promise<number> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ order_key: string }>`
    delete from sales_row
    where shop_id = ${shop}::uuid and sales_import_id = ${importId}::uuid and order_key in (
      select distinct order_key from sales_row
      where shop_id = ${shop}::uuid and sales_import_id = ${importId}::uuid
      order by order_key
      limit ${orders})
    returning order_key`.execute(tx)
  if (rows.length === 0) return 0
  const orderKeys = [...new Set(rows.map(({ order_key }) => order_key))].sort()
  const empty = await settleOrders(tx, { connectionId, orderKeys, buyers: new Map(), now })
  if (empty.length > 0) await forgetOrders(tx, connectionId, empty)
  return rows.length
}

/** Nothing tells of them any more: what was booked is booked back, and they go with what hangs on them. */
async function forgetOrders(tx: Tx, connectionId: string, remoteIds: readonly string[]): Promise<void> {
  const shop = shopOf(tx)
  const { spoke } = await tx
    .selectFrom('connection')
    .select('spoke')
    .where('shop_id', '=', shop)
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  const known = [...(await knownOrders(tx, connectionId, remoteIds)).values()]
  await writeEntries(
    tx,
    known.flatMap(order => {
      const before = booksOf(order, order.orderId!, spoke)
      return entriesBetween(before, { ...before, total: 0n, tax: 0n, fee: 0n, refunds: [] }, randomUUID())
    }),
  )
  const orderIds = known.map(({ orderId }) => orderId!)
  // Mails that have not left are about nothing now.
  await sql`
    delete from mail m using "order" o
    where o.shop_id = ${shop}::uuid and o.order_id = any(${orderIds}::uuid[]) and m.shop_id = o.shop_id and m.customer_id = o.customer_id
      and m.kind = 'files' and m.key = 'files:' || o.order_id`.execute(tx)
  const { rows } = await sql<{ customer_id: string | null }>`
    delete from "order" where shop_id = ${shop}::uuid and order_id = any(${orderIds}::uuid[]) returning customer_id`.execute(tx)
  // Whoever bought nothing else was never here.
  await sql`
    delete from customer c
    where c.shop_id = ${shop}::uuid and c.customer_id = any(${rows.flatMap(row => row.customer_id ?? [])}::uuid[])
      and not exists (select from "order" o where o.shop_id = c.shop_id and o.customer_id = c.customer_id)
      and not exists (select from entitlement e where e.shop_id = c.shop_id and e.customer_id = c.customer_id)
      and not exists (select from mail m where m.shop_id = c.shop_id and m.customer_id = c.customer_id)
      and not exists (select from given_bytes d where d.shop_id = c.shop_id and d.customer_id = c.customer_id and d.kind <> 'sold-with')`.execute(
    tx,
  )
}
