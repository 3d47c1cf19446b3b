/** Corrections that are due: each step is a transaction, so whoever dies between two leaves nothing half done. */
import { deliverNext } from '#hub/erratum/deliver-erratum.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

export async function deliverErrata({ database, spokes, now }: WorkDeps, { shop }: JobPayload, signal?: AbortSignal): Promise<void> {
  const rulesOf = (spoke: string) => spokes.get(spoke) ?? null
  while (!(signal?.aborted ?? false)) if ((await database.inShop(shop, tx => deliverNext(tx, { rulesOf, now: now() }))) === null) return
}
