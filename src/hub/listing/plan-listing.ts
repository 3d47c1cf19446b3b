/** From what should be and what is there to the steps between, for one listing. Pure. */
import { lossesOf } from '../by-hand/fit.ts'
import { handRulesOf } from '../by-hand/hand-rules.ts'
import type { ListingContent, ListingField } from './content.ts'
import { asOf, type Difference, difference } from './difference.ts'
import { type BlobFacts, type Delivery, type Observed, type PlannedStep, type ShopRules, sentenceFor } from './shop-rules.ts'
import { asAsked, isStaying } from './staying.ts'

export interface ListingPlan {
  readonly difference: readonly Difference[]
  readonly steps: readonly PlannedStep[]
  /** Why this cannot be sold there as it is, in her words. */
  readonly refused: string | null
  /** What is lost because the storefront takes less, in her words. */
  readonly losses: readonly string[]
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
  const wanted = asAsked(asOf(desired, now), observed !== null)
  // Nothing is there and nothing should be: there is nothing for her hands.
  if (handRulesOf(rules) !== null && observed === null && !wanted.isPublished)
    return { difference: [], steps: [], refused: null, losses: [] }
  const differing = differenceNow(rules, desired, observed, now)
  const same = again.filter(field => differing.every(one => one.field !== field))
  const alike = same.map(
    (field): Difference => ({ field, desired: rules.project(wanted)[field], observed: observed?.content[field] ?? null }),
  )
  const found = [...differing, ...alike].filter(({ field }) => !leaveAlone.includes(field))
  if (observed !== null && found.length === 0) return { difference: found, steps: [], refused: null, losses: [] }
  const hand = handRulesOf(rules)
  const losses = hand === null || !wanted.isPublished ? [] : lossesOf(wanted, rules.label, { hand, limits: rules.limits, blobs })
  try {
    rules.check(wanted, blobs)
    const steps = rules.plan({ listingId, desired: wanted, observed, difference: found, delivery })
    return { difference: found, steps, refused: null, losses }
  } catch (error) {
    return { difference: found, steps: [], refused: sentenceFor(error), losses }
  }
}

export const differenceNow = (
  rules: Pick<ShopRules, 'project' | 'fields'>,
  desired: ListingContent,
  observed: Observed | null,
  now: Date,
): Difference[] =>
  difference(
    rules.project(asOf(desired, now)),
    observed === null ? null : asOf(observed.content, now),
    rules.fields.filter(field => observed === null || !isStaying(field, desired)),
  )
