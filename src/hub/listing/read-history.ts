/** Every point of a listing: what was wanted, by which press and whose, what was sent for it, when it was proven there. */
import { shopOf, sql, type Tx } from '#database'
import { readVersionOf } from '../publication/preview.ts'
import type { Cause } from '../publication/read-publications.ts'
import { notFound } from '../refused.ts'
import { listingFields } from './content.ts'
import { type ContentJson, contentFromJson } from './content-json.ts'
import { difference } from './difference.ts'
import type { ListingStep } from './read-listing.ts'
import { type ChangeInWords, changesInWords } from './words.ts'

export interface HistoryPoint {
  /** Counts up; the highest is what is wanted now. */
  readonly no: number
  readonly at: Date
  readonly cause: Cause
  readonly publicationId: string
  /** An account's id, `key:` and a key's id, or 'demo'. */
  readonly pressedBy: string
  /** The key's name, where a program pressed. */
  readonly keyName: string | null
  /** From the point before to this one; the first has everything. */
  readonly changes: readonly ChangeInWords[]
  readonly steps: readonly ListingStep[]
  /** null: never read back as wanted. */
  readonly provenAt: Date | null
  readonly isNow: boolean
}

interface Row {
  no: number
  at: Date
  cause: Cause
  publicationId: string
  pressedBy: string
  keyName: string | null
  content: ContentJson
  before: ContentJson | null
  provenAt: Date | null
  isNow: boolean
  steps: (Omit<ListingStep, 'sentAt' | 'settledAt'> & { sentAt: string; settledAt: string | null })[]
}

const mostSteps = 50

/**
 * Newest first.
 * @param before only points below this number; null: from the newest.
 * @throws {Refused} when there is no such listing.
 */
export async function readHistory(
  tx: Tx,
  listingId: string,
  { before, limit }: { before: number | null; limit: number },
): Promise<{ items: HistoryPoint[]; next: number | null }> {
  const shop = shopOf(tx)
  const listing = await tx
    .selectFrom('listing')
    .innerJoin('connection', join =>
      join.onRef('connection.shop_id', '=', 'listing.shop_id').onRef('connection.connection_id', '=', 'listing.connection_id'),
    )
    .select('listing.pattern_id')
    .where('listing.shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .where('connection.removed_at', 'is', null)
    .executeTakeFirst()
  if (listing === undefined) throw notFound('This listing')
  const { rows } = await sql<Row>`
    select d.desired_no as no, d.created_at as at, p.cause, p.publication_id as "publicationId", p.pressed_by as "pressedBy", k.name as "keyName",
      d.content, b.content as before, d.proven_at as "provenAt", d.desired_no = l.desired_no as "isNow",
      coalesce((
        select jsonb_agg(jsonb_build_object('id', s.step_id, 'says', s.says, 'state', s.state, 'reason', s.reason, 'sentAt', s.sent_at,
          'settledAt', s.settled_at) order by s.sent_at, s.step_id)
        from (select * from step s where s.shop_id = d.shop_id and s.listing_id = d.listing_id and s.desired_no = d.desired_no
          order by s.sent_at desc, s.step_id desc limit ${mostSteps}) s), '[]') as steps
    from desired_state d
    join listing l on l.shop_id = d.shop_id and l.listing_id = d.listing_id
    join publication p on p.shop_id = d.shop_id and p.publication_id = d.publication_id
    left join desired_state b on b.shop_id = d.shop_id and b.listing_id = d.listing_id and b.desired_no = d.desired_no - 1
    left join api_key k on k.shop_id = p.shop_id and p.pressed_by = 'key:' || k.api_key_id
    where d.shop_id = ${shop}::uuid and d.listing_id = ${listingId}::uuid and (${before}::int is null or d.desired_no < ${before}::int)
    order by d.desired_no desc
    limit ${limit + 1}`.execute(tx)
  const page = rows.slice(0, limit)
  const versionOf = page.length === 0 || listing.pattern_id === null ? () => null : await readVersionOf(tx, [listing.pattern_id])
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return {
    items: page.map(({ content, before: earlier, steps, ...row }) => ({
      ...row,
      steps: steps.map(step => ({ ...step, sentAt: new Date(step.sentAt), settledAt: time(step.settledAt) })),
      changes: changesInWords(
        difference(contentFromJson(content), earlier === null ? null : contentFromJson(earlier), listingFields),
        versionOf,
      ),
    })),
    next: rows.length > limit ? page.at(-1)!.no : null,
  }
}
