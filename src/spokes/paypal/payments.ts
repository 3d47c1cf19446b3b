/** One payment at PayPal: started, read (and taken, once the buyer has agreed), given back. */
import { type Money, SpokeError, toDecimal } from '#kit'
import type { Payment, PayRequest } from '#kit/pay.ts'
import { type Context, call, issuesOf, serverTime, statusOf } from './client.ts'
import { check, isGiven, isTaken, toBody, toPayment, toPayPal } from './mapping.ts'
import { Capture, Dispute, DisputeList, Order, Started } from './wire.ts'

export async function start(
  ctx: Context,
  request: PayRequest,
): Promise<{ readonly remoteId: string; readonly url: string; readonly expiresAt: Date | null }> {
  check(request)
  const answer = await call(ctx, {
    what: 'start a payment',
    method: 'POST',
    path: '/v2/checkout/orders',
    body: toBody(request),
    key: `checkout-${request.checkoutId}`,
  })
  const { id, links } = Started.parse(answer.body)
  const url = links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href
  if (url === undefined)
    throw new SpokeError('bug', 'start a payment: this checkout was paid or has ended already; read it instead of starting it again')
  // How long the page lives is told nowhere.
  return { remoteId: id, url, expiresAt: null }
}

/** Refusals to take the money that no further try changes. The rest leaves the buyer another way to pay on the same page. */
const forGood = new Set([
  'TRANSACTION_REFUSED',
  'PAYER_CANNOT_PAY',
  'PAYER_ACCOUNT_RESTRICTED',
  'PAYER_ACCOUNT_LOCKED_OR_CLOSED',
  'COMPLIANCE_VIOLATION',
  'PAYEE_BLOCKED_TRANSACTION',
  'TRANSACTION_BLOCKED_BY_PAYEE',
  'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED',
  // The same checkout was paid by another order: this one shall never be.
  'DUPLICATE_INVOICE_ID',
])

export async function read(ctx: Context, remoteId: string): Promise<Payment | null> {
  // Anything else would be another address of theirs.
  if (!/^[A-Z0-9]{1,36}$/.test(remoteId)) return null
  try {
    return await readWhole(ctx, remoteId)
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function readWhole(ctx: Context, remoteId: string): Promise<Payment | null> {
  let answer = await call(ctx, { what: 'read a payment', path: `/v2/checkout/orders/${remoteId}` })
  let order = Order.parse(answer.body)
  let isRefused = false
  if (order.status === 'APPROVED') {
    isRefused = (await take(ctx, remoteId)) === 'refused'
    answer = await call(ctx, { what: 'read a payment', path: `/v2/checkout/orders/${remoteId}` })
    order = Order.parse(answer.body)
  }
  const captures = order.purchase_units.flatMap(({ payments }) => payments?.captures ?? [])
  const capture = captures.findLast(isTaken)
  const disputes = capture === undefined ? [] : await disputesOf(ctx, capture.id)
  return toPayment(order, { disputes, readAt: serverTime(ctx, answer), isRefused: isRefused && captures.length === 0 })
}

/** The buyer has agreed; now the money is taken, once however often this is asked. */
async function take(ctx: Context, remoteId: string): Promise<'taken' | 'not-yet' | 'refused'> {
  try {
    await call(ctx, {
      what: 'take a payment',
      method: 'POST',
      path: `/v2/checkout/orders/${remoteId}/capture`,
      key: `capture-${remoteId}`,
    })
    return 'taken'
  } catch (error) {
    if (statusOf(error) !== 422) throw error
    const issues = issuesOf(error)
    if (issues.includes('ORDER_ALREADY_CAPTURED')) return 'taken'
    return issues.some(issue => forGood.has(issue)) ? 'refused' : 'not-yet'
  }
}

/** The list does not say how a dispute ended, so each is asked for. An app without that feature tells of none. */
async function disputesOf(ctx: Context, captureId: string): Promise<Dispute[]> {
  try {
    const query = { disputed_transaction_id: captureId, page_size: 10 }
    const { items } = DisputeList.parse((await call(ctx, { what: 'look for disputes', path: '/v1/customer/disputes', query })).body)
    return await Promise.all(items.map(({ dispute_id: id }) => readDispute(ctx, id)))
  } catch (error) {
    if (statusOf(error) === 403 || statusOf(error) === 404) return []
    throw error
  }
}

export const readDispute = async (ctx: Context, id: string): Promise<Dispute> =>
  Dispute.parse((await call(ctx, { what: 'read a dispute', path: `/v1/customer/disputes/${encodeURIComponent(id)}` })).body)

/** @returns the order that a capture belongs to; null when it is not told, or there is no such capture. */
export async function orderOfCapture(ctx: Context, captureId: string): Promise<string | null> {
  if (!/^[A-Z0-9]{1,36}$/.test(captureId)) return null
  try {
    const answer = await call(ctx, { what: 'look for a payment', path: `/v2/payments/captures/${captureId}` })
    const { supplementary_data: beside, links } = Capture.parse(answer.body)
    const up = links.find(({ rel, href }) => rel === 'up' && href.includes('/v2/checkout/orders/'))?.href
    return beside?.related_ids?.order_id ?? up?.split('/').at(-1) ?? null
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** Looked for first: PayPal remembers a key for hours, and a refund for ever. */
export async function refund(
  ctx: Context,
  { remoteId, amount, key }: { readonly remoteId: string; readonly amount: Money; readonly key: string },
): Promise<Payment> {
  if (!/^[\w-]{1,80}$/.test(key)) throw new SpokeError('bug', 'give money back: the key is not made of letters, digits, - and _')
  const before = await read(ctx, remoteId)
  if (before?.state === 'pending')
    throw new SpokeError('seller', 'This payment is still on its way; it can be given back once it is there.')
  if (before?.state !== 'paid' || before.reference === null)
    throw new SpokeError('seller', 'This payment is not paid at PayPal, so there is nothing to give back.')
  if (amount.currency !== before.total.currency || amount.minor <= 0n)
    throw new SpokeError('seller', `This payment was made in ${before.total.currency}; only that can be given back.`)
  if (!(await isGivenBefore(ctx, remoteId, key))) {
    const left = before.total.minor - before.refunds.reduce((sum, one) => sum + one.amount.minor, 0n)
    if (amount.minor > left)
      throw new SpokeError(
        'seller',
        `Only ${toDecimal({ ...before.total, minor: left })} ${amount.currency} of this payment is left to give back.`,
      )
    await call(ctx, {
      what: 'give money back',
      method: 'POST',
      path: `/v2/payments/captures/${before.reference}/refund`,
      body: { amount: toPayPal(amount), custom_id: key },
      key: `refund-${before.reference}-${key}`.slice(0, 108),
    })
  }
  const after = await read(ctx, remoteId)
  if (after === null) throw new SpokeError('retry', 'read a payment: it was there a moment ago')
  return after
}

async function isGivenBefore(ctx: Context, remoteId: string, key: string): Promise<boolean> {
  const order = Order.parse((await call(ctx, { what: 'read a payment', path: `/v2/checkout/orders/${remoteId}` })).body)
  return order.purchase_units.flatMap(({ payments }) => payments?.refunds ?? []).some(one => isGiven(one) && one.custom_id === key)
}
