/** Takes the sales of a table: what she saw and said yes to, in one transaction, as any other sales are taken. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { matchListing } from '../order/match.ts'
import { takeOrders } from '../order/take-orders.ts'
import { Refused } from '../refused.ts'
import type { SalesMap } from './columns.ts'
import { keyOf } from './report.ts'
import { saleOfRows } from './sale-of-rows.ts'
import { sortRows } from './sort-rows.ts'
import type { Buyer, Told, ToldRow, ToldTable } from './told-rows.ts'

export interface TakeInput {
  readonly connectionId: string
  readonly fileName: string
  readonly sha256: string
  readonly table: ToldTable
  readonly map: SalesMap
  /** Of the report that she saw. */
  readonly key: string
  /** Which pattern a product is, said once; the rest is asked under Orders. */
  readonly matches: readonly { readonly product: string; readonly patternId: string }[]
  readonly takenBy: string
  readonly now: Date
}

const atOnce = 500

/** @returns the import; the same one when the same press comes again. @throws {Refused} 409 when what it would bring has changed, or nothing is new. */
export async function takeSales(tx: Tx, input: TakeInput): Promise<string> {
  const { connectionId, table, map, key, sha256, now } = input
  const shop = shopOf(tx)
  await lockConnection(tx, connectionId)
  const earlier = await tx
    .selectFrom('sales_import')
    .select('sales_import_id')
    .where('shop_id', '=', shop)
    .where('connection_id', '=', connectionId)
    .where('key', '=', key)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  if (earlier !== undefined) return earlier.sales_import_id
  const sorted = await sortRows(tx, connectionId, table)
  if (keyOf(sha256, map, sorted) !== key)
    throw new Refused('changed-since', 'What this table would bring has changed since you looked. Look again, then press.', { status: 409 })
  if (sorted.fresh.length === 0)
    throw new Refused('nothing-new', 'Nothing in this table is new; there is nothing to take.', { status: 409 })
  const importId = randomUUID()
  const orderKeys = [...new Set(sorted.fresh.map(({ orderKey }) => orderKey))].sort()
  await sql`
    insert into sales_import (shop_id, sales_import_id, connection_id, file_name, key, counts, taken_at, taken_by)
    values (${shop}::uuid, ${importId}::uuid, ${connectionId}::uuid, ${input.fileName}, ${key},
      ${JSON.stringify({ rows: sorted.fresh.length, orders: orderKeys.length, known: sorted.known.length, unread: table.faults.length })}::jsonb, ${now}, ${input.takenBy})`.execute(
    tx,
  )
  await keepRows(tx, { connectionId, importId, rows: [...sorted.fresh, ...(await ours(tx, connectionId, sorted.known))] })
  await settleOrders(tx, { connectionId, orderKeys, buyers: buyersOf(sorted.fresh), now })
  for (const { product, patternId } of input.matches) await matchListing(tx, { connectionId, remoteId: `table:${product}`, patternId, now })
  return importId
}

/** Also what is known from an earlier table belongs to this one: when that one is taken back, it stays. */
async function ours(tx: Tx, connectionId: string, known: readonly ToldRow[]): Promise<ToldRow[]> {
  if (known.length === 0) return []
  const { rows } = await sql<{ order_key: string }>`
    select distinct order_key from sales_row
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and order_key = any(${known.map(({ orderKey }) => orderKey)}::text[])`.execute(
    tx,
  )
  const kept = new Set(rows.map(({ order_key }) => order_key))
  return known.filter(({ orderKey }) => kept.has(orderKey))
}

async function keepRows(
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

/** Makes orders what all kept rows that tell of them say. @returns the orders of which no row tells any more. */
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
function buyersOf(rows: readonly ToldRow[]): Map<string, Buyer> {
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
