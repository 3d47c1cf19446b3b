/** Payments that changed: by Stripe's list of events, which it keeps for thirty days, and beyond those by all sessions. */
import { z } from 'zod'
import { fewAtOnce, type Json, type Page } from '#kit'
import type { Payment } from '#kit/pay.ts'
import { type Answer, type Context, call, serverTime, type Tree } from './client.ts'
import { completed, expandInList, read, readByIntent } from './payments.ts'
import { Event, List, Session, toSeconds } from './wire.ts'

/** What Stripe writes shows a little later, and clocks differ. */
const overlapSeconds = 10 * 60
/** A day less than Stripe keeps them. */
const keptSeconds = 29 * 86_400
/** Each may be a payment, and each payment a request or two. */
const [eventsAPage, sessionsAPage, atOnce] = [25, 20, 4]
/** So many events are remembered as seen, which is more than come within the overlap. */
const mostSeen = 600

/** What can change a payment. Also what our own messages are about. Source: `enabled_events` of 2023-08-16. */
export const eventTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.refunded',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const

/** `since`: the second from which this round reads. `after`: the last one of the page before. `nextSince`: where the next round begins, by Stripe's clock when this one began. */
const Cursor = z.object({
  kind: z.enum(['all', 'events']),
  since: z.int().nonnegative(),
  after: z.string().nullable(),
  nextSince: z.int().nonnegative().nullable(),
  seen: z.array(z.string()),
})
type Cursor = z.infer<typeof Cursor>

const first: Cursor = { kind: 'all', since: 0, after: null, nextSince: null, seen: [] }

export const paymentsFrom = (at: Date): Json =>
  ({ ...first, kind: 'events', since: Math.max(0, toSeconds(at) - overlapSeconds) }) satisfies Cursor

export async function readPayments(ctx: Context, cursor: Json): Promise<Page<Payment>> {
  const given = cursor === null ? first : Cursor.parse(cursor)
  const isForgotten = given.kind === 'events' && given.since < toSeconds(ctx.now()) - keptSeconds
  const at = isForgotten ? first : given
  return at.kind === 'all' ? readSessions(ctx, at) : readEvents(ctx, at)
}

/** Newest first. One that is started meanwhile stands before the first page; the events from then on tell it. */
async function readSessions(ctx: Context, at: Cursor): Promise<Page<Payment>> {
  const query: Tree = { limit: BigInt(sessionsAPage), expand: expandInList, ...(at.after !== null && { starting_after: at.after }) }
  const answer = await call(ctx, { what: 'read payments', path: '/checkout/sessions', query })
  const { data, has_more: hasMore } = List.parse(answer.body)
  const items = await fewAtOnce(atOnce, data, raw => completed(ctx, Session.parse(raw), answer))
  const nextSince = at.nextSince ?? nextFrom(ctx, answer)
  const last = data.at(-1) as { id: string } | undefined
  const next: Cursor = hasMore && last !== undefined ? { ...at, after: last.id, nextSince } : { ...first, kind: 'events', since: nextSince }
  return { items: items.filter(payment => payment !== null), cursor: next, hasMore: next.kind === 'all', total: null }
}

async function readEvents(ctx: Context, at: Cursor): Promise<Page<Payment>> {
  const query: Tree = {
    created: { gte: BigInt(at.since) },
    types: eventTypes,
    limit: BigInt(eventsAPage),
    ...(at.after !== null && { starting_after: at.after }),
  }
  const answer = await call(ctx, { what: 'read what changed', path: '/events', query })
  const { data, has_more: hasMore } = List.parse(answer.body)
  const events = data.map(raw => Event.parse(raw))
  const fresh = events.filter(event => !at.seen.includes(event.id))
  const about = [...new Set(fresh.map(aboutOf).filter(id => id !== null))]
  const items = await fewAtOnce(atOnce, about, id => (id.startsWith('cs_') ? read(ctx, id) : readByIntent(ctx, id)))
  const nextSince = at.nextSince ?? nextFrom(ctx, answer)
  const seen = [...new Set([...events.map(({ id }) => id), ...at.seen])].slice(0, mostSeen)
  const last = events.at(-1)
  const isMore = hasMore && last !== undefined
  const next: Cursor = isMore
    ? { ...at, after: last.id, nextSince, seen }
    : { kind: 'events', since: Math.max(at.since, nextSince), after: null, nextSince: null, seen }
  return { items: items.filter(payment => payment !== null), cursor: next, hasMore: isMore, total: null }
}

const nextFrom = (ctx: Context, answer: Answer): number => Math.max(0, toSeconds(serverTime(ctx, answer)) - overlapSeconds)

/** @returns the session's id, or the intent's; null when it is about neither. */
export function aboutOf({ data: { object: thing } }: Event): string | null {
  if (thing.object === 'checkout.session') return thing.id ?? null
  const { payment_intent: intent } = thing
  return (typeof intent === 'object' ? intent?.id : intent) ?? null
}
