/** Promotions as she sees them: what, where, how far, and what is in the way. */
import { shopOf, sql, type Tx } from '#database'
import type { MoneyJson } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'

export interface PromotionSummary {
  readonly id: string
  readonly kind: 'sale' | 'coupon'
  readonly name: string
  /** Of a coupon null where it takes off an amount. */
  readonly percent: number | null
  /** Of a coupon; null of a sale. */
  readonly coupon: CouponSummary | null
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

export interface CouponSummary {
  readonly code: string
  readonly off: readonly MoneyJson[]
  readonly mostUses: number | null
  /** Empty: everything. */
  readonly patterns: readonly { readonly id: string; readonly title: string }[]
  readonly places: readonly CouponPlaceSummary[]
}

export interface CouponPlaceSummary {
  /** null: in the own store, where it is a coupon like others. */
  readonly id: string | null
  readonly connectionId: string | null
  readonly shop: string
  /** Where the storefront holds one for each pattern. */
  readonly patternTitle: string | null
  /** 'late': it is time, and it is not so there yet. 'done': made by hand, by her word. */
  readonly stage: 'planned' | 'there' | 'differs' | 'gone' | 'refused' | 'over' | 'let-go' | 'by-hand' | 'done' | 'late'
  readonly reason: string | null
  /** When it was last read there: the proof. */
  readonly seenAt: Date | null
  /** Ready to paste, where it is made by hand. */
  readonly text: string | null
}

interface Row {
  id: string
  kind: 'sale' | 'coupon'
  name: string
  percent: number | null
  code: string | null
  off_minor: Record<string, string> | null
  most_uses: number | null
  patterns: { id: string; title: string }[]
  places: {
    id: string | null
    connectionId: string | null
    shop: string
    patternTitle: string | null
    state: Exclude<CouponPlaceSummary['stage'], 'done' | 'late'>
    reason: string | null
    seenAt: string | null
    text: string | null
    isTicked: boolean
    isBlocked: boolean
  }[]
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
    select p.promotion_id as id, p.kind, p.name, p.percent, p.code, p.off_minor, p.most_uses, p.starts_at, p.ends_at, p.ended_early, p.created_at,
      coalesce(w.listings, '[]') as listings, coalesce(v.places, '[]') as places, coalesce(u.patterns, '[]') as patterns
    from (
      select * from promotion p
      where p.shop_id = ${shopOf(tx)}::uuid
        and (${after?.at ?? null}::timestamptz is null or (p.created_at, p.promotion_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by p.created_at desc, p.promotion_id desc
      limit ${limit + 1}
    ) p
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', t.pattern_id, 'title', t.title) order by t.title, t.pattern_id) as patterns
      from promotion_pattern x join pattern t on t.shop_id = x.shop_id and t.pattern_id = x.pattern_id
      where x.shop_id = p.shop_id and x.promotion_id = p.promotion_id
    ) u on true
    left join lateral (
      select jsonb_agg(to_jsonb(o) - 'at' order by o.at, o."patternTitle") as places from (
        select null::uuid as id, null::uuid as "connectionId", s.name as shop, null as "patternTitle",
          case when not k.is_on or k.to_at <= ${now} then 'over' when k.from_at > ${now} then 'planned' else 'there' end as state,
          null as reason, null::timestamptz as "seenAt", null as text, false as "isTicked", false as "isBlocked", '-infinity'::timestamptz as at
        from coupon k join store s on s.shop_id = k.shop_id
        where k.shop_id = p.shop_id and k.coupon_id = p.coupon_id
        union all
        select x.there_id, x.connection_id, c.label, case when x.part <> '' and x.state <> 'by-hand' then t.title end, x.state, x.reason, x.seen_at, h.body,
          h.done_at is not null, c.state <> 'live', c.created_at
        from promotion_coupon x
        join connection c on c.shop_id = x.shop_id and c.connection_id = x.connection_id
        left join lateral ( -- one by one: the planner would read all listings for the few that it takes for many
          select l.shop_id, l.listing_id, l.pattern_id from listing l where l.shop_id = x.shop_id and l.listing_id = nullif(x.part, '')::uuid limit 1
        ) l on true
        left join pattern t on t.shop_id = l.shop_id and t.pattern_id = l.pattern_id
        left join hand_step h on h.shop_id = l.shop_id and h.listing_id = l.listing_id and h.key = 'coupon-' || p.promotion_id || ':make'
        where x.shop_id = p.shop_id and x.promotion_id = p.promotion_id
      ) o
    ) v on true
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

function toSummary(
  { starts_at, ends_at, ended_early, created_at, listings, code, off_minor, most_uses, patterns, places, ...row }: Row,
  now: Date,
): PromotionSummary {
  const state = ends_at <= now ? 'over' : starts_at <= now ? 'running' : 'planned'
  return {
    ...row,
    startsAt: starts_at,
    endsAt: ends_at,
    endedEarly: ended_early,
    createdAt: created_at,
    state,
    coupon:
      code === null
        ? null
        : {
            ...{ code, patterns, mostUses: most_uses },
            off: Object.entries(off_minor ?? {}).map(([currency, minor]) => ({ minor, currency })),
            places: places.map(one => toPlace(one, state)),
          },
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

function toPlace(
  { state: found, seenAt, isTicked, isBlocked, ...one }: Row['places'][number],
  state: PromotionSummary['state'],
): CouponPlaceSummary {
  const isLate = (found === 'planned' && state !== 'planned') || (state === 'over' && (found === 'there' || found === 'differs'))
  const stage = found === 'by-hand' ? (isTicked ? 'done' : state === 'over' ? 'over' : 'by-hand') : isLate ? 'late' : found
  const reason =
    one.reason ?? (stage === 'late' && isBlocked ? `${one.shop} is not live just now. This follows by itself once it is.` : null)
  return { ...one, stage, reason, seenAt: seenAt === null ? null : new Date(seenAt) }
}
