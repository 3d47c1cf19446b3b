/** A join that is taken back takes back what it brought; what she has changed or published since stays hers. */
import { shopOf, sql, type Tx } from '#database'

/** Once no listing of the press is joined to the pattern any more. */
export async function takeBroughtBack(tx: Tx, { patternId, acceptanceId }: { patternId: string; acceptanceId: string }): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ images: readonly { sha256: string; alt: string }[]; version_id: string | null }>`
    select images, version_id from bringing b
    where b.shop_id = ${shop}::uuid and b.pattern_id = ${patternId}::uuid and b.acceptance_id = ${acceptanceId}::uuid
      and not exists (
        select from acceptance_listing j join listing l on l.shop_id = j.shop_id and l.listing_id = j.listing_id and l.pattern_id = j.pattern_id
        where j.shop_id = b.shop_id and j.acceptance_id = b.acceptance_id and j.pattern_id = b.pattern_id)
    for update`.execute(tx)
  const [brought] = rows
  if (brought === undefined) return
  // All of them as they came, or none: what she has put in order or described since is her work. What was published since stays as well.
  const isUnpublished = (of: string) => sql`not exists (
      select from listing l where l.shop_id = ${sql.ref(`${of}.shop_id`)} and l.pattern_id = ${sql.ref(`${of}.pattern_id`)} and l.desired_no > 0)`
  await sql`
    delete from pattern_image i
    where i.shop_id = ${shop}::uuid and i.pattern_id = ${patternId}::uuid and ${isUnpublished('i')} and ${JSON.stringify(brought.images)}::jsonb = (
      select jsonb_agg(jsonb_build_object('sha256', o.sha256, 'alt', o.alt) order by o.position) from pattern_image o
      where o.shop_id = i.shop_id and o.pattern_id = i.pattern_id)`.execute(tx)
  // So does a version of which a buyer was given a file.
  await sql`
    delete from version v
    where v.shop_id = ${shop}::uuid and v.version_id = ${brought.version_id}::uuid and ${isUnpublished('v')}
      and not exists (select from given_bytes d where d.shop_id = v.shop_id and d.pattern_id = v.pattern_id)`.execute(tx)
  await sql`delete from bringing where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
}
