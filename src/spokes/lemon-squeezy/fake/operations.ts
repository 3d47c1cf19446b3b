/** The requests of the API that a connection makes, each with all that it takes; whatever else is in one is refused. Source: docs.lemonsqueezy.com/api, read 2026-11. */
import { z } from 'zod'
import type { Operation } from '#kit/fake-operations.ts'

const none = z.strictObject({})
const number = z.string().regex(/^[1-9]\d*$/, 'must be a number')
const paged = {
  'filter[store_id]': number.optional(),
  'page[number]': number.optional(),
  'page[size]': number.refine(text => Number(text) <= 100, 'must be 100 at most').optional(),
}
const list = (more: Record<string, z.ZodType> = {}) => z.strictObject({ ...paged, ...more })
const include = z
  .string()
  .refine(
    text => text.split(',').every(name => /^(store|customer|order-items|subscriptions|license-keys|discount-redemptions)$/.test(name)),
    'is no relationship',
  )

/** Source: help/webhooks/event-types. */
const event = z.enum([
  'order_created',
  'order_refunded',
  'subscription_created',
  'subscription_updated',
  'subscription_cancelled',
  'subscription_resumed',
  'subscription_expired',
  'subscription_paused',
  'subscription_unpaused',
  'subscription_payment_success',
  'subscription_payment_failed',
  'subscription_payment_recovered',
  'subscription_payment_refunded',
  'license_key_created',
  'license_key_updated',
])
const url = z.url({ protocol: /^https?$/ })
const secret = z.string().min(6).max(40)
const json = (schema: z.ZodType) => ({ type: 'json' as const, contentType: 'application/vnd.api+json', schema })
const store = z.strictObject({ store: z.strictObject({ data: z.strictObject({ type: z.literal('stores'), id: number }) }) })
const made = z.strictObject({ url, events: z.array(event).min(1), secret, test_mode: z.boolean().optional() })

export const operations: readonly Operation[] = [
  { id: 'retrieveUser', method: 'GET', path: '/v1/users/me', query: none, body: null },
  { id: 'retrieveStore', method: 'GET', path: '/v1/stores/{id}', query: none, body: null },
  { id: 'listProducts', method: 'GET', path: '/v1/products', query: list(), body: null },
  {
    id: 'listOrders',
    method: 'GET',
    path: '/v1/orders',
    query: list({ include: include.optional(), 'filter[user_email]': z.string().optional(), 'filter[order_number]': number.optional() }),
    body: null,
  },
  { id: 'listWebhooks', method: 'GET', path: '/v1/webhooks', query: list(), body: null },
  {
    id: 'createWebhook',
    method: 'POST',
    path: '/v1/webhooks',
    query: none,
    body: json(z.strictObject({ data: z.strictObject({ type: z.literal('webhooks'), attributes: made, relationships: store }) })),
  },
  {
    id: 'updateWebhook',
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    query: none,
    body: json(z.strictObject({ data: z.strictObject({ type: z.literal('webhooks'), id: number, attributes: made.partial() }) })),
  },
  { id: 'deleteWebhook', method: 'DELETE', path: '/v1/webhooks/{id}', query: none, body: null },
]
