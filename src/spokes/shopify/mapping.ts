/** Products to listings and back, orders to sales. Pure. */
import type { z } from 'zod'
import {
  add,
  type BlobFacts,
  decimalsOf,
  type Json,
  type ListedPicture,
  type ListingContent,
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
  type SaleLine,
  type SaleState,
  SpokeError,
  shelfText,
  textUpTo,
  tidyHtml,
} from '#kit'
import { idOf } from './shelves.ts'
import { type Line, numberOf, Order, type Product, type ProductAgain, type Sum } from './wire.ts'

/** Our own mark on a product: its metafield of type `id`, unique in the shop. In a namespace of its own, so that it outlives the app. */
export const namespace = 'selvage'
export const key = 'listing'

export interface Picture {
  readonly id: string
  /** The first 16 digits of its hash; '' when it is not ours. */
  readonly mark: string
  readonly alt: string
  readonly state: 'ready' | 'processing' | 'failed'
}

/** What `plan` needs beside the content. */
export interface Extras {
  /** null for one that we did not make. */
  readonly listingId: string | null
  readonly status: string
  readonly variants: number
  readonly variantId: string
  readonly options: readonly { readonly name: string; readonly value: string }[]
  readonly pictures: readonly Picture[]
  /** Where the first one lies. */
  readonly picture: string | null
  readonly shown: readonly ListedPicture[]
  /** Videos and models of hers, which stay. */
  readonly others: readonly string[]
}

/** A price that is missing or not money: no listing of ours can want it, so it always shows as a difference. */
const noPrice = (currency: string): Money => money(-1n, currency)

/** What was read again of a listing, with its pictures as they were seen before. */
export function toListingAgain(product: ProductAgain, before: ObservedListing, mark: string | null): ObservedListing {
  const known = before.extras as unknown as Extras
  const { currency } = before.content.price
  const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }
  const now = toListing({ ...product, listing: null, media: none }, { currency, mark, marks: new Map() })
  const { listingId, options, pictures, picture, shown, others } = known
  const extras: Extras = { ...(now.extras as unknown as Extras), listingId, options, pictures, picture, shown, others }
  const { images, shelf } = before.content
  return { ...now, content: { ...now.content, images, ...(shelf && { shelf }) }, extras: extras as unknown as Json }
}

/** @param marks of pictures that are not ready yet and so have no name to tell them by; from our own notes. */
export function toListing(
  product: Product,
  { currency, mark, marks }: { currency: string; mark: string | null; marks: ReadonlyMap<string, string> },
): ObservedListing {
  const [variant] = product.variants.nodes
  const price = priceOf(variant?.price, currency)
  const compareAt = variant?.compareAtPrice == null ? null : priceOf(variant.compareAtPrice, currency)
  const isReduced = compareAt !== null && compareAt.minor > price.minor
  const isPicture = ({ __typename }: Product['media']['nodes'][number]) => __typename === 'MediaImage'
  const pictures = product.media.nodes.filter(isPicture).map((media): Picture => {
    const inName = markIn(media.image?.url ?? '')
    const state = media.status === 'FAILED' ? 'failed' : media.status === 'READY' ? 'ready' : 'processing'
    return { id: media.id, mark: inName || (marks.get(media.id) ?? ''), alt: oneLine(media.alt ?? ''), state }
  })
  const extras: Extras = {
    listingId: product.listing?.value ?? null,
    status: product.status,
    variants: product.variants.nodes.length,
    variantId: variant?.id ?? '',
    options: variant?.selectedOptions ?? [],
    pictures,
    picture: smallAddress(product.media.nodes.find(isPicture)?.image?.url ?? null),
    shown: product.media.nodes.filter(isPicture).map(media => ({ address: media.image?.url ?? null, alt: oneLine(media.alt ?? '') })),
    others: product.media.nodes.filter(media => !isPicture(media)).map(({ id }) => id),
  }
  return {
    remoteId: numberOf(product.id),
    url: product.onlineStoreUrl ?? null,
    content: {
      title: oneLine(product.title),
      summary: '',
      description: respellHtml(product.descriptionHtml),
      sku: (variant?.sku ?? '').trim(),
      price: isReduced ? compareAt : price,
      salePrice: isReduced ? { price, from: null, to: null } : null,
      isPublished: product.status === 'ACTIVE' && product.onlineStoreUrl != null,
      tags: product.tags,
      categories: product.productType.trim() === '' ? [] : [oneLine(product.productType)],
      // One that is not ready shows nothing to a buyer yet, so it is not there.
      images: pictures.map(({ mark: own, alt, state }) => ({ sha256: state === 'ready' ? own : '', alt })),
      files: [],
      ...(product.category && { shelf: shelfText({ id: idOf(product.category.id), path: '' }) }),
    },
    mark,
    extras: extras as unknown as Json,
  }
}

/** The platform's own store of pictures makes them as small as the address says. Source: shopify.dev, the Liquid filter image_url, whose addresses these are. */
function smallAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url) || new URL(url).hostname !== 'cdn.shopify.com') return url
  const small = new URL(url)
  small.searchParams.set('width', '720')
  return small.href
}

function priceOf(text: string | undefined, currency: string): Money {
  try {
    return parseMoney(text ?? '', currency)
  } catch (error) {
    if (error instanceof MoneyRefused) return noPrice(currency)
    throw error
  }
}

/** The platform keeps the name of a file, and puts a mark of its own behind where the name is taken. */
export const pictureName = (sha256: string, mediaType: string): string => `picture-${markOf(sha256)}.${endings[mediaType] ?? 'png'}`
export const markIn = (url: string): string => /\/picture-([0-9a-f]{16})(?![0-9a-z])/.exec(url)?.[1] ?? ''
const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' }

/** Content as the shop will hold it: a comma parts two tags, one product type, no files, no summary. */
export function project(desired: ListingContent): ListingContent {
  const { salePrice, price } = desired
  return {
    title: oneLine(desired.title),
    summary: '',
    description: tidyHtml(desired.description),
    sku: oneLine(desired.sku),
    price,
    salePrice: salePrice === null || salePrice.price.minor >= price.minor ? null : { price: salePrice.price, from: null, to: null },
    isPublished: desired.isPublished,
    tags: tagNames(desired.tags),
    categories: desired.categories.map(oneLine).filter(Boolean).slice(0, 1),
    images: desired.images.map(({ sha256, alt }) => ({ sha256, alt: oneLine(alt) })),
    files: [],
    ...(desired.shelf && { shelf: desired.shelf }),
  }
}

function tagNames(names: readonly string[]): string[] {
  const seen = new Map<string, string>()
  for (const name of names.flatMap(one => one.split(',')).map(oneLine))
    if (name !== '' && !seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name)
  return [...seen.values()]
}

const mostPictures = 250
const mostPictureBytes = 20 * 1024 * 1024

/** What the shop takes, as data; `check` refuses the rest. */
export const limits: ListingLimits = {
  ...noLimits,
  title: textUpTo(255, 'units'),
  description: textUpTo(512 * 1024, 'bytes'),
  tags: { most: 250, each: textUpTo(255, 'units'), notFirst: null },
  images: {
    most: mostPictures,
    mediaTypes: Object.keys(endings),
    mostBytes: mostPictureBytes,
    alt: textUpTo(512, 'units'),
    cover: null,
  },
}

/** @throws {SpokeError} 'seller' when this cannot be sold there as it is. */
export function check(desired: ListingContent, blobs: BlobFacts): void {
  const { title, sku, price, tags, categories, images, description } = project(desired)
  const refuse = (sentence: string) => {
    throw new SpokeError('seller', sentence)
  }
  if (title === '') refuse('The listing has no title.')
  if (title.length > 255) refuse(`The title has ${title.length} characters; the shop takes 255.`)
  if (Buffer.byteLength(description) > 512 * 1024) refuse('The description is larger than the 512 KB that the shop takes.')
  if (sku === '') refuse('The listing has no SKU.')
  if (sku.length > 255) refuse(`The SKU has ${sku.length} characters; the shop takes 255.`)
  if (price.minor < 0n) refuse('The price is below zero.')
  decimalsOf(price.currency)
  checkSale(desired, refuse)
  if (tags.length > 250) refuse(`The listing has ${tags.length} tags; the shop takes 250.`)
  const longTag = tags.find(tag => tag.length > 255)
  if (longTag !== undefined) refuse(`The tag “${longTag.slice(0, 40)}…” is longer than the 255 characters that the shop takes.`)
  if ((categories[0]?.length ?? 0) > 255) refuse('The category is longer than the 255 characters that the shop takes.')
  checkPictures(images, blobs, refuse)
}

function checkSale({ salePrice, price }: ListingContent, refuse: (sentence: string) => void): void {
  if (salePrice === null) return
  if (salePrice.from !== null || salePrice.to !== null)
    refuse('A sale price has no dates in this shop. Leave the dates out, and begin and end the sale yourself.')
  if (salePrice.price.minor >= price.minor) refuse('The sale price must be below the price.')
  if (salePrice.price.minor < 0n) refuse('The sale price is below zero.')
  if (salePrice.price.currency !== price.currency) refuse('The sale price must be in the currency of the price.')
}

function checkPictures(images: readonly ListingImage[], blobs: BlobFacts, refuse: (sentence: string) => void): void {
  if (images.length > mostPictures) refuse(`The listing has ${images.length} pictures; the shop takes ${mostPictures}.`)
  const marks = images.map(({ sha256 }) => markOf(sha256))
  if (new Set(marks).size < marks.length) refuse('The same picture is there twice; keep one of them.')
  for (const { sha256, alt } of images) {
    if (alt.length > 512) refuse('The words for a picture are longer than the 512 characters that the shop takes.')
    const facts = blobs(sha256)
    if (facts === null) continue
    if (endings[facts.mediaType] === undefined) refuse(`The shop takes pictures as PNG, JPEG, WebP or GIF; one is ${facts.mediaType}.`)
    if (facts.sizeBytes > mostPictureBytes) refuse('A picture is larger than the 20 MB that the shop takes.')
  }
}

// ---------------------------------------------------------------- orders

const states: Readonly<Record<string, SaleState>> = {
  PAID: 'paid',
  PARTIALLY_REFUNDED: 'paid',
  REFUNDED: 'refunded',
  VOIDED: 'cancelled',
  // PENDING, AUTHORIZED, PARTIALLY_PAID, EXPIRED and what is yet to be invented grant nothing until they become one of these.
}

/** In the shop's own currency, whatever the buyer saw. */
const sumOf = ({ shopMoney }: Sum): Money => parseMoney(shopMoney.amount, shopMoney.currencyCode)
const together = (amounts: readonly Money[], currency: string): Money => amounts.reduce(add, money(0n, currency))

export function toSale(order: Order): Sale {
  const { currencyCode: currency } = order
  const told = states[order.displayFinancialStatus ?? ''] ?? 'pending'
  const state: SaleState = order.cancelledAt && told !== 'refunded' ? 'cancelled' : told
  const refunds = order.refunds.flatMap(refund => {
    const amount = sumOf(refund.totalRefundedSet)
    // Goods may be taken back without any money going back.
    if (amount.minor <= 0n) return []
    return [
      { remoteId: numberOf(refund.id), refundedAt: new Date(refund.createdAt ?? order.updatedAt), amount, reason: textOf(refund.note) },
    ]
  })
  return {
    remoteId: numberOf(order.id),
    number: order.name,
    state,
    placedAt: new Date(order.createdAt),
    paidAt: state === 'paid' || state === 'refunded' ? paidAt(order) : null,
    changedAt: new Date(order.updatedAt),
    buyer: {
      email: textOf(order.email),
      name: textOf(order.billingAddress?.name),
      country: /^[A-Z]{2}$/.test(order.billingAddress?.countryCodeV2 ?? '') ? order.billingAddress!.countryCodeV2! : null,
      ...(order.customerAcceptsMarketing === true ? { agreesToNews: true } : {}),
    },
    total: sumOf(order.totalPriceSet),
    tax: order.totalTaxSet ? sumOf(order.totalTaxSet) : money(0n, currency),
    fee: null,
    lines: order.lineItems.nodes.map(line => toLine(line, order)),
    refunds,
  }
}

function paidAt({ transactions, processedAt }: Order): Date {
  const paid = transactions.filter(({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'))
  return new Date(paid.flatMap(({ processedAt: at }) => (at ? [at] : [])).at(-1) ?? processedAt)
}

function toLine(line: Line, { currencyCode: currency, taxesIncluded }: Order): SaleLine {
  const discount = together(
    line.discountAllocations.map(({ allocatedAmountSet }) => sumOf(allocatedAmountSet)),
    currency,
  )
  const tax = together(
    line.taxLines.map(({ priceSet }) => sumOf(priceSet)),
    currency,
  )
  const left = sumOf(line.originalTotalSet).minor - discount.minor - (taxesIncluded ? tax.minor : 0n)
  return {
    remoteId: numberOf(line.id),
    listingRemoteId: line.product ? numberOf(line.product.id) : null,
    sku: textOf(line.sku),
    title: oneLine(line.title ?? ''),
    quantity: line.quantity,
    total: money(left, currency),
    tax,
  }
}

const textOf = (text: string | null | undefined): string | null => {
  const line = plainText(text ?? '')
  return line === '' ? null : line
}

/** An order that cannot be read is kept as it came, with a reason that names fields and never values. */
export function toSaleItem(raw: unknown): SaleItem {
  const keep = (reason: string): SaleItem => ({ isRead: false, remoteId: remoteIdOf(raw), raw: JSON.stringify(raw) ?? '', reason })
  const parsed = Order.safeParse(raw)
  if (!parsed.success) return keep(`The order does not have the shape of the API: ${fieldsOf(parsed.error)}.`)
  if (parsed.data.test) return keep('A test order: nobody paid for it.')
  try {
    return { isRead: true, sale: toSale(parsed.data) }
  } catch (error) {
    if (error instanceof MoneyRefused) return keep(`An amount of the order cannot be counted in ${parsed.data.currencyCode.slice(0, 8)}.`)
    throw error
  }
}

export const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(issue => issue.path.join('.') || 'the whole'))].slice(0, 5).join(', ')

const remoteIdOf = (raw: unknown): string | null => {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  return typeof id === 'string' && numberOf(id) !== '' ? numberOf(id) : null
}
