/** What is in the store now, and at which price. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { BundleOffer, CartItem, PatternOffer, Shelf } from './price-cart.ts'

/**
 * Joined to `pattern p`: `r` is the price in that currency, `x` what differs from the rule. In the store is what has a price (or a least that
 * buyers choose from), has files, is not archived, and was not taken out by hand. The limits keep
 * the planner from reading whole tables for the few patterns of a page.
 */
export const shelved = (currency: string) => sql`
  left join lateral (
    select r.* from price r where r.shop_id = p.shop_id and r.pattern_id = p.pattern_id and r.currency = ${currency} limit 1) r on true
  left join lateral (select x.* from store_pattern x where x.shop_id = p.shop_id and x.pattern_id = p.pattern_id limit 1) x on true`

export const isShelved = sql`(
  p.archived_at is null and coalesce(x.is_in, true) and (r.amount_minor is not null or x.least_minor is not null)
  and (select true from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id limit 1))`

/** What it costs at a moment: the sale's price while there is one. */
export const priceAt = (now: Date) => sql<bigint>`(
  case when r.sale_minor is not null and coalesce(r.sale_from <= ${now}, true) and coalesce(r.sale_to > ${now}, true) then r.sale_minor
    else r.amount_minor end)`

/** How many patterns a buyer finds there now. */
export async function countInStore(tx: Tx, currency: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pattern p ${shelved(currency)} where p.shop_id = ${shopOf(tx)}::uuid and ${isShelved}`.execute(tx)
  return rows[0]!.count
}

export interface OfferRow {
  pattern_id: string
  title: string
  full: bigint | null
  price: bigint | null
  least_minor: bigint | null
  suggested_minor: bigint | null
}

export const toOffer = (row: OfferRow): PatternOffer => {
  const payWhat = row.least_minor === null ? null : { least: row.least_minor, suggested: row.suggested_minor! }
  const price = row.price ?? payWhat?.suggested ?? 0n
  return { patternId: row.pattern_id, title: row.title, full: row.full ?? price, price, payWhat }
}

/** The offers that a cart speaks of; what is not in the store now is not among them. */
export async function readShelf(tx: Tx, currency: string, items: readonly Pick<CartItem, 'kind' | 'id'>[], now: Date): Promise<Shelf> {
  const idsOf = (kind: CartItem['kind']) => items.filter(item => item.kind === kind).map(({ id }) => id)
  const bundles = await readBundleOffers(tx, currency, { ids: idsOf('bundle'), now })
  const patterns = await readOffers(tx, currency, { ids: idsOf('pattern'), now })
  return { patterns, bundles: new Map(bundles.map(bundle => [bundle.bundleId, bundle])) }
}

export async function readOffers(
  tx: Tx,
  currency: string,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<Map<string, PatternOffer>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<OfferRow>`${kept}
    select p.pattern_id, p.title, r.amount_minor as full, ${priceAt(now)} as price, x.least_minor, x.suggested_minor
    from pattern p ${shelved(currency)}
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = any (${[...new Set(ids)]}::uuid[]) and ${isShelved}`.execute(tx)
  return new Map(rows.map(row => [row.pattern_id, toOffer(row)]))
}

interface BundleRow {
  bundle_id: string
  title: string
  price_minor: bigint | null
  off_percent: number | null
  wanted: number
  patterns: (Omit<OfferRow, 'full' | 'price' | 'least_minor' | 'suggested_minor'> & {
    full: string | null
    price: string | null
    least_minor: string | null
    suggested_minor: string | null
  })[]
}

const big = (text: string | null): bigint | null => (text === null ? null : BigInt(text))

/** Bundles of which every pattern is in the store, the newest first. @param ids null: all. */
export async function readBundleOffers(
  tx: Tx,
  currency: string,
  { ids, now, limit = 50, withPattern = null }: { ids: readonly string[] | null; now: Date; limit?: number; withPattern?: string | null },
): Promise<BundleOffer[]> {
  if (ids !== null && ids.length === 0) return []
  const { rows } = await sql<BundleRow>`${kept}
    select b.bundle_id, b.title, b.price_minor, b.off_percent,
      (select count(*)::int from bundle_pattern m where m.shop_id = b.shop_id and m.bundle_id = b.bundle_id) as wanted,
      (select coalesce(jsonb_agg(jsonb_build_object('pattern_id', p.pattern_id, 'title', p.title, 'full', r.amount_minor::text,
         'price', ${priceAt(now)}::text, 'least_minor', x.least_minor::text, 'suggested_minor', x.suggested_minor::text) order by m.position, p.title), '[]')
       from bundle_pattern m join pattern p on p.shop_id = m.shop_id and p.pattern_id = m.pattern_id ${shelved(currency)}
       where m.shop_id = b.shop_id and m.bundle_id = b.bundle_id and ${isShelved}) as patterns
    from bundle b
    where b.shop_id = ${shopOf(tx)}::uuid and b.is_on and (${ids === null} or b.bundle_id = any (${ids ?? []}::uuid[]))
      and (${withPattern}::uuid is null or exists (
        select from bundle_pattern m where m.shop_id = b.shop_id and m.bundle_id = b.bundle_id and m.pattern_id = ${withPattern}::uuid))
    order by b.created_at desc, b.bundle_id desc
    limit ${limit}`.execute(tx)
  return rows
    .filter(({ wanted, patterns }) => wanted > 0 && wanted === patterns.length)
    .map(({ bundle_id, title, price_minor, off_percent, patterns }) => ({
      bundleId: bundle_id,
      title,
      way: price_minor === null ? { offPercent: off_percent! } : { price: price_minor },
      patterns: patterns.map(row =>
        toOffer({
          ...row,
          full: big(row.full),
          price: big(row.price),
          least_minor: big(row.least_minor),
          suggested_minor: big(row.suggested_minor),
        }),
      ),
    }))
}
