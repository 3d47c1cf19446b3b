/** A shop that brings tables of sales: rows as bytes, a look, a press, and whoever works on it. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { asShop, type Database, sql } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { bringSalesFile, type SalesFile } from '#hub/sales-file/bring.ts'
import type { SalesMap } from '#hub/sales-file/columns.ts'
import type { SalesReport } from '#hub/sales-file/report.ts'
import { lookAtSales, takeSales } from '#hub/sales-file/take.ts'
import { undoImport } from '#hub/sales-file/undo-import.ts'
import { type ImportsWorld, tellTable, workImports } from '#hub/sales-file/work-imports.ts'
import type { TestDatabase } from './database.ts'
import { newConnection } from './sales.ts'
import { columns, header } from './written-table.ts'

export interface SoldRow {
  readonly number?: string
  readonly date?: string
  readonly product?: string
  readonly email?: string
  readonly gross?: string
  readonly refund?: string
}

export const tableMap: SalesMap = { columns, dateOrder: 'ymd', decimalSign: '.', currency: 'EUR', amountsAre: 'row', taxIs: 'inside' }
const pressedAt = new Date('2026-03-10T12:00:00Z')

export const csvOf = (rows: readonly SoldRow[]): string =>
  [
    header,
    ...rows.map(({ number = '', date = '2026-02-01', product = 'Wren Tee', email = 'ana@example.com', gross = '9.50', refund = '' }) => [
      ...[number, date, product, email, '', '1', gross, '', refund],
    ]),
  ]
    .map(row => `${row.join(',')}\n`)
    .join('')

export interface Look {
  readonly file: SalesFile
  readonly report: SalesReport
}

interface Press {
  readonly matches?: readonly { readonly product: string; readonly patternId: string }[]
  readonly when?: Date
}

/** Files lie in a folder that goes with the test file. */
export function salesTables(database: TestDatabase) {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-tables-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const blobs = folderStore(folder)

  /** @param liveFrom what was sold before is history. */
  async function scene({ liveFrom = new Date('2026-03-01T00:00:00Z') as Date | null } = {}) {
    const shop = asShop(randomUUID())
    await database.inShop(shop, tx =>
      sql`insert into shop (shop_id, slug, name, currency) values (${shop}::uuid, ${`t-${shop}`}, 'T', 'EUR')`.execute(tx),
    )
    return { shop, connectionId: await newConnection(database, shop, { liveFrom }) }
  }
  type Scene = Awaited<ReturnType<typeof scene>>

  async function look({ shop, connectionId }: Scene, rows: readonly SoldRow[], fileName = 'sales.csv'): Promise<Look> {
    const stream = (async function* () {
      yield Buffer.from(csvOf(rows))
    })()
    const file = await bringSalesFile({ database, blobs }, shop, { connectionId, fileName, stream, now: pressedAt })
    const table = await tellTable({ blobs }, shop, file, tableMap)
    return { file, report: await database.inShop(shop, tx => lookAtSales(tx, file, { table, map: tableMap })) }
  }

  /** @returns the import, which is under way. */
  const press = ({ shop }: Scene, { file, report }: Look, { matches = [], when = pressedAt }: Press = {}): Promise<string> =>
    database.inShop(shop, tx => takeSales(tx, file, { map: tableMap, key: report.key, matches, takenBy: 'ana', now: when }))

  /** Works until nothing is due. */
  const work = (
    { shop, connectionId }: Scene,
    { when = pressedAt, through = database, chunk = 500 }: { when?: Date; through?: Database; chunk?: number } = {},
  ): Promise<void> => {
    const faults: unknown[] = []
    const world: ImportsWorld = { database: through, blobs, now: () => when, chunk, onFault: error => faults.push(error) }
    return workImports(world, shop, connectionId)
  }

  /** As she does: looks, presses, and waits. @returns the import, or null when nothing was new. */
  async function bring(at: Scene, rows: readonly SoldRow[], said: Press = {}): Promise<string | null> {
    const seen = await look(at, rows)
    if (seen.report.fresh === 0) return null
    const importId = await press(at, seen, said)
    await work(at, said)
    return importId
  }

  const pressUndo = ({ shop }: Scene, importId: string, when = pressedAt) =>
    database.inShop(shop, tx => undoImport(tx, importId, { by: 'ana', now: when }))

  /** What is there of orders, in words that are the same however it came there. */
  async function ordersOf({ shop, connectionId }: Scene): Promise<string[]> {
    const { rows } = await database.inShop(shop, tx =>
      sql<{ order: string }>`
        select o.remote_id || ' ' || o.state || ' ' || o.total_minor || ' ' || o.refunded_minor || ' ' || o.placed_at || ' ' || coalesce(c.email, '') || ' ' ||
          coalesce((select string_agg(l.line || ' ' || l.title || ' ' || l.quantity || ' ' || l.total_minor || ' ' || (l.pattern_id is not null), ', ' order by l.line)
            from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.quantity > 0), '') || ' ' ||
          (select count(*) from entitlement e where e.shop_id = o.shop_id and e.order_id = o.order_id and e.ended_at is null) as "order"
        from "order" o left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
        where o.connection_id = ${connectionId}::uuid order by o.remote_id`.execute(tx),
    )
    return rows.map(row => row.order)
  }

  return { blobs, scene, look, press, work, bring, pressUndo, ordersOf }
}

export type TableScene = Awaited<ReturnType<ReturnType<typeof salesTables>['scene']>>
