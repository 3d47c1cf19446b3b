/** What a promotion makes of the content wanted at a storefront: for presses that come while it is planned or runs. */
import { shopOf, sql, type Tx } from '#database'
import type { ListingContent } from '../listing/content.ts'
import type { ShopRules } from '../listing/shop-rules.ts'

export interface Promoted {
  readonly listingId: string
  readonly promotionId: string
  readonly name: string
  readonly way: 'sale-price' | 'price'
  readonly currency: string
  readonly priceMinor: bigint
  readonly saleMinor: bigint
  readonly startsAt: Date
  readonly endsAt: Date
  /** Whether a press has begun it there. */
  readonly hasBegun: boolean
}

/** @returns the promotion that each of these listings is in, planned or running. */
export async function readPromoted(tx: Tx, listingIds: readonly string[]): Promise<ReadonlyMap<string, Promoted>> {
  if (listingIds.length === 0) return new Map()
  const { rows } = await sql<{
    listing_id: string
    promotion_id: string
    name: string
    way: Promoted['way']
    currency: string
    price_minor: bigint
    sale_minor: bigint
    starts_at: Date
    ends_at: Date
    has_begun: boolean
  }>`
    select x.listing_id, p.promotion_id, p.name, x.way, x.currency, x.price_minor, x.sale_minor, p.starts_at, p.ends_at,
      x.begun_with is not null as has_begun
    from promotion_listing x join promotion p on p.shop_id = x.shop_id and p.promotion_id = x.promotion_id
    where x.shop_id = ${shopOf(tx)}::uuid and not x.is_over and x.listing_id = any(${[...listingIds]}::uuid[])`.execute(tx)
  return new Map(
    rows.map(row => [
      row.listing_id,
      {
        listingId: row.listing_id,
        promotionId: row.promotion_id,
        name: row.name,
        way: row.way,
        currency: row.currency.trim(),
        priceMinor: BigInt(row.price_minor),
        saleMinor: BigInt(row.sale_minor),
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        hasBegun: row.has_begun,
      },
    ]),
  )
}

/** Whether the storefront keeps a sale price with its times by itself; where not, the price itself is lowered for the time. */
export const wayFor = (rules: Pick<ShopRules, 'fields' | 'project'>, onSale: ListingContent): Promoted['way'] =>
  rules.fields.includes('salePrice') && rules.project(onSale).salePrice?.to != null ? 'sale-price' : 'price'

/** Pure. The content with its promotion, as far as it has come at `now`; a price that she has lowered below it since stays hers. */
export function withPromotion(content: ListingContent, promoted: Promoted | undefined, now: Date): ListingContent {
  if (promoted === undefined || promoted.endsAt <= now || content.price.currency !== promoted.currency) return content
  if (content.price.minor <= promoted.saleMinor) return content
  const price = { minor: promoted.saleMinor, currency: promoted.currency }
  if (promoted.way === 'sale-price') return { ...content, salePrice: { price, from: promoted.startsAt, to: promoted.endsAt } }
  return promoted.hasBegun ? { ...content, price } : content
}

/** Rounded down to the currency's smallest coin, so that it is never less than promised. */
export const lowered = (minor: bigint, percent: number): bigint => (minor * BigInt(100 - percent)) / 100n
