/** Corrections in lists: hers, a buyer's, and those that everybody may read. */
import { shopOf, sql, type Tx } from '#database'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { type Erratum, erratumColumns, erratumJoins } from './erratum.ts'

/** Newest first. */
export async function listErrata(
  tx: Tx,
  { patternId, cursor, limit }: { patternId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Erratum>> {
  const after = pageAfter(cursor)
  const { rows } = await sql<Erratum>`
    select ${erratumColumns} from erratum e ${erratumJoins}
    where e.shop_id = ${shopOf(tx)}::uuid and (${patternId ?? null}::uuid is null or e.pattern_id = ${patternId ?? null}::uuid)
      and (${after?.at ?? null}::timestamptz is null or (e.created_at, e.erratum_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by e.created_at desc, e.erratum_id desc
    limit ${limit + 1}`.execute(tx)
  return pageOf(rows, limit, ({ createdAt: at, id }) => ({ at, id }))
}

/** What went out of one pattern, newest first: the public page. [] also when there is no such pattern. */
export async function readPublicErrata(tx: Tx, patternId: string): Promise<Erratum[]> {
  const { rows } = await sql<Erratum>`
    select ${erratumColumns} from erratum e ${erratumJoins}
    where e.shop_id = ${shopOf(tx)}::uuid and e.pattern_id = ${patternId}::uuid and e.left_at is not null
    order by e.left_at desc, e.erratum_id desc
    limit 100`.execute(tx)
  return rows
}

export interface PatternWithErrata {
  readonly id: string
  readonly title: string
  readonly errata: number
  readonly lastAt: Date
}

/** Patterns of which something went out, the last first; at most 500. */
export async function listPatternsWithErrata(tx: Tx): Promise<PatternWithErrata[]> {
  const { rows } = await sql<PatternWithErrata>`
    select p.pattern_id as id, p.title, count(*)::int as errata, max(e.left_at) as "lastAt"
    from erratum e join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
    where e.shop_id = ${shopOf(tx)}::uuid and e.left_at is not null
    group by p.pattern_id, p.title
    order by max(e.left_at) desc
    limit 500`.execute(tx)
  return rows
}

export type Notice = Pick<
  Erratum,
  'id' | 'patternId' | 'patternTitle' | 'severity' | 'sizes' | 'places' | 'notes' | 'version' | 'leftAt'
> & {
  /** She was given the corrected file. */
  readonly holdsIt: boolean
}

/**
 * What an owner should know of what she has: what went out after she bought it, or before and is not put right yet. Newest first. One without a version
 * that puts it right stands until there is a newer version. @param customers all of her addresses. @param onlyOrder of this order alone.
 */
export async function readNotices(tx: Tx, customers: readonly string[], onlyOrder: string | null = null): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    select x.* from (
      select ${erratumColumns}, exists (
          select from given_bytes g
          join version w on w.shop_id = g.shop_id and w.version_id = g.version_id
          where v.version_id is not null and g.shop_id = e.shop_id and g.pattern_id = e.pattern_id and g.customer_id = any (${[...customers]}::uuid[]) and g.kind <> 'sold-with'
            and string_to_array(w.number, '.')::int[] >= string_to_array(v.number, '.')::int[] and (e.files = '{}' or g.file_key = any (e.files))
        ) as "holdsIt"
      from (
        select t.pattern_id, min(o.placed_at) as since from entitlement t join "order" o on o.shop_id = t.shop_id and o.order_id = t.order_id
        where t.shop_id = ${shopOf(tx)}::uuid and t.customer_id = any (${[...customers]}::uuid[]) and t.ended_at is null
          and (${onlyOrder}::uuid is null or t.order_id = ${onlyOrder}::uuid)
        group by t.pattern_id
      ) own
      join erratum e on e.shop_id = ${shopOf(tx)}::uuid and e.pattern_id = own.pattern_id and e.left_at is not null
        and (e.left_at >= own.since or e.version_id is null)
      ${erratumJoins}
      where e.version_id is not null or not exists (
        select from version n where n.shop_id = e.shop_id and n.pattern_id = e.pattern_id and n.created_at > e.left_at)
    ) x
    order by x."leftAt" desc, x.id desc
    limit 100`.execute(tx)
  return rows
}
