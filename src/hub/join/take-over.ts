/** Carries out what was accepted, one proposal at a time, and takes back what was taken back. Each may be repeated after any fault. */
import { shopOf, sql, type Tx } from '#database'
import { takeBroughtBack } from '../bringing/take-brought-back.ts'
import { adopt } from '../listing/adopt.ts'
import type { ContentJson } from '../listing/content-json.ts'
import { dropEmpty, lockJoin } from './keep-proposals.ts'
import { patternOf } from './pattern-of.ts'
import { letGo } from './split-listing.ts'

/** @returns the next proposal that is accepted and not carried out; null when there is none. */
export async function nextAccepted(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ proposal_id: string }>`
    select proposal_id from proposal where shop_id = ${shopOf(tx)}::uuid and acceptance_id is not null order by proposal_id limit 1`.execute(
    tx,
  )
  return rows[0]?.proposal_id ?? null
}

interface MemberRow {
  readonly listing_id: string
  readonly connection_id: string
  readonly acceptance_id: string
  readonly pattern_id: string | null
  readonly content: ContentJson
}

/** Joins its listings to their pattern, making that of them where there is none. @throws {Refused} when one cannot be joined; nothing is written then. */
export async function takeOver(tx: Tx, proposalId: string, now: Date): Promise<void> {
  await lockJoin(tx)
  const shop = shopOf(tx)
  const { rows: members } = await sql<MemberRow>`
    select l.listing_id, l.connection_id, p.acceptance_id, p.pattern_id, l.observed -> 'content' as content
    from proposal p
    join proposal_member m on m.shop_id = p.shop_id and m.proposal_id = p.proposal_id
    join listing l on l.shop_id = m.shop_id and l.listing_id = m.listing_id and l.pattern_id is null and l.observed is not null
    where p.shop_id = ${shop}::uuid and p.proposal_id = ${proposalId}::uuid and p.acceptance_id is not null
    order by l.connection_id, l.listing_id`.execute(tx)
  const [first] = members
  if (first !== undefined) {
    const isNew = first.pattern_id === null
    const pattern =
      first.pattern_id ??
      (await patternOf(
        tx,
        members.map(({ content }) => content),
        now,
      ))
    for (const { listing_id, connection_id, acceptance_id } of members) {
      const { granted } = await adopt(tx, connection_id, [{ listingId: listing_id, patternId: pattern }], now, {
        acceptanceId: acceptance_id,
      })
      await tx
        .insertInto('acceptance_listing')
        .values({ shop_id: shop, acceptance_id, listing_id, pattern_id: pattern, is_new: isNew, granted })
        .execute()
    }
    await sql`
      delete from join_word where shop_id = ${shop}::uuid and listing_id = any (${members.map(({ listing_id }) => listing_id)}::uuid[])`.execute(
      tx,
    )
  }
  await sql`delete from proposal where shop_id = ${shop}::uuid and proposal_id = ${proposalId}::uuid`.execute(tx)
}

/** It stays proposed, with the reason why it could not be taken over. */
export async function refuseProposal(tx: Tx, proposalId: string, reason: string): Promise<void> {
  await lockJoin(tx)
  await sql`
    update proposal set acceptance_id = null, is_sure = false, reason = ${reason}
    where shop_id = ${shopOf(tx)}::uuid and proposal_id = ${proposalId}::uuid`.execute(tx)
}

interface Joined {
  readonly acceptance_id: string
  readonly listing_id: string
  readonly pattern_id: string
  readonly is_new: boolean
  readonly accepted_at: Date
}

/** @returns how many listings were given back; 0 when nothing waits to be taken back. */
export async function takeBackSome(tx: Tx, now: Date, most = 20): Promise<number> {
  await lockJoin(tx)
  const shop = shopOf(tx)
  const { rows } = await sql<Joined>`
    select j.acceptance_id, j.listing_id, j.pattern_id, j.is_new, a.accepted_at
    from acceptance_listing j
    join acceptance a on a.shop_id = j.shop_id and a.acceptance_id = j.acceptance_id and a.undone_at is not null
    where j.shop_id = ${shop}::uuid and j.undone_at is null
    order by j.acceptance_id, j.listing_id
    limit ${most}`.execute(tx)
  for (const joined of rows) await takeBack(tx, joined, now)
  return rows.length
}

/** What was published since stays with its pattern; she may take it out by itself. */
async function takeBack(tx: Tx, joined: Joined, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ connection_id: string; remote_id: string }>`
    select connection_id, remote_id from listing
    where shop_id = ${shop}::uuid and listing_id = ${joined.listing_id}::uuid and pattern_id = ${joined.pattern_id}::uuid
      and desired_no = 0 and remote_id is not null
    for update`.execute(tx)
  const [listing] = rows
  if (listing !== undefined) {
    await letGo(tx, joined.listing_id)
    await unmatch(tx, { ...joined, ...listing })
  }
  await sql`
    update acceptance_listing set undone_at = ${now}
    where shop_id = ${shop}::uuid and acceptance_id = ${joined.acceptance_id}::uuid and listing_id = ${joined.listing_id}::uuid`.execute(tx)
  await takeBroughtBack(tx, { patternId: joined.pattern_id, acceptanceId: joined.acceptance_id })
  if (joined.is_new) await dropUnused(tx, joined.pattern_id)
}

/** Silent history goes back to waiting for its pattern. A buyer who was told of it, has fetched or has claimed it, keeps it. */
async function unmatch(
  tx: Tx,
  { connection_id, remote_id, pattern_id, is_new, accepted_at }: Joined & { connection_id: string; remote_id: string },
) {
  await sql`
    with line as (
      select l.order_id, l.line
      from order_line l
      join "order" o on o.shop_id = l.shop_id and o.order_id = l.order_id and o.connection_id = ${connection_id}::uuid and o.is_history
      left join entitlement e on e.shop_id = l.shop_id and e.order_id = l.order_id and e.line = l.line
      where l.shop_id = ${shopOf(tx)}::uuid and l.listing_remote_id = ${remote_id} and l.pattern_id = ${pattern_id}::uuid
        and (${is_new} or e.granted_at >= ${accepted_at})
        and not exists (
          select from given_bytes d
          where d.shop_id = l.shop_id and d.customer_id = o.customer_id and d.pattern_id = l.pattern_id and d.kind <> 'sold-with')
        and not exists (
          select from claimed k where k.shop_id = l.shop_id and k.order_id = l.order_id and k.pattern_id = l.pattern_id)
    ),
    gone as (
      delete from entitlement e using line where e.shop_id = ${shopOf(tx)}::uuid and e.order_id = line.order_id and e.line = line.line
    )
    update order_line l set pattern_id = null from line
    where l.shop_id = ${shopOf(tx)}::uuid and l.order_id = line.order_id and l.line = line.line`.execute(tx)
}

/** A pattern that was made of these listings and was not touched since goes with them. */
async function dropUnused(tx: Tx, patternId: string): Promise<void> {
  const of = (table: string) => sql`select from ${sql.table(table)} x where x.shop_id = p.shop_id and x.pattern_id = p.pattern_id`
  await sql`
    delete from pattern p
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = ${patternId}::uuid and p.edit_no = 1
      and not exists (${of('listing')}) and not exists (${of('version')}) and not exists (${of('order_line')}) and not exists (${of('entitlement')})
      and not exists (${of('pattern_image')}) and not exists (${of('publication')}) and not exists (${of('claim_code')})
      and not exists (select from acceptance_listing x where x.shop_id = p.shop_id and x.pattern_id = p.pattern_id and x.undone_at is null)`.execute(
    tx,
  )
}

/** What is done through. */
export async function settleAcceptances(tx: Tx, now: Date): Promise<void> {
  await dropEmpty(tx)
  await sql`
    update acceptance a set settled_at = ${now}
    where a.shop_id = ${shopOf(tx)}::uuid and a.settled_at is null
      and not exists (select from proposal p where p.shop_id = a.shop_id and p.acceptance_id = a.acceptance_id)
      and not (a.undone_at is not null and exists (
        select from acceptance_listing j where j.shop_id = a.shop_id and j.acceptance_id = a.acceptance_id and j.undone_at is null))`.execute(
    tx,
  )
}
