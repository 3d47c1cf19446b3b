/** What differs between what a listing should be and what is there, field by field. Pure; spellings that mean the same are the same. */
import { createHash } from 'node:crypto'
import type { Money } from '../money.ts'
import { decodeEntities, respellHtml } from '../text.ts'
import { type ListingContent, type ListingField, markOf, type SalePrice } from './content.ts'
import { propertiesSpelled, within } from './properties.ts'
import { shelfId } from './shelf.ts'

export interface Difference {
  readonly field: ListingField
  readonly desired: ListingContent[ListingField]
  readonly observed: ListingContent[ListingField] | null
}

/**
 * @param observed null: nothing is there, so every field differs.
 * @param fields those that the platform can hold; the rest is never compared.
 */
export function difference(desired: ListingContent, observed: ListingContent | null, fields: readonly ListingField[]): Difference[] {
  return fields
    .filter(field => field !== 'shelf' || shelfId(desired.shelf) !== '')
    .filter(field => field !== 'properties' || (desired.properties ?? []).some(({ values }) => observed !== null || values.length > 0))
    .filter(field => field !== 'properties' || observed === null || observed.properties !== undefined)
    .filter(field => observed === null || !holds(field, desired, observed))
    .map(field => ({
      field,
      desired: desired[field] ?? null,
      observed: observed === null ? null : (near(observed, desired)[field] ?? null),
    }))
}

/** Whether what is there has what is wanted of it. Of properties, those alone that are wanted. */
export const holds = (field: ListingField, wanted: ListingContent, there: ListingContent): boolean =>
  isSame(field, wanted, field === 'properties' ? near(there, wanted) : there)

/** What is there, with those properties alone that are wanted of it. */
export const near = (there: ListingContent, { properties }: Pick<ListingContent, 'properties'>): ListingContent =>
  properties === undefined && there.properties === undefined ? there : { ...there, properties: within(there.properties, properties) }

export const isSame = (field: ListingField, a: ListingContent, b: ListingContent): boolean => spellingOf(field, a) === spellingOf(field, b)

/** For the proof: equal hashes mean that nothing of meaning changed in the field. */
export const hashOf = (field: ListingField, content: ListingContent): string =>
  createHash('sha256').update(spellingOf(field, content)).digest('hex')

/** The one spelling of a field's value. */
export function spellingOf(field: ListingField, content: ListingContent): string {
  switch (field) {
    case 'title':
    case 'summary':
    case 'sku':
      return line(content[field])
    case 'description':
      return description(content.description)
    case 'price':
      return amount(content.price)
    case 'salePrice':
      return content.salePrice === null ? '' : sale(content.salePrice)
    case 'isPublished':
      return String(content.isPublished)
    case 'tags':
    case 'categories':
      return JSON.stringify([...new Set(content[field].map(name => line(name).toLowerCase()))].filter(Boolean).sort())
    case 'images':
      return JSON.stringify(content.images.map(({ sha256, alt }) => [markOf(sha256), line(alt)]))
    case 'shelf':
      return shelfId(content.shelf)
    case 'properties':
      return propertiesSpelled(content.properties)
    case 'files':
      return JSON.stringify(
        content.files.map(({ key, name, sha256 }) => [key, line(name), markOf(sha256)]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
      )
  }
}

/**
 * A sale price that has ended is none: storefronts drop it at some time of their own, and sending it again would do nothing there.
 */
export function asOf(content: ListingContent, now: Date): ListingContent {
  const { salePrice } = content
  return salePrice?.to && salePrice.to <= now ? { ...content, salePrice: null } : content
}

const line = (text: string) =>
  decodeEntities(text)
    .replace(/[\s\u00a0]+/gu, ' ')
    .trim()
    .normalize('NFC')

const description = (html: string) => respellHtml(html.replace(/\u00a0|&nbsp;|&#160;|&#xa0;/gi, ' ').replace(/\s+/gu, ' ')).normalize('NFC')

const amount = ({ minor, currency }: Money) => `${minor} ${currency.trim().toUpperCase()}`

const sale = ({ price, from, to }: SalePrice) => [amount(price), seconds(from), seconds(to)].join(' ')

const seconds = (at: Date | null) => (at === null ? '-' : String(Math.floor(at.getTime() / 1000)))
