/** Taking a listing out of its pattern again. Nothing at the storefront is touched, and nobody loses what they bought. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { listingIdFor } from '../listing/read-state.ts'
import { notFound, Refused } from '../refused.ts'
import { lockJoin, wantMatching } from './keep-proposals.ts'
import { tieAll } from './move-listing.ts'

/**
 * It is a found listing again. Sales that were granted stay with the pattern that they were granted for; later ones wait until she says which
 * pattern it is.
 *
 * @returns how many sales stay with the pattern.
 * @throws {Refused} when it was made from here, or is being changed just now.
 */
export async function splitListing(tx: Tx, listingId: string, now: Date): Promise<{ sold: number }> {
  await lockJoin(tx)
  const { rows } = await sql<{ connection_id: string; pattern_id: string | null; remote_id: string | null; state: string }>`
    select connection_id, pattern_id, remote_id, state from listing
    where shop_id = ${shopOf(tx)}::uuid and listing_id = ${listingId}::uuid
    for update`.execute(tx)
  const [listing] = rows
  if (listing?.remote_id == null) throw notFound('This listing')
  const { connection_id: connection, pattern_id: pattern } = listing
  if (pattern === null) return { sold: 0 }
  if (listing.state === 'waiting' || listing.state === 'working')
    throw new Refused('being-made', 'This listing is being changed at the shop just now. Wait until that is done.', { status: 409 })
  if (listingId === listingIdFor(connection, pattern))
    throw new Refused(
      'made-here',
      'This listing was made from here for its pattern. Take it off sale instead, or remove it in the shop’s own pages.',
      { status: 409 },
    )
  await letGo(tx, listingId)
  await tieAll(tx, { listingIds: [listingId], tie: randomUUID(), isAlone: true, isSplit: true, now })
  await wantMatching(tx)
  const { rows: sold } = await sql<{ count: number }>`
    select coalesce(sum(l.quantity), 0)::int as count from order_line l
    join "order" o on o.shop_id = l.shop_id and o.order_id = l.order_id and o.connection_id = ${connection}::uuid
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_remote_id = ${listing.remote_id} and l.pattern_id = ${pattern}::uuid`.execute(tx)
  return { sold: sold[0]!.count }
}

/** What was wanted and proven there counts no more; a run that holds it finds its lease gone. What was pressed stays in the history. */
export async function letGo(tx: Tx, listingId: string): Promise<void> {
  await sql`
    update listing
    set pattern_id = null, state = 'unplanned', reason = null, desired = null, proof = null, proven_at = null, attempts = 0, lease_until = null, lease_no = lease_no + 1
    where shop_id = ${shopOf(tx)}::uuid and listing_id = ${listingId}::uuid`.execute(tx)
  await sql`delete from standing where shop_id = ${shopOf(tx)}::uuid and listing_id = ${listingId}::uuid`.execute(tx)
  await sql`
    update hand_edit set settled_at = now(), settled_how = 'superseded'
    where shop_id = ${shopOf(tx)}::uuid and listing_id = ${listingId}::uuid and settled_at is null`.execute(tx)
}
