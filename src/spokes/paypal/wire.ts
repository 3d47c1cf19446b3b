/** PayPal's JSON as it arrives. Source: its descriptions of orders v2, payments v2, webhooks v1, disputes v1 and transactions v1 (February 2024). Only what we use; unknown fields pass. */
import { z } from 'zod'

const Time = z.iso.datetime({ offset: true })
const Country = z
  .string()
  .regex(/^[A-Z][A-Z0-9]$/)
  .nullish()
  .catch(null)

export const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().int().positive() })

export const Refusal = z.object({
  name: z.string().nullish(),
  /** Of the token's address. */
  error: z.string().nullish(),
  details: z.array(z.object({ issue: z.string().nullish() })).nullish(),
})

export const Amount = z.object({ currency_code: z.string().length(3), value: z.string() })
export const Link = z.object({ href: z.string(), rel: z.string() })
const Links = z.array(Link).default([])

export const Capture = z.object({
  id: z.string(),
  status: z.string(),
  amount: Amount,
  custom_id: z.string().nullish(),
  create_time: Time.nullish(),
  update_time: Time.nullish(),
  seller_receivable_breakdown: z.object({ paypal_fee: Amount.nullish() }).nullish(),
  supplementary_data: z.object({ related_ids: z.object({ order_id: z.string().nullish() }).nullish() }).nullish(),
  links: Links,
})
export type Capture = z.infer<typeof Capture>

export const Refund = z.object({
  id: z.string(),
  status: z.string(),
  amount: Amount,
  custom_id: z.string().nullish(),
  note_to_payer: z.string().nullish(),
  create_time: Time.nullish(),
})
export type Refund = z.infer<typeof Refund>

const Name = z.object({ given_name: z.string().nullish(), surname: z.string().nullish(), full_name: z.string().nullish() }).nullish()
const Payer = z
  .object({ email_address: z.string().nullish(), name: Name, address: z.object({ country_code: Country }).nullish() })
  .nullish()

export const Order = z.object({
  id: z.string(),
  /** CREATED, SAVED, PAYER_ACTION_REQUIRED, APPROVED, COMPLETED, VOIDED. */
  status: z.string(),
  create_time: Time.nullish(),
  update_time: Time.nullish(),
  payer: Payer,
  payment_source: z.object({ paypal: Payer }).nullish(),
  purchase_units: z
    .array(
      z.object({
        amount: Amount,
        custom_id: z.string().nullish(),
        invoice_id: z.string().nullish(),
        payments: z.object({ captures: z.array(Capture).default([]), refunds: z.array(Refund).default([]) }).nullish(),
      }),
    )
    .default([]),
  links: Links,
})
export type Order = z.infer<typeof Order>

/** What is answered to making one: only its id and where the buyer goes. */
export const Started = z.object({ id: z.string(), status: z.string(), links: Links })

/** The list of disputes does not say how one ended, nor what it is about. */
export const DisputeItem = z.object({ dispute_id: z.string() })
export const Dispute = z.object({
  dispute_id: z.string(),
  create_time: Time,
  status: z.string(),
  dispute_amount: Amount.nullish(),
  dispute_outcome: z.object({ outcome_code: z.string().nullish() }).nullish(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().nullish() })).default([]),
})
export type Dispute = z.infer<typeof Dispute>
export const DisputeList = z.object({ items: z.array(DisputeItem).default([]), links: Links })

/** Of a message or of the list of events: only which payment it is about. What stands in it is never taken for the truth. */
export const Event = z.object({
  id: z.string(),
  event_type: z.string(),
  resource_type: z.string().nullish(),
  resource: z.looseObject({
    id: z.string().nullish(),
    supplementary_data: z
      .object({ related_ids: z.object({ order_id: z.string().nullish(), capture_id: z.string().nullish() }).nullish() })
      .nullish(),
    disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().nullish() })).nullish(),
    links: z.array(Link).nullish(),
  }),
})
export type Event = z.infer<typeof Event>
export const EventList = z.object({ events: z.array(z.unknown()).default([]), links: Links })

export const Webhook = z.object({ id: z.string(), url: z.string(), event_types: z.array(z.object({ name: z.string() })).default([]) })
export type Webhook = z.infer<typeof Webhook>
export const WebhookList = z.object({ webhooks: z.array(Webhook).default([]) })
export const Verification = z.object({ verification_status: z.string() })

/** A line of the account. A transaction's id is not unique: one line may move the balance and another not. */
export const Line = z.object({
  transaction_info: z.object({
    transaction_id: z.string(),
    paypal_reference_id: z.string().nullish(),
    paypal_reference_id_type: z.string().nullish(),
    transaction_event_code: z.string().nullish(),
    transaction_initiation_date: z.string(),
    transaction_amount: Amount.nullish(),
    invoice_id: z.string().nullish(),
  }),
})
export type Line = z.infer<typeof Line>
export const LineList = z.object({
  transaction_details: z.array(z.unknown()).default([]),
  page: z.coerce.number().int().default(1),
  total_pages: z.coerce.number().int().default(1),
})

/** 'C2' is how PayPal writes China. */
export const countryOf = (code: string | null | undefined): string | null =>
  code === 'C2' ? 'CN' : /^[A-Z]{2}$/.test(code ?? '') ? code! : null
