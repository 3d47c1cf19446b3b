/** Which rows of a table are new, by what is kept of other tables and by what came another way. */
import { shopOf, sql, type Tx } from '#database'
import { contradicts } from './sale-of-rows.ts'
import type { Fault, Told, ToldRow, ToldTable } from './told-rows.ts'

export interface Sorted {
  readonly fresh: readonly ToldRow[]
  /** From other tables. */
  readonly known: readonly ToldRow[]
  /** Of orders that came another way. */
  readonly elsewhere: readonly ToldRow[]
  readonly faults: readonly Fault[]
}

/**
 * What is kept already is known, unless more of it went back since; an order that came another way is left to that.
 * What an import tells that is being taken back is not kept.
 */
export async function sortRows(tx: Tx, connectionId: string, { rows, faults }: Pick<ToldTable, 'rows' | 'faults'>): Promise<Sorted> {
  const orderKeys = [...new Set(rows.map(({ orderKey }) => orderKey))]
  const kept = await keptRows(tx, connectionId, orderKeys)
  const isElsewhere = await keysElsewhere(tx, connectionId, orderKeys)
  const known = new Map(kept.map(row => [`${row.order_key}\n${row.line_key}`, row]))
  const fresh: ToldRow[] = []
  const again: ToldRow[] = []
  const elsewhere: ToldRow[] = []
  const odd: Fault[] = []
  for (const row of rows) {
    const earlier = known.get(`${row.orderKey}\n${row.lineKey}`)
    if (isElsewhere.has(row.orderKey)) elsewhere.push(row)
    else if (earlier === undefined) fresh.push(row)
    else if (contradicts(earlier.told, row.told)) {
      again.push(row)
      odd.push({ line: row.line, reason: 'It is known, and says otherwise than before (date, number or sum). What is kept stays.' })
    } else if (BigInt(row.told.refunded) > BigInt(earlier.refunded)) fresh.push(row)
    else again.push(row)
  }
  const soldIn = new Set([
    ...rows.filter(({ told }) => told.kind === 'line').map(({ orderKey }) => orderKey),
    ...kept.filter(({ told }) => told.kind === 'line').map(({ order_key }) => order_key),
  ])
  const isOrphan = ({ told, orderKey }: ToldRow) => told.kind === 'refund' && !soldIn.has(orderKey)
  return {
    fresh: fresh.filter(row => !isOrphan(row)),
    known: again,
    elsewhere,
    faults: [
      ...faults,
      ...odd,
      ...fresh
        .filter(isOrphan)
        .map(({ line }) => ({ line, reason: 'It gives money back for an order that is neither in this table nor known.' })),
    ].toSorted((a, b) => a.line - b.line),
  }
}

interface KeptTelling {
  readonly order_key: string
  readonly line_key: string
  /** The first that was kept. */
  readonly told: Told
  /** The largest that any of them tells. */
  readonly refunded: string
}

async function keptRows(tx: Tx, connectionId: string, orderKeys: readonly string[]): Promise<readonly KeptTelling[]> {
  const { rows } = await sql<KeptTelling>`
    select distinct on (r.order_key, r.line_key) r.order_key, r.line_key, r.told,
      (max((r.told ->> 'refunded')::numeric) over (partition by r.order_key, r.line_key))::text as refunded
    from sales_row r join sales_import i on i.shop_id = r.shop_id and i.sales_import_id = r.sales_import_id
    where r.shop_id = ${shopOf(tx)}::uuid and r.connection_id = ${connectionId}::uuid and r.order_key = any(${orderKeys}::text[])
      and i.undone_at is null
    order by r.order_key, r.line_key, i.taken_at, i.sales_import_id`.execute(tx)
  return rows
}

/**
 * Keys of orders that no table has told. Each question is answered from one index: joined into one, a table just taken, of which PostgreSQL has
 * no statistics yet, was gone through once for each of its orders (45 s with 9,600).
 */
async function keysElsewhere(tx: Tx, connectionId: string, orderKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const shop = shopOf(tx)
  const { rows: orders } = await sql<{ remote_id: string; number: string }>`
    select remote_id, number from "order"
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and remote_id = any(${orderKeys}::text[])
    union
    select remote_id, number from "order"
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid
      and number = any(${orderKeys.flatMap(key => [key, `#${key}`])}::text[])`.execute(tx)
  const { rows: told } = await sql<{ order_key: string }>`
    select distinct order_key from sales_row
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and order_key = any(${orders.map(order => order.remote_id)}::text[])`.execute(
    tx,
  )
  const isTold = new Set(told.map(row => row.order_key))
  return new Set(
    orders.filter(order => !isTold.has(order.remote_id)).flatMap(({ remote_id, number }) => [remote_id, number, number.replace(/^#/, '')]),
  )
}
