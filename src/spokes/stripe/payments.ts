/** One payment at Stripe: started, read, given back. */
import { SpokeError, toDecimal } from '#kit'
import type { Payment, PayRequest } from '#kit/pay.ts'
import { toStripe } from './amounts.ts'
import { type Answer, type Context, call, callKeyed, codeOf, serverTime, statusOf, type Tree } from './client.ts'
import { check, isGiven, refundMark, toForm, toPayment } from './mapping.ts'
import { Dispute, fromSeconds, List, Refund, Session } from './wire.ts'

/** All that one reading needs comes with the session, four levels deep, which is as deep as Stripe expands. */
const parts = ['latest_charge.balance_transaction', 'latest_charge.refunds'].map(part => `payment_intent.${part}`)
export const expand = parts
export const expandInList = parts.map(part => `data.${part}`)

export async function start(
  ctx: Context,
  request: PayRequest,
): Promise<{ readonly remoteId: string; readonly url: string; readonly expiresAt: Date | null }> {
  check(request)
  const key = `checkout-${request.checkoutId}`
  const session = await callKeyed(
    ctx,
    { what: 'start a payment', path: '/checkout/sessions', form: toForm(request), key },
    { take: body => Session.parse(body), look: () => findStarted(ctx, request.checkoutId) },
  )
  if (session.url == null)
    throw new SpokeError('bug', 'start a payment: this checkout was paid or has ended already; read it instead of starting it again')
  return { remoteId: session.id, url: session.url, expiresAt: session.expires_at == null ? null : fromSeconds(session.expires_at) }
}

/** Among the newest hundred: it was asked for moments ago. */
async function findStarted(ctx: Context, checkoutId: string): Promise<Session | null> {
  const answer = await call(ctx, { what: 'look for a payment', path: '/checkout/sessions', query: { limit: 100n } })
  const found = List.parse(answer.body).data.flatMap(raw => Session.safeParse(raw).data ?? [])
  return found.find(session => session.client_reference_id === checkoutId && session.status === 'open') ?? null
}

export async function read(ctx: Context, remoteId: string): Promise<Payment | null> {
  // Anything else would be another address of theirs.
  if (!/^cs_\w{1,255}$/.test(remoteId)) return null
  try {
    const answer = await call(ctx, { what: 'read a payment', path: `/checkout/sessions/${remoteId}`, query: { expand } })
    return await completed(ctx, Session.parse(answer.body), answer)
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** By the intent that a refund or a dispute names. @returns null when it was not paid on a page of theirs. */
export async function readByIntent(ctx: Context, intent: string): Promise<Payment | null> {
  const query: Tree = { payment_intent: intent, limit: 1n, expand: expandInList }
  const answer = await call(ctx, { what: 'look for a payment', path: '/checkout/sessions', query })
  const [raw] = List.parse(answer.body).data
  return raw === undefined ? null : completed(ctx, Session.parse(raw), answer)
}

/** With the disputes, and the refunds beyond the first few that come with a charge. */
export async function completed(ctx: Context, session: Session, answer: Answer): Promise<Payment | null> {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null
  if (intent !== null && charge?.refunds?.has_more)
    charge.refunds.data = (await listAll(ctx, 'refunds', intent.id)).map(raw => Refund.parse(raw))
  const disputes = intent !== null && charge?.disputed ? await listAll(ctx, 'disputes', intent.id) : []
  return toPayment(
    session,
    disputes.map(raw => Dispute.parse(raw)),
    serverTime(ctx, answer),
  )
}

const mostPages = 20

async function listAll(ctx: Context, what: 'refunds' | 'disputes', intent: string): Promise<unknown[]> {
  const all: unknown[] = []
  for (let pages = 0; pages < mostPages; pages++) {
    const last = all.at(-1) as { id: string } | undefined
    const query = { payment_intent: intent, limit: 100n, ...(last && { starting_after: last.id }) }
    const page = List.parse((await call(ctx, { what: `read ${what} of a payment`, path: `/${what}`, query })).body)
    all.push(...page.data)
    if (!page.has_more) break
  }
  return all
}

/** Looked for first: Stripe remembers a key for a day, and a refund for ever. */
export async function refund(
  ctx: Context,
  { remoteId, amount, key }: { readonly remoteId: string; readonly amount: PayRequest['total']; readonly key: string },
): Promise<Payment> {
  if (!/^[\w-]{1,80}$/.test(key)) throw new SpokeError('bug', 'give money back: the key is not made of letters, digits, - and _')
  const before = await read(ctx, remoteId)
  if (before === null || before.state !== 'paid')
    throw new SpokeError('seller', 'This payment is not paid at Stripe, so there is nothing to give back.')
  if (amount.currency !== before.total.currency || amount.minor <= 0n)
    throw new SpokeError('seller', `This payment was made in ${before.total.currency}; only that can be given back.`)
  const intent = await intentOf(ctx, remoteId)
  const find = async () =>
    (await listAll(ctx, 'refunds', intent)).map(raw => Refund.parse(raw)).find(one => isGiven(one) && one.metadata?.[refundMark] === key) ??
    null
  if ((await find()) === null) {
    const left = before.total.minor - before.refunds.reduce((sum, one) => sum + one.amount.minor, 0n)
    if (amount.minor > left)
      throw new SpokeError(
        'seller',
        `Only ${toDecimal({ ...before.total, minor: left })} ${amount.currency} of this payment is left to give back.`,
      )
    const form: Tree = { payment_intent: intent, amount: toStripe(amount), metadata: { [refundMark]: key } }
    await callKeyed(
      ctx,
      { what: 'give money back', path: '/refunds', form, key: `refund-${remoteId}-${key}` },
      { take: body => Refund.parse(body), look: find },
    ).catch((error: unknown) => {
      // Told in words alone, without a code, in this version.
      if (statusOf(error) === 400 && codeOf(error) === '' && error instanceof SpokeError && error.remedy === 'bug')
        throw new SpokeError('seller', 'Stripe does not give this back: less is left of the payment than was asked for.', { cause: error })
      throw error
    })
  }
  const after = await read(ctx, remoteId)
  if (after === null) throw new SpokeError('retry', 'read a payment: it was there a moment ago')
  return after
}

async function intentOf(ctx: Context, remoteId: string): Promise<string> {
  const { payment_intent: intent } = Session.parse(
    (await call(ctx, { what: 'read a payment', path: `/checkout/sessions/${remoteId}` })).body,
  )
  const id = typeof intent === 'object' ? intent?.id : intent
  if (id === undefined) throw new SpokeError('seller', 'Nothing was charged for this payment, so there is nothing to give back.')
  return id
}
