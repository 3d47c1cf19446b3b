/** Doing a few things at once, where each is a request or more to a platform. */
import { SpokeError } from './error.ts'
import type { StepOrder, StepOutcome } from './shop.ts'

/** @returns the results in the order of the items. The first that throws ends it; those under way go on to their end. */
export async function fewAtOnce<Item, Result>(
  atOnce: number,
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await act(items[at]!)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}

/**
 * For platforms on which each step is on its own: an outcome for each order, in the same order. Once the platform says to wait or refuses the keys,
 * the rest is not tried.
 *
 * @param act does one step. @returns the remote id. @throws {SpokeError}
 */
export function eachStep(
  atOnce: number,
  orders: readonly StepOrder[],
  act: (order: StepOrder) => Promise<string>,
): Promise<readonly StepOutcome[]> {
  let stop: SpokeError | null = null
  return fewAtOnce(atOnce, orders, async (order): Promise<StepOutcome> => {
    // The very same, so that whoever held it back is known by it.
    if (stop !== null) return { state: 'refused', error: stop }
    try {
      return { state: 'done', remoteId: await act(order) }
    } catch (error) {
      if (!(error instanceof SpokeError)) throw error
      if (error.remedy === 'wait' || error.remedy === 'reconnect' || error.remedy === 'allow') stop = error
      return { state: error.isUnknown ? 'unknown' : 'refused', error }
    }
  })
}
