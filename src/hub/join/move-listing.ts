/** Putting a proposal right: a listing goes to another one, to a pattern, or stands alone. It is hers from then on, and no matching moves it again. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import { dropEmpty, lockJoin, wantMatching } from './keep-proposals.ts'
import { inWords } from './reasons.ts'

export type MoveTo = { readonly proposalId: string } | { readonly patternId: string } | 'alone'

/** @throws {Refused} when it has its pattern already, or where it shall go there is another listing of its storefront. */
export async function moveListing(tx: Tx, listingId: string, to: MoveTo, now: Date): Promise<void> {
  await lockJoin(tx)
  const listing = await readFree(tx, listingId)
  const target = to === 'alone' ? await newProposal(tx, { patternId: null, title: listing.title }) : await targetOf(tx, to)
  if (target.proposalId === listing.proposal_id) return
  await mustHaveRoom(tx, target, listing)
  const tie = target.patternId ?? target.tie ?? randomUUID()
  // Those that are there already stay with it, as she has seen them together.
  await tieAll(tx, { listingIds: [...target.members, listingId], tie, isAlone: to === 'alone', now })
  await sql`
    insert into proposal_member (shop_id, listing_id, proposal_id, confidence, is_sure, reasons)
    values (${shopOf(tx)}::uuid, ${listingId}::uuid, ${target.proposalId}::uuid, 1, ${to !== 'alone'}, ${[inWords.saidSo()]}::text[])
    on conflict (shop_id, listing_id) do update
    set proposal_id = excluded.proposal_id, confidence = 1, is_sure = excluded.is_sure, reasons = excluded.reasons, doubts = '{}'`.execute(
    tx,
  )
  await refreshProposals(tx, [target.proposalId, listing.proposal_id])
  await wantMatching(tx)
}

interface Free {
  readonly connection_id: string
  readonly shop: string
  readonly title: string
  readonly proposal_id: string | null
}

/** A listing that is nobody's, locked. */
async function readFree(tx: Tx, listingId: string): Promise<Free> {
  const { rows } = await sql<Free & { pattern_id: string | null; is_accepted: boolean }>`
    select l.connection_id, c.label as shop, coalesce(nullif(l.observed -> 'content' ->> 'title', ''), 'Untitled') as title, l.pattern_id, m.proposal_id,
      p.acceptance_id is not null as is_accepted
    from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    left join proposal_member m on m.shop_id = l.shop_id and m.listing_id = l.listing_id
    left join proposal p on p.shop_id = m.shop_id and p.proposal_id = m.proposal_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = ${listingId}::uuid and l.observed is not null
    for update of l`.execute(tx)
  const [listing] = rows
  if (listing === undefined) throw notFound('This listing')
  if (listing.pattern_id !== null || listing.is_accepted)
    throw new Refused('adopted-before', `“${listing.title}” has its pattern already. Take it out of that pattern first.`, { status: 409 })
  return listing
}

interface Target {
  readonly proposalId: string
  readonly patternId: string | null
  /** Of those that she has placed there before. */
  readonly tie: string | null
  readonly members: readonly string[]
}

async function targetOf(tx: Tx, to: Exclude<MoveTo, 'alone'>): Promise<Target> {
  const wanted = 'proposalId' in to ? sql`p.proposal_id = ${to.proposalId}::uuid` : sql`p.pattern_id = ${to.patternId}::uuid`
  const { rows } = await sql<Target>`
    select p.proposal_id as "proposalId", p.pattern_id as "patternId",
      array(select m.listing_id from proposal_member m where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id order by m.listing_id) as members,
      (select w.tie from proposal_member m join join_word w on w.shop_id = m.shop_id and w.listing_id = m.listing_id
        where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id limit 1) as tie
    from proposal p
    where p.shop_id = ${shopOf(tx)}::uuid and ${wanted} and p.acceptance_id is null
    order by p.proposal_id
    limit 1
    for update`.execute(tx)
  if (rows[0] !== undefined) return rows[0]
  if ('proposalId' in to) throw notFound('This proposal')
  const pattern = await tx
    .selectFrom('pattern')
    .select('title')
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', to.patternId)
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
  return newProposal(tx, { patternId: to.patternId, title: pattern.title })
}

async function newProposal(tx: Tx, { patternId, title }: { patternId: string | null; title: string }): Promise<Target> {
  const { proposal_id: proposalId } = await tx
    .insertInto('proposal')
    .values({
      shop_id: shopOf(tx),
      proposal_id: randomUUID(),
      pattern_id: patternId,
      title,
      confidence: 1,
      is_sure: patternId !== null,
      is_alone: patternId === null,
    })
    .returning('proposal_id')
    .executeTakeFirstOrThrow()
  return { proposalId, patternId, tie: null, members: [] }
}

async function mustHaveRoom(tx: Tx, { proposalId, patternId }: Target, { connection_id, shop }: Free): Promise<void> {
  const { rows } = await sql<{ title: string }>`
    select coalesce(l.observed -> 'content' ->> 'title', '') as title
    from listing l
    left join proposal_member m on m.shop_id = l.shop_id and m.listing_id = l.listing_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connection_id}::uuid and l.remote_id is not null and l.state <> 'gone'
      and (m.proposal_id = ${proposalId}::uuid or l.pattern_id = ${patternId}::uuid)
    limit 1`.execute(tx)
  if (rows[0] !== undefined)
    throw new Refused(
      'listed-before',
      `“${rows[0].title}” at ${shop} is there already, and a pattern has one listing at a shop. Take that one out first.`,
      {
        status: 409,
      },
    )
}

interface Tying {
  readonly listingIds: readonly string[]
  readonly tie: string
  readonly isAlone?: boolean
  readonly isSplit?: boolean
  readonly now: Date
}

export async function tieAll(tx: Tx, { listingIds, tie, isAlone = false, isSplit = false, now }: Tying): Promise<void> {
  await sql`
    insert into join_word as w (shop_id, listing_id, tie, is_alone, is_split, said_at)
    select ${shopOf(tx)}::uuid, listing_id, ${tie}::uuid, ${isAlone}, ${isSplit}, ${now} from unnest(${listingIds}::uuid[]) as listing_id
    on conflict (shop_id, listing_id) do update
    set tie = excluded.tie, is_alone = excluded.is_alone, is_split = w.is_split or excluded.is_split, said_at = excluded.said_at`.execute(
    tx,
  )
}

/** What a proposal says of its members, after some have come or gone. */
async function refreshProposals(tx: Tx, ids: readonly (string | null)[]): Promise<void> {
  await dropEmpty(tx)
  await sql`
    update proposal p
    set confidence = m.confidence, is_alone = p.pattern_id is null and m.members = 1, reason = null,
      is_sure = m.is_sure and (p.pattern_id is not null or m.members > 1)
    from (
      select proposal_id, min(confidence) as confidence, bool_and(is_sure) as is_sure, count(*) as members
      from proposal_member where shop_id = ${shopOf(tx)}::uuid and proposal_id = any (${ids.filter(id => id !== null)}::uuid[])
      group by proposal_id
    ) m
    where p.shop_id = ${shopOf(tx)}::uuid and p.proposal_id = m.proposal_id`.execute(tx)
}
