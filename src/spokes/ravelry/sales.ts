/**
 * The feed of sales: purchases in the order in which they were paid, with an overlap. A refund moves no date, so the last two months are read
 * again each hour, and told are those that something went back of and those of the last days.
 */
import { z } from 'zod'
import { type Json, type Page, type SaleItem, SpokeError } from '#kit'
import { type Answer, type Context, call, serverTime, statusOf } from './client.ts'
import { type FirstSeen, toSaleItems } from './sale.ts'
import { storeOf } from './store.ts'
import { Invoices } from './wire.ts'

/** Clocks differ, and what is paid shows a little later; what comes twice is known by its id. */
const overlapMs = 10 * 60_000
/** At most 250 are given; a hundred are said to be always possible within the ten seconds after which an answer is cut off. */
const pageSize = 100
/** Two requests an hour, 48 a day. */
export const againEveryMs = 3_600_000
/** Told again each hour, so that one which came late into the list is not left out. */
const lateMs = 7 * 86_400_000

/**
 * `since`: paid from then on, null for the very first. `results`: how many there were in all at the page before; fewer now means that some moved up.
 * `beganAt`: when this round began, by Ravelry's clock. `monthsLeft`: months that are read again now; `isAgain`: page by page, where a whole month
 * took too long. `refunds`: when each was first seen, in seconds; `etags`: what each month was like when it was last read.
 */
const Cursor = z.object({
  isHistory: z.boolean(),
  since: z.string().nullable(),
  page: z.int().positive(),
  results: z.int().nonnegative().nullable(),
  read: z.int().nonnegative(),
  beganAt: z.string().nullable(),
  isAgain: z.boolean(),
  monthsAt: z.string().nullable(),
  monthsLeft: z.array(z.string()),
  etags: z.record(z.string(), z.string()),
  refunds: z.record(z.string(), z.int()),
})
type Cursor = z.infer<typeof Cursor>

const fresh: Omit<Cursor, 'isHistory' | 'since'> = {
  page: 1,
  results: null,
  read: 0,
  beganAt: null,
  isAgain: false,
  monthsAt: null,
  monthsLeft: [],
  etags: {},
  refunds: {},
}

/** The overlap is taken off here: whoever asks for a time gets what was paid shortly before as well. */
export const salesFrom = (at: Date): Json => ({ ...fresh, isHistory: false, since: before(at) }) satisfies Cursor
const before = (at: Date) => new Date(Math.max(0, at.getTime() - overlapMs)).toISOString()

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at: Cursor = cursor === null ? { ...fresh, isHistory: true, since: null } : Cursor.parse(cursor)
  const [month, ...others] = at.monthsLeft
  return month === undefined ? readNext(ctx, at) : readMonth(ctx, at, month, others)
}

async function ask(ctx: Context, what: string, query: Readonly<Record<string, string | number>>, etag?: string) {
  const { id } = await storeOf(ctx)
  const path = `/stores/${id}/purchases`
  // Yarn shops' sales and payments are another account of money; what is sold or given at Ravelry is asked for alone.
  const answer = await call(ctx, { what, path, query: { store_id: id, creator: 'ravelry-purchase', ...query }, ifNoneMatch: etag })
  if (answer.isUnchanged) return { answer, invoices: [], paginator: null }
  const { data } = Invoices.safeParse(answer.body)
  if (data === undefined) throw new SpokeError('retry', `${what}: the answer is not a list`)
  return { answer, invoices: data.invoices, paginator: data.paginator ?? null }
}

async function readNext(ctx: Context, at: Cursor): Promise<Page<SaleItem>> {
  const { answer, invoices, paginator } = await ask(ctx, 'read sales', {
    sort: 'paid_date',
    page: at.page,
    page_size: pageSize,
    ...(at.since !== null && { min_paid_date: rfc3339(at.since) }),
  })
  const beganAt = at.beganAt ?? serverTime(ctx, answer).toISOString()
  const results = paginator?.results ?? null
  const { firstSeen, refunds } = remember(at, serverTime(ctx, answer))
  const all = invoices.flatMap(raw => toSaleItems(raw, firstSeen))
  const items = at.isAgain ? all.filter(item => isTold(item, serverTime(ctx, answer))) : all
  const isLast = invoices.length < pageSize || (typeof paginator?.last_page === 'number' && at.page >= paginator.last_page)
  const page = nextPage(at, { results, isLast })
  const read = at.read + invoices.length
  const kept = { ...at, refunds: { ...at.refunds, ...refunds } }
  if (page !== null)
    return { items, cursor: { ...kept, page, results, read, beganAt }, hasMore: true, total: at.isHistory ? results : null }
  const done = {
    ...kept,
    isHistory: false,
    isAgain: false,
    page: 1,
    results: null,
    read: 0,
    beganAt: null,
    since: before(new Date(beganAt)),
  }
  const isDue = !at.isHistory && !at.isAgain && hasGoneBy(at.monthsAt, againEveryMs, serverTime(ctx, answer))
  const monthsLeft = isDue ? monthsOf(serverTime(ctx, answer)) : []
  return { items, cursor: { ...done, monthsLeft }, hasMore: isDue, total: at.isHistory ? (results ?? read) : null }
}

/**
 * Pages are counted, since an invoice does not tell when it was paid. New ones come at the end; should there be fewer than before, some that
 * nobody has read may have moved up a page, and that one is read again.
 *
 * @returns null at the end.
 */
export function nextPage(
  { page, results: earlier }: Pick<Cursor, 'page' | 'results'>,
  { results, isLast }: { results: number | null; isLast: boolean },
): number | null {
  if (earlier !== null && results !== null && results < earlier && page > 1) return page - 1
  return isLast ? null : page + 1
}

async function readMonth(ctx: Context, at: Cursor, month: string, others: readonly string[]): Promise<Page<SaleItem>> {
  const what = 'read a month of sales again'
  try {
    const { answer, invoices } = await ask(ctx, what, { month }, at.etags[month])
    const now = serverTime(ctx, answer)
    const { firstSeen, refunds } = remember(at, now)
    const items = invoices.flatMap(raw => toSaleItems(raw, firstSeen)).filter(item => isTold(item, now))
    const next: Cursor = { ...at, monthsLeft: [...others], etags: etagsAfter(at, month, answer), refunds: { ...at.refunds, ...refunds } }
    return {
      items,
      cursor: others.length > 0 ? next : { ...next, monthsAt: now.toISOString(), ...recent(next, now) },
      hasMore: others.length > 0,
      total: null,
    }
  } catch (error) {
    // The whole of a month at once took more than ten seconds.
    if (statusOf(error) !== 504) throw error
    const first = [month, ...others].sort()[0]!
    const now = ctx.now().toISOString()
    const beganAt = at.since === null ? null : new Date(Date.parse(at.since) + overlapMs).toISOString()
    return {
      items: [],
      cursor: { ...at, monthsLeft: [], monthsAt: now, isAgain: true, since: `${first}T00:00:00.000Z`, page: 1, results: null, beganAt },
      hasMore: true,
      total: null,
    }
  }
}

const etagsAfter = ({ etags }: Cursor, month: string, { headers }: Answer): Cursor['etags'] => {
  const etag = headers.get('etag')
  return etag === null ? etags : { ...etags, [month]: etag }
}

/** What lies further back than what is read again is not remembered. */
function recent({ etags, refunds }: Cursor, now: Date): Pick<Cursor, 'etags' | 'refunds'> {
  const months = monthsOf(now)
  const oldest = now.getTime() / 1000 - 100 * 86_400
  return {
    etags: Object.fromEntries(Object.entries(etags).filter(([month]) => months.includes(month))),
    refunds: Object.fromEntries(Object.entries(refunds).filter(([, at]) => at > oldest)),
  }
}

const hasGoneBy = (at: string | null, ms: number, now: Date) => at === null || now.getTime() - Date.parse(at) >= ms

/** This month and the one before it, the elder first. */
export function monthsOf(now: Date): string[] {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return [new Date(Date.UTC(year, month - 1, 1)), new Date(Date.UTC(year, month, 1))].map(day => day.toISOString().slice(0, 10))
}

const rfc3339 = (iso: string) => `${iso.slice(0, 19)}+00:00`

/**
 * A refund that is new to us was made since we last looked; those that are met at the first look, or in the history, may be of any day, and the
 * sale's own stands for it.
 */
function remember(at: Cursor, now: Date): { firstSeen: FirstSeen; refunds: Cursor['refunds'] } {
  const refunds: Record<string, number> = {}
  const isFirstLook = at.isHistory || (at.monthsAt === null && at.monthsLeft.length > 0)
  const firstSeen: FirstSeen = (name, placedAt) => {
    const seconds = at.refunds[name] ?? refunds[name] ?? Math.floor((isFirstLook ? placedAt : now).getTime() / 1000)
    refunds[name] = seconds
    return new Date(seconds * 1000)
  }
  return { firstSeen, refunds }
}

function isTold(item: SaleItem, now: Date): boolean {
  if (!item.isRead) return true
  const { sale } = item
  return sale.refunds.length > 0 || sale.state !== 'paid' || now.getTime() - sale.placedAt.getTime() < lateMs
}
