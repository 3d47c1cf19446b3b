/** What was read of the bytes of listings that are nobody's here yet: first pictures, and files where a storefront hands them out. */
import { shopOf, sql, type Tx } from '#database'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import type { Json, Observed } from '../listing/shop-rules.ts'

export interface ListedPart {
  /** 'picture', or of a file `partOfFile(key)`. */
  readonly part: string
  /** The picture's address, or the file's name. */
  readonly source: string
  readonly etag: string | null
  /** null: it could not be read. */
  readonly sha256: string | null
  readonly failures: number
  readonly dueAt: Date
  /** Why it could not be read, in her words; null or left out: not told. */
  readonly reason?: string | null
}

export const partOfFile = (key: string): string => `file ${key}`
/** Of its pictures, counted from 1; 'picture' alone is the small one that is looked at. */
export const partOfPicture = (at: number): string => `picture ${at}`

export interface ToRead {
  readonly listingId: string
  readonly observed: Observed
  /** Whether it may be taken with others unasked, as it stands. */
  readonly isSure: boolean
  readonly known: ReadonlyMap<string, ListedPart>
}

/** @param after the last id of the page before; null for the first. @returns found listings of one storefront, in the order of their ids. */
export async function readFoundListings(
  tx: Tx,
  connectionId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<ToRead[]> {
  const { rows } = await sql<Row>`
    select l.listing_id, l.remote_id, l.url, l.observed, l.observed_mark, coalesce(m.is_sure, false) as is_sure,
      coalesce((select jsonb_agg(to_jsonb(b)) from listed_bytes b where b.shop_id = l.shop_id and b.listing_id = l.listing_id), '[]') as parts
    from listing l
    left join proposal_member m on m.shop_id = l.shop_id and m.listing_id = l.listing_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connectionId}::uuid and l.pattern_id is null
      and l.observed is not null and l.remote_id is not null and l.state <> 'gone' and l.listing_id > ${after ?? noId}::uuid
    order by l.listing_id
    limit ${limit}`.execute(tx)
  return rows.map(({ listing_id, remote_id, url, observed, observed_mark, is_sure, parts }) => ({
    listingId: listing_id,
    observed: { remoteId: remote_id, url, content: contentFromJson(observed.content), mark: observed_mark, extras: observed.extras },
    isSure: is_sure,
    known: new Map(parts.map(row => [row.part, { ...row, dueAt: new Date(row.due_at) }])),
  }))
}

const noId = '00000000-0000-0000-0000-000000000000'

interface Row {
  listing_id: string
  remote_id: string
  url: string | null
  observed: { content: ContentJson; extras: Json }
  observed_mark: string | null
  is_sure: boolean
  parts: { part: string; source: string; etag: string | null; sha256: string | null; failures: number; due_at: string }[]
}

/** Nothing is kept of a listing that is gone meanwhile. */
export async function keepListedPart(
  tx: Tx,
  listingId: string,
  { part, source, etag, sha256, failures, dueAt, reason = null }: ListedPart,
): Promise<void> {
  await sql`
    insert into listed_bytes (shop_id, listing_id, part, source, etag, sha256, failures, due_at, reason)
    select l.shop_id, l.listing_id, ${part}, ${source}, ${etag}, ${sha256}, ${failures}, ${dueAt}, ${reason}
    from listing l where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = ${listingId}::uuid
    on conflict (shop_id, listing_id, part) do update
    set source = excluded.source, etag = excluded.etag, sha256 = excluded.sha256, failures = excluded.failures, due_at = excluded.due_at, reason = excluded.reason`.execute(
    tx,
  )
}

export const keepLook = (tx: Tx, sha256: string, look: string | null) =>
  sql`
    insert into look (shop_id, sha256, look) values (${shopOf(tx)}::uuid, ${sha256}, ${look})
    on conflict (shop_id, sha256) do update set look = excluded.look`.execute(tx)

export async function isLookedAt(tx: Tx, sha256: string): Promise<boolean> {
  const { rows } = await sql`select from look where shop_id = ${shopOf(tx)}::uuid and sha256 = ${sha256}`.execute(tx)
  return rows.length > 0
}

/** @returns covers of patterns here that were not looked at, with their sizes. */
export async function readUnseenCovers(tx: Tx, limit: number): Promise<{ sha256: string; sizeBytes: number }[]> {
  const { rows } = await sql<{ sha256: string; size_bytes: string }>`
    select distinct i.sha256, b.size_bytes
    from pattern_image i
    join pattern p on p.shop_id = i.shop_id and p.pattern_id = i.pattern_id and p.archived_at is null
    join blob b on b.shop_id = i.shop_id and b.sha256 = i.sha256
    where i.shop_id = ${shopOf(tx)}::uuid
      and i.position = (select min(o.position) from pattern_image o where o.shop_id = i.shop_id and o.pattern_id = i.pattern_id)
      and not exists (select from look k where k.shop_id = i.shop_id and k.sha256 = i.sha256)
    order by i.sha256
    limit ${limit}`.execute(tx)
  return rows.map(({ sha256, size_bytes }) => ({ sha256, sizeBytes: Number(size_bytes) }))
}

/** Whether files are known by their bytes anywhere that the bytes of a file of this storefront could agree with. */
export async function hasFilesToCompare(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from version_file where shop_id = ${shopOf(tx)}::uuid limit 1`.execute(tx)
  return rows.length > 0
}
