/** What the listings of a pattern should hold: made of its facts, pictures, price and newest version. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { ListingContent, ListingFile, ListingImage } from './content.ts'

export interface PatternSource {
  readonly patternId: string
  readonly title: string
  readonly summary: string
  readonly description: string
  readonly sku: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly isArchived: boolean
  readonly images: readonly ListingImage[]
  readonly prices: readonly {
    readonly currency: string
    readonly amountMinor: string
    readonly saleMinor: string | null
    readonly saleFrom: string | null
    readonly saleTo: string | null
  }[]
  /** null: no version yet. */
  readonly version: { readonly versionId: string; readonly number: string; readonly files: readonly ListingFile[] } | null
}

/** One query for any number of patterns. */
export async function readSources(tx: Tx, patternIds: readonly string[]): Promise<PatternSource[]> {
  const { rows } = await sql<PatternSource>`${kept}
    select p.pattern_id as "patternId", p.title, p.summary, p.description, p.sku, p.tags, p.categories, p.archived_at is not null as "isArchived",
      coalesce((
        select jsonb_agg(jsonb_build_object('sha256', i.sha256, 'alt', i.alt) order by i.position)
        from pattern_image i where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id), '[]') as images,
      coalesce((
        select jsonb_agg(jsonb_build_object('currency', c.currency, 'amountMinor', c.amount_minor::text, 'saleMinor', c.sale_minor::text,
          'saleFrom', c.sale_from, 'saleTo', c.sale_to) order by c.currency)
        from price c where c.shop_id = p.shop_id and c.pattern_id = p.pattern_id), '[]') as prices,
      v.version
    from pattern p
    left join lateral (
      select jsonb_build_object('versionId', n.version_id, 'number', n.number, 'files', coalesce((
        select jsonb_agg(jsonb_build_object('key', f.file_key, 'name', f.file_name, 'sha256', f.sha256) order by f.position)
        from version_file f where f.shop_id = n.shop_id and f.version_id = n.version_id), '[]')) as version
      from version n where n.shop_id = p.shop_id and n.pattern_id = p.pattern_id
      order by n.created_at desc, n.version_id desc limit 1
    ) v on true
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = any(${patternIds}::uuid[])
    order by p.title, p.pattern_id`.execute(tx)
  return rows
}

export type Desired = { readonly content: ListingContent; readonly refused: null } | { readonly content: null; readonly refused: string }

/** Pure. An archived pattern stays listed but not for sale; nothing is deleted. */
export function desiredContent(source: PatternSource, currency: string): Desired {
  const refuse = (refused: string): Desired => ({ content: null, refused })
  if (source.version === null || source.version.files.length === 0)
    return refuse(`“${source.title}” has no files yet. Add its first version, then publish.`)
  const price = source.prices.find(one => one.currency === currency)
  if (price === undefined) return refuse(`“${source.title}” has no price in ${currency}, in which this shop sells. Set one under Prices.`)
  const money = (minor: string) => ({ minor: BigInt(minor), currency })
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return {
    refused: null,
    content: {
      title: source.title,
      summary: source.summary,
      description: source.description,
      sku: source.sku,
      price: money(price.amountMinor),
      salePrice: price.saleMinor === null ? null : { price: money(price.saleMinor), from: time(price.saleFrom), to: time(price.saleTo) },
      isPublished: !source.isArchived,
      tags: source.tags,
      categories: source.categories,
      images: source.images,
      files: source.version.files,
    },
  }
}
