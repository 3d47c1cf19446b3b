/** The feed of sales: receipts in the order in which they were last changed, from the very first on, with an overlap. */
import { z } from 'zod'
import { fewAtOnce, type Json, type Page, type SaleItem } from '#kit'
import { atOnce, type Context, call, serverTime, statusOf } from './client.ts'
import { pageIn } from './listings.ts'
import { kept, toSaleItem } from './sale.ts'
import { firstSecond, ReceiptStamp, toSeconds } from './wire.ts'

/** Clocks differ, and what Etsy writes shows a little later; what comes twice is known by its id. */
const overlapSeconds = 10 * 60
const pageSize = 100
/** So many receipts that were asked for once more are remembered, which is more than change within the overlap. */
const mostConfirmed = 300

/**
 * `from`: the second at which the next page begins; `offset` and `lastId` count within that second, when more than a page changed in it.
 * `nextSince`: where the next round begins, by Etsy's clock when this one began.
 */
const Cursor = z.object({
  isHistory: z.boolean(),
  from: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  lastId: z.int().nonnegative(),
  nextSince: z.int().nonnegative().nullable(),
  read: z.int().nonnegative(),
  confirmed: z.record(z.string(), z.int()),
})
type Cursor = z.infer<typeof Cursor>

const fresh = { offset: 0, lastId: 0, nextSince: null, read: 0, confirmed: {} }

/** The overlap is taken off here: whoever asks for a time gets what changed shortly before as well. */
export const salesFrom = (at: Date): Json =>
  ({ isHistory: false, from: atLeast(toSeconds(at) - overlapSeconds), ...fresh }) satisfies Cursor

const atLeast = (seconds: number) => Math.max(firstSecond, seconds)

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at = cursor === null ? { isHistory: true, from: firstSecond, ...fresh } : Cursor.parse(cursor)
  const answer = await call(ctx, {
    what: 'read orders',
    path: `/shops/${ctx.settings.shopId}/receipts`,
    query: { min_last_modified: at.from, sort_on: 'updated', sort_order: 'asc', limit: pageSize, offset: at.offset },
  })
  const { results, count } = pageIn(answer, 'read orders')
  const stamps = results.map(raw => ReceiptStamp.safeParse(raw).data ?? null)
  const nextSince = at.nextSince ?? toSeconds(serverTime(ctx, answer))
  const place = nextPlace(at, stamps, results.length)
  const { items, confirmed } = at.isHistory ? { items: results.map(toSaleItem), confirmed: {} } : await confirm(ctx, results, at.confirmed)
  const read = at.read + results.length
  const next: Cursor =
    place === null
      ? { ...fresh, isHistory: false, from: atLeast(nextSince - overlapSeconds), confirmed }
      : { isHistory: at.isHistory, nextSince, read, confirmed, ...place }
  const total = at.isHistory && typeof count === 'number' ? at.read - at.offset + count : null
  return { items, cursor: next, hasMore: place !== null, total }
}

type Place = Pick<Cursor, 'from' | 'offset' | 'lastId'>

/**
 * Pages follow the times, not the counts: a receipt that is changed while we page moves to the end, and counted places would shift past one that
 * nobody has read. Only when a whole page lies within one second is it counted on, with the last one again at the head of the next.
 *
 * @returns null at the end.
 */
export function nextPlace(at: Place, stamps: readonly (z.infer<typeof ReceiptStamp> | null)[], length: number): Place | null {
  const known = stamps.filter(stamp => stamp !== null)
  // Something before us moved away, and what we have not seen moved up: this second is read again.
  const isGap = at.offset > 0 && stamps[0]?.receipt_id !== at.lastId
  if (isGap) return { from: at.from, offset: 0, lastId: 0 }
  const last = known.at(-1)
  if (length < pageSize || last === undefined) return null
  if (last.updated_timestamp > at.from) return { from: last.updated_timestamp, offset: 0, lastId: 0 }
  return { from: at.from, offset: at.offset + length - 1, lastId: last.receipt_id }
}

/**
 * The list has told orders that do not exist (issue 652). What is new in it is asked for by its number once; the history, which grants nothing
 * unasked, is not. What Etsy does not know is kept and shown, and is never a sale.
 */
async function confirm(
  ctx: Context,
  results: readonly unknown[],
  earlier: Readonly<Record<string, number>>,
): Promise<{ items: SaleItem[]; confirmed: Record<string, number> }> {
  const confirmed: Record<string, number> = { ...earlier }
  const items = await fewAtOnce(atOnce, results, async (raw): Promise<SaleItem> => {
    const { data: stamp } = ReceiptStamp.safeParse(raw)
    const item = toSaleItem(raw)
    if (stamp === undefined || !item.isRead) return item
    const id = String(stamp.receipt_id)
    if (earlier[id] !== stamp.updated_timestamp && !(await isKnown(ctx, id)))
      return kept(raw, 'Etsy lists this order but does not know it by its number; such orders were never placed. It is not counted.')
    confirmed[id] = stamp.updated_timestamp
    return item
  })
  const newest = Object.entries(confirmed).sort(([, a], [, b]) => b - a)
  return { items, confirmed: Object.fromEntries(newest.slice(0, mostConfirmed)) }
}

async function isKnown(ctx: Context, id: string): Promise<boolean> {
  try {
    await call(ctx, { what: 'read an order', path: `/shops/${ctx.settings.shopId}/receipts/${id}` })
    return true
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    return false
  }
}
