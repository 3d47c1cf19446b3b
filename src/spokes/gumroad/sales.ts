/**
 * The feed of sales. Gumroad lists them by when they were made, newest first, ten a page, from a day on; nothing says which have changed since. So each
 * round reads back to where the last one began, and now and then further, to meet what was refunded or disputed meanwhile.
 */
import { z } from 'zod'
import { fewAtOnce, type Json, type Page, type SaleItem, SpokeError } from '#kit'
import { asJson, atOnce, type Context, call, inPath, isMissing, serverTime } from './client.ts'
import { kept, toSaleItem } from './sale.ts'
import { SaleAnswer, SaleStamp, SalesAnswer } from './wire.ts'

/** Clocks differ, and what Gumroad writes shows a little later; what comes twice is known by its id. */
const overlapMs = 10 * 60_000
const [hourMs, dayMs] = [3_600_000, 86_400_000]
/** How far back is looked again, and how often. Banks take disputes for four months, Gumroad refunds for six. */
const looks = { week: { everyMs: hourMs, backMs: 7 * dayMs }, long: { everyMs: dayMs, backMs: 183 * dayMs } } as const
/** So many sales that were asked for once more are remembered, which is more than are made within the overlap. */
const mostConfirmed = 300

/**
 * `pageKey`: the next page of the round under way. `from`: how far back this round reads. `nextSince`: where the next one begins, by Gumroad's clock when
 * this one began.
 */
const Cursor = z.discriminatedUnion('reading', [
  z.object({ reading: z.literal('history'), startedAt: z.iso.datetime(), pageKey: z.string() }),
  z.object({
    reading: z.literal('changes'),
    since: z.iso.datetime(),
    weekAt: z.iso.datetime(),
    longAt: z.iso.datetime(),
    round: z.object({ pageKey: z.string(), from: z.iso.datetime(), nextSince: z.iso.datetime() }).nullable(),
    confirmed: z.array(z.string()),
  }),
])
type Cursor = z.infer<typeof Cursor>
type Changes = Extract<Cursor, { reading: 'changes' }>

const changesFrom = (at: string): Changes => ({ reading: 'changes', since: at, weekAt: at, longAt: at, round: null, confirmed: [] })

/** The overlap is taken off when it is asked. */
export const salesFrom = (at: Date): Json => asJson(changesFrom(at.toISOString()))

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const at = cursor === null ? null : Cursor.parse(cursor)
  return at === null || at.reading === 'history' ? readHistory(ctx, at) : readChanges(ctx, at)
}

async function readHistory(ctx: Context, at: Extract<Cursor, { reading: 'history' }> | null): Promise<Page<SaleItem>> {
  const { sales, next, seenAt } = await readPage(ctx, { pageKey: at?.pageKey ?? null, after: null })
  const items = await toItems(ctx, sales, seenAt)
  const startedAt = at?.startedAt ?? seenAt.toISOString()
  const following: Cursor = next === null ? changesFrom(startedAt) : { reading: 'history', startedAt, pageKey: next }
  return { items, cursor: asJson(following), hasMore: next !== null, total: null }
}

async function readChanges(ctx: Context, at: Changes): Promise<Page<SaleItem>> {
  const { from, pageKey } = at.round ?? { from: placeFrom(at, ctx.now()).toISOString(), pageKey: null }
  const { sales, next, seenAt } = await readPage(ctx, { pageKey, after: new Date(from) })
  const begun = at.round?.nextSince ?? seenAt.toISOString()
  const wanted = sales.filter(raw => (madeAt(raw)?.toISOString() ?? from) >= from)
  const { items, confirmed } = await confirm(ctx, {
    raws: wanted,
    items: await toItems(ctx, wanted, seenAt),
    since: at.since,
    earlier: at.confirmed,
  })
  // The list is newest first, so what is older than that has nothing younger behind it.
  const oldest = sales.map(madeAt).findLast(made => made !== null)
  const hasMore = next !== null && (oldest === undefined || oldest.toISOString() >= from)
  const following: Changes = hasMore
    ? { ...at, round: { pageKey: next, from, nextSince: begun }, confirmed }
    : { ...afterRound(at, from, begun), confirmed }
  return { items, cursor: asJson(following), hasMore, total: null }
}

const isDue = (last: string, { everyMs }: { everyMs: number }, now: Date) => now.getTime() - Date.parse(last) >= everyMs

function placeFrom({ since, weekAt, longAt }: Changes, now: Date): Date {
  const places = [Date.parse(since) - overlapMs]
  if (isDue(weekAt, looks.week, now)) places.push(now.getTime() - looks.week.backMs)
  if (isDue(longAt, looks.long, now)) places.push(now.getTime() - looks.long.backMs)
  return new Date(Math.min(...places))
}

/** Which of the further looks this round was is told by how far back it went. */
function afterRound(at: Changes, from: string, begun: string): Changes {
  const backMs = Date.parse(begun) - Date.parse(from) + overlapMs
  return {
    ...changesFrom(begun),
    weekAt: backMs >= looks.week.backMs ? begun : at.weekAt,
    longAt: backMs >= looks.long.backMs ? begun : at.longAt,
  }
}

interface Asked {
  readonly pageKey: string | null
  readonly after: Date | null
}

/** The day is asked for a day early: whose midnight begins it is not written anywhere. */
async function readPage(
  ctx: Context,
  { pageKey, after }: Asked,
): Promise<{ sales: readonly unknown[]; next: string | null; seenAt: Date }> {
  const query = {
    ...(after !== null && { after: new Date(after.getTime() - dayMs).toISOString().slice(0, 10) }),
    ...(pageKey !== null && { page_key: pageKey }),
  }
  const answer = await call(ctx, { what: 'read sales', path: '/v2/sales', query })
  const { data } = SalesAnswer.safeParse(answer.body)
  if (data === undefined) throw new SpokeError('retry', 'read sales: the answer is not a list')
  return { sales: data.sales, next: data.next_page_key || null, seenAt: serverTime(ctx, answer) }
}

const madeAt = (raw: unknown): Date | null => {
  const { data } = SaleStamp.safeParse(raw)
  return data === undefined ? null : new Date(data.created_at)
}
const idOf = (raw: unknown): string | null => SaleStamp.safeParse(raw).data?.id ?? null

/** Beside the notes about products, whose ids never begin so. */
const noteOf = (id: string) => `sale ${id}`

async function toItems(ctx: Context, raws: readonly unknown[], seenAt: Date): Promise<SaleItem[]> {
  const ids = raws.map(idOf)
  const notes = await ctx.notes(ids.filter(id => id !== null).map(noteOf))
  const items: SaleItem[] = []
  for (const [at, raw] of raws.entries()) {
    const id = ids[at] ?? null
    const remembered = id === null ? null : (notes.get(noteOf(id)) ?? null)
    const { item, memory } = toSaleItem(raw, remembered, seenAt)
    if (id !== null && memory !== null && JSON.stringify(memory) !== JSON.stringify(remembered)) await ctx.note(noteOf(id), memory)
    items.push(item)
  }
  return items
}

interface Confirming {
  readonly raws: readonly unknown[]
  readonly items: readonly SaleItem[]
  readonly since: string
  readonly earlier: readonly string[]
}

/** What is new in the list is asked for by its id once: what Gumroad does not know by it was never sold. The history, which grants nothing unasked, is not. */
async function confirm(
  ctx: Context,
  { raws, items, since, earlier }: Confirming,
): Promise<{ readonly items: SaleItem[]; readonly confirmed: string[] }> {
  const confirmed = new Set(earlier)
  const from = Date.parse(since) - overlapMs
  const judged: SaleItem[] = []
  for (const [at, item] of items.entries()) {
    const id = idOf(raws[at])
    const isNew = item.isRead && id !== null && !confirmed.has(id) && item.sale.placedAt.getTime() >= from
    if (!isNew) judged.push(item)
    else if (await isKnown(ctx, id)) {
      confirmed.add(id)
      judged.push(item)
    } else judged.push(kept(raws[at], 'Gumroad lists this sale but does not know it by its id. It is not counted.'))
  }
  return { items: judged, confirmed: [...confirmed].slice(-mostConfirmed) }
}

async function isKnown(ctx: Context, id: string): Promise<boolean> {
  try {
    const { body } = await call(ctx, { what: 'read a sale', path: `/v2/sales/${inPath(id)}` })
    return idOf(SaleAnswer.parse(body).sale) === id
  } catch (error) {
    if (!isMissing(error)) throw error
    return false
  }
}

/** Gumroad's messages name a sale; how it is now is asked by its id, so that a refund of an old one is known at once. */
export async function readNamed(ctx: Context, bodies: readonly Uint8Array[]): Promise<readonly SaleItem[]> {
  const named = bodies.map(body => new URLSearchParams(Buffer.from(body).toString('utf8')).get('sale_id') ?? '')
  const ids = [...new Set(named)].filter(id => id !== '' && id.length <= longestId)
  const read = await fewAtOnce(atOnce, ids, async id => {
    try {
      const answer = await call(ctx, { what: 'read a sale', path: `/v2/sales/${inPath(id)}` })
      return { raw: SaleAnswer.parse(answer.body).sale, seenAt: serverTime(ctx, answer) }
    } catch (error) {
      if (!isMissing(error)) throw error
      return null
    }
  })
  const items: SaleItem[] = []
  for (const one of read) if (one !== null) items.push(...(await toItems(ctx, [one.raw], one.seenAt)))
  return items
}
/** Characters; an id has 24. */
const longestId = 100
