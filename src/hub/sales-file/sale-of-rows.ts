/** An order made of all rows that tell of it, whichever files they came in and in whatever order. Pure. */
import type { Sale, SaleLine, SaleRefund } from '../order/sale.ts'
import { type Buyer, productKey, type Told } from './told-rows.ts'

export interface KeptRow {
  readonly lineKey: string
  readonly told: Told
}

/**
 * Of several tellings of one line the first that was kept counts, with the largest refund: what went back does not come again.
 * @param rows those kept earlier come first.
 * @returns null when they tell of nothing that was sold.
 */
export function saleOfRows(orderKey: string, rows: readonly KeptRow[], buyer: Buyer | null, now: Date): Sale | null {
  const byKey = new Map<string, Told>()
  for (const { lineKey, told } of rows) {
    const earlier = byKey.get(lineKey)
    byKey.set(lineKey, earlier === undefined ? told : { ...earlier, refunded: larger(earlier.refunded, told.refunded) })
  }
  const all = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const sold = all.filter(([, told]) => told.kind === 'line')
  const first = sold.toSorted(([, a], [, b]) => (a.placedAt < b.placedAt ? -1 : 1))[0]?.[1]
  if (first === undefined) return null
  const money = (minor: bigint) => ({ minor, currency: first.currency })
  const sum = (of: (told: Told) => bigint) => money(sold.reduce((total, [, told]) => total + of(told), 0n))
  const total = sum(({ gross }) => BigInt(gross))
  const refunds = refundsOf(all)
  const refunded = refunds.reduce((all, { amount }) => all + amount.minor, 0n)
  const placedAt = new Date(first.placedAt)
  const fees = sold.filter(([, { fee }]) => fee !== null)
  return {
    remoteId: orderKey,
    number: first.number ?? `${first.placedAt.slice(0, 10)} ${orderKey.slice(4, 10)}`,
    state: refunded > 0n && refunded >= total.minor ? 'refunded' : 'paid',
    placedAt,
    paidAt: placedAt,
    changedAt: now,
    buyer: buyer ?? { email: null, name: null, country: null },
    total,
    tax: sum(({ tax }) => BigInt(tax)),
    fee: fees.length === 0 ? null : money(fees.reduce((all, [, { fee }]) => all + BigInt(fee!), 0n)),
    lines: sold.map(
      ([lineKey, told]): SaleLine => ({
        remoteId: lineKey,
        listingRemoteId: `table:${productKey(told)}`,
        sku: told.sku,
        title: told.product,
        quantity: told.quantity,
        total: { minor: BigInt(told.gross) - BigInt(told.tax), currency: told.currency },
        tax: { minor: BigInt(told.tax), currency: told.currency },
      }),
    ),
    // No more went back than was paid, however often a table tells of it.
    refunds: refunded > total.minor ? [{ remoteId: 'all', refundedAt: placedAt, amount: total, reason: null }] : refunds,
  }
}

const larger = (a: string, b: string): string => (BigInt(a) >= BigInt(b) ? a : b)

function refundsOf(all: readonly (readonly [string, Told])[]): SaleRefund[] {
  return all.flatMap(([lineKey, told]): SaleRefund[] => {
    const minor = BigInt(told.kind === 'refund' ? told.gross : told.refunded)
    if (minor === 0n) return []
    return [
      { remoteId: `refund:${lineKey}`, refundedAt: new Date(told.placedAt), amount: { minor, currency: told.currency }, reason: null },
    ]
  })
}

/** Whether a newer telling contradicts what is kept; a refund that came later does not. */
export const contradicts = (kept: Told, told: Told): boolean =>
  (['kind', 'placedAt', 'quantity', 'currency', 'gross', 'tax'] as const).some(field => kept[field] !== told[field])
