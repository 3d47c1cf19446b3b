/** Which orders are still to be marked as delivered at their storefront. What is due is a column: it may be worked off at any time, by anybody, twice. */
import { shopOf, sql, type Tx } from '#database'

/** A line that nobody can tell the pattern of is not delivered by us, so such an order waits until all of its lines are matched. */
const isUnknown = sql`(exists (
    select from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.quantity > 0 and l.pattern_id is null)
  or not exists (
    select from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.quantity > 0))`

/** For orders as they now are, at a storefront that can mark them: paid and not history is due; what is paid no longer is not. */
export async function wantFulfilled(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update "order" o
    set fulfil_reason = null,
      fulfil_due_at = case
        when o.state <> 'paid' or (o.total_minor > 0 and o.refunded_minor >= o.total_minor) then null
        when ${isUnknown} then 'infinity'
        when o.fulfil_due_at < 'infinity' then o.fulfil_due_at
        else ${now}::timestamptz
      end
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = any (${orderIds}::uuid[]) and not o.is_history and o.fulfilled_at is null`.execute(
    tx,
  )
}

/** Lines of these orders were matched since. */
export async function wakeMatched(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  if (orderIds.length === 0) return
  await sql`
    update "order" o set fulfil_due_at = ${now}
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = any (${orderIds}::uuid[]) and o.fulfil_due_at = 'infinity'
      and o.fulfil_reason is null and not ${isUnknown}`.execute(tx)
}

/** She asks for what was refused to be tried again. */
export async function retryFulfil(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update "order" set fulfil_due_at = ${now}, fulfil_reason = null, fulfil_attempts = 0
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and fulfil_reason is not null and fulfilled_at is null
      and fulfil_due_at is not null`.execute(tx)
}

/** New keys may do what the old ones could not: what was put off is tried with them. */
export async function wakeFulfil(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update "order" set fulfil_due_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and fulfilled_at is null
      and fulfil_due_at > ${now} and fulfil_due_at < 'infinity'`.execute(tx)
}

export interface Unfulfilled {
  readonly orderId: string
  readonly remoteId: string
  readonly attempts: number
}

/** Those that are due, the ones that failed least first: one that always fails must not stand before the others. */
export async function readUnfulfilled(tx: Tx, connectionId: string, { now, limit }: { now: Date; limit: number }): Promise<Unfulfilled[]> {
  const { rows } = await sql<Unfulfilled>`
    select order_id as "orderId", remote_id as "remoteId", fulfil_attempts as attempts from "order"
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and fulfil_due_at <= ${now} and fulfil_due_at < 'infinity'
    order by fulfil_attempts, fulfil_due_at, order_id
    limit ${limit}`.execute(tx)
  return rows
}

/** Written after the storefront's yes; whoever dies between the two asks it once more. */
export async function noteFulfilled(tx: Tx, orderId: string, now: Date): Promise<void> {
  await sql`
    update "order" set fulfilled_at = coalesce(fulfilled_at, ${now}), fulfil_due_at = null, fulfil_attempts = 0, fulfil_reason = null
    where shop_id = ${shopOf(tx)}::uuid and order_id = ${orderId}::uuid`.execute(tx)
}

/** The storefront will not have it marked; it is not asked again before the order is read anew, or she asks for it. */
export async function noteRefused(tx: Tx, orderId: string, reason: string): Promise<void> {
  await sql`
    update "order" set fulfil_due_at = 'infinity', fulfil_reason = ${reason}
    where shop_id = ${shopOf(tx)}::uuid and order_id = ${orderId}::uuid and fulfil_due_at is not null`.execute(tx)
}

/** A fault that passes: this order waits for `until`, the others of this storefront for `othersUntil`. `isFailure`: it counts. */
export async function postponeFulfil(
  tx: Tx,
  connectionId: string,
  { orderId, until, othersUntil, isFailure }: { orderId: string; until: Date; othersUntil: Date; isFailure: boolean },
): Promise<void> {
  await sql`
    update "order"
    set fulfil_due_at = case when order_id = ${orderId}::uuid then ${until}::timestamptz else ${othersUntil}::timestamptz end,
      fulfil_attempts = fulfil_attempts + case when order_id = ${orderId}::uuid and ${isFailure} then 1 else 0 end
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and fulfil_due_at < ${othersUntil}`.execute(tx)
}

/** The storefront cannot mark orders (any more). */
export async function wantNoneFulfilled(tx: Tx, connectionId: string): Promise<void> {
  await sql`
    update "order" set fulfil_due_at = null
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and fulfil_due_at < 'infinity'`.execute(tx)
}
