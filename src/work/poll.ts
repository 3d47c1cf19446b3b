/**
 * Reads sales from a storefront. The poll is the truth: a page, what follows from it, and the cursor behind it are saved in one transaction,
 * so a crash anywhere repeats a page and loses none. Two cursors go side by side: `live` from the moment of connecting, `history` from the
 * very first order; a new sale never waits behind a hundred thousand old ones. What both read is one sale. Where a storefront has no list of
 * sales, the messages that it sent are read instead (read-messages.ts).
 */
import { kept, type ShopId, shopOf, sql, type Tx } from '#database'
import { byItsClock, type ClockGap } from '#hub/connection/clock-gap.ts'
import { dropLease, LeaseLost, takeLease, withLease } from '#hub/connection/lease.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { noteClock } from '#hub/connection/note-clock.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { settleDeliveries } from '#hub/inbox/deliveries.ts'
import { keepUnreadable } from '#hub/inbox/unreadable.ts'
import { lookAnew } from '#hub/order/look-anew.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { isCannot, type Json, type Page, type RequestClass, type SaleItem } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { readMessages } from './read-messages.ts'
import { readNamed } from './read-named.ts'
import { contextOf } from './spoke-context.ts'

/** How long after a look the next is due: with the queue's own time a sale is seen within a minute, and a quiet hour stays under 90 requests with the sweeps. */
export const pollEveryMs = 55_000
const leaseMs = 12_000
const renewEveryMs = 4_000
/** History is read in helpings of so many pages, with a look at the live feed between them. */
const helping = 20
const historyMs = 30_000
/** Pages after which the tables have grown so much that the database should look at them anew. */
const growths = new Set([5, 50, 500])
const livePages = 50
/** Then the job ends and the next one goes on: a stop never waits long, and where many shops are read for the first time each has its turn within the minute. */
const longestMs = 45_000
/** What was sold in the minutes around connecting is told by both cursors. */
const overlapMs = 10 * 60_000
const [firstWaitMs, longestWaitMs] = [5_000, 600_000]

interface Feeds {
  readonly live: Json
  /** null: not begun. Left out once all is read. */
  readonly history?: Json
}

/** What stands in `sales_cursor`. */
export interface SalesCursor extends Feeds {
  /** Places that were asked to be read again. */
  readonly again?: readonly Json[]
}

const feedsOf = ({ live, history }: SalesCursor): Feeds => (history === undefined ? { live } : { live, history })

export async function poll(
  deps: WorkDeps,
  { shop, connection: connectionId }: JobPayload,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const startedAt = now()
  const begun = await database.inShop(shop, async tx => {
    const connection = await readConnection(tx, connectionId).catch(() => null)
    if (connection === null || (connection.state !== 'live' && connection.state !== 'rehearsal')) return null
    const leaseNo = await takeLease(tx, connectionId, startedAt, leaseMs)
    return leaseNo === null ? null : { connection, leaseNo, cursor: await readCursor(tx, connectionId) }
  })
  if (begun === null) return
  const reader: Reader = { deps, shop, connectionId, ...begun, counter: begun.connection.history, historyPages: 0, startedAt, signal }
  const renewing = setInterval(() => void hold(reader).catch(() => {}), renewEveryMs)
  try {
    await readAll(reader)
  } catch (error) {
    if (error instanceof LeaseLost) return
    await fail(reader, error)
  } finally {
    clearInterval(renewing)
  }
}

interface Reader {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connectionId: string
  readonly connection: ConnectionFacts
  readonly leaseNo: bigint
  readonly startedAt: Date
  readonly signal: AbortSignal
  /** As last saved. */
  cursor: SalesCursor | null
  counter: ConnectionFacts['history']
  /** Read by this job. */
  historyPages: number
}

async function readAll(reader: Reader): Promise<void> {
  const { spoke, settings, ctx } = contextOf(reader.deps, reader.shop, reader.connection, 'sale')
  const isTold = spoke.salesInHook !== null
  const isMoreTold = isTold && (await readMessages({ ...reader, leaseMs, spoke, settings }))
  if (isCannot(spoke.readSales)) return finish(reader, { history: 'read', isMore: isMoreTold, isTold })
  const beganAt = new Date(reader.startedAt.getTime() - overlapMs)
  if (reader.cursor === null)
    // By its own clock: one that is far behind would not come to our time for a while, and what is sold meanwhile would be in neither feed.
    await save(reader, { live: spoke.salesFrom(byItsClock(beganAt, reader.connection.clock)), history: null }, async tx => {
      await setHistory(tx, reader.connectionId, { state: 'reading', read: 0, total: null })
    })
  for (const place of reader.cursor?.again ?? []) await readAgain(reader, place)
  await readNamed({ ...reader, leaseMs, spoke, ctx })
  const begun = reader.deps.now().getTime()
  for (;;) {
    const isMore = await readLive(reader)
    const history = await readHistory(reader)
    const isLong = reader.deps.now().getTime() - begun > longestMs || reader.signal.aborted
    if (history === 'more' && !isLong) continue
    return finish(reader, { history: history === 'done' ? 'read' : null, isMore: isMore || isMoreTold || history === 'more', isTold })
  }
}

/** @returns whether there is more than this helping. */
async function readLive(reader: Reader): Promise<boolean> {
  for (let pages = 0; pages < livePages; pages++) {
    const page = await readPage(reader, 'sale', reader.cursor!.live)
    await savePage(reader, page, { ...feedsOf(reader.cursor!), live: page.cursor }, { from: reader.cursor!.live })
    if (!page.hasMore) return false
  }
  return true
}

/** A fault of the history is kept apart: whatever it is, new sales go on being read. */
async function readHistory(reader: Reader): Promise<'done' | 'more' | 'stopped'> {
  const { deps } = reader
  if (reader.cursor?.history === undefined) return 'done'
  if (reader.counter.state === 'failed') return 'stopped'
  if (reader.cursor.history === null) reader.counter = { ...reader.counter, read: 0, total: null }
  let { read, total } = reader.counter
  const startedAt = deps.now()
  try {
    for (let pages = 0; pages < helping && deps.now().getTime() - startedAt.getTime() < historyMs; pages++) {
      const from = reader.cursor.history ?? null
      const page = await readPage(reader, 'history', from)
      if (from === null) total = page.total
      // Pages may overlap; the counter never shows more than there are.
      read = Math.min(read + page.items.length, total ?? Number.MAX_SAFE_INTEGER)
      if (!page.hasMore) read = total ??= read
      const live = reader.cursor.live
      await savePage(reader, page, page.hasMore ? { live, history: page.cursor } : { live }, {
        from,
        also: tx => setHistory(tx, reader.connectionId, { state: page.hasMore ? 'reading' : 'read', read, total }),
      })
      reader.counter = { ...reader.counter, read, total }
      if (growths.has(++reader.historyPages)) await deps.database.inShop(reader.shop, lookAnew)
      if (!page.hasMore) return 'done'
    }
    return 'more'
  } catch (error) {
    const remedy = remedyOf(error)
    if (remedy === 'reconnect' || error instanceof LeaseLost || !(error instanceof SpokeError)) throw error
    deps.log.warn({ err: error, connection: reader.connectionId, remedy }, 'earlier orders wait')
    if (remedy === 'seller' || remedy === 'bug')
      await reader.deps.database.inShop(reader.shop, tx =>
        sql`update connection set history_state = 'failed', reason = ${`Its earlier orders could not be read: ${error.message}`}
          where shop_id = ${shopOf(tx)}::uuid and connection_id = ${reader.connectionId}::uuid`.execute(tx),
      )
    return 'stopped'
  }
}

/** One page from a place where something could not be read. It is asked for once more; whatever comes of it, the place is done with. */
async function readAgain(reader: Reader, place: Json): Promise<void> {
  const page = await readPage(reader, 'sale', place)
  await savePage(reader, page, feedsOf(reader.cursor!), { from: place, isAgainDone: true })
}

interface ReadPage extends Page<SaleItem> {
  /** Whether this storefront wants to be told that its orders are delivered. */
  readonly isFulfilled: boolean
  /** What the answers told of the clock there. */
  readonly clock: ClockGap | null
}

async function readPage(reader: Reader, requestClass: RequestClass, cursor: Json): Promise<ReadPage> {
  const { spoke, ctx, clock } = contextOf(reader.deps, reader.shop, reader.connection, requestClass)
  if (isCannot(spoke.readSales)) throw new SpokeError('bug', spoke.readSales.cannot)
  const page = await spoke.readSales(ctx, cursor)
  return { ...page, clock: clock.gap, isFulfilled: !isCannot(spoke.fulfil) }
}

/** The page and the cursor behind it, together or not at all. */
async function savePage(
  reader: Reader,
  page: ReadPage,
  next: Feeds,
  { from, isAgainDone = false, also = async () => {} }: { from: Json; isAgainDone?: boolean; also?: (tx: Tx) => Promise<unknown> },
): Promise<void> {
  const { connectionId, deps } = reader
  const take = async (tx: Tx) => {
    const sales = page.items.flatMap(item => (item.isRead ? [item.sale] : []))
    if (page.clock !== null) await noteClock(tx, connectionId, page.clock)
    if (sales.length > 0) await takeOrders(tx, connectionId, sales, deps.now(), page)
    for (const item of page.items)
      if (!item.isRead)
        await keepUnreadable(tx, {
          connectionId,
          remoteId: item.remoteId,
          raw: item.raw,
          reason: item.reason,
          now: deps.now(),
          cursor: from,
        })
    await also(tx)
  }
  await save(reader, next, take, isAgainDone)
}

/** Places to be read again may be added by a press meanwhile, so those are left as the row has them; `isAgainDone` takes the first away. */
async function save(reader: Reader, next: Feeds, fn: (tx: Tx) => Promise<unknown>, isAgainDone = false): Promise<void> {
  const { deps, shop, connectionId, leaseNo } = reader
  const again = await deps.database.inShop(shop, tx =>
    withLease(tx, { connectionId, leaseNo, now: deps.now(), ms: leaseMs }, async () => {
      await fn(tx)
      const { rows } = await sql<{ again: Json[] }>`${kept}
        update connection
        set sales_cursor = ${JSON.stringify(next)}::jsonb || jsonb_build_object('again',
          coalesce(sales_cursor -> 'again', '[]') - ${isAgainDone ? 0 : beyond}::int)
        where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and state in ('live', 'rehearsal')
        returning sales_cursor -> 'again' as again`.execute(tx)
      // Paused or removed meanwhile: nothing of this page is kept, the next reader begins with it.
      if (rows[0] === undefined) throw new LeaseLost()
      return rows[0].again
    }),
  )
  reader.cursor = { ...next, again }
}

/** An index that no list reaches: taking that element away takes none. */
const beyond = 1_000_000

const hold = ({ deps, shop, connectionId, leaseNo }: Reader): Promise<void> =>
  deps.database.inShop(shop, tx => withLease(tx, { connectionId, leaseNo, now: deps.now(), ms: leaseMs }, async () => {}))

async function finish(
  { deps, shop, connectionId, leaseNo, startedAt }: Reader,
  { history, isMore, isTold }: { history: 'read' | null; isMore: boolean; isTold: boolean },
) {
  const now = deps.now()
  await deps.database.inShop(shop, tx =>
    withLease(tx, { connectionId, leaseNo, now, ms: leaseMs }, async () => {
      await sql`${kept}
        update connection
        set last_poll_at = ${startedAt}, next_poll_at = ${isMore ? now : new Date(now.getTime() + pollEveryMs)},
          reason = case when failures > 0 then null else reason end, failures = 0,
          history_state = case when ${history}::text is not null and history_state <> 'failed' then ${history}::text else history_state end
        where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
      // A message that tells a sale by itself is done once it is read, and not by a look.
      if (!isTold) await settleDeliveries(tx, connectionId, startedAt)
      await dropLease(tx, connectionId, leaseNo)
    }),
  )
}

/** What to do is decided by the remedy alone. A fault that passes is tried again, later each time; she is told when it does not pass. */
async function fail({ deps, shop, connectionId, connection, leaseNo, startedAt }: Reader, error: unknown): Promise<void> {
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : 'something went wrong here while its sales were read; the log says what'
  deps.log.warn({ err: error, connection: connectionId, remedy }, 'sales could not be read')
  const now = deps.now()
  await deps.database.inShop(shop, async tx => {
    const isHeld = await withLease(tx, { connectionId, leaseNo, now, ms: leaseMs }, () => dropLease(tx, connectionId, leaseNo)).then(
      () => true,
      () => false,
    )
    // Whoever holds it now has its own story to tell.
    if (!isHeld) return
    if (remedy === 'reconnect') return needReconnect(tx, connectionId, reconnectSentence(connection.label, message))
    const row = await tx
      .selectFrom('connection')
      .select('failures')
      .where('shop_id', '=', shop)
      .where('connection_id', '=', connectionId)
      .executeTakeFirstOrThrow()
    const failures = row.failures + 1
    const backOffMs = Math.min(firstWaitMs * 2 ** Math.min(failures - 1, 10), longestWaitMs)
    const waitMs = remedy === 'wait' ? ((error as SpokeError).waitMs ?? 60_000) : remedy === 'retry' ? backOffMs : longestWaitMs
    const isTold = remedy === 'seller' || remedy === 'bug' || (remedy === 'retry' && failures >= 3)
    await tx
      .updateTable('connection')
      .set({
        last_poll_at: startedAt,
        next_poll_at: new Date(now.getTime() + waitMs),
        ...(remedy === 'wait' ? {} : { failures }),
        ...(isTold ? { reason: `Sales could not be read: ${message}${remedy === 'retry' ? ' It is tried again by itself.' : ''}` } : {}),
      })
      .where('shop_id', '=', shop)
      .where('connection_id', '=', connectionId)
      .execute()
  })
}

const reconnectSentence = (label: string, message: string) =>
  `“${label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`

async function readCursor(tx: Tx, connectionId: string): Promise<SalesCursor | null> {
  const row = await tx
    .selectFrom('connection')
    .select('sales_cursor')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  return row.sales_cursor as SalesCursor | null
}

async function setHistory(
  tx: Tx,
  connectionId: string,
  { state, read, total }: { state: 'reading' | 'read'; read: number; total: number | null },
): Promise<void> {
  await tx
    .updateTable('connection')
    .set({
      history_state: state,
      history_read: BigInt(read),
      history_total: total === null ? null : BigInt(total),
    })
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .execute()
}
