/** Between Stripe's words and ours. Pure. */

import { add, MoneyRefused, type SaleRefund, SpokeError } from '#kit'
import type { Dispute as OurDispute, Payment, PaymentState, PayRequest, PlaceProof } from '#kit/pay.ts'
import { assertPayable, fromStripe, toStripe } from './amounts.ts'
import type { Tree } from './client.ts'
import { type Dispute, fromSeconds, type Refund, type Session } from './wire.ts'

/** Where our id stands, on the session and on all that comes of it. */
export const checkoutMark = 'selvage_checkout'
export const refundMark = 'selvage_refund'

const [mostLines, longestName] = [100, 250]

/** @throws {SpokeError} 'seller' with a sentence; 'bug' when the lines are not the total. */
export function check({ lines, total }: PayRequest): void {
  if (total.minor <= 0n || lines.length === 0) throw new SpokeError('seller', 'There is nothing to pay, so Stripe is not asked.')
  if (lines.length > mostLines) throw new SpokeError('seller', `Stripe takes at most ${mostLines} different things at once.`)
  assertPayable(total)
  for (const line of lines) {
    toStripe(line.total)
    if (line.total.minor <= 0n || line.quantity < 1)
      throw new SpokeError('seller', `Stripe takes only lines that cost something, and “${line.title}” does not.`)
  }
  if (sum(lines.map(line => line.total)) !== total.minor) throw new SpokeError('bug', 'start a payment: the lines are not the total')
}

function sum(amounts: readonly PayRequest['total'][]): bigint {
  try {
    return amounts.reduce(add).minor
  } catch (error) {
    if (error instanceof MoneyRefused) throw new SpokeError('bug', 'start a payment: its lines are in two currencies', { cause: error })
    throw error
  }
}

/** Source: POST /v1/checkout/sessions, 2023-08-16. No `expires_at`: it would differ from one start to the next, and Stripe's own is 24 hours. */
export function toForm(request: PayRequest): Tree {
  const { checkoutId, lines, total, email, language, paidUrl, backUrl } = request
  return {
    mode: 'payment',
    client_reference_id: checkoutId,
    metadata: { [checkoutMark]: checkoutId },
    payment_intent_data: { metadata: { [checkoutMark]: checkoutId } },
    success_url: paidUrl,
    cancel_url: backUrl,
    locale: localeFor(language),
    ...(email !== null && { customer_email: email }),
    line_items: lines.map(line => toLine(line, total.currency)),
  }
}

function toLine({ title, sku, quantity, total }: PayRequest['lines'][number], currency: string): Tree {
  const amount = toStripe(total)
  const isEven = amount % BigInt(quantity) === 0n
  const name = shortened(isEven || quantity === 1 ? title : `${quantity} × ${title}`)
  return {
    quantity: isEven ? BigInt(quantity) : 1n,
    price_data: {
      currency: currency.toLowerCase(),
      unit_amount: isEven ? amount / BigInt(quantity) : amount,
      product_data: { name, ...(sku !== '' && { metadata: { sku: sku.slice(0, 500) } }) },
    },
  }
}

const shortened = (text: string): string => {
  const signs = [...text.trim()]
  return signs.length <= longestName ? signs.join('') : `${signs.slice(0, longestName - 1).join('')}…`
}

/** Source: the list of `locale` in 2023-08-16. */
const locales = new Set(
  'bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  ),
)

/** @returns 'auto' (the browser's own) where Stripe's page does not speak it. */
export function localeFor(language: string | null): string {
  if (language === null) return 'auto'
  const [base = ''] = language.split('-')
  return [language, base.toLowerCase()].find(tag => locales.has(tag)) ?? 'auto'
}

/** @param readAt Stripe's clock when it answered: it tells no time of a change. @returns null when it is no payment (a session that only keeps a card). */
export function toPayment(session: Session, disputes: readonly Dispute[], readAt: Date): Payment | null {
  const { amount_total: amount, currency } = session
  if (session.mode !== 'payment' || amount === null || currency === null) return null
  const intent = whole(session.payment_intent)
  const charge = whole(intent?.latest_charge)
  const entry = whole(charge?.balance_transaction)
  const state = stateOf(session, intent?.status ?? null)
  const startedAt = fromSeconds(session.created)
  const details = session.customer_details
  const country = details?.address?.country ?? charge?.billing_details?.address?.country ?? null
  return {
    remoteId: session.id,
    checkoutId: session.metadata?.[checkoutMark] ?? null,
    state,
    startedAt,
    // What takes days is paid when it is booked, not when it was promised.
    paidAt: state === 'paid' ? fromSeconds(Math.max(session.created, entry?.created ?? charge?.created ?? session.created)) : null,
    changedAt: readAt,
    total: fromStripe(amount, currency),
    fee: entry == null ? null : fromStripe(entry.fee, entry.currency),
    buyer: {
      email: details?.email ?? session.customer_email ?? null,
      name: details?.name ?? charge?.billing_details?.name ?? null,
      country,
    },
    places: state === 'open' || state === 'expired' ? [] : placesOf(country, charge?.payment_method_details?.card?.country ?? null),
    refunds: (charge?.refunds?.data ?? []).filter(isGiven).map(toRefund),
    dispute: toDispute(disputes),
    reference: charge?.id ?? intent?.id ?? (typeof session.payment_intent === 'string' ? session.payment_intent : null),
  }
}

function whole<Thing extends object>(thing: string | Thing | null | undefined): Thing | null {
  return typeof thing === 'object' ? thing : null
}

function stateOf({ status, payment_status: paid }: Session, intent: string | null): PaymentState {
  if (paid !== 'unpaid') return 'paid'
  if (status === 'expired') return 'expired'
  if (status !== 'complete') return 'open'
  // A way that takes days has failed: the intent waits for another way, which nobody offers any more.
  return intent === 'requires_payment_method' || intent === 'canceled' ? 'failed' : 'pending'
}

const placesOf = (billing: string | null, card: string | null): PlaceProof[] => [
  ...(billing === null ? [] : [{ kind: 'billing-address', country: billing } as const]),
  ...(card === null ? [] : [{ kind: 'card-country', country: card } as const]),
]

export const isGiven = ({ status }: Refund): boolean => status !== 'failed' && status !== 'canceled'

const toRefund = ({ id, amount, currency, created, reason }: Refund): SaleRefund => ({
  remoteId: id,
  refundedAt: fromSeconds(created),
  amount: fromStripe(amount, currency),
  reason: reason?.replaceAll('_', ' ') ?? null,
})

/** The newest. An inquiry that was closed took nothing. */
function toDispute(disputes: readonly Dispute[]): OurDispute | null {
  const newest = disputes.toSorted((a, b) => b.created - a.created)[0]
  if (newest === undefined) return null
  const { id, status, created, amount, currency } = newest
  const state = status === 'lost' ? 'lost' : status === 'won' || status === 'warning_closed' ? 'won' : 'open'
  return { remoteId: id, state, since: fromSeconds(created), amount: fromStripe(amount, currency) }
}
