/** Proposals as the screens show them. */
import { kept, shopOf, sql, type Tx } from '#database'
import { fromJson, type MoneyJson } from '../money.ts'
import type { Paged } from '../page.ts'
import { Refused } from '../refused.ts'

export const proposalKinds = ['sure', 'doubtful', 'alone'] as const
export type ProposalKind = (typeof proposalKinds)[number]

export interface JoinFacts {
  /** Shops whose listings or earlier orders are being read for the first time. */
  readonly reading: readonly {
    readonly connectionId: string
    readonly shop: string
    readonly state: 'rehearsal' | 'live' | 'paused' | 'reconnect'
    readonly listings: { readonly state: 'waiting' | 'reading' | 'read'; readonly read: number; readonly total: number | null }
    readonly history: { readonly state: 'waiting' | 'reading' | 'read' | 'failed'; readonly read: number; readonly total: number | null }
  }[]
  readonly matchedAt: Date | null
  readonly counts: Readonly<Record<ProposalKind, { readonly proposals: number; readonly listings: number }>>
  /** The last ones, newest first. */
  readonly accepted: readonly Acceptance[]
}

export interface Acceptance {
  readonly id: string
  readonly at: Date
  /** As she pressed it. */
  readonly listings: number
  readonly joined: number
  readonly newPatterns: number
  /** Past sales that found their pattern. */
  readonly granted: number
  readonly isUnderWay: boolean
  readonly undoneAt: Date | null
}

export async function readJoin(tx: Tx): Promise<JoinFacts> {
  const shop = shopOf(tx)
  const { rows: reading } = await sql<JoinFacts['reading'][number]>`
    select c.connection_id as "connectionId", c.label as shop, c.state,
      jsonb_build_object('state', c.listings_state, 'read', c.listings_read, 'total', c.listings_total) as listings,
      jsonb_build_object('state', c.history_state, 'read', c.history_read, 'total', c.history_total) as history
    from connection c
    where c.shop_id = ${shop}::uuid and c.kind = 'shop' and c.removed_at is null
      and (c.listings_state <> 'read' or c.history_state in ('waiting', 'reading'))
    order by c.created_at, c.connection_id`.execute(tx)
  const state = await tx.selectFrom('join_state').select('matched_at').where('shop_id', '=', shop).executeTakeFirst()
  return {
    reading,
    matchedAt: state?.matched_at ?? null,
    counts: await countProposals(tx),
    accepted: await readAcceptances(tx, 3),
  }
}

/** Of the open ones, by kind. */
export async function countProposals(tx: Tx): Promise<JoinFacts['counts']> {
  const { rows } = await sql<{ kind: ProposalKind; proposals: number; listings: number }>`${kept}
    select p.kind, count(distinct p.proposal_id)::int as proposals, count(m.proposal_id)::int as listings
    from proposal p left join proposal_member m on m.shop_id = p.shop_id and m.proposal_id = p.proposal_id
    where p.shop_id = ${shopOf(tx)}::uuid and p.acceptance_id is null
    group by 1`.execute(tx)
  const countOf = (kind: ProposalKind) => {
    const { proposals = 0, listings = 0 } = rows.find(one => one.kind === kind) ?? {}
    return { proposals, listings }
  }
  return { sure: countOf('sure'), doubtful: countOf('doubtful'), alone: countOf('alone') }
}

export async function readAcceptances(tx: Tx, limit: number): Promise<Acceptance[]> {
  const { rows } = await sql<Acceptance>`
    select a.acceptance_id as id, a.accepted_at as at, a.listings, a.settled_at is null as "isUnderWay", a.undone_at as "undoneAt",
      j.joined, j.granted, j."newPatterns"
    from acceptance a
    cross join lateral (
      select count(*) filter (where j.undone_at is null)::int as joined,
        coalesce(sum(j.granted) filter (where j.undone_at is null), 0)::int as granted,
        count(distinct j.pattern_id) filter (where j.is_new and j.undone_at is null)::int as "newPatterns"
      from acceptance_listing j where j.shop_id = a.shop_id and j.acceptance_id = a.acceptance_id
    ) j
    where a.shop_id = ${shopOf(tx)}::uuid
    order by a.accepted_at desc, a.acceptance_id desc
    limit ${limit}`.execute(tx)
  return rows
}

export interface Proposal {
  readonly id: string
  readonly patternId: string | null
  readonly title: string
  readonly confidence: number
  readonly kind: ProposalKind
  /** Why it could not be taken over. */
  readonly reason: string | null
  readonly members: readonly ProposalMember[]
}

export interface ProposalMember {
  readonly listingId: string
  readonly connectionId: string
  readonly shop: string
  readonly title: string
  readonly sku: string
  readonly price: MoneyJson
  readonly url: string | null
  readonly isPublished: boolean
  /** Sales of it that wait for their pattern. */
  readonly sold: number
  readonly confidence: number
  readonly reasons: readonly string[]
  readonly doubts: readonly string[]
}

/** By title; `search` in titles and SKUs of the listings. */
export async function listProposals(
  tx: Tx,
  {
    kind,
    search,
    cursor,
    limit,
  }: { kind?: ProposalKind | undefined; search?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Proposal>> {
  const after = afterOf(cursor)
  const words = search?.trim().toLowerCase() || null
  const { rows } = await sql<Omit<Proposal, 'members'> & { members: ProposalMember[] }>`
    with page as materialized (
      select p.* from proposal p
      where p.shop_id = ${shopOf(tx)}::uuid and p.acceptance_id is null
        and (${kind ?? null}::text is null or p.kind = ${kind ?? null}::text)
        and (${after?.title ?? null}::text is null or (p.title, p.proposal_id) > (${after?.title ?? null}::text, ${after?.id ?? null}::uuid))
        and (${words}::text is null or position(${words}::text in lower(p.title)) > 0 or exists (
          select from proposal_member m join listing l on l.shop_id = m.shop_id and l.listing_id = m.listing_id
          where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id
            and position(${words}::text in lower(concat_ws(' ', l.observed -> 'content' ->> 'title', l.observed -> 'content' ->> 'sku'))) > 0))
      order by p.title, p.proposal_id
      limit ${limit + 1}
    )
    select p.proposal_id as id, p.pattern_id as "patternId", p.title, p.confidence, p.kind, p.reason, m.members
    from page p
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object(
        'listingId', m.listing_id, 'connectionId', l.connection_id, 'shop', c.label,
        'title', coalesce(l.observed -> 'content' ->> 'title', ''), 'sku', coalesce(l.observed -> 'content' ->> 'sku', ''),
        'price', l.observed -> 'content' -> 'price', 'url', l.url,
        'isPublished', coalesce((l.observed -> 'content' ->> 'isPublished')::boolean, false),
        'sold', (select coalesce(sum(o.quantity), 0)::int from order_line o
          join "order" r on r.shop_id = o.shop_id and r.order_id = o.order_id and r.connection_id = l.connection_id
          where o.shop_id = l.shop_id and o.listing_remote_id = l.remote_id and o.pattern_id is null),
        'confidence', m.confidence, 'reasons', m.reasons, 'doubts', m.doubts) order by c.created_at, c.connection_id), '[]') as members
      from proposal_member m
      join listing l on l.shop_id = m.shop_id and l.listing_id = m.listing_id and l.observed is not null
      join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
      where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id
    ) m
    order by p.title, p.proposal_id`.execute(tx)
  const items = rows.slice(0, limit).map(row => ({ ...row, members: row.members.map(withPrice) }))
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** A price that cannot be read there is none. */
const withPrice = (member: ProposalMember): ProposalMember =>
  fromJson(member.price).minor < 0n ? { ...member, price: { ...member.price, minor: '0' } } : member

const cursorOf = ({ title, id }: Proposal) => Buffer.from(JSON.stringify([title, id])).toString('base64url')

function afterOf(cursor: string | undefined): { title: string; id: string } | null {
  if (cursor === undefined || cursor === '') return null
  try {
    const [title, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    if (
      typeof title === 'string' &&
      !title.includes('\0') &&
      typeof id === 'string' &&
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
    )
      return { title: title.toWellFormed(), id }
  } catch {
    // Not one of ours.
  }
  throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
}
