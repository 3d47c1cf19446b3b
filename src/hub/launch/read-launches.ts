/** Launches as she sees them: when, what, where, and what is not on sale yet although it should be. */
import { shopOf, sql, type Tx } from '#database'
import type { ListingStateWord } from '../listing/read-state.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'

export type LaunchState = 'planned' | 'launched' | 'cancelled'

export interface LaunchSummary {
  readonly id: string
  readonly name: string
  readonly at: Date
  readonly state: LaunchState
  readonly createdAt: Date
  readonly listings: readonly {
    readonly listingId: string
    readonly patternId: string
    readonly patternTitle: string
    readonly shop: string
    readonly url: string | null
    /** 'ready': hidden and proven to be so. 'on-sale': proven after the moment. */
    readonly stage: 'preparing' | 'ready' | 'starting' | 'on-sale' | 'waiting'
    /** Why it is not further, in her words. */
    readonly reason: string | null
    readonly onSaleAt: Date | null
  }[]
}

interface Row {
  id: string
  name: string
  at: Date
  state: LaunchState
  created_at: Date
  listings: {
    listingId: string
    patternId: string
    patternTitle: string
    shop: string
    url: string | null
    state: ListingStateWord
    isProven: boolean
    provenAt: string | null
    isSent: boolean
    reason: string | null
    listingReason: string | null
  }[]
}

/** Those planned last first. */
export async function listLaunches(
  tx: Tx,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<LaunchSummary>> {
  const after = pageAfter(cursor)
  const { rows } = await sql<Row>`
    select l.launch_id as id, l.name, l.at, l.state, l.created_at, coalesce(w.listings, '[]') as listings
    from (
      select * from launch l
      where l.shop_id = ${shopOf(tx)}::uuid
        and (${after?.at ?? null}::timestamptz is null or (l.created_at, l.launch_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by l.created_at desc, l.launch_id desc
      limit ${limit + 1}
    ) l
    left join lateral (
      select jsonb_agg(jsonb_build_object('listingId', x.listing_id, 'patternId', t.pattern_id, 'patternTitle', t.title, 'shop', c.label, 'url', g.url,
        'state', g.state, 'isProven', g.proven_no = g.desired_no, 'provenAt', g.proven_at, 'isSent', x.publication_id is not null, 'reason', x.reason,
        'listingReason', g.reason) order by t.title, t.pattern_id, c.label) as listings
      from launch_listing x
      join listing g on g.shop_id = x.shop_id and g.listing_id = x.listing_id
      join connection c on c.shop_id = g.shop_id and c.connection_id = g.connection_id
      join pattern t on t.shop_id = g.shop_id and t.pattern_id = g.pattern_id
      where x.shop_id = l.shop_id and x.launch_id = l.launch_id
    ) w on true
    order by l.created_at desc, l.launch_id desc`.execute(tx)
  const page = pageOf(rows, limit, row => ({ at: row.created_at, id: row.id }))
  return { items: page.items.map(toSummary), next: page.next }
}

const toSummary = ({ created_at, listings, ...row }: Row): LaunchSummary => ({
  ...row,
  createdAt: created_at,
  listings: listings.map(({ state, isProven, provenAt, isSent, reason, listingReason, ...one }) => {
    const isThere = state === 'updated' && isProven
    const stage = isSent ? (isThere ? 'on-sale' : 'starting') : reason !== null ? 'waiting' : isThere ? 'ready' : 'preparing'
    return {
      ...one,
      stage,
      reason: reason ?? listingReason,
      onSaleAt: stage === 'on-sale' && provenAt !== null ? new Date(provenAt) : null,
    }
  }),
})
