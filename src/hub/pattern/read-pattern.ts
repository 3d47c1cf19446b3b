import { shopOf, sql, type Tx } from '#database'
import { listingFields } from '../listing/content.ts'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import { type PatternSource, readSources } from '../listing/desired-content.ts'
import { asOf } from '../listing/difference.ts'
import { type ListingSummary, listingsOfPattern } from '../listing/read-listings.ts'
import { standingsOf } from '../listing/read-state.ts'
import { isSameWish, type Standings } from '../listing/staying.ts'
import type { Money } from '../money.ts'
import type { PlanningWorld } from '../publication/plan.ts'
import { desiredAt, placeAt } from '../publication/preview.ts'
import { notFound } from '../refused.ts'
import { readWishes } from '../storefront/wishes.ts'
import type { FileRole, VersionKind } from './add-version.ts'
import type { PatternFacts } from './facts.ts'
import type { PatternPrice } from './set-prices.ts'

export interface VersionFile {
  readonly fileKey: string
  readonly role: FileRole
  readonly fileName: string
  readonly sha256: string
  readonly mediaType: string
  readonly sizeBytes: number
  /** null: no PDF. */
  readonly pages: number | null
  readonly layers: readonly string[]
}

export interface Version {
  readonly id: string
  readonly number: string
  readonly kind: VersionKind
  readonly note: string
  /** Those that it changes; none: all, or not said. */
  readonly sizes: readonly string[]
  readonly createdAt: Date
  readonly files: readonly VersionFile[]
}

export interface PatternSales {
  /** Paid for, also when it went back later. */
  readonly sold: number
  readonly refunded: number
  /** By currency: what buyers paid without tax, less what went back. */
  readonly income: readonly Money[]
  /** Buyers who may download it now. */
  readonly owners: number
  readonly lastAt: Date | null
}

export interface PatternWhole extends PatternFacts {
  readonly id: string
  readonly editNo: number
  readonly isArchived: boolean
  /** The first is the cover. */
  readonly images: readonly { readonly sha256: string; readonly alt: string }[]
  readonly prices: readonly PatternPrice[]
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly listings: readonly ListingSummary[]
  readonly sales: PatternSales
  /** Something here is not at every shop yet. */
  readonly unsent: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** @throws {Refused} when there is none. */
export async function readPattern(tx: Tx, patternId: string, world: Pick<PlanningWorld, 'rulesOf' | 'now'>): Promise<PatternWhole> {
  const row = await tx
    .selectFrom('pattern')
    .selectAll()
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', patternId)
    .executeTakeFirst()
  const [source] = await readSources(tx, [patternId])
  if (row === undefined || source === undefined) throw notFound('This pattern')
  const { sku, title, craft, summary, description, sizes, materials, gauge, fabric, skill, languages, tags, categories } = row
  return {
    id: row.pattern_id,
    ...{ sku, title, craft, summary, description, sizes, materials, gauge, fabric, skill, languages, tags, categories },
    editNo: row.edit_no,
    isArchived: row.archived_at !== null,
    images: source.images.map(({ sha256, alt }) => ({ sha256, alt })),
    prices: pricesOf(source),
    versions: await versionsOf(tx, patternId),
    listings: await listingsOfPattern(tx, patternId),
    sales: await salesOf(tx, patternId),
    unsent: await isUnsent(tx, source, world),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

async function versionsOf(tx: Tx, patternId: string): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select v.version_id as id, v.number, v.kind, v.note, v.sizes, v.created_at as "createdAt",
      (select coalesce(jsonb_agg(jsonb_build_object('fileKey', f.file_key, 'role', f.role, 'fileName', f.file_name, 'sha256', f.sha256,
         'mediaType', b.media_type, 'sizeBytes', b.size_bytes, 'pages', (b.facts ->> 'pages')::int, 'layers', coalesce(b.facts -> 'layers', '[]')) order by f.position), '[]')
       from version_file f join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
       where f.shop_id = v.shop_id and f.version_id = v.version_id) as files
    from version v
    where v.shop_id = ${shopOf(tx)}::uuid and v.pattern_id = ${patternId}::uuid
    order by string_to_array(v.number, '.')::int[] desc`.execute(tx)
  return rows
}

/** A refund of a part of an order is shared by its lines as their sums are to each other. */
async function salesOf(tx: Tx, patternId: string): Promise<PatternSales> {
  const { rows } = await sql<{ currency: string; sold: number; refunded: number; income: bigint; last_at: Date | null }>`
    select l.currency, sum(l.quantity)::int as sold, coalesce(sum(l.quantity) filter (where o.is_refunded), 0)::int as refunded,
      sum(case when o.is_refunded then 0
        else l.total_minor - coalesce(o.refunded_minor * l.total_minor / nullif(o.total_minor, 0), 0) end)::bigint as income,
      max(l.sold_at) as last_at
    from order_line l
    left join (
      select order_id, state = 'refunded' as is_refunded, total_minor, refunded_minor from "order"
      where shop_id = ${shopOf(tx)}::uuid and (refunded_minor > 0 or state = 'refunded')
    ) o on o.order_id = l.order_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.pattern_id = ${patternId}::uuid and l.sold_at is not null
    group by l.currency
    order by l.currency`.execute(tx)
  const { rows: owners } = await sql<{ owners: number }>`
    select count(distinct coalesce(customer_id, order_id))::int as owners
    from entitlement where shop_id = ${shopOf(tx)}::uuid and pattern_id = ${patternId}::uuid and ended_at is null`.execute(tx)
  const times = rows.flatMap(({ last_at }) => last_at?.getTime() ?? [])
  return {
    sold: rows.reduce((sum, { sold }) => sum + sold, 0),
    refunded: rows.reduce((sum, { refunded }) => sum + refunded, 0),
    income: rows.map(({ currency, income }) => ({ minor: income, currency })),
    owners: owners[0]!.owners,
    lastAt: times.length === 0 ? null : new Date(Math.max(...times)),
  }
}

function pricesOf({ prices }: PatternSource): PatternPrice[] {
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return prices.map(({ currency, amountMinor, saleMinor, saleFrom, saleTo }) => ({
    amount: { minor: BigInt(amountMinor), currency },
    sale: saleMinor === null ? null : { price: { minor: BigInt(saleMinor), currency }, from: time(saleFrom), to: time(saleTo) },
  }))
}

/** A shop that it was never sent to counts once the pattern can be sold there. */
async function isUnsent(tx: Tx, pattern: PatternSource, world: Pick<PlanningWorld, 'rulesOf' | 'now'>): Promise<boolean> {
  const { rows } = await sql<{
    connection_id: string
    currency: string
    spoke: string
    listing_id: string | null
    is_proven: boolean
    desired: ContentJson | null
    desired_no: number | null
    observed: { content: ContentJson } | null
    standings: Standings
  }>`
    select c.connection_id, c.currency, c.spoke, l.listing_id,
      coalesce(l.state = 'updated' and l.proven_no = l.desired_no, false) as is_proven, l.desired, l.desired_no, l.observed, ${standingsOf} as standings
    from connection c
    left join listing l on l.shop_id = c.shop_id and l.connection_id = c.connection_id and l.pattern_id = ${pattern.patternId}::uuid
    where c.shop_id = ${shopOf(tx)}::uuid and c.kind = 'shop' and c.removed_at is null`.execute(tx)
  const ids = rows.map(({ connection_id }) => connection_id)
  const wishes = await readWishes(tx, ids, [pattern.patternId])
  return rows.some(({ connection_id, currency, spoke, listing_id, is_proven, desired, desired_no, observed, standings }) => {
    const own = wishes.get(connection_id)
    const there = desired === null ? null : contentFromJson(desired)
    const seen = observed === null ? null : contentFromJson(observed.content)
    const known = { desiredNo: desired_no ?? 0, desired: there, observed: seen === null ? null : { content: seen }, standings }
    const { content } = desiredAt(pattern, placeAt({ currency, spoke }, own, world), listing_id === null ? null : known)
    const isOffered = own?.wordings.get(pattern.patternId)?.isOffered ?? true
    if (listing_id === null) return content !== null && !pattern.isArchived && isOffered
    if (!is_proven || there === null || content === null) return true
    const [theirs, ours] = [asOf(there, world.now), asOf(content, world.now)]
    const isChosen = Object.keys(own?.wordings.get(pattern.patternId)?.properties ?? {}).length > 0
    // That a storefront has told what it asks for is no change of hers.
    const fields = listingFields.filter(field => field !== 'properties' || theirs.properties !== undefined || isChosen)
    return !isSameWish(fields, ours, theirs)
  })
}
