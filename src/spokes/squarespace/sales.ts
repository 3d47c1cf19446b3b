/** Orders by the time of their last change, in windows that overlap; within a window the platform's own cursor leads on. */
import { z } from 'zod'
import { type Json, type Page, type SaleItem, SpokeError } from '#kit'
import { type Answer, type Context, call, serverTime, statusOf } from './client.ts'
import { toSaleItem } from './mapping.ts'
import { Orders } from './wire.ts'

export const overlapMs = 10 * 60_000
/** A window must have an end; nothing changes in the future, whatever the clocks say. */
const aheadMs = 24 * 3_600_000
/** A cursor that it no longer knows begins the window anew, so many times. */
const mostAgain = 3

const Time = z.iso.datetime()
const Cursor = z.object({
  /** null: everything, from the first order on. */
  since: Time.nullable(),
  /** By its clock, when the window began; null before its first page. */
  startedAt: Time.nullable(),
  next: z.string().nullable(),
  again: z.int().nonnegative(),
})
type Cursor = z.infer<typeof Cursor>

const windowFrom = (since: string | null): Cursor => ({ since, startedAt: null, next: null, again: 0 })
export const salesFrom = (at: Date): Json => windowFrom(at.toISOString())

/** Without it only some are told: NOT_CHARGED, AUTHORIZED, PAID and REFUNDED. */
const paymentStates = 'NOT_CHARGED,AUTHORIZED,PAID,REFUNDED,PENDING,FAILED,REFUND_PENDING,REFUND_FAILED,PARTIALLY_PAID'

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at = cursor === null ? windowFrom(null) : Cursor.parse(cursor)
  const answer = await pageOf(ctx, at)
  if (answer === null) return { items: [], cursor: { ...windowFrom(at.since), again: at.again + 1 }, hasMore: true, total: null }
  const read = Orders.safeParse(answer.body)
  if (!read.success) throw new SpokeError('retry', 'read orders: the answer is not a list')
  const { result, pagination } = read.data
  const startedAt = at.startedAt ?? serverTime(ctx, answer.headers).toISOString()
  const next = pagination.hasNextPage ? (pagination.nextPageCursor ?? null) : null
  if (pagination.hasNextPage && next === null) throw new SpokeError('retry', 'read orders: it says that there are more, and not where')
  return {
    items: result.map(toSaleItem).filter(item => item !== null),
    cursor: next === null ? windowFrom(startedAt) : { ...at, startedAt, next },
    hasMore: next !== null,
    total: null,
  }
}

/** @returns null when its cursor has run out and the window is to begin anew. */
async function pageOf(ctx: Context, { since, next, again }: Cursor): Promise<Answer | null> {
  const between =
    since === null
      ? {}
      : {
          modifiedAfter: new Date(Date.parse(since) - overlapMs).toISOString(),
          modifiedBefore: new Date(Math.max(Date.parse(since), ctx.now().getTime()) + aheadMs).toISOString(),
        }
  try {
    return await call(ctx, {
      what: 'read orders',
      path: '/1.0/commerce/orders',
      // A cursor goes alone.
      query: next !== null ? { cursor: next } : { ...between, paymentStates },
    })
  } catch (error) {
    if (next === null || statusOf(error) !== 400 || again >= mostAgain) throw error
    return null
  }
}
