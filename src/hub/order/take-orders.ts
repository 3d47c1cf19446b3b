/** Sales into orders: set-based, a page at a time, each sale once however often and in whatever order it is read. */
import { randomUUID } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import { type ClockGap, latestByOurs, toGap } from '../connection/clock-gap.ts'
import { settleAccess } from '../entitlement/settle-access.ts'
import type { HubEvent } from '../event/events.ts'
import { keepUnreadable } from '../inbox/unreadable.ts'
import { entriesBetween } from '../ledger/post-sale.ts'
import { writeEntries } from '../ledger/write-entries.ts'
import { notFound } from '../refused.ts'
import { wantFulfilled } from './fulfil.ts'
import { booksOf, type KnownOrder, knownOrders, type ReadAs, readAgain, refundedOf } from './known-order.ts'
import type { Sale } from './sale.ts'
import { faultOf, tidySale } from './tidy-sale.ts'
import { writeOrders, writeRefunds } from './write-orders.ts'

export interface Taken {
  readonly taken: number
  readonly changed: number
  /** Read before, and nothing new in them. */
  readonly repeated: number
  /** Kept aside with a reason: no order can be made of them. */
  readonly unreadable: number
}

/**
 * Records sales and all that follows from them in this one transaction: orders, customers, what buyers may have, journal, events.
 * A reading with an older `changedAt` never wins over a newer one. A sale placed before the connection went live (or met while it rehearses)
 * is history for ever, also when it is paid later: it is known and served, and nobody is written to. The storefront's clock says when it was
 * placed and ours when it went live, so how far they stand apart counts.
 *
 * @param isFulfilled whether paid orders are to be marked as delivered at this storefront.
 *
 * Locks are taken in one order everywhere: connection, orders by remote id, customers by address.
 */
export async function takeOrders(
  tx: Tx,
  connectionId: string,
  sales: readonly Sale[],
  now: Date,
  { isFulfilled = false }: { readonly isFulfilled?: boolean } = {},
): Promise<Taken> {
  const connection = await lockConnection(tx, connectionId)
  const { fit, unfit } = sortOut(sales)
  for (const { sale, reason } of unfit)
    await keepUnreadable(tx, { connectionId, remoteId: sale.remoteId || null, raw: jsonOf(sale), reason, now })
  const known = await knownOrders(
    tx,
    connectionId,
    fit.map(({ remoteId }) => remoteId),
  )
  const { liveFrom, clock } = connection
  const readAs: ReadAs = { isHistory: (placedAt: Date) => liveFrom === null || latestByOurs(placedAt, clock) < liveFrom }
  const next = readInOrder(fit, known, readAs)
  const counts = {
    taken: next.filter(({ before }) => before === null).length,
    changed: next.filter(({ before }) => before !== null).length,
  }
  if (next.length > 0) await writeAll(tx, { connectionId, spoke: connection.spoke, next, now, isFulfilled })
  return { ...counts, repeated: new Set(fit.map(({ remoteId }) => remoteId)).size - next.length, unreadable: unfit.length }
}

/** @returns what became of this one sale. */
export async function takeOrder(tx: Tx, connectionId: string, sale: Sale, now: Date): Promise<keyof Taken> {
  const counts = await takeOrders(tx, connectionId, [sale], now)
  return (['taken', 'changed', 'repeated'] as const).find(what => counts[what] > 0) ?? 'unreadable'
}

interface Next {
  readonly order: KnownOrder
  readonly sale: Sale
  readonly before: KnownOrder | null
}

async function writeAll(
  tx: Tx,
  {
    connectionId,
    spoke,
    next,
    now,
    isFulfilled,
  }: { connectionId: string; spoke: string; next: readonly Next[]; now: Date; isFulfilled: boolean },
) {
  const ids = await writeOrders(tx, connectionId, next)
  const idOf = ({ order }: Next) => ids.get(order.remoteId)!
  const rows = next.map(one => ({ orderId: idOf(one), order: one.order, hadRefunds: (one.before?.refunds.length ?? 0) > 0 }))
  await writeRefunds(tx, rows)
  await keepAgreed(tx, connectionId, next)
  const events = next.flatMap(one => eventsOf(one, idOf(one)))
  await settleAccess(tx, [...ids.values()], now, events)
  if (isFulfilled) await wantFulfilled(tx, [...ids.values()], now)
  const entries = next.flatMap(one => {
    const before = one.before === null ? null : booksOf(one.before, idOf(one), spoke)
    return entriesBetween(before, booksOf(one.order, idOf(one), spoke), randomUUID())
  })
  await writeEntries(tx, entries)
}

/** A yes to advertising that a storefront told with a new order; history gives none. */
async function keepAgreed(tx: Tx, connectionId: string, next: readonly Next[]): Promise<void> {
  const agreed = next.flatMap(({ order, sale }) =>
    sale.buyer.agreesToNews === true && order.email !== null && !order.isHistory && order.paidAt !== null
      ? [{ email: order.email.toLowerCase(), key: `order:${connectionId}:${order.remoteId}`, at: order.placedAt }]
      : [],
  )
  if (agreed.length === 0) return
  await sql`
    insert into consent_word (shop_id, customer_id, purpose, is_given, source, connection_id, key, at)
    select c.shop_id, c.customer_id, 'marketing', true, 'storefront', ${connectionId}::uuid, a.key, a.at
    from jsonb_to_recordset(${JSON.stringify(agreed)}::jsonb) as a (email text, key text, at timestamptz)
    join customer c on c.shop_id = ${shopOf(tx)}::uuid and c.email = a.email
    on conflict (shop_id, customer_id, purpose, key) do nothing`.execute(tx)
}

function eventsOf({ order, before }: Next, orderId: string): HubEvent[] {
  if (order.isHistory) return []
  const events: HubEvent[] = []
  if (before === null) events.push({ name: 'order.taken', ids: { order: orderId } })
  if (refundedOf(order) > (before === null ? 0n : refundedOf(before))) events.push({ name: 'order.refunded', ids: { order: orderId } })
  return events
}

/** Whoever else takes sales of this connection, or sends it live, waits until this transaction ends; a delivery that comes in does not. */
async function lockConnection(tx: Tx, connectionId: string): Promise<Selling> {
  const found = await sql<SellingRow>`${kept}
    select spoke, state, resumes_as, live_from, clock_low_ms, clock_high_ms from connection
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid
    for no key update`.execute(tx)
  const row = found.rows[0]
  if (row === undefined) throw notFound('This shop')
  const isRehearsing = row.state === 'rehearsal' || (row.state !== 'live' && row.resumes_as === 'rehearsal')
  return { spoke: row.spoke, liveFrom: isRehearsing ? null : row.live_from, clock: toGap(row) }
}

interface Selling {
  readonly spoke: string
  /** null: whatever is sold is history. */
  readonly liveFrom: Date | null
  readonly clock: ClockGap | null
}

interface SellingRow {
  spoke: string
  state: string
  resumes_as: string
  live_from: Date | null
  clock_low_ms: number | null
  clock_high_ms: number | null
}

/** Those that can be kept, sorted so that all lock in the same order; several readings of one sale stay in the order in which they came. */
function sortOut(sales: readonly Sale[]): { fit: Sale[]; unfit: { sale: Sale; reason: string }[] } {
  const judged = sales.map(sale => ({ sale, reason: faultOf(sale) }))
  return {
    fit: judged
      .filter(({ reason }) => reason === null)
      .map(({ sale }) => tidySale(sale))
      .sort((a, b) => (a.remoteId < b.remoteId ? -1 : a.remoteId > b.remoteId ? 1 : 0)),
    unfit: judged.flatMap(({ sale, reason }) => (reason === null ? [] : [{ sale, reason }])),
  }
}

/** @returns the orders in which something is new. Readings of one sale follow each other as if each had come alone, so a page may hold several. */
function readInOrder(sales: readonly Sale[], known: ReadonlyMap<string, KnownOrder>, readAs: ReadAs): Next[] {
  const next = new Map<string, Next>()
  for (const sale of sales) {
    const before = known.get(sale.remoteId) ?? null
    const order = readAgain(next.get(sale.remoteId)?.order ?? before, sale, readAs)
    if (order !== null) next.set(sale.remoteId, { order, sale, before })
  }
  return [...next.values()]
}

const jsonOf = (sale: Sale): string => JSON.stringify(sale, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))
