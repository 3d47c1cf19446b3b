/** Listings at a storefront that are no pattern here yet. */
import { shopOf, sql, type Tx } from '#database'
import { fromJson, type MoneyJson } from '../money.ts'
import type { Paged } from '../page.ts'
import { Refused } from '../refused.ts'
import { observedToJson } from './read-state.ts'
import type { Observed } from './shop-rules.ts'

/**
 * Keeps what a whole reading of a storefront told of listings that are nobody's here; those that are no longer there are forgotten.
 * @returns how many there are.
 */
export async function keepFound(tx: Tx, connectionId: string, all: readonly Observed[], now: Date): Promise<number> {
  await keepSome(tx, connectionId, all, now)
  await sql`
    delete from listing
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and pattern_id is null
      and not (remote_id = any(${all.map(({ remoteId }) => remoteId)}::text[]))`.execute(tx)
  return countFound(tx, connectionId)
}

/** As `keepFound`, of a page of it; nothing is forgotten. */
export async function keepSome(tx: Tx, connectionId: string, all: readonly Observed[], now: Date): Promise<void> {
  const shop = shopOf(tx)
  const rows = all.map(observed => ({
    remote_id: observed.remoteId,
    url: observed.url,
    observed: JSON.parse(observedToJson(observed)),
    mark: observed.mark,
  }))
  // Ours are left alone: they have a pattern, and a run's word counts there.
  await sql`
    insert into listing (shop_id, connection_id, remote_id, url, observed, observed_mark, observed_at)
    select ${shop}::uuid, ${connectionId}::uuid, x.remote_id, x.url, x.observed, x.mark, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (remote_id text, url text, observed jsonb, mark text)
    order by x.remote_id
    on conflict (shop_id, connection_id, remote_id) do update
    set url = excluded.url, observed = excluded.observed, observed_mark = excluded.observed_mark, observed_at = excluded.observed_at
    where listing.pattern_id is null`.execute(tx)
}

export async function countFound(tx: Tx, connectionId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from listing
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and pattern_id is null`.execute(tx)
  return rows[0]!.count
}

export interface FoundListing {
  readonly listingId: string
  readonly remoteId: string
  readonly title: string
  readonly sku: string
  readonly price: MoneyJson
  readonly url: string | null
  readonly isPublished: boolean
  /** Sales of it that are known. */
  readonly sold: number
  readonly suggestion: { readonly patternId: string; readonly patternTitle: string; readonly why: string } | null
}

/** In the order of their titles; each with the pattern that it may be, by SKU or by title, where that has no listing there yet. */
export async function listFound(
  tx: Tx,
  connectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<FoundListing>> {
  const after = afterOf(cursor)
  const { rows } = await sql<Row>`
    with page as materialized (
      select l.shop_id, l.listing_id, l.connection_id, l.remote_id, l.url, f.title, f.sku, l.observed -> 'content' -> 'price' as price,
        (l.observed -> 'content' ->> 'isPublished')::boolean as is_published, lower(left(f.title, 300)) as title_key, lower(left(f.sku, 300)) as sku_key
      from listing l
      cross join lateral (select l.observed -> 'content' ->> 'title' as title, l.observed -> 'content' ->> 'sku' as sku) f
      where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connectionId}::uuid and l.pattern_id is null and l.observed is not null
        and (${after?.title ?? null}::text is null or (f.title, l.listing_id) > (${after?.title ?? null}::text, ${after?.id ?? null}::uuid))
      order by f.title, l.listing_id
      limit ${limit + 1}
    )
    select l.listing_id, l.remote_id, l.url, l.title, l.sku, l.price, l.is_published,
      (select coalesce(sum(o.quantity), 0)::int from order_line o join "order" r on r.shop_id = o.shop_id and r.order_id = o.order_id
        where o.shop_id = l.shop_id and o.listing_remote_id = l.remote_id and r.connection_id = l.connection_id and o.pattern_id is null) as sold,
      p.pattern_id, p.title as pattern_title, p.is_same_sku
    from page l
    left join lateral (
      select p.pattern_id, p.title, l.sku <> '' and p.sku_key = l.sku_key as is_same_sku
      from pattern p
      where p.shop_id = ${shopOf(tx)}::uuid and p.archived_at is null and (l.sku_key <> '' and p.sku_key = l.sku_key or p.title_key = l.title_key)
        and not exists (select from listing o where o.shop_id = p.shop_id and o.connection_id = l.connection_id and o.pattern_id = p.pattern_id and o.remote_id is not null)
      order by 3 desc, p.created_at
      limit 1
    ) p on true
    order by l.title, l.listing_id`.execute(tx)
  const items = rows.slice(0, limit).map(toFound)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

interface Row {
  listing_id: string
  remote_id: string
  url: string | null
  title: string
  sku: string
  price: MoneyJson
  is_published: boolean
  sold: number
  pattern_id: string | null
  pattern_title: string | null
  is_same_sku: boolean | null
}

const toFound = (row: Row): FoundListing => ({
  listingId: row.listing_id,
  remoteId: row.remote_id,
  title: row.title,
  sku: row.sku,
  // A price that cannot be read there is none.
  price: fromJson(row.price).minor < 0n ? { ...row.price, minor: '0' } : row.price,
  url: row.url,
  isPublished: row.is_published,
  sold: row.sold,
  suggestion:
    row.pattern_id === null
      ? null
      : { patternId: row.pattern_id, patternTitle: row.pattern_title ?? '', why: row.is_same_sku ? 'The same SKU' : 'The same title' },
})

const cursorOf = ({ title, listingId }: FoundListing) => Buffer.from(JSON.stringify([title, listingId])).toString('base64url')

function afterOf(cursor: string | undefined): { title: string; id: string } | null {
  if (cursor === undefined || cursor === '') return null
  try {
    const [title, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    if (typeof title === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id)) return { title, id }
  } catch {
    // Not one of ours.
  }
  throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
}
