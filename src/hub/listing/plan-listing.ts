/** From what should be and what is there to the steps between, for one listing. Pure. */
import type { ListingContent, ListingField } from './content.ts'
import { asOf, type Difference, difference } from './difference.ts'
import { type BlobFacts, type Delivery, type Observed, type PlannedStep, type ShopRules, sentenceFor } from './shop-rules.ts'

export interface ListingPlan {
  readonly difference: readonly Difference[]
  readonly steps: readonly PlannedStep[]
  /** Why this cannot be sold there as it is, in her words. */
  readonly refused: string | null
}

/** What the storefront will hold when all is done, as it spells it. */
export const projected = (rules: ShopRules, desired: ListingContent, now: Date): ListingContent => rules.project(asOf(desired, now))

/** @param leaveAlone fields that wait for her word. @param again fields to be sent although they look the same there. */
export function planListing({
  rules,
  listingId,
  desired,
  observed,
  delivery,
  blobs,
  leaveAlone = [],
  again = [],
  now,
}: {
  readonly rules: ShopRules
  readonly listingId: string
  readonly desired: ListingContent
  readonly observed: Observed | null
  readonly delivery: Delivery
  readonly blobs: BlobFacts
  readonly leaveAlone?: readonly string[]
  readonly again?: readonly ListingField[]
  readonly now: Date
}): ListingPlan {
  const wanted = asOf(desired, now)
  const differing = differenceNow(rules, desired, observed, now)
  const same = again.filter(field => differing.every(one => one.field !== field))
  const alike = same.map(
    (field): Difference => ({ field, desired: rules.project(wanted)[field], observed: observed?.content[field] ?? null }),
  )
  const found = [...differing, ...alike].filter(({ field }) => !leaveAlone.includes(field))
  if (observed !== null && found.length === 0) return { difference: found, steps: [], refused: null }
  try {
    rules.check(wanted, blobs)
    return { difference: found, steps: rules.plan({ listingId, desired: wanted, observed, difference: found, delivery }), refused: null }
  } catch (error) {
    return { difference: found, steps: [], refused: sentenceFor(error) }
  }
}

export const differenceNow = (
  rules: Pick<ShopRules, 'project' | 'fields'>,
  desired: ListingContent,
  observed: Observed | null,
  now: Date,
): Difference[] => difference(rules.project(asOf(desired, now)), observed === null ? null : asOf(observed.content, now), rules.fields)
