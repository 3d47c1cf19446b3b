/**
 * Brings in what was pressed, and takes out what was taken back: some hundred orders in each transaction, whose end also notes how far it is.
 * Level-triggered: killed anywhere, whoever comes next goes on behind the last chunk; done twice it is done once.
 */
import { type ShopId, sql, type Tx } from '#database'
import { LeaseLost } from '../connection/lease.ts'
import { lookAnew } from '../order/look-anew.ts'
import { matchListings } from '../order/match.ts'
import { Refused } from '../refused.ts'
import { dropSalesFiles, readFileOfImport, type SalesFile, type SalesFileWorld } from './bring.ts'
import { mapOfText, type SalesMap } from './columns.ts'
import { readTable, type TableRow } from './read-table.ts'
import { buyersOf, keepRows, lockConnection, settleOrders } from './settle-orders.ts'
import { sortRows } from './sort-rows.ts'
import { takeOut } from './take-out.ts'
import { productKey, type ToldRow, type ToldTable, tellRows } from './told-rows.ts'
import { finish, holdOn, letGo, noteDone, postpone, stop, takeUp, type UnderWay } from './under-way.ts'

export interface ImportsWorld extends SalesFileWorld {
  readonly now: () => Date
  /** Told of each fault, which is then met here. */
  readonly onFault: (error: unknown) => void
  /** Orders in one transaction. Default 500. */
  readonly chunk?: number
}

const leaseMs = 12_000
const renewEveryMs = 4_000
const rowsAtOnce = 2_000
/** Chunks after which the tables have grown so much that the database should look at them anew. */
const growths = new Set([2, 10, 40])
/** Without getting any further: then what is missing is told. */
const mostAttempts = 8

/** Works until nothing is due at this connection. @throws what the database throws when it cannot even be noted that something failed. */
export async function workImports(
  world: ImportsWorld,
  shop: ShopId,
  connectionId: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { database, now } = world
  while (!signal.aborted) {
    const work = await database.inShop(shop, tx => takeUp(tx, connectionId, { now: now(), ms: leaseMs }))
    if (work === null) return
    const renewing = setInterval(() => {
      void database.inShop(shop, tx => holdOn(tx, work, { now: now(), ms: leaseMs })).catch(() => {})
    }, renewEveryMs)
    try {
      if (work.state === 'taking') await bringIn({ world, shop, work, signal })
      else await bringOut({ world, shop, work, signal })
    } catch (error) {
      // Whoever has it now has its own story to tell; what was taken back meanwhile is taken up as that.
      if (!(error instanceof LeaseLost)) await meet(world, shop, work, error)
    } finally {
      clearInterval(renewing)
    }
  }
}

interface Run {
  readonly world: ImportsWorld
  readonly shop: ShopId
  readonly work: UnderWay
  readonly signal: AbortSignal
}

/** The rows of some orders, whole. */
interface Chunk {
  readonly rows: readonly ToldRow[]
  readonly last: string
}

async function bringIn(run: Run): Promise<void> {
  const { world, shop, work, signal } = run
  const file = await world.database.inShop(shop, tx => readFileOfImport(tx, work.importId))
  if (file === null) throw tableGone()
  const { rows } = await tellTable(world, shop, file, mapOfText(work.map))
  const open = new Map(work.matches.map(({ product, patternId }) => [product, patternId]))
  let chunks = 0
  for (const chunk of chunksOf(rows, work.reached, world.chunk ?? 500)) {
    if (signal.aborted) return world.database.inShop(shop, tx => letGo(tx, work))
    await inChunk(run, tx => takeChunk(tx, work, chunk, { open, now: world.now() }))
    // Their later sales follow the first ones.
    for (const { told } of chunk.rows) open.delete(productKey(told))
    if (growths.has(++chunks)) await world.database.inShop(shop, lookAtRowsAnew)
  }
  await inChunk(run, tx => finish(tx, work))
  await dropSalesFiles(world, shop, { ofImport: work.importId })
}

async function bringOut(run: Run): Promise<void> {
  const { world, shop, work, signal } = run
  await dropSalesFiles(world, shop, { ofImport: work.importId })
  for (;;) {
    if (signal.aborted) return world.database.inShop(shop, tx => letGo(tx, work))
    const isMore = await inChunk(run, async tx => {
      const rows = await takeOut(tx, work, { orders: world.chunk ?? 500, now: world.now() })
      if (rows === 0) await finish(tx, work)
      else await noteDone(tx, work, { rows, reached: null, brought: { rows: 0, orders: 0, known: 0 } })
      return rows > 0
    })
    if (!isMore) return
  }
}

/** Locks are taken as everywhere: the connection first. */
function inChunk<T>({ world: { database, now }, shop, work }: Run, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return database.inShop(shop, async tx => {
    await lockConnection(tx, work.connectionId)
    await holdOn(tx, work, { now: now(), ms: leaseMs })
    return fn(tx)
  })
}

/** What is new of these orders is known by what is kept at this moment, whatever other tables brought since the press. */
async function takeChunk(
  tx: Tx,
  work: UnderWay,
  { rows, last }: Chunk,
  { open, now }: { open: ReadonlyMap<string, string>; now: Date },
): Promise<void> {
  const { connectionId, importId } = work
  const { fresh, known, elsewhere } = await sortRows(tx, connectionId, { rows, faults: [] })
  // Also what an earlier table told belongs to this one: when that one is taken back, it stays.
  await keepRows(tx, { connectionId, importId, rows: [...fresh, ...known] })
  const orderKeys = [...new Set(fresh.map(({ orderKey }) => orderKey))]
  await settleOrders(tx, { connectionId, orderKeys, buyers: buyersOf(fresh), now })
  const products = new Set(rows.map(({ told }) => productKey(told)))
  const matches = [...open].flatMap(([product, patternId]) => (products.has(product) ? [{ remoteId: `table:${product}`, patternId }] : []))
  await matchListings(tx, { connectionId, matches, now })
  const brought = { rows: fresh.length, orders: orderKeys.length, known: known.length + elsewhere.length }
  await noteDone(tx, work, { rows: rows.length, reached: last, brought })
}

/** Orders in the order of their keys, so that one key says how far it is. @param reached those up to it are in. */
function* chunksOf(rows: readonly ToldRow[], reached: string | null, orders: number): Generator<Chunk, void> {
  const left = [...Map.groupBy(rows, ({ orderKey }) => orderKey)]
    .filter(([key]) => reached === null || key > reached)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  let chunk: ToldRow[] = []
  let count = 0
  for (const [at, [key, some]] of left.entries()) {
    chunk.push(...some)
    if (++count < orders && chunk.length < rowsAtOnce && at < left.length - 1) continue
    yield { rows: chunk, last: key }
    chunk = []
    count = 0
  }
}

/** All of it, read from where it lies; nothing is in a transaction meanwhile. @throws {Refused} when it cannot be read. */
export async function tellTable(
  { blobs }: Pick<SalesFileWorld, 'blobs'>,
  shop: ShopId,
  { sha256, reading }: SalesFile,
  map: SalesMap,
): Promise<ToldTable> {
  const rows: TableRow[] = []
  for await (const row of readTable(async () => (await blobs.open(shop, sha256)).stream, reading)) rows.push(row)
  return tellRows(rows, reading.header, map)
}

async function lookAtRowsAnew(tx: Tx): Promise<void> {
  await lookAnew(tx)
  await sql`analyze sales_row`.execute(tx)
}

const tableGone = () => new Refused('file-missing', 'The table itself is no longer in the data folder.')

async function meet(world: ImportsWorld, shop: ShopId, work: UnderWay, error: unknown): Promise<void> {
  world.onFault(error)
  const { database, now } = world
  const isOver = await database.inShop(shop, async tx => {
    try {
      await holdOn(tx, work, { now: now(), ms: leaseMs })
    } catch {
      return false
    }
    const attempts = await postpone(tx, work, {
      now: now(),
      told: 'Something went wrong here; the log says what. It is tried again by itself.',
    })
    const why =
      error instanceof Refused
        ? (error.code === 'file-missing' ? tableGone() : error).message
        : attempts >= mostAttempts
          ? 'Something went wrong here each time; the log says what.'
          : null
    // What was taken back goes out in the end, however often that is tried.
    if (why === null || work.state === 'undoing') return false
    await stop(tx, work, why)
    return true
  })
  if (isOver) await dropSalesFiles(world, shop, { ofImport: work.importId })
}
