/** Stripe's JSON as it arrives. Source: its description of the version 2023-08-16, and its sample objects of August 2026. Only what we use; unknown fields pass. */
import { z } from 'zod'

const Code = z.string().regex(/^[a-z]{3}$/i)
const Seconds = z.int().nonnegative()
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .nullish()
  .catch(null)

export const Refusal = z.object({
  error: z.object({
    type: z.string().nullish(),
    code: z.string().nullish(),
    message: z.string().nullish(),
    param: z.string().nullish(),
  }),
})

export const Account = z.object({
  id: z.string(),
  country: Country,
  default_currency: z.string().nullish(),
  charges_enabled: z.boolean().default(true),
  business_profile: z.object({ name: z.string().nullish() }).nullish(),
  settings: z.object({ dashboard: z.object({ display_name: z.string().nullish() }).nullish() }).nullish(),
})

/** Amounts in the unit that Stripe counts the currency in (amounts.ts). Of a card there is nothing here but its country. */
export const Refund = z.object({
  id: z.string(),
  amount: z.int(),
  currency: Code,
  created: Seconds,
  /** pending, requires_action, succeeded; failed and canceled gave nothing back. */
  status: z.string().nullish(),
  reason: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
})
export type Refund = z.infer<typeof Refund>

export const BalanceTransaction = z.object({ id: z.string(), fee: z.int(), currency: Code, created: Seconds })

/** Where a thing may be told by its id or whole. */
const orId = <Shape extends z.ZodType>(shape: Shape) => z.union([z.string(), shape]).nullish()

export const Charge = z.object({
  id: z.string(),
  created: Seconds,
  disputed: z.boolean().default(false),
  status: z.string(),
  balance_transaction: orId(BalanceTransaction),
  billing_details: z
    .object({ address: z.object({ country: Country }).nullish(), email: z.string().nullish(), name: z.string().nullish() })
    .nullish(),
  payment_method_details: z.object({ card: z.object({ country: Country }).nullish() }).nullish(),
  refunds: z.object({ data: z.array(Refund), has_more: z.boolean().default(false) }).nullish(),
})

export const PaymentIntent = z.object({ id: z.string(), status: z.string(), latest_charge: orId(Charge) })

export const Session = z.object({
  id: z.string(),
  mode: z.string(),
  status: z.enum(['open', 'complete', 'expired']).nullable(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.int().nullable(),
  currency: Code.nullable(),
  created: Seconds,
  expires_at: Seconds.nullish(),
  url: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  customer_details: z
    .object({ email: z.string().nullish(), name: z.string().nullish(), address: z.object({ country: Country }).nullish() })
    .nullish(),
  customer_email: z.string().nullish(),
  payment_intent: orId(PaymentIntent),
})
export type Session = z.infer<typeof Session>

export const Dispute = z.object({
  id: z.string(),
  amount: z.int(),
  currency: Code,
  created: Seconds,
  /** warning_needs_response, warning_under_review, warning_closed, needs_response, under_review, won, lost. */
  status: z.string(),
})
export type Dispute = z.infer<typeof Dispute>

export const List = z.object({ data: z.array(z.unknown()), has_more: z.boolean().default(false) })

/** Of a message or of the list of events: only which payment it is about. What stands in it is never taken for the truth. */
export const Event = z.object({
  id: z.string(),
  type: z.string(),
  created: Seconds,
  data: z.object({
    object: z.object({
      id: z.string().nullish(),
      object: z.string(),
      payment_intent: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
    }),
  }),
})
export type Event = z.infer<typeof Event>

export const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
  /** Told once, when it is made. */
  secret: z.string().nullish(),
})
export type Endpoint = z.infer<typeof Endpoint>

export const Entry = z.object({ id: z.string(), created: Seconds })

export const fromSeconds = (seconds: number): Date => new Date(seconds * 1000)
export const toSeconds = (at: Date): number => Math.floor(at.getTime() / 1000)
