/** Imports that are under way: who works on one, how far it is, and what became of it. */
import { kept, shopOf, sql, type Tx } from '#database'
import { LeaseLost } from '../connection/lease.ts'

export interface UnderWay {
  readonly importId: string
  readonly connectionId: string
  readonly state: 'taking' | 'undoing'
  readonly leaseNo: bigint
  /** As `mapText` wrote it. */
  readonly map: string
  readonly matches: readonly { readonly product: string; readonly patternId: string }[]
  /** The key of the last order that is in; null: none yet. */
  readonly reached: string | null
}

export interface Brought {
  /** New ones. */
  readonly rows: number
  readonly orders: number
  readonly known: number
}

/** What is gone through first: what she takes back, then in the order of the presses. @returns null when nothing is due here, or another works on it. */
export async function takeUp(tx: Tx, connectionId: string, { now, ms }: { now: Date; ms: number }): Promise<UnderWay | null> {
  const shop = shopOf(tx)
  const { rows } = await sql<Omit<UnderWay, 'leaseNo'> & { is_held: boolean }>`
    select sales_import_id as "importId", connection_id as "connectionId", state, map, matches, reached, lease_until > ${now} is true as is_held
    from sales_import
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and state in ('taking', 'undoing') and next_run_at <= ${now}
    order by lease_until > ${now} is true desc, state = 'undoing' desc, taken_at, sales_import_id
    limit 1
    for no key update`.execute(tx)
  const [found] = rows
  if (found === undefined || found.is_held) return null
  const { rows: leased } = await sql<{ lease_no: bigint }>`
    update sales_import set lease_no = lease_no + 1, lease_until = ${new Date(now.getTime() + ms)}
    where shop_id = ${shop}::uuid and sales_import_id = ${found.importId}::uuid
    returning lease_no`.execute(tx)
  const { is_held: _, ...work } = found
  return { ...work, leaseNo: leased[0]!.lease_no }
}

/**
 * Holds on to it for `ms` more.
 * @throws {LeaseLost} when another works on it, or she has taken it back meanwhile.
 */
export async function holdOn(tx: Tx, { importId, leaseNo, state }: UnderWay, { now, ms }: { now: Date; ms: number }): Promise<void> {
  const { rows } = await sql`${kept}
    update sales_import set lease_until = ${new Date(now.getTime() + ms)}
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid and lease_no = ${leaseNo.toString()}::bigint and state = ${state}
    returning 1 as one`.execute(tx)
  if (rows.length === 0) throw new LeaseLost()
}

/** Another goes on with it at once. */
export async function letGo(tx: Tx, { importId, leaseNo }: UnderWay): Promise<void> {
  await sql`
    update sales_import set lease_until = null
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid and lease_no = ${leaseNo.toString()}::bigint`.execute(tx)
}

/** A chunk is in, or out: in its own transaction, so that whoever goes on begins behind it. @param rows gone through in it. */
export async function noteDone(
  tx: Tx,
  { importId }: UnderWay,
  { rows, reached, brought }: { rows: number; reached: string | null; brought: Brought },
): Promise<void> {
  await sql`
    update sales_import
    set done_rows = done_rows + ${rows}, reached = ${reached}, attempts = 0, reason = null,
      done_counts = jsonb_build_object(
        'rows', coalesce((done_counts ->> 'rows')::int, 0) + ${brought.rows}::int,
        'orders', coalesce((done_counts ->> 'orders')::int, 0) + ${brought.orders}::int,
        'known', coalesce((done_counts ->> 'known')::int, 0) + ${brought.known}::int)
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid`.execute(tx)
}

/** All of it is in, or out. What it brought is told as it was, also where another table was quicker with some of it. */
export async function finish(tx: Tx, { importId, state }: UnderWay): Promise<void> {
  await sql`
    update sales_import
    set state = ${state === 'taking' ? 'taken' : 'undone'}, counts = case when state = 'taking' then counts || done_counts else counts end,
      done_rows = all_rows, map = null, matches = '[]', reason = null, lease_until = null
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid`.execute(tx)
}

/** It cannot go on. What is in stays, and what is missing is told. @param why in her words. */
export async function stop(tx: Tx, { importId }: UnderWay, why: string): Promise<void> {
  await sql`
    update sales_import
    set state = 'stopped', counts = counts || done_counts, map = null, matches = '[]', lease_until = null,
      reason = 'It stopped after ' || to_char(done_rows, 'FM9,999,990') || ' of ' || to_char(all_rows, 'FM9,999,990') || ' rows. ' || ${why}::text
        || ' What is in counts once: bring the table again for the rest, or take this back.'
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid`.execute(tx)
}

/** A fault that may pass: later each time. @returns how often it failed without getting any further. */
export async function postpone(tx: Tx, { importId }: UnderWay, { now, told }: { now: Date; told: string }): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    update sales_import
    set attempts = attempts + 1, lease_until = null, next_run_at = ${now}::timestamptz + least(power(2, least(attempts, 10)) * 2, 600) * interval '1 second',
      reason = case when attempts >= 2 then ${told}::text end
    where shop_id = ${shopOf(tx)}::uuid and sales_import_id = ${importId}::uuid
    returning attempts`.execute(tx)
  return rows[0]?.attempts ?? 0
}
