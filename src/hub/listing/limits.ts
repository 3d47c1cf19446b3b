/** What a storefront takes of a listing, as data: stated by its spoke, kept to by the fit, shown to her. Pure. */
import { decimalsOf, type Money } from '../money.ts'

/** As the platform counts: characters are code points, units are halves of UTF-16, bytes are those of UTF-8. */
export type Counting = 'characters' | 'units' | 'bytes'

export interface TextLimit {
  /** null: none is known. */
  readonly most: number | null
  readonly counts: Counting
  /** A character that is not taken; with the flag u and without g. */
  readonly foreign: RegExp | null
  /** Signs that are taken once, each with the word for every further one. */
  readonly once: Readonly<Record<string, string>>
}

export interface ListingLimits {
  readonly title: TextLimit
  readonly summary: TextLimit
  /** Of the HTML as it is sent. */
  readonly description: TextLimit
  readonly tags: {
    readonly most: number | null
    readonly each: TextLimit
    /** What a tag does not begin with. */
    readonly notFirst: RegExp | null
  }
  readonly images: {
    readonly most: number | null
    /** null: all that are kept here. */
    readonly mediaTypes: readonly string[] | null
    readonly mostBytes: number | null
    readonly alt: TextLimit
    /** The shape in which lists there show the first picture; null where it is shown whole, or that is not known. */
    readonly cover: { readonly width: number; readonly height: number } | null
  }
  readonly files: { readonly most: number | null; readonly mostBytes: number | null; readonly longestName: number | null }
  /** In the smallest unit, by how many decimals a currency has, or by its code where that says more; left out: nothing is too little. */
  readonly leastMinor: { readonly [decimals in 0 | 2 | 3]?: bigint } & { readonly [currency: string]: bigint | undefined }
}

export const anyText: TextLimit = { most: null, counts: 'characters', foreign: null, once: {} }

export const textUpTo = (most: number, counts: Counting = 'characters'): TextLimit => ({ ...anyText, most, counts })

/** Where the platform states no limit that is known. */
export const noLimits: ListingLimits = {
  title: anyText,
  summary: anyText,
  description: anyText,
  tags: { most: null, each: anyText, notFirst: null },
  images: { most: null, mediaTypes: null, mostBytes: null, alt: anyText, cover: null },
  files: { most: null, mostBytes: null, longestName: null },
  leastMinor: {},
}

/** @returns the least that something may cost there; null when nothing is too little. */
export function leastPrice({ leastMinor }: Pick<ListingLimits, 'leastMinor'>, currency: string): Money | null {
  const minor = leastMinor[currency] ?? leastMinor[decimalsOf(currency)]
  return minor === undefined ? null : { minor, currency }
}

export function lengthOf(text: string, counts: Counting): number {
  if (counts === 'units') return text.length
  return counts === 'bytes' ? Buffer.byteLength(text) : [...text].length
}
