/** How a fault leaves a listing: the remedy alone decides. */
import { readOnlySentence, readOnlyWaitMs } from '#hub/connection/may-write.ts'
import type { Finish, Held } from '#hub/listing/held.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { HeldBack, heldWaitMs } from './held-back.ts'
import type { RunDeps } from './run-deps.ts'

const [firstWaitMs, longestWaitMs] = [2_000, 600_000]
/** From this many failures on she is told why it takes so long. */
const toldAfter = 3

/** What came before the fault. */
interface Before {
  /** Something got through in this run, of whichever listing. */
  readonly hasMoved?: boolean
  /** A step was refused, which the journal counts; else it was a look. */
  readonly isOfStep?: boolean
}

/** Counts the attempt in `held`. */
export function finishFor(
  error: unknown,
  held: Held,
  deps: Pick<RunDeps, 'now' | 'random' | 'log'>,
  { hasMoved = false, isOfStep = false }: Before = {},
): Finish {
  const now = deps.now()
  if (error instanceof HeldBack) return { state: 'waiting', reason: null, nextRunAt: new Date(now.getTime() + heldWaitMs) }
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : null
  if (remedy !== 'wait') held.attempts++
  if (remedy === 'retry') {
    const reason =
      held.attempts < toldAfter
        ? null
        : `The shop does not answer as it should${message === null ? '' : ` (${message})`}. It is tried again by itself.`
    return { state: 'waiting', reason, nextRunAt: new Date(now.getTime() + backOffMs(held.attempts, deps.random ?? Math.random)) }
  }
  if (remedy === 'wait') {
    const askedMs = error instanceof SpokeError ? (error.waitMs ?? 60_000) : 60_000
    // Each run looks first, which is a call: where nothing gets through, asking as soon as it says costs thousands a day.
    const inVain = hasMoved ? 0 : isOfStep ? refusedInARow(held) : ++held.attempts
    const waitMs = inVain < 2 ? askedMs : Math.max(askedMs, backOffMs(inVain - 1, deps.random ?? Math.random))
    return { state: 'waiting', reason: 'The shop asked to wait. It goes on by itself.', nextRunAt: new Date(now.getTime() + waitMs) }
  }
  if (remedy === 'reconnect')
    return { state: 'waiting', reason: 'The shop needs new keys. Renew them under Shops; this goes on by itself then.', nextRunAt: now }
  if (remedy === 'allow') return { state: 'waiting', reason: readOnlySentence, nextRunAt: new Date(now.getTime() + readOnlyWaitMs) }
  if (remedy === 'seller') return { state: 'needs-you', reason: (error as Error).message, nextRunAt: now }
  deps.log.error({ err: error, listing: held.listingId }, 'a listing could not be brought to what it should be')
  const reason =
    message === null
      ? 'Something went wrong here; the log says what. Try again after the next update.'
      : `The shop answered in a way that is not understood (${message}).`
  return { state: 'failed', reason, nextRunAt: now }
}

/** Since a step of what is wanted now was done. */
function refusedInARow({ steps, desiredNo }: Held): number {
  const now = steps.filter(step => step.desiredNo === desiredNo)
  return now.slice(now.findLastIndex(({ state }) => state === 'done') + 1).filter(({ state }) => state === 'refused').length
}

/** 1 to 2 s after the first failure, doubling to 10 minutes; half of it by chance, so that many do not come back at once. */
export const backOffMs = (attempts: number, random: () => number): number =>
  Math.round(Math.min(firstWaitMs * 2 ** Math.min(Math.max(attempts - 1, 0), 12), longestWaitMs) * (0.5 + random() / 2))
