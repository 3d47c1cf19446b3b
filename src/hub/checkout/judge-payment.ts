/** What a payment means for its checkout. Pure. */
import type { Money } from '../money.ts'
import type { Sale, SaleRefund, SaleState } from '../order/sale.ts'
import type { Dispute, Payment, PaymentState } from './payment.ts'

/** What is kept of a reading to tell a newer one. */
export interface Reading {
  readonly state: PaymentState
  readonly changedAt: Date
  readonly refunded: bigint
  readonly dispute: Dispute['state'] | null
}

const stateRank: Readonly<Record<PaymentState, number>> = { open: 0, pending: 1, expired: 2, failed: 3, paid: 4 }
const disputeRank = { none: 0, open: 1, won: 2, lost: 3 } as const

export const readingOf = ({ state, changedAt, refunds, dispute }: Payment): Reading => ({
  state,
  changedAt,
  refunded: refunds.reduce((sum, { amount }) => sum + amount.minor, 0n),
  dispute: dispute?.state ?? null,
})

/**
 * Which of two readings tells more. By time first; of the same moment (providers tell whole seconds) the one that is further on, as nothing goes back:
 * so it does not matter in which order readings come.
 */
export function compareReadings(a: Reading, b: Reading): number {
  return (
    Math.sign(a.changedAt.getTime() - b.changedAt.getTime()) ||
    stateRank[a.state] - stateRank[b.state] ||
    (a.refunded === b.refunded ? 0 : a.refunded > b.refunded ? 1 : -1) ||
    disputeRank[a.dispute ?? 'none'] - disputeRank[b.dispute ?? 'none']
  )
}

/** What the checkout froze. */
export interface Frozen {
  readonly checkoutId: string
  readonly number: string
  readonly connectionId: string
  readonly total: Money
  /** Whose library it goes to. */
  readonly email: string | null
  /** What the proofs of place agree on. */
  readonly country: string | null
  readonly isGift: boolean
  readonly lines: readonly { readonly line: number; readonly sku: string; readonly title: string; readonly total: bigint }[]
}

/** @returns why a payment must grant nothing, or null. */
export function problemOf(frozen: Frozen, connectionId: string, { total }: Payment): 'other-account' | 'wrong-amount' | null {
  if (frozen.connectionId !== connectionId) return 'other-account'
  const isRight = total.minor === frozen.total.minor && total.currency === frozen.total.currency
  return isRight ? null : 'wrong-amount'
}

/**
 * The order that this payment makes.
 *
 * @param isKnown there is an order of it already.
 * @returns null while there is nothing to be an order of: not paid and not promised.
 */
export function saleOf(frozen: Frozen, payment: Payment, { isKnown, problem }: { isKnown: boolean; problem: string | null }): Sale | null {
  const state = saleState(payment, problem)
  if (state === 'cancelled' && !isKnown) return null
  const { currency } = frozen.total
  const none: Money = { minor: 0n, currency }
  return {
    remoteId: payment.remoteId,
    number: frozen.number,
    state,
    placedAt: payment.startedAt,
    paidAt: payment.paidAt,
    changedAt: payment.changedAt,
    buyer: {
      // None is left once she was forgotten, and a provider that still tells it brings it back to nobody.
      email: frozen.email,
      // The one who pays is not the one who gets it.
      name: frozen.isGift || frozen.email === null ? null : payment.buyer.name,
      country: frozen.country ?? payment.buyer.country,
    },
    total: frozen.total,
    tax: none,
    fee: payment.fee,
    lines: frozen.lines.map(({ line, sku, title, total }) => ({
      ...{ remoteId: String(line), listingRemoteId: null, sku, title, quantity: 1, tax: none },
      total: { minor: total, currency },
    })),
    refunds: refundsOf(payment, frozen.total),
  }
}

function saleState({ state, refunds, dispute, total }: Payment, problem: string | null): SaleState {
  if (problem !== null || state === 'open' || state === 'failed' || state === 'expired') return 'cancelled'
  if (state === 'pending') return 'pending'
  const back = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n) + (dispute?.state === 'lost' ? dispute.amount.minor : 0n)
  return total.minor > 0n && back >= total.minor ? 'refunded' : 'paid'
}

/** A dispute that was lost is money that went back; never more than came in. */
function refundsOf({ refunds, dispute, total }: Payment, frozen: Money): SaleRefund[] {
  const given = refunds.filter(({ amount }) => amount.currency === frozen.currency)
  if (dispute?.state !== 'lost' || dispute.amount.currency !== frozen.currency) return given
  const back = given.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const left = total.minor - back
  const minor = [dispute.amount.minor, left].toSorted((a, b) => (a < b ? -1 : 1))[0]!
  if (minor <= 0n) return given
  return [
    ...given,
    {
      remoteId: `dispute:${dispute.remoteId}`,
      refundedAt: dispute.since,
      amount: { minor, currency: frozen.currency },
      reason: 'The buyer’s bank took it back.',
    },
  ]
}
