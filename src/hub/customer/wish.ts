/** What a buyer wishes about her own data, said in her library; on Today until the seller says that it is done, as those from storefronts are. */
import { kept, shopOf, sql, type Tx } from '#database'

/** Asked again is the same wish, and its month runs from the first time. */
export async function wishToBeForgotten(tx: Tx, customerId: string, now: Date): Promise<void> {
  await sql`select from customer where shop_id = ${shopOf(tx)}::uuid and customer_id = ${customerId}::uuid for no key update`.execute(tx)
  await sql`
    insert into buyer_wish (shop_id, customer_id, kind, made_at)
    select ${shopOf(tx)}::uuid, ${customerId}::uuid, 'forget', ${now}
    where not exists (
      select from buyer_wish where shop_id = ${shopOf(tx)}::uuid and customer_id = ${customerId}::uuid and settled_at is null)`.execute(tx)
}

export async function takeWishBack(tx: Tx, customers: readonly string[]): Promise<void> {
  await sql`
    delete from buyer_wish
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${customers}::uuid[]) and settled_at is null`.execute(tx)
}

/** @returns since when she wishes it; null: she does not. */
export async function wishOf(tx: Tx, customers: readonly string[]): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(made_at) as at from buyer_wish
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${customers}::uuid[]) and settled_at is null`.execute(tx)
  return rows[0]!.at
}

export interface BuyerWish {
  readonly id: string
  readonly customerId: string
  /** Every address of hers that is known. */
  readonly addresses: readonly string[]
  readonly madeAt: Date
}

/** Those that are not done, the oldest first, at most a hundred. */
export async function listBuyerWishes(tx: Tx): Promise<BuyerWish[]> {
  const { rows } = await sql<BuyerWish>`${kept}
    select w.buyer_wish_id as id, w.customer_id as "customerId", w.made_at as "madeAt", array(
      select c.email from customer c
      where c.shop_id = w.shop_id and c.email is not null and c.customer_id = any (array(
        select w.customer_id
        union
        select o.customer_id from customer_address m join customer_address o on o.shop_id = m.shop_id and o.person_id = m.person_id
        where m.shop_id = w.shop_id and m.customer_id = w.customer_id))
      order by c.customer_id <> w.customer_id, c.email) as addresses
    from buyer_wish w
    where w.shop_id = ${shopOf(tx)}::uuid and w.settled_at is null
    order by w.made_at, w.buyer_wish_id
    limit 100`.execute(tx)
  return rows
}

/** She has acted on it. @returns false when there is no such wish. */
export async function settleBuyerWish(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update buyer_wish set settled_at = coalesce(settled_at, ${now})
    where shop_id = ${shopOf(tx)}::uuid and buyer_wish_id = ${id}::uuid returning 1`.execute(tx)
  return rows.length > 0
}
