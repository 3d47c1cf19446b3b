/** What a buyer's page says of her library at a platform, and what the seller's screen says of all of them. */
import { shopOf, sql, type Tx } from '#database'
import type { EndReason } from './consent.ts'
import { boughtThere, isForSale } from './owed.ts'

export interface LibraryConnection {
  readonly id: string
  readonly spoke: string
  readonly baseUrl: string
  readonly isLive: boolean
  readonly sealed: Buffer | null
  /** null: she never agreed. */
  readonly consent: { readonly endedBy: EndReason | null } | null
}

/** Of these platforms, the oldest first. */
export async function libraryConnections(tx: Tx, customerId: string, spokes: readonly string[]): Promise<LibraryConnection[]> {
  if (spokes.length === 0) return []
  const { rows } = await sql<{
    id: string
    spoke: string
    baseUrl: string
    isLive: boolean
    sealed: Buffer | null
    given_at: Date | null
    end_reason: EndReason | null
  }>`
    select c.connection_id as id, c.spoke, c.base_url as "baseUrl", c.state = 'live' as "isLive", c.sealed, b.given_at, b.end_reason
    from connection c
    left join buyer_consent b on b.shop_id = c.shop_id and b.connection_id = c.connection_id and b.customer_id = ${customerId}::uuid
    where c.shop_id = ${shopOf(tx)}::uuid and c.kind = 'shop' and c.removed_at is null and c.spoke = any (${spokes}::text[])
    order by c.created_at, c.connection_id`.execute(tx)
  return rows.map(({ given_at, end_reason, ...row }) => ({ ...row, consent: given_at === null ? null : { endedBy: end_reason } }))
}

export interface PatternThere {
  readonly title: string
  /** 'waiting': it goes in by itself, sooner or later. */
  readonly state: 'written' | 'bought-there' | 'waiting' | 'not-for-sale'
}

/** Each pattern that she owns here, by title. */
export async function patternsThere(
  tx: Tx,
  { connectionId, customerId }: { connectionId: string; customerId: string },
): Promise<PatternThere[]> {
  const { rows } = await sql<PatternThere>`
    select p.title,
      case
        when d.state = 'delivered' then 'written'
        when ${boughtThere} then 'bought-there'
        when l.listing_id is null or d.state = 'not-for-sale' then 'not-for-sale'
        else 'waiting'
      end as state
    from (
      select distinct e.shop_id, e.customer_id, e.pattern_id from entitlement e
      where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = ${customerId}::uuid and e.ended_at is null
    ) x
    join pattern p on p.shop_id = x.shop_id and p.pattern_id = x.pattern_id
    join connection c on c.shop_id = x.shop_id and c.connection_id = ${connectionId}::uuid
    left join buyer_delivery d
      on d.shop_id = x.shop_id and d.connection_id = c.connection_id and d.customer_id = x.customer_id and d.pattern_id = x.pattern_id
    left join listing l on l.shop_id = x.shop_id and l.connection_id = c.connection_id and l.pattern_id = x.pattern_id and ${isForSale}
    order by p.title, p.pattern_id`.execute(tx)
  return rows
}

export interface LibraryCounts {
  /** Who let us now. */
  readonly buyers: number
  readonly written: number
  readonly waiting: number
  readonly notEnabled: number
}

export async function libraryCounts(tx: Tx, connectionId: string): Promise<LibraryCounts> {
  const { rows } = await sql<LibraryCounts>`
    select
      (select count(*)::int from buyer_consent b where b.shop_id = c.shop_id and b.connection_id = c.connection_id and b.ended_at is null) as buyers,
      d.written, d.waiting, d."notEnabled"
    from connection c
    cross join lateral (
      select count(*) filter (where d.state = 'delivered')::int as written,
        count(*) filter (where d.state = 'waiting' and ${isAgreed})::int as waiting,
        count(*) filter (where d.state = 'not-enabled' and ${isAgreed})::int as "notEnabled"
      from buyer_delivery d where d.shop_id = c.shop_id and d.connection_id = c.connection_id
    ) d
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid`.execute(tx)
  return rows[0] ?? { buyers: 0, written: 0, waiting: 0, notEnabled: 0 }
}

const isAgreed = sql`exists (
  select from buyer_consent b
  where b.shop_id = d.shop_id and b.connection_id = d.connection_id and b.customer_id = d.customer_id and b.ended_at is null)`

export interface RefusedThere {
  readonly patternId: string
  readonly title: string
  readonly reason: string
  readonly buyers: number
}

const mostRefused = 100

/** What the platform would not take, by pattern and reason; what to do about it is in the reason. */
export async function refusedThere(tx: Tx, connectionId: string): Promise<RefusedThere[]> {
  const { rows } = await sql<RefusedThere>`
    select p.pattern_id as "patternId", p.title, d.reason, count(*)::int as buyers
    from buyer_delivery d
    join pattern p on p.shop_id = d.shop_id and p.pattern_id = d.pattern_id
    where d.shop_id = ${shopOf(tx)}::uuid and d.connection_id = ${connectionId}::uuid and d.state in ('refused', 'not-for-sale') and ${isAgreed}
    group by p.pattern_id, p.title, d.reason
    order by p.title, d.reason
    limit ${mostRefused}`.execute(tx)
  return rows
}
