import { writeInvitations } from '#hub/customer/invite.ts'
import { isHeld } from '#hub/shop/hold.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Writes invitations batch by batch, each in its own transaction; killed anywhere, the next run goes on where it was. */
export async function inviteBuyers({ database, now }: WorkDeps, { shop }: JobPayload, signal?: AbortSignal): Promise<void> {
  while (!(signal?.aborted ?? false)) {
    // While everything is held nothing is written; letting go starts this anew.
    const written = await database.inShop(shop, async tx => ((await isHeld(tx)) ? 0 : writeInvitations(tx, now())))
    if (written === 0) return
  }
}
