/** Asking for what stands at storefronts to come with a pattern: pictures, and files where a storefront hands them over. */
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'

/**
 * A listing was joined to the pattern. Asked again, it is looked at anew; what was brought before stays.
 *
 * @param acceptanceId the press that it goes back with; null when she said by herself which pattern a listing is.
 */
export async function wantPictures(
  tx: Tx,
  { patternId, acceptanceId, now }: { patternId: string; acceptanceId: string | null; now: Date },
): Promise<void> {
  await sql`
    insert into bringing as b (shop_id, pattern_id, acceptance_id, due_at)
    values (${shopOf(tx)}::uuid, ${patternId}::uuid, ${acceptanceId}::uuid, ${now})
    on conflict (shop_id, pattern_id) do update
    set state = 'waiting', due_at = excluded.due_at, asked_no = b.asked_no + 1, attempts = 0, troubles = '[]',
      acceptance_id = case when b.images = '[]' and b.version_id is null then excluded.acceptance_id else b.acceptance_id end`.execute(tx)
  await leaveEvent(tx, 'pictures.wanted', {})
}

/** She tries what could not be had once more. Nothing happens to a pattern that nothing was ever to be brought to. */
export async function tryPicturesAgain(tx: Tx, patternId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    update bringing set state = 'waiting', due_at = ${now}, asked_no = asked_no + 1, attempts = 0
    where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
  // A picture that was not to be had is asked for again as well.
  await sql`
    delete from listed_bytes b using listing l
    where b.shop_id = ${shop}::uuid and b.sha256 is null and l.shop_id = b.shop_id and l.listing_id = b.listing_id and l.pattern_id = ${patternId}::uuid`.execute(
    tx,
  )
  await leaveEvent(tx, 'pictures.wanted', {})
}
