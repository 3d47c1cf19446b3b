/** Promotions as she sees them: what, where, how far, and what is in the way. */
import { shopOf, sql, type Tx } from '#database'
import type { MoneyJson } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'

export interface PromotionSummary {
  readonly id: string
  readonly name: string
  readonly percent: number
  readonly startsAt: Date
  readonly endsAt: Date
  readonly state: 'planned' | 'running' | 'over'
  readonly endedEarly: boolean
  readonly createdAt: Date
  readonly listings: readonly {
    readonly listingId: string
    readonly patternId: string
    readonly patternTitle: string
    readonly shop: string
    readonly price: MoneyJson
    readonly sale: MoneyJson
    /** 'late': it is time, and it is not so there yet. */
    readonly stage: 'planned' | 'running' | 'over' | 'late'
    readonly reason: string | null
  }[]
}

interface Row {
  id: string
  name: string
  percent: number
  starts_at: Date
  ends_at: Date
  ended_early: boolean
  created_at: Date
  listings: {
    listingId: string
    patternId: string
    patternTitle: string
    shop: string
    currency: string
    price: string
    sale: string
    hasBegun: boolean
    isOver: boolean
    reason: string | null
  }[]
}

/** Those planned last first. */
export async function listPromotions(
  tx: Tx,
  { cursor, limit, now }: { cursor?: string | undefined; limit: number; now: Date },
): Promise<Paged<PromotionSummary>> {
  const after = pageAfter(cursor)
  const { rows } = await sql<Row>`
    select p.promotion_id as id, p.name, p.percent, p.starts_at, p.ends_at, p.ended_early, p.created_at, coalesce(w.listings, '[]') as listings
    from (
      select * from promotion p
      where p.shop_id = ${shopOf(tx)}::uuid
        and (${after?.at ?? null}::timestamptz is null or (p.created_at, p.promotion_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by p.created_at desc, p.promotion_id desc
      limit ${limit + 1}
    ) p
    left join lateral (
      select jsonb_agg(jsonb_build_object('listingId', x.listing_id, 'patternId', t.pattern_id, 'patternTitle', t.title, 'shop', c.label,
        'currency', x.currency, 'price', x.price_minor::text, 'sale', x.sale_minor::text, 'hasBegun', x.begun_with is not null, 'isOver', x.is_over,
        'reason', x.reason) order by t.title, t.pattern_id, c.label) as listings
      from promotion_listing x
      join listing g on g.shop_id = x.shop_id and g.listing_id = x.listing_id
      join connection c on c.shop_id = g.shop_id and c.connection_id = g.connection_id
      join pattern t on t.shop_id = g.shop_id and t.pattern_id = g.pattern_id
      where x.shop_id = p.shop_id and x.promotion_id = p.promotion_id
    ) w on true
    order by p.created_at desc, p.promotion_id desc`.execute(tx)
  const page = pageOf(rows, limit, row => ({ at: row.created_at, id: row.id }))
  return { items: page.items.map(row => toSummary(row, now)), next: page.next }
}

function toSummary({ starts_at, ends_at, ended_early, created_at, listings, ...row }: Row, now: Date): PromotionSummary {
  const state = ends_at <= now ? 'over' : starts_at <= now ? 'running' : 'planned'
  return {
    ...row,
    startsAt: starts_at,
    endsAt: ends_at,
    endedEarly: ended_early,
    createdAt: created_at,
    state,
    listings: listings.map(({ currency, price, sale, hasBegun, isOver, ...one }) => {
      const isThere = state === 'over' ? isOver : state === 'running' ? hasBegun : true
      return {
        ...one,
        price: { minor: price, currency: currency.trim() },
        sale: { minor: sale, currency: currency.trim() },
        stage: isOver ? ('over' as const) : isThere ? state : ('late' as const),
      }
    }),
  }
}
