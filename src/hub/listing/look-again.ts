/** Her press on one listing: look at the storefront now, or try again what failed. */
import { shopOf, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { notFound, Refused } from '../refused.ts'

/** Reads the listing there, compares it, and sends what is missing, at once. @throws {Refused} when there is nothing to bring about. */
export async function lookAgain(tx: Tx, listingId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const listing = await tx
    .selectFrom('listing')
    .select(['connection_id', 'state', 'desired_no', 'pattern_id'])
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .forUpdate()
    .executeTakeFirst()
  if (listing === undefined) throw notFound('This listing')
  if (listing.state === 'gone')
    throw new Refused('gone', 'This listing was removed at the shop. Decide under “Changed by hand” whether it is to be made again.', {
      status: 409,
    })
  if (listing.desired_no === 0 || listing.pattern_id === null) {
    await tx
      .updateTable('connection')
      .set({ next_sweep_at: now })
      .where('shop_id', '=', shop)
      .where('connection_id', '=', listing.connection_id)
      .execute()
    return
  }
  await tx
    .updateTable('listing')
    .set({ state: 'waiting', attempts: 0, next_run_at: now, ...(listing.state === 'waiting' ? {} : { reason: null }) })
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .execute()
  await leaveEvent(tx, 'listing.wanted', { listing: listingId, connection: listing.connection_id })
}
