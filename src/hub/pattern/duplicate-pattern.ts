import { shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'
import { createPattern } from './create-pattern.ts'
import type { Craft } from './facts.ts'

/**
 * A new pattern with the facts, prices and pictures of another, and no files: so nothing of it can be listed before it has a first version of its own.
 * Sales with an end stay behind.
 *
 * @returns its id.
 * @throws {Refused} when there is no such pattern.
 */
export async function duplicatePattern(tx: Tx, patternId: string, now: Date): Promise<string> {
  const shop = shopOf(tx)
  const row = await tx.selectFrom('pattern').selectAll().where('shop_id', '=', shop).where('pattern_id', '=', patternId).executeTakeFirst()
  if (row === undefined) throw notFound('This pattern')
  const { craft, summary, description, sizes, materials, gauge, fabric, skill, languages, tags, categories } = row
  const copy = await createPattern(
    tx,
    {
      title: `${row.title.slice(0, 190)} (copy)`,
      craft: craft as Craft,
      ...{ summary, description, sizes, materials, gauge, fabric, skill, languages, tags, categories },
    },
    now,
  )
  await sql`
    insert into price (shop_id, pattern_id, currency, amount_minor)
    select shop_id, ${copy}::uuid, currency, amount_minor from price where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(
    tx,
  )
  await sql`
    insert into pattern_image (shop_id, pattern_id, position, sha256, alt)
    select shop_id, ${copy}::uuid, position, sha256, alt from pattern_image
    where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
  return copy
}
