import { writeOrderMail } from '#hub/mail/write-order-mail.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Writes the mail of an order; it leaves by its own job. */
export async function mailFiles({ database, now }: WorkDeps, { shop, order }: JobPayload): Promise<void> {
  if (order !== undefined) await database.inShop(shop, tx => writeOrderMail(tx, order, now()))
}
