/** What a storefront takes where everything is put in by hand, as data beside its limits: its form in order, its files and pictures, its pages. */
import type { ShopRules } from '../listing/shop-rules.ts'
import type { KnownColumns } from '../sales-file/columns.ts'

/** A field of the form there. */
export interface HandField {
  readonly field: 'title' | 'summary' | 'description' | 'tags' | 'categories' | 'price' | 'sku'
  /** What the form there calls it. */
  readonly label: string
  /** How a description is pasted there: as plain text when left out. */
  readonly form?: 'plain' | 'html'
}

export interface HandRules {
  /** In the order in which the form there asks for them. */
  readonly fields: readonly HandField[]
  readonly files: {
    /** Endings that are taken, small letters, without the dot. */
    readonly kinds: readonly string[]
    /** Packed into one ZIP: always, only when there are more files than are taken, or never. */
    readonly packs: 'always' | 'when-many' | 'never'
  }
  readonly pictures: { readonly least: number; readonly leastWidthPx: number | null; readonly leastHeightPx: number | null }
  /** What something may cost there at most, by currency, in its smallest unit. */
  readonly mostMinor: Readonly<Record<string, bigint>>
  /** Addresses with {shop} for her page there and {listing} for the address of a listing. */
  readonly pages: { readonly add: string; readonly edit: string }
  /** What to do there, in her words and in order. */
  readonly checklist: readonly string[]
  /** What its own tables of sales call their columns, as far as it is known. */
  readonly salesColumns: KnownColumns
}

/** @returns null where listings are made by requests, or not at all. */
export const handRulesOf = (rules: Pick<ShopRules, 'publishes'> | null): HandRules | null =>
  rules !== null && typeof rules.publishes === 'object' && 'byHand' in rules.publishes ? rules.publishes.byHand : null

/** Whether a press may be about this storefront at all. */
export const takesListings = ({ publishes }: Pick<ShopRules, 'publishes'>): boolean => publishes === true || 'byHand' in publishes

/** @param shop her page there. @param listing where it is there; null when it is new. */
export function pageFor({ pages }: HandRules, { shop, listing }: { shop: string; listing: string | null }): string {
  const address = listing === null ? pages.add : pages.edit
  return address.replaceAll('{shop}', shop.replace(/\/+$/, '')).replaceAll('{listing}', listing ?? '')
}
