/** Things as Stripe writes them in the version 2023-08-16. Fields as in its sample objects; those that say nothing here are left out. */
import { type Account, refused } from './account.ts'
import type { Charge, Dispute, Endpoint, Entry, Event, Intent, Refund, Session } from './state.ts'

type Json = Record<string, unknown>

const address = (country: string | null) => ({ city: null, country, line1: null, line2: null, postal_code: null, state: null })

export const accountJson = ({ state: { accountId, settings } }: Account): Json => ({
  id: accountId,
  object: 'account',
  business_profile: {
    mcc: null,
    name: settings.name,
    product_description: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: null,
  capabilities: { card_payments: 'active', transfers: 'active' },
  charges_enabled: settings.canCharge,
  country: 'DE',
  default_currency: 'eur',
  details_submitted: true,
  payouts_enabled: true,
  settings: { dashboard: { display_name: settings.name, timezone: 'Etc/UTC' } },
  type: 'standard',
})

export function sessionJson(account: Account, session: Session): Json {
  const { params } = session
  return {
    id: session.id,
    object: 'checkout.session',
    amount_subtotal: session.amount,
    amount_total: session.amount,
    automatic_tax: { enabled: false, status: null },
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: session.created,
    currency: session.currency,
    customer: null,
    customer_creation: 'if_required',
    customer_details:
      session.customer === null
        ? null
        : {
            address: address(session.customer.country),
            email: session.customer.email,
            name: session.customer.name,
            phone: null,
            tax_exempt: 'none',
            tax_ids: [],
          },
    customer_email: params.customer_email ?? null,
    expires_at: session.expiresAt,
    livemode: false,
    locale: params.locale ?? null,
    metadata: params.metadata ?? {},
    mode: 'payment',
    payment_intent: session.intentId,
    payment_link: null,
    payment_method_types: ['card', 'sepa_debit'],
    payment_status: session.paymentStatus,
    status: session.status,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    // Only an open one has a page.
    url: session.status === 'open' ? pageOf(account, session) : null,
  }
}

export const pageOf = ({ url }: Account, { id }: Session): string => `${url}/c/pay/${id}`

export const intentJson = (intent: Intent): Json => ({
  id: intent.id,
  object: 'payment_intent',
  amount: intent.amount,
  amount_capturable: 0,
  amount_received: intent.status === 'succeeded' ? intent.amount : 0,
  canceled_at: null,
  capture_method: 'automatic',
  confirmation_method: 'automatic',
  created: intent.created,
  currency: intent.currency,
  customer: null,
  description: null,
  latest_charge: intent.chargeId,
  livemode: false,
  metadata: intent.metadata,
  payment_method_types: ['card', 'sepa_debit'],
  receipt_email: null,
  status: intent.status,
})

export const chargeJson = (charge: Charge, refunded: number): Json => ({
  id: charge.id,
  object: 'charge',
  amount: charge.amount,
  amount_captured: charge.status === 'succeeded' ? charge.amount : 0,
  amount_refunded: refunded,
  balance_transaction: charge.entryId,
  billing_details: { address: address(charge.customer.country), email: charge.customer.email, name: charge.customer.name, phone: null },
  captured: charge.status === 'succeeded',
  created: charge.created,
  currency: charge.currency,
  customer: null,
  description: null,
  disputed: charge.isDisputed,
  failure_code: charge.status === 'failed' ? 'insufficient_funds' : null,
  livemode: false,
  metadata: {},
  paid: charge.status === 'succeeded',
  payment_intent: charge.intentId,
  payment_method_details:
    charge.cardCountry === null
      ? { type: 'sepa_debit' }
      : { card: { brand: 'visa', country: charge.cardCountry, funding: 'credit' }, type: 'card' },
  receipt_email: null,
  refunded: refunded === charge.amount,
  status: charge.status,
})

export const refundJson = (refund: Refund): Json => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  balance_transaction: null,
  charge: refund.chargeId,
  created: refund.created,
  currency: refund.currency,
  metadata: refund.metadata,
  payment_intent: refund.intentId,
  reason: refund.reason,
  receipt_number: null,
  status: refund.status,
})

export const disputeJson = (dispute: Dispute): Json => ({
  id: dispute.id,
  object: 'dispute',
  amount: dispute.amount,
  balance_transactions: [],
  charge: dispute.chargeId,
  created: dispute.created,
  currency: dispute.currency,
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  payment_intent: dispute.intentId,
  reason: 'general',
  status: dispute.status,
})

export const entryJson = (entry: Entry): Json => ({
  id: entry.id,
  object: 'balance_transaction',
  amount: entry.amount,
  available_on: entry.created + 7 * 86_400,
  created: entry.created,
  currency: entry.currency,
  description: null,
  exchange_rate: entry.rate,
  fee: entry.fee,
  fee_details:
    entry.fee === 0
      ? []
      : [{ amount: entry.fee, application: null, currency: entry.currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
  net: entry.amount - entry.fee,
  reporting_category: entry.type === 'adjustment' ? 'dispute' : entry.type === 'payment' ? 'charge' : entry.type,
  source: entry.source,
  status: 'pending',
  type: entry.type,
})

export const eventJson = (event: Event): Json => ({
  id: event.id,
  object: 'event',
  api_version: '2023-08-16',
  created: event.created,
  data: { object: event.object },
  livemode: false,
  pending_webhooks: 0,
  request: { id: null, idempotency_key: null },
  type: event.type,
})

export const endpointJson = (endpoint: Endpoint, isNew = false): Json => ({
  id: endpoint.id,
  object: 'webhook_endpoint',
  api_version: '2023-08-16',
  application: null,
  created: endpoint.created,
  description: endpoint.description,
  enabled_events: endpoint.events,
  livemode: false,
  metadata: endpoint.metadata,
  status: endpoint.isEnabled ? 'enabled' : 'disabled',
  url: endpoint.url,
  // Told this once.
  ...(isNew && { secret: endpoint.secret }),
})

export const listJson = (url: string, data: readonly unknown[], hasMore: boolean): Json => ({
  object: 'list',
  data,
  has_more: hasMore,
  url,
})

/** Puts what stands behind an id in its place; `refunds` of a charge is there only when it is asked for. At most four levels. */
export function expanded(account: Account, thing: Json, paths: readonly string[]): Json {
  for (const path of paths) {
    const parts = path.split('.')
    if (parts.length > 4)
      throw refused(400, { code: 'invalid_expand', param: 'expand', message: 'You cannot expand more than 4 levels of a property.' })
    expandAt(account, thing, parts, path)
  }
  return thing
}

function expandAt(account: Account, thing: Json, [part = '', ...rest]: readonly string[], path: string): void {
  if (part === 'data' && thing.object === 'list') {
    for (const item of thing.data as Json[]) expandAt(account, item, rest, path)
    return
  }
  const known: Readonly<Record<string, readonly string[]>> = {
    'checkout.session': ['payment_intent'],
    payment_intent: ['latest_charge'],
    charge: ['balance_transaction', 'refunds', 'payment_intent'],
    refund: ['charge', 'payment_intent'],
    dispute: ['charge', 'payment_intent'],
  }
  if (!known[String(thing.object)]?.includes(part))
    throw refused(400, { param: 'expand', message: `This property cannot be expanded (${path}).` })
  if (part === 'refunds') {
    const all = [...account.refunds.values()].filter(refund => refund.chargeId === thing.id).reverse()
    thing.refunds = listJson(`/v1/charges/${String(thing.id)}/refunds`, all.slice(0, 10).map(refundJson), all.length > 10)
  } else if (typeof thing[part] === 'string') thing[part] = behind(account, thing[part])
  const inner = thing[part]
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) expandAt(account, inner as Json, rest, path)
}

function behind(account: Account, id: string): Json | string {
  const intent = account.intents.get(id)
  if (intent !== undefined) return intentJson(intent)
  const charge = account.charges.get(id)
  if (charge !== undefined) return chargeJson(charge, refundedOf(account, id))
  const entry = account.entries.get(id)
  return entry === undefined ? id : entryJson(entry)
}

export const refundedOf = (account: Account, chargeId: string): number =>
  [...account.refunds.values()]
    .filter(refund => refund.chargeId === chargeId && refund.status !== 'failed')
    .reduce((sum, { amount }) => sum + amount, 0)
