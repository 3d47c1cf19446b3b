import type pg from 'pg'
import type { ShopId } from '#database'

export type ExampleRow = { table: string; columns: string[]; values: unknown[] }

type Column = { table: string; column: string; type: string }

/** Tried in turn until the column's checks accept one. */
const texts = [
  'x',
  'a4',
  'EUR',
  '1.0',
  'f'.repeat(64),
  'asset:clearing',
  'expense:fees',
  'a@example.com',
  'https://example.com',
  'DE',
  '0'.repeat(8),
]
const byType: Record<string, unknown[]> = {
  int2: [1, 0, 2],
  int4: [1, 0, 2],
  int8: [1, 0, 2],
  numeric: ['1'],
  float4: [0.5],
  float8: [0.5],
  bool: [false],
  jsonb: ['{}', '[]'],
  bytea: [Buffer.from('x')],
  timestamptz: ['2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z'],
  date: ['2026-03-01'],
  uuid: ['00000000-0000-4000-8000-000000000001'],
  _text: [[], ['read']],
}

/** Where checks of several columns hang together, or a column takes one word alone: these first. */
const together: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  promotion: { percent: 10 },
  given_bytes: { kind: 'handed-on', hash: Buffer.alloc(32) },
  given_head: { hash: Buffer.alloc(32) },
  buyer_wish: { kind: 'forget' },
  person_tie: { one: '00000000-0000-4000-8000-000000000001', other: '00000000-0000-4000-8000-000000000002' },
}

/**
 * One row of `shop` in every business table that has none of it yet, whatever the table asks for: values are changed until its checks
 * agree. Foreign keys and triggers are switched off meanwhile, so rows need not make sense together. For proofs over all tables.
 */
export async function exampleRows(owner: pg.Client, shop: ShopId): Promise<ExampleRow[]> {
  await owner.query('set session_replication_role = replica')
  const { rows } = await owner.query<Column & { required: boolean }>(`
    select c.relname as table, a.attname as column, t.typname as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as required
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    order by c.relname, a.attnum`)
  const made: ExampleRow[] = []
  for (const [table, columns] of Map.groupBy(rows, row => row.table)) {
    const name = owner.escapeIdentifier(table)
    const row = await fitting(
      owner,
      name,
      columns,
      columns.filter(({ required, column }) => required || column === 'shop_id' || column in (together[table] ?? {})),
      shop,
    )
    made.push(row)
  }
  await owner.query('set session_replication_role = default')
  return made
}

async function fitting(owner: pg.Client, table: string, all: Column[], first: Column[], shop: ShopId): Promise<ExampleRow> {
  const chosen = new Map(first.map(column => [column.column, 0]))
  const choices = await choicesOf(owner, table)
  const candidates = ({ table, column, type }: Column) => {
    const given = together[table]?.[column]
    return column === 'shop_id' ? [shop] : given === undefined ? (choices.get(column) ?? byType[type] ?? texts) : [given]
  }
  for (let attempt = 0; attempt < 200; attempt++) {
    const columns = [...chosen.keys()]
    const values = columns.map(column => candidates(all.find(known => known.column === column)!)[chosen.get(column)!])
    try {
      const listed = columns.map(column => owner.escapeIdentifier(column)).join(', ')
      await owner.query(
        `insert into ${table} (${listed}) values (${values.map((_, at) => `$${at + 1}`).join(', ')}) on conflict do nothing`,
        values,
      )
      return { table, columns, values }
    } catch (error) {
      const { code, constraint, message } = error as { code?: string; constraint?: string; message: string }
      if (code !== '23514' || constraint === undefined) throw new Error(`no example row for ${table}: ${message}`)
      const checked = await owner.query<{ column: string }>(
        `select a.attname as column from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
         where k.conrelid = $1::regclass and k.conname = $2 order by a.attnum desc`,
        [table, constraint],
      )
      const next = checked.rows
        .map(({ column }) => all.find(known => known.column === column)!)
        .find(column => candidates(column).length > (chosen.get(column.column) ?? -1) + 1)
      if (next === undefined)
        throw new Error(`no example row for ${table}: no known value passes ${constraint}. Add one to src/testing/example-rows.ts.`)
      chosen.set(next.column, (chosen.get(next.column) ?? -1) + 1)
    }
  }
  throw new Error(`no example row for ${table} after 200 attempts`)
}

/** Of `check (state in (…))`. */
async function choicesOf(owner: pg.Client, table: string): Promise<Map<string, string[]>> {
  const { rows } = await owner.query<{ column: string; check: string }>(
    `select a.attname as column, pg_get_constraintdef(k.oid) as check
     from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum] where k.contype = 'c' and k.conrelid = $1::regclass`,
    [table],
  )
  return new Map(
    rows.flatMap(({ column, check }) => {
      const values = [...(/ANY \(ARRAY\[(.*)\]\)/.exec(check)?.[1] ?? '').matchAll(/'([^']*)'::text/g)].map(match => match[1]!)
      return values.length === 0 ? [] : [[column, values] as const]
    }),
  )
}
