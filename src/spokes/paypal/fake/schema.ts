/**
 * What each operation that is played here takes: our own words for PayPal's descriptions of February 2024, held against them by a test when they are
 * there. What those have beyond this is refused here by name.
 */

export interface Rule {
  readonly type: 'integer' | 'string' | 'array' | 'object' | 'any'
  readonly enum?: readonly string[]
  readonly maxLength?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly items?: Rule
  readonly properties?: Rules
  readonly required?: readonly string[]
}
export type Rules = Readonly<Record<string, Rule>>

export interface Operation {
  readonly id: string
  /** Which description. */
  readonly document:
    | 'checkout_orders_v2'
    | 'payments_payment_v2'
    | 'notifications_webhooks_v1'
    | 'reporting_transactions_v1'
    | 'customer_disputes_v1'
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** What the seller has to allow for the app. */
  readonly feature: 'disputes' | 'reporting' | null
  readonly query: Rules
  readonly required: readonly string[]
  readonly body: Rule | null
}

const text = (maxLength: number, minLength = 1): Rule => ({ type: 'string', maxLength, minLength })
const money: Rule = {
  type: 'object',
  required: ['currency_code', 'value'],
  properties: {
    currency_code: text(3, 3),
    value: { type: 'string', maxLength: 32, pattern: '^((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))$' },
  },
}
const time: Rule = {
  type: 'string',
  maxLength: 64,
  minLength: 20,
  pattern:
    '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])[T,t]([0-1][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$',
}

const item: Rule = {
  type: 'object',
  required: ['name', 'unit_amount', 'quantity'],
  properties: {
    name: text(127),
    unit_amount: money,
    quantity: { type: 'string', maxLength: 10, pattern: '^[1-9][0-9]{0,9}$' },
    sku: { type: 'string', maxLength: 127 },
    category: { type: 'string', maxLength: 20, minLength: 1, enum: ['DIGITAL_GOODS', 'PHYSICAL_GOODS', 'DONATION'] },
  },
}

const order: Rule = {
  type: 'object',
  required: ['intent', 'purchase_units'],
  properties: {
    intent: { type: 'string', enum: ['CAPTURE', 'AUTHORIZE'] },
    purchase_units: {
      type: 'array',
      maxItems: 10,
      items: {
        type: 'object',
        required: ['amount'],
        properties: {
          custom_id: text(127),
          invoice_id: text(127),
          amount: {
            type: 'object',
            required: ['currency_code', 'value'],
            properties: { ...money.properties, breakdown: { type: 'object', properties: { item_total: money } } },
          },
          items: { type: 'array', items: item },
        },
      },
    },
    payment_source: {
      type: 'object',
      properties: {
        paypal: {
          type: 'object',
          properties: {
            email_address: { type: 'string', maxLength: 254, minLength: 3 },
            experience_context: {
              type: 'object',
              properties: {
                shipping_preference: {
                  type: 'string',
                  maxLength: 24,
                  minLength: 1,
                  pattern: '^[A-Z_]+$',
                  enum: ['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS'],
                },
                user_action: { type: 'string', maxLength: 8, minLength: 1, pattern: '^[0-9A-Z_]+$', enum: ['CONTINUE', 'PAY_NOW'] },
                return_url: { type: 'string' },
                cancel_url: { type: 'string' },
                locale: {
                  type: 'string',
                  maxLength: 10,
                  minLength: 2,
                  pattern: '^[a-z]{2}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$',
                },
              },
            },
          },
        },
      },
    },
  },
}

const webhook: Rule = {
  type: 'object',
  required: ['url', 'event_types'],
  properties: {
    url: { type: 'string', maxLength: 2048 },
    event_types: { type: 'array', maxItems: 500, items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
  },
}

const verification: Rule = {
  type: 'object',
  required: ['auth_algo', 'cert_url', 'transmission_id', 'transmission_sig', 'transmission_time', 'webhook_id', 'webhook_event'],
  properties: {
    auth_algo: { type: 'string', maxLength: 100, pattern: '^[a-zA-Z0-9]+$' },
    cert_url: { type: 'string', maxLength: 500 },
    transmission_id: { type: 'string', maxLength: 50, pattern: '^(?!\\d+$)\\w+\\S+' },
    transmission_sig: { type: 'string', maxLength: 500, pattern: '^(?!\\d+$)\\w+\\S+' },
    transmission_time: { type: 'string', maxLength: 100 },
    webhook_id: { type: 'string', maxLength: 50, pattern: '^[a-zA-Z0-9]+$' },
    webhook_event: { type: 'any' },
  },
}

const patch: Rule = {
  type: 'array',
  items: {
    type: 'object',
    required: ['op'],
    properties: {
      op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
      path: { type: 'string' },
      value: { type: 'any' },
    },
  },
}

type Given = Partial<Pick<Operation, 'feature' | 'query' | 'required' | 'body'>>
const operation = (
  id: string,
  document: Operation['document'],
  at: string,
  { feature = null, query = {}, required = [], body = null }: Given = {},
): Operation => {
  const [method, path] = at.split(' ') as [Operation['method'], string]
  return { id, document, method, path, feature, query, required, body }
}

export const operations: readonly Operation[] = [
  operation('orders.create', 'checkout_orders_v2', 'POST /v2/checkout/orders', { body: order }),
  operation('orders.get', 'checkout_orders_v2', 'GET /v2/checkout/orders/{id}'),
  operation('orders.capture', 'checkout_orders_v2', 'POST /v2/checkout/orders/{id}/capture', { body: { type: 'object', properties: {} } }),
  operation('captures.get', 'payments_payment_v2', 'GET /v2/payments/captures/{capture_id}'),
  operation('captures.refund', 'payments_payment_v2', 'POST /v2/payments/captures/{capture_id}/refund', {
    body: {
      type: 'object',
      properties: { amount: money, custom_id: { ...text(127), pattern: '^.*$' }, note_to_payer: { ...text(255), pattern: '^.*$' } },
    },
  }),
  operation('webhooks.post', 'notifications_webhooks_v1', 'POST /v1/notifications/webhooks', { body: webhook }),
  operation('webhooks.list', 'notifications_webhooks_v1', 'GET /v1/notifications/webhooks'),
  operation('webhooks.update', 'notifications_webhooks_v1', 'PATCH /v1/notifications/webhooks/{webhook_id}', { body: patch }),
  operation('webhooks.delete', 'notifications_webhooks_v1', 'DELETE /v1/notifications/webhooks/{webhook_id}'),
  operation('verify-webhook-signature.post', 'notifications_webhooks_v1', 'POST /v1/notifications/verify-webhook-signature', {
    body: verification,
  }),
  operation('webhooks-events.list', 'notifications_webhooks_v1', 'GET /v1/notifications/webhooks-events', {
    query: { page_size: { type: 'integer' }, start_time: { type: 'string' }, end_time: { type: 'string' }, event_type: { type: 'string' } },
  }),
  operation('disputes.list', 'customer_disputes_v1', 'GET /v1/customer/disputes', {
    feature: 'disputes',
    query: {
      disputed_transaction_id: { type: 'string', maxLength: 255, minLength: 1, pattern: '^[0-9A-Z_]+$' },
      page_size: { type: 'integer', minimum: 1, maximum: 50 },
      next_page_token: { type: 'string', maxLength: 255, minLength: 1, pattern: '^[A-Za-z0-9+\\/=]+$' },
      update_time_after: time,
    },
  }),
  operation('disputes.get', 'customer_disputes_v1', 'GET /v1/customer/disputes/{id}', { feature: 'disputes' }),
  operation('search.get', 'reporting_transactions_v1', 'GET /v1/reporting/transactions', {
    feature: 'reporting',
    required: ['start_date', 'end_date'],
    query: {
      start_date: time,
      end_date: time,
      fields: { type: 'string' },
      page_size: { type: 'integer', minimum: 1, maximum: 500 },
      page: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    },
  }),
]

/** The next page of messages is asked for by PayPal's own link, whose words no description has. */
export const ownLinks: Readonly<Record<string, readonly string[]>> = { 'webhooks-events.list': ['page'] }
