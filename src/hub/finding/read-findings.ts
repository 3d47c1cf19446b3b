/** Findings of a whole shop: of each listing that has a pattern and was never published from here. */
import { shopOf, sql, type Tx } from '#database'
import { readFileFacts } from '../listing/delivery.ts'
import { desiredContent, readSources } from '../listing/desired-content.ts'
import { readStates } from '../listing/read-state.ts'
import { staysAt } from '../listing/staying.ts'
import { type PlanningWorld, readConnections } from '../publication/plan.ts'
import { placeAt, readVersionOf } from '../publication/preview.ts'
import { notFound } from '../refused.ts'
import { readWishes } from '../storefront/wishes.ts'
import { type Finding, findingsOf } from './find.ts'

export interface ListingFinding extends Finding {
  readonly listingId: string
  readonly connectionId: string
  readonly shop: string
  readonly patternId: string
  readonly patternTitle: string
  readonly url: string | null
  readonly isHidden: boolean
}

/** By pattern, then by storefront, the gravest first. */
export async function readFindings(tx: Tx, world: PlanningWorld): Promise<ListingFinding[]> {
  const { rows } = await sql<{ listing_id: string; pattern_id: string; connection_id: string }>`
    select l.listing_id, l.pattern_id, l.connection_id from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id and p.archived_at is null
    where ${neverPublished}
    order by l.listing_id`.execute(tx)
  if (rows.length === 0) return []
  const patternIds = [...new Set(rows.map(row => row.pattern_id))]
  const connections = new Map((await readConnections(tx, null)).map(one => [one.connectionId, one]))
  const states = new Map((await readStates(tx, { listingIds: rows.map(row => row.listing_id) })).map(state => [state.listingId, state]))
  const wishes = await readWishes(tx, [...connections.keys()], patternIds)
  const sources = await readSources(tx, patternIds)
  const versionOf = await readVersionOf(tx, patternIds)
  const contents = sources.flatMap(
    source => desiredContent(source, placeAt({ currency: source.prices[0]?.currency ?? 'EUR', spoke: '' }, undefined, world)).content ?? [],
  )
  const { blobs } = await readFileFacts(tx, contents, [...connections.keys()])
  const hidden = await readHidden(tx)
  const byPattern = Map.groupBy(rows, row => row.pattern_id)
  return sources.flatMap(source =>
    (byPattern.get(source.patternId) ?? []).flatMap(({ listing_id: listingId, connection_id: connectionId }) => {
      const connection = connections.get(connectionId)
      const state = states.get(listingId)
      const observed = state?.observed
      const rules = connection === undefined ? null : world.rulesOf(connection.spoke)
      // Where nothing can be published from here, no press would change anything.
      if (connection === undefined || observed == null || rules === null || rules.publishes !== true) return []
      const place = placeAt(connection, wishes.get(connectionId), world)
      const there = { source, there: observed.content, stays: state === undefined ? {} : staysAt(state, source, rules.fields) }
      const found = findingsOf({ ...there, shop: connection.label, rules, place, versionOf, blobs, now: world.now })
      return found.map(finding => ({
        ...finding,
        listingId,
        connectionId,
        shop: connection.label,
        patternId: source.patternId,
        patternTitle: source.title,
        url: observed.url,
        isHidden: hidden.has(`${listingId} ${finding.key}`),
      }))
    }),
  )
}

const neverPublished = sql`l.shop_id = nullif(current_setting('selvage.shop', true), '')::uuid and l.pattern_id is not null and l.desired_no = 0
  and l.remote_id is not null and l.observed is not null and l.state in ('unplanned', 'waiting', 'working', 'needs-you', 'failed', 'by-hand')`

/** Changes with whatever findings are made of, hidden ones and time aside; null when there is nothing to find. */
export async function findingsMark(tx: Tx): Promise<string | null> {
  const shop = shopOf(tx)
  const { rows: some } = await sql`select from listing l where ${neverPublished} limit 1`.execute(tx)
  if (some.length === 0) return null
  const { rows } = await sql<{ mark: string }>`
    select md5(concat_ws(' ',
      count(*), max(l.observed_at), bit_xor(hashtextextended(l.listing_id::text, 0)),
      (select concat_ws(' ', count(*), max(p.updated_at)) from pattern p where p.shop_id = ${shop}::uuid),
      (select sum(hashtextextended(concat_ws(' ', c.pattern_id, c.currency, c.amount_minor, c.sale_minor, c.sale_from, c.sale_to), 0)) from price c where c.shop_id = ${shop}::uuid),
      (select concat_ws(' ', count(*), max(v.created_at)) from version v where v.shop_id = ${shop}::uuid),
      (select sum(hashtextextended(w::text, 0)) from wording w where w.shop_id = ${shop}::uuid),
      (select sum(hashtextextended(r::text, 0)) from price_rule r where r.shop_id = ${shop}::uuid),
      (select sum(hashtextextended(t::text, 0)) from storefront_template t where t.shop_id = ${shop}::uuid),
      (select sum(hashtextextended(g::text, 0)) from standing g where g.shop_id = ${shop}::uuid),
      (select string_agg(c.label, ' ') from connection c where c.shop_id = ${shop}::uuid and c.removed_at is null))) as mark
    from listing l
    where ${neverPublished}`.execute(tx)
  return rows[0]!.mark
}

export async function readHidden(tx: Tx): Promise<Set<string>> {
  const rows = await tx.selectFrom('finding_hidden').select(['listing_id', 'key']).where('shop_id', '=', shopOf(tx)).execute()
  return new Set(rows.map(({ listing_id, key }) => `${listing_id} ${key}`))
}

/** She lets it be, or wants to see it again. @throws {Refused} when there is no such listing. */
export async function hideFinding(
  tx: Tx,
  { listingId, key, isHidden, now }: { listingId: string; key: string; isHidden: boolean; now: Date },
): Promise<void> {
  const shop = shopOf(tx)
  const listing = await tx
    .selectFrom('listing')
    .select('listing_id')
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .executeTakeFirst()
  if (listing === undefined) throw notFound('This listing')
  if (isHidden)
    await tx
      .insertInto('finding_hidden')
      .values({ shop_id: shop, listing_id: listingId, key, hidden_at: now })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  else
    await tx.deleteFrom('finding_hidden').where('shop_id', '=', shop).where('listing_id', '=', listingId).where('key', '=', key).execute()
}
