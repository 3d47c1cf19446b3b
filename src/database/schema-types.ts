import type pg from 'pg'

type Column = { schema: string; table: string; column: string; type: string; nullable: boolean; hasDefault: boolean; checks: string[] }

const plain: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  bpchar: 'string',
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  float8: 'number',
  numeric: 'string',
  date: 'string',
  bytea: 'Buffer',
  timestamptz: 'Date',
  _text: 'string[]',
  _uuid: 'string[]',
  _int8: 'bigint[]',
}

/**
 * TypeScript for every table: `Schema` holds the business tables, which a `Tx` reads; `SystemSchema` those outside the shops.
 * A column with a `check (… in (…))` becomes a union, int8 a bigint, `shop_id` a ShopId, and jsonb takes JSON text.
 */
export async function printTypes(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Column>(`
    select n.nspname as schema, c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
      a.atthasdef or a.attidentity <> '' as "hasDefault",
      array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] order by 1) as checks
    from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'p') and n.nspname in ('public', 'auth', 'rate', 'selvage')
    order by n.nspname, c.relname, a.attnum`)
  const tables = Map.groupBy(rows, row => `${row.schema}.${row.table}`)
  const business = [...tables.values()].filter(columns => columns[0]?.schema === 'public')
  const system = [...tables.values()].filter(columns => columns[0]?.schema !== 'public')
  return [
    '// Written by `bin/selvage schema` from the migrated database. Do not edit.',
    `import type { ColumnType, Generated } from 'kysely'`,
    `import type { ShopId } from '../ids.ts'`,
    '',
    '/** jsonb: read as it is, written as JSON text, because the driver takes an array for an SQL array. */',
    'type Json = ColumnType<unknown, string, string>',
    'type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>',
    'type JsonWithDefault = ColumnType<unknown, string | undefined, string>',
    '/** int8 that is no amount of money: small numbers may be written as numbers. */',
    'type Count = ColumnType<bigint, bigint | number, bigint | number>',
    'type CountOrNull = ColumnType<bigint | null, bigint | number | null | undefined, bigint | number | null>',
    'type CountWithDefault = ColumnType<bigint, bigint | number | undefined, bigint | number>',
    '',
    ...[...business, ...system].map(printTable),
    printSchema('Schema', business, columns => columns[0]!.table),
    printSchema('SystemSchema', system, columns => `${columns[0]!.schema}.${columns[0]!.table}`),
  ].join('\n')
}

function printTable(columns: Column[]): string {
  return [`export type ${typeName(columns)} = {`, ...columns.map(column => `  ${name(column.column)}: ${typeOf(column)}`), '}', ''].join(
    '\n',
  )
}

function printSchema(schema: string, tables: Column[][], key: (columns: Column[]) => string): string {
  return [`export type ${schema} = {`, ...tables.map(columns => `  ${name(key(columns))}: ${typeName(columns)}`), '}', ''].join('\n')
}

function typeOf(column: Column): string {
  const { type, nullable, hasDefault } = column
  const shape = type === 'jsonb' ? 'Json' : type === 'int8' && !/_minor$/.test(column.column) ? 'Count' : null
  if (shape !== null) return `${shape}${nullable ? 'OrNull' : hasDefault ? 'WithDefault' : ''}`
  const base = column.column === 'shop_id' ? 'ShopId' : (choices(column) ?? (type === 'int8' ? 'bigint' : plain[type]))
  if (base === undefined)
    throw new Error(`${column.table}.${column.column} has type ${type}, which src/database/schema-types.ts does not know. Add it there.`)
  const whole = nullable ? `${base} | null` : base
  return hasDefault ? `Generated<${whole}>` : whole
}

/** `CHECK ((state = ANY (ARRAY['a'::text, 'b'::text])))` is 'a' | 'b'. */
function choices({ column, checks }: Column): string | undefined {
  for (const check of checks) {
    const list = new RegExp(`^CHECK \\(\\("?${column}"? = ANY \\(ARRAY\\[(.*)\\]\\)\\)\\)$`).exec(check)?.[1]
    const values = list?.split(', ').map(item => /^'([^']*)'::text$/.exec(item)?.[1])
    if (values?.every(value => value !== undefined)) return values.map(value => `'${value}'`).join(' | ')
  }
  return undefined
}

function typeName(columns: Column[]): string {
  const { schema, table } = columns[0]!
  const words = [...(schema === 'public' ? [] : [schema]), ...table.split('_')]
  return `${words.map(word => word[0]!.toUpperCase() + word.slice(1)).join('')}Row`
}

const name = (text: string) => (/^[a-z_][a-z0-9_]*$/i.test(text) ? text : `'${text}'`)
