/**
 * Orders, newest first: the API has no list by the time of the last change. A look reads what came since; a refund of an older order moves
 * nothing to the front, so each hour the last ninety days are looked through, and each day everything. What has not moved is not told.
 */
import { z } from 'zod'
import type { Json, Page, SaleItem } from '#kit'
import { type Context, callList, serverTime } from './client.ts'
import { toSaleItem } from './mapping.ts'
import { OrderStamp } from './wire.ts'

export const pageSize = 100
export const overlapMs = 10 * 60_000
const [hourMs, dayMs] = [3_600_000, 86_400_000]
const monthsMs = 90 * dayMs

const Time = z.iso.datetime()
const depths = ['new', 'months', 'all'] as const
const Cursor = z.discriminatedUnion('reading', [
  z.object({ reading: z.literal('history'), page: z.int().positive(), startedAt: Time }),
  z.object({
    reading: z.literal('changes'),
    since: Time,
    page: z.int().positive(),
    /** Of the round that is under way; null before its first page. */
    round: z.object({ startedAt: Time, depth: z.enum(depths) }).nullable(),
    monthsAt: Time,
    allAt: Time,
  }),
])
type Cursor = z.infer<typeof Cursor>
type Changes = Extract<Cursor, { reading: 'changes' }>

const changesFrom = (since: string): Changes => ({ reading: 'changes', since, page: 1, round: null, monthsAt: since, allAt: since })

export const salesFrom = (at: Date): Json => changesFrom(at.toISOString())

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at = cursor === null ? null : Cursor.parse(cursor)
  const answer = await callList(ctx, {
    what: 'read orders',
    path: '/orders',
    query: { 'filter[store_id]': ctx.settings.storeId, 'page[number]': at?.page ?? 1, 'page[size]': pageSize, include: 'order-items' },
  })
  const { data, included = [], meta, headers } = answer
  const lines = new Map(included.flatMap(one => (isLine(one) ? [[one.id, one] as const] : [])))
  const isLast = meta.page.currentPage >= meta.page.lastPage
  const now = serverTime(ctx, headers).toISOString()
  if (at === null || at.reading === 'history') {
    const startedAt = at?.startedAt ?? now
    return {
      items: data.map(order => toSaleItem(order, lines)),
      cursor: isLast ? changesFrom(startedAt) : { reading: 'history', page: (at?.page ?? 1) + 1, startedAt },
      hasMore: !isLast,
      total: meta.page.total,
    }
  }
  const round = at.round ?? { startedAt: now, depth: depthOf(at, now) }
  const stamps = data.map(order => OrderStamp.safeParse(order).data ?? null)
  const from = Date.parse(at.since) - overlapMs
  const moved = data.filter((_, index) => isMoved(stamps[index] ?? null, { from, isAll: round.depth === 'all' }))
  const isOver = isLast || isPast(stamps.at(-1) ?? null, horizonOf(round.depth, from))
  return {
    items: moved.map(order => toSaleItem(order, lines)),
    cursor: isOver ? nextRound(at, round) : { ...at, round, page: at.page + 1 },
    hasMore: !isOver,
    total: null,
  }
}

const isLine = (one: unknown): one is { id: string } =>
  typeof one === 'object' &&
  one !== null &&
  (one as { type?: unknown }).type === 'order-items' &&
  typeof (one as { id?: unknown }).id === 'string'

function depthOf({ monthsAt, allAt }: Changes, now: string): (typeof depths)[number] {
  const sinceMs = (time: string) => Date.parse(now) - Date.parse(time)
  return sinceMs(allAt) >= dayMs ? 'all' : sinceMs(monthsAt) >= hourMs ? 'months' : 'new'
}

const horizonOf = (depth: (typeof depths)[number], from: number): number =>
  depth === 'all' ? Number.NEGATIVE_INFINITY : depth === 'months' ? from - monthsMs : from

type Stamp = z.infer<typeof OrderStamp>

/** What cannot even be told by its times is read, so that it is shown. Should a refund not move the order's own time, the day's look tells it all the same. */
function isMoved(stamp: Stamp | null, { from, isAll }: { from: number; isAll: boolean }): boolean {
  if (stamp === null) return true
  const { created_at, updated_at, refunded_at, refunded_amount, refunded } = stamp.attributes
  const times = [created_at, updated_at, refunded_at ?? created_at].map(time => Date.parse(time))
  return Math.max(...times) >= from || (isAll && (refunded === true || (refunded_amount ?? 0) > 0))
}

const isPast = (stamp: Stamp | null, horizon: number): boolean => stamp !== null && Date.parse(stamp.attributes.created_at) < horizon

function nextRound(at: Changes, { startedAt, depth }: NonNullable<Changes['round']>): Changes {
  return {
    ...changesFrom(startedAt),
    monthsAt: depth === 'new' ? at.monthsAt : startedAt,
    allAt: depth === 'all' ? startedAt : at.allAt,
  }
}
