import { shopOf, sql, type Tx } from '#database'
import type { StayingField } from '../listing/staying.ts'
import { notFound } from '../refused.ts'

/**
 * Her word that the pattern's own are to take the place of what was found at a storefront, or that what stands there is to stay after all. Nothing is
 * sent; the next preview shows it.
 *
 * @throws {Refused} when there is no such listing of a pattern.
 */
export async function letReplace(
  tx: Tx,
  listingId: string,
  { field, isLifted }: { field: StayingField; isLifted: boolean },
): Promise<void> {
  const { rows } = await sql`
    insert into standing (shop_id, listing_id, field, is_lifted)
    select l.shop_id, l.listing_id, ${field}, ${isLifted} from listing l
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = ${listingId}::uuid and l.pattern_id is not null
    on conflict (shop_id, listing_id, field) do update set is_lifted = excluded.is_lifted
    returning listing_id`.execute(tx)
  if (rows.length === 0) throw notFound('This listing')
}
