/** What was matched becomes proposals: level-triggered, so it may run at any time; her own words stand, and what she has accepted is left alone. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import type { JoinListing } from './listing.ts'
import type { Group } from './match.ts'
import { hubPlace, readJoinListings } from './read-listings.ts'

export interface JoinSnapshot {
  readonly listings: readonly JoinListing[]
  /** Of the moment when they were read. */
  readonly changeNo: bigint
}

/** Whoever changes proposals waits here for whoever else does. @returns how many words of hers there were. */
export async function lockJoin(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ change_no: bigint }>`
    insert into join_state (shop_id) values (${shopOf(tx)}::uuid)
    on conflict (shop_id) do update set change_no = join_state.change_no
    returning change_no`.execute(tx)
  return rows[0]!.change_no
}

/** After a word of hers: what was reckoned before it is thrown away, and reckoned anew. */
export async function wantMatching(tx: Tx): Promise<void> {
  await sql`
    insert into join_state (shop_id, change_no) values (${shopOf(tx)}::uuid, 1)
    on conflict (shop_id) do update set change_no = join_state.change_no + 1`.execute(tx)
  await leaveEvent(tx, 'matching.wanted', {})
}

export async function readSnapshot(tx: Tx): Promise<JoinSnapshot> {
  const changeNo = await lockJoin(tx)
  return { changeNo, listings: await readJoinListings(tx) }
}

/** @returns false when she has said something since the snapshot: read and match again. */
export async function keepProposals(tx: Tx, snapshot: JoinSnapshot, groups: readonly Group[], now: Date): Promise<boolean> {
  if ((await lockJoin(tx)) !== snapshot.changeNo) return false
  const shop = shopOf(tx)
  const wanted = withIds(await readIds(tx), proposalsOf(snapshot.listings, groups))
  const proposals = wanted.map(({ id, patternId, title, confidence, isSure, isAlone }) => ({
    proposal_id: id,
    pattern_id: patternId,
    title,
    confidence,
    is_sure: isSure,
    is_alone: isAlone,
  }))
  const members = wanted.flatMap(({ id, members: of }) =>
    of.map(({ id: listing, confidence, isSure, reasons, doubts }) => ({
      listing_id: listing,
      proposal_id: id,
      confidence,
      is_sure: isSure,
      reasons: [...reasons],
      doubts: [...doubts],
    })),
  )
  // What is accepted and under way is no longer hers to be asked about, and neither are listings that were taken in or are gone meanwhile.
  await sql`
    insert into proposal as p (shop_id, proposal_id, pattern_id, title, confidence, is_sure, is_alone)
    select ${shop}::uuid, x.proposal_id, x.pattern_id, x.title, x.confidence, x.is_sure, x.is_alone
    from jsonb_to_recordset(${JSON.stringify(proposals)}::jsonb)
      as x (proposal_id uuid, pattern_id uuid, title text, confidence double precision, is_sure boolean, is_alone boolean)
    where x.pattern_id is null or exists (select from pattern t where t.shop_id = ${shop}::uuid and t.pattern_id = x.pattern_id)
    on conflict (shop_id, proposal_id) do update
    set pattern_id = excluded.pattern_id, title = excluded.title, confidence = excluded.confidence, is_sure = excluded.is_sure, is_alone = excluded.is_alone,
      reason = case when p.pattern_id is distinct from excluded.pattern_id then null else p.reason end
    where p.acceptance_id is null
      and (p.pattern_id, p.title, p.confidence, p.is_sure, p.is_alone)
        is distinct from (excluded.pattern_id, excluded.title, excluded.confidence, excluded.is_sure, excluded.is_alone)`.execute(tx)
  await sql`
    insert into proposal_member as m (shop_id, listing_id, proposal_id, confidence, is_sure, reasons, doubts)
    select ${shop}::uuid, x.listing_id, x.proposal_id, x.confidence, x.is_sure, x.reasons, x.doubts
    from jsonb_to_recordset(${JSON.stringify(members)}::jsonb)
      as x (listing_id uuid, proposal_id uuid, confidence double precision, is_sure boolean, reasons text[], doubts text[])
    join listing l on l.shop_id = ${shop}::uuid and l.listing_id = x.listing_id and l.pattern_id is null
    join proposal p on p.shop_id = l.shop_id and p.proposal_id = x.proposal_id and p.acceptance_id is null
    on conflict (shop_id, listing_id) do update
    set proposal_id = excluded.proposal_id, confidence = excluded.confidence, is_sure = excluded.is_sure, reasons = excluded.reasons, doubts = excluded.doubts
    where not exists (select from proposal p where p.shop_id = m.shop_id and p.proposal_id = m.proposal_id and p.acceptance_id is not null)
      and (m.proposal_id, m.confidence, m.is_sure, m.reasons, m.doubts)
        is distinct from (excluded.proposal_id, excluded.confidence, excluded.is_sure, excluded.reasons, excluded.doubts)`.execute(tx)
  await sql`
    delete from proposal_member m
    where m.shop_id = ${shop}::uuid and not (m.listing_id = any (${members.map(one => one.listing_id)}::uuid[]))
      and not exists (select from proposal p where p.shop_id = m.shop_id and p.proposal_id = m.proposal_id and p.acceptance_id is not null)`.execute(
    tx,
  )
  await dropEmpty(tx)
  await sql`update join_state set matched_at = ${now} where shop_id = ${shop}::uuid`.execute(tx)
  return true
}

/** Proposals of nothing. */
export const dropEmpty = (tx: Tx) =>
  sql`
    delete from proposal p
    where p.shop_id = ${shopOf(tx)}::uuid
      and not exists (select from proposal_member m where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id)`.execute(tx)

interface Wanted {
  readonly patternId: string | null
  readonly title: string
  readonly confidence: number
  readonly isSure: boolean
  readonly isAlone: boolean
  readonly members: Group['members']
}

/** Groups that hold a listing which is nobody's yet; the patterns and listings beside it only speak for it. */
function proposalsOf(listings: readonly JoinListing[], groups: readonly Group[]): Wanted[] {
  const known = new Map(listings.map(one => [one.id, one]))
  const patterns = new Set(listings.filter(({ place }) => place === hubPlace).map(({ id }) => id))
  return groups.flatMap(({ members }) => {
    const all = members.map(member => ({ member, listing: known.get(member.id)! }))
    const patternId = all.map(({ listing }) => listing.tie ?? null).find(id => id !== null && patterns.has(id)) ?? null
    const found = all.filter(({ listing }) => listing.place !== hubPlace && listing.isOurs !== true)
    if (found.length === 0) return []
    return [
      {
        patternId,
        title: (all.find(({ listing }) => listing.id === patternId) ?? found[0]!).listing.title || 'Untitled',
        confidence: Math.min(...found.map(({ member }) => member.confidence)),
        isSure: all.length > 1 && found.every(({ member }) => member.isSure),
        isAlone: all.length === 1,
        members: found.map(({ member }) => member),
      },
    ]
  })
}

/** A proposal keeps its id while most of it stays, so that an open screen still speaks of the same one. */
function withIds(before: ReadonlyMap<string, string>, wanted: readonly Wanted[]): (Wanted & { readonly id: string })[] {
  const taken = new Set<string>()
  return wanted.map(one => {
    const counts = new Map<string, number>()
    for (const { id } of one.members) {
      const known = before.get(id)
      if (known !== undefined && !taken.has(known)) counts.set(known, (counts.get(known) ?? 0) + 1)
    }
    const [id = randomUUID()] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
    taken.add(id)
    return { ...one, id }
  })
}

async function readIds(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{ listing_id: string; proposal_id: string }>`
    select m.listing_id, m.proposal_id from proposal_member m
    join proposal p on p.shop_id = m.shop_id and p.proposal_id = m.proposal_id and p.acceptance_id is null
    where m.shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  return new Map(rows.map(row => [row.listing_id, row.proposal_id]))
}
