/**
 * One person with several addresses (sql/0034). Each address is a customer for ever, with its own orders; which of them are one person stands beside
 * them. Joined are those between which there is a chain of proofs, so it is the same in whatever order they were given.
 * Whoever takes a person apart names each part anew by the least of its ids: no two persons may bear one name.
 */
import { shopOf, sql, type Tx } from '#database'
import { noticeDoubles } from '../person/doubles.ts'
import { lockPeople, tieProven } from '../person/ties.ts'

/** @returns the customers that are this person, the given one first. */
export async function customersOf(tx: Tx, customerId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.customer_id as id
    from customer_address m join customer_address o on o.shop_id = m.shop_id and o.person_id = m.person_id
    where m.shop_id = ${shopOf(tx)}::uuid and m.customer_id = ${customerId}::uuid and o.customer_id <> m.customer_id
    order by 1`.execute(tx)
  return [customerId, ...rows.map(({ id }) => id)]
}

/**
 * Makes these two, and whoever each of them is already, one person: only where both addresses were proven by mail, as each opens the other's library.
 * The seller sees them as one from then on; taking them apart there closes no library, and nothing pressed there opens one.
 */
export async function joinPersons(tx: Tx, [one, other]: readonly [string, string], now: Date): Promise<void> {
  if (one === other) return
  const shop = shopOf(tx)
  // One after another in a shop, so that two joins that meet at one person end in one.
  await lockPeople(tx)
  const all = [...new Set([...(await customersOf(tx, one)), ...(await customersOf(tx, other))])].sort()
  await sql`
    insert into customer_address as a (shop_id, customer_id, person_id, proven_at)
    select ${shop}::uuid, id, ${all[0]!}::uuid, ${now} from unnest(${all}::uuid[]) as c (id)
    on conflict (shop_id, customer_id) do update set person_id = excluded.person_id`.execute(tx)
  await tieProven(tx, [one, other], now)
  await noticeDoubles(tx, one, now)
}

/** The addresses of this person that are kept, the given one first. */
export async function addressesOf(tx: Tx, customers: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ email: string }>`
    select email from customer
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${customers}::uuid[]) and email is not null
    order by array_position(${customers}::uuid[], customer_id)`.execute(tx)
  return rows.map(({ email }) => email)
}
