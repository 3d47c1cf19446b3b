import { shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import { mustBeEditedHere } from '../source/edited-elsewhere.ts'
import { skuTaken } from './create-pattern.ts'
import { type GivenFacts, tidyFacts } from './facts.ts'
import { type PatternPrice, setPrices } from './set-prices.ts'

export interface PatternEdit extends GivenFacts {
  /** Of the pattern as she saw it when she began. */
  readonly editNo: number
  /** All of them; left out, they stay. */
  readonly prices?: readonly PatternPrice[] | undefined
  readonly isArchived?: boolean | undefined
  /** It comes from where her patterns are edited. */
  readonly isFromSource?: boolean
}

/**
 * Changes a pattern here; nothing is sent.
 *
 * @throws {Refused} 409 when it was changed since, is edited elsewhere, or the SKU is another pattern's.
 */
export async function editPattern(
  tx: Tx,
  patternId: string,
  { editNo, prices, isArchived, isFromSource = false, ...given }: PatternEdit,
  now: Date,
): Promise<void> {
  const shop = shopOf(tx)
  const facts = tidyFacts(given)
  if (!isFromSource) await mustBeEditedHere(tx, [patternId], [...Object.keys(facts), ...(prices === undefined ? [] : ['prices'])])
  for (const field of ['title', 'sku'] as const)
    if (facts[field] === '')
      throw new Refused(`${field}-missing`, `A pattern needs ${field === 'sku' ? 'an SKU' : 'a title'}. Give it one.`, { field })
  const found = await tx
    .selectFrom('pattern')
    .select(['edit_no', 'sku', 'archived_at'])
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined) throw notFound('This pattern')
  if (found.edit_no !== editNo)
    throw new Refused('changed-meanwhile', 'This pattern was changed since you opened it. Look at it again, then make your change.', {
      status: 409,
    })
  if (facts.sku !== undefined && facts.sku !== found.sku && (await isTaken(tx, facts.sku))) throw await skuTaken(tx, facts.sku)
  await tx
    .updateTable('pattern')
    .set({
      ...facts,
      ...(isArchived !== undefined && { archived_at: isArchived ? (found.archived_at ?? now) : null }),
      edit_no: editNo + 1,
      updated_at: now,
    })
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .execute()
  if (prices !== undefined) await setPrices(tx, patternId, prices)
}

async function isTaken(tx: Tx, sku: string): Promise<boolean> {
  const { rows } = await sql`select from pattern where shop_id = ${shopOf(tx)}::uuid and sku = ${sku}`.execute(tx)
  return rows.length > 0
}
