/** Etsy's own account of money: every entry as it comes, for the books to read later. */
import { z } from 'zod'
import type { Json, MoneyRow, Page } from '#kit'
import { asJson, type Context, call } from './client.ts'
import { pageIn } from './listings.ts'
import { firstSecond, fromSeconds, LedgerEntry, Shop, toSeconds } from './wire.ts'

/** Longer windows are said to be refused; nowhere written. */
export const windowSeconds = 30 * 86_400
const overlapSeconds = 10 * 60
const pageSize = 100
/** A window that ends this close to now is the last. */
const slackSeconds = 30

/**
 * `to`: the end of the window under way, which does not move while it is paged. `seenUntil`: up to when the round before has read, which overlaps
 * with this one; of that time only numbers above `before` are new. `sequence`: the highest number by now.
 */
const Cursor = z.object({
  from: z.int().nonnegative(),
  to: z.int().nonnegative().nullable(),
  offset: z.int().nonnegative(),
  seenUntil: z.int().nonnegative(),
  before: z.int().nonnegative(),
  sequence: z.int().nonnegative(),
})
type Cursor = z.infer<typeof Cursor>

export async function readMoney(ctx: Context, cursor: Json): Promise<Page<MoneyRow>> {
  const at: Cursor =
    cursor === null ? { from: await openedAt(ctx), to: null, offset: 0, seenUntil: 0, before: 0, sequence: 0 } : Cursor.parse(cursor)
  const now = toSeconds(ctx.now())
  const to = Math.max(at.from, at.to ?? Math.min(at.from + windowSeconds, now))
  const answer = await call(ctx, {
    what: 'read the ledger',
    path: `/shops/${ctx.settings.shopId}/payment-account/ledger-entries`,
    query: { min_created: at.from, max_created: to, limit: pageSize, offset: at.offset },
  })
  const { results } = pageIn(answer, 'read the ledger')
  const entries = results.map(raw => ({ raw, ...LedgerEntry.parse(raw) })).sort((a, b) => a.sequence_number - b.sequence_number)
  const items = entries
    .filter(entry => entry.sequence_number > at.before || entry.created_timestamp > at.seenUntil)
    .map(({ raw, entry_id, created_timestamp }): MoneyRow => {
      return { remoteId: String(entry_id), happenedAt: fromSeconds(created_timestamp), raw: asJson(raw) }
    })
  const sequence = Math.max(at.sequence, ...entries.map(entry => entry.sequence_number))
  if (results.length === pageSize)
    return { items, cursor: { ...at, to, offset: at.offset + pageSize, sequence } satisfies Cursor, hasMore: true, total: null }
  const isNow = to >= now - slackSeconds
  const ahead = { to: null, offset: 0, before: sequence, sequence }
  const next: Cursor = isNow
    ? { ...ahead, from: Math.max(firstSecond, to - overlapSeconds), seenUntil: to }
    : { ...ahead, from: to, seenUntil: 0 }
  return { items, cursor: next, hasMore: !isNow, total: null }
}

/** Nothing was earned before the shop was opened. */
async function openedAt(ctx: Context): Promise<number> {
  const { body } = await call(ctx, { what: 'look at the shop', path: `/shops/${ctx.settings.shopId}` })
  return Math.max(firstSecond, Shop.parse(body).created_timestamp ?? firstSecond)
}
