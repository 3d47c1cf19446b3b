/** Taking off sale: a pattern everywhere and put away here, or at chosen storefronts alone. Looked at first; nothing is deleted, and undo puts it back. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { keyOf, type PlanningWorld } from './plan.ts'
import { type Preview, placesOf, planTarget, previewOf, type Target, wantsOf } from './preview.ts'
import { type Press, pressOn } from './publish.ts'

export type OffSale = 'retire' | 'unpublish'

const targetOf = (patternIds: readonly string[], connectionIds?: readonly string[]): Target => ({
  patternIds,
  connectionIds,
  isOffSale: true,
})

/** @throws {Refused} when a pattern or shop is not here. */
export async function offSalePreview(
  tx: Tx,
  how: OffSale,
  { patternIds, connectionIds }: Pick<Target, 'patternIds' | 'connectionIds'>,
  world: PlanningWorld,
): Promise<Preview> {
  return previewOf(tx, how, await planTarget(tx, targetOf(patternIds, connectionIds), world), world)
}

/**
 * Puts patterns away and takes them off sale wherever they stand and can be reached.
 *
 * @returns `publicationId` null when they stand nowhere on sale, so that nothing is to be sent.
 * @throws {Refused} 409 when what would be sent has changed since the preview.
 */
export async function retire(
  tx: Tx,
  patternIds: readonly string[],
  press: Press,
  world: PlanningWorld,
): Promise<{ publicationId: string | null; putAway: number }> {
  const { rows } = await sql<{ pattern_id: string }>`
    update pattern set archived_at = ${world.now}, edit_no = edit_no + 1, updated_at = ${world.now}
    where shop_id = ${shopOf(tx)}::uuid and pattern_id = any(${patternIds}::uuid[]) and archived_at is null
    returning pattern_id`.execute(tx)
  const putAway = rows.map(({ pattern_id }) => pattern_id)
  const publicationId = await pressOff(tx, 'retire', { target: targetOf(patternIds), press, world })
  if (publicationId !== null && putAway.length > 0)
    await sql`
      update publication set put_away = ${putAway}::uuid[]
      where shop_id = ${shopOf(tx)}::uuid and publication_id = ${publicationId}::uuid`.execute(tx)
  return { publicationId, putAway: putAway.length }
}

/** At these storefronts alone: not offered there from now on, and off sale where it stands. @throws {Refused} as `retire`. */
export async function unpublish(
  tx: Tx,
  { patternIds, connectionIds }: { readonly patternIds: readonly string[]; readonly connectionIds: readonly string[] },
  press: Press,
  world: PlanningWorld,
): Promise<{ publicationId: string | null; changed: number }> {
  const target = targetOf(patternIds, connectionIds)
  // Before anything is written: refuses what is not of this shop.
  await wantsOf(tx, target, world)
  const { rows } = await sql<{ connectionId: string; patternId: string }>`
    insert into wording as w (shop_id, connection_id, pattern_id, is_offered, updated_at)
    select ${shopOf(tx)}::uuid, c, p, false, ${world.now}
    from (select distinct unnest(${connectionIds}::uuid[]) as c) cs cross join (select distinct unnest(${patternIds}::uuid[]) as p) ps
    order by c, p
    on conflict (shop_id, connection_id, pattern_id) do update set is_offered = false, updated_at = ${world.now} where w.is_offered
    returning connection_id as "connectionId", pattern_id as "patternId"`.execute(tx)
  const publicationId = await pressOff(tx, 'unpublish', { target, press, world })
  if (publicationId !== null && rows.length > 0)
    await sql`
      update publication set not_offered = ${JSON.stringify(rows)}::jsonb
      where shop_id = ${shopOf(tx)}::uuid and publication_id = ${publicationId}::uuid`.execute(tx)
  return { publicationId, changed: rows.length }
}

async function pressOff(
  tx: Tx,
  how: OffSale,
  { target, press, world }: { target: Target; press: Press; world: PlanningWorld },
): Promise<string | null> {
  const known = await tx
    .selectFrom('publication')
    .select('publication_id')
    .where('shop_id', '=', shopOf(tx))
    .where('key', '=', press.key)
    .executeTakeFirst()
  if (known !== undefined) return known.publication_id
  const planned = await planTarget(tx, target, world)
  if (planned.every(({ verdict }) => verdict !== 'send')) {
    if (keyOf(how, planned) === press.key) return null
    throw new Refused('changed-since', 'What would be sent has changed since you looked. Look again, then press.', { status: 409 })
  }
  return pressOn(tx, { cause: how, places: () => placesOf(tx, target, world), wants: () => wantsOf(tx, target, world), press, world })
}

/** What such a press did here goes back with it. */
export async function takeOutAgain(tx: Tx, publicationId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    update pattern p set archived_at = null, edit_no = p.edit_no + 1, updated_at = ${now}
    from publication b
    where b.shop_id = ${shop}::uuid and b.publication_id = ${publicationId}::uuid and p.shop_id = b.shop_id and p.pattern_id = any(b.put_away)
      and p.archived_at is not null`.execute(tx)
  await sql`
    update wording w set is_offered = true, updated_at = ${now}
    from publication b, jsonb_to_recordset(b.not_offered) as o ("connectionId" uuid, "patternId" uuid)
    where b.shop_id = ${shop}::uuid and b.publication_id = ${publicationId}::uuid and w.shop_id = b.shop_id
      and w.connection_id = o."connectionId" and w.pattern_id = o."patternId"`.execute(tx)
}
