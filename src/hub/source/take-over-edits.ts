/** What she edited at the storefront that is her source becomes the pattern's own. */
import { shopOf, sql, type Tx } from '#database'
import { settleHandEdit } from '../listing/settle-hand-edit.ts'
import type { PlanningWorld } from '../publication/plan.ts'
import { Refused } from '../refused.ts'
import { readSource, sourceFields } from './read-source.ts'

/** Edits taken over in one transaction; what is left is taken by the next. */
const mostTogether = 100

/**
 * Takes over what was found changed at the source. What cannot be taken over (a price that is none) waits for her word as elsewhere.
 *
 * @returns the patterns that were changed, and whether there is more.
 */
export async function takeOverEdits(tx: Tx, world: PlanningWorld): Promise<{ patternIds: string[]; hasMore: boolean }> {
  const source = await readSource(tx, { isLocked: true })
  if (source.kind !== 'storefront') return { patternIds: [], hasMore: false }
  const { rows } = await sql<{ hand_edit_id: string; pattern_id: string }>`
    select e.hand_edit_id, l.pattern_id
    from hand_edit e join listing l on l.shop_id = e.shop_id and l.listing_id = e.listing_id
    where e.shop_id = ${shopOf(tx)}::uuid and e.settled_at is null and l.connection_id = ${source.connectionId}::uuid and l.pattern_id is not null
      and e.field = any (${[...sourceFields]}::text[])
    order by e.found_at, e.hand_edit_id
    limit ${mostTogether}`.execute(tx)
  const changed = new Set<string>()
  for (const { hand_edit_id, pattern_id } of rows) {
    try {
      await settleHandEdit(tx, hand_edit_id, { how: 'accept', pressedBy: 'storefront' }, world, { isFromSource: true })
      changed.add(pattern_id)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
  return { patternIds: [...changed], hasMore: rows.length === mostTogether && changed.size > 0 }
}
