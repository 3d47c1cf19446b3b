/** What taking sales has left, written again into another shop by hand through `pg`: the least that such rows cost. */
import pg from 'pg'
import { type ShopId, shopOf, sql, type Tx } from '#database'

/** In the order in which they refer to each other, each with the id by which its rows follow in time. */
const tables = {
  customer: 'customer_id',
  order: 'order_id',
  order_line: 'order_id',
  entitlement: 'order_id',
  journal: 'journal_id',
  posting: 'journal_id',
  event: 'event_id',
  given_bytes: 'no',
} as const
/** What sales refer to, which is there before. */
const before = { connection: 'connection_id', pattern: 'pattern_id', account: 'account' } as const

type Row = Readonly<Record<string, unknown>>

interface TableRows {
  readonly table: string
  /** Without those that the database makes itself of others. */
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface WrittenRows {
  readonly shop: ShopId
  readonly before: readonly TableRows[]
  /** By transaction. */
  readonly batches: readonly (readonly TableRows[])[]
}

/** @returns every row of this shop, split as it came in that many transactions. */
export async function rowsOf(tx: Tx, transactions: number): Promise<WrittenRows> {
  const all = async ([table, id]: [string, string]): Promise<TableRows> => {
    const { rows } = await sql<{
      row: Row
    }>`select to_jsonb(t) as row from ${sql.table(table)} t where shop_id = ${shopOf(tx)} order by ${sql.ref(id)}`.execute(tx)
    const { rows: columns } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${`public.${JSON.stringify(table)}`}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`.execute(
      tx,
    )
    return { table, columns: columns.map(({ name }) => name), rows: rows.map(({ row }) => row) }
  }
  const written: TableRows[] = []
  for (const table of Object.entries(tables)) written.push(await all(table))
  const earlier: TableRows[] = []
  for (const table of Object.entries(before)) earlier.push(await all(table))
  return {
    shop: shopOf(tx),
    before: earlier,
    batches: Array.from({ length: transactions }, (_, at) =>
      written.map(({ rows, ...rest }) => ({
        ...rest,
        rows: rows.slice((at * rows.length) / transactions, ((at + 1) * rows.length) / transactions),
      })),
    ),
  }
}

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Each copy on a connection of its own, all at once. @param timed is given the writing alone. */
export async function byHand(
  url: string,
  copies: readonly { readonly rows: WrittenRows; readonly shop: ShopId }[],
  timed: (work: () => Promise<unknown>) => Promise<number>,
): Promise<number> {
  const clients = copies.map(() => new pg.Client({ connectionString: url, application_name: 'selvage bench by hand' }))
  try {
    const ready = await Promise.all(
      copies.map(async ({ rows, shop }, at) => {
        const client = clients[at]!
        await client.connect()
        const into = (of: readonly TableRows[]) =>
          of.filter(table => table.rows.length > 0).map(table => insertOf(table, { from: rows.shop, to: shop }))
        await write(client, shop, into(rows.before))
        return { client, shop, batches: rows.batches.map(into) }
      }),
    )
    return await timed(() =>
      Promise.all(
        ready.map(async ({ client, shop, batches }) => {
          for (const batch of batches) await write(client, shop, batch)
        }),
      ),
    )
  } finally {
    await Promise.all(clients.map(client => client.end()))
  }
}

async function write(client: pg.Client, shop: ShopId, statements: readonly Statement[]): Promise<void> {
  await client.query('begin')
  await client.query(`select set_config('selvage.shop', $1, true)`, [shop])
  for (const { text, values } of statements) await client.query(text, [...values])
  await client.query('commit')
}

/** One row is written as its values, many as one array of them, which is what a hand would do. */
function insertOf({ table, columns, rows }: TableRows, { from, to }: { from: ShopId; to: ShopId }): Statement {
  const moved = (value: unknown) => (typeof value === 'string' ? value.replaceAll(from, to) : value)
  const names = columns.map(column => `"${column}"`).join(', ')
  const [only] = rows
  if (rows.length === 1 && only !== undefined)
    return {
      text: `insert into "${table}" (${names}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      values: columns.map(column => moved(only[column])),
    }
  return {
    text: `insert into "${table}" (${names}) select ${names} from jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
    values: [JSON.stringify(rows).replaceAll(from, to)],
  }
}
