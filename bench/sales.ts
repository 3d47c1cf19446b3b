/** Sales taken in pages of a hundred, against the very same rows written by hand in as many transactions on one connection. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createDatabase, type ShopId, shopOf, sql, type Tx } from '#database'
import type { Sale } from '#hub/order/sale.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { migratedDatabase, newShop } from '#testing/database.ts'
import { eur, newConnection, saleOf } from '#testing/sales.ts'
import { type Figure, figure } from './figure.ts'

const [pages, perPage] = [40, 100]
const tables = ['customer', 'order', 'order_line', 'entitlement', 'journal', 'posting', 'event'] as const

export async function benchSales(): Promise<Figure> {
  const { url, close } = await migratedDatabase()
  const database = createDatabase({ url, max: 2, name: 'selvage bench' })
  try {
    await takePages(database, await newShop(database), 5) // warm: plans, caches, the compiler
    const shop = await newShop(database)
    const takenPerSecond = await takePages(database, shop, pages)
    const rows = await database.inShop(shop, readBack)
    return figure('sales taken in pages of 100', 'sales/s', takenPerSecond, await byHand(url, database, rows))
  } finally {
    await database.close()
    await close()
  }
}

type Database = ReturnType<typeof createDatabase>

async function takePages(database: Database, shop: ShopId, count: number): Promise<number> {
  const connection = await newConnection(database, shop)
  await database.inShop(shop, async tx => {
    const { pattern_id } = await tx
      .insertInto('pattern')
      .values({ shop_id: shop, sku: 'BENCH', title: 'Bench', craft: 'other' })
      .returning('pattern_id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('listing')
      .values({ shop_id: shop, listing_id: randomUUID(), connection_id: connection, pattern_id, remote_id: '77' })
      .execute()
  })
  const now = new Date()
  const sales = Array.from(
    { length: count * perPage },
    (_, index): Sale =>
      saleOf({
        remoteId: `${index}`,
        number: `#${index}`,
        placedAt: now,
        changedAt: now,
        paidAt: now,
        total: eur(750),
        buyer: { email: `b${index}@example.com`, name: 'B', country: 'DE' },
      }),
  )
  const started = performance.now()
  for (let page = 0; page < count; page++)
    await database.inShop(shop, tx => takeOrders(tx, connection, sales.slice(page * perPage, (page + 1) * perPage), now))
  return sales.length / ((performance.now() - started) / 1000)
}

/** Every row that taking the sales has left, in pages, as JSON. */
async function readBack(tx: Tx): Promise<{ table: string; page: string }[][]> {
  const all: { table: string; page: string }[][] = Array.from({ length: pages }, () => [])
  for (const table of tables) {
    const { rows } = await sql<{ page: number; rows: string }>`
      select (n * ${pages} / total)::int as page, jsonb_agg(r)::text as rows
      from (select to_jsonb(t) as r, row_number() over (order by ctid) - 1 as n, count(*) over () as total from ${sql.table(table)} t where shop_id = ${shopOf(tx)}) x
      group by 1`.execute(tx)
    for (const { page, rows: text } of rows) all[page]!.push({ table, page: text })
  }
  return all
}

/** The same rows into another shop, whose connection and pattern are copied first. */
async function byHand(url: string, database: Database, pagesOfRows: { table: string; page: string }[][]): Promise<number> {
  const shop = await newShop(database)
  const first = JSON.parse(pagesOfRows[0]!.find(({ table }) => table === 'order')!.page)[0] as { shop_id: string }
  const source = first.shop_id as ShopId
  const client = new pg.Client({ connectionString: url, application_name: 'selvage bench by hand' })
  await client.connect()
  const copies = await database.inShop(source, async tx => {
    const { rows } = await sql<{ table: string; rows: string }>`
      select 'connection' as table, jsonb_agg(to_jsonb(c))::text as rows from connection c where shop_id = ${source}
      union all select 'pattern', jsonb_agg(to_jsonb(p))::text from pattern p where shop_id = ${source}
      union all select 'account', jsonb_agg(to_jsonb(a))::text from account a where shop_id = ${source}`.execute(tx)
    return rows
  })
  const move = (text: string) => text.replaceAll(source, shop)
  const insert = (table: string, rows: string) =>
    client.query(`insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", $1::jsonb)`, [rows])
  try {
    const inShop = async (work: () => Promise<unknown>) => {
      await client.query('begin')
      await client.query(`select set_config('selvage.shop', $1, true)`, [shop])
      await work()
      await client.query('commit')
    }
    await inShop(async () => {
      for (const { table, rows } of copies) await insert(table, move(rows))
    })
    const ready = pagesOfRows.map(page => page.map(({ table, page: rows }) => ({ table, rows: move(rows) })))
    const started = performance.now()
    for (const page of ready)
      await inShop(async () => {
        for (const { table, rows } of page) await insert(table, rows)
      })
    return (pages * perPage) / ((performance.now() - started) / 1000)
  } finally {
    await client.end()
  }
}
