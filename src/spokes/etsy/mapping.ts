/** Listings of Etsy as listings of ours, and what Etsy will make of ours. Pure. */
import {
  decimalsOf,
  decodeEntities,
  type Json,
  type ListedPicture,
  type ListedProperty,
  type ListingContent,
  type Money,
  MoneyRefused,
  markedName,
  markOf,
  money,
  type ObservedListing,
  oneLine,
  shelfText,
  toDecimal,
} from '#kit'
import { toHtml, toText } from './text.ts'
import { type Inventory, Listing, ListingFile, type Price } from './wire.ts'

/** What `plan` needs beside the content. */
export interface Extras {
  /** 'active', 'inactive', 'draft', 'sold_out', 'expired' */
  readonly state: string
  readonly isDownload: boolean
  /** Etsy makes an instant download of it at any change (issue 585). */
  readonly isMadeToOrder: boolean
  readonly hasVariations: boolean
  /** As it was read, to be sent back whole; null where there is no record yet. */
  readonly inventory: Inventory | null
  readonly files: readonly { readonly id: number; readonly name: string; readonly mark: string }[]
  readonly images: readonly { readonly id: number; readonly mark: string; readonly alt: string }[]
  /** Where the first picture lies. */
  readonly picture: string | null
  readonly shown: readonly ListedPicture[]
}

/** What is kept about a listing: pictures tell nothing of what they are, and files are asked for one listing at a time. */
export interface Note {
  /** Our hash by Etsy's id. */
  readonly images: Readonly<Record<string, string>>
  /** Both as they were when the listing had this mark; `isKept`: what we have written since did not touch them. */
  readonly files: Noted<FileFact> | null
  readonly properties: Noted<ListedProperty> | null
}
interface Noted<Item> {
  readonly mark: string
  readonly list: readonly Item[]
  readonly isKept?: boolean
}
export type FileFact = { readonly id: number; readonly name: string }

export function noteFrom(json: Json | undefined): Note {
  const { images, files, properties } = (json ?? {}) as Partial<Note>
  return { images: images ?? {}, files: files ?? null, properties: properties ?? null }
}

/**
 * A draft says in its description whose it is until its own texts come: nobody sees drafts, and Etsy has no other place for a word of ours.
 * The SKU alone makes no listing ours.
 */
export const draftMark = (listingId: string): string => `Selvage is preparing this listing. Please leave this line: ${listingId}`
export const listingIdIn = (description: string | null | undefined): string | null =>
  /^Selvage is preparing this listing\. Please leave this line: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    (description ?? '').trim(),
  )?.[1] ?? null

/** A price that is missing or not money: no listing of ours can want it, so it always shows as a difference. */
const noPrice = (currency: string): Money => money(-1n, currency)

/** @param mark null when it cannot be trusted. */
export function toListing(
  raw: unknown,
  { files, properties, note }: { files: readonly FileFact[]; properties: readonly ListedProperty[] | undefined; note: Note },
  mark: string | null,
): ObservedListing {
  const listing = Listing.parse(raw)
  const extras = extrasOf(listing, files, note)
  return {
    remoteId: String(listing.listing_id),
    url: listing.url || null,
    content: {
      title: oneLine(decodeEntities(listing.title)),
      summary: '',
      description: toHtml(decodeEntities(listing.description ?? '')),
      sku: decodeEntities(skuOf(listing)).trim(),
      price: priceOf(listing),
      salePrice: null,
      isPublished: listing.state === 'active',
      tags: (listing.tags ?? []).map(tag => oneLine(decodeEntities(tag))),
      categories: [],
      images: extras.images.map(({ mark, alt }) => ({ sha256: mark, alt })),
      files: extras.files.map(({ name, mark }) => ({ key: name, name, sha256: mark })),
      ...(listing.taxonomy_id && { shelf: shelfText({ id: String(listing.taxonomy_id), path: '' }) }),
      ...(properties && { properties }),
    },
    mark,
    extras: extras as unknown as Json,
  }
}

function extrasOf(listing: Listing, files: readonly FileFact[], note: Note): Extras {
  const isDownload = listing.listing_type === 'download' || listing.listing_type === 'both'
  const images = [...(listing.images ?? [])].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  return {
    state: listing.state,
    isDownload,
    isMadeToOrder: isDownload && listing.when_made === 'made_to_order',
    hasVariations: listing.inventory ? hasVariations(listing.inventory) : false,
    inventory: listing.inventory ?? null,
    // Of a physical listing Etsy hands out nothing, whatever it once listed.
    files: isDownload ? files.map(({ id, name }) => ({ id, name, mark: markIn(name) })) : [],
    images: images.map(({ listing_image_id: id, alt_text }) => ({
      id,
      mark: note.images[String(id)] ?? '',
      alt: oneLine(decodeEntities(alt_text ?? '')),
    })),
    picture: images[0]?.url_570xN ?? images[0]?.url_fullxfull ?? null,
    shown: images.map(({ url_fullxfull, url_570xN, alt_text }) => ({
      address: url_fullxfull ?? url_570xN ?? null,
      alt: oneLine(decodeEntities(alt_text ?? '')),
    })),
  }
}

export const hasVariations = ({ products }: Inventory): boolean => {
  const live = products.filter(product => !product.is_deleted)
  return live.length > 1 || live.some(({ property_values }) => property_values.length > 0)
}

const skuOf = ({ inventory, skus }: Listing): string => inventory?.products.find(product => !product.is_deleted)?.sku || skus?.[0] || ''

function priceOf({ inventory, price }: Listing): Money {
  const offered = inventory?.products.find(product => !product.is_deleted)?.offerings.find(offering => !offering.is_deleted)?.price ?? price
  if (!offered) return noPrice('USD')
  try {
    return toMoney(offered)
  } catch (error) {
    if (error instanceof MoneyRefused) return noPrice(offered.currency_code)
    throw error
  }
}

/** @throws {MoneyRefused} when it is not a whole number of the currency's smallest unit. */
export function toMoney({ amount, divisor, currency_code: currency }: Price): Money {
  const scaled = BigInt(amount) * 10n ** BigInt(decimalsOf(currency))
  if (scaled % BigInt(divisor) !== 0n) throw new MoneyRefused(`${amount}/${divisor} ${currency} is finer than it can be paid.`)
  return money(scaled / BigInt(divisor), currency)
}

/** The document wants a number in JSON. Written digit by digit, so that no amount ever passes through a float. */
export const rawNumber = (price: Money): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(toDecimal(price))

/** @returns the 16 hex digits that our file names carry, or '' for a foreign file. */
export const markIn = (name: string): string => /(?<![0-9a-z])([0-9a-f]{16})(?:\.[a-z0-9]+)?$/i.exec(name)?.[1]?.toLowerCase() ?? ''

export const longestFileName = 70

/** 'Wren – A4.pdf' becomes 'wren-a4-0123456789abcdef.pdf'. What is so named already keeps its name. */
export function fileName(name: string, sha256: string): string {
  if (/^[\w.-]{1,70}$/.test(name) && markIn(name) === markOf(sha256)) return name
  const whole = markedName(name, sha256)
  const tail = whole.slice(whole.lastIndexOf(`-${markOf(sha256)}`))
  return `${whole.slice(0, Math.min(whole.length - tail.length, longestFileName - tail.length))}${tail}`
}

/** Content as Etsy will hold it. A file is known there by its name alone, so that is its key, too. */
export function project(desired: ListingContent): ListingContent {
  return {
    title: oneLine(decodeEntities(desired.title)),
    summary: '',
    description: toHtml(toText(desired.description)),
    sku: oneLine(desired.sku),
    price: desired.price,
    salePrice: null,
    isPublished: desired.isPublished,
    tags: tagNames(desired.tags),
    categories: [],
    images: desired.images.map(({ sha256, alt }) => ({ sha256, alt: oneLine(decodeEntities(alt)) })),
    files: desired.files.map(({ name, sha256 }) => {
      const placed = fileName(name, sha256)
      return { key: placed, name: placed, sha256 }
    }),
    ...(desired.shelf && { shelf: desired.shelf }),
    ...(desired.properties && { properties: desired.properties }),
  }
}

/** One of each, whatever the case. */
function tagNames(names: readonly string[]): string[] {
  const seen = new Map<string, string>()
  for (const name of names.map(name => oneLine(decodeEntities(name))))
    if (name !== '') seen.set(name.toLowerCase(), seen.get(name.toLowerCase()) ?? name)
  return [...seen.values()]
}

export const toFileFact = (raw: unknown): FileFact => {
  const { listing_file_id: id, filename: name } = ListingFile.parse(raw)
  return { id, name: decodeEntities(name) }
}
