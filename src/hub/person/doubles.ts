/** One person who bought one pattern twice, on two storefronts: noticed, and a credit proposed. Nothing is given before the press. */
import { randomBytes } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import { moneyInWords } from '../listing/words.ts'
import { type Money, money } from '../money.ts'
import { notFound, Refused } from '../refused.ts'
import { keepCoupon } from '../store/keep-coupon.ts'
import { readStore } from '../store/read-store.ts'
import { writeNote } from './notes.ts'
import { membersOf } from './ties.ts'

/**
 * Writes down what this person has twice now, both paid, from two storefronts. The later one is what is proposed to be credited; history and gifts to
 * others are left alone. Noticed again it is the same.
 *
 * @returns how many are new.
 */
export async function noticeDoubles(tx: Tx, customerId: string, now: Date): Promise<number> {
  const shop = shopOf(tx)
  const known = await sql`
    select from customer where shop_id = ${shop}::uuid and customer_id = ${customerId}::uuid and forgotten_at is null`.execute(tx)
  if (known.rows.length === 0) return 0
  const members = await membersOf(tx, customerId)
  const { rows } = await sql`
    with hers as (
      select e.order_id, e.line, e.pattern_id, e.customer_id, o.connection_id, o.is_history, o.currency, l.total_minor + l.tax_minor as paid,
        coalesce(o.paid_at, o.placed_at) as at
      from entitlement e
      join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      join order_line l on l.shop_id = e.shop_id and l.order_id = e.order_id and l.line = e.line
      where e.shop_id = ${shop}::uuid and e.customer_id = any (${[...members]}::uuid[]) and e.ended_at is null and o.state = 'paid'
        and not exists (select from payment y join checkout k on k.shop_id = y.shop_id and k.checkout_id = y.checkout_id
          where y.shop_id = o.shop_id and y.order_id = o.order_id and k.is_gift)
    )
    insert into double_purchase (shop_id, order_id, line, pattern_id, customer_id, earlier_order, amount_minor, currency, noticed_at)
    select ${shop}::uuid, b.order_id, b.line, b.pattern_id, b.customer_id, a.order_id, b.paid, b.currency, ${now}
    from hers b
    cross join lateral (
      select a.order_id from hers a
      where a.pattern_id = b.pattern_id and a.connection_id <> b.connection_id and a.paid > 0 and (a.at, a.order_id) < (b.at, b.order_id)
      order by a.at, a.order_id limit 1) a
    where not b.is_history and b.paid > 0
    on conflict (shop_id, order_id, line) do nothing
    returning order_id`.execute(tx)
  return rows.length
}

export interface DoublePurchase {
  readonly orderId: string
  readonly line: string
  readonly personId: string
  readonly person: string | null
  readonly patternId: string
  readonly pattern: string
  readonly later: { readonly shop: string; readonly number: string; readonly at: Date }
  readonly earlier: { readonly orderId: string; readonly shop: string; readonly number: string; readonly at: Date }
  readonly credit: Money
  readonly state: 'open' | 'credited' | 'left'
  /** Of her own store, made by the press. */
  readonly code: string | null
}

/** What has been given back since, or is no longer one person, is none any more. */
const stands = sql`
  exists (select from entitlement e where e.shop_id = d.shop_id and e.order_id = d.order_id and e.line = d.line and e.ended_at is null)
  and exists (select from entitlement e where e.shop_id = d.shop_id and e.order_id = d.earlier_order and e.pattern_id = d.pattern_id and e.ended_at is null
    and exists (select from customer a where a.shop_id = d.shop_id and a.customer_id = e.customer_id
      and (a.customer_id = d.customer_id or a.person_id = c.person_id)))`

const from = sql`
  double_purchase d
  join customer c on c.shop_id = d.shop_id and c.customer_id = d.customer_id and c.forgotten_at is null`

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<DoublePurchase[]> {
  const { rows } = await sql<DoubleRow>`${kept}
    with d as materialized (
      select d.*, coalesce(c.person_id, c.customer_id) as person_id, coalesce(c.name, c.email) as person
      from ${from}
      where d.shop_id = ${shopOf(tx)}::uuid and ${where}
      order by d.noticed_at desc, d.order_id
      limit ${limit}
    )
    select d.order_id, d.line, d.person_id, d.person, d.pattern_id, p.title as pattern,
      o.number, s.label as shop, coalesce(o.paid_at, o.placed_at) as at, d.earlier_order, eo.number as earlier_number, es.label as earlier_shop,
      coalesce(eo.paid_at, eo.placed_at) as earlier_at, d.amount_minor, d.currency, d.state, k.code
    from d
    join pattern p on p.shop_id = d.shop_id and p.pattern_id = d.pattern_id
    join "order" o on o.shop_id = d.shop_id and o.order_id = d.order_id
    join connection s on s.shop_id = o.shop_id and s.connection_id = o.connection_id
    join "order" eo on eo.shop_id = d.shop_id and eo.order_id = d.earlier_order
    join connection es on es.shop_id = eo.shop_id and es.connection_id = eo.connection_id
    left join coupon k on k.shop_id = d.shop_id and k.coupon_id = d.coupon_id
    order by d.noticed_at desc, d.order_id`.execute(tx)
  return rows.map(row => ({
    ...{
      orderId: row.order_id,
      line: row.line,
      personId: row.person_id,
      person: row.person,
      patternId: row.pattern_id,
      pattern: row.pattern,
    },
    later: { shop: row.shop, number: row.number, at: row.at },
    earlier: { orderId: row.earlier_order, shop: row.earlier_shop, number: row.earlier_number, at: row.earlier_at },
    credit: money(row.amount_minor, row.currency),
    ...{ state: row.state, code: row.code },
  }))
}

interface DoubleRow {
  order_id: string
  line: string
  person_id: string
  person: string | null
  pattern_id: string
  pattern: string
  number: string
  shop: string
  at: Date
  earlier_order: string
  earlier_number: string
  earlier_shop: string
  earlier_at: Date
  amount_minor: bigint
  currency: string
  state: DoublePurchase['state']
  code: string | null
}

const mostShown = 100

/** Those that wait for her word, the newest first. */
export const openDoubles = (tx: Tx): Promise<DoublePurchase[]> => read(tx, sql`d.state = 'open' and ${stands}`, mostShown)

export async function countOpenDoubles(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`${kept}
    select count(*)::int as count from ${from} where d.shop_id = ${shopOf(tx)}::uuid and d.state = 'open' and ${stands}`.execute(tx)
  return rows[0]!.count
}

export const doublesOf = (tx: Tx, customerIds: readonly string[]): Promise<DoublePurchase[]> =>
  read(tx, sql`d.customer_id = any (${[...customerIds]}::uuid[]) and (d.state <> 'open' or ${stands})`, mostShown)

export interface DoubleAt {
  readonly orderId: string
  readonly line: string
}

/**
 * Her word. A credit is a coupon of her own store where that is open and sells in this currency, for one use; else a note, as it is given elsewhere.
 *
 * @throws {Refused} when there is none, or she has said her word already.
 */
export async function settleDouble(
  tx: Tx,
  { orderId, line }: DoubleAt,
  what: 'credit' | 'leave' | 'reopen',
  { by, now }: { by: string; now: Date },
): Promise<DoublePurchase> {
  const shop = shopOf(tx)
  const is = sql`d.shop_id = ${shop}::uuid and d.order_id = ${orderId}::uuid and d.line = ${line}`
  const locked = await sql<{ state: string; customer_id: string }>`${kept}
    select d.state, d.customer_id from double_purchase d where ${is} for update`.execute(tx)
  const [before] = locked.rows
  const [found] = await read(tx, is, 1)
  if (before === undefined || found === undefined) throw notFound('This double purchase')
  if (what === 'reopen' ? before.state !== 'left' : before.state !== 'open')
    throw new Refused(
      'settled',
      before.state === 'credited' ? 'It has been credited already.' : 'You have said your word about it already.',
      {
        status: 409,
      },
    )
  if (what === 'reopen') {
    await sql`update double_purchase d set state = 'open', settled_at = null, settled_by = null where ${is}`.execute(tx)
    return (await read(tx, is, 1))[0]!
  }
  const coupon = what === 'credit' ? await couponFor(tx, found.credit, now) : null
  if (what === 'credit') {
    const where = coupon === null ? '' : ` The code ${coupon.code} takes it off in your own store, once.`
    const text = `Credit of ${moneyInWords(found.credit)} for buying “${found.pattern}” twice: ${found.earlier.shop}, order ${found.earlier.number}, and ${found.later.shop}, order ${found.later.number}.${where}`
    await writeNote(tx, before.customer_id, { text: text.slice(0, 2_000), by, now })
  }
  await sql`
    update double_purchase d
    set state = ${what === 'credit' ? 'credited' : 'left'}, settled_at = ${now}, settled_by = ${by}, coupon_id = ${coupon?.id ?? null}::uuid
    where ${is}`.execute(tx)
  return (await read(tx, is, 1))[0]!
}

/** Without signs that are mistaken for each other. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

async function couponFor(tx: Tx, credit: Money, now: Date): Promise<{ id: string; code: string } | null> {
  const { isOpen, currency } = await readStore(tx)
  if (!isOpen || currency !== credit.currency) return null
  const code = `CREDIT-${[...randomBytes(8)].map(byte => signs[byte % signs.length]).join('')}`
  const given = { code, way: { off: credit }, patternIds: [], floor: null, from: null, to: null, mostUses: 1, isOn: true }
  return { id: await keepCoupon(tx, given, { now }), code }
}
