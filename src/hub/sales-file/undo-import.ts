/** Takes an import back as if it had never been, while nothing of it has reached anybody; else says why not. */
import { shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { lockConnection } from './settle-orders.ts'

/** Whether a row `r` of this import is of an order that another import tells as well, one that is not taken back. */
const isToldByOthers = (importId: string) => sql`exists (
  select from sales_row other join sales_import i on i.shop_id = other.shop_id and i.sales_import_id = other.sales_import_id
  where other.shop_id = r.shop_id and other.connection_id = r.connection_id and other.order_key = r.order_key
    and other.sales_import_id <> ${importId}::uuid and i.undone_at is null)`

/** Of an order `o`: tables told it, and all of them are being taken back, so that it is about to go. */
export const isAboutToGo = sql`(
  select bool_and(i.undone_at is not null) from sales_row r join sales_import i on i.shop_id = r.shop_id and i.sales_import_id = r.sales_import_id
  where r.shop_id = o.shop_id and r.connection_id = o.connection_id and r.order_key = o.remote_id) is true`

/** Of all imports asked about: up to so many rows, their orders are looked at one by one; beyond that, whoever was reached at all is fewer. */
const fewRows = 5_000

async function rowsOf(tx: Tx, importIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ all: number }>`
    select coalesce(sum((counts ->> 'rows')::int), 0)::int as all from sales_import
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = any (${importIds}::uuid[])`.execute(tx)
  return rows[0]!.all
}

/** Orders in whose way something may stand, as `touched`. */
const ordersToldBy = (shop: string, importIds: readonly string[]) => sql`
    touched as materialized (
      select distinct o.order_id from sales_row r
      join "order" o on o.shop_id = r.shop_id and o.connection_id = r.connection_id and o.remote_id = r.order_key
      where r.shop_id = ${shop}::uuid and r.sales_import_id = any (${importIds}::uuid[])
    )`

const ordersThatReached = (shop: string, importIds: readonly string[]) => sql`
    since as materialized (
      -- Of all tables of theirs: an order may have reached its buyer by an earlier one that tells it as well. A day, as clocks differ.
      select min(i.taken_at) - interval '1 day' as at
      from sales_import asked
      join sales_import i on i.shop_id = asked.shop_id and i.connection_id = asked.connection_id
      where asked.shop_id = ${shop}::uuid and asked.sales_import_id = any (${importIds}::uuid[])
    ),
    reached as materialized (
      select customer_id from mail
      where shop_id = ${shop}::uuid and kind = 'files' and state in ('sending', 'sent') and created_at >= (select at from since)
      union
      select customer_id from given_bytes
      where shop_id = ${shop}::uuid and customer_id is not null and kind <> 'sold-with' and at >= (select at from since)
      union
      select customer_id from customer where shop_id = ${shop}::uuid and invited_at >= (select at from since)
    ),
    touched as materialized (
      select o.order_id from reached join "order" o on o.shop_id = ${shop}::uuid and o.customer_id = reached.customer_id
      union
      select order_id from claimed where shop_id = ${shop}::uuid and claimed_at >= (select at from since)
    )`

/**
 * Of large tables it begins with the buyers who were reached since there are tables, by whatever way: they are few where a table is history, and the list of imports
 * is read again each second while one of them is under way (0.8 s for each table of 50,000 rows when it began with their orders, 0.05 s now).
 *
 * @param isLarge left out: by their rows; the answer is the same either way.
 * @returns why each of them stays, in her words, by import; those that can be taken back are not among them.
 */
export async function whyNotUndone(tx: Tx, importIds: readonly string[], isLarge?: boolean): Promise<Map<string, string>> {
  if (importIds.length === 0) return new Map()
  const shop = shopOf(tx)
  const { rows } = await sql<{ id: string; mailed: number; fetched: number; invited: number; claimed: number }>`
    with ${(isLarge ?? (await rowsOf(tx, importIds)) > fewRows) ? ordersThatReached(shop, importIds) : ordersToldBy(shop, importIds)},
    sold as (
      select distinct r.sales_import_id, o.order_id, o.customer_id from touched
      join "order" o on o.shop_id = ${shop}::uuid and o.order_id = touched.order_id
      join sales_row r on r.shop_id = o.shop_id and r.connection_id = o.connection_id and r.order_key = o.remote_id
      where r.sales_import_id = any (${importIds}::uuid[]) and not exists (
        select from sales_row other join sales_import i on i.shop_id = other.shop_id and i.sales_import_id = other.sales_import_id
        where other.shop_id = r.shop_id and other.connection_id = r.connection_id and other.order_key = r.order_key and other.line_key = r.line_key
          and other.sales_import_id <> r.sales_import_id and i.undone_at is null)
    )
    select s.sales_import_id as id,
      count(distinct s.customer_id) filter (where exists (
        select from mail m
        where m.shop_id = ${shop}::uuid and m.key = 'files:' || s.order_id and m.kind = 'files' and m.customer_id = s.customer_id
          and m.state in ('sending', 'sent')))::int as mailed,
      count(distinct s.customer_id) filter (where (
        select true from entitlement e
        join given_bytes d on d.shop_id = e.shop_id and d.customer_id = s.customer_id and d.pattern_id = e.pattern_id and d.kind <> 'sold-with'
          and d.at >= e.granted_at
        where e.shop_id = ${shop}::uuid and e.order_id = s.order_id
        limit 1))::int as fetched,
      count(distinct s.customer_id) filter (where exists (
        select from customer c join sales_import i on i.shop_id = c.shop_id and i.sales_import_id = s.sales_import_id
        where c.shop_id = ${shop}::uuid and c.customer_id = s.customer_id and c.invited_at >= i.taken_at))::int as invited,
      count(distinct s.order_id) filter (where exists (
        select from claimed k where k.shop_id = ${shop}::uuid and k.order_id = s.order_id))::int as claimed
    from sold s
    group by s.sales_import_id`.execute(tx)
  return new Map(
    rows.flatMap(({ id, mailed, fetched, invited, claimed }) => {
      const told = [
        mailed > 0 && `${count(mailed, 'buyer has', 'buyers have')} been written to`,
        fetched > 0 && `${count(fetched, 'buyer has', 'buyers have')} fetched files`,
        invited > 0 && `${count(invited, 'buyer has', 'buyers have')} been invited`,
        claimed > 0 && `${count(claimed, 'purchase has', 'purchases have')} been claimed`,
      ].filter(Boolean)
      if (told.length === 0) return []
      return [[id, `It stays: ${told.join(', ')} by now. A single order is put right where it was sold, in the next table.`] as const]
    }),
  )
}

/**
 * The press: from now on the import says nothing, and what it said goes out after it, some hundred orders at a time (`take-out.ts`); also while it
 * comes in, or where it stopped. Taking it back twice is once. What another table tells as well stays as that says.
 *
 * @throws {Refused} 409 with the reason when it cannot be.
 */
export async function undoImport(tx: Tx, importId: string, { by, now }: { by: string; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  const found = await tx
    .selectFrom('sales_import')
    .select('connection_id')
    .where('shop_id', '=', shop)
    .where('sales_import_id', '=', importId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This import')
  await lockConnection(tx, found.connection_id)
  const { rows: open } = await sql`
    update sales_import
    set state = 'undoing', undone_at = ${now}, undone_by = ${by}, done_rows = 0, reason = null, attempts = 0, next_run_at = ${now},
      lease_no = lease_no + 1, lease_until = null, all_rows = (
        select count(*) from sales_row r where r.shop_id = sales_import.shop_id and r.sales_import_id = sales_import.sales_import_id)
    where shop_id = ${shop}::uuid and sales_import_id = ${importId}::uuid and undone_at is null returning 1 as one`.execute(tx)
  if (open.length === 0) return
  // Who hands a mail over at this moment is waited for, and its mail then counts.
  await sql`select from mail m where ${isMailOf(shop, importId)} for update of m`.execute(tx)
  const why = (await whyNotUndone(tx, [importId])).get(importId)
  if (why !== undefined) throw new Refused('delivered', why, { status: 409 })
  // Mails that have not left are about nothing now; none is written any more for an order that only such an import tells.
  await sql`delete from mail m where ${isMailOf(shop, importId)}`.execute(tx)
}

/** Of an order that this import tells, and no other that counts. */
const isMailOf = (shop: string, importId: string) => sql`
  m.shop_id = ${shop}::uuid and m.kind = 'files' and m.key in (
    select 'files:' || o.order_id from sales_row r
    join "order" o on o.shop_id = r.shop_id and o.connection_id = r.connection_id and o.remote_id = r.order_key
    where r.shop_id = ${shop}::uuid and r.sales_import_id = ${importId}::uuid and not o.is_history and not ${isToldByOthers(importId)})`
