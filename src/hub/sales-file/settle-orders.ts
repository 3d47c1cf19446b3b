/** What tables told, kept row by row, and the orders that are made of it. */
import { shopOf, sql, type Tx } from '#database'
import { takeOrders } from '../order/take-orders.ts'
import { saleOfRows } from './sale-of-rows.ts'
import type { Buyer, Told, ToldRow } from './told-rows.ts'

const atOnce = 500

export async function keepRows(
  tx: Tx,
  { connectionId, importId, rows }: { connectionId: string; importId: string; rows: readonly ToldRow[] },
): Promise<void> {
  for (let at = 0; at < rows.length; at += 5_000) {
    const some = rows.slice(at, at + 5_000).map(({ orderKey, lineKey, told }) => ({ order_key: orderKey, line_key: lineKey, told }))
    await sql`
      insert into sales_row (shop_id, connection_id, order_key, line_key, sales_import_id, told)
      select ${shopOf(tx)}::uuid, ${connectionId}::uuid, order_key, line_key, ${importId}::uuid, told
      from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as r (order_key text, line_key text, told jsonb)
      on conflict do nothing`.execute(tx)
  }
}

/** As `takeOrders` does first: whoever else takes sales of this shop waits. */
export const lockConnection = (tx: Tx, connectionId: string) =>
  sql`select from connection where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid for no key update`.execute(tx)

/** Makes orders what all kept rows that tell of them say; those of an import that is being taken back say nothing. @returns the orders of which no row tells any more. */
export async function settleOrders(
  tx: Tx,
  {
    connectionId,
    orderKeys,
    buyers,
    now,
  }: { connectionId: string; orderKeys: readonly string[]; buyers: ReadonlyMap<string, Buyer>; now: Date },
): Promise<string[]> {
  const empty: string[] = []
  for (let at = 0; at < orderKeys.length; at += atOnce) {
    const some = orderKeys.slice(at, at + atOnce)
    const { rows } = await sql<{ order_key: string; line_key: string; told: Told }>`
      select r.order_key, r.line_key, r.told from sales_row r
      join sales_import i on i.shop_id = r.shop_id and i.sales_import_id = r.sales_import_id
      where r.shop_id = ${shopOf(tx)}::uuid and r.connection_id = ${connectionId}::uuid and r.order_key = any(${some}::text[])
        and i.undone_at is null
      order by i.taken_at, i.sales_import_id, r.line_key`.execute(tx)
    const kept = Map.groupBy(rows, row => row.order_key)
    const sales = some.flatMap(orderKey => {
      const told = (kept.get(orderKey) ?? []).map(row => ({ lineKey: row.line_key, told: row.told }))
      const sale = saleOfRows(orderKey, told, buyers.get(orderKey) ?? null, now)
      if (sale === null) empty.push(orderKey)
      return sale === null ? [] : [sale]
    })
    if (sales.length > 0) await takeOrders(tx, connectionId, sales, now)
  }
  return empty
}

/** The first row of an order that says who bought it. */
export function buyersOf(rows: readonly ToldRow[]): Map<string, Buyer> {
  const buyers = new Map<string, Buyer>()
  for (const { orderKey, buyer } of rows) {
    const known = buyers.get(orderKey)
    buyers.set(orderKey, {
      email: known?.email ?? buyer.email,
      name: known?.name ?? buyer.name,
      country: known?.country ?? buyer.country,
    })
  }
  return buyers
}
