/** Listings as the screens show them. */
import { shopOf, sql, type Tx } from '#database'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound } from '../refused.ts'
import type { ListingStateWord } from './read-state.ts'

export interface ListingSummary {
  readonly id: string
  readonly connectionId: string
  /** The connection's label. */
  readonly shop: string
  readonly spoke: string
  readonly patternId: string | null
  readonly patternTitle: string | null
  readonly remoteId: string | null
  readonly url: string | null
  readonly state: ListingStateWord
  readonly reason: string | null
  readonly desiredNo: number
  readonly provenNo: number
  readonly provenAt: Date | null
  readonly observedAt: Date | null
  /** The version whose very files are proven there. */
  readonly versionThere: string | null
  /** Open ones. */
  readonly handEdits: number
}

/** Of patterns of hers, at shops that are connected; the newest first. */
export async function listListings(
  tx: Tx,
  {
    state,
    connectionId,
    cursor,
    limit,
  }: { state?: ListingStateWord | undefined; connectionId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<ListingSummary>> {
  const after = pageAfter(cursor)
  const rows = await read(
    tx,
    sql`l.pattern_id is not null
      and (${state ?? null}::text is null or l.state = ${state ?? null})
      and (${connectionId ?? null}::uuid is null or l.connection_id = ${connectionId ?? null}::uuid)
      and (${after?.at ?? null}::timestamptz is null
        or (l.created_at, l.listing_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = pageOf(rows, limit, row => ({ at: row.made_at, id: row.id }))
  return { items: page.items.map(toSummary), next: page.next }
}

export async function listingsOfPattern(tx: Tx, patternId: string): Promise<ListingSummary[]> {
  return (await read(tx, sql`l.pattern_id = ${patternId}::uuid`, null)).map(toSummary)
}

/** @throws {Refused} when there is none, or its shop was removed. */
export async function readListingSummary(tx: Tx, listingId: string): Promise<ListingSummary> {
  const [row] = await read(tx, sql`l.listing_id = ${listingId}::uuid`, 1)
  if (row === undefined) throw notFound('This listing')
  return toSummary(row)
}

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number | null): Promise<Row[]> {
  // A proof by name knows the first 16 digits of a file's hash.
  const { rows } = await sql<Row>`
    select l.listing_id as id, l.connection_id as "connectionId", c.label as shop, c.spoke, l.pattern_id as "patternId", p.title as "patternTitle",
      l.remote_id as "remoteId", l.url, l.state, l.reason, l.desired_no as "desiredNo", l.proven_no as "provenNo", l.proven_at as "provenAt",
      l.observed_at as "observedAt", l.created_at as made_at,
      (select v.number from version v
       where v.shop_id = l.shop_id and v.pattern_id = l.pattern_id
         and jsonb_array_length(l.proof -> 'files') = (select count(*) from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id)
         and not exists (
           select from version_file f
           where f.shop_id = v.shop_id and f.version_id = v.version_id
             and not exists (select from jsonb_array_elements(l.proof -> 'files') as there
               where there ->> 'key' = f.file_key and left(there ->> 'sha256', 16) = left(f.sha256, 16)))
       order by string_to_array(v.number, '.')::int[] desc limit 1) as "versionThere",
      (select count(*)::int from hand_edit h where h.shop_id = l.shop_id and h.listing_id = l.listing_id and h.settled_at is null) as "handEdits"
    from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
    left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    where l.shop_id = ${shopOf(tx)}::uuid and c.removed_at is null and ${where}
    order by l.created_at desc, l.listing_id desc
    limit ${limit}`.execute(tx)
  return rows
}

type Row = ListingSummary & { readonly made_at: Date }
const toSummary = ({ made_at: _, ...summary }: Row): ListingSummary => summary
