/** What came with patterns from storefronts, as the screens show it. */
import { shopOf, sql, type Tx } from '#database'
import type { StayingField } from '../listing/staying.ts'

/** Something that could not be had. */
export interface Trouble {
  readonly about: StayingField
  /** A sentence. */
  readonly says: string
}

export interface Brought {
  readonly state: 'waiting' | 'done'
  readonly pictures: number
  /** The storefront that they stood at. */
  readonly picturesFrom: string | null
  readonly files: number
  readonly filesFrom: string | null
  readonly troubles: readonly Trouble[]
  /** When it is asked for once more, after a try. */
  readonly againAt: Date | null
}

/** @returns null for a pattern that nothing was ever to be brought to. */
export async function readBroughtTo(tx: Tx, patternId: string): Promise<Brought | null> {
  const { rows } = await sql<Brought>`
    select b.state, jsonb_array_length(b.images) as pictures, i.label as "picturesFrom",
      (select count(*)::int from version_file f where f.shop_id = b.shop_id and f.version_id = b.version_id) as files, f.label as "filesFrom", b.troubles,
      case when b.state = 'waiting' and b.attempts > 0 then b.due_at end as "againAt"
    from bringing b
    left join listing il on il.shop_id = b.shop_id and il.listing_id = b.images_from
    left join connection i on i.shop_id = il.shop_id and i.connection_id = il.connection_id
    left join listing fl on fl.shop_id = b.shop_id and fl.listing_id = b.files_from
    left join connection f on f.shop_id = fl.shop_id and f.connection_id = fl.connection_id
    where b.shop_id = ${shopOf(tx)}::uuid and b.pattern_id = ${patternId}::uuid`.execute(tx)
  return rows[0] ?? null
}

export interface BringingProgress {
  /** Patterns that pictures were to come to. */
  readonly patterns: number
  /** Of these, looked through to the end, or tried and to be tried again. */
  readonly done: number
  /** Of these, those that have pictures now, wherever from. */
  readonly withPictures: number
  /** Those of which something could not be had; the first of them. */
  readonly troubled: readonly { readonly patternId: string; readonly title: string; readonly troubles: readonly string[] }[]
  readonly troubledCount: number
}

const mostTroubled = 20

export async function readBringingProgress(tx: Tx): Promise<BringingProgress> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ patterns: number; done: number; with_pictures: number; troubled: number }>`
    select count(*)::int as patterns, count(*) filter (where b.state = 'done' or b.attempts > 0)::int as done,
      count(*) filter (where exists (select from pattern_image i where i.shop_id = b.shop_id and i.pattern_id = b.pattern_id))::int as with_pictures,
      count(*) filter (where b.is_troubled)::int as troubled
    from bringing b
    where b.shop_id = ${shop}::uuid`.execute(tx)
  const { rows: troubled } = await sql<BringingProgress['troubled'][number]>`
    select b.pattern_id as "patternId", p.title, array(select t ->> 'says' from jsonb_array_elements(b.troubles) t) as troubles
    from bringing b join pattern p on p.shop_id = b.shop_id and p.pattern_id = b.pattern_id and p.archived_at is null
    where b.shop_id = ${shop}::uuid and b.is_troubled
    order by p.title, b.pattern_id
    limit ${mostTroubled}`.execute(tx)
  const { patterns, done, with_pictures: withPictures, troubled: troubledCount } = rows[0]!
  return { patterns, done, withPictures, troubled, troubledCount }
}
