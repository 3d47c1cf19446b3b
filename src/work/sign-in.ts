import { settleSignIn } from '#hub/library/sign-in.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { sendOnly } from './send-mail.ts'

/** Writes the way in, if it is to be written, and sends it at once: whoever asked waits before the screen, whatever else waits to leave. */
export async function signIn(deps: WorkDeps, { shop, ask }: JobPayload): Promise<void> {
  if (ask === undefined) return
  const mail = await deps.database.inShop(shop, tx => settleSignIn(tx, ask, deps.now()))
  if (mail !== null) await sendOnly(deps, shop, mail)
}
