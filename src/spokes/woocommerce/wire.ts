/**
 * What the store says, as far as we use it; unknown fields pass.
 * Source: WooCommerce REST v3 as recorded from a real 11.0.1 (November 2026), which beats the documents.
 */
import { z } from 'zod'

/** Ids are numbers; a free image or a deleted product shows as 0 or ''. */
const Id = z.int().nonnegative()
/** '2026-11-23T02:26:45': GMT without saying so. Some fields are null before anything happened. */
const GmtTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)

export const Term = z.object({ id: Id, name: z.string(), slug: z.string().default('') })
export const Download = z.object({ id: z.string(), name: z.string(), file: z.string() })
export const Image = z.object({ id: Id, src: z.string(), name: z.string().default(''), alt: z.string().default('') })
/** `value` may be anything: plugins keep what they like. */
export const Meta = z.object({ key: z.string(), value: z.unknown() })

/** `id` 0: of this product alone. */
export const StandingAttribute = z.object({
  id: Id.default(0),
  name: z.string(),
  visible: z.boolean().default(false),
  variation: z.boolean().default(false),
  options: z.array(z.string()).default([]),
})
export type StandingAttribute = z.infer<typeof StandingAttribute>

export const Product = z.object({
  id: Id,
  name: z.string(),
  permalink: z.string().default(''),
  date_modified_gmt: GmtTime.nullish(),
  type: z.string().default('simple'),
  status: z.string(),
  description: z.string().default(''),
  short_description: z.string().default(''),
  sku: z.string().nullish(),
  regular_price: z.string(),
  sale_price: z.string().default(''),
  date_on_sale_from_gmt: GmtTime.nullish(),
  date_on_sale_to_gmt: GmtTime.nullish(),
  downloadable: z.boolean().default(false),
  downloads: z.array(Download).default([]),
  categories: z.array(Term).default([]),
  tags: z.array(Term).default([]),
  images: z.array(Image).default([]),
  attributes: z.array(StandingAttribute).default([]),
  meta_data: z.array(Meta).default([]),
})
export type Product = z.infer<typeof Product>

export const Mark = z.object({ id: Id, date_modified_gmt: GmtTime.nullish() })
export const Owned = z.object({ id: Id, sku: z.string().nullish(), meta_data: z.array(Meta).default([]) })

export const Line = z.object({
  id: Id,
  name: z.string().nullish(),
  product_id: Id.nullish(),
  quantity: z.number(),
  total: z.string(),
  total_tax: z.string().default('0'),
  sku: z.string().nullish(),
  // `price` is left alone: it is a JSON number, and money is never a float.
})

/** `total` is negative: '-3.00'. There is no date here. */
export const OrderRefund = z.object({ id: Id, reason: z.string().nullish(), total: z.string() })

export const Order = z.object({
  id: Id,
  number: z.union([z.string(), z.number()]).transform(String),
  status: z.string(),
  currency: z.string(),
  total: z.string(),
  total_tax: z.string().default('0'),
  date_created_gmt: GmtTime,
  date_modified_gmt: GmtTime.nullish(),
  date_paid_gmt: GmtTime.nullish(),
  billing: z
    .object({
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      email: z.string().nullish(),
      country: z.string().nullish(),
    })
    .nullish(),
  line_items: z.array(Line).default([]),
  refunds: z.array(OrderRefund).default([]),
})
export type Order = z.infer<typeof Order>

/** An item of /refunds. `amount` is positive here. */
export const Refund = z.object({ id: Id, date_created_gmt: GmtTime })

export const Webhook = z.object({ id: Id, name: z.string().default(''), status: z.string(), topic: z.string(), delivery_url: z.string() })
export type Webhook = z.infer<typeof Webhook>

/** `code` in small letters. Amounts with two decimals. */
export const Coupon = z.object({
  id: Id,
  code: z.string(),
  status: z.string().default('publish'),
  discount_type: z.string(),
  amount: z.string(),
  date_expires_gmt: GmtTime.nullish(),
  product_ids: z.array(Id).default([]),
  usage_limit: z.int().nullish(),
  meta_data: z.array(Meta).default([]),
})
export type Coupon = z.infer<typeof Coupon>

export const Currency = z.object({ code: z.string() })
export const SystemStatus = z.object({
  environment: z.object({ version: z.string().nullish(), wp_version: z.string().nullish() }).nullish(),
  settings: z.object({ currency: z.string(), number_of_decimals: z.number().nullish() }),
})
export const Root = z.object({ name: z.string().default(''), url: z.string().default(''), namespaces: z.array(z.string()).default([]) })

export const Media = z.object({ id: Id, source_url: z.string(), media_details: z.unknown().optional() })

/** A refusal. `data` is an object with `status`, or (refunds) a bare number, or nothing. */
export const Refusal = z.object({
  code: z.string(),
  message: z.string().default(''),
  data: z.unknown().optional(),
})
export type Refusal = z.infer<typeof Refusal>

export const BatchItem = z.union([z.object({ id: Id.nullish(), error: Refusal }), z.looseObject({ id: Id })])
export const Batch = z.object({ create: z.array(BatchItem).default([]), update: z.array(BatchItem).default([]) })
export type BatchItem = z.infer<typeof BatchItem>

/** What /wc-auth/v1 posts to the callback after consent. */
export const Handover = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String),
  consumer_key: z.string().min(1),
  consumer_secret: z.string().min(1),
  key_permissions: z.string().default(''),
})

/** @returns a number under `data`, such as `resource_id` or `status`; null when it is not told. */
export function told(refusal: Refusal, name: 'resource_id' | 'status'): number | null {
  const { data } = refusal
  if (typeof data === 'number') return name === 'status' ? data : null
  const value = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined
  return typeof value === 'number' ? value : null
}

/** '2026-11-23T02:26:45' is GMT. */
export const fromGmt = (text: string): Date => new Date(`${text}Z`)

/** The one form that products and orders both read rightly: GMT, whole seconds, no zone, sent with dates_are_gmt=true. */
export const toGmt = (date: Date): string => date.toISOString().slice(0, 19)
