/** Products to listings and back, orders to sales. Pure. */
import type { z } from 'zod'
import {
  decimalsOf,
  decodeEntities,
  type Json,
  type ListedPicture,
  type ListingContent,
  type ListingFile,
  type ListingImage,
  type ListingLimits,
  type Money,
  MoneyRefused,
  markOf,
  money,
  noLimits,
  type ObservedListing,
  oneLine,
  parseMoney,
  plainText,
  respellHtml,
  type Sale,
  type SaleItem,
  type SalePrice,
  type SaleRefund,
  type SaleState,
  SpokeError,
  sha256Hex,
  textUpTo,
  tidyHtml,
} from '#kit'
import { projectProperties, propertiesIn } from './attributes.ts'
import { fromGmt, Order, Product, type StandingAttribute } from './wire.ts'

export const listingMeta = '_selvage_listing'
/** JSON: our file keys by download id. */
export const filesMeta = '_selvage_files'

/** What `plan` needs beside the content: the store's ids. */
export interface Extras {
  readonly type: string
  readonly status: string
  readonly isDownloadable: boolean
  /** The listing id that we left on the product, null for a foreign one. */
  readonly listingId: string | null
  readonly downloads: readonly { readonly id: string; readonly key: string; readonly name: string; readonly file: string }[]
  /** Ours by download id, also those that someone has taken away. */
  readonly fileKeys: Readonly<Record<string, string>>
  /** `caption`: for which words a copy of ours was put there, null for one that is this listing's alone. */
  readonly images: readonly { readonly id: number; readonly mark: string; readonly caption: string | null; readonly alt: string }[]
  /** Where the first one lies. */
  readonly picture: string | null
  readonly shown: readonly ListedPicture[]
  readonly tags: readonly Term[]
  readonly categories: readonly Term[]
  /** As they stand there, to be sent back whole. */
  readonly attributes: readonly StandingAttribute[]
}
type Term = { readonly id: number; readonly name: string }

/** A price that is missing or not money: no listing of ours can want it, so it always shows as a difference. */
const noPrice = (currency: string): Money => money(-1n, currency)

/** @param currency the shop's own; products do not name it. @param mark null when it cannot be trusted. */
export function toListing(raw: unknown, currency: string, mark: string | null): ObservedListing {
  const product = Product.parse(raw)
  const extras = extrasOf(product)
  const price = priceOf(product.regular_price, currency)
  return {
    remoteId: String(product.id),
    url: product.permalink === '' ? null : product.permalink,
    content: {
      title: oneLine(decodeEntities(product.name)),
      summary: plainText(product.short_description),
      description: respellHtml(product.description),
      sku: decodeEntities(product.sku ?? '').trim(),
      price,
      salePrice: salePriceOf(product, currency),
      isPublished: product.status === 'publish',
      tags: extras.tags.map(({ name }) => name),
      categories: extras.categories.map(({ name }) => name),
      images: extras.images.map(({ mark, alt }) => ({ sha256: mark, alt })),
      // A product that is not downloadable gives its buyers nothing, whatever it lists.
      files: product.downloadable ? extras.downloads.map(({ key, name, file }) => ({ key, name, sha256: markIn(file) })) : [],
      properties: propertiesIn(extras.attributes),
    },
    mark,
    extras: extras as unknown as Json,
  }
}

function extrasOf(product: Product): Extras {
  const fileKeys = fileKeysOf(product)
  return {
    type: product.type,
    status: product.status,
    isDownloadable: product.downloadable,
    listingId: listingIdOf(product),
    downloads: product.downloads.map(({ id, name, file }) => ({
      id,
      key: fileKeys[id] ?? `foreign:${id}`,
      name: oneLine(decodeEntities(name)),
      file,
    })),
    fileKeys,
    images: product.images.map(({ id, src, name, alt }) => ({
      id,
      mark: markIn(src) || markIn(name),
      caption: captionIn(src) ?? captionIn(name),
      alt: oneLine(decodeEntities(alt)),
    })),
    picture: product.images[0]?.src || null,
    shown: product.images.map(({ src, alt }) => ({ address: src || null, alt: oneLine(decodeEntities(alt)) })),
    tags: termsOf(product.tags),
    categories: product.categories.length === 1 && isDefaultCategory(product.categories[0]!.slug) ? [] : termsOf(product.categories),
    attributes: product.attributes,
  }
}

const termsOf = (terms: Product['tags']): Term[] => terms.map(({ id, name }) => ({ id, name: oneLine(decodeEntities(name)) }))

/** The store puts a product without a category into this one; its slug comes from the language in which the store was set up. */
const defaultSlugs = new Set(
  'uncategorized uncategorised unkategorisiert allgemein non-classe sin-categorizar sem-categoria senza-categoria geen-categorie ongecategoriseerd okategoriserad ukategorisert ukategoriseret luokittelematon bez-kategorii nezarazene nekategorizovane kategorizalatlan uncategorized-2'.split(
    ' ',
  ),
)
const isDefaultCategory = (slug: string) => defaultSlugs.has(slug.toLowerCase())

/** @returns the listing id that we left on a product, or null. */
export const listingIdOf = (product: {
  readonly meta_data: readonly { readonly key: string; readonly value?: unknown }[]
}): string | null => metaText(product, listingMeta)

function metaText(
  product: { readonly meta_data: readonly { readonly key: string; readonly value?: unknown }[] },
  key: string,
): string | null {
  const value = product.meta_data.findLast(meta => meta.key === key)?.value
  return typeof value === 'string' && value !== '' ? value : null
}

function fileKeysOf(product: Product): Record<string, string> {
  const text = metaText(product, filesMeta)
  if (text === null) return {}
  try {
    const found: unknown = JSON.parse(text)
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {} // somebody edited it: the files show as foreign and are put right
  }
}

/** @returns the 16 hex digits that our file names carry, or '' for a foreign file. WordPress may append '-1' or '-scaled' to the name. */
export function markIn(address: string): string {
  const path = address.replace(/[?#].*$/, '')
  const found = [...path.matchAll(/(?<![0-9a-z])([0-9a-f]{64}|[0-9a-f]{16})(?![0-9a-z])/gi)].at(-1)?.[1]
  return found === undefined ? '' : markOf(found.toLowerCase())
}

/**
 * The words beside a picture belong to the file in the media library, and every product that shows that file shows them. So a copy is made for
 * each wording, and its name says for which.
 */
export const pictureName = ({ sha256, alt }: ListingImage): string => `picture-${captionOf(alt)}-${markOf(sha256)}`
export const captionOf = (alt: string): string => sha256Hex(alt).slice(0, 8)
const captionIn = (address: string): string | null => /picture-([0-9a-f]{8})-[0-9a-f]{16}(?![0-9a-z])/.exec(address)?.[1] ?? null

function priceOf(text: string, currency: string): Money {
  if (text.trim() === '') return noPrice(currency)
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (error instanceof MoneyRefused) return noPrice(currency)
    throw error
  }
}

function salePriceOf(product: Product, currency: string): SalePrice | null {
  // Ended sales leave their dates behind; without a price they mean nothing.
  if (product.sale_price.trim() === '') return null
  return {
    price: priceOf(product.sale_price, currency),
    from: product.date_on_sale_from_gmt ? fromGmt(product.date_on_sale_from_gmt) : null,
    to: product.date_on_sale_to_gmt ? fromGmt(product.date_on_sale_to_gmt) : null,
  }
}

/** Content as the store will hold it: its trimming, its whole seconds, its dropping of a sale that is none. */
export function project(desired: ListingContent): ListingContent {
  const { salePrice, price } = desired
  return {
    title: oneLine(desired.title),
    summary: oneLine(desired.summary),
    description: tidyHtml(desired.description),
    sku: oneLine(desired.sku),
    price,
    salePrice:
      salePrice === null || salePrice.price.minor >= price.minor
        ? null
        : { price: salePrice.price, from: wholeSecond(salePrice.from), to: wholeSecond(salePrice.to) },
    isPublished: desired.isPublished,
    tags: termNames(desired.tags),
    categories: termNames(desired.categories),
    images: desired.images.map(({ sha256, alt }) => ({ sha256, alt: withoutTags(alt) })),
    files: desired.files.map(({ key, name, sha256 }) => ({ key, name: withoutTags(name), sha256 })),
    ...(desired.properties && { properties: projectProperties(desired.properties) }),
  }
}

const wholeSecond = (date: Date | null) => (date === null ? null : new Date(Math.floor(date.getTime() / 1000) * 1000))
const withoutTags = (text: string) => oneLine(text.replace(/<[^>]*>/g, ''))

/** One of each, whatever the case: the store knows 'Beginner' and 'beginner' as one. */
function termNames(names: readonly string[]): string[] {
  const seen = new Map<string, string>()
  for (const name of names.map(withoutTags)) if (name !== '' && !seen.has(fold(name))) seen.set(fold(name), name)
  return [...seen.values()]
}
export const fold = (name: string): string => oneLine(decodeEntities(name)).normalize('NFC').toLowerCase()

/** The shop's database cuts a longer title. */
const longestTitle = 200

/** What the store takes, as data; `check` refuses the rest. */
export const limits: ListingLimits = { ...noLimits, title: textUpTo(longestTitle, 'units') }

/** @throws {SpokeError} 'seller' when this cannot be sold there as it is. */
export function check(desired: ListingContent): void {
  const { title, sku, price, salePrice, files } = project(desired)
  const refuse = (sentence: string) => {
    throw new SpokeError('seller', sentence)
  }
  if (title === '') refuse('The listing has no title.')
  if (title.length > longestTitle) refuse(`The title has ${title.length} characters; the shop's database takes ${longestTitle}.`)
  if (sku === '') refuse('The listing has no SKU. It needs one so that it can be found again and is never made twice.')
  if (sku.length > 100) refuse(`The SKU has ${sku.length} characters; 100 are the most.`)
  if (/[,<>&"]/.test(sku)) refuse(`The SKU “${sku}” must not hold a comma, quote, “&”, “<” or “>”.`)
  if (price.minor < 0n) refuse('The price is below zero.')
  decimalsOf(price.currency)
  if (desired.salePrice !== null && desired.salePrice.price.minor >= price.minor)
    refuse('The sale price must be below the price; the shop would drop it without a word.')
  if (salePrice !== null && salePrice.price.minor < 0n) refuse('The sale price is below zero.')
  if (salePrice !== null && salePrice.price.currency !== price.currency) refuse('The sale price must be in the currency of the price.')
  if (salePrice?.from && salePrice.to && salePrice.from >= salePrice.to) refuse('The sale ends before it begins.')
  const keys = files.map(({ key }) => key)
  if (new Set(keys).size < keys.length) refuse('Two files have the same part in the pattern; keep one of them.')
  const nameless = files.find((file: ListingFile) => !/\.[a-z0-9]{2,5}$/i.test(file.name))
  if (nameless !== undefined) refuse(`The file name “${nameless.name}” needs its ending, such as .pdf.`)
}

const states: Readonly<Record<string, SaleState>> = {
  completed: 'paid',
  processing: 'paid',
  refunded: 'refunded',
  cancelled: 'cancelled',
  failed: 'cancelled',
  trash: 'cancelled',
  // pending, on-hold, checkout-draft and what plugins invent grant nothing until they become one of these.
}

/** @param refundDates by refund id; the order itself does not tell them. A missing one falls back to the order's last change. */
export function toSale(order: Order, refundDates: ReadonlyMap<number, Date>): Sale {
  const { currency } = order
  const total = parseMoney(order.total, currency)
  const changedAt = fromGmt(order.date_modified_gmt ?? order.date_created_gmt)
  const refunds = order.refunds.flatMap((refund): SaleRefund[] => {
    const given = parseMoney(refund.total, currency).minor
    const minor = given < 0n ? -given : given
    // A refund of '0' can be made there; nothing went back.
    if (minor === 0n) return []
    return [
      {
        remoteId: String(refund.id),
        refundedAt: refundDates.get(refund.id) ?? changedAt,
        amount: money(minor, currency),
        reason: textOf(refund.reason),
      },
    ]
  })
  const returned = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const told = states[order.status] ?? 'pending'
  const state: SaleState = told === 'paid' && total.minor > 0n && returned >= total.minor ? 'refunded' : told
  const { billing } = order
  return {
    remoteId: String(order.id),
    number: order.number,
    state,
    placedAt: fromGmt(order.date_created_gmt),
    // The date stays on an order that was set back to unpaid.
    paidAt: order.date_paid_gmt && state !== 'pending' ? fromGmt(order.date_paid_gmt) : null,
    changedAt,
    buyer: {
      email: textOf(billing?.email),
      name: textOf([billing?.first_name, billing?.last_name].filter(Boolean).join(' ')),
      country: /^[A-Z]{2}$/.test(billing?.country ?? '') ? billing!.country! : null,
    },
    total,
    tax: parseMoney(order.total_tax, currency),
    fee: null,
    lines: order.line_items.map(line => ({
      remoteId: String(line.id),
      listingRemoteId: line.product_id ? String(line.product_id) : null,
      sku: textOf(line.sku),
      title: oneLine(decodeEntities(line.name ?? '')),
      quantity: line.quantity,
      total: parseMoney(line.total, currency),
      tax: parseMoney(line.total_tax, currency),
    })),
    refunds,
  }
}

const textOf = (text: string | null | undefined): string | null => {
  const line = oneLine(decodeEntities(text ?? ''))
  return line === '' ? null : line
}

/** An order that cannot be read is kept as it came, with a reason that names fields and never values. */
export function toSaleItem(raw: unknown, refundDates: ReadonlyMap<number, Date>): SaleItem {
  const keep = (reason: string): SaleItem => ({ isRead: false, remoteId: remoteIdOf(raw), raw: JSON.stringify(raw) ?? '', reason })
  const parsed = Order.safeParse(raw)
  if (!parsed.success) return keep(`The order does not have the shape of the API: ${fieldsOf(parsed.error)}.`)
  try {
    return { isRead: true, sale: toSale(parsed.data, refundDates) }
  } catch (error) {
    if (error instanceof MoneyRefused) return keep(`An amount of the order cannot be counted in ${parsed.data.currency.slice(0, 8)}.`)
    throw error
  }
}

export const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(issue => issue.path.join('.') || 'the whole'))].slice(0, 5).join(', ')

const remoteIdOf = (raw: unknown): string | null => {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  return typeof id === 'number' || typeof id === 'string' ? String(id) : null
}
