/**
 * What Lemon Squeezy says, as far as we use it; unknown fields pass. Source: docs.lemonsqueezy.com/api (orders, order items, products, stores,
 * webhooks, users) and the types of its own lemonsqueezy.js 4.0.0; read 2026-11.
 */
import { z } from 'zod'

const Id = z.string().regex(/^\d+$/)
const Time = z.string().refine(text => Number.isFinite(Date.parse(text)), 'is no time')

export const OrderItem = z.object({
  type: z.literal('order-items'),
  id: Id,
  attributes: z.object({
    product_id: z.int().nullish(),
    product_name: z.string().nullish(),
    variant_name: z.string().nullish(),
    /** In cents of the order's currency. Documents do not say whether of one or of all; only the proportion is used. */
    price: z.int().nonnegative(),
    /** Told, and not in the documents. */
    quantity: z.int().positive().optional(),
  }),
})
export type OrderItem = z.infer<typeof OrderItem>

export const Order = z.object({
  type: z.literal('orders'),
  id: Id,
  attributes: z.object({
    order_number: z.int(),
    user_name: z.string().nullish(),
    user_email: z.string().nullish(),
    currency: z.string().length(3),
    tax: z.int().nonnegative(),
    total: z.int().nonnegative(),
    refunded_amount: z.int().nonnegative().nullish(),
    /** pending, failed, paid, refunded, partial_refund, fraudulent. */
    status: z.string(),
    refunded: z.boolean().nullish(),
    refunded_at: Time.nullish(),
    created_at: Time,
    updated_at: Time,
  }),
  relationships: z.object({ 'order-items': z.object({ data: z.array(z.object({ id: Id })).optional() }).optional() }).optional(),
})
export type Order = z.infer<typeof Order>

/** The least by which an order can be told from others when it cannot be read whole. */
export const OrderStamp = z.object({
  id: Id,
  attributes: z.object({
    created_at: Time,
    updated_at: Time,
    refunded_at: Time.nullish(),
    refunded_amount: z.int().nullish(),
    refunded: z.boolean().nullish(),
  }),
})

export const Product = z.object({
  id: Id,
  attributes: z.object({
    name: z.string(),
    description: z.string().nullish(),
    status: z.string(),
    /** In cents of the store's currency. */
    price: z.int().nonnegative(),
    buy_now_url: z.string().nullish(),
    large_thumb_url: z.string().nullish(),
    updated_at: Time,
  }),
})

export const Store = z.object({
  data: z.object({ id: Id, attributes: z.object({ name: z.string(), url: z.string(), currency: z.string().length(3) }) }),
})

/** Keys know data of their own mode alone. */
export const Me = z.object({ meta: z.object({ test_mode: z.boolean().optional() }).optional() })

export const Webhook = z.object({
  id: Id,
  attributes: z.object({ url: z.string(), events: z.array(z.string()) }),
})
export type Webhook = z.infer<typeof Webhook>

/** A list; `data` and `included` are read one by one. */
export const List = z.object({
  data: z.array(z.unknown()),
  included: z.array(z.unknown()).optional(),
  meta: z.object({ page: z.object({ currentPage: z.int(), lastPage: z.int(), total: z.int() }) }),
})
export type List = z.infer<typeof List>

export const Message = z.object({ meta: z.object({ event_name: z.string() }) })
