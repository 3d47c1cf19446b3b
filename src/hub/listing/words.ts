/** Fields and their values in her words. */
import { type Money, toDecimal } from '../money.ts'
import { plainText } from '../text.ts'
import { type ListingContent, type ListingField, type ListingFile, listingFields, markOf, type SalePrice } from './content.ts'
import type { Difference } from './difference.ts'
import { type ListedProperty, propertiesInWords } from './properties.ts'
import { shelfPath } from './shelf.ts'

export const labels: Readonly<Record<ListingField, string>> = {
  title: 'Title',
  summary: 'Short text',
  description: 'Description',
  sku: 'SKU',
  price: 'Price',
  salePrice: 'Sale price',
  isPublished: 'For sale',
  tags: 'Tags',
  categories: 'Categories',
  images: 'Pictures',
  files: 'Files',
  shelf: 'Category there',
  properties: 'Facts there',
}

/** Not a field of the content: that the listing is there at all. */
export const wholeListing = 'listing'

export const labelOf = (field: string): string => (field === wholeListing ? 'The listing itself' : isField(field) ? labels[field] : field)

export const isField = (field: string): field is ListingField => (listingFields as readonly string[]).includes(field)

/** The version that a file's mark belongs to, as far as we know it. */
export type VersionOf = (mark: string) => string | null

export interface ChangeInWords {
  readonly field: string
  readonly label: string
  readonly from: string | null
  readonly to: string | null
}

/** @returns what changes at the storefront: from what is there to what should be. */
export function changesInWords(found: readonly Difference[], versionOf: VersionOf): ChangeInWords[] {
  return found.map(({ field, desired, observed }) => {
    const to = inWords(field, desired, versionOf)
    const from = observed === null ? null : inWords(field, observed, versionOf)
    // Equal in words but not in fact: links or emphasis in a text, the bytes of a picture.
    return {
      field,
      label: labels[field],
      from,
      to: from !== null && from === to ? `${to ?? ''} (${hidden[field] ?? 'in detail'})`.trim() : to,
    }
  })
}

const hidden: Partial<Record<ListingField, string>> = { description: 'formatting or links', images: 'other pictures or captions' }

/** @returns null for nothing there. @param value of the content's field, whatever its kind. */
export function inWords(field: ListingField, value: ListingContent[ListingField], versionOf: VersionOf = () => null): string | null {
  switch (field) {
    case 'price':
      return moneyInWords(value as Money)
    case 'salePrice':
      return value === null ? null : saleInWords(value as SalePrice)
    case 'isPublished':
      return value === true ? 'Yes' : 'No'
    case 'tags':
    case 'categories':
      return (value as readonly string[]).join(', ') || null
    case 'images': {
      const { length } = value as readonly unknown[]
      return length === 0 ? null : length === 1 ? '1 picture' : `${length} pictures`
    }
    case 'files':
      return filesInWords(value as readonly ListingFile[], versionOf)
    case 'shelf':
      return value === null || value === undefined ? null : shelfPath(value as string)
    case 'properties':
      return propertiesInWords(value as readonly ListedProperty[] | null)
    case 'description':
      return shortened(plainText(value as string)) || null
    default:
      return shortened(value as string) || null
  }
}

/** '€ 7.50', 'CHF 8.00', '¥ 1250'. A price that could not be read there has no words. */
export function moneyInWords(money: Money): string | null {
  if (money.minor < 0n) return null
  return `${signOf(money.currency)} ${toDecimal(money)}`
}

const signs = new Map<string, string>()
function signOf(currency: string): string {
  const known = signs.get(currency)
  if (known !== undefined) return known
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? currency
  signs.set(currency, sign)
  return sign
}

function saleInWords({ price, from, to }: SalePrice): string {
  const times = [from && `from ${dayOf(from)}`, to && `until ${dayOf(to)}`].filter(Boolean).join(' ')
  return [moneyInWords(price), times].filter(Boolean).join(' ')
}

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const dayOf = (at: Date) => days.format(at)

const partNames: Readonly<Record<string, string>> = {
  a4: 'A4',
  letter: 'Letter',
  a0: 'A0',
  projector: 'Projector',
  instructions: 'Instructions',
  chart: 'Chart',
  other: 'Other',
}

/** 'A4', 'Instructions (de)'; a file that is not ours goes by its name. */
function partOf({ key, name }: ListingFile): string {
  const [role = '', ...rest] = key.split('-')
  const known = partNames[role]
  if (known === undefined || key.includes(':')) return `“${name}”`
  return rest.length === 0 ? known : `${known} (${rest.join('-')})`
}

/** 'A4, Letter (version 2.1)', or with each file's own version when they differ. */
function filesInWords(files: readonly ListingFile[], versionOf: VersionOf): string | null {
  if (files.length === 0) return null
  const told = files.map(file => ({ part: partOf(file), version: file.sha256 === '' ? null : versionOf(markOf(file.sha256)) }))
  const [first] = told
  if (told.every(({ version }) => version === first!.version)) {
    const parts = told.map(({ part }) => part).join(', ')
    return first!.version === null ? parts : `${parts} (version ${first!.version})`
  }
  return told.map(({ part, version }) => `${part} (${version === null ? 'not from here' : `version ${version}`})`).join(', ')
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}
