/** Which payments are still to be heard of, for whoever reads them at the provider. */
import { kept, shopOf, sql, type Tx } from '#database'

export interface OpenPayment {
  readonly remoteId: string
  readonly startedAt: Date
}

/** Started within so many days and not settled. A bank transfer may take weeks; the provider tells those by itself. */
const lookedAfterDays = 14
const mostAtOnce = 500

/** The newest first. */
export async function readOpenPayments(tx: Tx, connectionId: string, now: Date): Promise<OpenPayment[]> {
  const { rows } = await sql<{ remote_id: string; started_at: Date }>`${kept}
    select k.remote_id, k.started_at from checkout k
    where k.shop_id = ${shopOf(tx)}::uuid and k.connection_id = ${connectionId}::uuid and k.remote_id is not null
      and k.state in ('started', 'pending') and k.started_at > ${new Date(now.getTime() - lookedAfterDays * 86_400_000)}
    order by k.started_at desc
    limit ${mostAtOnce}`.execute(tx)
  return rows.map(row => ({ remoteId: row.remote_id, startedAt: row.started_at }))
}

/** @returns when the first checkout was started to be paid there; null when none was. */
export async function firstCheckoutAt(tx: Tx, connectionId: string): Promise<Date | null> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(started_at) as first from checkout where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
  return rows[0]?.first ?? null
}

/** @returns the payment of an order; null when it was not paid in the shop's own store. */
export async function paymentOfOrder(
  tx: Tx,
  orderId: string,
): Promise<{ readonly connectionId: string; readonly remoteId: string; readonly currency: string } | null> {
  const row = await tx
    .selectFrom('payment')
    .select(['connection_id', 'remote_id', 'currency'])
    .where('shop_id', '=', shopOf(tx))
    .where('order_id', '=', orderId)
    .executeTakeFirst()
  return row === undefined ? null : { connectionId: row.connection_id, remoteId: row.remote_id, currency: row.currency }
}

export interface Reading {
  readonly cursor: unknown
  /** When the last look began. */
  readonly lookedAt: Date | null
  /** Ids of payments that messages were about, which came since. */
  readonly told: readonly string[]
}

export async function readPaymentsCursor(tx: Tx, connectionId: string): Promise<Reading> {
  const { rows } = await sql<{ payments_cursor: unknown; last_poll_at: Date | null; told: string[] }>`
    select c.payments_cursor, c.last_poll_at,
      (select coalesce(array_agg(distinct convert_from(i.body, 'UTF8')::jsonb ->> 'about'), '{}') from inbox i
       where i.shop_id = c.shop_id and i.connection_id = c.connection_id and i.source = 'hook' and i.state = 'kept') as told
    from connection c
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid`.execute(tx)
  const row = rows[0]
  return { cursor: row?.payments_cursor ?? null, lookedAt: row?.last_poll_at ?? null, told: (row?.told ?? []).filter(Boolean) }
}

/** @returns false, with nothing kept, when another has read on from `from` meanwhile, or the connection no longer reads. */
export async function keepPaymentsCursor(tx: Tx, connectionId: string, { from, next }: { from: unknown; next: unknown }): Promise<boolean> {
  const { rows } = await sql`
    update connection set payments_cursor = ${jsonOf(next)}::jsonb
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and kind = 'pay' and state in ('live', 'rehearsal')
      and payments_cursor is not distinct from ${jsonOf(from)}::jsonb
    returning connection_id`.execute(tx)
  return rows.length > 0
}

const jsonOf = (cursor: unknown): string | null => (cursor === null ? null : JSON.stringify(cursor))

/** The look that began at `began` is over, whole or not. */
export async function notePaymentsLook(
  tx: Tx,
  connectionId: string,
  { began, next, failures, reason }: { began: Date; next: Date; failures: 'none' | 'one more' | 'as before'; reason: string | null },
): Promise<void> {
  await sql`
    update connection set last_poll_at = ${began}, next_poll_at = ${next},
      reason = case when ${reason}::text is not null then ${reason} when ${failures} = 'none' and failures > 0 then null else reason end,
      failures = case ${failures} when 'none' then 0 when 'one more' then failures + 1 else failures end
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state in ('live', 'rehearsal')`.execute(tx)
}

export async function failuresOf(tx: Tx, connectionId: string): Promise<number> {
  const row = await tx
    .selectFrom('connection')
    .select('failures')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.failures ?? 0
}
