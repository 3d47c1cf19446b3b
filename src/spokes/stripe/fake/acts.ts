/** What happens at the pretend Stripe: pages started and paid on, money given back, payments disputed. */
import { type Account, missing, refused } from './account.ts'
import { chargeJson, disputeJson, refundedOf, refundJson, sessionJson } from './objects.ts'
import type { Charge, Dispute, Entry, Params, Refund, Session } from './state.ts'

/** Whole units there. Source: docs.stripe.com/currencies. */
const whole = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const thousandths = new Set('bhd jod kwd omr tnd'.split(' '))
const known = new Set(
  `${[...whole].join(' ')} ${[...thousandths].join(' ')} aud cad chf czk dkk eur gbp hkd huf inr isk mxn nok nzd pln ron sek sgd thb twd usd`.split(
    ' ',
  ),
)
const least: Readonly<Record<string, number>> = {
  eur: 50,
  usd: 50,
  gbp: 30,
  jpy: 50,
  huf: 17_500,
  dkk: 250,
  nok: 300,
  sek: 300,
  pln: 200,
  czk: 1500,
  chf: 50,
}
/** What one unit of theirs is in cents of the account's euro. */
const rates: Readonly<Record<string, number>> = { usd: 0.92, gbp: 1.17, jpy: 0.62, bhd: 0.244, huf: 0.0025, chf: 1.05 }

const daySeconds = 86_400

export function startSession(account: Account, params: Params): Session {
  const lines = (params.line_items ?? []) as { quantity?: number; price_data?: { currency: string; unit_amount?: number } }[]
  if (params.mode !== 'payment') throw refused(400, { param: 'mode', message: 'This pretend Stripe plays sessions of mode payment alone.' })
  if (lines.length === 0 || lines.length > 100)
    throw refused(400, { param: 'line_items', message: 'Between 1 and 100 line items are needed.' })
  for (const name of ['success_url', 'cancel_url'])
    if (params[name] !== undefined && !/^https?:\/\/[^\s/]+/.test(String(params[name])))
      throw refused(400, { code: 'url_invalid', param: name, message: 'Not a valid URL' })
  if (params.customer_email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(params.customer_email)))
    throw refused(400, {
      code: 'email_invalid',
      param: 'customer_email',
      message: `Invalid email address: ${String(params.customer_email)}`,
    })
  const currency = currencyOf(lines)
  const amount = lines.reduce((sum, line, at) => sum + amountOf(line, at), 0)
  assertAmount(amount, currency)
  const now = account.now()
  const expiresAt = (params.expires_at as number | undefined) ?? now + daySeconds
  if (expiresAt < now + 1800 || expiresAt > now + daySeconds + 5)
    throw refused(400, { param: 'expires_at', message: 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.' })
  const session: Session = {
    id: `cs_test_a1${account.dice.text(56)}`,
    params,
    status: 'open',
    paymentStatus: 'unpaid',
    created: now,
    expiresAt,
    amount,
    currency,
    intentId: null,
    customer: null,
  }
  account.sessions.set(session.id, session)
  return session
}

function currencyOf(lines: readonly { price_data?: { currency: string } }[]): string {
  const currencies = new Set(lines.map(line => line.price_data?.currency ?? ''))
  const [currency = ''] = currencies
  if (currencies.size > 1) throw refused(400, { param: 'line_items', message: 'All prices must have the same currency.' })
  if (!known.has(currency)) throw refused(400, { param: 'line_items[0][price_data][currency]', message: `Invalid currency: ${currency}.` })
  return currency
}

function amountOf({ quantity, price_data: price }: { quantity?: number; price_data?: { unit_amount?: number } }, at: number): number {
  if (quantity === undefined || quantity < 1) throw refused(400, { param: `line_items[${at}][quantity]`, message: 'Quantity is required.' })
  if (price?.unit_amount === undefined || price.unit_amount < 0)
    throw refused(400, { param: `line_items[${at}][price_data][unit_amount]`, message: 'unit_amount is required.' })
  return quantity * price.unit_amount
}

function assertAmount(amount: number, currency: string): void {
  if (amount < (least[currency] ?? 1))
    throw refused(400, {
      code: 'amount_too_small',
      message: `The Checkout Session's total amount due must add up to at least ${least[currency] ?? 1} ${currency}`,
    })
  if (amount > 99_999_999) throw refused(400, { code: 'amount_too_large', message: 'Amount must be no more than 999,999.99' })
  if (thousandths.has(currency) && amount % 10 !== 0)
    throw refused(400, { message: `Invalid amount: amounts in ${currency} must be divisible by 10.` })
}

export function sessionOf(account: Account, id: string): Session {
  const session = account.sessions.get(id)
  if (session === undefined) throw missing('checkout.session', id)
  return session
}

export function expire(account: Account, session: Session): void {
  if (session.status !== 'open')
    throw refused(400, { message: `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.` })
  session.status = 'expired'
  account.tell('checkout.session.expired', sessionJson(account, session))
}

/** What has run out by itself. */
export function expireDue(account: Account): void {
  for (const session of account.sessions.values())
    if (session.status === 'open' && session.expiresAt <= account.now()) expire(account, session)
}

export interface Buyer {
  readonly how?: 'at-once' | 'later'
  readonly email?: string
  readonly name?: string
  readonly country?: string
}

/** @throws {Error} when the page has ended. */
export function pay(account: Account, session: Session, { how = 'at-once', email, name = 'Kim Buyer', country = 'DE' }: Buyer): void {
  expireDue(account)
  if (session.status !== 'open') throw new Error(`The page of ${session.id} has ended: ${session.status}.`)
  const now = account.now()
  const customer = { email: email ?? String(session.params.customer_email ?? 'kim@buyer.example'), name, country }
  const isCard = how === 'at-once'
  const charge: Charge = {
    id: account.id('ch'),
    intentId: account.id('pi'),
    amount: session.amount,
    currency: session.currency,
    status: 'pending',
    created: now,
    entryId: null,
    isDisputed: false,
    cardCountry: isCard ? country : null,
    customer,
  }
  const data = session.params.payment_intent_data as { metadata?: Record<string, string> } | undefined
  const { intentId: id, amount, currency } = charge
  account.charges.set(charge.id, charge)
  account.intents.set(id, { id, amount, currency, status: 'processing', chargeId: charge.id, created: now, metadata: data?.metadata ?? {} })
  Object.assign(session, { status: 'complete', intentId: id, customer })
  if (isCard) book(account, session, charge)
  account.tell('checkout.session.completed', sessionJson(account, session))
}

function book(account: Account, session: Session, charge: Charge): void {
  charge.status = 'succeeded'
  session.paymentStatus = 'paid'
  account.intents.get(charge.intentId)!.status = 'succeeded'
  const rate = charge.currency === 'eur' ? null : (rates[charge.currency] ?? 1)
  const amount = Math.round(charge.amount * (rate ?? 1))
  // 1.5 % and 25 cents: an European card. Source: Stripe's price list for Germany.
  charge.entryId = enter(account, {
    amount,
    fee: Math.round(amount * 0.015) + 25,
    type: charge.cardCountry === null ? 'payment' : 'charge',
    source: charge.id,
    rate,
  }).id
  account.tell('charge.succeeded', chargeJson(charge, 0))
}

function enter(account: Account, entry: Omit<Entry, 'id' | 'created' | 'currency'>): Entry {
  const made = { ...entry, id: account.id('txn'), created: account.now(), currency: 'eur' }
  account.entries.set(made.id, made)
  return made
}

export function finish(account: Account, session: Session, as: 'paid' | 'failed'): void {
  const charge = chargeOf(account, session)
  if (charge.status !== 'pending') throw new Error(`Nothing is under way for ${session.id}: ${charge.status}.`)
  if (as === 'paid') {
    book(account, session, charge)
    account.tell('checkout.session.async_payment_succeeded', sessionJson(account, session))
    return
  }
  charge.status = 'failed'
  account.intents.get(charge.intentId)!.status = 'requires_payment_method'
  account.tell('checkout.session.async_payment_failed', sessionJson(account, session))
}

export function chargeOf(account: Account, session: Session): Charge {
  const intent = session.intentId === null ? undefined : account.intents.get(session.intentId)
  const charge = intent === undefined ? undefined : account.charges.get(intent.chargeId)
  if (charge === undefined) throw new Error(`Nothing was charged for ${session.id}.`)
  return charge
}

export function giveBack(
  account: Account,
  charge: Charge,
  { amount, reason = null, metadata = {} }: { amount?: number; reason?: string | null; metadata?: Record<string, string> },
): Refund {
  if (charge.status !== 'succeeded') throw refused(400, { message: 'This PaymentIntent does not have a successful charge to refund.' })
  const left = charge.amount - refundedOf(account, charge.id)
  if (left === 0) throw refused(400, { code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` })
  if (charge.isDisputed)
    throw refused(400, { code: 'charge_disputed', message: `Charge ${charge.id} has been charged back; cannot issue a refund.` })
  const given = amount ?? left
  if (given < 1) throw refused(400, { param: 'amount', message: 'Invalid positive integer' })
  if (given > left)
    throw refused(400, { param: 'amount', message: `Refund amount (${given}) is greater than unrefunded amount on charge (${left})` })
  const refund: Refund = {
    id: account.id('re'),
    chargeId: charge.id,
    intentId: charge.intentId,
    amount: given,
    currency: charge.currency,
    created: account.now(),
    status: 'succeeded',
    reason,
    metadata,
  }
  account.refunds.set(refund.id, refund)
  const rate = charge.currency === 'eur' ? null : (rates[charge.currency] ?? 1)
  enter(account, { amount: -Math.round(given * (rate ?? 1)), fee: 0, type: 'refund', source: refund.id, rate })
  account.tell('charge.refunded', chargeJson(charge, refundedOf(account, charge.id)))
  account.tell('charge.refund.updated', refundJson(refund))
  return refund
}

export function dispute(account: Account, charge: Charge, as: 'open' | 'won' | 'lost'): Dispute {
  const earlier = [...account.disputes.values()].find(one => one.chargeId === charge.id)
  if (as === 'open') {
    if (earlier !== undefined) throw new Error(`${charge.id} is disputed already.`)
    const left = charge.amount - refundedOf(account, charge.id)
    const made: Dispute = {
      id: account.id('dp'),
      chargeId: charge.id,
      intentId: charge.intentId,
      amount: left,
      currency: charge.currency,
      created: account.now(),
      status: 'needs_response',
    }
    charge.isDisputed = true
    account.disputes.set(made.id, made)
    enter(account, { amount: -left, fee: 2000, type: 'adjustment', source: made.id, rate: null })
    account.tell('charge.dispute.created', disputeJson(made))
    return made
  }
  if (earlier === undefined) throw new Error(`${charge.id} is not disputed.`)
  earlier.status = as
  if (as === 'won') enter(account, { amount: earlier.amount, fee: 0, type: 'adjustment', source: earlier.id, rate: null })
  account.tell('charge.dispute.closed', disputeJson(earlier))
  return earlier
}

/** Paid pages of another software of the same account, a day apart. */
export function makeHistory(account: Account, payments: number): void {
  const now = account.now()
  for (let at = payments; at > 0; at--) {
    const id = `cs_test_b1${account.dice.text(56)}`
    const created = now - at * daySeconds
    const intentId = account.id('pi')
    const customer = { email: `old-${at}@buyer.example`, name: 'Old Buyer', country: 'FR' }
    const entryId = account.id('txn')
    const charge: Charge = {
      id: account.id('ch'),
      intentId,
      amount: 1200,
      currency: 'eur',
      status: 'succeeded',
      created,
      entryId,
      isDisputed: false,
      cardCountry: 'FR',
      customer,
    }
    account.charges.set(charge.id, charge)
    account.entries.set(entryId, {
      id: entryId,
      amount: 1200,
      fee: 43,
      type: 'charge',
      source: charge.id,
      rate: null,
      created,
      currency: 'eur',
    })
    account.intents.set(intentId, {
      id: intentId,
      amount: 1200,
      currency: 'eur',
      status: 'succeeded',
      chargeId: charge.id,
      created,
      metadata: {},
    })
    const params = { mode: 'payment', success_url: 'https://other.example/', metadata: {} }
    account.sessions.set(id, {
      id,
      params,
      status: 'complete',
      paymentStatus: 'paid',
      created,
      expiresAt: created + daySeconds,
      amount: 1200,
      currency: 'eur',
      intentId,
      customer,
    })
  }
}
