/** The requests of the API that a connection makes, each with all that it takes; whatever else is in one is refused. Source: developers.squarespace.com/commerce-apis and /oauth, read 2026-11. */
import { z } from 'zod'
import type { Operation } from '#kit/fake-operations.ts'

const none = z.strictObject({})
const state = /^(NOT_CHARGED|AUTHORIZED|PAID|REFUNDED|PENDING|FAILED|REFUND_PENDING|REFUND_FAILED|PARTIALLY_PAID)$/
const time = z.iso.datetime()
const aloneWithCursor = (given: Readonly<Record<string, string | undefined>>) =>
  given.cursor === undefined || Object.values(given).filter(value => value !== undefined).length === 1
const bothTimes = (given: { modifiedAfter?: string | undefined; modifiedBefore?: string | undefined }) =>
  (given.modifiedAfter === undefined) === (given.modifiedBefore === undefined)

/** Source: webhook-subscriptions/overview. */
const topic = z.enum(['order.create', 'order.update', 'extension.uninstall'])
const subscription = z.strictObject({ endpointUrl: z.url({ protocol: /^https?$/ }), topics: z.array(topic).min(1) })
const json = (schema: z.ZodType) => ({ type: 'json' as const, contentType: 'application/json', schema })

const hooks = '/1.0/webhook_subscriptions'
export const tokensPath = '/api/1/login/oauth/provider/tokens'

export const operations: readonly Operation[] = [
  { id: 'getWebsite', method: 'GET', path: '/1.0/authorization/website', query: none, body: null },
  {
    id: 'listOrders',
    method: 'GET',
    path: '/1.0/commerce/orders',
    query: z
      .strictObject({
        cursor: z.string().optional(),
        modifiedAfter: time.optional(),
        modifiedBefore: time.optional(),
        fulfillmentStatus: z.enum(['PENDING', 'FULFILLED', 'CANCELED']).optional(),
        paymentStates: z
          .string()
          .refine(text => text.split(',').every(one => state.test(one)), 'is no payment state')
          .optional(),
      })
      .refine(aloneWithCursor, 'a cursor goes alone')
      .refine(bothTimes, 'modifiedAfter and modifiedBefore go together'),
    body: null,
  },
  {
    id: 'listProducts',
    method: 'GET',
    path: '/v2/commerce/products',
    query: z
      .strictObject({
        cursor: z.string().optional(),
        modifiedAfter: time.optional(),
        modifiedBefore: time.optional(),
        type: z
          .string()
          .regex(/^(PHYSICAL|SERVICE|GIFT_CARD|DIGITAL)(,(PHYSICAL|SERVICE|GIFT_CARD|DIGITAL))*$/)
          .optional(),
      })
      .refine(aloneWithCursor, 'a cursor goes alone')
      .refine(bothTimes, 'modifiedAfter and modifiedBefore go together'),
    body: null,
  },
  { id: 'getProducts', method: 'GET', path: '/v2/commerce/products/{ids}', query: none, body: null },
  { id: 'listSubscriptions', method: 'GET', path: hooks, query: none, body: null },
  { id: 'createSubscription', method: 'POST', path: hooks, query: none, body: json(subscription) },
  { id: 'updateSubscription', method: 'POST', path: `${hooks}/{id}`, query: none, body: json(subscription.partial()) },
  { id: 'deleteSubscription', method: 'DELETE', path: `${hooks}/{id}`, query: none, body: null },
  { id: 'rotateSecret', method: 'POST', path: `${hooks}/{id}/actions/rotateSecret`, query: none, body: json(none) },
  {
    id: 'createTokens',
    method: 'POST',
    path: tokensPath,
    query: none,
    body: json(
      z.discriminatedUnion('grant_type', [
        z.strictObject({ grant_type: z.literal('authorization_code'), code: z.string().min(1), redirect_uri: z.url() }),
        z.strictObject({ grant_type: z.literal('refresh_token'), refresh_token: z.string().min(1) }),
      ]),
    ),
  },
]
