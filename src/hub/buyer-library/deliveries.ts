/** What goes into buyers' libraries at one storefront: found anew each time, worked off one by one, each pattern once for each buyer. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { GivenKind } from '../given/give-bytes.ts'
import { heldFiles } from '../given/held-files.ts'
import type { BuyerAt } from './consent.ts'
import { boughtElsewhere, boughtThere, isForSale } from './owed.ts'

/**
 * Adds what is owed and was not before: her word is the asking, so all that she owns here, old or new, is owed once it is for sale there. What she bought
 * at this platform is in her library there already. One pattern is one row, whichever of her orders have it.
 *
 * @returns how many are new.
 */
export async function wantDeliveries(tx: Tx, connectionId: string, now: Date): Promise<number> {
  const { rows } = await sql`
    insert into buyer_delivery (shop_id, connection_id, customer_id, pattern_id, order_id, next_try_at, made_at)
    select distinct on (x.customer_id, x.pattern_id) x.shop_id, c.connection_id, x.customer_id, x.pattern_id, x.order_id, ${now}, ${now}
    from connection c
    join buyer_consent b on b.shop_id = c.shop_id and b.connection_id = c.connection_id and b.ended_at is null
    join entitlement x on x.shop_id = b.shop_id and x.customer_id = b.customer_id and x.ended_at is null
    join "order" k on k.shop_id = x.shop_id and k.order_id = x.order_id
    join connection sold on sold.shop_id = k.shop_id and sold.connection_id = k.connection_id and sold.spoke <> c.spoke
    join listing l on l.shop_id = c.shop_id and l.connection_id = c.connection_id and l.pattern_id = x.pattern_id and ${isForSale}
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid and not ${boughtThere}
      and not exists (
        select from buyer_delivery d
        where d.shop_id = x.shop_id and d.connection_id = c.connection_id and d.customer_id = x.customer_id and d.pattern_id = x.pattern_id)
    order by x.customer_id, x.pattern_id, k.placed_at, x.order_id
    on conflict do nothing
    returning pattern_id`.execute(tx)
  return rows.length
}

export interface DueDelivery extends BuyerAt {
  readonly patternId: string
  readonly sku: string
  readonly attempts: number
  readonly madeAt: Date
}

/** Those that failed least first. What she has given back, or what is not for sale there now, waits without a word. */
export async function readDueDeliveries(
  tx: Tx,
  connectionId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    select x.connection_id as "connectionId", x.customer_id as "customerId", x.pattern_id as "patternId", x.attempts, x.made_at as "madeAt",
      l.observed -> 'content' ->> 'sku' as sku
    from buyer_delivery x
    join connection c on c.shop_id = x.shop_id and c.connection_id = x.connection_id
    join buyer_consent b on b.shop_id = x.shop_id and b.connection_id = x.connection_id and b.customer_id = x.customer_id and b.ended_at is null
    join listing l on l.shop_id = x.shop_id and l.connection_id = x.connection_id and l.pattern_id = x.pattern_id and ${isForSale}
    where x.shop_id = ${shopOf(tx)}::uuid and x.connection_id = ${connectionId}::uuid and x.state <> 'delivered' and x.next_try_at <= ${now}
      and (b.lease_until is null or b.lease_until <= ${now}) and ${boughtElsewhere} and not ${boughtThere}
    order by x.attempts, x.customer_id, x.pattern_id
    limit ${limit}`.execute(tx)
  return rows
}

/** Ours at the platform, the same however often it is sent, whatever becomes of the row. */
export function referenceOf({ connectionId, customerId, patternId }: BuyerAt & { readonly patternId: string }): string {
  const hash = createHash('sha256').update(`${connectionId} ${customerId} ${patternId}`).digest('hex')
  return `selvage-${hash.slice(0, 32)}`
}

const isThis = (tx: Tx, { connectionId, customerId, patternId }: BuyerAt & { readonly patternId: string }) =>
  sql`shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and customer_id = ${customerId}::uuid and pattern_id = ${patternId}::uuid`

/** Written after the platform's yes; whoever dies between the two is told 'there before' the next time. What it holds of the pattern is hers from then on. */
export async function noteDelivered(tx: Tx, one: DueDelivery, { invoiceId, now }: { invoiceId: string; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    with done as (
      update buyer_delivery
      set state = 'delivered', invoice_id = ${invoiceId}, delivered_at = ${now}, reason = null, attempts = 0
      where ${isThis(tx, one)} and state <> 'delivered'
      returning connection_id, customer_id, pattern_id, order_id
    )
    select give_bytes(${shop}::uuid, coalesce(jsonb_agg(jsonb_build_object(
      'kind', ${'sent-there' satisfies GivenKind}::text, 'customer', d.customer_id, 'connection', d.connection_id, 'order', d.order_id,
      'pattern', d.pattern_id, 'version', h.version_id, 'file', h.file_key, 'sha256', h.sha256, 'at', ${now}::timestamptz) order by h.file_key), '[]'))
    from done d
    join (${heldFiles(shop, sql`done`)}) h on h.since <= ${now}::timestamptz`.execute(tx)
}

export interface Undelivered {
  readonly state: 'waiting' | 'not-for-sale' | 'not-enabled' | 'refused'
  readonly reason: string | null
  readonly nextTryAt: Date
}

/** @param isFailure counts, and makes it wait behind the others. */
export async function noteUndelivered(
  tx: Tx,
  one: DueDelivery,
  { state, reason, nextTryAt, isFailure }: Undelivered & { isFailure: boolean },
): Promise<void> {
  await sql`
    update buyer_delivery
    set state = ${state}, reason = ${reason}, next_try_at = ${nextTryAt}, attempts = attempts + ${isFailure ? 1 : 0}
    where ${isThis(tx, one)} and state <> 'delivered'`.execute(tx)
}

/** What concerns all that is due at this storefront, such as an app that is not enabled. */
export async function postponeDeliveries(
  tx: Tx,
  connectionId: string,
  { state, reason, nextTryAt }: { state: 'not-enabled' | null; reason: string | null; nextTryAt: Date },
): Promise<void> {
  await sql`
    update buyer_delivery set state = coalesce(${state}::text, state), reason = case when ${state}::text is null then reason else ${reason}::text end,
      next_try_at = greatest(next_try_at, ${nextTryAt})
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state <> 'delivered' and next_try_at < ${nextTryAt}`.execute(
    tx,
  )
}

/** She asks for what was refused to be tried again. */
export async function retryDeliveries(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update buyer_delivery set next_try_at = ${now}, attempts = 0
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state <> 'delivered'`.execute(tx)
  await sql`
    update connection set next_library_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and next_library_at is not null`.execute(tx)
}

/** When the clock is to look again; never, once nobody lets us any more. */
export async function nextLibraryLook(tx: Tx, connectionId: string, next: Date): Promise<void> {
  await sql`
    update connection c set next_library_at = case when exists (
        select from buyer_consent b where b.shop_id = c.shop_id and b.connection_id = c.connection_id and b.ended_at is null)
      then ${next}::timestamptz end
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid`.execute(tx)
}
