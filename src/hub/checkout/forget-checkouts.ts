/** What of a checkout is taken away, and when: what was never paid soon, who paid and the proofs of place after ten years. */
import { shopOf, sql, type Tx } from '#database'

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
