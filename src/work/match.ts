/** Keeps the proposals of a shop what they should be, and carries out what she has accepted. May run at any time; twice is once. */
import { keepProposals, readSnapshot } from '#hub/join/keep-proposals.ts'
import { matchAside } from '#hub/join/match-aside.ts'
import { nextAccepted, refuseProposal, settleAcceptances, takeBackSome, takeOver } from '#hub/join/take-over.ts'
import { Refused } from '#hub/refused.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** A word of hers in the middle of it makes the reckoning worthless; after so many she is left to finish. */
const mostRounds = 5

export async function match(
  { database, now }: Pick<WorkDeps, 'database' | 'now'>,
  { shop }: JobPayload,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  await carryOut({ database, now }, shop, signal)
  for (let round = 0; round < mostRounds && !signal.aborted; round++) {
    const snapshot = await database.inShop(shop, readSnapshot)
    const groups = await matchAside(snapshot.listings, signal)
    if (await database.inShop(shop, tx => keepProposals(tx, snapshot, groups, now()))) break
    await carryOut({ database, now }, shop, signal)
  }
}

/** One at a time, each in its own transaction: killed anywhere, the next run goes on where it was. */
async function carryOut(
  { database, now }: Pick<WorkDeps, 'database' | 'now'>,
  shop: JobPayload['shop'],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const proposal = await database.inShop(shop, nextAccepted)
    if (proposal === null) break
    try {
      await database.inShop(shop, tx => takeOver(tx, proposal, now()))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await database.inShop(shop, tx => refuseProposal(tx, proposal, error.message))
    }
  }
  while (!signal.aborted && (await database.inShop(shop, tx => takeBackSome(tx, now()))) > 0);
  if (!signal.aborted) await database.inShop(shop, tx => settleAcceptances(tx, now()))
}
