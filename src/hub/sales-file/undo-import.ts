/** Takes an import back as if it had never been, while nothing of it has reached anybody; else says why not. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { entriesBetween } from '../ledger/post-sale.ts'
import { writeEntries } from '../ledger/write-entries.ts'
import { booksOf, knownOrders } from '../order/known-order.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { lockConnection, settleOrders } from './take.ts'

/**
 * Looks each order up by itself (`limit 1` keeps the downloads from being read whole), so that a table just taken, of which PostgreSQL has no statistics yet, is not gone through once for each of its rows.
 *
 * @returns why each of them stays, in her words, by import; those that can be taken back are not among them.
 */
export async function whyNotUndone(tx: Tx, importIds: readonly string[]): Promise<Map<string, string>> {
  if (importIds.length === 0) return new Map()
  const shop = shopOf(tx)
  const { rows } = await sql<{ id: string; mailed: number; fetched: number; invited: number }>`
    with sold as (
      select distinct r.sales_import_id, o.order_id, o.customer_id from sales_row r
      join "order" o on o.shop_id = r.shop_id and o.connection_id = r.connection_id and o.remote_id = r.order_key
      where r.shop_id = ${shop}::uuid and r.sales_import_id = any (${importIds}::uuid[]) and not exists (
        select from sales_row other
        where other.shop_id = r.shop_id and other.connection_id = r.connection_id and other.order_key = r.order_key and other.line_key = r.line_key
          and other.sales_import_id <> r.sales_import_id)
    )
    select s.sales_import_id as id,
      count(distinct s.customer_id) filter (where exists (
        select from mail m
        where m.shop_id = ${shop}::uuid and m.key = 'files:' || s.order_id and m.kind = 'files' and m.customer_id = s.customer_id
          and m.state in ('sending', 'sent')))::int as mailed,
      count(distinct s.customer_id) filter (where (
        select true from entitlement e
        join download d on d.shop_id = e.shop_id and d.customer_id = s.customer_id and d.pattern_id = e.pattern_id and d.at >= e.granted_at
        where e.shop_id = ${shop}::uuid and e.order_id = s.order_id
        limit 1))::int as fetched,
      count(distinct s.customer_id) filter (where exists (
        select from customer c join sales_import i on i.shop_id = c.shop_id and i.sales_import_id = s.sales_import_id
        where c.shop_id = ${shop}::uuid and c.customer_id = s.customer_id and c.invited_at >= i.taken_at))::int as invited
    from sold s
    group by s.sales_import_id`.execute(tx)
  return new Map(
    rows.flatMap(({ id, mailed, fetched, invited }) => {
      const told = [
        mailed > 0 && `${count(mailed, 'buyer has', 'buyers have')} been written to`,
        fetched > 0 && `${count(fetched, 'buyer has', 'buyers have')} fetched files`,
        invited > 0 && `${count(invited, 'buyer has', 'buyers have')} been invited`,
      ].filter(Boolean)
      if (told.length === 0) return []
      return [[id, `It stays: ${told.join(', ')} by now. A single order is put right where it was sold, in the next table.`] as const]
    }),
  )
}

/** Taking it back twice is once. What another table tells as well stays as that says. @throws {Refused} 409 with the reason when it cannot be. */
export async function undoImport(tx: Tx, importId: string, { by, now }: { by: string; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  const found = await tx
    .selectFrom('sales_import')
    .innerJoin('connection', join =>
      join.onRef('connection.shop_id', '=', 'sales_import.shop_id').onRef('connection.connection_id', '=', 'sales_import.connection_id'),
    )
    .select(['sales_import.connection_id', 'connection.spoke'])
    .where('sales_import.shop_id', '=', shop)
    .where('sales_import.sales_import_id', '=', importId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This import')
  const { connection_id: connectionId, spoke } = found
  await lockConnection(tx, connectionId)
  const { rows: open } = await sql`
    update sales_import set undone_at = ${now}, undone_by = ${by}
    where shop_id = ${shop}::uuid and sales_import_id = ${importId}::uuid and undone_at is null returning 1 as one`.execute(tx)
  if (open.length === 0) return
  // Who hands a mail over at this moment is waited for, and its mail then counts.
  await sql`
    select from mail m
    join "order" o on o.shop_id = m.shop_id and m.key = 'files:' || o.order_id
    join sales_row r on r.shop_id = o.shop_id and r.connection_id = o.connection_id and r.order_key = o.remote_id
    where m.shop_id = ${shop}::uuid and r.sales_import_id = ${importId}::uuid
    for update of m`.execute(tx)
  const why = (await whyNotUndone(tx, [importId])).get(importId)
  if (why !== undefined) throw new Refused('delivered', why, { status: 409 })
  const { rows } = await sql<{ order_key: string }>`
    with gone as (delete from sales_row where shop_id = ${shop}::uuid and sales_import_id = ${importId}::uuid returning order_key)
    select distinct order_key from gone order by order_key`.execute(tx)
  const empty = await settleOrders(tx, { connectionId, orderKeys: rows.map(({ order_key }) => order_key), buyers: new Map(), now })
  if (empty.length > 0) await forgetOrders(tx, { connectionId, spoke, remoteIds: empty })
}

/** Nothing tells of them any more: what was booked is booked back, and they go with what hangs on them. */
async function forgetOrders(
  tx: Tx,
  { connectionId, spoke, remoteIds }: { connectionId: string; spoke: string; remoteIds: readonly string[] },
): Promise<void> {
  const shop = shopOf(tx)
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
      and not exists (select from download d where d.shop_id = c.shop_id and d.customer_id = c.customer_id)`.execute(tx)
}
