/**
 * What the hub must know of a storefront to plan for it: the pure part of a spoke, handed in, because the hub imports no spoke.
 * The shapes are those of kit/shop.ts, which the compiler holds together where they meet.
 */
import type { Money } from '../money.ts'
import type { ListingContent, ListingField, ListingFile, ListingImage } from './content.ts'
import type { Difference } from './difference.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Observed {
  readonly remoteId: string
  readonly url: string | null
  readonly content: ListingContent
  readonly mark: string | null
  readonly extras: Json
}

export type Delivery =
  | { readonly kind: 'address'; readonly fileUrl: (file: ListingFile) => string; readonly imageUrl: (image: ListingImage) => string }
  | { readonly kind: 'copy'; readonly copies: ReadonlyMap<string, Json> }

export interface PlannedStep {
  readonly kind: string
  readonly key: string
  readonly says: string
  readonly fields: readonly ListingField[]
  readonly body: Json
  readonly cost: Money | null
  readonly cannotUndo: string | null
  readonly together: string | null
}

export interface ShopRules {
  readonly id: string
  readonly label: string
  readonly fields: readonly ListingField[]
  readonly project: (desired: ListingContent) => ListingContent
  readonly check: (desired: ListingContent) => void
  readonly plan: (input: {
    readonly listingId: string
    readonly desired: ListingContent
    readonly observed: Observed | null
    readonly difference: readonly Difference[]
    readonly delivery: Delivery
  }) => readonly PlannedStep[]
}

/** @returns the sentence of an error that the seller can mend; anything else is thrown on. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Error && (error.name === 'MoneyRefused' || (error as Error & { remedy?: unknown }).remedy === 'seller'))
    return error.message
  throw error
}
