/** What was pressed, and how far it is. */
import { shopOf, sql, type Tx } from '#database'
import type { ListingStateWord } from '../listing/read-state.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound } from '../refused.ts'
import { count } from '../words.ts'

export type Cause =
  | 'publish'
  | 'undo'
  | 'accept'
  | 'import'
  | 'put-right'
  | 'make-ready'
  | 'launch'
  | 'retire'
  | 'unpublish'
  | 'back'
  | 'promote'
  | 'promotion-over'
  | 'follow'

export interface PublicationSummary {
  readonly id: string
  readonly cause: Cause
  /** 'Version 2.1 to 2 shops'. */
  readonly says: string
  readonly version: string | null
  readonly at: Date
  readonly listings: readonly {
    readonly listingId: string
    readonly shop: string
    readonly patternTitle: string
    readonly state: ListingStateWord
    readonly reason: string | null
    readonly provenAt: Date | null
  }[]
  readonly canUndo: boolean
  readonly undoneBy: string | null
}

/** Newest first. */
export async function listPublications(
  tx: Tx,
  { patternId, cursor, limit }: { patternId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<PublicationSummary>> {
  const after = pageAfter(cursor)
  const rows = await read(
    tx,
    sql`(${patternId ?? null}::uuid is null or p.pattern_id = ${patternId ?? null}::uuid or exists (
        select from desired_state d join listing l on l.shop_id = d.shop_id and l.listing_id = d.listing_id
        where d.shop_id = p.shop_id and d.publication_id = p.publication_id and l.pattern_id = ${patternId ?? null}::uuid))
      and (${after?.at ?? null}::timestamptz is null
        or (p.created_at, p.publication_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = pageOf(rows, limit, row => ({ at: row.at, id: row.id }))
  return { items: page.items.map(toSummary), next: page.next }
}

/** @throws {Refused} when there is none. */
export async function readPublication(tx: Tx, publicationId: string): Promise<PublicationSummary> {
  const [row] = await read(tx, sql`p.publication_id = ${publicationId}::uuid`, 1)
  if (row === undefined) throw notFound('This press')
  return toSummary(row)
}

interface Row {
  id: string
  cause: Cause
  version: string | null
  undone_version: string | null
  at: Date
  undone_by: string | null
  listings: {
    listingId: string
    desiredNo: number
    newestNo: number
    provenNo: number
    provenAt: string | null
    connectionId: string
    shop: string
    patternId: string
    patternTitle: string
    state: ListingStateWord
    reason: string | null
  }[]
}

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with page as (
      select p.*, p.created_at as at
      from publication p
      where p.shop_id = ${shopOf(tx)}::uuid and ${where}
      order by p.created_at desc, p.publication_id desc
      limit ${limit}
    )
    select p.publication_id as id, p.cause, v.number as version, uv.number as undone_version, p.at, coalesce(w.listings, '[]') as listings,
      (select b.publication_id from publication b where b.shop_id = p.shop_id and b.undoes = p.publication_id
       order by b.created_at desc limit 1) as undone_by
    from page p
    left join lateral (
      select jsonb_agg(jsonb_build_object('listingId', l.listing_id, 'desiredNo', d.desired_no, 'newestNo', l.desired_no,
        'provenNo', l.proven_no, 'provenAt', l.proven_at, 'connectionId', c.connection_id, 'shop', c.label, 'patternId', t.pattern_id,
        'patternTitle', t.title, 'state', l.state, 'reason', l.reason) order by t.title, c.created_at, c.connection_id) as listings
      from desired_state d
      join listing l on l.shop_id = d.shop_id and l.listing_id = d.listing_id
      join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
      join pattern t on t.shop_id = l.shop_id and t.pattern_id = l.pattern_id
      where d.shop_id = p.shop_id and d.publication_id = p.publication_id
    ) w on true
    left join version v on v.shop_id = p.shop_id and v.version_id = p.version_id
    left join publication u on u.shop_id = p.shop_id and u.publication_id = p.undoes
    left join version uv on uv.shop_id = u.shop_id and uv.version_id = u.version_id
    order by p.at desc, p.publication_id desc`.execute(tx)
  return rows
}

const takeBack: readonly Cause[] = ['publish', 'accept', 'put-right', 'launch', 'retire', 'unpublish', 'back']

function toSummary(row: Row): PublicationSummary {
  const { id, cause, version, at, undone_by, listings } = row
  return {
    id,
    cause,
    says: saysOf(row),
    version,
    at,
    listings: listings.map(({ listingId, shop, patternTitle, state, reason, provenAt, provenNo, desiredNo, newestNo }) => {
      const facts = { listingId, shop, patternTitle }
      if (desiredNo === newestNo)
        return { ...facts, state, reason, provenAt: provenNo === desiredNo && provenAt ? new Date(provenAt) : null }
      // How far it came is no longer kept once another press took its place; that one's row tells how it is now.
      return { ...facts, state: provenNo >= desiredNo ? 'updated' : state, reason: 'A later change took its place.', provenAt: null }
    }),
    canUndo: takeBack.includes(cause) && undone_by === null && listings.length > 0 && listings.every(one => one.desiredNo === one.newestNo),
    undoneBy: undone_by,
  }
}

function saysOf({ cause, version, undone_version, listings }: Row): string {
  const shops = new Map(listings.map(({ connectionId, shop }) => [connectionId, shop]))
  const patterns = new Map(listings.map(({ patternId, patternTitle }) => [patternId, patternTitle]))
  const where = shops.size === 1 ? [...shops.values()][0]! : count(shops.size, 'shop')
  const what = patterns.size === 1 ? `“${[...patterns.values()][0]}”` : count(patterns.size, 'pattern')
  switch (cause) {
    case 'publish':
      return `${version === null ? what : `Version ${version}`} to ${where}`
    case 'undo':
      return `${undone_version === null ? what : `Version ${undone_version}`} taken back at ${where}`
    case 'accept':
      return `What was changed by hand in ${what} at ${where} taken over`
    case 'put-right':
      return `${what} put right at ${where}`
    case 'make-ready':
      return `${what} made ready at ${where}, hidden`
    case 'launch':
      return `${what} on sale at ${where}`
    case 'promote':
      return `${what} lowered at ${where}`
    case 'promotion-over':
      return `The promotion of ${what} at ${where} ended`
    case 'follow':
      return `${what} followed at ${where}`
    case 'import':
      return `${what} taken over from ${where}`
    case 'retire':
      return `${what} put away and off sale at ${where}`
    case 'unpublish':
      return `${what} off sale at ${where}`
    case 'back':
      return `${what} back to an earlier point at ${where}`
  }
}
