/** Patternmart's items to listings and back. Pure. */
import {
  encodeText,
  type Json,
  type ListingContent,
  type ListingField,
  type ObservedListing,
  oneLine,
  parseMoney,
  respellHtml,
  SpokeError,
  tidyHtml,
  toDecimal,
} from '#kit'
import { Item } from './wire.ts'

/** What Patternmart can hold; the rest is never compared. */
export const fields: readonly ListingField[] = ['title', 'description', 'sku', 'price', 'isPublished']

export function toListing(raw: unknown, currency: string): ObservedListing {
  const item = Item.parse(raw)
  const content: ListingContent = {
    title: oneLine(item.title),
    summary: '',
    description: respellHtml(item.text),
    sku: item.sku,
    price: parseMoney(item.price, currency),
    salePrice: null,
    isPublished: item.isLive,
    tags: [],
    categories: [],
    images: [],
    files: [],
  }
  return { remoteId: item.id, url: null, content, mark: null, extras: null }
}

/** Content as Patternmart will hold it after its own cleaning. */
export const project = (desired: ListingContent): ListingContent => ({
  ...desired,
  title: oneLine(desired.title),
  description: tidyHtml(desired.description),
  sku: oneLine(desired.sku),
})

/** Only what differs is sent. */
export function toBody(desired: ListingContent, changed: readonly ListingField[]): Json {
  const { title, description, sku, price, isPublished } = project(desired)
  const all: Partial<Record<ListingField, Json>> = {
    title: { title },
    description: { text: description || encodeText('') },
    sku: { sku },
    price: { price: toDecimal(price) },
    isPublished: { isLive: isPublished },
  }
  return Object.assign({}, ...changed.map(field => all[field] ?? {})) as Json
}

/** @throws {SpokeError} 'seller' with a sentence. */
export function check(desired: ListingContent): void {
  if (oneLine(desired.title) === '') throw new SpokeError('seller', 'The listing has no title.')
  if (desired.price.minor < 0n) throw new SpokeError('seller', 'The price is below zero.')
}
