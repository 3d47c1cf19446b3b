/** Which function does which job: a table. */

import { bring } from './bring.ts'
import { writeIntoLibraries } from './buyer-libraries.ts'
import { settleClaims } from './claims.ts'
import { keepCoupons } from './coupons.ts'
import type { WorkDeps } from './deps.ts'
import { noticeDoublesOf } from './doubles.ts'
import { deliverErrata } from './errata.ts'
import { fulfilOrders } from './fulfil.ts'
import { keepHooks } from './hooks.ts'
import { inviteBuyers } from './invite.ts'
import { lookAtListings } from './look.ts'
import { mailFiles } from './mail-files.ts'
import { match } from './match.ts'
import { readMoney } from './money.ts'
import { readPayments } from './payments.ts'
import { poll } from './poll.ts'
import type { JobHandlers } from './queue.ts'
import { sendMails } from './send-mail.ts'
import { signIn } from './sign-in.ts'
import { bringInTables } from './tables.ts'
import { tidy } from './tidy.ts'

/** @param publishing what keeps listings right; handed in, so that the sales side runs without it. */
export const jobsOf = (deps: WorkDeps, publishing: Pick<JobHandlers, 'run' | 'sweep' | 'launch' | 'source'>): JobHandlers => ({
  ...publishing,
  poll: (payload, { signal }) => poll(deps, payload, signal),
  hooks: payload => keepHooks(deps, payload),
  fulfil: (payload, { signal }) => fulfilOrders(deps, payload, signal),
  coupons: (payload, { signal }) => keepCoupons(deps, payload, signal),
  library: (payload, { signal }) => writeIntoLibraries(deps, payload, signal),
  tables: (payload, { signal }) => bringInTables(deps, payload, signal),
  payments: (payload, { signal }) => readPayments(deps, payload, signal),
  money: (payload, { signal }) => readMoney(deps, payload, signal),
  'mail-files': payload => mailFiles(deps, payload),
  doubles: payload => noticeDoublesOf(deps, payload),
  'send-mail': (payload, { signal }) => sendMails(deps, payload, signal),
  'sign-in': payload => signIn(deps, payload),
  invite: (payload, { signal }) => inviteBuyers(deps, payload, signal),
  match: (payload, { signal }) => match(deps, payload, signal),
  look: (payload, { signal }) => lookAtListings(deps, payload, signal),
  bring: (payload, { signal }) => bring(deps, payload, signal),
  claims: (payload, { signal }) => settleClaims(deps, payload, signal),
  errata: (payload, { signal }) => deliverErrata(deps, payload, signal),
  tidy: payload => tidy(deps, payload),
})
