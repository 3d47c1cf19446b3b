/** What is pressed while a run is under way is seen before its next write, not at its end. */
import type { Database, ShopId } from '#database'
import { mayActNow } from '#hub/listing/may-act.ts'
import { SpokeError } from '#kit/error.ts'

/** Whoever is held back asks again so often; letting go, or going live, wakes it at once. */
export const heldWaitMs = 10_000

/** Nothing was sent, and it is nobody's fault. */
export class HeldBack extends SpokeError {
  constructor() {
    super('wait', 'Not sent: everything is held, or the shop is not live.', { waitMs: heldWaitMs })
  }
}

/** An answer that took longer tells how it was, not how it is: this process stood still, and another may have taken over meanwhile. */
const freshMs = 5_000

/** @throws {HeldBack} when nothing may be changed there now. */
export async function mustBeFree(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  shop: ShopId,
  connectionId: string,
): Promise<void> {
  const askedAt = now().getTime()
  const mayAct = await database.inShop(shop, tx => mayActNow(tx, connectionId))
  if (!mayAct || now().getTime() - askedAt > freshMs) throw new HeldBack()
}
