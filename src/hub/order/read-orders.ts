/** Orders as screens and other programs read them. */
import { shopOf, sql, type Tx } from '#database'
import { type HeldVersion, heldVersions } from '../given/held-version.ts'
import { type Money, money } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound } from '../refused.ts'
import type { SaleState } from './sale.ts'

export interface OrderSummary {
  readonly id: string
  readonly number: string
  readonly shop: string
  readonly state: SaleState
  readonly buyer: string | null
  readonly total: Money
  readonly refunded: Money
  readonly placedAt: Date
  readonly isHistory: boolean
  /** Titles; those of ours, else as the storefront calls them. */
  readonly patterns: readonly string[]
  readonly unmatched: number
}

export interface OrderSearch {
  /** A number, part of an address, of a name or of a title. */
  readonly search?: string | undefined
  readonly state?: SaleState | undefined
  /** Only those with a line of a listing not known here. */
  readonly isUnmatched?: boolean
  readonly patternId?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** So many of the newest are looked through one by one. Twice as many took 13 ms longer for what is seldom, and no less for what is met often. */
const walked = 500
/** Of what is sought. With more of either it is met often enough to be found among the newest. */
const [fewBuyers, fewLines] = [1_000, 2_000]

/**
 * Newest first. What is met seldom has few rows to be fetched by index; what is met often is found among the newest. Neither way alone is quick for
 * both: one sorts half the shop for a word that is everywhere, the other reads every order for what is nowhere.
 */
export async function listOrders(tx: Tx, asked: OrderSearch): Promise<Paged<OrderSummary>> {
  const text = asked.search?.trim() ?? ''
  if (text === '') return page(await readRows(tx, asked, { from: everyOrder, where: sql`true` }), asked)
  const few = await soughtIfFew(tx, text)
  if (few !== null) return page(await readRows(tx, asked, { from: everyOrder, where: sql`o.order_id = any (${few}::uuid[])` }), asked)
  const newest = await readRows(tx, asked, { from: newestOrders(tx, asked), where: isSought(text) })
  return page(newest.length > asked.limit ? newest : await readRows(tx, asked, { from: everyOrder, where: isAmong(tx, text) }), asked)
}

const page = (rows: readonly Row[], { limit }: OrderSearch): Paged<OrderSummary> =>
  pageOf(rows.map(toSummary), limit, order => ({ at: order.placedAt, id: order.id }))

type Part = ReturnType<typeof sql>

async function readRows(tx: Tx, asked: OrderSearch, { from, where }: { from: Part; where: Part }): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${columns}
    from ${from} o
    join connection s on s.shop_id = o.shop_id and s.connection_id = o.connection_id
    left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shopOf(tx)}::uuid and ${narrowed(tx, asked)} and ${where}
    order by o.placed_at desc, o.order_id desc
    limit ${asked.limit + 1}`.execute(tx)
  return rows
}

const everyOrder = sql`"order"`

const newestOrders = (tx: Tx, asked: OrderSearch) => sql`(
  select * from "order" o where o.shop_id = ${shopOf(tx)}::uuid and ${narrowed(tx, asked)} order by o.placed_at desc, o.order_id desc limit ${walked})`

/** Only what is asked for is written into the query, so that each way of asking has a plan of its own. */
function narrowed(tx: Tx, { state, isUnmatched = false, patternId, cursor }: OrderSearch): Part {
  const shop = shopOf(tx)
  const after = pageAfter(cursor)
  const parts = [
    ...(state === undefined ? [] : [sql`o.state = ${state}`]),
    ...(after === null ? [] : [sql`(o.placed_at, o.order_id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
    ...(isUnmatched
      ? [
          sql`o.order_id = any (array(select l.order_id from order_line l where l.shop_id = ${shop}::uuid and l.pattern_id is null and l.quantity > 0))`,
        ]
      : []),
    ...(patternId === undefined
      ? []
      : [
          sql`exists (select from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.pattern_id = ${patternId}::uuid)`,
        ]),
  ]
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

/** Looking for a text as it is takes a third of the time that `like` takes for the same. */
const holds = (column: Part, text: string): Part => sql`strpos(${column}, ${text.toLowerCase()}) > 0`

/** The number, or part of the buyer's address or name, or of a title that the list shows. */
const isSought = (text: string) => sql`(o.number in (${text}, ${`#${text}`}) or ${holds(sql`c.sought`, text)} or exists (
  select from order_line l left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
  where l.shop_id = o.shop_id and l.order_id = o.order_id
    and (${holds(sql`p.title_key`, text)} or l.pattern_id is null and ${holds(sql`lower(l.title)`, text)})))`

/** @returns the ids of all orders that hold it, or null once there are too many buyers or lines for that to be quick. */
async function soughtIfFew(tx: Tx, text: string): Promise<readonly string[] | null> {
  const { byNumber, buyers, ofBuyers, lines } = waysTo(tx, text)
  const { rows } = await sql<{ order_ids: string[] | null }>`
    with buyer as materialized (${buyers} limit ${fewBuyers + 1}), line as materialized (${lines} limit ${fewLines + 1})
    select case when (select count(*) from buyer) <= ${fewBuyers} and (select count(*) from line) <= ${fewLines}
      then array(${byNumber} union ${ofBuyers(sql`select customer_id from buyer`)} union select order_id from line) end as order_ids`.execute(
    tx,
  )
  return rows[0]?.order_ids ?? null
}

/** The same as `isSought`, by index from what is sought to its orders. */
function isAmong(tx: Tx, text: string): Part {
  const { byNumber, buyers, ofBuyers, lines } = waysTo(tx, text)
  return sql`o.order_id = any (array(${byNumber} union all ${ofBuyers(buyers)} union all ${lines}))`
}

function waysTo(tx: Tx, text: string) {
  const shop = shopOf(tx)
  return {
    byNumber: sql`select n.order_id from "order" n where n.shop_id = ${shop}::uuid and n.number in (${text}, ${`#${text}`})`,
    buyers: sql`select c.customer_id from customer c where c.shop_id = ${shop}::uuid and ${holds(sql`c.sought`, text)}`,
    ofBuyers: (buyers: Part) =>
      sql`select b.order_id from "order" b where b.shop_id = ${shop}::uuid and b.customer_id = any (array(${buyers}))`,
    lines: sql`select l.order_id from order_line l where l.shop_id = ${shop}::uuid and l.pattern_id = any (array(
        select p.pattern_id from pattern p where p.shop_id = ${shop}::uuid and ${holds(sql`p.title_key`, text)}))
      union all
      select l.order_id from order_line l where l.shop_id = ${shop}::uuid and l.pattern_id is null and ${holds(sql`lower(l.title)`, text)}`,
  }
}

const columns = sql`
  o.order_id, o.number, s.label as shop, o.state, coalesce(c.name, c.email) as buyer, o.currency, o.total_minor, o.refunded_minor, o.placed_at, o.is_history,
  (select coalesce(array_agg(coalesce(p.title, l.title) order by l.position), '{}')
   from order_line l left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
   where l.shop_id = o.shop_id and l.order_id = o.order_id and l.quantity > 0) as patterns,
  (select count(*)::int from order_line l
   where l.shop_id = o.shop_id and l.order_id = o.order_id and l.pattern_id is null and l.quantity > 0) as unmatched`

interface Row {
  order_id: string
  number: string
  shop: string
  state: SaleState
  buyer: string | null
  currency: string
  total_minor: bigint
  refunded_minor: bigint
  placed_at: Date
  is_history: boolean
  patterns: string[]
  unmatched: number
}

const toSummary = (row: Row): OrderSummary => ({
  id: row.order_id,
  number: row.number,
  shop: row.shop,
  state: row.state,
  buyer: row.buyer,
  total: money(row.total_minor, row.currency),
  refunded: money(row.refunded_minor, row.currency),
  placedAt: row.placed_at,
  isHistory: row.is_history,
  patterns: row.patterns,
  unmatched: row.unmatched,
})

export interface OrderWhole extends OrderSummary {
  readonly email: string | null
  /** null where nobody is known, or she was forgotten. */
  readonly personId: string | null
  readonly lines: readonly OrderLine[]
  readonly refunds: readonly { readonly amount: Money; readonly reason: string | null; readonly at: Date }[]
  readonly postings: readonly {
    readonly at: Date
    readonly cause: string
    readonly from: string
    readonly to: string
    readonly amount: Money
  }[]
  readonly mails: readonly { readonly id: string; readonly subject: string; readonly state: string; readonly at: Date }[]
}

export interface OrderLine {
  readonly line: string
  readonly title: string
  readonly sku: string | null
  readonly quantity: number
  readonly total: Money
  readonly patternId: string | null
  readonly patternTitle: string | null
  /** Whether the buyer has it: open, ended; waiting for the payment; none: it is not known which pattern it is. */
  readonly access: 'open' | 'ended' | 'waiting' | 'none'
  /** The newest version that is known to have been given to the buyer, by whichever way; null when none is known. */
  readonly has: HeldVersion | null
}

/** @throws {Refused} when there is none. */
export async function readOrder(tx: Tx, orderId: string): Promise<OrderWhole> {
  const shop = shopOf(tx)
  const head = await sql<Row & { email: string | null; customer_id: string | null; person_id: string | null }>`
    select ${columns}, c.email, o.customer_id, case when c.forgotten_at is null then coalesce(c.person_id, c.customer_id) end as person_id
    from "order" o
    join connection s on s.shop_id = o.shop_id and s.connection_id = o.connection_id
    left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shop}::uuid and o.order_id = ${orderId}::uuid`.execute(tx)
  const order = head.rows[0]
  if (order === undefined) throw notFound('This order')
  const inCurrency = (minor: bigint) => money(minor, order.currency)
  const lines = await sql<LineRow>`
    select l.line, l.title, l.sku, l.quantity, l.total_minor, l.pattern_id, p.title as pattern_title,
      case when e.entitlement_id is null then case when l.pattern_id is null then 'none' else 'waiting' end
        when e.ended_at is null then 'open' else 'ended' end as access
    from order_line l
    left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    left join entitlement e on e.shop_id = l.shop_id and e.order_id = l.order_id and e.line = l.line
    where l.shop_id = ${shop}::uuid and l.order_id = ${orderId}::uuid
    order by l.position, l.line`.execute(tx)
  const patternIds = [...new Set(lines.rows.flatMap(({ pattern_id }) => pattern_id ?? []))]
  const held = await heldVersions(tx, { customerId: order.customer_id, orderId }, patternIds)
  const refunds = await sql<{ amount_minor: bigint; reason: string | null; refunded_at: Date }>`
    select amount_minor, reason, refunded_at from refund where shop_id = ${shop}::uuid and order_id = ${orderId}::uuid order by refunded_at`.execute(
    tx,
  )
  const postings = await sql<{ at: Date; cause: string; from: string; to: string; amount_minor: bigint; currency: string }>`
    select j.happened_at as at, j.cause, p.from_account as from, p.to_account as to, p.amount_minor, p.currency
    from journal j join posting p on p.shop_id = j.shop_id and p.journal_id = j.journal_id
    where j.shop_id = ${shop}::uuid and j.journal_id = any (array(${causedBy(shop, orderId)}))
    order by j.happened_at, j.journal_id, p.line`.execute(tx)
  const mails = await sql<{ id: string; subject: string; state: string; at: Date }>`
    select mail_id as id, subject, state, coalesce(sent_at, created_at) as at from mail where shop_id = ${shop}::uuid and key = ${`files:${orderId}`}`.execute(
    tx,
  )
  return {
    ...toSummary(order),
    email: order.email,
    personId: order.person_id,
    lines: lines.rows.map(line => ({
      line: line.line,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      total: inCurrency(line.total_minor),
      patternId: line.pattern_id,
      patternTitle: line.pattern_title,
      access: line.access,
      has: held.find(({ patternId }) => patternId === line.pattern_id) ?? null,
    })),
    refunds: refunds.rows.map(({ amount_minor, reason, refunded_at }) => ({ amount: inCurrency(amount_minor), reason, at: refunded_at })),
    postings: postings.rows.map(({ amount_minor, currency, ...rest }) => ({ ...rest, amount: money(amount_minor, currency) })),
    mails: mails.rows,
  }
}

/** Journal ids. What begins with a cause lies between it and the next sign after ':', which the index by "C" can be asked. */
const causedBy = (shop: string, orderId: string) => sql`
  select journal_id from journal where shop_id = ${shop}::uuid and cause = ${`sale:${orderId}`}
  ${sql.join(
    ['fee', 'refund', 'refund-undone', 'correction'].map(
      kind => sql`union all select journal_id from journal where shop_id = ${shop}::uuid and cause not like 'sale:%'
        and cause collate "C" >= ${`${kind}:${orderId}`} and cause collate "C" < ${`${kind}:${orderId};`}`,
    ),
    sql` `,
  )}`

interface LineRow {
  line: string
  title: string
  sku: string | null
  quantity: number
  total_minor: bigint
  pattern_id: string | null
  pattern_title: string | null
  access: OrderLine['access']
}
