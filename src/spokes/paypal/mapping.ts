/** Between PayPal's words and ours. Pure. */

import type { z } from 'zod'
import { add, decimalsOf, type Money, MoneyRefused, money, parseMoney, type SaleRefund, SpokeError, toDecimal } from '#kit'
import type { Dispute as OurDispute, Payment, PaymentState, PayRequest } from '#kit/pay.ts'
import { type Amount, type Capture, countryOf, type Dispute, type Order, type Refund } from './wire.ts'

/** Before our id in the invoice's number, by which a line of PayPal's account is known for ours. PayPal takes each number once. */
export const invoiceMark = 'selvage-'

/** Source: PayPal's page of currency codes, read 2026-11. Those that only accounts of one country may take are left to PayPal to refuse. */
const taken = new Set('AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '))
/** “This currency does not support decimals. Decimal amounts cause an error.” */
const whole = new Set(['HUF', 'JPY', 'TWD'])
const [mostLines, longestName, mostWhole] = [200, 127, 9_999_999]

/** '7.50'; '1250' where PayPal counts whole units. @throws {SpokeError} 'seller' when it cannot be paid there. */
export function toPayPal(amount: Money): z.infer<typeof Amount> {
  const { currency } = amount
  if (!taken.has(currency))
    throw new SpokeError('seller', `PayPal takes no payments in ${currency}. Choose another currency for your store.`)
  const [units = '', fraction = ''] = toDecimal(amount).split('.')
  if (!whole.has(currency)) return { currency_code: currency, value: toDecimal(amount) }
  if (/[1-9]/.test(fraction)) throw new SpokeError('seller', `PayPal takes ${currency} in whole units only. Round the price.`)
  return { currency_code: currency, value: units }
}

/** @throws {SpokeError} 'bug' when PayPal tells a currency that nobody knows, or a fraction of our smallest unit. */
export function fromPayPal({ value, currency_code: currency }: z.infer<typeof Amount>): Money {
  try {
    return parseMoney(value, currency)
  } catch (error) {
    if (error instanceof MoneyRefused) throw new SpokeError('bug', 'PayPal tells an amount that is none', { cause: error })
    throw error
  }
}

/** @throws {SpokeError} 'seller' with a sentence; 'bug' when the lines are not the total. */
export function check({ lines, total }: PayRequest): void {
  if (total.minor <= 0n || lines.length === 0) throw new SpokeError('seller', 'There is nothing to pay, so PayPal is not asked.')
  if (lines.length > mostLines) throw new SpokeError('seller', `PayPal takes at most ${mostLines} different things at once.`)
  const { value } = toPayPal(total)
  if (value.split('.')[0]!.length > String(mostWhole).length) throw new SpokeError('seller', 'PayPal takes no payment as large as that.')
  for (const line of lines) {
    toPayPal(line.total)
    if (line.total.minor <= 0n || line.quantity < 1)
      throw new SpokeError('seller', `PayPal takes only lines that cost something, and “${line.title}” does not.`)
  }
  if (sum(lines.map(line => line.total)) !== total.minor) throw new SpokeError('bug', 'start a payment: the lines are not the total')
}

function sum(amounts: readonly Money[]): bigint {
  try {
    return amounts.reduce(add).minor
  } catch (error) {
    if (error instanceof MoneyRefused) throw new SpokeError('bug', 'start a payment: its lines are in two currencies', { cause: error })
    throw error
  }
}

/** Source: POST /v2/checkout/orders. The tax is within the prices: the store has reckoned it. */
export function toBody(request: PayRequest) {
  const { checkoutId, lines, total, email, language, paidUrl, backUrl } = request
  const locale = localeFor(language)
  return {
    intent: 'CAPTURE',
    purchase_units: [
      {
        custom_id: checkoutId,
        invoice_id: `${invoiceMark}${checkoutId}`,
        amount: { ...toPayPal(total), breakdown: { item_total: toPayPal(total) } },
        items: lines.map(toItem),
      },
    ],
    payment_source: {
      paypal: {
        ...(email !== null && { email_address: email }),
        experience_context: {
          shipping_preference: 'NO_SHIPPING',
          user_action: 'PAY_NOW',
          return_url: paidUrl,
          cancel_url: backUrl,
          ...(locale !== null && { locale }),
        },
      },
    },
  }
}

function toItem({ title, sku, quantity, total }: PayRequest['lines'][number]) {
  const step = whole.has(total.currency) ? 10n ** BigInt(decimalsOf(total.currency)) : 1n
  const isEven = total.minor % (BigInt(quantity) * step) === 0n
  const unit = isEven ? money(total.minor / BigInt(quantity), total.currency) : total
  return {
    name: shortened(isEven || quantity === 1 ? title : `${quantity} × ${title}`),
    unit_amount: toPayPal(unit),
    quantity: String(isEven ? quantity : 1),
    category: 'DIGITAL_GOODS',
    ...(sku !== '' && { sku: sku.slice(0, longestName) }),
  }
}

const shortened = (text: string): string => {
  const signs = [...text.trim()]
  return signs.length <= longestName ? signs.join('') : `${signs.slice(0, longestName - 1).join('')}…`
}

/** @returns 'de-DE' or 'de' as the description's pattern takes it; null leaves it to PayPal. */
export function localeFor(language: string | null): string | null {
  const [base = '', ...rest] = (language ?? '').split('-')
  if (!/^[a-z]{2}$/i.test(base)) return null
  const region = rest.find(part => /^[a-z]{2}$/i.test(part))
  return region === undefined ? base.toLowerCase() : `${base.toLowerCase()}-${region.toUpperCase()}`
}

const timeOf = (text: string | null | undefined): Date | null => (text == null ? null : new Date(text))

interface Beside {
  readonly disputes: readonly Dispute[]
  /** PayPal's clock when it answered. */
  readonly readAt: Date
  /** Taking the money was refused for good. */
  readonly isRefused?: boolean
}

/** @returns null when it is no order of one purchase. */
export function toPayment(order: Order, { disputes, readAt, isRefused = false }: Beside): Payment | null {
  const [unit] = order.purchase_units
  if (unit === undefined || order.purchase_units.length !== 1) return null
  const captures = unit.payments?.captures ?? []
  const capture = captures.findLast(isTaken) ?? captures.at(-1) ?? null
  const state = isRefused ? 'failed' : stateOf(order.status, capture)
  const payer = order.payer ?? order.payment_source?.paypal ?? null
  const country = countryOf(payer?.address?.country_code ?? order.payment_source?.paypal?.address?.country_code)
  const fee = capture?.seller_receivable_breakdown?.paypal_fee
  return {
    remoteId: order.id,
    checkoutId: unit.invoice_id?.startsWith(invoiceMark) ? unit.invoice_id.slice(invoiceMark.length) : null,
    state,
    startedAt: timeOf(order.create_time) ?? readAt,
    // What was promised is paid when it is there: then the capture changed last, until something goes back.
    paidAt: state === 'paid' && capture !== null ? paidAtOf(capture, unit.payments?.refunds ?? []) : null,
    changedAt: readAt,
    total: fromPayPal(unit.amount),
    fee: state !== 'paid' || fee == null ? null : fromPayPal(fee),
    buyer: { email: payer?.email_address ?? null, name: nameOf(payer?.name), country },
    places: state === 'open' || state === 'expired' || country === null ? [] : [{ kind: 'account-country', country }],
    refunds: (unit.payments?.refunds ?? []).filter(isGiven).map(toRefund),
    dispute: toDispute(disputes, fromPayPal(unit.amount)),
    reference: capture?.id ?? null,
  }
}

function paidAtOf({ status, create_time: made, update_time: changed }: Capture, refunds: readonly Refund[]): Date | null {
  const isUntouched = status === 'COMPLETED' && refunds.length === 0
  return timeOf(isUntouched ? (changed ?? made) : made)
}

function nameOf(
  name:
    | {
        readonly given_name?: string | null | undefined
        readonly surname?: string | null | undefined
        readonly full_name?: string | null | undefined
      }
    | null
    | undefined,
): string | null {
  const text = name?.full_name ?? [name?.given_name, name?.surname].filter(Boolean).join(' ')
  return text === '' || text == null ? null : text
}

export const isTaken = ({ status }: Capture): boolean => ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status)
export const isGiven = ({ status }: Refund): boolean => status === 'COMPLETED' || status === 'PENDING'

function stateOf(order: string, capture: Capture | null): PaymentState {
  if (capture !== null && isTaken(capture)) return 'paid'
  if (capture?.status === 'PENDING') return 'pending'
  if (capture !== null) return 'failed'
  return order === 'VOIDED' ? 'expired' : 'open'
}

const toRefund = ({ id, amount, create_time: made, note_to_payer: note }: Refund): SaleRefund => ({
  remoteId: id,
  refundedAt: timeOf(made) ?? new Date(0),
  amount: fromPayPal(amount),
  reason: note ?? null,
})

/** For the seller: nothing was taken from her. A payout of PayPal's own leaves her the money too. */
const won = new Set(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED', 'NONE'])

/** The newest. */
function toDispute(disputes: readonly Dispute[], total: Money): OurDispute | null {
  const newest = disputes.toSorted((a, b) => b.create_time.localeCompare(a.create_time))[0]
  if (newest === undefined) return null
  const outcome = newest.dispute_outcome?.outcome_code
  const state = newest.status !== 'RESOLVED' ? 'open' : won.has(outcome ?? '') ? 'won' : 'lost'
  const amount = newest.dispute_amount == null ? total : fromPayPal(newest.dispute_amount)
  return { remoteId: newest.dispute_id, state, since: new Date(newest.create_time), amount }
}
