/** Looks at the storefront now, or tries again what failed: by her press on one listing, or with new keys on all of a connection. */
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent, leaveEvents } from '../event/leave-event.ts'
import { notFound, Refused } from '../refused.ts'

/** Reads the listing there, compares it, and sends what is missing, at once. @throws {Refused} when there is nothing to bring about. */
export async function lookAgain(tx: Tx, listingId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const listing = await tx
    .selectFrom('listing')
    .select(['connection_id', 'state', 'desired_no', 'pattern_id', 'remote_id'])
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .forUpdate()
    .executeTakeFirst()
  if (listing === undefined) throw notFound('This listing')
  if (listing.state === 'gone')
    throw new Refused('gone', 'This listing was removed at the shop. Decide under “Changed by hand” whether it is to be made again.', {
      status: 409,
    })
  if (listing.state === 'by-hand' || listing.remote_id === `by-hand:${listingId}`)
    throw new Refused('by-hand', 'This one is put right by your hands: do what is listed for it, and tick it off.', { status: 409 })
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

/** New keys may open what the old ones did not: what waits for them or for her there is tried with them. What waits for her word on a hand edit goes on waiting. */
export async function tryWithNewKeys(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const { rows } = await sql<{ listing: string }>`
    update listing l set state = 'waiting', reason = null, attempts = 0, next_run_at = ${now}
    where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connectionId}::uuid and (l.state in ('needs-you', 'failed') or (l.state = 'waiting' and l.next_run_at > ${now}))
      and l.pattern_id is not null and l.desired_no > 0 and not exists (
        select from hand_edit e where e.shop_id = l.shop_id and e.listing_id = l.listing_id and e.settled_at is null)
    returning l.listing_id as listing`.execute(tx)
  await leaveEvents(
    tx,
    rows.map(({ listing }) => ({ name: 'listing.wanted', ids: { listing, connection: connectionId } })),
  )
}
