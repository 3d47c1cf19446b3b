/** Products and patterns of Ravelry as listings of ours, and what Ravelry will make of ours. Pure. */
import {
  decodeEntities,
  type Json,
  type ListingContent,
  type Money,
  MoneyRefused,
  markOf,
  money,
  type ObservedListing,
  oneLine,
  parseMoney,
  sha256Hex,
} from '#kit'
import { projectProperties, propertiesOf } from './properties.ts'
import { fromMarkdown, toMarkdown } from './text.ts'
import type { Attachment, Draft, Pattern, Photo, Product } from './wire.ts'

/** Where a product is sold: a draft that nobody sees, a pattern page, or neither, as with a book. */
export type Place = { readonly kind: 'draft' | 'pattern'; readonly id: number } | null

/** What `plan` needs beside the content. */
export interface Extras {
  readonly place: Place
  readonly isActive: boolean
  readonly attachments: readonly AttachmentFact[]
  readonly photos: readonly PhotoFact[]
  /** What Ravelry would like to be told besides, as it said when the pattern was published. */
  readonly warnings: readonly string[]
}
export interface AttachmentFact {
  readonly id: number
  readonly name: string
  readonly key: string
  readonly mark: string
}
export interface PhotoFact {
  readonly id: string
  readonly mark: string
  readonly alt: string
  /** Where it lies. */
  readonly url: string | null
}

/** What is kept about a product. Should it be lost, pictures of a draft are put once more, and the double ones taken away once it is published. */
export interface Note {
  readonly place: Place
  /** A draft does not tell its pictures. */
  readonly photos: readonly string[]
  /** When a file was sent, by name: it is there only a while later. */
  readonly sent: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  /** What the list of the store last said of the size of all its files. */
  readonly listedBytes: number | null
}

export function noteFrom(json: Json | undefined): Note {
  const { place, photos, sent, warnings, listedBytes } = (json ?? {}) as Partial<Note>
  return { place: place ?? null, photos: photos ?? [], sent: sent ?? {}, warnings: warnings ?? [], listedBytes: listedBytes ?? null }
}

// ---------------------------------------------------------------- the mark of a draft

const markWords = 'Selvage is preparing this pattern. Please leave this line:'
const markLine =
  /\n*^Selvage is preparing this pattern\. Please leave this line: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (\d+|without product)\s*$/m

/**
 * A draft says in the last line of its notes whose it is and which product belongs to it, until it is published: nobody sees drafts, and Ravelry tells
 * the products of a draft nowhere. The SKU alone makes no listing ours.
 */
export const withMark = (notes: string, listingId: string, productId: number | null): string =>
  [notes, `${markWords} ${listingId} ${productId ?? 'without product'}`].filter(part => part !== '').join('\n\n')
export const withoutMark = (notes: string): string => notes.replace(markLine, '')
export function markIn(notes: string | null | undefined): { readonly listingId: string; readonly productId: number | null } | null {
  const [, listingId, product] = markLine.exec(notes ?? '') ?? []
  return listingId === undefined ? null : { listingId, productId: product === 'without product' ? null : Number(product) }
}

// ---------------------------------------------------------------- names of files and pictures

/** @returns 'wren_a4-0123456789abcdef.pdf': readable, with the file's key and the digits of its own hash. */
export function fileName(name: string, key: string, sha256: string): string {
  const own = keyOf(key)
  const placed = placedName.exec(name)
  if (placed !== null && placed[2] === own && placed[3] === markOf(sha256)) return name
  const stem = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  const bare = stem.endsWith(`-${own}`) ? stem.slice(0, -own.length - 1) : stem
  return `${bare || 'pattern'}_${own}-${markOf(sha256)}.pdf`
}
const placedName = /^([a-z0-9-]+)_([a-z0-9-]+)-([0-9a-f]{16})\.pdf$/
export const keyOf = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'file'

export function toAttachmentFact({ id, document }: Attachment): AttachmentFact {
  const name = document?.filename ?? ''
  const [, , key, mark] = placedName.exec(name) ?? []
  return { id, name, key: key ?? name, mark: mark ?? '' }
}

/** Captions are shown nowhere at Ravelry, so a picture carries its words and the digits of its hash there. */
export const captionOf = (alt: string, sha256: string): string => `${alt} [${markOf(sha256)}]`.trim()
export function toPhotoFact({ id, caption, medium2_url, medium_url }: Photo): PhotoFact {
  const [, words, mark] = /^([\s\S]*?)\s*\[([0-9a-f]{16})\]$/.exec(caption?.trim() ?? '') ?? []
  return { id, mark: mark ?? '', alt: oneLine(decodeEntities(words ?? caption ?? '')), url: medium2_url || medium_url || null }
}

// ---------------------------------------------------------------- listings

/** A price that is missing or not money: no listing of ours can want it, so it always shows as a difference. */
const noPrice = (currency: string): Money => money(-1n, currency)

export const isFree = ({ free }: Pick<Product, 'free'>): boolean => free === true
/** Neither a price nor the word that it is free: a product that nobody has finished making. */
export const isStub = ({ price, free }: Pick<Product, 'price' | 'free'>): boolean => (price ?? '') === '' && free !== true

/** @param currency of the store, for products that tell none. */
export function priceOf({ price, currency: told, free }: Product, currency: string): Money {
  const own = /^[A-Z]{3}$/.test(told ?? '') ? told! : currency
  if (free === true) return money(0n, own)
  try {
    return parseMoney(price ?? '', own)
  } catch (error) {
    if (error instanceof MoneyRefused) return noPrice(currency)
    throw error
  }
}

/** @returns the pattern page before the draft; null for what is sold nowhere or as a book. */
export function placeOf({ patterns, saleables }: Product): Place {
  const idOf = (type: string) => saleables.find(one => one.saleable_type === type)?.saleable_id
  const pattern = patterns[0]?.id ?? idOf('Pattern')
  if (pattern !== undefined) return { kind: 'pattern', id: pattern }
  const draft = idOf('DraftPattern')
  return draft === undefined ? null : { kind: 'draft', id: draft }
}

export interface Seen {
  readonly product: Product
  readonly place: Place
  /** What the place holds: one of the two. */
  readonly draft: Draft | null
  readonly pattern: Pattern | null
  readonly attachments: readonly AttachmentFact[]
  readonly photos: readonly PhotoFact[]
  readonly note: Note
}

/** @param site where people look at patterns. */
export function toListing(seen: Seen, { currency, site }: { currency: string; site: string }): ObservedListing {
  const { product, place, draft, pattern, attachments, photos, note } = seen
  const extras: Extras = { place, isActive: product.active === true, attachments, photos, warnings: note.warnings }
  const own = pattern ?? draft
  return {
    remoteId: String(product.id),
    url: pattern?.permalink ? `${site}/patterns/library/${pattern.permalink}` : null,
    content: {
      title: oneLine(decodeEntities(own?.name ?? product.title ?? '')),
      summary: '',
      description: fromMarkdown(withoutMark(own?.notes ?? '')),
      sku: oneLine(product.sku ?? ''),
      price: priceOf(product, currency),
      salePrice: null,
      isPublished: place?.kind === 'pattern' && product.active === true,
      tags: [],
      categories: [],
      images: photos.map(({ mark, alt }) => ({ sha256: mark, alt })),
      files: attachments.map(({ key, name, mark }) => ({ key, name, sha256: mark })),
      properties: propertiesOf(seen),
    },
    mark: markOfSeen(seen),
    extras: extras as unknown as Json,
  }
}

/** Made of what is there, so that it moves with each change, however soon after another. */
export function markOfSeen({ product, place, draft, pattern, photos, note }: Omit<Seen, 'attachments'>): string {
  const own = pattern ?? draft
  const told = [
    [product.title, product.sku, product.price, product.currency, product.free, product.active].map(value => value ?? null),
    place,
    [own?.name, own?.notes, pattern?.updated_at].map(value => value ?? null),
    propertiesOf({ pattern, draft }).map(({ id, values }) => [id, values.map(value => value.id || value.text)]),
    // Where they lie may change by itself.
    pattern === null ? note.photos : photos.map(({ id, mark, alt }) => ({ id, mark, alt })),
    product.active === true ? note.listedBytes : null,
  ]
  return sha256Hex(JSON.stringify(told)).slice(0, 24)
}

/** Content as Ravelry will hold it. */
export function project(desired: ListingContent): ListingContent {
  return {
    title: oneLine(decodeEntities(desired.title)),
    summary: '',
    description: fromMarkdown(toMarkdown(desired.description)),
    sku: oneLine(desired.sku),
    price: desired.price,
    salePrice: null,
    isPublished: desired.isPublished,
    tags: [],
    categories: [],
    images: desired.images.map(({ sha256, alt }) => ({ sha256, alt: oneLine(decodeEntities(alt)) })),
    files: desired.files.map(({ key, name, sha256 }) => ({ key: keyOf(key), name: fileName(name, key, sha256), sha256 })),
    ...(desired.properties && { properties: projectProperties(desired.properties) }),
  }
}
