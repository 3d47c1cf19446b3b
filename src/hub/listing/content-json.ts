/** A listing's content as JSON for the database: money with its amount as text, times as RFC 3339. */
import { fromJson, type MoneyJson, toJson } from '../money.ts'
import type { ListingContent, ListingFile, ListingImage } from './content.ts'
import type { ListedProperty } from './properties.ts'
import type { Stays } from './staying.ts'

export interface ContentJson {
  readonly title: string
  readonly summary: string
  readonly description: string
  readonly sku: string
  readonly price: MoneyJson
  readonly salePrice: { readonly price: MoneyJson; readonly from: string | null; readonly to: string | null } | null
  readonly isPublished: boolean
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly images: readonly ListingImage[]
  readonly files: readonly ListingFile[]
  readonly shelf?: string | null
  readonly properties?: readonly ListedProperty[]
  readonly stays?: Stays
}

export function contentToJson(content: ListingContent): ContentJson {
  const { salePrice } = content
  return {
    ...content,
    price: toJson(content.price),
    salePrice:
      salePrice === null
        ? null
        : { price: toJson(salePrice.price), from: salePrice.from?.toISOString() ?? null, to: salePrice.to?.toISOString() ?? null },
  }
}

export function contentFromJson(json: ContentJson): ListingContent {
  const { salePrice } = json
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...json,
    price: fromJson(json.price),
    salePrice: salePrice === null ? null : { price: fromJson(salePrice.price), from: time(salePrice.from), to: time(salePrice.to) },
  }
}
