/** What a table would bring, before anything is taken: what is new, known, not to be read and why, which products ask for their pattern, who is written to. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { latestByOurs, toGap } from '../connection/clock-gap.ts'
import { Refused } from '../refused.ts'
import { mapText, type SalesMap } from './columns.ts'
import type { TableReading } from './read-table.ts'
import { type Sorted, sortRows } from './sort-rows.ts'
import { type Fault, productKey, type Question, type ToldRow, type ToldTable } from './told-rows.ts'

export interface SalesReport {
  /** Press with this; refused when anything of it has changed since. */
  readonly key: string
  readonly questions: readonly Question[]
  readonly sentence: string
  /** Rows. */
  readonly fresh: number
  readonly known: number
  readonly unread: number
  /** The first of those that cannot be read, and of those that say otherwise than what is kept. */
  readonly faults: readonly Fault[]
  /** New orders. */
  readonly orders: number
  /** Of those, sold before going live: silent. */
  readonly history: number
  /** Buyers who get their mail. */
  readonly mails: number
  readonly products: readonly SoldProduct[]
  /** The first ones, as they would be taken. */
  readonly sample: readonly SampleSale[]
}

export interface SoldProduct {
  /** The same in every table of this shop. */
  readonly key: string
  readonly title: string
  readonly sku: string | null
  readonly rows: number
  /** As it was said before, or as its SKU says. */
  readonly patternId: string | null
  readonly suggestion: { readonly patternId: string; readonly patternTitle: string; readonly why: string } | null
}

export interface SampleSale {
  readonly line: number
  readonly number: string | null
  readonly placedAt: Date
  readonly product: string
  readonly buyer: string | null
  readonly quantity: number
  readonly gross: { readonly minor: bigint; readonly currency: string }
  readonly refunded: { readonly minor: bigint; readonly currency: string }
  readonly isNew: boolean
}

const shownFaults = 200
const shownSales = 8

/** @throws {Refused} when columns of the map are not in the table, or its sales are another shop's. */
export async function reportOn(
  tx: Tx,
  {
    connectionId,
    table,
    reading,
    map,
    sha256,
  }: { connectionId: string; table: ToldTable; reading: TableReading; map: SalesMap; sha256: string },
): Promise<SalesReport> {
  mustHave(reading, map)
  if (table.questions.length > 0)
    return {
      ...nothing,
      questions: table.questions,
      faults: table.faults.slice(0, shownFaults),
      sentence: 'Answer the question first; then it is read.',
    }
  await mustBeOfThisShop(tx, connectionId, table.rows)
  const sorted = await sortRows(tx, connectionId, table)
  const { fresh, faults } = sorted
  const known = sorted.known.length + sorted.elsewhere.length
  const freshOrders = Map.groupBy(fresh, ({ orderKey }) => orderKey)
  const { history, mails } = await told(tx, connectionId, freshOrders)
  const isNew = new Set(fresh)
  return {
    key: keyOf(connectionId, sha256, map, sorted),
    questions: [],
    fresh: fresh.length,
    known,
    unread: table.faults.length,
    faults: faults.slice(0, shownFaults),
    orders: freshOrders.size,
    history,
    mails,
    products: await productsOf(tx, connectionId, fresh),
    sample: table.rows.slice(0, shownSales).map(row => sampleOf(row, isNew.has(row))),
    sentence: `${sentenceOf({ fresh: fresh.length, known, unread: table.faults.length, history, mails })}${await besideWords(tx, connectionId)}`,
  }
}

const nothing: SalesReport = {
  key: '',
  questions: [],
  sentence: '',
  fresh: 0,
  known: 0,
  unread: 0,
  faults: [],
  orders: 0,
  history: 0,
  mails: 0,
  products: [],
  sample: [],
}

const rowsInWords = (n: number) => (n === 1 ? '1 row' : `${n.toLocaleString('en-US')} rows`)

function sentenceOf({
  fresh,
  known,
  unread,
  history,
  mails,
}: Pick<SalesReport, 'fresh' | 'known' | 'unread' | 'history' | 'mails'>): string {
  const parts = [
    fresh === 0 ? 'Nothing in it is new' : `${rowsInWords(fresh)} are new`.replace('1 row are', '1 row is'),
    ...(known === 0 ? [] : [`${rowsInWords(known)} ${known === 1 ? 'is' : 'are'} known already`]),
    ...(unread === 0 ? [] : [`${rowsInWords(unread)} cannot be read`]),
  ]
  const silent =
    history === 0
      ? ''
      : ` ${history === 1 ? 'One order was' : `${history.toLocaleString('en-US')} orders were`} sold before this shop went live here and stay${history === 1 ? 's' : ''} silent.`
  const written =
    fresh === 0
      ? ''
      : mails === 0
        ? ' Nobody is written to.'
        : ` ${mails === 1 ? 'One buyer gets her mail' : `${mails.toLocaleString('en-US')} buyers get their mail`} with the link to the library.`
  return `${parts.join(', ')}.${silent}${written}`
}

/** Tables whose rows are not all in yet are not reckoned with; that they are under way is said. */
async function besideWords(tx: Tx, connectionId: string): Promise<string> {
  const { rows } = await sql<{ file_name: string }>`
    select file_name from sales_import
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state = 'taking'
    order by taken_at`.execute(tx)
  if (rows.length === 0) return ''
  const names = rows.map(({ file_name }) => `“${file_name}”`).join(', ')
  return ` ${names} ${rows.length === 1 ? 'is' : 'are'} still coming in: a sale that both tell counts once.`
}

function mustHave({ header }: TableReading, { columns }: SalesMap): void {
  const missing = Object.values(columns).filter(column => column !== undefined && !header.includes(column))
  if (missing.length > 0)
    throw new Refused(
      'other-table',
      `There is no column ${missing.map(one => `“${one}”`).join(', ')} in this table: it is another one than these columns were said for. Is it this shop’s? Then say its columns anew.`,
      { status: 409 },
    )
  for (const [field, name] of [
    ['date', 'the day of the sale'],
    ['gross', 'what was paid'],
  ] as const)
    if (columns[field] === undefined)
      throw new Refused('column-missing', `Say which column holds ${name}.`, { field: `map.columns.${field}` })
  if (columns.product === undefined && columns.sku === undefined)
    throw new Refused('column-missing', 'Say which column holds the product.', { field: 'map.columns.product' })
}

/** When most of the order numbers are known at another shop of hers, the file is that one's. */
async function mustBeOfThisShop(tx: Tx, connectionId: string, rows: readonly ToldRow[]): Promise<void> {
  const numbers = [...new Set(rows.flatMap(({ told: { number } }) => (number === null ? [] : [number])))]
  if (numbers.length === 0) return
  const { rows: found } = await sql<{ connection_id: string; label: string; times: number }>`
    select o.connection_id, c.label, count(distinct o.number)::int as times
    from "order" o join connection c on c.shop_id = o.shop_id and c.connection_id = o.connection_id
    where o.shop_id = ${shopOf(tx)}::uuid and (o.number = any(${numbers}::text[]) or o.number = any(${numbers.map(number => `#${number}`)}::text[]))
    group by o.connection_id, c.label
    order by times desc`.execute(tx)
  const here = found.find(one => one.connection_id === connectionId)?.times ?? 0
  const other = found.find(one => one.connection_id !== connectionId)
  if (other !== undefined && numbers.length >= 3 && other.times > here && other.times * 2 > numbers.length)
    throw new Refused(
      'other-shop',
      `${other.times} of ${numbers.length} orders in this table are known at “${other.label}”: it is that shop’s. Bring it there, or bring this shop’s own.`,
      { status: 409 },
    )
}

const keyOf = (connectionId: string, sha256: string, map: SalesMap, { fresh }: Sorted): string =>
  createHash('sha256')
    .update(JSON.stringify([connectionId, sha256, mapText(map), fresh.map(({ orderKey, lineKey }) => [orderKey, lineKey])]))
    .digest('hex')

async function told(
  tx: Tx,
  connectionId: string,
  orders: ReadonlyMap<string, readonly ToldRow[]>,
): Promise<{ history: number; mails: number }> {
  const { rows } = await sql<{
    state: string
    resumes_as: string
    live_from: Date | null
    clock_low_ms: number | null
    clock_high_ms: number | null
  }>`
    select state, resumes_as, live_from, clock_low_ms, clock_high_ms from connection
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
  const row = rows[0]!
  const isRehearsing = row.state === 'rehearsal' || (row.state !== 'live' && row.resumes_as === 'rehearsal')
  const liveFrom = isRehearsing ? null : row.live_from
  const { rows: taken } = await sql<{ remote_id: string }>`
    select remote_id from "order" where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and remote_id = any(${[...orders.keys()]}::text[])`.execute(
    tx,
  )
  const isTaken = new Set(taken.map(({ remote_id }) => remote_id))
  let history = 0
  const buyers = new Set<string>()
  for (const [orderKey, lines] of orders) {
    if (isTaken.has(orderKey)) continue
    const placedAt = new Date(lines.map(line => line.told.placedAt).toSorted()[0]!)
    if (liveFrom === null || latestByOurs(placedAt, toGap(row)) < liveFrom) history++
    else for (const { buyer } of lines) if (buyer.email !== null) buyers.add(buyer.email.toLowerCase())
  }
  return { history, mails: buyers.size }
}

async function productsOf(tx: Tx, connectionId: string, rows: readonly ToldRow[]): Promise<SoldProduct[]> {
  const sold = Map.groupBy(
    rows.filter(({ told: { kind } }) => kind === 'line'),
    row => productKey(row.told),
  )
  const asked = [...sold].map(([key, [first]]) => ({ key, title: first!.told.product, sku: first!.told.sku }))
  const { rows: found } = await sql<{
    key: string
    before: string | null
    by_sku: string | null
    pattern_id: string | null
    title: string | null
    is_same_sku: boolean | null
  }>`
    select a.key, m.pattern_id as before, s.pattern_id as by_sku, p.pattern_id, p.title, p.is_same_sku
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (key text, title text, sku text)
    left join lateral (
      select l.pattern_id from order_line l join "order" o on o.shop_id = l.shop_id and o.order_id = l.order_id
      where l.shop_id = ${shopOf(tx)}::uuid and l.listing_remote_id = 'table:' || a.key and l.pattern_id is not null and o.connection_id = ${connectionId}::uuid
      limit 1) m on true
    left join pattern s on s.shop_id = ${shopOf(tx)}::uuid and s.sku = a.sku
    left join lateral (
      select p.pattern_id, p.title, p.sku_key = lower(left(a.sku, 300)) as is_same_sku from pattern p
      where p.shop_id = ${shopOf(tx)}::uuid and (p.sku_key = lower(left(a.sku, 300)) or p.title_key = lower(left(a.title, 300)))
      order by p.sku_key = lower(left(a.sku, 300)) desc nulls last, p.created_at limit 1) p on true`.execute(tx)
  const by = new Map(found.map(row => [row.key, row]))
  return asked
    .map(({ key, title, sku }) => {
      const row = by.get(key)
      return {
        key,
        title,
        sku,
        rows: sold.get(key)!.length,
        patternId: row?.before ?? row?.by_sku ?? null,
        suggestion:
          row?.pattern_id == null
            ? null
            : {
                patternId: row.pattern_id,
                patternTitle: row.title ?? '',
                why: row.is_same_sku === true ? 'The same SKU' : 'The same title',
              },
      }
    })
    .toSorted((a, b) => b.rows - a.rows || (a.title < b.title ? -1 : 1))
}

const sampleOf = ({ line, told, buyer }: ToldRow, isNew: boolean): SampleSale => ({
  line,
  number: told.number,
  placedAt: new Date(told.placedAt),
  product: told.product,
  buyer: buyer.name ?? buyer.email,
  quantity: told.quantity,
  gross: { minor: told.kind === 'refund' ? -BigInt(told.gross) : BigInt(told.gross), currency: told.currency },
  refunded: { minor: BigInt(told.refunded), currency: told.currency },
  isNew,
})
