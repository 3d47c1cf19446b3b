/** What a buyer sees of the store: its shelves, and one pattern whole. */
import { kept, shopOf, sql, type Tx } from '#database'
import { type Craft, crafts } from '../pattern/facts.ts'
import type { PatternOffer } from './price-cart.ts'
import { isShelved, type OfferRow, priceAt, shelved, toOffer } from './shelf.ts'

export interface Picture {
  readonly sha256: string
  readonly alt: string
  /** Pixels; null where they are not known. */
  readonly width: number | null
  readonly height: number | null
}

export interface ShownPattern {
  readonly offer: PatternOffer
  readonly craft: Craft
  readonly cover: Picture | null
  readonly changedAt: Date
}

export interface FrontSearch {
  readonly words: string | null
  readonly craft: Craft | null
  /** From 1. */
  readonly page: number
}

export interface Front {
  readonly patterns: readonly ShownPattern[]
  readonly hasMore: boolean
  /** Those of which there is a pattern that is not archived. */
  readonly crafts: readonly Craft[]
}

export const perPage = 24
export const mostPages = 200

const cover = sql`
  (select jsonb_build_object('sha256', i.sha256, 'alt', i.alt, 'width', (b.facts ->> 'width')::int, 'height', (b.facts ->> 'height')::int)
   from pattern_image i join blob b on b.shop_id = i.shop_id and b.sha256 = i.sha256
   where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id and i.position = 0)`

interface FrontRow extends OfferRow {
  craft: Craft
  cover: Picture | null
  updated_at: Date
}

/** The newest first. Which patterns have a price and files is found for all at once: asked of each, the fortieth page would ask of a thousand. */
export async function readFront(tx: Tx, currency: string, { words, craft, page }: FrontSearch, now: Date): Promise<Front> {
  const sought = words?.trim().toLowerCase() ?? ''
  const like = sought === '' ? null : `%${sought.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<FrontRow>`${kept}
    with priced as materialized (select pattern_id from price where shop_id = ${shopOf(tx)}::uuid and currency = ${currency}),
    filed as materialized (select distinct pattern_id from version where shop_id = ${shopOf(tx)}::uuid),
    found as materialized (
      select p.pattern_id, p.created_at
      from pattern p left join store_pattern x on x.shop_id = p.shop_id and x.pattern_id = p.pattern_id
      where p.shop_id = ${shopOf(tx)}::uuid and p.archived_at is null and coalesce(x.is_in, true)
        and (x.least_minor is not null or p.pattern_id in (select pattern_id from priced)) and p.pattern_id in (select pattern_id from filed)
        ${like === null ? sql`` : sql`and p.sought like ${like}`} ${craft === null ? sql`` : sql`and p.craft = ${craft}`}
      order by p.created_at desc, p.pattern_id desc
      limit ${perPage + 1} offset ${(page - 1) * perPage}
    )
    select p.pattern_id, p.title, p.craft, p.updated_at, r.amount_minor as full, ${priceAt(now)} as price, x.least_minor, x.suggested_minor, ${cover} as cover
    from found f join pattern p on p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = f.pattern_id ${shelved(currency)}
    order by f.created_at desc, f.pattern_id desc`.execute(tx)
  const { rows: found } = await sql<{ craft: Craft }>`${kept}
    select c.craft from unnest(${[...crafts]}::text[]) with ordinality as c (craft, place)
    where (select true from pattern p where p.shop_id = ${shopOf(tx)}::uuid and p.craft = c.craft and p.archived_at is null limit 1)
    order by c.place`.execute(tx)
  return {
    patterns: rows.slice(0, perPage).map(toShown),
    hasMore: rows.length > perPage && page < mostPages,
    crafts: found.map(row => row.craft),
  }
}

const toShown = (row: FrontRow): ShownPattern => ({ offer: toOffer(row), craft: row.craft, cover: row.cover, changedAt: row.updated_at })

/** Everything in the store, for those who list it elsewhere. @param most so many, those changed last. */
export async function readAll(tx: Tx, currency: string, now: Date, most: number): Promise<(ShownPattern & { readonly summary: string })[]> {
  const { rows } = await sql<FrontRow & { summary: string }>`
    select p.pattern_id, p.title, p.craft, p.summary, p.updated_at, r.amount_minor as full, ${priceAt(now)} as price, x.least_minor,
      x.suggested_minor, null as cover
    from pattern p ${shelved(currency)}
    where p.shop_id = ${shopOf(tx)}::uuid and ${isShelved}
    order by p.updated_at desc, p.pattern_id desc
    limit ${most}`.execute(tx)
  return rows.map(row => ({ ...toShown(row), summary: row.summary }))
}

export interface WholePattern extends ShownPattern {
  readonly sku: string
  readonly summary: string
  /** HTML of few tags. */
  readonly description: string
  readonly sizes: readonly string[]
  readonly materials: string
  readonly gauge: string
  readonly fabric: string
  readonly skill: string
  readonly languages: readonly string[]
  readonly pictures: readonly Picture[]
  readonly version: {
    readonly number: string
    readonly kind: string
    readonly at: Date
    readonly files: readonly {
      readonly role: string
      readonly fileName: string
      readonly mediaType: string
      readonly sizeBytes: number
      readonly pages: number | null
    }[]
  }
}

/** @returns null when it is not in the store now. */
export async function readWhole(tx: Tx, currency: string, patternId: string, now: Date): Promise<WholePattern | null> {
  const { rows } = await sql<
    FrontRow & Omit<WholePattern, 'offer' | 'changedAt' | 'version'> & { version: Omit<WholePattern['version'], 'at'> & { at: string } }
  >`${kept}
    select p.pattern_id, p.title, p.craft, p.updated_at, r.amount_minor as full, ${priceAt(now)} as price, x.least_minor, x.suggested_minor,
      p.sku, p.summary, p.description, p.sizes, p.materials, p.gauge, p.fabric, p.skill, p.languages, null as cover,
      (select coalesce(jsonb_agg(jsonb_build_object('sha256', i.sha256, 'alt', i.alt, 'width', (b.facts ->> 'width')::int,
         'height', (b.facts ->> 'height')::int) order by i.position), '[]')
       from pattern_image i join blob b on b.shop_id = i.shop_id and b.sha256 = i.sha256
       where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id) as pictures,
      (select jsonb_build_object('number', v.number, 'kind', v.kind, 'at', v.created_at, 'files', (
         select coalesce(jsonb_agg(jsonb_build_object('role', f.role, 'fileName', f.file_name, 'mediaType', b.media_type, 'sizeBytes', b.size_bytes,
           'pages', (b.facts ->> 'pages')::int) order by f.position), '[]')
         from version_file f join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
         where f.shop_id = v.shop_id and f.version_id = v.version_id))
       from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id
       order by string_to_array(v.number, '.')::int[] desc limit 1) as version
    from pattern p ${shelved(currency)}
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = ${patternId}::uuid and ${isShelved}`.execute(tx)
  const row = rows[0]
  if (row === undefined) return null
  const { sku, summary, description, sizes, materials, gauge, fabric, skill, languages, pictures, version } = row
  return {
    ...toShown(row),
    ...{ sku, summary, description, sizes, materials, gauge, fabric, skill, languages, pictures },
    cover: pictures[0] ?? null,
    version: { ...version, at: new Date(version.at) },
  }
}

/** A picture of something in the store, for everybody. @returns null when it is none. */
export async function readStorePicture(
  tx: Tx,
  currency: string,
  sha256: string,
): Promise<{ sha256: string; mediaType: string; sizeBytes: number } | null> {
  const { rows } = await sql<{ sha256: string; media_type: string; size_bytes: bigint }>`
    select b.sha256, b.media_type, b.size_bytes from blob b
    where b.shop_id = ${shopOf(tx)}::uuid and b.sha256 = ${sha256} and b.media_type like 'image/%'
      and exists (
        select from pattern_image i join pattern p on p.shop_id = i.shop_id and p.pattern_id = i.pattern_id ${shelved(currency)}
        where i.shop_id = b.shop_id and i.sha256 = b.sha256 and ${isShelved})`.execute(tx)
  const row = rows[0]
  return row === undefined ? null : { sha256: row.sha256, mediaType: row.media_type, sizeBytes: Number(row.size_bytes) }
}
