/** Which patterns are in the store, as she looks them through. */
import { shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { readStore } from './read-store.ts'
import { isShelved, priceAt, shelved } from './shelf.ts'

/** `in`: as soon as it has a price and files. */
export type Choice = 'in' | 'out'

export interface StorePattern {
  readonly id: string
  readonly sku: string
  readonly title: string
  /** The picture's hash. */
  readonly cover: string | null
  /** What it costs now; null: no price in the store's currency. */
  readonly price: Money | null
  readonly choice: Choice
  readonly payWhat: { readonly least: Money; readonly suggested: Money } | null
  readonly isIn: boolean
  /** Why it is not in the store, in her words; null when it is. */
  readonly why: string | null
}

interface Row {
  id: string
  sku: string
  title: string
  cover: string | null
  price: bigint | null
  is_in: boolean | null
  least_minor: bigint | null
  suggested_minor: bigint | null
  shelved: boolean
  has_files: boolean
  made_at: Date
}

export async function listStorePatterns(
  tx: Tx,
  {
    search,
    cursor,
    limit,
    ids = null,
    now,
  }: { search?: string | undefined; cursor?: string | undefined; limit: number; ids?: readonly string[] | null; now: Date },
): Promise<Paged<StorePattern>> {
  const { currency } = await readStore(tx)
  const after = pageAfter(cursor)
  const sought = search?.trim().toLowerCase() ?? ''
  const like = sought === '' ? null : `%${sought.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Row>`
    with found as (
      select p.pattern_id, p.created_at
      from pattern p
      where p.shop_id = ${shopOf(tx)}::uuid and p.archived_at is null and (${like}::text is null or p.sought like ${like})
        and (${ids === null} or p.pattern_id = any (${[...(ids ?? [])]}::uuid[]))
        and (${after?.at ?? null}::timestamptz is null
          or (p.created_at, p.pattern_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by p.created_at desc, p.pattern_id desc
      limit ${limit + 1}
    )
    select p.pattern_id as id, p.sku, p.title, p.created_at as made_at, ${priceAt(now)} as price, x.is_in, x.least_minor, x.suggested_minor,
      coalesce(${isShelved}, false) as shelved, exists (select from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id) as has_files,
      (select i.sha256 from pattern_image i where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id and i.position = 0) as cover
    from found f
    join pattern p on p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = f.pattern_id
    ${shelved(currency)}
    order by p.created_at desc, p.pattern_id desc`.execute(tx)
  const page = pageOf(rows, limit, row => ({ at: row.made_at, id: row.id }))
  return { items: page.items.map(row => toPattern(row, currency)), next: page.next }
}

function toPattern(row: Row, currency: string): StorePattern {
  const { id, sku, title, cover, is_in, least_minor, suggested_minor, shelved: isIn } = row
  const money = (minor: bigint): Money => ({ minor, currency })
  return {
    ...{ id, sku, title, cover, isIn },
    price: row.price === null ? null : money(row.price),
    choice: is_in === false ? 'out' : 'in',
    payWhat: least_minor === null ? null : { least: money(least_minor), suggested: money(suggested_minor!) },
    why: isIn ? null : is_in === false ? 'You took it out.' : !row.has_files ? 'It has no files yet.' : `It has no price in ${currency}.`,
  }
}
