import { takeMail } from '#hub/mail/hand-over.ts'
import { writeOrderMail } from '#hub/mail/write-order-mail.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { mailDoor } from './send-mail.ts'

/** Writes the mail of an order. Where no mail server is asked it is whole in the log at once; else it leaves by its own job. */
export async function mailFiles(deps: WorkDeps, { shop, order }: JobPayload): Promise<void> {
  if (order === undefined) return
  const { database, now } = deps
  await database.inShop(shop, async tx => {
    const mail = await writeOrderMail(tx, order, now())
    const door = await mailDoor(tx, deps)
    if (mail !== null && (door.hold !== null || door.isLogOnly)) await takeMail(tx, door, now(), mail)
  })
}
