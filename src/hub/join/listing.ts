/** What two storefronts tell of a listing, as far as it can say whether both sell the same pattern. */
import type { Money } from '../money.ts'

export interface JoinListing {
  readonly id: string
  /** A record has at most one of each place: a connection's id, or the hub itself. */
  readonly place: string
  /** What has the same is one pattern, what has another never is; null: not known yet. Left out: none. */
  readonly tie?: string | null
  /** She has said that it goes with nothing. Left out: no. */
  readonly isAlone?: boolean
  /** It has its pattern already and only speaks for others. Left out: no. */
  readonly isOurs?: boolean
  readonly title: string
  /** Short text and description, without tags. */
  readonly text: string
  readonly sku: string
  /** A storefront has one; a pattern of the hub one for each currency. */
  readonly prices: readonly Money[]
  /** With categories. */
  readonly tags: readonly string[]
  /** `mark`: the first 16 digits of its hash, '' when it is not known. */
  readonly files: readonly { readonly name: string; readonly mark: string }[]
  /** Marks of its pictures' bytes, as far as known. */
  readonly imageMarks: readonly string[]
  /** What its cover looks like (`look.ts`): at least 16 hex digits; null when it was not looked at. */
  readonly look: string | null
}
