import { shopOf, sql, type Tx } from '#database'
import type { PlaceProof } from './payment.ts'

/** A proof that was told before stays as it was told first. */
export async function writePlaces(tx: Tx, checkoutId: string, places: readonly PlaceProof[], now: Date): Promise<void> {
  const fit = places.filter(({ country }) => /^[A-Z]{2}$/.test(country))
  if (fit.length === 0) return
  await sql`
    insert into checkout_place (shop_id, checkout_id, kind, country, told_at)
    select distinct ${shopOf(tx)}::uuid, ${checkoutId}::uuid, p.kind, p.country, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(fit)}::jsonb) as p (kind text, country text)
    on conflict do nothing`.execute(tx)
}
