import { settleNextClaim } from '#hub/claim/settle.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Looks at each claim that is due, one a transaction; the mails that come of it leave by the queue. */
export async function settleClaims({ database, now }: WorkDeps, { shop }: JobPayload, signal?: AbortSignal): Promise<void> {
  while (!(signal?.aborted ?? false)) if (!(await database.inShop(shop, tx => settleNextClaim(tx, now())))) return
}
