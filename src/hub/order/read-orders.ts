/** Orders as screens and other programs read them. */
import { shopOf, sql, type Tx } from '#database'
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

/** Newest first. */
export async function listOrders(
  tx: Tx,
  { search, state, isUnmatched = false, patternId, cursor, limit }: OrderSearch,
): Promise<Paged<OrderSummary>> {
  const after = pageAfter(cursor)
  const text = search?.trim() ?? ''
  const like = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Row>`
    select ${columns}
    from "order" o
    join connection s on s.shop_id = o.shop_id and s.connection_id = o.connection_id
    left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shopOf(tx)}::uuid
      and (${state ?? null}::text is null or o.state = ${state ?? null})
      and (${after?.at ?? null}::timestamptz is null or (o.placed_at, o.order_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      and (not ${isUnmatched} or exists (${linesOf(sql`l.pattern_id is null and l.quantity > 0`)}))
      and (${patternId ?? null}::uuid is null or exists (${linesOf(sql`l.pattern_id = ${patternId ?? null}::uuid`)}))
      and (${text} = '' or o.number = ${text} or o.number = '#' || ${text} or c.email like ${like} or lower(c.name) like ${like}
        or exists (select from order_line l left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
          where l.shop_id = o.shop_id and l.order_id = o.order_id and (lower(l.title) like ${like} or lower(p.title) like ${like})))
    order by o.placed_at desc, o.order_id desc
    limit ${limit + 1}`.execute(tx)
  return pageOf(rows.map(toSummary), limit, order => ({ at: order.placedAt, id: order.id }))
}

const linesOf = (which: ReturnType<typeof sql>) =>
  sql`select from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and ${which}`

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
}

/** @throws {Refused} when there is none. */
export async function readOrder(tx: Tx, orderId: string): Promise<OrderWhole> {
  const shop = shopOf(tx)
  const head = await sql<Row & { email: string | null }>`
    select ${columns}, c.email
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
  const refunds = await sql<{ amount_minor: bigint; reason: string | null; refunded_at: Date }>`
    select amount_minor, reason, refunded_at from refund where shop_id = ${shop}::uuid and order_id = ${orderId}::uuid order by refunded_at`.execute(
    tx,
  )
  const postings = await sql<{ at: Date; cause: string; from: string; to: string; amount_minor: bigint; currency: string }>`
    select j.happened_at as at, j.cause, p.from_account as from, p.to_account as to, p.amount_minor, p.currency
    from journal j join posting p on p.shop_id = j.shop_id and p.journal_id = j.journal_id
    where j.shop_id = ${shop}::uuid and (j.cause in (${`sale:${orderId}`}, ${`fee:${orderId}`})
      or j.cause like ${`refund:${orderId}:%`} or j.cause like ${`refund-undone:${orderId}:%`} or j.cause like ${`correction:${orderId}:%`})
    order by j.happened_at, j.journal_id, p.line`.execute(tx)
  const mails = await sql<{ id: string; subject: string; state: string; at: Date }>`
    select mail_id as id, subject, state, coalesce(sent_at, created_at) as at from mail where shop_id = ${shop}::uuid and key = ${`files:${orderId}`}`.execute(
    tx,
  )
  return {
    ...toSummary(order),
    email: order.email,
    lines: lines.rows.map(line => ({
      line: line.line,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      total: inCurrency(line.total_minor),
      patternId: line.pattern_id,
      patternTitle: line.pattern_title,
      access: line.access,
    })),
    refunds: refunds.rows.map(({ amount_minor, reason, refunded_at }) => ({ amount: inCurrency(amount_minor), reason, at: refunded_at })),
    postings: postings.rows.map(({ amount_minor, currency, ...rest }) => ({ ...rest, amount: money(amount_minor, currency) })),
    mails: mails.rows,
  }
}

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
