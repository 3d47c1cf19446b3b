/** Who owns a pattern, with all that decides by which way she learns of a correction: one question for a count and for a batch. */
import { shopOf, sql, type Tx } from '#database'
import type { ShopRules } from '../listing/shop-rules.ts'
import { refusing } from '../person/consent.ts'
import { ownSpoke } from '../store/own-connection.ts'
import type { Erratum } from './erratum.ts'
import type { BoughtAt, CorrectionRules, Owner } from './route-for.ts'

export interface RulesWorld {
  readonly rulesOf: (spoke: string) => Pick<ShopRules, 'corrections' | 'reachesEarlierBuyers' | 'label'> | null
}

/** The own store is hers: its buyers gave their address for the files. */
const ownRules: CorrectionRules = { mailsBuyers: true, tellsThere: { cannot: 'Your own store writes to its buyers by mail.' } }

/** Where the pattern was sold, or stands. */
export interface ErratumPlace {
  readonly connectionId: string
  readonly label: string
  readonly rules: CorrectionRules | null
  readonly isConnected: boolean
  readonly isRehearsal: boolean
  readonly isReplacedThere: boolean
  readonly listing: { readonly id: string; readonly desiredNo: number; readonly url: string | null } | null
}

/** By the connection's id; those that were disconnected too, as their buyers stay. */
export async function readPlaces(
  tx: Tx,
  { patternId, version }: Pick<Erratum, 'patternId' | 'version'>,
  { rulesOf }: RulesWorld,
): Promise<Map<string, ErratumPlace>> {
  const { rows } = await sql<PlaceRow>`
    select c.connection_id, c.label, c.spoke, c.kind = 'pay' as is_pay, c.removed_at is null as is_connected,
      c.resumes_as = 'rehearsal' and c.removed_at is null as is_rehearsal, l.listing_id, l.desired_no, l.url,
      coalesce(jsonb_array_length(l.proof -> 'files') > 0 and not exists (
        select from jsonb_array_elements(l.proof -> 'files') f
        where not exists (
          select from version_file o
          where o.shop_id = l.shop_id and o.version_id = ${version?.id ?? null}::uuid
            and o.file_key = f ->> 'key' and o.sha256 = f ->> 'sha256')), false) as has_version
    from connection c
    left join lateral (
      select l.* from listing l
      where l.shop_id = c.shop_id and l.connection_id = c.connection_id and l.pattern_id = ${patternId}::uuid and l.state <> 'gone'
      order by l.remote_id is null, l.listing_id limit 1) l on true
    where c.shop_id = ${shopOf(tx)}::uuid
    order by c.created_at, c.connection_id`.execute(tx)
  return new Map(rows.map(row => [row.connection_id, toPlace(row, rulesOf)]))
}

interface PlaceRow {
  connection_id: string
  label: string
  spoke: string
  is_pay: boolean
  is_connected: boolean
  is_rehearsal: boolean
  listing_id: string | null
  desired_no: number | null
  url: string | null
  has_version: boolean
}

function toPlace(row: PlaceRow, rulesOf: RulesWorld['rulesOf']): ErratumPlace {
  const isOwn = row.is_pay || row.spoke === ownSpoke
  const spoke = isOwn ? null : rulesOf(row.spoke)
  return {
    connectionId: row.connection_id,
    label: row.label,
    rules: isOwn ? ownRules : (spoke?.corrections ?? null),
    isConnected: row.is_connected,
    isRehearsal: row.is_rehearsal,
    isReplacedThere: row.has_version && spoke?.reachesEarlierBuyers === true,
    listing: row.listing_id === null ? null : { id: row.listing_id, desiredNo: row.desired_no ?? 0, url: row.url },
  }
}

/** [connection, whether it was claimed, whether it was bought before that storefront went live, whether the address is known]. */
type PlaceFacts = readonly [connectionId: string, isClaimed: boolean, isPast: boolean, hasAddress: boolean]

/** As the database counts them: owners of whom all this is the same. */
export interface OwnerFacts {
  readonly is_known: boolean
  readonly is_forgotten: boolean
  readonly said_no: boolean
  readonly holds_it: boolean
  readonly places: readonly PlaceFacts[]
}

/** Her places stand in the same order. */
export const toOwner = (facts: OwnerFacts, places: ReadonlyMap<string, ErratumPlace>): Owner => ({
  isKnown: facts.is_known,
  isForgotten: facts.is_forgotten,
  saidNo: facts.said_no,
  holdsIt: facts.holds_it,
  places: facts.places.map(([connectionId, isClaimed, isPast, hasAddress]): BoughtAt => {
    const place = places.get(connectionId)
    return {
      ...{ connectionId, isClaimed, isPast, hasAddress },
      rules: place?.rules ?? null,
      isRehearsal: place?.isRehearsal ?? false,
      isReplacedThere: place?.isReplacedThere ?? false,
      isListed: place?.isConnected === true && place.listing !== null,
    }
  }),
})

/**
 * Those who were given a file that is wrong no more: of the version that puts it right or a later one, and of the parts that were wrong. Of a person
 * whichever of her addresses it was.
 */
export const holders = (shop: string, { patternId, version, files }: Pick<Erratum, 'patternId' | 'version' | 'files'>) => sql`
  select distinct coalesce(c.person_id, w.given_to) as owner_id
  from (
    select case when g.kind = 'sold-with' then coalesce(e.customer_id, g.order_id) else g.customer_id end as given_to
    from given_bytes g
    join version v on v.shop_id = g.shop_id and v.version_id = g.version_id
      and string_to_array(v.number, '.')::int[] >= string_to_array(${version?.number ?? null}::text, '.')::int[]
    left join entitlement e on e.shop_id = g.shop_id and e.order_id = g.order_id and e.pattern_id = g.pattern_id and g.kind = 'sold-with'
    where g.shop_id = ${shop}::uuid and g.pattern_id = ${patternId}::uuid and g.kind <> 'handed-on'
      and (${files}::text[] = '{}' or g.file_key = any (${files}::text[]))
  ) w
  left join customer c on c.shop_id = ${shop}::uuid and c.customer_id = w.given_to`

type Part = ReturnType<typeof sql>
type About = Pick<Erratum, 'id' | 'patternId' | 'version' | 'files'>

/**
 * The facts of each who bought it until `until` and owns it still, and what she `bought`, the newest first. Several addresses of one person are one
 * owner; one of whom a storefront tells nothing counts by her order. @param which of them, by `owner`; else all.
 */
const owners = (shop: string, about: About, until: Date, which = (_owner: Part) => sql``) => sql`
  with refused as materialized (${refusing(shop, 'order')}),
  own as (
    select coalesce(c.person_id, e.customer_id, e.order_id) as owner_id, e.customer_id, o.connection_id,
      e.customer_id is not null and o.customer_id is null as is_claimed, bool_and(e.past_of is not null) as is_past,
      bool_or(c.email is not null) as has_address, bool_or(c.forgotten_at is not null) as is_forgotten,
      bool_or(e.customer_id in (select customer_id from refused)) as said_no,
      max(o.placed_at) as placed_at, (array_agg(o.order_id order by o.placed_at desc, o.order_id desc))[1] as order_id
    from entitlement e
    join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
    left join customer c on c.shop_id = e.shop_id and c.customer_id = e.customer_id
    where e.shop_id = ${shop}::uuid and e.pattern_id = ${about.patternId}::uuid and e.ended_at is null and o.placed_at <= ${until}
      ${which(sql`coalesce(c.person_id, e.customer_id, e.order_id)`)}
    group by 1, 2, 3, 4
  ),
  owner as (
    select owner_id, bool_or(customer_id is not null) as is_known, bool_and(is_forgotten) as is_forgotten, coalesce(bool_or(said_no), false) as said_no,
      jsonb_agg(distinct jsonb_build_array(connection_id, is_claimed, is_past, has_address)) as places,
      jsonb_agg(jsonb_build_array(connection_id, is_claimed, is_past, has_address, customer_id, order_id) order by placed_at desc, order_id desc) as bought
    from own group by 1
  ),
  holder as materialized (${holders(shop, about)})
  select o.*, h.owner_id is not null as holds_it
  from owner o
  left join holder h on h.owner_id = o.owner_id`

export type OwnerGroup = OwnerFacts & { readonly owners: number }

/** Counted, the largest group first. As many groups as there are combinations of storefronts, however many owners. */
export async function countOwners(tx: Tx, about: About, until: Date): Promise<OwnerGroup[]> {
  const { rows } = await sql<OwnerGroup>`
    select is_known, is_forgotten, said_no, holds_it, places, count(*)::int as owners
    from (${owners(shopOf(tx), about, until)}) o
    group by 1, 2, 3, 4, 5
    order by owners desc, 1, 2, 3, 4, 5`.execute(tx)
  return rows
}

/** One of her addresses at one storefront. */
export interface Bought {
  readonly customerId: string | null
  readonly email: string | null
  readonly name: string | null
  readonly country: string | null
  /** Her last order there. */
  readonly orderId: string
  readonly orderNumber: string
}

/** Her `places` and what she `bought` stand in the same order, the newest first. */
export type OwnerRow = OwnerFacts & { readonly bought: readonly Bought[] }

/** Those who have no delivery yet, by none of their addresses. */
export async function nextOwners(tx: Tx, about: About, until: Date, limit: number): Promise<OwnerRow[]> {
  const shop = shopOf(tx)
  // While deliveries are being written the planner still takes their table for empty and walks it once for each owner: 12 s instead of 1 for 100,000.
  await sql`set local enable_nestloop = off`.execute(tx)
  const untold = (owner: Part) => sql`and not exists (
    select from erratum_delivery d left join customer t on t.shop_id = d.shop_id and t.customer_id = d.customer_id
    where d.shop_id = ${shop}::uuid and d.erratum_id = ${about.id}::uuid and coalesce(t.person_id, d.owner_id) = ${owner})`
  type Line = readonly [...PlaceFacts, customerId: string | null, orderId: string]
  const { rows } = await sql<Omit<OwnerFacts, 'places'> & { bought: readonly Line[] }>`
    select x.is_known, x.is_forgotten, x.said_no, x.holds_it, x.bought from (${owners(shop, about, until, untold)}) x
    order by x.owner_id
    limit ${limit}`.execute(tx)
  await sql`set local enable_nestloop = on`.execute(tx)
  const lines = rows.flatMap(({ bought }) => bought)
  const { rows: orders } = await sql<{ id: string; number: string }>`
    select order_id as id, number from "order" where shop_id = ${shop}::uuid and order_id = any (${lines.map(line => line[5])}::uuid[])`.execute(
    tx,
  )
  const { rows: buyers } = await sql<{ id: string; email: string | null; name: string | null; country: string | null }>`
    select customer_id as id, email, name, country from customer
    where shop_id = ${shop}::uuid and customer_id = any (${lines.flatMap(line => line[4] ?? [])}::uuid[])`.execute(tx)
  const numbers = new Map(orders.map(({ id, number }) => [id, number]))
  const known = new Map(buyers.map(({ id, ...buyer }) => [id, buyer]))
  return rows.map(({ bought, ...facts }) => ({
    ...facts,
    places: bought.map(([connectionId, isClaimed, isPast, hasAddress]) => [connectionId, isClaimed, isPast, hasAddress] as const),
    bought: bought.map(([, , , , customerId, orderId]) => {
      const buyer = known.get(customerId ?? '') ?? { email: null, name: null, country: null }
      return { customerId, ...buyer, orderId, orderNumber: numbers.get(orderId) ?? '' }
    }),
  }))
}
