/** Takes over what was edited where she edits, and lets every other storefront follow. */
import { follow } from '#hub/source/follow.ts'
import { takeOverEdits } from '#hub/source/take-over-edits.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { planningWorldOf } from './run-deps.ts'

/** Told of one listing or of none, it looks at all that is open: twice is once. */
export async function followSource(deps: WorkDeps, { shop, pattern }: JobPayload): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    const taken = await deps.database.inShop(shop, async tx => {
      const one = await takeOverEdits(tx, planningWorldOf(deps))
      if (one.patternIds.length > 0) await follow(tx, one.patternIds, planningWorldOf(deps))
      return one
    })
    hasMore = taken.hasMore
  }
  // What could not follow before – a paused shop, a lost process – does so now.
  await deps.database.inShop(shop, tx => follow(tx, pattern === undefined ? null : [pattern], planningWorldOf(deps)))
}
