/**
 * The press on what a table would bring. It only writes down what was pressed: the rows come in after it, some hundred orders at a time, and
 * whoever works on them may be killed at any moment (`work-imports.ts`).
 */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import type { SalesFile } from './bring.ts'
import { mapText, type SalesMap } from './columns.ts'
import { reportOn, type SalesReport } from './report.ts'
import { lockConnection } from './settle-orders.ts'
import type { ToldTable } from './told-rows.ts'

/** What stands in `sales_file.looked`: all that a press needs, so that it need not read the table again. */
interface Looked {
  readonly key: string
  readonly map: string
  /** Of all presses at this connection: another one since makes the look worthless. */
  readonly presses: string
  readonly counts: { readonly rows: number; readonly orders: number; readonly known: number; readonly unread: number }
  /** Rows that can be read. */
  readonly all: number
}

/** The report, remembered with the file. @throws {Refused} as `reportOn` does. */
export async function lookAtSales(tx: Tx, file: SalesFile, { table, map }: { table: ToldTable; map: SalesMap }): Promise<SalesReport> {
  const presses = await pressesOf(tx, file.connectionId)
  const report = await reportOn(tx, { ...file, table, map })
  if (report.key === '') return report
  const { key, fresh, orders, known, unread } = report
  const looked: Looked = { key, map: mapText(map), presses, counts: { rows: fresh, orders, known, unread }, all: table.rows.length }
  await sql`
    update sales_file set looked = ${JSON.stringify(looked)}::jsonb
    where shop_id = ${shopOf(tx)}::uuid and sales_file_id = ${file.id}::uuid and sales_import_id is null`.execute(tx)
  return report
}

export interface TakeInput {
  readonly map: SalesMap
  /** Of the report that she saw. */
  readonly key: string
  /** Which pattern a product is, said once; the rest is asked under Orders. */
  readonly matches: readonly { readonly product: string; readonly patternId: string }[]
  readonly takenBy: string
  readonly now: Date
}

/** @returns the import, which is under way; the same one when the same press comes again. @throws {Refused} 409 when what it would bring has changed, or nothing is new. */
export async function takeSales(tx: Tx, file: SalesFile, input: TakeInput): Promise<string> {
  const { map, key, matches, takenBy, now } = input
  const { connectionId, id: salesFileId } = file
  const shop = shopOf(tx)
  await lockConnection(tx, connectionId)
  const { rows: earlier } = await sql<{ id: string }>`
    select sales_import_id as id from sales_import
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and key = ${key} and undone_at is null and state <> 'stopped'`.execute(
    tx,
  )
  if (earlier[0] !== undefined) return earlier[0].id
  const { rows } = await sql<{ looked: Looked | null }>`
    select looked from sales_file
    where shop_id = ${shop}::uuid and sales_file_id = ${salesFileId}::uuid and sales_import_id is null for update`.execute(tx)
  if (rows[0] === undefined) throw notFound('This table')
  const { looked } = rows[0]
  if (looked?.key !== key || looked.map !== mapText(map) || looked.presses !== (await pressesOf(tx, connectionId)))
    throw new Refused('changed-since', 'What this table would bring has changed since you looked. Look again, then press.', { status: 409 })
  if (looked.counts.rows === 0) throw new Refused('nothing-new', 'Nothing in this table is new; there is nothing to take.', { status: 409 })
  const said = [...new Map(matches.toReversed().map(match => [match.product, match])).values()]
  await mustBePatterns(tx, said)
  const importId = randomUUID()
  await sql`
    insert into sales_import (shop_id, sales_import_id, connection_id, file_name, key, counts, state, map, matches, all_rows, taken_at, taken_by, next_run_at)
    values (${shop}::uuid, ${importId}::uuid, ${connectionId}::uuid, ${file.fileName}, ${key}, ${JSON.stringify(looked.counts)}::jsonb, 'taking', ${looked.map},
      ${JSON.stringify(said)}::jsonb, ${looked.all}, ${now}, ${takenBy}, ${now})`.execute(tx)
  await sql`
    update sales_file set sales_import_id = ${importId}::uuid
    where shop_id = ${shop}::uuid and sales_file_id = ${salesFileId}::uuid`.execute(tx)
  return importId
}

/** How often was pressed here, and how often taken back. */
async function pressesOf(tx: Tx, connectionId: string): Promise<string> {
  const { rows } = await sql<{ presses: string }>`
    select count(*) || ' ' || count(undone_at) as presses from sales_import
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
  return rows[0]!.presses
}

async function mustBePatterns(tx: Tx, matches: TakeInput['matches']): Promise<void> {
  const ids = [...new Set(matches.map(({ patternId }) => patternId))]
  const { rows } = await sql`
    select from pattern where shop_id = ${shopOf(tx)}::uuid and pattern_id = any (${ids}::uuid[])`.execute(tx)
  if (rows.length < ids.length) throw notFound('This pattern')
}
