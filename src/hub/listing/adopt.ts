/** Saying which pattern a listing that was found at a shop is. */
import { shopOf, sql, type Tx } from '#database'
import { wantPictures } from '../bringing/want-pictures.ts'
import { matchListing } from '../order/match.ts'
import { createPattern } from '../pattern/create-pattern.ts'
import { notFound, Refused } from '../refused.ts'
import type { ListingContent } from './content.ts'
import { type ContentJson, contentFromJson } from './content-json.ts'

/**
 * The listing is not touched: a later preview shows what a press would change there. Every sale of it is granted at once.
 *
 * @param listings `patternId` null: a new pattern is made of what is there. Its pictures, and its files where they can be had, come after commit.
 * @param acceptanceId the press that joined them, with which all of it goes back.
 * @returns how many listings have their pattern now, and how many sales were granted.
 * @throws {Refused} when one of them is matched already, or its pattern has a listing there.
 */
export async function adopt(
  tx: Tx,
  connectionId: string,
  listings: readonly { readonly listingId: string; readonly patternId: string | null }[],
  now: Date,
  { acceptanceId = null }: { acceptanceId?: string | null } = {},
): Promise<{ adopted: number; granted: number }> {
  const found = await readFound(
    tx,
    connectionId,
    listings.map(({ listingId }) => listingId),
  )
  let [adopted, granted] = [0, 0]
  for (const { listingId, patternId } of listings) {
    const row = found.get(listingId)
    if (row?.remote_id == null) throw notFound('This listing')
    if (row.pattern_id !== null && row.pattern_id === patternId) continue
    if (row.pattern_id !== null) throw new Refused('adopted-before', `“${titleOf(row)}” is matched to a pattern already.`, { status: 409 })
    const pattern = patternId ?? (await patternFrom(tx, row, now))
    await makeRoom(tx, connectionId, pattern)
    await tx
      .updateTable('listing')
      .set({ pattern_id: pattern, state: 'unplanned', reason: null })
      .where('shop_id', '=', shopOf(tx))
      .where('listing_id', '=', listingId)
      .execute()
    granted += await matchListing(tx, { connectionId, remoteId: row.remote_id, patternId: pattern, now })
    await wantPictures(tx, { patternId: pattern, acceptanceId, now })
    adopted++
  }
  return { adopted, granted }
}

interface Row {
  listing_id: string
  pattern_id: string | null
  remote_id: string | null
  observed: { content: ContentJson } | null
}

const titleOf = ({ observed }: Row) => observed?.content.title ?? 'This listing'

async function readFound(tx: Tx, connectionId: string, listingIds: readonly string[]): Promise<Map<string, Row>> {
  const { rows } = await sql<Row>`
    select listing_id, pattern_id, remote_id, observed from listing
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and listing_id = any(${listingIds}::uuid[])
    order by listing_id
    for update`.execute(tx)
  return new Map(rows.map(row => [row.listing_id, row]))
}

async function patternFrom(tx: Tx, { observed }: Row, now: Date): Promise<string> {
  if (observed === null) throw notFound('This listing')
  const { title, summary, description, sku, price, tags, categories }: ListingContent = contentFromJson(observed.content)
  const taken = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shopOf(tx))
    .where('sku', '=', sku)
    .executeTakeFirst()
  return createPattern(
    tx,
    {
      title: title || 'Untitled pattern',
      craft: 'other',
      summary,
      description,
      tags,
      categories,
      // Two products of a shop may share an SKU, two patterns may not.
      ...(sku === '' || taken !== undefined ? {} : { sku }),
      ...(price.minor < 0n ? {} : { price }),
    },
    now,
  )
}

/** A listing that was planned there but never made gives way; one that is there, or being made, does not. */
async function makeRoom(tx: Tx, connectionId: string, patternId: string): Promise<void> {
  const shop = shopOf(tx)
  const other = await tx
    .selectFrom('listing')
    .select(['listing_id', 'remote_id', 'state'])
    .where('shop_id', '=', shop)
    .where('connection_id', '=', connectionId)
    .where('pattern_id', '=', patternId)
    .forUpdate()
    .executeTakeFirst()
  if (other === undefined) return
  if (other.remote_id !== null && other.state !== 'gone')
    throw new Refused('listed-before', 'This pattern has a listing at this shop already. Choose another pattern, or make a new one.', {
      status: 409,
    })
  if (other.state === 'waiting' || other.state === 'working')
    throw new Refused('being-made', 'A listing of this pattern is being made at this shop. Wait until that is done.', { status: 409 })
  await tx.deleteFrom('listing').where('shop_id', '=', shop).where('listing_id', '=', other.listing_id).execute()
}
