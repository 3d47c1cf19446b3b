import { shopOf, type Tx } from '#database'
import { readVersionOf } from '../publication/preview.ts'
import { notFound } from '../refused.ts'
import { listingFields } from './content.ts'
import { differenceNow } from './plan-listing.ts'
import { type ListingSummary, readListingSummary } from './read-listings.ts'
import { type Proof, readStates } from './read-state.ts'
import type { ShopRules } from './shop-rules.ts'
import { type ChangeInWords, changesInWords, labelOf } from './words.ts'

export interface ListingWhole extends ListingSummary {
  readonly proof: {
    readonly at: Date
    /** 'hand': her word; nothing was read. */
    readonly by: 'reading' | 'hand'
    readonly fields: readonly { readonly field: string; readonly label: string; readonly hash: string }[]
    readonly files: readonly {
      readonly fileKey: string
      readonly name: string
      readonly sha256: string
      readonly by: 'bytes' | 'name' | 'hand'
    }[]
  } | null
  /** The last fifty, newest first. */
  readonly steps: readonly ListingStep[]
  /** From what was last read there to what should be there. */
  readonly changes: readonly ChangeInWords[]
}

export interface ListingStep {
  readonly id: string
  readonly says: string
  readonly state: 'sent' | 'done' | 'refused' | 'unknown' | 'superseded'
  readonly reason: string | null
  readonly sentAt: Date
  readonly settledAt: Date | null
}

/** @throws {Refused} when there is none, or its shop was removed. */
export async function readListing(
  tx: Tx,
  listingId: string,
  { rulesOf, now }: { rulesOf: (spoke: string) => ShopRules | null; now: Date },
): Promise<ListingWhole> {
  const summary = await readListingSummary(tx, listingId)
  const [state] = await readStates(tx, { listingIds: [listingId] })
  if (state === undefined) throw notFound('This listing')
  const rules = rulesOf(summary.spoke)
  const { desired, observed } = state
  const differing = rules === null || desired === null || observed === null ? [] : differenceNow(rules, desired, observed, now)
  const versionOf = differing.length === 0 || summary.patternId === null ? () => null : await readVersionOf(tx, [summary.patternId])
  return {
    ...summary,
    proof: state.proof === null ? null : inWords(state.proof),
    steps: await stepsOf(tx, listingId),
    changes: changesInWords(differing, versionOf),
  }
}

const inWords = ({ at, by, fields, files }: Proof): ListingWhole['proof'] => ({
  at: new Date(at),
  by: by ?? 'reading',
  // In our order: the database keeps none.
  fields: listingFields.flatMap(field => {
    const hash = fields[field]
    return hash === undefined ? [] : [{ field, label: labelOf(field), hash }]
  }),
  files: files.map(({ key, name, sha256, by }) => ({ fileKey: key, name, sha256, by })),
})

async function stepsOf(tx: Tx, listingId: string): Promise<ListingStep[]> {
  const rows = await tx
    .selectFrom('step')
    .select(['step_id', 'says', 'state', 'reason', 'sent_at', 'settled_at'])
    .where('shop_id', '=', shopOf(tx))
    .where('listing_id', '=', listingId)
    .orderBy('sent_at', 'desc')
    .orderBy('step_id', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ step_id, says, state, reason, sent_at, settled_at }) => ({
    id: step_id,
    says,
    state,
    reason,
    sentAt: sent_at,
    settledAt: settled_at,
  }))
}
