/**
 * What Ravelry sends, as far as it is used; unknown fields pass. Source: Ravelry's own API page of 2026-03-30 and the document made of it.
 * Where that page does not say what a field holds, more than one form is read.
 */
import { z } from 'zod'

const id = z.coerce.number().int().positive()
const text = z.string().nullish()
/** A list that an undocumented field may hold in another form, or not at all. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .preprocess(value => (Array.isArray(value) ? value : []), z.array(z.unknown()))
    .transform(all => all.flatMap(one => item.safeParse(one).data ?? []))

/** Numbers are told by some methods and texts by others. A JSON number of two decimals keeps its digits when it is written again. */
export const Decimal = z.union([z.string(), z.number()]).transform(value => String(value).trim())

export const User = z.object({ user: z.object({ id: z.coerce.string(), username: z.string() }) })

export const Store = z.object({
  id,
  name: text,
  permalink: text,
  business: z.object({ id }).nullish(),
})
export type Store = z.infer<typeof Store>
export const Stores = z.object({ stores: z.array(Store) })

/** What ties a product to where it is sold. */
const Saleable = z.object({ saleable_id: id, saleable_type: z.string() })

/** What the list of a store and a product alone have in common. */
export const Product = z.object({
  id,
  title: text,
  sku: z.coerce.string().nullish(),
  price: Decimal.nullish(),
  currency: text,
  free: z.boolean().nullish(),
  active: z.boolean().nullish(),
  attachment_bytes: z.number().int().nullish(),
  patterns: listOf(z.object({ id })),
  saleables: listOf(Saleable),
})
export type Product = z.infer<typeof Product>
export const OneProduct = z.object({ product: Product })
export const Products = z.object({ products: z.array(z.unknown()), paginator: z.object({ last_page: z.int().nullish() }).nullish() })

/** A document is told alone or as a list of one. */
const Document = z.object({ filename: text, bytes: z.number().int().nullish() })
export const Attachment = z.object({
  id,
  document: z.preprocess(value => (Array.isArray(value) ? value[0] : value), Document.nullish()),
})
export type Attachment = z.infer<typeof Attachment>
export const Attachments = z.object({ product_attachments: z.array(Attachment) })

export const Photo = z.object({ id: z.coerce.string().min(1), caption: text, medium2_url: text, medium_url: text })
export type Photo = z.infer<typeof Photo>
export const OnePhoto = z.object({ photo: Photo })
export const PhotoStatus = z.object({ complete: z.boolean().nullish(), failed: z.boolean().nullish(), photo: Photo.nullish() })
export const StatusToken = z.object({ status_token: z.string().min(1) })
export const UploadToken = z.object({ upload_token: z.string().min(1) })

/** Called an object on the page, and shown as a list of objects in its example. */
export const Uploads = z
  .object({ uploads: z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]) })
  .transform(({ uploads }) => (Array.isArray(uploads) ? Object.assign({}, ...uploads) : uploads) as Record<string, unknown>)
  .pipe(z.object({ file0: z.object({ image_id: id }) }))

/** Numbers are told as texts in places. */
const numberText = z
  .union([z.string(), z.number()])
  .nullish()
  .transform(value => (value === null || value === undefined ? null : String(value)))
const whole = z.coerce.number().int().nonnegative().nullish().catch(null)
const facts = { gauge: text, gauge_divisor: numberText, row_gauge: numberText, sizes_available: text, yardage_max: whole }

export const Draft = z.object({
  id,
  name: text,
  notes: text,
  ...facts,
  yardage_min: whole,
  yarn_weight_id: numberText,
  published_pattern_id: id.nullish(),
})
export type Draft = z.infer<typeof Draft>
export const OneDraft = z.object({ draft_pattern: Draft })
export const Drafts = z.object({ draft_patterns: z.array(z.unknown()) })

export const Pattern = z.object({
  id,
  name: text,
  permalink: text,
  notes: text,
  updated_at: text,
  ...facts,
  yardage: whole,
  yarn_weight: z
    .object({ id: z.coerce.string(), name: z.string().default('') })
    .nullish()
    .catch(null),
  photos: listOf(Photo),
  product_id: id.nullish().catch(null),
  unlisted_product_ids: listOf(id),
})
export type Pattern = z.infer<typeof Pattern>
export const Patterns = z.object({ patterns: z.record(z.string(), z.unknown()) })

export const Published = z.object({
  published: z.boolean().nullish(),
  errors: z.array(z.unknown()).nullish(),
  warnings: z.array(z.unknown()).nullish(),
})

export const DownloadLink = z.object({ download_link: z.object({ url: z.string() }) })

export const YarnWeights = z.object({ yarn_weights: listOf(z.object({ id: z.coerce.string(), name: z.string(), wpi: text })) })
/** Of a list, ids are numbers; metric sizes are called whole numbers, and told with their fraction beside. */
const NeedleSize = z
  .object({ id: z.coerce.string(), name: z.string(), pretty_metric: numberText, metric: numberText })
  .transform(({ pretty_metric, metric, ...rest }) => ({ ...rest, metric: pretty_metric ?? metric }))
export const NeedleSizes = z.object({ needle_sizes: listOf(NeedleSize) })
export const Languages = z.object({ languages: listOf(z.object({ id: z.coerce.string(), name: z.string() })) })

/** Names of what a pattern is, in groups within groups. */
export interface Named {
  readonly id: number
  readonly name: string
}
export const Categories = z.object({ pattern_categories: z.array(z.unknown()) })
export const AttributeGroups = z.object({ attribute_groups: z.array(z.unknown()) })

const Line = z.object({
  id: z.coerce.string(),
  product_id: id.nullish().catch(null),
  promotion_id: id.nullish().catch(null),
  title: text,
  amount: Decimal.nullish(),
  promotional_discount_applied: Decimal.nullish(),
})
const Payment = z.object({ id: z.coerce.string(), gross: Decimal.nullish(), txn_id: z.union([z.string(), z.number()]).nullish() })

export const Invoice = z.object({
  id: z.coerce.string().min(1),
  invoice_number: z.union([z.string(), z.number()]),
  invoice_date: z.string(),
  paid: z.boolean().nullish(),
  currency: z.string(),
  amount_due: Decimal.nullish(),
  creator_type: z.number().int().nullish().catch(null),
  bill_to_email: text,
  bill_to_name: text,
  country: text,
  country_from_paypal: text,
  payment_reference: text,
  invoice_line_items: z.array(Line),
  payments: z.array(Payment).nullish(),
})
export type Invoice = z.infer<typeof Invoice>
export const Invoices = z.object({
  invoices: z.array(z.unknown()),
  paginator: z.object({ page: z.int().nullish(), last_page: z.int().nullish(), results: z.int().nullish() }).nullish(),
})

export const Cart = z.object({ cart: z.object({ id, cart_items: z.array(z.unknown()).nullish() }) })
export const CheckedOut = z.object({
  invoice: z.object({ id: z.coerce.string().min(1), invoice_number: z.union([z.string(), z.number()]).nullish() }),
})

export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive(),
})

/** Times are told as '2026/03/30 09:15:00 -0400', and as RFC 3339 where the page shows that. @returns null for anything else. */
export function timeOf(told: string): Date | null {
  const [, day, time, sign, hours, minutes] =
    /^(\d{4}[/-]\d\d[/-]\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(?:Z|([+-])(\d\d):?(\d\d))$/.exec(told.trim()) ?? []
  if (day === undefined) return null
  const at = new Date(`${day.replaceAll('/', '-')}T${time}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`)
  return Number.isNaN(at.getTime()) ? null : at
}

/** What a refusal says: any texts that lie in it, since its form is not written anywhere. */
export function wordsIn(body: unknown, depth = 0): string[] {
  if (typeof body === 'string') return body.trim() === '' ? [] : [body.trim()]
  if (depth > 4 || typeof body !== 'object' || body === null) return []
  if (Array.isArray(body)) return body.flatMap(one => wordsIn(one, depth + 1))
  const fields = body as Record<string, unknown>
  // A sentence made for people comes before the names of fields.
  for (const name of ['full_message', 'message', 'description', 'error', 'errors'])
    if (name in fields) return wordsIn(fields[name], depth + 1)
  return Object.values(fields).flatMap(one => wordsIn(one, depth + 1))
}
