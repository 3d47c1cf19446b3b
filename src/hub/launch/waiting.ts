/** What waits for a launch is shown by nothing else. */
import { shopOf, sql, type Tx } from '#database'

/** @returns of these listings, those that a planned launch will put on sale: until then no press shows them. */
export async function waitingForLaunch(tx: Tx, listingIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ listing_id: string }>`
    select x.listing_id from launch_listing x join launch l on l.shop_id = x.shop_id and l.launch_id = x.launch_id
    where x.shop_id = ${shopOf(tx)}::uuid and l.state = 'planned' and x.publication_id is null and x.listing_id = any(${[...listingIds]}::uuid[])`.execute(
    tx,
  )
  return new Set(rows.map(row => row.listing_id))
}
