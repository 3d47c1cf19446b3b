/** Listings as the planner and the runner read them. */
import { createHash } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import type { ListingContent, ListingField } from './content.ts'
import { type ContentJson, contentFromJson, contentToJson } from './content-json.ts'
import type { Json, Observed } from './shop-rules.ts'
import type { Standings } from './staying.ts'

export type ListingStateWord = 'unplanned' | 'waiting' | 'working' | 'updated' | 'needs-you' | 'failed' | 'gone' | 'by-hand'

export interface ListingState {
  readonly listingId: string
  readonly connectionId: string
  readonly patternId: string | null
  readonly remoteId: string | null
  readonly state: ListingStateWord
  readonly reason: string | null
  readonly desiredNo: number
  readonly desired: ListingContent | null
  readonly observed: Observed | null
  readonly observedAt: Date | null
  readonly proof: Proof | null
  readonly provenNo: number
  readonly leaseNo: bigint
  /** Fields that somebody changed by hand and that nobody has decided on yet. */
  readonly openEdits: readonly string[]
  /** What is known of pictures and files that were found there. */
  readonly standings: Standings
}

/** What was last read back and found right, field by field. */
export interface Proof {
  readonly at: string
  /** Her word that it is there, where nothing can be read back; left out for what was read. */
  readonly by?: 'hand'
  readonly desiredNo: number
  /** Hashes of what was read, by field. */
  readonly fields: Readonly<Partial<Record<ListingField, string>>>
  /** The read values behind the hashes. */
  readonly content: ContentJson
  /** Where the files were given: of `addressMark`. */
  readonly address?: string | null
  readonly files: readonly {
    readonly key: string
    readonly name: string
    readonly sha256: string
    readonly by: 'bytes' | 'name' | 'hand'
  }[]
}

/** Each connection has one listing of a pattern, so its id can be known before there is one. */
export function listingIdFor(connectionId: string, patternId: string): string {
  const hex = createHash('sha256').update(`selvage:listing:${connectionId}:${patternId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

interface ObservedJson {
  readonly content: ContentJson
  readonly extras: Json
}

export const observedToJson = ({ content, extras }: Pick<Observed, 'content' | 'extras'>): string =>
  JSON.stringify({ content: contentToJson(content), extras })

interface Row {
  listing_id: string
  connection_id: string
  pattern_id: string | null
  remote_id: string | null
  url: string | null
  state: ListingStateWord
  reason: string | null
  desired_no: number
  desired: ContentJson | null
  observed: ObservedJson | null
  observed_mark: string | null
  observed_at: Date | null
  proof: Proof | null
  proven_no: number
  lease_no: bigint
  open_edits: string[]
  standings: Standings
}

/** Of `listing l`. */
export const standingsOf = sql<Standings>`coalesce((
        select jsonb_object_agg(t.field, jsonb_build_object('sameAs', t.same_as, 'isLifted', t.is_lifted))
        from standing t where t.shop_id = l.shop_id and t.listing_id = l.listing_id), '{}')`

/** @param where by listing ids, or by patterns at connections. */
export async function readStates(
  tx: Tx,
  where: { readonly listingIds: readonly string[] } | { readonly patternIds: readonly string[]; readonly connectionIds: readonly string[] },
): Promise<ListingState[]> {
  const which =
    'listingIds' in where
      ? sql`l.listing_id = any(${where.listingIds}::uuid[])`
      : sql`l.pattern_id = any(${where.patternIds}::uuid[]) and l.connection_id = any(${where.connectionIds}::uuid[])`
  const { rows } = await sql<Row>`${kept}
    select l.listing_id, l.connection_id, l.pattern_id, l.remote_id, l.url, l.state, l.reason, l.desired_no, l.desired, l.observed, l.observed_mark,
      l.observed_at, l.proof, l.proven_no, l.lease_no, array(
      select e.field from hand_edit e where e.shop_id = l.shop_id and e.listing_id = l.listing_id and e.settled_at is null) as open_edits,
      ${standingsOf} as standings
    from listing l
    where l.shop_id = ${shopOf(tx)}::uuid and ${which}
    order by l.listing_id`.execute(tx)
  return rows.map(toState)
}

const toState = (row: Row): ListingState => ({
  listingId: row.listing_id,
  connectionId: row.connection_id,
  patternId: row.pattern_id,
  remoteId: row.remote_id,
  state: row.state,
  reason: row.reason,
  desiredNo: row.desired_no,
  desired: row.desired === null ? null : contentFromJson(row.desired),
  observed:
    row.observed === null || row.remote_id === null
      ? null
      : {
          remoteId: row.remote_id,
          url: row.url,
          content: contentFromJson(row.observed.content),
          mark: row.observed_mark,
          extras: row.observed.extras,
        },
  observedAt: row.observed_at,
  proof: row.proof,
  provenNo: row.proven_no,
  leaseNo: row.lease_no,
  openEdits: row.open_edits,
  standings: row.standings,
})
