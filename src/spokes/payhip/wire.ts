/**
 * What Payhip says, as far as we use it; unknown fields pass. Source: help.payhip.com/article/115-webhooks and payhip.com/api-reference, read
 * 2026-11, in their present and two earlier wordings.
 */
import { z } from 'zod'

const Id = z.union([z.string().min(1), z.int()]).transform(String)
const Count = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
])
/** Seconds since 1970; earlier wordings tell them as text. */
const Seconds = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
])
const Cents = z.int().nonnegative()

const Item = z.object({ product_id: Id, product_name: z.string().nullish(), quantity: Count.nullish() })

const common = {
  id: Id,
  email: z.string().nullish(),
  currency: z.string().length(3),
  /** All that was paid, VAT included, in cents. */
  price: Cents,
  vat_amount: Cents.nullish(),
  items: z.array(Item),
  payhip_fee: Cents.nullish(),
}

/** Whoever took the payment has a fee of its own, in a field NAME_fee. */
export const Paid = z.looseObject({ ...common, type: z.literal('paid'), date: Seconds })
export const Refunded = z.looseObject({
  ...common,
  type: z.literal('refunded'),
  amount_refunded: Cents,
  date_refunded: Seconds,
  date_created: Seconds.nullish(),
})
export const Message = z.discriminatedUnion('type', [Paid, Refunded])
export type Message = z.infer<typeof Message>

/** By which every message is told from others, and genuine from forged. */
export const Stamp = z.object({ type: z.string(), signature: z.string() })
