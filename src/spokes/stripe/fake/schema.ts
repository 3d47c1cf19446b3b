/**
 * What each operation that is played here takes: our own words for Stripe's description of the version 2023-08-16, held against it by a test when
 * it is there. What the description has beyond this is refused here by name.
 */

export interface Rule {
  readonly type: 'integer' | 'string' | 'boolean' | 'array' | 'object' | 'map'
  readonly enum?: readonly string[]
  readonly maxLength?: number
  readonly items?: Rule
  readonly properties?: Rules
  readonly required?: readonly string[]
}
export type Rules = Readonly<Record<string, Rule>>

export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** What a restricted key must be allowed. Named as Stripe's refusals name them. */
  readonly permission: string
  readonly query: Rules
  readonly form: Rules
  readonly required: readonly string[]
}

const text: Rule = { type: 'string' }
const long: Rule = { type: 'string', maxLength: 5000 }
const whole: Rule = { type: 'integer' }
const flag: Rule = { type: 'boolean' }
const map: Rule = { type: 'map' }
const longs: Rule = { type: 'array', items: long }
const choice = (...values: string[]): Rule => ({ type: 'string', enum: values })

const expand: Rules = { expand: longs }
const paging: Rules = { limit: whole, starting_after: long, ending_before: long }
/** A bare number or a range. */
const created: Rule = { type: 'object', properties: { gt: whole, gte: whole, lt: whole, lte: whole } }

export const locales =
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  )

/** Those of the description's list that are played here. */
export const events = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.succeeded',
  'charge.pending',
  'charge.failed',
  'charge.updated',
  'charge.refunded',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  '*',
]

const session: Rules = {
  mode: choice('payment', 'setup', 'subscription'),
  client_reference_id: { type: 'string', maxLength: 200 },
  metadata: map,
  payment_intent_data: { type: 'object', properties: { metadata: map } },
  success_url: long,
  cancel_url: long,
  locale: { type: 'string', enum: locales },
  customer_email: text,
  expires_at: whole,
  line_items: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        quantity: whole,
        price_data: {
          type: 'object',
          required: ['currency'],
          properties: {
            currency: text,
            unit_amount: whole,
            product_data: {
              type: 'object',
              required: ['name'],
              properties: { name: long, metadata: map, tax_code: long },
            },
          },
        },
      },
    },
  },
  ...expand,
}

const get = (id: string, path: string, permission: string, query: Rules): Operation => ({
  id,
  method: 'GET',
  path,
  permission,
  query,
  form: {},
  required: [],
})
const post = (id: string, path: string, permission: string, form: Rules, required: readonly string[] = []): Operation => ({
  id,
  method: 'POST',
  path,
  permission,
  query: {},
  form,
  required,
})

const endpoint: Rules = {
  url: text,
  enabled_events: { type: 'array', items: { type: 'string', enum: events } },
  description: { type: 'string', maxLength: 5000 },
  metadata: map,
  ...expand,
}

export const operations: readonly Operation[] = [
  get('GetAccount', '/v1/account', 'rak_accounts_kyc_basic_read', expand),
  post('PostCheckoutSessions', '/v1/checkout/sessions', 'rak_checkout_session_write', session, ['success_url']),
  get('GetCheckoutSessions', '/v1/checkout/sessions', 'rak_checkout_session_read', { ...paging, ...expand, payment_intent: text }),
  get('GetCheckoutSessionsSession', '/v1/checkout/sessions/{session}', 'rak_checkout_session_read', expand),
  post('PostCheckoutSessionsSessionExpire', '/v1/checkout/sessions/{session}/expire', 'rak_checkout_session_write', expand),
  post('PostRefunds', '/v1/refunds', 'rak_charge_write', {
    amount: whole,
    charge: long,
    payment_intent: long,
    reason: { type: 'string', enum: ['duplicate', 'fraudulent', 'requested_by_customer'], maxLength: 5000 },
    metadata: map,
    ...expand,
  }),
  get('GetRefunds', '/v1/refunds', 'rak_charge_read', { ...paging, ...expand, charge: text, payment_intent: text, created }),
  get('GetDisputes', '/v1/disputes', 'rak_dispute_read', { ...paging, ...expand, charge: long, payment_intent: long, created }),
  get('GetEvents', '/v1/events', 'rak_event_read', { ...paging, ...expand, type: long, types: { type: 'array', items: text }, created }),
  get('GetBalanceTransactions', '/v1/balance_transactions', 'rak_balance_read', {
    ...paging,
    ...expand,
    type: text,
    source: long,
    created,
  }),
  get('GetWebhookEndpoints', '/v1/webhook_endpoints', 'rak_webhook_read', { ...paging, ...expand }),
  post(
    'PostWebhookEndpoints',
    '/v1/webhook_endpoints',
    'rak_webhook_write',
    { ...endpoint, api_version: { type: 'string', maxLength: 5000, enum: ['2023-08-16'] } },
    ['enabled_events', 'url'],
  ),
  post('PostWebhookEndpointsWebhookEndpoint', '/v1/webhook_endpoints/{webhook_endpoint}', 'rak_webhook_write', {
    ...endpoint,
    disabled: flag,
  }),
  {
    id: 'DeleteWebhookEndpointsWebhookEndpoint',
    method: 'DELETE',
    path: '/v1/webhook_endpoints/{webhook_endpoint}',
    permission: 'rak_webhook_write',
    query: {},
    form: {},
    required: [],
  },
]

/** What Stripe takes today and the description of 2023 does not: none of it is used, since each request names that version. */
export const later: readonly { readonly what: string; readonly source: string }[] = [
  {
    what: 'managed_payments on a checkout session: Stripe as the seller',
    source: 'fixtures3.json of August 2026; who may use it is not told anywhere public',
  },
]
