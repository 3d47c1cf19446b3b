/** Whether the listing that stands in another one's way at a storefront is about to change there. */
import { shopOf, sql, type Tx } from '#database'

/** @param inTheWay its id there. Not of another's product, nor of one that is at rest: nothing of ours will move that. */
export async function givesWay(
  tx: Tx,
  { connectionId, inTheWay, listingId }: { connectionId: string; inTheWay: string; listingId: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from listing
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and remote_id = ${inTheWay} and listing_id <> ${listingId}::uuid
      and pattern_id is not null and state in ('waiting', 'working')`.execute(tx)
  return rows.length > 0
}
