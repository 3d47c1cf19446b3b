/** What the pretend PayPal remembers: one business account in a sandbox with one app. Times in milliseconds, amounts in the currency's smallest unit as PayPal counts it. */
import type { Waiting } from '#kit/fake-messages.ts'

export interface Money {
  currency: string
  /** As PayPal writes it: '7.50', '1250'. */
  value: string
}
export interface Item {
  name: string
  quantity: number
  unit: Money
}
export interface Buyer {
  email: string
  name: string
  country: string
  payerId: string
}
export interface Order {
  id: string
  status: 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED'
  created: number
  updated: number
  total: Money
  items: Item[]
  customId: string | null
  invoiceId: string | null
  returnUrl: string
  cancelUrl: string
  email: string | null
  /** How the buyer agreed to pay. */
  how: 'at-once' | 'later' | null
  buyer: Buyer | null
  captureId: string | null
}
export interface Capture {
  id: string
  orderId: string
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED'
  amount: Money
  fee: Money | null
  customId: string | null
  invoiceId: string | null
  created: number
  updated: number
}
export interface Refund {
  id: string
  captureId: string
  amount: Money
  customId: string | null
  created: number
}
export interface Dispute {
  id: string
  captureId: string
  amount: Money
  created: number
  updated: number
  status: 'OPEN' | 'RESOLVED'
  outcome: 'RESOLVED_BUYER_FAVOUR' | 'RESOLVED_SELLER_FAVOUR' | null
}
/** A line of the account. */
export interface Line {
  id: string
  reference: string | null
  code: string
  amount: Money
  fee: Money | null
  invoiceId: string | null
  at: number
}
export interface Event {
  id: string
  type: string
  resourceType: string
  summary: string
  created: number
  resource: unknown
}
export interface Webhook {
  id: string
  url: string
  types: string[]
}
export interface Told {
  webhookId: string
  eventId: string
  transmissionId: string
}
export interface Kept {
  key: string
  asked: string
  status: number
  body: string
  at: number
}
export interface Token {
  token: string
  until: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  clientId: string
  clientSecret: string
  /** PEM; messages are signed with it. */
  privateKey: string
  publicKey: string
  settings: { perSecond: number; features: string[]; declines: string | null; mostLines: number }
  tokens: Token[]
  orders: Order[]
  captures: Capture[]
  refunds: Refund[]
  disputes: Dispute[]
  lines: Line[]
  events: Event[]
  webhooks: Webhook[]
  messages: Waiting<Told>[]
  kept: Kept[]
}

/** PayPal tells no number; so many from one app are more than a shop ever asks. */
export const documentedLimits = { perSecond: 30 } as const
export const raisedLimits = { perSecond: 100_000 } as const

export const newState = (seed: number): State => ({
  clock: { aheadMs: 0 },
  dice: seed,
  clientId: '',
  clientSecret: '',
  privateKey: '',
  publicKey: '',
  settings: { ...raisedLimits, features: ['disputes', 'reporting'], declines: null, mostLines: 10_000 },
  tokens: [],
  orders: [],
  captures: [],
  refunds: [],
  disputes: [],
  lines: [],
  events: [],
  webhooks: [],
  messages: [],
  kept: [],
})
