/** Stripe's own account of money: balance transactions, as they come. */
import { z } from 'zod'
import type { Json, MoneyRow, Page } from '#kit'
import { type Context, call, serverTime, type Tree } from './client.ts'
import { Entry, fromSeconds, List, toSeconds } from './wire.ts'

const [overlapSeconds, pageSize] = [10 * 60, 100]

const Cursor = z.object({ since: z.int().nonnegative(), after: z.string().nullable(), nextSince: z.int().nonnegative().nullable() })

export async function readMoney(ctx: Context, cursor: Json): Promise<Page<MoneyRow>> {
  const at = cursor === null ? { since: 0, after: null, nextSince: null } : Cursor.parse(cursor)
  const query: Tree = {
    limit: BigInt(pageSize),
    ...(at.since > 0 && { created: { gte: BigInt(at.since) } }),
    ...(at.after !== null && { starting_after: at.after }),
  }
  const answer = await call(ctx, { what: 'read the account of money', path: '/balance_transactions', query })
  const { data, has_more: hasMore } = List.parse(answer.body)
  const items = data.map((raw): MoneyRow => {
    const { id, created } = Entry.parse(raw)
    return { remoteId: id, happenedAt: fromSeconds(created), raw: raw as Json }
  })
  // Newest first: what is booked meanwhile stands before the first page, and the next round begins before that.
  const nextSince = at.nextSince ?? Math.max(0, toSeconds(serverTime(ctx, answer)) - overlapSeconds)
  const last = items.at(-1)
  const isMore = hasMore && last !== undefined
  const next = isMore ? { ...at, after: last.remoteId, nextSince } : { since: nextSince, after: null, nextSince: null }
  return { items, cursor: next, hasMore: isMore, total: null }
}
