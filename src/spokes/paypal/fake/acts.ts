/** What happens at the pretend PayPal: pages started, agreed to, taken, given back, disputed. */
import { type Account, invalid, missing, moneyOf, taken, unitsOf, unprocessable, whole } from './account.ts'
import { captureJson, disputeJson, orderJson, refundJson } from './objects.ts'
import type { Buyer, Capture, Dispute, Money, Order, Refund } from './state.ts'

const hourMs = 3_600_000
/** A page that nobody agreed to, and one that nobody took. Source: PayPal's pages on orders; the description does not tell. */
const [openMs, agreedMs] = [3 * hourMs, 72 * hourMs]

export interface Wanted {
  readonly purchase_units: readonly {
    readonly amount: {
      readonly currency_code: string
      readonly value: string
      readonly breakdown?: { readonly item_total?: { readonly currency_code: string; readonly value: string } }
    }
    readonly items?: readonly {
      readonly name: string
      readonly quantity: string
      readonly unit_amount: { readonly currency_code: string; readonly value: string }
    }[]
    readonly custom_id?: string
    readonly invoice_id?: string
  }[]
  readonly payment_source: {
    readonly paypal: {
      readonly email_address?: string
      readonly experience_context: { readonly return_url: string; readonly cancel_url: string }
    }
  }
}

export function readMoney(given: { readonly currency_code: string; readonly value: string }, field: string): Money {
  const { currency_code: currency, value } = given
  if (!taken.has(currency)) throw unprocessable('CURRENCY_NOT_SUPPORTED', `${field}/currency_code`)
  const digits = value.split('.')[1] ?? ''
  if (digits.length > (whole.has(currency) ? 0 : 2))
    throw unprocessable(whole.has(currency) ? 'DECIMALS_NOT_SUPPORTED' : 'DECIMAL_PRECISION', `${field}/value`)
  if (Number(value) <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', `${field}/value`)
  return { currency, value }
}

export function startOrder(account: Account, wanted: Wanted): Order {
  const [unit] = wanted.purchase_units
  if (unit === undefined) throw invalid('/purchase_units', 'MISSING_REQUIRED_PARAMETER')
  const total = readMoney(unit.amount, '/purchase_units/0/amount')
  const items = (unit.items ?? []).map((item, at) => ({
    name: item.name,
    quantity: Number(item.quantity),
    unit: readMoney(item.unit_amount, `/purchase_units/0/items/${at}/unit_amount`),
  }))
  if (items.some(item => item.unit.currency !== total.currency)) throw unprocessable('MULTI_CURRENCY_ORDER')
  const sum = items.reduce((all, item) => all + unitsOf(item.unit) * item.quantity, 0)
  const itemTotal = unit.amount.breakdown?.item_total
  if (items.length > 0 && itemTotal === undefined) throw unprocessable('ITEM_TOTAL_REQUIRED')
  if (itemTotal !== undefined && sum !== unitsOf(readMoney(itemTotal, '/purchase_units/0/amount/breakdown/item_total')))
    throw unprocessable('ITEM_TOTAL_MISMATCH')
  if (itemTotal !== undefined && sum !== unitsOf(total)) throw unprocessable('AMOUNT_MISMATCH')
  const { paypal } = wanted.payment_source
  const now = account.nowMs()
  const order: Order = {
    id: account.id(),
    status: 'PAYER_ACTION_REQUIRED',
    created: now,
    updated: now,
    total,
    items,
    customId: unit.custom_id ?? null,
    invoiceId: unit.invoice_id ?? null,
    returnUrl: paypal.experience_context.return_url,
    cancelUrl: paypal.experience_context.cancel_url,
    email: paypal.email_address ?? null,
    how: null,
    buyer: null,
    captureId: null,
  }
  account.orders.set(order.id, order)
  return order
}

/** @throws {Refused} 404 also for one that has ended: PayPal no longer knows it. */
export function orderOf(account: Account, id: string): Order {
  const order = account.orders.get(id)
  if (order === undefined || hasEnded(account, order)) throw missing()
  return order
}

export const hasEnded = (account: Account, { status, created, updated }: Order): boolean =>
  (status === 'PAYER_ACTION_REQUIRED' && created + openMs < account.nowMs()) ||
  (status === 'APPROVED' && updated + agreedMs < account.nowMs())

/** The buyer agrees on PayPal's page; nothing is paid yet. @throws {Error} when the page has ended. */
export function approve(
  account: Account,
  order: Order,
  {
    how = 'at-once',
    email,
    name = 'Kim Buyer',
    country = 'DE',
  }: { how?: 'at-once' | 'later'; email?: string; name?: string; country?: string },
): void {
  if (hasEnded(account, order) || order.status === 'COMPLETED') throw new Error(`The page of ${order.id} has ended.`)
  const buyer: Buyer = { email: email ?? order.email ?? 'kim@buyer.example', name, country, payerId: account.id(13) }
  Object.assign(order, { status: 'APPROVED', how, buyer, updated: account.nowMs() })
  account.tell('CHECKOUT.ORDER.APPROVED', 'checkout-order', 'An order has been approved by buyer', orderJson(account, order))
}

/** 2.99 % and 39 cents. Source: PayPal's price list for Germany. */
const feeOf = (amount: Money): Money =>
  moneyOf(Math.round(unitsOf(amount) * 0.0299) + (whole.has(amount.currency) ? 40 : 39), amount.currency)

export function take(account: Account, order: Order): Capture {
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED')
  if (order.status !== 'APPROVED') throw unprocessable('ORDER_NOT_APPROVED')
  const { declines } = account.state.settings
  if (declines !== null) throw unprocessable(declines)
  // As accounts are set from the start: each invoice's number is paid once.
  const isPaid = [...account.captures.values()].some(
    ({ invoiceId, status }) => invoiceId !== null && invoiceId === order.invoiceId && status !== 'DECLINED',
  )
  if (isPaid) throw unprocessable('DUPLICATE_INVOICE_ID')
  const now = account.nowMs()
  const capture: Capture = {
    id: account.id(),
    orderId: order.id,
    status: 'PENDING',
    amount: order.total,
    fee: null,
    customId: order.customId,
    invoiceId: order.invoiceId,
    created: now,
    updated: now,
  }
  account.captures.set(capture.id, capture)
  Object.assign(order, { status: 'COMPLETED', captureId: capture.id, updated: now })
  if (order.how === 'later') tellCapture(account, capture, 'PENDING', 'Payment pending')
  else book(account, capture)
  return capture
}

const tellCapture = (account: Account, capture: Capture, what: string, summary: string): void =>
  account.tell(`PAYMENT.CAPTURE.${what}`, 'capture', summary, {
    ...captureJson(account, capture),
    supplementary_data: { related_ids: { order_id: capture.orderId } },
  })

function book(account: Account, capture: Capture): void {
  Object.assign(capture, { status: 'COMPLETED', fee: feeOf(capture.amount), updated: account.nowMs() })
  const { id, amount, fee, invoiceId } = capture
  account.state.lines.push({
    id,
    reference: null,
    code: 'T0006',
    amount,
    fee: fee && { ...fee, value: `-${fee.value}` },
    invoiceId,
    at: account.nowMs(),
  })
  tellCapture(account, capture, 'COMPLETED', 'Payment completed')
}

export function finish(account: Account, order: Order, as: 'paid' | 'failed'): void {
  const capture = captureOf(account, order)
  if (capture.status !== 'PENDING') throw new Error(`Nothing is under way for ${order.id}: ${capture.status}.`)
  if (as === 'paid') {
    book(account, capture)
    return
  }
  Object.assign(capture, { status: 'DECLINED', updated: account.nowMs() })
  tellCapture(account, capture, 'DENIED', 'Payment denied')
}

export function captureOf(account: Account, { id, captureId }: Order): Capture {
  const capture = captureId === null ? undefined : account.captures.get(captureId)
  if (capture === undefined) throw new Error(`Nothing was taken for ${id}.`)
  return capture
}

export const refundedOf = (account: Account, captureId: string): number =>
  [...account.refunds.values()].filter(refund => refund.captureId === captureId).reduce((sum, { amount }) => sum + unitsOf(amount), 0)

export function giveBack(
  account: Account,
  capture: Capture,
  { amount, customId = null }: { amount?: Money; customId?: string | null },
): Refund {
  if (capture.status === 'PENDING') throw unprocessable('PENDING_CAPTURE')
  if (capture.status === 'REFUNDED') throw unprocessable('CAPTURE_FULLY_REFUNDED')
  if (capture.status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED')
  if (capture.created + 180 * 24 * hourMs < account.nowMs()) throw unprocessable('REFUND_TIME_LIMIT_EXCEEDED')
  if ([...account.disputes.values()].some(one => one.captureId === capture.id && one.status === 'OPEN'))
    throw unprocessable('TRANSACTION_DISPUTED')
  const left = unitsOf(capture.amount) - refundedOf(account, capture.id)
  const given = amount ?? moneyOf(left, capture.amount.currency)
  if (given.currency !== capture.amount.currency) throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH')
  if (unitsOf(given) > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED')
  const now = account.nowMs()
  const refund: Refund = {
    id: account.id(),
    captureId: capture.id,
    amount: moneyOf(unitsOf(given), given.currency),
    customId,
    created: now,
  }
  account.refunds.set(refund.id, refund)
  Object.assign(capture, { status: unitsOf(given) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED', updated: now })
  account.state.lines.push({
    id: refund.id,
    reference: capture.id,
    code: 'T1107',
    amount: { ...refund.amount, value: `-${refund.amount.value}` },
    fee: null,
    invoiceId: capture.invoiceId,
    at: now,
  })
  account.tell('PAYMENT.CAPTURE.REFUNDED', 'refund', 'Payment refunded', refundJson(account, refund))
  return refund
}

export function dispute(account: Account, capture: Capture, as: 'open' | 'won' | 'lost'): Dispute {
  const earlier = [...account.disputes.values()].find(one => one.captureId === capture.id)
  const now = account.nowMs()
  if (as === 'open') {
    if (earlier !== undefined) throw new Error(`${capture.id} is disputed already.`)
    const made: Dispute = {
      id: `PP-R-${account.dice.text(3, 'ABCDEFGH')}-${account.dice.text(8, '0123456789')}`,
      captureId: capture.id,
      amount: capture.amount,
      created: now,
      updated: now,
      status: 'OPEN',
      outcome: null,
    }
    account.disputes.set(made.id, made)
    account.tell('CUSTOMER.DISPUTE.CREATED', 'dispute', 'A new dispute opened', disputeJson(account, made))
    return made
  }
  if (earlier === undefined) throw new Error(`${capture.id} is not disputed.`)
  Object.assign(earlier, { status: 'RESOLVED', outcome: as === 'won' ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR', updated: now })
  if (as === 'lost')
    account.state.lines.push({
      id: account.id(),
      reference: capture.id,
      code: 'T1106',
      amount: { ...capture.amount, value: `-${capture.amount.value}` },
      fee: null,
      invoiceId: capture.invoiceId,
      at: now,
    })
  account.tell('CUSTOMER.DISPUTE.RESOLVED', 'dispute', 'A dispute was resolved', disputeJson(account, earlier))
  return earlier
}
