/** Puts on sale what a launch made ready, once its moment has come. */
import { launchDue } from '#hub/launch/launch-due.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { planningWorldOf } from './run-deps.ts'

/** @throws nothing that waits: what cannot be sent now is tried again by the clock. */
export async function launch(deps: WorkDeps, { shop }: JobPayload): Promise<void> {
  const sent = await deps.database.inShop(shop, tx => launchDue(tx, planningWorldOf(deps)))
  if (sent > 0) deps.log.info({ shop, listings: sent }, 'a launch was due')
}
