/** What of a checkout is taken away, and when: what was never paid soon, who paid when she asks for it, the proofs of place after ten years. */
import { shopOf, sql, type Tx } from '#database'
import { forgetConsents } from '../buyer-library/consent.ts'

const dayMs = 86_400_000
/** A bank transfer may take weeks; what has not been paid by then will not be. */
const unpaidMs = 90 * dayMs
/** How long the law wants the proofs of a supply kept. Source: EU 282/2011, article 63c(3); read 2026-11. */
const proofYears = 10

/** Runs again and again. What is to be looked at stays until she has. */
export async function forgetCheckouts(tx: Tx, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const unpaid = new Date(now.getTime() - unpaidMs)
  const proven = new Date(now)
  proven.setUTCFullYear(proven.getUTCFullYear() - proofYears)
  await sql`
    delete from checkout k
    where k.shop_id = ${shop}::uuid and k.state in ('started', 'failed', 'expired') and k.started_at < ${unpaid}
      and not exists (select from payment p where p.shop_id = k.shop_id and p.checkout_id = k.checkout_id
        and (p.order_id is not null or p.state in ('paid', 'pending')))`.execute(tx)
  // The law's years are counted to the end of the year of the supply.
  await sql`
    delete from checkout_place o using checkout k
    where o.shop_id = ${shop}::uuid and k.shop_id = o.shop_id and k.checkout_id = o.checkout_id
      and date_trunc('year', k.started_at) + interval '1 year' < ${proven}::timestamptz`.execute(tx)
  await sql`
    update checkout k set email = null, gift_email = null, gift_word = null
    where k.shop_id = ${shop}::uuid and (k.email is not null or k.gift_email is not null or k.gift_word is not null)
      and date_trunc('year', k.started_at) + interval '1 year' < ${proven}::timestamptz`.execute(tx)
}

/**
 * At a buyer's wish: who paid, who was given something, and her word about libraries elsewhere with its keys are forgotten at once. What was bought, what it cost and the countries that prove where tax is
 * owed stay, as the law says they must.
 *
 * @returns how many checkouts knew the address.
 */
export async function forgetPerson(tx: Tx, email: string): Promise<number> {
  const address = email.trim().toLowerCase()
  await forgetConsents(tx, address)
  const { rows } = await sql`
    update checkout
    set email = case when email = ${address} then null else email end,
      gift_email = case when gift_email = ${address} then null else gift_email end,
      gift_word = null
    where shop_id = ${shopOf(tx)}::uuid and (email = ${address} or gift_email = ${address})
    returning checkout_id`.execute(tx)
  return rows.length
}
