/** What the pretend Stripe remembers: one account in a sandbox. Times in seconds, amounts in Stripe's units. */
import type { Waiting } from '#kit/fake-messages.ts'

export interface Session {
  id: string
  params: Params
  status: 'open' | 'complete' | 'expired'
  paymentStatus: 'paid' | 'unpaid'
  created: number
  expiresAt: number
  amount: number
  currency: string
  intentId: string | null
  customer: { email: string; name: string; country: string } | null
}
export interface Params {
  readonly [name: string]: unknown
}
export interface Intent {
  id: string
  amount: number
  currency: string
  status: 'processing' | 'succeeded' | 'requires_payment_method'
  chargeId: string
  created: number
  metadata: Record<string, string>
}
export interface Charge {
  id: string
  intentId: string
  amount: number
  currency: string
  status: 'pending' | 'succeeded' | 'failed'
  created: number
  entryId: string | null
  isDisputed: boolean
  cardCountry: string | null
  customer: { email: string; name: string; country: string }
}
export interface Refund {
  id: string
  chargeId: string
  intentId: string
  amount: number
  currency: string
  created: number
  status: 'succeeded' | 'failed'
  reason: string | null
  metadata: Record<string, string>
}
export interface Dispute {
  id: string
  chargeId: string
  intentId: string
  amount: number
  currency: string
  created: number
  status: 'needs_response' | 'won' | 'lost'
}
/** A balance transaction. */
export interface Entry {
  id: string
  amount: number
  currency: string
  fee: number
  created: number
  type: 'charge' | 'payment' | 'refund' | 'adjustment'
  source: string
  rate: number | null
}
export interface Event {
  id: string
  type: string
  created: number
  object: unknown
}
export interface Endpoint {
  id: string
  url: string
  secret: string
  events: string[]
  isEnabled: boolean
  created: number
  description: string | null
  metadata: Record<string, string>
}
export interface Told {
  endpointId: string
  eventId: string
}
/** What a key was answered with: the same again for a day. */
export interface Kept {
  key: string
  asked: string
  status: number
  body: string
  at: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  accountId: string
  secretKey: string
  settings: { perSecond: number; lacks: string[]; canCharge: boolean; name: string }
  sessions: Session[]
  intents: Intent[]
  charges: Charge[]
  refunds: Refund[]
  disputes: Dispute[]
  entries: Entry[]
  events: Event[]
  endpoints: Endpoint[]
  messages: Waiting<Told>[]
  kept: Kept[]
}

/** Of a sandbox. Source: docs.stripe.com/rate-limits, read 2026-11. */
export const documentedLimits = { perSecond: 25 } as const
export const raisedLimits = { perSecond: 100_000 } as const

export const newState = (seed: number): State => ({
  clock: { aheadMs: 0 },
  dice: seed,
  accountId: '',
  secretKey: '',
  settings: { ...raisedLimits, lacks: [], canCharge: true, name: 'Pretend Patterns' },
  sessions: [],
  intents: [],
  charges: [],
  refunds: [],
  disputes: [],
  entries: [],
  events: [],
  endpoints: [],
  messages: [],
  kept: [],
})
