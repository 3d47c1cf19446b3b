/** A payment as its provider tells it, in our words. Amounts are gross of fees; of a card there is nothing here, ever. */
import type { Money } from '#hub/money.ts'
import type { SaleRefund } from '#hub/order/sale.ts'

export const paymentStates = ['open', 'pending', 'paid', 'failed', 'expired'] as const
/** `open`: the page was started and nothing is paid. `pending`: promised (a bank transfer on its way), grants nothing. Refunds and disputes stand beside it. */
export type PaymentState = (typeof paymentStates)[number]

/** One thing that tells where the buyer is; two that do not contradict each other are wanted for value-added tax. */
export interface PlaceProof {
  readonly kind: 'billing-address' | 'card-country' | 'account-country' | 'ip-address' | 'said'
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

export interface Dispute {
  readonly remoteId: string
  readonly state: 'open' | 'won' | 'lost'
  readonly since: Date
  readonly amount: Money
}

export interface Payment {
  /** The provider's id of what was started for the buyer. */
  readonly remoteId: string
  /** Our id of the checkout, as it was given at the start; null when it was not started here. */
  readonly checkoutId: string | null
  readonly state: PaymentState
  readonly startedAt: Date
  readonly paidAt: Date | null
  /** A later reading never loses to an earlier one. */
  readonly changedAt: Date
  /** All that the buyer pays, tax included, before refunds. */
  readonly total: Money
  /** null: not told, or not yet. */
  readonly fee: Money | null
  readonly buyer: { readonly email: string | null; readonly name: string | null; readonly country: string | null }
  readonly places: readonly PlaceProof[]
  readonly refunds: readonly SaleRefund[]
  readonly dispute: Dispute | null
  /** Under which the money stands in the provider's own account, where that is another id. */
  readonly reference: string | null
}
