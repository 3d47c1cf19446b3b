import { shopOf, sql, type Tx } from '#database'
import type { ListingStateWord } from '../listing/read-state.ts'
import type { Money } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import type { Craft } from './facts.ts'

export interface PatternSummary {
  readonly id: string
  readonly sku: string
  readonly title: string
  readonly craft: Craft
  /** The picture's hash. */
  readonly cover: string | null
  /** The newest version's number. */
  readonly version: string | null
  /** In the shop's own currency, or in another when there is none in it. */
  readonly price: Money | null
  readonly shops: readonly { readonly connectionId: string; readonly shop: string; readonly state: ListingStateWord }[]
  /** Paid for, also when it went back later. */
  readonly sold: number
  readonly updatedAt: Date
}

/** The newest first. `search`: part of the title, the SKU or a tag. `archived`: those instead of the others. */
export async function listPatterns(
  tx: Tx,
  {
    search,
    archived = false,
    cursor,
    limit,
  }: { search?: string | undefined; archived?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<PatternSummary>> {
  const after = pageAfter(cursor)
  const sought = search?.trim().toLowerCase() ?? ''
  const like = sought === '' ? null : `%${sought.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Row>`
    with found as (
      select p.pattern_id, p.created_at
      from pattern p
      where p.shop_id = ${shopOf(tx)}::uuid
        and (p.archived_at is not null) = ${archived}
        and (${like}::text is null or p.sought like ${like})
        and (${after?.at ?? null}::timestamptz is null
          or (p.created_at, p.pattern_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by p.created_at desc, p.pattern_id desc
      limit ${limit + 1}
    )
    select p.pattern_id as id, p.sku, p.title, p.craft, p.updated_at, p.created_at as made_at,
      (select i.sha256 from pattern_image i where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id and i.position = 0) as cover,
      (select v.number from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id
       order by string_to_array(v.number, '.')::int[] desc limit 1) as version,
      r.currency, r.amount_minor,
      (select coalesce(jsonb_agg(jsonb_build_object('connectionId', c.connection_id, 'shop', c.label, 'state', l.state) order by c.created_at, c.connection_id), '[]')
       from listing l join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
       where l.shop_id = p.shop_id and l.pattern_id = p.pattern_id and c.removed_at is null) as shops,
      (select coalesce(sum(l.quantity), 0)::int from order_line l where l.shop_id = p.shop_id and l.pattern_id = p.pattern_id and l.sold_at is not null) as sold
    from found f
    join pattern p on p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = f.pattern_id
    join shop on shop.shop_id = p.shop_id
    left join lateral (
      select r.currency, r.amount_minor from price r
      where r.shop_id = p.shop_id and r.pattern_id = p.pattern_id
      order by r.currency <> shop.currency, r.currency
      limit 1
    ) r on true
    order by p.created_at desc, p.pattern_id desc`.execute(tx)
  const page = pageOf(rows, limit, row => ({ at: row.made_at, id: row.id }))
  return { items: page.items.map(toSummary), next: page.next }
}

interface Row extends Omit<PatternSummary, 'price' | 'updatedAt'> {
  currency: string | null
  amount_minor: bigint | null
  updated_at: Date
  made_at: Date
}

const toSummary = ({ currency, amount_minor, updated_at, made_at: _, ...rest }: Row): PatternSummary => ({
  ...rest,
  price: currency === null || amount_minor === null ? null : { minor: amount_minor, currency },
  updatedAt: updated_at,
})
