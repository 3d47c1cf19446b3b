/** The feed of sales: the whole history once, by id; then what changed since, with an overlap. */

import { z } from 'zod'
import { type Json, type Page, type SaleItem, SpokeError } from '#kit'
import { type Answer, type Context, call, statusOf } from './client.ts'
import { toSaleItem } from './mapping.ts'
import { fromGmt, Refund, toGmt } from './wire.ts'

/** `modified_after` leaves its own second out and clocks differ; what comes twice is known by its id. */
const overlapMs = 10 * 60_000
export const pageSize = 100

/** `lastId`: everything up to it has been read. The last item of a page is read again at the head of the next, so that items that vanish in between leave no gap. */
const PlaceFields = { offset: z.int().nonnegative(), lastId: z.int().nonnegative() }
const Cursor = z.discriminatedUnion('reading', [
  z.object({ reading: z.literal('history'), startedAt: z.iso.datetime(), ...PlaceFields }),
  z.object({ reading: z.literal('changes'), since: z.iso.datetime(), nextSince: z.iso.datetime().nullable(), ...PlaceFields }),
])
type Cursor = z.infer<typeof Cursor>

const start = { offset: 0, lastId: 0 }

/** The overlap is taken off when it is asked. */
export const salesFrom = (at: Date): Json => ({ reading: 'changes', since: at.toISOString(), nextSince: null, ...start }) satisfies Cursor

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at = cursor === null ? null : Cursor.parse(cursor)
  const since =
    at?.reading === 'changes' ? { modified_after: toGmt(new Date(Date.parse(at.since) - overlapMs)), dates_are_gmt: 'true' } : {}
  const place = at ?? start
  const answer = await call(ctx, {
    what: 'read orders',
    path: '/wc/v3/orders',
    query: { ...since, status: 'any', orderby: 'id', order: 'asc', per_page: pageSize, offset: place.offset },
  })
  if (!Array.isArray(answer.body)) throw new SpokeError('retry', 'read orders: the answer is not a list')
  const orders: readonly unknown[] = answer.body
  const askedAt = serverTime(ctx, answer).toISOString()
  const total = totalOf(answer)
  const next = nextPlace(place, orders, total)
  const dates = await refundDates(ctx, orders)
  const items = orders.filter(isOrder).map(order => toSaleItem(order, dates))
  return { items, total, hasMore: next !== null, cursor: following(at, next, askedAt) }
}

function following(at: Cursor | null, next: Place | null, askedAt: string): Cursor {
  if (at === null || at.reading === 'history') {
    const startedAt = at?.startedAt ?? askedAt
    if (next !== null) return { reading: 'history', startedAt, ...next }
    return { reading: 'changes', since: startedAt, nextSince: null, ...start }
  }
  // The store's own clock when this round began: whatever changes while we page is found in the next round.
  const nextSince = at.nextSince ?? askedAt
  if (next !== null) return { reading: 'changes', since: at.since, nextSince, ...next }
  // Also when that is earlier than before: then its clock was set back, and what it sells from here on is dated by the new time.
  return { reading: 'changes', since: nextSince, nextSince: null, ...start }
}

type Place = { readonly offset: number; readonly lastId: number }

/**
 * The next page begins with the last item of this one. If it does not, something before it was deleted and the items moved up: then we go
 * back a page. Totals alone would not tell, for one deleted and one new order leave the total as it was.
 *
 * @returns null at the end.
 */
export function nextPlace(place: Place, items: readonly unknown[], total: number | null): Place | null {
  const ids = items.map(idOf).filter(id => id !== null)
  const isGap = place.offset > 0 && (ids.length === 0 || ids[0]! > place.lastId)
  if (isGap) return { offset: Math.max(0, place.offset - pageSize), lastId: place.lastId }
  const end = place.offset + items.length
  if (items.length < pageSize || (total !== null && end >= total)) return null
  return { offset: end - 1, lastId: Math.max(place.lastId, ids.at(-1) ?? 0) }
}

const idOf = (item: unknown): number | null => {
  const id = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : null
  return typeof id === 'number' ? id : null
}

/** A checkout that somebody left is no order, and their address is none of our business. */
const isOrder = (order: unknown): boolean => {
  const status = typeof order === 'object' && order !== null ? (order as { status?: unknown }).status : null
  return status !== 'checkout-draft' && status !== 'auto-draft'
}

export const totalOf = ({ headers }: Answer): number | null => {
  const told = headers.get('x-wp-total')
  return told !== null && /^\d+$/.test(told) ? Number(told) : null
}

/** The store's clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Context, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}

/** One more request for a page that has refunds, none for one that has not. Stores before 9.0 have no such list; there the order's last change stands in. */
async function refundDates(ctx: Context, orders: readonly unknown[]): Promise<ReadonlyMap<number, Date>> {
  const ids = orders.flatMap(order => {
    const { refunds } = (order ?? {}) as { refunds?: unknown }
    return Array.isArray(refunds) ? refunds.map(idOf).filter(id => id !== null) : []
  })
  const dates = new Map<number, Date>()
  try {
    for (let at = 0; at < ids.length; at += pageSize) {
      const some = ids.slice(at, at + pageSize)
      const query = { include: some.join(','), per_page: pageSize, _fields: 'id,date_created_gmt' }
      const { body } = await call(ctx, { what: 'read refunds', path: '/wc/v3/refunds', query })
      for (const refund of Array.isArray(body) ? body : []) {
        const { data } = Refund.safeParse(refund)
        if (data !== undefined) dates.set(data.id, fromGmt(data.date_created_gmt))
      }
    }
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
  return dates
}
