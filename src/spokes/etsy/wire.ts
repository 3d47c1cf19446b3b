/**
 * What Etsy says, as far as we use it; unknown fields pass.
 * Source: Etsy Open API v3, document 3.0.0 of December 2025, and public issues of etsy/open-api where it is silent; read 2026-11.
 */
import { z } from 'zod'

const Id = z.int().positive()
/** Seconds since 1970. */
const Time = z.int().nonnegative()

/** { amount: 750, divisor: 100, currency_code: 'EUR' } is 7.50 EUR. */
export const Price = z.object({ amount: z.int(), divisor: z.int().positive(), currency_code: z.string().length(3) })
export type Price = z.infer<typeof Price>

/** One sentence, or a list of what is wrong where (issue 622). The token call answers in OAuth's own form. */
export const Refusal = z.union([
  z.object({ error: z.string(), error_description: z.string().optional() }),
  z.array(z.object({ path: z.string().optional(), type: z.string().optional(), message: z.string().optional() })),
])

export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive(),
})

export const Me = z.object({ user_id: Id, shop_id: Id.nullish() })
export const Shop = z.object({
  shop_id: Id,
  shop_name: z.string(),
  currency_code: z.string(),
  url: z.string().default(''),
  is_vacation: z.boolean().nullish(),
  created_timestamp: Time.nullish(),
})
export const Scopes = z.object({ scopes: z.array(z.string()) })

export const Image = z.object({
  listing_image_id: Id,
  rank: z.int().nullish(),
  alt_text: z.string().nullish(),
  url_570xN: z.string().nullish(),
  url_fullxfull: z.string().nullish(),
})
export const ListingFile = z.object({ listing_file_id: Id, filename: z.string(), size_bytes: z.int().nullish() })

export const PropertyValue = z.object({
  property_id: Id,
  property_name: z.string().nullish(),
  scale_id: Id.nullish(),
  scale_name: z.string().nullish(),
  value_ids: z.array(Id).default([]),
  values: z.array(z.string()).default([]),
})
export const Offering = z.object({
  quantity: z.int(),
  is_enabled: z.boolean().default(true),
  is_deleted: z.boolean().nullish(),
  price: Price,
  readiness_state_id: Id.nullish(),
})
export const Product = z.object({
  sku: z.string().nullish(),
  is_deleted: z.boolean().nullish(),
  offerings: z.array(Offering).default([]),
  property_values: z.array(PropertyValue).default([]),
})
export const Inventory = z.object({
  products: z.array(Product),
  price_on_property: z.array(z.int()).default([]),
  quantity_on_property: z.array(z.int()).default([]),
  sku_on_property: z.array(z.int()).default([]),
  readiness_state_on_property: z.array(z.int()).nullish(),
})
export type Inventory = z.infer<typeof Inventory>

export const Listing = z.object({
  listing_id: Id,
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  updated_timestamp: Time,
  url: z.string().nullish(),
  listing_type: z.string().nullish(),
  when_made: z.string().nullish(),
  taxonomy_id: z.int().nullish(),
  tags: z.array(z.string()).nullish(),
  skus: z.array(z.string()).nullish(),
  price: Price.nullish(),
  images: z.array(Image).nullish(),
  inventory: Inventory.nullish(),
})
export type Listing = z.infer<typeof Listing>

export const Mark = z.object({ listing_id: Id, updated_timestamp: Time })
export const Draft = z.object({ listing_id: Id, description: z.string().nullish() })
export const Page = z.object({ count: z.int().nullish(), results: z.array(z.unknown()) })

interface Node {
  readonly id: number
  readonly name: string
  readonly children: readonly Node[]
}
export const TaxonomyNode: z.ZodType<Node> = z.object({
  id: Id,
  name: z.string(),
  get children() {
    return z.array(TaxonomyNode).default([])
  },
}) as z.ZodType<Node>
export type TaxonomyNode = Node
export const TaxonomyProperty = z.object({
  property_id: Id,
  display_name: z.string(),
  is_required: z.boolean().default(false),
  supports_attributes: z.boolean().default(false),
  is_multivalued: z.boolean().default(false),
  max_values_allowed: z.int().positive().nullish(),
  scales: z.array(z.object({ scale_id: Id, display_name: z.string() })).default([]),
  possible_values: z.array(z.object({ value_id: Id.nullish(), name: z.string(), scale_id: Id.nullish() })).default([]),
  selected_values: z.array(z.unknown()).default([]),
})
export type TaxonomyProperty = z.infer<typeof TaxonomyProperty>

export const Transaction = z.object({
  transaction_id: Id,
  title: z.string().nullish(),
  quantity: z.int().nonnegative(),
  listing_id: z.int().nullish(),
  sku: z.string().nullish(),
  price: Price,
})
/** It has no id. */
export const Refund = z.object({ amount: Price, created_timestamp: Time, reason: z.string().nullish(), status: z.string().nullish() })
export const Receipt = z.object({
  receipt_id: Id,
  /** Seen in both cases: 'paid' in the document, 'Paid' in issues. */
  status: z.string(),
  is_paid: z.boolean(),
  buyer_email: z.string().nullish(),
  name: z.string().nullish(),
  country_iso: z.string().nullish(),
  created_timestamp: Time,
  updated_timestamp: Time,
  grandtotal: Price,
  subtotal: Price.nullish(),
  total_price: Price.nullish(),
  total_tax_cost: Price.nullish(),
  total_vat_cost: Price.nullish(),
  discount_amt: Price.nullish(),
  transactions: z.array(Transaction),
  refunds: z.array(Refund).nullish(),
})
export type Receipt = z.infer<typeof Receipt>
export const ReceiptStamp = z.object({ receipt_id: Id, updated_timestamp: Time })

export const LedgerEntry = z.object({ entry_id: Id, sequence_number: z.int(), created_timestamp: Time })

/** Etsy's times are whole seconds. */
export const fromSeconds = (seconds: number): Date => new Date(seconds * 1000)
export const toSeconds = (date: Date): number => Math.floor(date.getTime() / 1000)
/** No time before the year 2000 is taken. */
export const firstSecond = 946_684_800
