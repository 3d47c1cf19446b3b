/** "Which version does she hold?", asked of the ledger of bytes. */
import { shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'
import type { GivenKind } from './give-bytes.ts'

export interface HeldVersion {
  readonly patternId: string
  readonly versionId: string
  readonly number: string
  readonly isNewest: boolean
  /** The first time at which she was given a file of it. */
  readonly since: Date
  readonly how: Exclude<GivenKind, 'handed-on'>
  /** The storefront or platform that gave it; null: her library here. */
  readonly shop: string | null
  /** How many of its files she was given, of how many. */
  readonly files: number
  readonly ofFiles: number
}

/** Who owns: a buyer, or an order whose buyer is not known, or is known of some of its patterns alone since she has claimed them. */
export interface Holder {
  readonly customerId: string | null
  readonly orderId: string
}

/**
 * The newest version of each pattern of which she was given a file; that of an order counts for whoever its buyer is now. What is not known is left out:
 * a sale from before the shop went live, or one whose storefront was not proven to hold the files.
 */
export async function heldVersions(tx: Tx, { customerId, orderId }: Holder, patternIds: readonly string[]): Promise<HeldVersion[]> {
  const shop = shopOf(tx)
  const { rows } = await sql<HeldVersion>`
    with own as (
      select p.id as pattern_id, coalesce(${customerId}::uuid, (
        select e.customer_id from entitlement e
        where e.shop_id = ${shop}::uuid and e.order_id = ${orderId}::uuid and e.pattern_id = p.id and e.customer_id is not null limit 1)) as customer_id
      from unnest(${patternIds}::uuid[]) as p (id)
    ),
    hers as (
      select g.pattern_id, g.version_id, g.file_key, g.kind, g.at, g.connection_id, g.no from own
      join given_bytes g on g.shop_id = ${shop}::uuid and g.customer_id = own.customer_id and g.pattern_id = own.pattern_id and g.kind <> 'sold-with'
      union
      select g.pattern_id, g.version_id, g.file_key, g.kind, g.at, g.connection_id, g.no from own
      join entitlement e on e.shop_id = ${shop}::uuid and e.pattern_id = own.pattern_id and (e.order_id = ${orderId}::uuid or e.customer_id = own.customer_id)
      join given_bytes g on g.shop_id = e.shop_id and g.order_id = e.order_id and g.pattern_id = e.pattern_id and g.kind = 'sold-with'
    )
    select distinct on (h.pattern_id) h.pattern_id as "patternId", v.version_id as "versionId", v.number, h.at as since, h.kind as how,
      case when h.kind <> 'fetched' then c.label end as shop,
      not exists (select from version o where o.shop_id = v.shop_id and o.pattern_id = v.pattern_id
        and string_to_array(o.number, '.')::int[] > string_to_array(v.number, '.')::int[]) as "isNewest",
      (select count(distinct f.file_key)::int from hers f where f.version_id = v.version_id) as files,
      (select count(*)::int from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id) as "ofFiles"
    from hers h
    join version v on v.shop_id = ${shop}::uuid and v.version_id = h.version_id and v.pattern_id = h.pattern_id
    left join connection c on c.shop_id = ${shop}::uuid and c.connection_id = h.connection_id
    order by h.pattern_id, string_to_array(v.number, '.')::int[] desc, h.at, h.no`.execute(tx)
  return rows
}

export interface VersionHolders {
  readonly versionId: string
  readonly number: string
  readonly owners: number
}

export interface PatternHolders {
  /** Buyers who may download it now; one without an address counts by her order. */
  readonly owners: number
  /** Newest first, every version, also one that nobody has. */
  readonly versions: readonly VersionHolders[]
  /** Owners of whom no version is known. */
  readonly unknown: number
}

/** How many of those who own a pattern now hold which version of it, each counted with the newest of which she was given a file. @throws {Refused} when there is no such pattern. */
export async function whoHolds(tx: Tx, patternId: string): Promise<PatternHolders> {
  const shop = shopOf(tx)
  const pattern = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
  const { rows } = await sql<{ id: string | null; number: string | null; owners: number }>`
    with place as (
      select version_id, number, row_number() over (order by string_to_array(number, '.')::int[]) as place
      from version where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid
    ),
    owner as (
      select distinct coalesce(customer_id, order_id) as id from entitlement
      where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid and ended_at is null
    ),
    held as (
      select case when g.kind = 'sold-with' then coalesce(e.customer_id, g.order_id) else g.customer_id end as id, max(p.place) as place
      from given_bytes g
      join place p on p.version_id = g.version_id
      left join entitlement e on e.shop_id = g.shop_id and e.order_id = g.order_id and e.pattern_id = g.pattern_id and g.kind = 'sold-with'
      where g.shop_id = ${shop}::uuid and g.pattern_id = ${patternId}::uuid and g.kind <> 'handed-on'
      group by 1
    ),
    counted as (
      select h.place, count(*)::int as owners from owner left join held h using (id) group by h.place
    )
    select p.version_id as id, p.number, coalesce(c.owners, 0) as owners, p.place from place p left join counted c on c.place = p.place
    union all
    select null, null, c.owners, 0 from counted c where c.place is null
    order by place desc`.execute(tx)
  const unknown = rows.find(({ id }) => id === null)?.owners ?? 0
  const versions = rows.flatMap(({ id, number, owners }) => (id === null || number === null ? [] : [{ versionId: id, number, owners }]))
  return { owners: versions.reduce((sum, { owners }) => sum + owners, unknown), versions, unknown }
}
