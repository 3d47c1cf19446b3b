/** A reading of a payment into what it means here: the order with all that follows, or nothing. May come in any order, late, and twice. */
import { kept, shopOf, sql, type Tx } from '#database'
import { settleAccess } from '../entitlement/settle-access.ts'
import { takeOrder } from '../order/take-orders.ts'
import { compareReadings, type Frozen, problemOf, type Reading, readingOf, saleOf } from './judge-payment.ts'
import { keepCheckoutWords } from './keep-words.ts'
import type { Payment, PaymentState, PlaceProof } from './payment.ts'
import { judgePlaces } from './places.ts'
import { writePlaces } from './write-places.ts'

/** `not-ours`: of no checkout of this shop. `older`: a later reading is known. `settled`: what is here is what this reading says. */
export type SettledPayment = 'not-ours' | 'older' | 'settled'

/**
 * What was paid is compared with what the checkout froze: a payment of another amount or of another account grants nothing and is shown to her. A payment
 * that is only promised is an order that waits. One that comes late counts, when its amount is right. Each paid payment is an order of its own: a checkout
 * that was paid twice is two, and she is told.
 *
 * Locks are taken in this order: connection, checkout, and what `takeOrders` takes.
 */
export async function settlePayment(tx: Tx, connectionId: string, payment: Payment, now: Date): Promise<SettledPayment> {
  const shop = shopOf(tx)
  await sql`${kept} select from connection where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid for no key update`.execute(
    tx,
  )
  const checkoutId = await findCheckout(tx, connectionId, payment)
  if (checkoutId === null) return 'not-ours'
  const known = await readKnown(tx, connectionId, payment.remoteId)
  const reading = readingOf(payment)
  if (known !== null && compareReadings(reading, known) < 0) return 'older'
  await writePlaces(tx, checkoutId, payment.places, now)
  const frozen = await readFrozen(tx, checkoutId)
  const problem = problemOf(frozen, connectionId, payment)
  const sale = saleOf(frozen, payment, { isKnown: known?.orderId != null, problem })
  if (sale !== null) await takeOrder(tx, connectionId, sale, now)
  const orderId = sale === null ? null : await orderOf(tx, connectionId, payment.remoteId)
  await writePayment(tx, { connectionId, checkoutId, payment, reading, problem: payment.state === 'paid' ? problem : null, orderId })
  await settleProblems(tx, checkoutId)
  await settleCheckout(tx, { checkoutId, country: frozen.country, now })
  if (orderId !== null) await settleRest(tx, [orderId], now)
  if (orderId !== null && payment.state === 'paid') await keepCheckoutWords(tx, checkoutId)
  return 'settled'
}

/** By the provider's own word of our id, else by the id that was noted at the start. Locked. */
async function findCheckout(tx: Tx, connectionId: string, { checkoutId, remoteId }: Payment): Promise<string | null> {
  const ours = checkoutId !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(checkoutId) ? checkoutId : null
  const { rows } = await sql<{ checkout_id: string }>`
    select k.checkout_id from checkout k
    where k.shop_id = ${shopOf(tx)}::uuid
      and k.checkout_id = coalesce(
        (select p.checkout_id from payment p
         where p.shop_id = k.shop_id and p.connection_id = ${connectionId}::uuid and p.remote_id = ${remoteId}),
        (select c.checkout_id from checkout c
         where c.shop_id = k.shop_id and c.connection_id = ${connectionId}::uuid and c.remote_id = ${remoteId} limit 1),
        ${ours}::uuid)
    for update`.execute(tx)
  return rows[0]?.checkout_id ?? null
}

async function readKnown(tx: Tx, connectionId: string, remoteId: string): Promise<(Reading & { orderId: string | null }) | null> {
  const row = await tx
    .selectFrom('payment')
    .select(['state', 'changed_at', 'refunded_minor', 'dispute_state', 'order_id'])
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('remote_id', '=', remoteId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    state: row.state as PaymentState,
    changedAt: row.changed_at,
    refunded: row.refunded_minor,
    dispute: row.dispute_state as Reading['dispute'],
    orderId: row.order_id,
  }
}

interface FrozenRow {
  number: string
  connection_id: string
  currency: string
  total_minor: bigint
  email: string | null
  is_gift: boolean
  places: PlaceProof[]
  lines: { line: number; sku: string; title: string; total: string }[]
}

/** The patterns' SKUs are today's, and cannot change before this transaction ends, as the lines of an order are matched by them. */
async function readFrozen(tx: Tx, checkoutId: string): Promise<Frozen> {
  const shop = shopOf(tx)
  await sql`
    select from pattern p
    where p.shop_id = ${shop}::uuid and p.pattern_id in (
      select l.pattern_id from checkout_line l where l.shop_id = ${shop}::uuid and l.checkout_id = ${checkoutId}::uuid)
    order by p.pattern_id
    for key share`.execute(tx)
  const { rows } = await sql<FrozenRow>`
    select k.number, k.connection_id, k.currency, k.total_minor, case when k.is_gift then k.gift_email else k.email end as email, k.is_gift,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'country', o.country)), '[]')
       from checkout_place o where o.shop_id = k.shop_id and o.checkout_id = k.checkout_id) as places,
      (select coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'sku', p.sku, 'total', l.total_minor::text,
         'title', case when l.bundle_id is null then l.title else l.item_title || ': ' || l.title end) order by l.line), '[]')
       from checkout_line l join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
       where l.shop_id = k.shop_id and l.checkout_id = k.checkout_id) as lines
    from checkout k
    where k.shop_id = ${shop}::uuid and k.checkout_id = ${checkoutId}::uuid`.execute(tx)
  const row = rows[0]!
  return {
    checkoutId,
    number: row.number,
    connectionId: row.connection_id,
    total: { minor: row.total_minor, currency: row.currency },
    email: row.email,
    country: judgePlaces(row.places).country,
    isGift: row.is_gift,
    lines: row.lines.map(line => ({ ...line, total: BigInt(line.total) })),
  }
}

async function orderOf(tx: Tx, connectionId: string, remoteId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('order')
    .select('order_id')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('remote_id', '=', remoteId)
    .executeTakeFirst()
  return row?.order_id ?? null
}

interface Writing {
  readonly connectionId: string
  readonly checkoutId: string
  readonly payment: Payment
  readonly reading: Reading
  readonly problem: string | null
  readonly orderId: string | null
}

async function writePayment(tx: Tx, { connectionId, checkoutId, payment, reading, problem, orderId }: Writing): Promise<void> {
  const { remoteId, state, total, reference, paidAt, changedAt } = payment
  await sql`
    insert into payment as p (shop_id, connection_id, remote_id, checkout_id, state, currency, total_minor, refunded_minor, dispute_state, problem,
      reference, paid_at, changed_at, order_id)
    values (${shopOf(tx)}::uuid, ${connectionId}::uuid, ${remoteId}, ${checkoutId}::uuid, ${state}, ${total.currency}, ${total.minor}, ${reading.refunded},
      ${reading.dispute}, ${problem}, ${reference}, ${paidAt}::timestamptz, ${changedAt}, ${orderId}::uuid)
    on conflict (shop_id, connection_id, remote_id) do update
      set state = excluded.state, currency = excluded.currency, total_minor = excluded.total_minor, refunded_minor = excluded.refunded_minor,
        dispute_state = excluded.dispute_state, problem = excluded.problem, reference = coalesce(excluded.reference, p.reference),
        paid_at = coalesce(p.paid_at, excluded.paid_at), changed_at = excluded.changed_at, order_id = coalesce(p.order_id, excluded.order_id)`.execute(
    tx,
  )
}

/** Two payments that both stand: each counts, and one of them should go back. */
const settleProblems = (tx: Tx, checkoutId: string) =>
  sql`
  update payment p
  set problem = case when twice.so and p.state = 'paid' and p.refunded_minor < p.total_minor then 'paid-twice' end
  from (
    select count(*) > 1 as so from payment o
    where o.shop_id = ${shopOf(tx)}::uuid and o.checkout_id = ${checkoutId}::uuid and o.state = 'paid' and o.refunded_minor < o.total_minor
      and (o.problem is null or o.problem = 'paid-twice')
  ) twice
  where p.shop_id = ${shopOf(tx)}::uuid and p.checkout_id = ${checkoutId}::uuid and (p.problem is null or p.problem = 'paid-twice')
    and p.problem is distinct from case when twice.so and p.state = 'paid' and p.refunded_minor < p.total_minor then 'paid-twice' end`.execute(
    tx,
  )

/** The checkout is what its payments are: paid when one of them is, and so on down. One of the wrong amount pays nothing. */
const settleCheckout = (tx: Tx, { checkoutId, country, now }: { checkoutId: string; country: string | null; now: Date }) =>
  sql`
  update checkout k
  set state = w.state, country = coalesce(${country}::text, k.country),
    settled_at = case when w.state = 'started' then null else coalesce(k.settled_at, ${now}::timestamptz) end
  from (
    select case
      when bool_or(p.state = 'paid' and not is_wrong) then 'paid'
      when bool_or(p.state = 'pending' and not is_wrong) then 'pending'
      when bool_or(p.state = 'open' and not is_wrong) then 'started'
      when bool_or(p.state = 'failed') then 'failed'
      when bool_or(p.state = 'expired') then 'expired'
      else 'started'
    end as state
    from (select p.state, coalesce(p.problem in ('wrong-amount', 'other-account'), false) as is_wrong from payment p
      where p.shop_id = ${shopOf(tx)}::uuid and p.checkout_id = ${checkoutId}::uuid) p
  ) w
  where k.shop_id = ${shopOf(tx)}::uuid and k.checkout_id = ${checkoutId}::uuid`.execute(tx)

/** Access rests by her setting while a payment is disputed, and comes back when that is over. */
export async function settleRest(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  const { rows } = await sql<{ order_id: string }>`
    update "order" o
    set rests_since = case when d.rests then ${now}::timestamptz end
    from (
      select o.order_id, coalesce((select t.rests_in_dispute from store t where t.shop_id = o.shop_id), false)
        and exists (select from payment p where p.shop_id = o.shop_id and p.order_id = o.order_id and p.dispute_state = 'open') as rests
      from "order" o where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = any (${[...orderIds]}::uuid[])
    ) d
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = d.order_id and (o.rests_since is not null) <> d.rests
    returning o.order_id`.execute(tx)
  await settleAccess(
    tx,
    rows.map(row => row.order_id),
    now,
  )
}

/** After her setting about disputes changed. */
export async function settleOpenDisputes(tx: Tx, now: Date): Promise<void> {
  const { rows } = await sql<{ order_id: string }>`
    select order_id from payment where shop_id = ${shopOf(tx)}::uuid and dispute_state = 'open' and order_id is not null`.execute(tx)
  await settleRest(
    tx,
    rows.map(row => row.order_id),
    now,
  )
}
