/**
 * What Squarespace says, as far as we use it; unknown fields pass. Source: developers.squarespace.com/commerce-apis (orders, products v2, webhook
 * subscriptions, website), /oauth, and the schemas in their pages; read 2026-11.
 */
import { z } from 'zod'

const Id = z.string().min(1)
const Time = z.string().refine(text => Number.isFinite(Date.parse(text)), 'is no time')
/** Documented as text; earlier answers held numbers. */
export const Amount = z.object({
  value: z.union([z.string().regex(/^-?\d+(\.\d+)?$/), z.number()]).transform(String),
  currency: z.string().length(3),
})
export type Amount = z.infer<typeof Amount>

export const Order = z.object({
  id: Id,
  orderNumber: z.union([z.string(), z.int()]).transform(String),
  createdOn: Time,
  modifiedOn: Time,
  testmode: z.boolean().nullish(),
  customerEmail: z.string().nullish(),
  billingAddress: z
    .object({ firstName: z.string().nullish(), lastName: z.string().nullish(), countryCode: z.string().nullish() })
    .nullish(),
  /** PENDING, FULFILLED, CANCELED. */
  fulfillmentStatus: z.string(),
  /** Since 2024; an order without it was paid, as the list then held no others. */
  paymentState: z.string().nullish(),
  lineItems: z.array(
    z.object({
      id: Id,
      productId: Id.nullish(),
      productName: z.string().nullish(),
      sku: z.string().nullish(),
      quantity: z.int().nonnegative(),
      unitPricePaid: Amount,
    }),
  ),
  taxTotal: Amount.nullish(),
  refundedTotal: Amount.nullish(),
  grandTotal: Amount,
})
export type Order = z.infer<typeof Order>

export const Product = z.object({
  id: Id,
  name: z.string(),
  description: z.string().nullish(),
  url: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  isVisible: z.boolean(),
  pricing: z.object({ basePrice: Amount, onSale: z.boolean().nullish(), salePrice: Amount.nullish() }),
  images: z.array(z.object({ url: z.string().nullish() })).nullish(),
  modifiedOn: Time,
})

const pagination = z.object({ hasNextPage: z.boolean(), nextPageCursor: z.string().nullish() })
/** Rows are read one by one. */
export const Orders = z.object({ result: z.array(z.unknown()), pagination })
export const Products = z.object({ products: z.array(z.unknown()), pagination: pagination.nullish() })

export const Website = z.object({
  id: Id,
  title: z.string().nullish(),
  url: z.string().nullish(),
  currency: z.string().length(3),
})

export const Subscription = z.object({ id: Id, endpointUrl: z.string(), topics: z.array(z.string()), secret: z.string().nullish() })
export type Subscription = z.infer<typeof Subscription>
export const Subscriptions = z.object({ webhookSubscriptions: z.array(Subscription) })
/** Told once, at the making and at each rotation. */
export const Secret = z.object({ secret: z.string().regex(/^([0-9a-f]{2}){8,}$/i) })
export const Notification = z.object({ topic: z.string() })

/** Seconds since 1970, with or without a fraction. */
const Seconds = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
])
export const TokenAnswer = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1), access_token_expires_at: Seconds })

export const Refusal = z.object({ type: z.string().nullish(), subtype: z.string().nullish() })
