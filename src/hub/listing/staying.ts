/**
 * Pictures and files of a listing that was found there stay as they stand there, until it is known that something of the pattern's is to take their place:
 * what stands at a storefront and nowhere else is never replaced unasked. Pure.
 */
import { createHash } from 'node:crypto'
import type { ListingContent, ListingField, ListingFile, ListingImage } from './content.ts'
import { isSame } from './difference.ts'
import type { Observed } from './shop-rules.ts'

export const stayingFields = ['images', 'files'] as const
export type StayingField = (typeof stayingFields)[number]

/** 'same': they are the pattern's own, as far as bytes and looks tell. 'other': they are others, or nobody has looked. */
export type Stays = Readonly<Partial<Record<StayingField, 'same' | 'other'>>>

/** What is known of one such field of one listing. */
export interface Standing {
  /** Of `markOfImages` or `markOfFiles`: of what is the pattern's they were the same; null: nobody knows of it. */
  readonly sameAs: string | null
  /** She wants what is the pattern's there. */
  readonly isLifted: boolean
}
export type Standings = Readonly<Partial<Record<StayingField, Standing>>>

export const isStaying = (field: ListingField, { stays }: Pick<ListingContent, 'stays'>): boolean =>
  (field === 'images' || field === 'files') && stays?.[field] !== undefined

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
export const markOfImages = (images: readonly ListingImage[]): string => digest(images.map(({ sha256, alt }) => [sha256, alt]))
export const markOfFiles = (files: readonly Pick<ListingFile, 'sha256'>[]): string => digest(files.map(({ sha256 }) => sha256).sort())

/** What the pattern has of these fields here. */
export interface Own {
  readonly images: readonly ListingImage[]
  /** null: no version yet. `isBrought`: taken over from a storefront, so no word of hers. */
  readonly version: { readonly files: readonly ListingFile[]; readonly isBrought: boolean } | null
}

/** A listing that is there. */
export interface There {
  readonly desiredNo: number
  readonly desired: ListingContent | null
  readonly observed: Pick<Observed, 'content'> | null
  readonly standings: Standings
}

/** What once gave way to the pattern's own does not stay again. */
export function staysAt(there: There, own: Own, fields: readonly ListingField[]): Stays {
  const { desiredNo, desired, observed, standings } = there
  const stays = stayingFields.flatMap((field): [StayingField, 'same' | 'other'][] => {
    const found = observed?.content[field] ?? []
    const hasOwn = field === 'images' ? own.images.length > 0 : (own.version?.files.length ?? 0) > 0
    const isFound = desiredNo === 0 ? !hasOwn || found.some(({ sha256 }) => sha256 === '') : desired !== null && isStaying(field, desired)
    if (!fields.includes(field) || found.length === 0 || !isFound || (hasOwn && standings[field]?.isLifted === true)) return []
    const sameAs = standings[field]?.sameAs ?? null
    const how = field === 'images' ? imagesStay(sameAs, own) : filesStay(sameAs, own)
    return how === null ? [] : [[field, how]]
  })
  return Object.fromEntries(stays)
}

/** Those of the pattern follow once she has changed them. */
function imagesStay(sameAs: string | null, { images }: Own): 'same' | 'other' | null {
  if (sameAs === null) return 'other'
  return sameAs === markOfImages(images) ? 'same' : null
}

/** A version of hers goes everywhere: that is what it is for. */
function filesStay(sameAs: string | null, { version }: Own): 'same' | 'other' | null {
  if (version !== null && sameAs === markOfFiles(version.files)) return 'same'
  return version === null || version.files.length === 0 || version.isBrought ? 'other' : null
}

/** What stays although it is another, each a sentence of its own. */
export function sayStays(stays: Stays, { images, version }: Own): { readonly field: StayingField; readonly says: string }[] {
  const pictures =
    images.length === 0
      ? 'The pictures that stand there stay as they are; the pattern has none here.'
      : 'The pictures that stand there stay as they are: nothing shows that they are the pattern’s. If the pattern’s are to take their place, say so on its page.'
  const files =
    version === null
      ? 'The files that stand there stay as they are; the pattern has none here.'
      : 'The files that stand there stay as they are until you add a version of your own.'
  return [
    ...(stays.images === 'other' ? [{ field: 'images' as const, says: pictures }] : []),
    ...(stays.files === 'other' ? [{ field: 'files' as const, says: files }] : []),
  ]
}

/** As it is asked of a storefront: nothing of what stays there; where nothing is there, nothing stays. */
export function asAsked(content: ListingContent, isThere: boolean): ListingContent {
  const { stays, ...whole } = content
  if (!isThere || stays === undefined) return whole
  return { ...content, ...Object.fromEntries(stayingFields.filter(field => isStaying(field, content)).map(field => [field, []])) }
}

/** Whether the same is wanted, as far as a storefront holds it. */
export const isSameWish = (fields: readonly ListingField[], a: ListingContent, b: ListingContent): boolean =>
  fields.every(field => isStaying(field, a) === isStaying(field, b) && (isStaying(field, a) || isSame(field, a, b)))
