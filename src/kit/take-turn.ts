/** Before a request goes out: its turn under the connection's limits, and for what writes the word that it may. */
import { SpokeError } from './error.ts'
import type { Granted, RateLimiter, Turn } from './rate.ts'
import type { RateRule, RequestClass } from './shop.ts'

export interface TurnOptions {
  /** The connection's limits and where they are counted; null for a request that no limit binds. */
  readonly rates: { readonly limiter: RateLimiter; readonly rules: readonly RateRule[] } | null
  readonly requestClass: RequestClass
  readonly now: () => Date
  /** The longest wait for the rate inside a request; beyond it the request is refused with 'wait'. Default 20 s. */
  readonly maxWaitMs?: number
  /** Awaited when a request that may change something has its turn; throws to hold it back, with nothing sent. */
  readonly beforeWrite?: () => Promise<void>
  /** For tests: the wait. */
  readonly sleep?: (ms: number) => Promise<void>
}

interface Wanted {
  readonly host: string
  readonly isWrite: boolean
  /** In the platform's points. */
  readonly cost: number
}

const defaultMaxWaitMs = 20_000
/** So old the word that a write may go can be. */
const freshMs = 100
/** Before the moment of a turn that was given ahead, to ask for that word in. */
const lastMs = 40

/**
 * The word is asked for last, after a wait at the same time as the turn, so that what the turn was granted for goes out as soon as it may.
 *
 * @returns null where no limit binds.
 * @throws {SpokeError} 'wait' when the turn would take longer than `maxWaitMs`; what `beforeWrite` throws.
 */
export async function takeTurn(options: TurnOptions, { host, isWrite, cost }: Wanted): Promise<Granted | null> {
  const { rates, requestClass, beforeWrite, now, sleep = sleepMs, maxWaitMs = defaultMaxWaitMs } = options
  const ask = async () => {
    if (isWrite) await beforeWrite?.()
  }
  if (rates === null || rates.rules.length === 0) {
    await ask()
    return null
  }

  /** Right before its moment it is asked whether the turn is still good and the write still may go; only the last of the wait lies between. */
  const hasCome = async (turn: Granted, aheadMs: number): Promise<boolean> => {
    await sleep(Math.max(0, aheadMs - lastMs))
    const askedAt = performance.now()
    const [isGood] = await Promise.all([turn.isStillGood(), ask()])
    await sleep(Math.max(0, turn.at - now().getTime()))
    if (isGood && performance.now() - askedAt > freshMs) await ask()
    if (!isGood) await turn.release()
    return isGood
  }

  for (let waitedMs = 0; ; ) {
    const hasWaited = waitedMs > 0
    const askedAt = performance.now()
    const [taken, allowed] = await Promise.allSettled([rates.limiter.take(rates.rules, requestClass, cost), hasWaited ? ask() : undefined])
    if (taken.status === 'rejected') throw taken.reason
    const turn: Turn = taken.value
    if (!turn.isGranted) {
      if (allowed.status === 'rejected') throw allowed.reason
      if (waitedMs + turn.waitMs > maxWaitMs) throw new SpokeError('wait', `ask ${host}: its limit is reached`, { waitMs: turn.waitMs })
      await sleep(turn.waitMs)
      waitedMs += turn.waitMs
      continue
    }
    try {
      if (allowed.status === 'rejected') throw allowed.reason
      const aheadMs = turn.at - now().getTime()
      if (aheadMs > 0) {
        if (await hasCome(turn, aheadMs)) return turn
        waitedMs += aheadMs
        continue
      }
      // A turn that was long in coming leaves the word behind: what was pressed meanwhile is to be seen.
      if (!hasWaited || performance.now() - askedAt > freshMs) await ask()
      return turn
    } catch (error) {
      turn.release().catch(() => {})
      throw error
    }
  }
}

const sleepMs = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
