import { noticeDoubles } from '#hub/person/doubles.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** After a sale: whether its buyer has the pattern from another storefront already. */
export async function noticeDoublesOf({ database, now }: WorkDeps, { shop, customer }: JobPayload): Promise<void> {
  if (customer !== undefined) await database.inShop(shop, tx => noticeDoubles(tx, customer, now()))
}
