/** The rows of buyers, orders, their lines and refunds, for a whole page at once. */
import { kept, shopOf, sql, type Tx } from '#database'
import { type KnownOrder, refundedOf } from './known-order.ts'
import type { Sale } from './sale.ts'

/**
 * Writes buyers, orders and lines in one statement.
 *
 * A line is of the pattern that its listing is matched to; else of the one that this listing's earlier sales were matched to by hand;
 * else of the one with the same SKU. What was matched stays matched.
 *
 * @returns order ids by remote id.
 */
export async function writeOrders(tx: Tx, connectionId: string, orders: Ordered): Promise<Map<string, string>> {
  const { rows } = await sql<{ order_id: string; remote_id: string }>`${kept}
    with ${buyersOf(tx, orders)}, ${ordersOf(tx, connectionId, orders)}, ${linesOf(tx, connectionId, orders)}
    select order_id, remote_id from written`.execute(tx)
  return new Map(rows.map(row => [row.remote_id, row.order_id]))
}

type Ordered = readonly { readonly order: KnownOrder; readonly sale: Sale }[]

/**
 * One customer per address in this shop. What she is called is kept from the first order that told it. She is written also when nothing about
 * her is new: only then does the statement tell who she is if somebody else wrote her just now.
 */
function buyersOf(tx: Tx, orders: Ordered) {
  const known = orders
    .map(({ order: { email, placedAt }, sale: { buyer } }) => ({ ...buyer, email, at: placedAt }))
    .filter(({ email }) => email !== null)
  return sql`buyer as (
    insert into customer as c (shop_id, email, name, country, bought_at)
    select ${shopOf(tx)}::uuid, email, max(name), max(country), max(at)
    from (
      select lower(b.email) as email, b.name, b.country, b.at
      from jsonb_to_recordset(${JSON.stringify(known)}::jsonb) as b (email text, name text, country text, at timestamptz)
    ) b
    group by email
    order by email
    on conflict (shop_id, email) do update
      set name = coalesce(c.name, excluded.name), country = coalesce(c.country, excluded.country), bought_at = greatest(c.bought_at, excluded.bought_at)
    returning customer_id, email
  )`
}

function ordersOf(tx: Tx, connectionId: string, orders: Ordered) {
  const rows = orders.map(({ order }) => ({
    remote_id: order.remoteId,
    number: order.number,
    state: order.state,
    email: order.email,
    placed_at: order.placedAt,
    paid_at: order.paidAt,
    changed_at: order.changedAt,
    currency: order.currency,
    total: order.total.toString(),
    tax: order.tax.toString(),
    fee: order.fee?.toString() ?? null,
    refunded: refundedOf(order).toString(),
    is_history: order.isHistory,
  }))
  return sql`written as (
    insert into "order" as o (shop_id, connection_id, remote_id, number, state, customer_id, placed_at, paid_at, changed_at, currency,
      total_minor, tax_minor, fee_minor, refunded_minor, is_history)
    select ${shopOf(tx)}::uuid, ${connectionId}::uuid, r.remote_id, r.number, r.state, b.customer_id, r.placed_at, r.paid_at, r.changed_at, r.currency,
      r.total, r.tax, r.fee, r.refunded, r.is_history
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (remote_id text, number text, state text, email text, placed_at timestamptz,
      paid_at timestamptz, changed_at timestamptz, currency text, total bigint, tax bigint, fee bigint, refunded bigint, is_history boolean)
    left join buyer b on b.email = lower(r.email)
    order by r.remote_id
    on conflict (shop_id, connection_id, remote_id) do update
      set number = excluded.number, state = excluded.state, customer_id = coalesce(excluded.customer_id, o.customer_id),
        placed_at = excluded.placed_at, paid_at = excluded.paid_at, changed_at = excluded.changed_at, currency = excluded.currency,
        total_minor = excluded.total_minor, tax_minor = excluded.tax_minor, fee_minor = excluded.fee_minor,
        refunded_minor = excluded.refunded_minor
    returning order_id, remote_id
  )`
}

function linesOf(tx: Tx, connectionId: string, orders: Ordered) {
  const shop = shopOf(tx)
  const rows = orders.flatMap(({ order }) =>
    order.lines.map((line, position) => ({
      ...line,
      remote_id: order.remoteId,
      position,
      total: line.total.toString(),
      tax: line.tax.toString(),
      sold_at: order.state === 'paid' || order.state === 'refunded' ? order.placedAt : null,
      currency: order.currency,
    })),
  )
  return sql`r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (remote_id text, line text, position smallint, listing text,
        sku text, title text, quantity integer, total bigint, tax bigint, sold_at timestamptz, currency text)
    ),
    listed as (
      select w.listing, coalesce(l.pattern_id, before.pattern_id) as pattern_id
      from (select distinct listing from r where listing is not null) w
      left join listing l on l.shop_id = ${shop}::uuid and l.connection_id = ${connectionId}::uuid and l.remote_id = w.listing
      left join lateral (
        select m.pattern_id from order_line m
        join "order" o on o.shop_id = m.shop_id and o.order_id = m.order_id
        where l.pattern_id is null and not exists (
            select from join_word w where w.shop_id = l.shop_id and w.listing_id = l.listing_id and w.is_split)
          and m.shop_id = ${shop}::uuid and m.listing_remote_id = w.listing and m.pattern_id is not null
          and o.connection_id = ${connectionId}::uuid
        limit 1
      ) before on true
    ),
    lined as (
      insert into order_line as l (shop_id, order_id, line, position, listing_remote_id, sku, title, quantity, total_minor, tax_minor, sold_at, currency, pattern_id)
      select ${shop}::uuid, w.order_id, r.line, r.position, r.listing, r.sku, r.title, r.quantity, r.total, r.tax, r.sold_at, r.currency,
        coalesce(listed.pattern_id, p.pattern_id)
      from r
      join written w on w.remote_id = r.remote_id
      left join listed on listed.listing = r.listing
      left join pattern p on p.shop_id = ${shop}::uuid and p.sku = r.sku and listed.pattern_id is null
      on conflict (shop_id, order_id, line) do update
        set position = excluded.position, listing_remote_id = excluded.listing_remote_id, sku = excluded.sku, title = excluded.title,
          quantity = excluded.quantity, total_minor = excluded.total_minor, tax_minor = excluded.tax_minor, sold_at = excluded.sold_at,
          currency = excluded.currency,
          pattern_id = coalesce(l.pattern_id, excluded.pattern_id)
    )`
}

interface Written {
  readonly orderId: string
  readonly order: KnownOrder
  readonly hadRefunds: boolean
}

/** The refunds of these orders become those of the newest reading: one that the storefront took back is taken back here. */
export async function writeRefunds(tx: Tx, orders: readonly Written[]): Promise<void> {
  const touched = orders.filter(({ order, hadRefunds }) => hadRefunds || order.refunds.length > 0)
  if (touched.length === 0) return
  const shop = shopOf(tx)
  const rows = touched.flatMap(({ orderId, order }) =>
    order.refunds.map(({ remoteId, amount, reason, refundedAt }) => ({
      order_id: orderId,
      remote_id: remoteId,
      amount: amount.toString(),
      reason,
      at: refundedAt,
    })),
  )
  await sql`
    with r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (order_id uuid, remote_id text, amount bigint, reason text, at timestamptz)
    ),
    gone as (
      delete from refund f
      where f.shop_id = ${shop}::uuid and f.order_id = any (${touched.map(({ orderId }) => orderId)}::uuid[])
        and not exists (select from r where r.order_id = f.order_id and r.remote_id = f.remote_id)
    )
    insert into refund (shop_id, order_id, remote_id, amount_minor, reason, refunded_at)
    select ${shop}::uuid, order_id, remote_id, amount, reason, at from r
    on conflict (shop_id, order_id, remote_id) do update
      set amount_minor = excluded.amount_minor, reason = excluded.reason, refunded_at = excluded.refunded_at`.execute(tx)
}
