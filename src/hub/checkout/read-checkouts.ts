/** Checkouts as she looks them through, and what of them needs her. */
import { shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound } from '../refused.ts'
import type { PlaceProof } from './payment.ts'
import { judgePlaces, type PlaceVerdict } from './places.ts'

export interface CheckoutSummary {
  readonly id: string
  readonly number: string
  readonly state: 'started' | 'pending' | 'paid' | 'failed' | 'expired'
  readonly buyer: string | null
  readonly isGift: boolean
  readonly total: Money
  readonly coupon: string | null
  readonly items: readonly string[]
  readonly places: readonly PlaceProof[]
  readonly place: PlaceVerdict
  readonly orderId: string | null
  /** A payment that must be looked at, in a sentence. */
  readonly problem: string | null
  readonly startedAt: Date
}

interface Row extends Omit<CheckoutSummary, 'total' | 'place' | 'problem' | 'startedAt'> {
  total_minor: bigint
  currency: string
  started_at: Date
  problem: string | null
}

/** The newest first; never more than was started to be paid. `needs`: those with a payment to look at. */
export async function listCheckouts(
  tx: Tx,
  { needs = false, cursor, limit }: { needs?: boolean; cursor?: string | undefined; limit: number },
): Promise<Paged<CheckoutSummary>> {
  const after = pageAfter(cursor)
  const { rows } = await sql<Row>`
    select k.checkout_id as id, k.number, k.state, k.email as buyer, k.is_gift as "isGift", k.total_minor, k.currency, c.code as coupon, k.started_at,
      (select coalesce(array_agg(title order by item), '{}') from (
        select l.item, min(l.item_title) as title from checkout_line l
        where l.shop_id = k.shop_id and l.checkout_id = k.checkout_id group by l.item) t) as items,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'country', o.country) order by o.kind, o.country), '[]')
       from checkout_place o where o.shop_id = k.shop_id and o.checkout_id = k.checkout_id) as places,
      (select p.order_id from payment p where p.shop_id = k.shop_id and p.checkout_id = k.checkout_id and p.order_id is not null
       order by p.paid_at, p.remote_id limit 1) as "orderId",
      y.problem
    from checkout k
    left join coupon c on c.shop_id = k.shop_id and c.coupon_id = k.coupon_id
    left join lateral (
      select p.problem from payment p
      where p.shop_id = k.shop_id and p.checkout_id = k.checkout_id and p.problem is not null and p.seen_at is null
      order by p.changed_at limit 1
    ) y on true
    where k.shop_id = ${shopOf(tx)}::uuid ${
      needs
        ? sql`and k.checkout_id in (
            select p.checkout_id from payment p where p.shop_id = ${shopOf(tx)}::uuid and p.problem is not null and p.seen_at is null)`
        : sql``
    }
      and (${after?.at ?? null}::timestamptz is null or (k.started_at, k.checkout_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by k.started_at desc, k.checkout_id desc
    limit ${limit + 1}`.execute(tx)
  const page = pageOf(rows, limit, row => ({ at: row.started_at, id: row.id }))
  return { items: page.items.map(toSummary), next: page.next }
}

/** How many payments wait for her, and what the first of them is about. */
export async function paymentsToLookAt(
  tx: Tx,
): Promise<{ readonly count: number; readonly number: string | null; readonly sentence: string | null }> {
  const { rows } = await sql<{ problem: string; number: string }>`
    select p.problem, k.number
    from payment p join checkout k on k.shop_id = p.shop_id and k.checkout_id = p.checkout_id
    where p.shop_id = ${shopOf(tx)}::uuid and p.problem is not null and p.seen_at is null
    order by p.changed_at
    limit 100`.execute(tx)
  const first = rows[0]
  return { count: rows.length, number: first?.number ?? null, sentence: first === undefined ? null : problemWords(first.problem) }
}

/** She has dealt with what was shown of this checkout. */
export async function markSeen(tx: Tx, checkoutId: string, now: Date): Promise<void> {
  const found = await tx
    .selectFrom('checkout')
    .select('checkout_id')
    .where('shop_id', '=', shopOf(tx))
    .where('checkout_id', '=', checkoutId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This checkout')
  await sql`
    update payment set seen_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and checkout_id = ${checkoutId}::uuid and problem is not null and seen_at is null`.execute(tx)
}

export function problemWords(problem: string): string {
  if (problem === 'wrong-amount')
    return 'What was paid is not what was asked, so nothing was handed over. Give the money back at your payment provider, or write to the buyer.'
  if (problem === 'other-account')
    return 'It was paid to another account than the one that asked, so nothing was handed over. Look at it at your payment provider.'
  return 'It was paid twice. Give one of the two back at your payment provider.'
}

const toSummary = ({ total_minor, currency, started_at, problem, ...row }: Row): CheckoutSummary => ({
  ...row,
  total: { minor: total_minor, currency },
  place: judgePlaces(row.places),
  problem: problem === null ? null : problemWords(problem),
  startedAt: started_at,
})
