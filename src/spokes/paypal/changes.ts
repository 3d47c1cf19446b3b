/**
 * Payments that changed: by PayPal's list of the messages that it sent or could not send; and, since it lists only what was subscribed, hourly by the
 * disputes and the report of transactions, which know everything some hours later.
 */
import { z } from 'zod'
import { fewAtOnce, type Json, type Page } from '#kit'
import type { Payment } from '#kit/pay.ts'
import { type Context, call, serverTime, statusOf } from './client.ts'
import { invoiceMark } from './mapping.ts'
import { orderOfCapture, read, readDispute } from './payments.ts'
import { lateMs, longestWindowMs, oldestMs, readReport } from './report.ts'
import { DisputeList, Event, EventList, type Line } from './wire.ts'

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const overlapMs = 10 * minuteMs
/** How long PayPal keeps messages is told nowhere; a longer gap than this is read from the report. */
const [keptMs, newestMs] = [20 * dayMs, 19 * dayMs]
const [eventsAPage, disputesAPage, atOnce, mostSeen] = [30, 50, 4, 600]

/** What can change a payment. Also what our own messages are about. */
export const eventTypes = [
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
] as const

/**
 * A round reads events, then disputes and transactions when they are due. Times in milliseconds since 1970. `next`: the query of the page to go on
 * with. `reported`: up to where the report is read. `window`: where it stands.
 */
const Cursor = z.object({
  kind: z.enum(['events', 'disputes', 'report']),
  since: z.int().nonnegative(),
  nextSince: z.int().nonnegative().nullable(),
  next: z.string().nullable(),
  seen: z.array(z.string()),
  reported: z.int().nonnegative(),
  window: z.object({ from: z.int(), lengthMs: z.int(), page: z.int() }).nullable(),
})
type Cursor = z.infer<typeof Cursor>

const fresh = { nextSince: null, next: null, seen: [], window: null }

export const paymentsFrom = (at: Date): Json => {
  const since = Math.max(0, at.getTime() - overlapMs)
  return { ...fresh, kind: 'events', since, reported: since } satisfies Cursor
}

export async function readPayments(ctx: Context, cursor: Json): Promise<Page<Payment>> {
  const now = ctx.now().getTime()
  const first: Cursor = { ...fresh, kind: 'disputes', since: now - oldestMs, reported: now - oldestMs }
  const given = cursor === null ? first : Cursor.parse(cursor)
  // So long ago that messages are forgotten: all that the report knows since then.
  const at: Cursor =
    given.kind === 'events' && given.since < now - keptMs
      ? { ...given, ...fresh, kind: 'disputes', reported: Math.min(given.since, given.reported) }
      : given
  if (at.kind === 'events') return readEvents(ctx, at)
  return at.kind === 'disputes' ? readDisputes(ctx, at) : readTransactions(ctx, at)
}

async function readEvents(ctx: Context, at: Cursor): Promise<Page<Payment>> {
  const query =
    at.next === null
      ? { start_time: stamp(at.since), end_time: stamp(ctx.now().getTime() + minuteMs), page_size: eventsAPage }
      : parsedQuery(at.next)
  const answer = await call(ctx, { what: 'read what changed', path: '/v1/notifications/webhooks-events', query })
  const { events: raw, links } = EventList.parse(answer.body)
  const events = raw.map(one => Event.parse(one))
  const fewer = events.filter(event => !at.seen.includes(event.id))
  const orders = await fewAtOnce(atOnce, fewer, event => orderOf(ctx, event))
  const items = await readEach(ctx, orders)
  const seen = [...new Set([...events.map(({ id }) => id), ...at.seen])].slice(0, mostSeen)
  const nextSince = at.nextSince ?? Math.max(0, serverTime(ctx, answer).getTime() - overlapMs)
  const next = nextOf(links, '/v1/notifications/webhooks-events')
  if (next !== null && events.length > 0) return { items, cursor: { ...at, next, nextSince, seen }, hasMore: true, total: null }
  const isDue = ctx.now().getTime() - at.reported > hourMs
  const after: Cursor = { ...fresh, kind: isDue ? 'disputes' : 'events', since: Math.max(at.since, nextSince), seen, reported: at.reported }
  return { items, cursor: after, hasMore: isDue, total: null }
}

/** Those that changed since the last report. An app without that feature is told none. */
async function readDisputes(ctx: Context, at: Cursor): Promise<Page<Payment>> {
  const query =
    at.next === null
      ? { update_time_after: stamp(Math.max(at.reported - lateMs, ctx.now().getTime() - 179 * dayMs)), page_size: disputesAPage }
      : parsedQuery(at.next)
  const window = { from: Math.max(at.reported - 2 * lateMs, ctx.now().getTime() - oldestMs), lengthMs: longestWindowMs, page: 1 }
  const onward: Cursor = { ...at, kind: 'report', next: null, window }
  try {
    const { items: found, links } = DisputeList.parse(
      (await call(ctx, { what: 'look for disputes', path: '/v1/customer/disputes', query })).body,
    )
    const orders = await fewAtOnce(atOnce, found, async ({ dispute_id: id }) => {
      const { disputed_transactions: transactions } = await readDispute(ctx, id)
      const capture = transactions.find(one => one.seller_transaction_id)?.seller_transaction_id
      return capture == null ? null : orderOfCapture(ctx, capture)
    })
    const items = await readEach(ctx, orders)
    const next = nextOf(links, '/v1/customer/disputes')
    return { items, cursor: next === null || found.length === 0 ? onward : { ...at, next }, hasMore: true, total: null }
  } catch (error) {
    if (statusOf(error) !== 403) throw error
    return { items: [], cursor: onward, hasMore: true, total: null }
  }
}

/** Lines with our own number, and what went back of such: the rest of the account is none of ours. */
async function readTransactions(ctx: Context, at: Cursor): Promise<Page<Payment>> {
  const window = at.window ?? { from: at.reported, lengthMs: longestWindowMs, page: 1 }
  const done = (reported: number): Cursor => ({ ...fresh, kind: 'events', since: at.since, seen: at.seen, reported })
  try {
    const { lines, next, to } = await readReport(ctx, window)
    const captures = new Set(lines.map(({ line }) => captureOf(line)).filter(id => id !== null))
    const orders = await fewAtOnce(atOnce, [...captures], id => orderOfCapture(ctx, id))
    const items = await readEach(ctx, orders)
    if (next !== null) return { items, cursor: { ...at, window: next }, hasMore: true, total: null }
    const isMore = to < ctx.now().getTime() - 1000
    const after = isMore ? { ...at, window: { from: to, lengthMs: longestWindowMs, page: 1 } } : done(to)
    return {
      items,
      cursor: isFarBack(after, ctx) ? { ...after, since: Math.max(after.since, ctx.now().getTime() - newestMs) } : after,
      hasMore: isMore,
      total: null,
    }
  } catch (error) {
    // An app without that feature goes by the messages alone.
    if (statusOf(error) !== 403) throw error
    return {
      items: [],
      cursor: { ...done(ctx.now().getTime()), since: Math.max(at.since, ctx.now().getTime() - newestMs) },
      hasMore: false,
      total: null,
    }
  }
}

const isFarBack = ({ since, kind }: Cursor, ctx: Context): boolean => kind === 'events' && since < ctx.now().getTime() - keptMs

function captureOf({ transaction_info: info }: Line): string | null {
  if (!info.invoice_id?.startsWith(invoiceMark)) return null
  // What goes back names the payment that it came of.
  return info.paypal_reference_id_type === 'TXN' && info.paypal_reference_id ? info.paypal_reference_id : info.transaction_id
}

/** @returns the order's id; null when the message is about none of ours. */
async function orderOf(ctx: Context, event: Event): Promise<string | null> {
  const told = aboutOf(event)
  if (told !== null) return told
  const { resource } = event
  const up = resource.links
    ?.find(({ rel, href }) => rel === 'up' && href.includes('/v2/payments/captures/'))
    ?.href.split('/')
    .at(-1)
  const capture =
    resource.supplementary_data?.related_ids?.capture_id ??
    resource.disputed_transactions?.find(one => one.seller_transaction_id)?.seller_transaction_id ??
    up
  return capture == null ? null : orderOfCapture(ctx, capture)
}

/** @returns the order's id where the message itself tells it. */
export function aboutOf({ event_type: type, resource }: Event): string | null {
  if (type.startsWith('CHECKOUT.ORDER.')) return resource.id ?? null
  const up = resource.links
    ?.find(({ rel, href }) => rel === 'up' && href.includes('/v2/checkout/orders/'))
    ?.href.split('/')
    .at(-1)
  return resource.supplementary_data?.related_ids?.order_id ?? up ?? null
}

async function readEach(ctx: Context, orders: readonly (string | null)[]): Promise<Payment[]> {
  const each = [...new Set(orders.filter(id => id !== null))]
  return (await fewAtOnce(atOnce, each, id => read(ctx, id))).filter(payment => payment !== null)
}

/** Of a page's own link only the query is taken, and only where it leads to the very list. */
function nextOf(links: readonly { readonly href: string; readonly rel: string }[], path: string): string | null {
  const href = links.find(({ rel }) => rel === 'next')?.href
  const url = href !== undefined && URL.canParse(href) ? new URL(href) : null
  return url?.pathname.endsWith(path) ? url.search : null
}

const parsedQuery = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query))

const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
