/**
 * What Gumroad sends, as far as it is used here; unknown fields pass. There is no document for machines: the shapes are those of the platform's own
 * public source (github.com/antiwork/gumroad: the controllers of `api/v2`, the `as_json` of products and purchases) and of its API page; read 2026-11.
 */
import { z } from 'zod'

/** Refusals come with status 200 as well; `error` with 400 and from the token endpoint. */
export const Envelope = z.object({
  success: z.boolean().nullish(),
  message: z.string().nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
})

export const User = z.object({
  user_id: z.string(),
  name: z.string().nullish(),
  display_name: z.string().nullish(),
  url: z.string().nullish(),
  currency_type: z.string().nullish(),
})
export const UserAnswer = z.object({ user: User })

/** GET /oauth/token/info */
export const TokenInfo = z.object({ scope: z.array(z.string()) })
export const TokenAnswer = z.object({ access_token: z.string().min(1) })

export const Cover = z.object({ id: z.string(), type: z.string().nullish(), url: z.string().nullish(), original_url: z.string().nullish() })
export const ProductFile = z.object({
  id: z.string(),
  /** Without its ending, which is the file type. */
  name: z.string().nullish(),
  size: z.int().nullish(),
  /** Signed, for a while. */
  url: z.string().nullish(),
  filetype: z.string().nullish(),
})
export type ProductFile = z.infer<typeof ProductFile>

/** A page of what buyers see: `description` is a document of nodes, some of which show a file by its id. */
export const ContentPage = z.looseObject({ id: z.string().nullish(), title: z.string().nullish(), description: z.unknown() })
export type ContentPage = z.infer<typeof ContentPage>

/** As a list tells it: all but the files and the pages of content. */
export const SlimProduct = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  custom_summary: z.string().nullish(),
  custom_permalink: z.string().nullish(),
  /** In the smallest unit; whole yen. */
  price: z.int().nullish(),
  /** 'usd' */
  currency: z.string(),
  short_url: z.string().nullish(),
  published: z.boolean(),
  deleted: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  covers: z.array(Cover).nullish(),
  thumbnail_url: z.string().nullish(),
  is_tiered_membership: z.boolean().nullish(),
  variants: z.array(z.unknown()).nullish(),
})
export type SlimProduct = z.infer<typeof SlimProduct>
export const Product = SlimProduct.extend({
  files: z.array(ProductFile),
  rich_content: z.array(ContentPage).nullish(),
  has_same_rich_content_for_all_variants: z.boolean().nullish(),
})
export type Product = z.infer<typeof Product>

export const ProductAnswer = z.object({ product: z.unknown() })
export const ProductsAnswer = z.object({ products: z.array(z.unknown()), next_page_key: z.string().nullish() })

/** `name` is the code. One of the two is there: what it takes off in per cent, or in Gumroad's own units. */
export const OfferCode = z.object({
  id: z.string(),
  name: z.string(),
  universal: z.boolean().default(false),
  max_purchase_count: z.int().nullish(),
  percent_off: z.int().nullish(),
  amount_cents: z.int().nullish(),
})
export type OfferCode = z.infer<typeof OfferCode>
export const OfferCodeAnswer = z.object({ offer_code: OfferCode })
export const OfferCodesAnswer = z.object({ offer_codes: z.array(OfferCode) })

export const Presigned = z.object({
  upload_id: z.string().min(1),
  key: z.string().min(1),
  file_url: z.string(),
  parts: z.array(z.object({ part_number: z.int().positive(), presigned_url: z.url() })),
})
export const Completed = z.object({ file_url: z.string().min(1) })
export const Aborted = z.object({ status: z.string() })

export const DirectUpload = z.object({
  signed_id: z.string().min(1),
  direct_upload: z.object({ url: z.url(), headers: z.record(z.string(), z.string()) }),
})
export const CoversAnswer = z.object({ covers: z.array(Cover) })

/** `price`, `gumroad_fee` and `tax_cents` are US cents, whatever the currency of the sale; the two formatted amounts are in that currency. */
export const Sale = z.object({
  id: z.string(),
  order_id: z.union([z.int(), z.string()]).nullish(),
  created_at: z.iso.datetime({ offset: true }),
  email: z.string().nullish(),
  purchase_email: z.string().nullish(),
  giftee_email: z.string().nullish(),
  full_name: z.string().nullish(),
  country_iso2: z.string().nullish(),
  product_id: z.string().nullish(),
  product_name: z.string().nullish(),
  variants_and_quantity: z.string().nullish(),
  quantity: z.int().positive().nullish(),
  price: z.int().nonnegative(),
  gumroad_fee: z.int().nullish(),
  tax_cents: z.int().nullish(),
  currency: z.string().nullish(),
  currency_symbol: z.string().nullish(),
  formatted_display_price: z.string().nullish(),
  amount_refundable_in_currency: z.string().nullish(),
  refunded: z.boolean().nullish(),
  partially_refunded: z.boolean().nullish(),
  /** A dispute that she has not won. */
  chargedback: z.boolean().nullish(),
  disputed: z.boolean().nullish(),
  dispute_won: z.boolean().nullish(),
})
export type Sale = z.infer<typeof Sale>
export const SaleStamp = z.object({ id: z.string(), created_at: z.iso.datetime({ offset: true }) })
export const SaleAnswer = z.object({ sale: z.unknown() })
export const SalesAnswer = z.object({ sales: z.array(z.unknown()), next_page_key: z.string().nullish() })

export const Subscription = z.object({ id: z.string(), resource_name: z.string(), post_url: z.string().nullish() })
export type Subscription = z.infer<typeof Subscription>
export const SubscriptionsAnswer = z.object({ resource_subscriptions: z.array(Subscription) })
