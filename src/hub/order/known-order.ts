/** An order as we hold it, read whole and locked, and what it becomes by a newer reading. */
import { kept, shopOf, sql, type Tx } from '#database'
import { settlesUnreadable } from '../inbox/unreadable.ts'
import type { Books } from '../ledger/post-sale.ts'
import type { Sale, SaleState } from './sale.ts'

export interface KnownOrder {
  readonly orderId: string | null
  readonly remoteId: string
  readonly number: string
  readonly state: SaleState
  readonly email: string | null
  readonly placedAt: Date
  /** The first time at which we knew it paid; kept whatever comes after, as money that came in stays in the books. */
  readonly paidAt: Date | null
  readonly changedAt: Date
  readonly currency: string
  readonly total: bigint
  readonly tax: bigint
  readonly fee: bigint | null
  readonly isHistory: boolean
  /** Its buyer wished to be forgotten: who she was is not taken in again. */
  readonly isForgotten: boolean
  readonly lines: readonly KnownLine[]
  readonly refunds: readonly KnownRefund[]
}

export interface KnownLine {
  readonly line: string
  readonly listing: string | null
  readonly sku: string | null
  readonly title: string
  readonly quantity: number
  readonly total: bigint
  readonly tax: bigint
}

export interface KnownRefund {
  readonly remoteId: string
  readonly amount: bigint
  readonly reason: string | null
  readonly refundedAt: Date
}

export interface ReadAs {
  /** Whether a sale placed then, met for the first time, is history. */
  readonly isHistory: (placedAt: Date) => boolean
}

/** Pure. @returns the order after this reading, or null when the reading tells nothing new: it is older, or says the same. */
export function readAgain(known: KnownOrder | null, sale: Sale, { isHistory }: ReadAs): KnownOrder | null {
  if (known !== null && sale.changedAt < known.changedAt) return null
  const isForgotten = known?.isForgotten ?? false
  const refunds = sale.refunds.map(({ remoteId, amount, reason, refundedAt }) => ({
    ...{ remoteId, amount: amount.minor, reason: isForgotten ? null : reason, refundedAt },
  }))
  const isPaid = sale.state === 'paid' || sale.state === 'refunded' || refunds.length > 0
  const next: KnownOrder = {
    orderId: known?.orderId ?? null,
    remoteId: sale.remoteId,
    number: sale.number,
    state: sale.state,
    email: isForgotten ? null : (sale.buyer.email ?? known?.email ?? null),
    placedAt: sale.placedAt,
    paidAt: known?.paidAt ?? sale.paidAt ?? (isPaid ? sale.placedAt : null),
    changedAt: sale.changedAt,
    currency: sale.total.currency,
    total: sale.total.minor,
    tax: sale.tax.minor,
    fee: sale.fee?.minor ?? known?.fee ?? null,
    isHistory: known?.isHistory ?? isHistory(sale.placedAt),
    isForgotten,
    lines: linesAfter(known, sale),
    refunds,
  }
  return known !== null && textOf(known) === textOf(next) ? null : next
}

/** A line that is gone from the storefront's order stays, with nothing in it. A product deleted there keeps its name here. */
function linesAfter(known: KnownOrder | null, sale: Sale): KnownLine[] {
  const before = new Map(known?.lines.map(line => [line.line, line]))
  const lines = sale.lines.map(line => ({
    line: line.remoteId,
    listing: line.listingRemoteId ?? before.get(line.remoteId)?.listing ?? null,
    sku: line.sku ?? before.get(line.remoteId)?.sku ?? null,
    title: line.title,
    quantity: line.quantity,
    total: line.total.minor,
    tax: line.tax.minor,
  }))
  for (const { line } of lines) before.delete(line)
  return [...lines, ...[...before.values()].map(line => ({ ...line, quantity: 0, total: 0n, tax: 0n }))]
}

const byLine = (a: KnownLine, b: KnownLine) => (a.line < b.line ? -1 : 1)
const byId = (a: KnownRefund, b: KnownRefund) => (a.remoteId < b.remoteId ? -1 : 1)

/** All that a reading can change, in one text to compare; addresses are compared as the database keeps them. */
const textOf = ({ orderId: _, isHistory: __, isForgotten: ___, ...order }: KnownOrder): string =>
  JSON.stringify(
    { ...order, email: order.email?.toLowerCase(), lines: order.lines.toSorted(byLine), refunds: order.refunds.toSorted(byId) },
    (_key, value) => (typeof value === 'bigint' ? value.toString() : value),
  )

export const refundedOf = ({ refunds }: Pick<KnownOrder, 'refunds'>): bigint => refunds.reduce((sum, { amount }) => sum + amount, 0n)

export const booksOf = (order: KnownOrder, orderId: string, spoke: string): Books => ({
  orderId,
  spoke,
  currency: order.currency,
  soldAt: order.paidAt,
  total: order.total,
  tax: order.tax,
  fee: order.fee,
  refunds: order.refunds,
  changedAt: order.changedAt,
})

/** @returns by remote id; the rows stay locked, in the order of their remote ids, until the transaction ends. What could not be read of them before is settled. */
export async function knownOrders(tx: Tx, connectionId: string, remoteIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  const { rows } = await sql<Row>`${kept}
    with settled as (${settlesUnreadable(tx, connectionId, remoteIds)}),
    locked as materialized (
      select * from "order"
      where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and remote_id = any (${remoteIds}::text[])
      order by remote_id
      for update
    )
    select o.order_id, o.remote_id, o.number, o.state, c.email, o.placed_at, o.paid_at, o.changed_at, o.currency,
      o.total_minor, o.tax_minor, o.fee_minor, o.is_history, o.forgotten_at is not null as is_forgotten,
      (select coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'listing', l.listing_remote_id, 'sku', l.sku, 'title', l.title,
         'quantity', l.quantity, 'total', l.total_minor::text, 'tax', l.tax_minor::text)), '[]')
       from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id) as lines,
      (select coalesce(jsonb_agg(jsonb_build_object('remoteId', r.remote_id, 'amount', r.amount_minor::text, 'reason', r.reason,
         'refundedAt', r.refunded_at)), '[]')
       from refund r where r.shop_id = o.shop_id and r.order_id = o.order_id) as refunds
    from locked o
    left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id`.execute(tx)
  return new Map(rows.map(row => [row.remote_id, toKnown(row)]))
}

interface Row {
  order_id: string
  remote_id: string
  number: string
  state: SaleState
  email: string | null
  placed_at: Date
  paid_at: Date | null
  changed_at: Date
  currency: string
  total_minor: bigint
  tax_minor: bigint
  fee_minor: bigint | null
  is_history: boolean
  is_forgotten: boolean
  lines: (Omit<KnownLine, 'total' | 'tax'> & { total: string; tax: string })[]
  refunds: { remoteId: string; amount: string; reason: string | null; refundedAt: string }[]
}

// The fields stand in the order of `readAgain`, because the two are compared as text.
const toKnown = (row: Row): KnownOrder => ({
  orderId: row.order_id,
  remoteId: row.remote_id,
  number: row.number,
  state: row.state,
  email: row.email,
  placedAt: row.placed_at,
  paidAt: row.paid_at,
  changedAt: row.changed_at,
  currency: row.currency,
  total: row.total_minor,
  tax: row.tax_minor,
  fee: row.fee_minor,
  isHistory: row.is_history,
  isForgotten: row.is_forgotten,
  lines: row.lines.map(({ line, listing, sku, title, quantity, total, tax }) => ({
    line,
    listing,
    sku,
    title,
    quantity,
    total: BigInt(total),
    tax: BigInt(tax),
  })),
  refunds: row.refunds.map(({ remoteId, amount, reason, refundedAt }) => ({
    remoteId,
    amount: BigInt(amount),
    reason,
    refundedAt: new Date(refundedAt),
  })),
})
