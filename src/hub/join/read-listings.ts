/** What is compared: every listing that was seen at a storefront, and the patterns here. */
import { shopOf, sql, type Tx } from '#database'
import { markOf } from '../listing/content.ts'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import { plainText } from '../text.ts'
import { partOfFile } from './listed-bytes.ts'
import type { JoinListing } from './listing.ts'

/** Patterns stand among the listings as those of this place. */
export const hubPlace = 'here'

interface ListingRow {
  listing_id: string
  connection_id: string
  pattern_id: string | null
  tie: string | null
  is_alone: boolean
  content: ContentJson
  look: string | null
  picture: string | null
  /** By key, with the name under which each was read. */
  files: { part: string; source: string; sha256: string }[]
}

interface PatternRow {
  pattern_id: string
  title: string
  summary: string
  description: string
  sku: string
  tags: string[]
  prices: { currency: string; minor: string }[]
  files: { name: string; sha256: string }[]
  images: string[]
  look: string | null
}

/** @returns found listings, those that have a pattern, and patterns that are not put away. What has a pattern, or was placed by her, carries its tie. */
export async function readJoinListings(tx: Tx): Promise<JoinListing[]> {
  const shop = shopOf(tx)
  const { rows: listings } = await sql<ListingRow>`
    select l.listing_id, l.connection_id, l.pattern_id, w.tie, l.pattern_id is null and coalesce(w.is_alone, false) as is_alone, l.observed -> 'content' as content, b.sha256 as picture, k.look,
      coalesce((select jsonb_agg(to_jsonb(f)) from listed_bytes f
        where f.shop_id = l.shop_id and f.listing_id = l.listing_id and f.part <> 'picture' and f.sha256 is not null), '[]') as files
    from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    left join listed_bytes b on b.shop_id = l.shop_id and b.listing_id = l.listing_id and b.part = 'picture'
    left join look k on k.shop_id = b.shop_id and k.sha256 = b.sha256
    left join join_word w on w.shop_id = l.shop_id and w.listing_id = l.listing_id
    where l.shop_id = ${shop}::uuid and l.observed is not null and l.remote_id is not null and l.state <> 'gone'
    order by l.listing_id`.execute(tx)
  const { rows: patterns } = await sql<PatternRow>`
    select p.pattern_id, p.title, p.summary, p.description, p.sku, p.tags || p.categories as tags,
      coalesce((select jsonb_agg(jsonb_build_object('currency', c.currency, 'minor', c.amount_minor::text) order by c.currency)
        from price c where c.shop_id = p.shop_id and c.pattern_id = p.pattern_id), '[]') as prices,
      coalesce((select jsonb_agg(jsonb_build_object('name', f.file_name, 'sha256', f.sha256) order by f.position)
        from version_file f
        where f.shop_id = p.shop_id and f.version_id = (
          select v.version_id from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id order by v.created_at desc, v.version_id desc limit 1)), '[]') as files,
      array(select i.sha256 from pattern_image i where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id order by i.position) as images,
      (select k.look from pattern_image i join look k on k.shop_id = i.shop_id and k.sha256 = i.sha256
        where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id order by i.position limit 1) as look
    from pattern p
    where p.shop_id = ${shop}::uuid and p.archived_at is null
    order by p.pattern_id`.execute(tx)
  return [...patterns.map(patternListing), ...listings.map(foundListing)]
}

function foundListing(row: ListingRow): JoinListing {
  const { listing_id, connection_id, pattern_id, tie, is_alone, content, look, picture } = row
  const read = new Map(row.files.map(({ part, source, sha256 }) => [`${part} ${source}`, sha256]))
  const { title, summary, description, sku, price, tags, categories, files, images } = contentFromJson(content)
  return {
    id: listing_id,
    place: connection_id,
    tie: pattern_id ?? tie,
    isAlone: is_alone,
    isOurs: pattern_id !== null,
    title,
    text: `${summary} ${plainText(description)}`,
    sku,
    prices: [price],
    tags: [...tags, ...categories],
    files: files.map(({ key, name, sha256 }) => ({ name, mark: markOf(sha256 || (read.get(`${partOfFile(key)} ${name}`) ?? '')) })),
    imageMarks: [...new Set([...images.map(({ sha256 }) => sha256), picture ?? ''].filter(Boolean).map(markOf))],
    look,
  }
}

function patternListing({ pattern_id, title, summary, description, sku, tags, prices, files, images, look }: PatternRow): JoinListing {
  return {
    id: pattern_id,
    place: hubPlace,
    tie: pattern_id,
    title,
    text: `${summary} ${plainText(description)}`,
    sku,
    prices: prices.map(({ currency, minor }) => ({ minor: BigInt(minor), currency })),
    tags,
    files: files.map(({ name, sha256 }) => ({ name, mark: markOf(sha256) })),
    imageMarks: images.map(markOf),
    look,
  }
}
