/** What a listing holds, in our words: the shape that the hub wants, the spokes read back, and the difference compares. */
import type { Money } from '#hub/money.ts'
import type { ListedProperty } from './properties.ts'
import type { Stays } from './staying.ts'

export const listingFields = [
  'title',
  'summary',
  'description',
  'sku',
  'price',
  'salePrice',
  'isPublished',
  'tags',
  'categories',
  'images',
  'files',
  'shelf',
  'properties',
] as const
export type ListingField = (typeof listingFields)[number]

export interface SalePrice {
  readonly price: Money
  readonly from: Date | null
  readonly to: Date | null
}

/** `sha256`: 64 hex digits in what we want; at least the first 16 in what a spoke reads back; '' for a foreign one. */
export interface ListingImage {
  readonly sha256: string
  readonly alt: string
}

/**
 * `key` stays the same from version to version ('a4', 'instructions', …), so that a spoke can replace a file in place and earlier buyers keep their link.
 * `name` is what the buyer sees, with its extension.
 */
export interface ListingFile {
  readonly key: string
  readonly name: string
  readonly sha256: string
}

export interface ListingContent {
  readonly title: string
  /** Plain text, one paragraph. */
  readonly summary: string
  /** HTML: p, br, ul, ol, li, strong, em, h2, h3, a[href]. */
  readonly description: string
  readonly sku: string
  readonly price: Money
  readonly salePrice: SalePrice | null
  readonly isPublished: boolean
  /** A set: order and case mean nothing. */
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  /** The first is the cover. */
  readonly images: readonly ListingImage[]
  readonly files: readonly ListingFile[]
  /** Its place in the storefront's own tree of categories (`shelf.ts`). Wanted only where it is told; left out or null: where it is, it is right. */
  readonly shelf?: string | null
  /** What stands in the properties of its category. Those alone are wanted that are named; a wanted one without values is to be empty. Left out
   * of what was read: nobody asked this time, and it is not compared. */
  readonly properties?: readonly ListedProperty[]
  /** Of a listing that was found there: fields that stay as they stand there, whatever they are; they are neither compared nor sent. */
  readonly stays?: Stays
}

/** The digits of a content hash that file names on the far side carry, so that what is there can be told without fetching it. */
export const markOf = (sha256: string): string => sha256.slice(0, 16)

/** 'Wren – A4.pdf' becomes 'wren-a4-0123456789abcdef.pdf': readable, safe in an address, and carrying its mark. */
export function markedName(name: string, sha256: string): string {
  const dot = name.lastIndexOf('.')
  const ending =
    dot > 0
      ? name
          .slice(dot + 1)
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')
      : ''
  const stem = (dot > 0 ? name.slice(0, dot) : name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${stem.slice(0, 60) || 'file'}-${markOf(sha256)}${ending === '' ? '' : `.${ending}`}`
}
