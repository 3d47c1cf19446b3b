/** Sales taken against the very same rows written by hand: as many transactions on as many connections, one sale at a time and in batches. */
import { createDatabase, type Database } from '#database'
import { takeOrders } from '#hub/order/take-orders.ts'
import { migratedDatabase, newShop } from '#testing/database.ts'
import { figure, type Measured, median } from './figure.ts'
import { byHand, rowsOf } from './sales-by-hand.ts'
import { connectedShop, type Lane, salesOf } from './sales-stage.ts'

interface Way {
  readonly name: string
  /** Sales in one transaction. */
  readonly batch: number
  readonly transactions: number
  readonly atLeast: number
}

const ways: readonly Way[] = [
  { name: 'sales taken one by one', batch: 1, transactions: 120, atLeast: 0.6 },
  { name: 'sales taken by hooks, 16 at once', batch: 16, transactions: 24, atLeast: 0.5 },
  { name: 'sales taken in pages of 100', batch: 100, transactions: 10, atLeast: 0.5 },
]
/** Connections at once, each with a storefront of its own, as one storefront's sales are taken one after another. */
const lanes = 2
const rounds = 5

export async function benchSales(): Promise<readonly Measured[]> {
  const { url, close } = await migratedDatabase()
  const database = createDatabase({ url, max: lanes, name: 'selvage bench' })
  try {
    const figures: Measured[] = []
    for (const way of ways) figures.push(await measure(way, { database, url }))
    return figures
  } finally {
    await database.close()
    await close()
  }
}

async function measure(
  { name, batch, transactions, atLeast }: Way,
  { database, url }: { database: Database; url: string },
): Promise<Measured> {
  const speeds = { ours: [] as number[], hand: [] as number[] }
  for (let round = -1; round < rounds; round++) {
    const taken = await Promise.all(Array.from({ length: lanes }, async () => connectedShop(database, await newShop(database))))
    const batches = Array.from({ length: transactions }, (_, at) => salesOf(at * batch, batch))
    const ours = await perSecond(() => Promise.all(taken.map(lane => take(database, lane, batches))))
    const rows = await Promise.all(taken.map(({ shop }) => database.inShop(shop, tx => rowsOf(tx, transactions))))
    const copies = await Promise.all(rows.map(async of => ({ rows: of, shop: await newShop(database) })))
    const hand = await byHand(url, copies, work => perSecond(work))
    // The first round warms: plans, caches, the compiler.
    if (round < 0) continue
    speeds.ours.push(ours)
    speeds.hand.push(hand)
  }
  return figure({ name, unit: 'sales/s', bound: { atLeast } }, { value: median(speeds.ours), limit: median(speeds.hand) })

  async function perSecond(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now()
    await work()
    return (lanes * batch * transactions) / ((performance.now() - started) / 1000)
  }
}

async function take(database: Database, { shop, connection }: Lane, batches: readonly ReturnType<typeof salesOf>[]): Promise<void> {
  for (const sales of batches) await database.inShop(shop, tx => takeOrders(tx, connection, sales, new Date()))
}
