/**
 * What the hub must know of a storefront to plan for it: the pure part of a spoke, handed in, because the hub imports no spoke.
 * The kit gives the same shapes to the spokes.
 */
import type { HandRules } from '../by-hand/hand-rules.ts'
import type { CorrectionRules } from '../erratum/route-for.ts'
import type { Money } from '../money.ts'
import type { CouponsThere } from '../promotion/coupon-rules.ts'
import type { ListingContent, ListingField, ListingFile, ListingImage } from './content.ts'
import type { Difference } from './difference.ts'
import type { ListingLimits } from './limits.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Observed {
  readonly remoteId: string
  readonly url: string | null
  /** Money in the shop's currency. Foreign files and images have sha256 ''. */
  readonly content: ListingContent
  /** Changes whenever the platform's copy changes; null when it cannot be trusted (written this very second): read again. */
  readonly mark: string | null
  /** The spoke's own ids of images, files, tags, … that `plan` needs. */
  readonly extras: Json
}

/** How files reach the platform: it fetches them from our address, or we put copies into the platform's own store. */
export type Delivery =
  | { readonly kind: 'address'; readonly fileUrl: (file: ListingFile) => string; readonly imageUrl: (image: ListingImage) => string }
  /** `copies`: by `<sha256>`; what `put-copy` steps left behind earlier. */
  | { readonly kind: 'copy'; readonly copies: ReadonlyMap<string, Json> }

/** What is known of a stored file by its hash; null for a hash that is not stored. Of a picture, its size where it could be read. */
export type BlobFacts = (sha256: string) => {
  readonly mediaType: string
  readonly sizeBytes: number
  readonly widthPx?: number | null
  readonly heightPx?: number | null
} | null

/** One effect on the far side, as data. */
export interface PlannedStep {
  /** The spoke's own verb; 'create' and 'put-copy' are known to the runner, the rest is the spoke's. */
  readonly kind: string
  /** Names the effect: the same effect has the same key, another one never. */
  readonly key: string
  /** In her words: 'Replace the A4 file'. */
  readonly says: string
  /** Those that are as wanted once it is done; none: a piece of the way, which may touch any. */
  readonly fields: readonly ListingField[]
  readonly body: Json
  /** What the platform charges for it; such a step never runs without a press. */
  readonly cost: Money | null
  /** Why it cannot be taken back, or null when it can. */
  readonly cannotUndo: string | null
  /** Steps of several listings with the same value may go in one call. */
  readonly together: string | null
}

/** A change of a listing that has been read back. */
export interface ProvenChange {
  readonly observed: Observed
  readonly content: ListingContent
  readonly fields: readonly ListingField[]
  /** What is new in the files, in her words for buyers; null when none of them is another. */
  readonly newVersion: { readonly number: string; readonly note: string } | null
}

/** One thing to do at the storefront by hand. */
export interface HandStep {
  /**
   * The same thing to do has the same key, another one never. What stands before the first colon is its subject ('tell-buyers:1.1'): of one subject a
   * listing has one thing to do, and the newest takes the place of those that are not done.
   */
  readonly key: string
  /** In her words: 'Tell those who bought it of version 1.1'. */
  readonly says: string
  /** Where it is done. */
  readonly url: string | null
  /** Ready to paste. */
  readonly text: string | null
}

export interface PlanInput {
  readonly listingId: string
  readonly desired: ListingContent
  readonly observed: Observed | null
  readonly difference: readonly Difference[]
  readonly delivery: Delivery
}

export interface ShopRules {
  readonly id: string
  readonly label: string
  /** By requests; or by her hands, with what is taken there; or not at all, and why. */
  readonly publishes: true | { readonly byHand: HandRules } | { readonly cannot: string }
  readonly fields: readonly ListingField[]
  readonly limits: ListingLimits
  readonly project: (desired: ListingContent) => ListingContent
  readonly check: (desired: ListingContent, blobs: BlobFacts) => void
  readonly uploadsFiles: boolean
  readonly plan: (input: PlanInput) => readonly PlannedStep[]
  readonly coupons: CouponsThere
  readonly corrections: CorrectionRules
  readonly reachesEarlierBuyers: true | { readonly cannot: string }
}

/** @returns the sentence of an error that the seller can mend; anything else is thrown on. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Error && (error.name === 'MoneyRefused' || (error as Error & { remedy?: unknown }).remedy === 'seller'))
    return error.message
  throw error
}
