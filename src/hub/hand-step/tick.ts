/** Her word that a thing was done at a storefront by hand, and taking that word back. */
import { shopOf, type Tx } from '#database'
import type { ShopRules } from '../listing/shop-rules.ts'
import { notFound, Refused } from '../refused.ts'
import { settleByHand } from './settle-by-hand.ts'

export interface Tick {
  readonly isDone: boolean
  /** An account's id, `key:…` or 'demo'. */
  readonly by: string
  /** Where it is there, when she told it with the tick. */
  readonly url?: string | null | undefined
}

/**
 * Ticking twice keeps the first tick. What gave way to something newer may be ticked all the same: it tells what is there now, and the newer one
 * goes on waiting. The storefront is asked nothing.
 *
 * @throws {Refused} when there is no such thing, or the address is none.
 */
export async function tickHandStep(
  tx: Tx,
  handStepId: string,
  { isDone, by, url }: Tick,
  { rulesOf, now }: { rulesOf: (spoke: string) => ShopRules | null; now: Date },
): Promise<void> {
  const shop = shopOf(tx)
  const found = await tx
    .selectFrom('hand_step')
    .select(['listing_id', 'content'])
    .where('shop_id', '=', shop)
    .where('hand_step_id', '=', handStepId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This thing to do')
  // As a press does: the listing first, so that a press and a tick at once follow each other.
  await tx
    .selectFrom('listing')
    .select('listing_id')
    .where('shop_id', '=', shop)
    .where('listing_id', '=', found.listing_id)
    .forUpdate()
    .execute()
  if (isDone && url != null && url !== '')
    await tx
      .updateTable('listing')
      .set({ url: addressOf(url) })
      .where('shop_id', '=', shop)
      .where('listing_id', '=', found.listing_id)
      .execute()
  await tx
    .updateTable('hand_step')
    .set(isDone ? { done_at: now, done_by: by } : { done_at: null, done_by: null })
    .where('shop_id', '=', shop)
    .where('hand_step_id', '=', handStepId)
    .where('done_at', isDone ? 'is' : 'is not', null)
    .execute()
  if (found.content !== null) await settleByHand(tx, [found.listing_id], { rulesOf, now })
}

function addressOf(text: string): string {
  const url = URL.parse(text.trim())
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Refused('not-an-address', 'This is no address of a page. Copy it whole, beginning with https://, and put it in again.', {
      field: 'url',
    })
  return url.href
}
