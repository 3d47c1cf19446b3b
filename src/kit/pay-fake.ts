/** What the fake of a payment provider offers beside the provider's own protocol: a buyer who pays, a seller who acts there by hand. */
import type { MoneyJson } from '#hub/money.ts'
import type { FakeControl } from './fake.ts'
import { callControl } from './fake-control.ts'

/** The far side's own truth about a payment. */
export interface FarPayment {
  readonly remoteId: string
  /** Our id as the provider was given it. */
  readonly checkoutId: string | null
  readonly state: 'open' | 'pending' | 'paid' | 'failed' | 'expired'
  readonly total: MoneyJson
  /** All that went back. */
  readonly refunded: MoneyJson
  readonly refunds: number
  readonly email: string | null
}

export interface PayingBuyer {
  readonly remoteId: string
  /** default 'at-once'; 'later' is a way to pay that takes days, and may still fail. */
  readonly how?: 'at-once' | 'later'
  readonly email?: string
  readonly name?: string
  /** Of the billing address or the account; default 'DE'. */
  readonly country?: string
}

/** The control port: one POST per verb, as with the fakes of storefronts. */
export interface PayFakeControl
  extends Pick<
    FakeControl,
    'credentials' | 'fault' | 'clearFaults' | 'requests' | 'resetRequests' | 'pace' | 'limits' | 'advance' | 'scale' | 'deliver'
  > {
  readonly payments: () => Promise<readonly FarPayment[]>
  readonly pay: (buyer: PayingBuyer) => Promise<void>
  /** How a payment that takes days ends. */
  readonly finish: (end: { readonly remoteId: string; readonly as: 'paid' | 'failed' }) => Promise<void>
  /** The buyer presses “back”. @returns where the provider sends her. */
  readonly leave: (payment: { readonly remoteId: string }) => Promise<{ readonly url: string }>
  /** By the seller, in the provider's own screens; all that is left when no amount is said. */
  readonly refund: (refund: { readonly remoteId: string; readonly amount?: MoneyJson }) => Promise<void>
  readonly dispute: (dispute: { readonly remoteId: string; readonly as: 'open' | 'won' | 'lost' }) => Promise<void>
  /** Old paid payments that were not started here, a day apart. */
  readonly history: (input: { readonly payments: number }) => Promise<{ readonly made: number }>
}

const verbs: Readonly<Record<keyof PayFakeControl, true>> = {
  credentials: true,
  fault: true,
  clearFaults: true,
  requests: true,
  resetRequests: true,
  pace: true,
  limits: true,
  advance: true,
  scale: true,
  deliver: true,
  payments: true,
  pay: true,
  finish: true,
  leave: true,
  refund: true,
  dispute: true,
  history: true,
}

export function payControl(controlUrl: string): PayFakeControl {
  const calls = Object.keys(verbs).map(verb => [verb, (input?: unknown) => callControl(controlUrl, verb, input)] as const)
  // The names and the shapes are those of PayFakeControl, kept complete by `verbs`.
  return Object.fromEntries(calls) as unknown as PayFakeControl
}
