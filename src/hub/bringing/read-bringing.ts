/** What is to be brought next, and what is known of it. */
import { shopOf, sql, type Tx } from '#database'
import type { ListedPart } from '../join/listed-bytes.ts'
import type { ListingImage } from '../listing/content.ts'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import type { Json, Observed } from '../listing/shop-rules.ts'

export interface Bringing {
  readonly patternId: string
  readonly title: string
  readonly askedNo: number
  /** How often it was tried before. */
  readonly attempts: number
  /** Of the pattern now. */
  readonly images: readonly ListingImage[]
  /** The listing whose pictures these are, while they are just as they came; null: none came, or she has changed them. */
  readonly imagesFrom: string | null
  /** Hashes of the files of its newest version; null: none yet. */
  readonly files: readonly string[] | null
  /** The likeliest to be whole first: on sale, then with the most pictures, then with the most text. */
  readonly listings: readonly FoundListing[]
}

export interface FoundListing {
  readonly listingId: string
  readonly connectionId: string
  readonly shop: string
  readonly observed: Observed
  /** What was read of it so far, by part. */
  readonly known: Map<string, ListedPart>
}

/** @returns the pattern whose time has come the longest ago; null when there is none. */
export async function nextBringing(tx: Tx, now: Date): Promise<string | null> {
  const { rows } = await sql<{ pattern_id: string }>`
    select pattern_id from bringing
    where shop_id = ${shopOf(tx)}::uuid and state = 'waiting' and due_at <= ${now}
    order by due_at, pattern_id
    limit 1`.execute(tx)
  return rows[0]?.pattern_id ?? null
}

/** @returns null when it was taken back meanwhile. */
export async function readBringing(tx: Tx, patternId: string): Promise<Bringing | null> {
  const shop = shopOf(tx)
  const { rows } = await sql<Omit<Bringing, 'listings'>>`
    select p.pattern_id as "patternId", p.title, b.asked_no as "askedNo", b.attempts,
      coalesce((select jsonb_agg(jsonb_build_object('sha256', i.sha256, 'alt', i.alt) order by i.position) from pattern_image i
        where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id), '[]') as images,
      case when b.images <> '[]' and b.images = (
        select jsonb_agg(jsonb_build_object('sha256', i.sha256, 'alt', i.alt) order by i.position) from pattern_image i
        where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id) then b.images_from end as "imagesFrom",
      (select array(select f.sha256 from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id order by f.position)
        from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id
        order by v.created_at desc, v.version_id desc limit 1) as files
    from bringing b join pattern p on p.shop_id = b.shop_id and p.pattern_id = b.pattern_id
    where b.shop_id = ${shop}::uuid and b.pattern_id = ${patternId}::uuid and b.state = 'waiting'`.execute(tx)
  const [row] = rows
  if (row === undefined) return null
  return { ...row, listings: await readListings(tx, patternId) }
}

interface Row {
  listing_id: string
  connection_id: string
  shop: string
  remote_id: string
  url: string | null
  observed: { content: ContentJson; extras: Json }
  observed_mark: string | null
  parts: {
    part: string
    source: string
    etag: string | null
    sha256: string | null
    failures: number
    due_at: string
    reason: string | null
  }[]
}

/** Those that were found there and hold what was found. */
async function readListings(tx: Tx, patternId: string): Promise<FoundListing[]> {
  const { rows } = await sql<Row>`
    select l.listing_id, l.connection_id, c.label as shop, l.remote_id, l.url, l.observed, l.observed_mark,
      coalesce((select jsonb_agg(to_jsonb(b)) from listed_bytes b where b.shop_id = l.shop_id and b.listing_id = l.listing_id), '[]') as parts
    from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    where l.shop_id = ${shopOf(tx)}::uuid and l.pattern_id = ${patternId}::uuid and l.remote_id is not null and l.observed is not null
      and l.state <> 'gone' and (l.desired_no = 0 or l.desired ? 'stays')
    order by (l.observed -> 'content' ->> 'isPublished')::boolean desc nulls last, jsonb_array_length(l.observed -> 'content' -> 'images') desc,
      length(l.observed -> 'content' ->> 'description') desc, l.listing_id`.execute(tx)
  return rows.map(({ listing_id, connection_id, shop, remote_id, url, observed, observed_mark, parts }) => ({
    listingId: listing_id,
    connectionId: connection_id,
    shop,
    observed: { remoteId: remote_id, url, content: contentFromJson(observed.content), mark: observed_mark, extras: observed.extras },
    known: new Map(parts.map(row => [row.part, { ...row, dueAt: new Date(row.due_at) }])),
  }))
}

/** Looks by hash, of those that were looked at; null for one that shows nothing or cannot be read. */
export async function readLooks(tx: Tx, hashes: readonly string[]): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ sha256: string; look: string | null }>`
    select sha256, look from look where shop_id = ${shopOf(tx)}::uuid and sha256 = any (${[...hashes]}::text[])`.execute(tx)
  return new Map(rows.map(({ sha256, look }) => [sha256, look]))
}

/** Which of these are kept here. */
export async function keptBlobs(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from blob where shop_id = ${shopOf(tx)}::uuid and sha256 = any (${[...hashes]}::text[])`.execute(tx)
  return new Set(rows.map(({ sha256 }) => sha256))
}
