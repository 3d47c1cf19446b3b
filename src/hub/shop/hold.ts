/** One switch per shop: while it is set, nothing leaves. Whoever is about to act asks first, each time. */
import { shopOf, type Tx } from '#database'
import { goOnInviting } from '../customer/invite.ts'
import { wakeListings } from '../listing/lease.ts'
import { releaseMails } from '../mail/release-mails.ts'

export async function holdEverything(tx: Tx, now: Date): Promise<void> {
  await tx.updateTable('shop').set({ held_at: now }).where('shop_id', '=', shopOf(tx)).where('held_at', 'is', null).execute()
}

/** What was held back goes out now. */
export async function letGo(tx: Tx, now: Date): Promise<void> {
  await tx.updateTable('shop').set({ held_at: null }).where('shop_id', '=', shopOf(tx)).execute()
  await releaseMails(tx, 'held-everything', now)
  await wakeListings(tx, null, now)
  await goOnInviting(tx)
}

export async function isHeld(tx: Tx): Promise<boolean> {
  const shop = await tx.selectFrom('shop').select('held_at').where('shop_id', '=', shopOf(tx)).executeTakeFirstOrThrow()
  return shop.held_at !== null
}
