import { shopOf, sql, type Tx } from '#database'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound } from '../refused.ts'
import { whyNotUndone } from './undo-import.ts'

export type ImportState = 'taking' | 'taken' | 'stopped' | 'undoing' | 'undone'

export interface SalesImport {
  readonly id: string
  readonly fileName: string
  readonly rows: number
  readonly orders: number
  readonly known: number
  readonly unread: number
  /** 'taking' and 'undoing' are under way; 'stopped' is not all in. */
  readonly state: ImportState
  /** Rows that were gone through so far, in or back out, */
  readonly doneRows: number
  /** of so many. */
  readonly allRows: number
  /** Why it stopped, or waits. */
  readonly reason: string | null
  readonly takenAt: Date
  readonly takenBy: string
  /** When she pressed. */
  readonly undoneAt: Date | null
  /** Why it cannot be taken back; null when it can, or is. While it comes in, the press says so. */
  readonly stays: string | null
}

/** Newest first. */
export async function listImports(
  tx: Tx,
  connectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<SalesImport>> {
  const after = pageAfter(cursor)
  const rows = await read(
    tx,
    sql`i.connection_id = ${connectionId}::uuid and (${after?.at ?? null}::timestamptz is null
      or (i.taken_at, i.sales_import_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = pageOf(rows, limit, row => ({ at: row.takenAt, id: row.id }))
  return { items: await toImports(tx, page.items), next: page.next }
}

/** @throws {Refused} when there is none. */
export async function readImport(tx: Tx, importId: string): Promise<SalesImport> {
  const [row] = await read(tx, sql`i.sales_import_id = ${importId}::uuid`, 1)
  if (row === undefined) throw notFound('This import')
  return (await toImports(tx, [row]))[0]!
}

/** @param key of the report that was pressed. @returns null when that was not taken, or was taken back. */
export async function findImport(tx: Tx, key: string): Promise<SalesImport | null> {
  const [row] = await read(tx, sql`i.key = ${key} and i.undone_at is null and i.state <> 'stopped'`, 1)
  return row === undefined ? null : (await toImports(tx, [row]))[0]!
}

type Counts = Pick<SalesImport, 'rows' | 'orders' | 'known' | 'unread'>
type Row = Omit<SalesImport, keyof Counts | 'stays'> & { readonly counts: Counts }

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select i.sales_import_id as id, i.file_name as "fileName", i.counts, i.taken_at as "takenAt", i.taken_by as "takenBy", i.undone_at as "undoneAt",
      i.state, i.done_rows as "doneRows", i.all_rows as "allRows", i.reason
    from sales_import i
    where i.shop_id = ${shopOf(tx)}::uuid and ${where}
    order by i.taken_at desc, i.sales_import_id desc
    limit ${limit}`.execute(tx)
  return rows
}

async function toImports(tx: Tx, rows: readonly Row[]): Promise<SalesImport[]> {
  const whys = await whyNotUndone(
    tx,
    rows.filter(({ state }) => state === 'taken' || state === 'stopped').map(({ id }) => id),
  )
  return rows.map(({ counts, ...row }) => ({ ...row, ...counts, stays: whys.get(row.id) ?? null }))
}
