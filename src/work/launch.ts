/** What is due at a moment that she chose: launches, and prices that a promotion lowers and puts back. */
import { launchDue } from '#hub/launch/launch-due.ts'
import { promotionsDue } from '#hub/promotion/promotion-due.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { planningWorldOf } from './run-deps.ts'

/** @throws nothing that waits: what cannot be sent now is tried again by the clock. */
export async function launch(deps: WorkDeps, { shop }: JobPayload): Promise<void> {
  const launched = await deps.database.inShop(shop, tx => launchDue(tx, planningWorldOf(deps)))
  const promoted = await deps.database.inShop(shop, tx => promotionsDue(tx, planningWorldOf(deps)))
  if (launched + promoted > 0) deps.log.info({ shop, launched, promoted }, 'a moment has come')
}
