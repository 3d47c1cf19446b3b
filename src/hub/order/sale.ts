/** A sale as a storefront tells it, in our words. Amounts are gross of fees, net of discounts. */
import type { Money } from '#hub/money.ts'

export const saleStates = ['pending', 'paid', 'refunded', 'cancelled'] as const
/** `pending`: not paid, grants nothing. `refunded`: the whole sum went back. */
export type SaleState = (typeof saleStates)[number]

export interface Sale {
  readonly remoteId: string
  /** What buyer and seller call it. */
  readonly number: string
  readonly state: SaleState
  readonly placedAt: Date
  readonly paidAt: Date | null
  /** When the platform last touched it; a later reading never loses to an earlier one. */
  readonly changedAt: Date
  readonly buyer: {
    /** null where the platform does not tell it: what was bought waits under its order number, until it is claimed. */
    readonly email: string | null
    readonly name: string | null
    /** ISO 3166-1 alpha-2. */
    readonly country: string | null
    /** She agreed there, with this order, to be written to about new things. What was not agreed to is not told, and is no withdrawal. */
    readonly agreesToNews?: boolean
  }
  /** All that the buyer paid, tax included, before refunds. */
  readonly total: Money
  readonly tax: Money
  /** null: the platform does not tell it with the order. */
  readonly fee: Money | null
  readonly lines: readonly SaleLine[]
  readonly refunds: readonly SaleRefund[]
}

export interface SaleLine {
  readonly remoteId: string
  /** The platform's id of the listing; null when the platform no longer knows. */
  readonly listingRemoteId: string | null
  readonly sku: string | null
  readonly title: string
  readonly quantity: number
  /** For the whole line, after discounts, without tax. */
  readonly total: Money
  readonly tax: Money
}

export interface SaleRefund {
  readonly remoteId: string
  readonly refundedAt: Date
  /** Positive: what went back to the buyer. */
  readonly amount: Money
  readonly reason: string | null
}
