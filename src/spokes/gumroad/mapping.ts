/** Products of Gumroad as listings of ours, and what Gumroad will make of ours. Pure. */
import {
  decodeEntities,
  type Json,
  type ListedPicture,
  type ListingContent,
  type Money,
  MoneyRefused,
  markedName,
  markOf,
  money,
  type ObservedListing,
  oneLine,
  respellHtml,
  sha256Hex,
  tidyHtml,
} from '#kit'
import { fromUnits, isTraded } from './money.ts'
import type { ContentPage, Product, ProductFile, SlimProduct } from './wire.ts'

/** What `plan` needs beside the content. */
export interface Extras {
  /** Sold by the month in tiers: its price is not the product's. */
  readonly isMembership: boolean
  readonly permalink: string | null
  /** In their order. */
  readonly covers: readonly { readonly id: string; readonly mark: string }[]
  /** Where the first one that is no film lies. */
  readonly picture: string | null
  readonly shown: readonly ListedPicture[]
  readonly thumbnail: { readonly isThere: boolean; readonly mark: string }
  readonly files: readonly FileFact[]
}
export interface FileFact {
  readonly id: string
  /** With its ending. */
  readonly name: string
  readonly mark: string
  readonly size: number | null
}

/** What is kept about a product, since nothing there tells it. */
export interface Note {
  /** Our hash of a picture, by Gumroad's id. */
  readonly covers: Readonly<Record<string, string>>
  readonly thumbnail: string
  /** The name of a file, by our key of it. */
  readonly files: Readonly<Record<string, string>>
}

export function noteFrom(json: Json | undefined): Note {
  const { covers = {}, thumbnail = '', files = {} } = (json ?? {}) as Partial<Note>
  return { covers, thumbnail, files }
}

/** A price that is missing or not money: no listing of ours can want it, so it always shows as a difference. */
const noPrice = (currency: string): Money => money(-1n, isTraded(currency) ? currency : 'USD')

/** @param files as they were read before, where the product comes from a list, which tells none. */
export function toListing(product: Product, note: Note): ObservedListing
export function toListing(product: SlimProduct, note: Note, files: readonly FileFact[]): ObservedListing
export function toListing(product: SlimProduct | Product, note: Note, before?: readonly FileFact[]): ObservedListing {
  const files = before ?? (product as Product).files.map(toFileFact)
  const extras = extrasOf(product, note, files)
  return {
    remoteId: product.id,
    url: product.short_url || null,
    content: {
      title: oneLine(decodeEntities(product.name)),
      summary: oneLine(product.custom_summary ?? ''),
      description: respellHtml(product.description ?? ''),
      sku: skuIn(product.custom_permalink),
      price: priceOf(product),
      salePrice: null,
      isPublished: product.published,
      tags: (product.tags ?? []).map(tag => oneLine(tag)),
      categories: [],
      images: extras.covers.map(({ mark }) => ({ sha256: mark, alt: '' })),
      files: extras.files.map(({ name, mark }) => ({ key: name, name, sha256: mark })),
    },
    mark: slimMark(product),
    extras: extras as unknown as Json,
  }
}

function extrasOf(product: SlimProduct, note: Note, files: readonly FileFact[]): Extras {
  return {
    isMembership: product.is_tiered_membership === true,
    permalink: product.custom_permalink || null,
    covers: (product.covers ?? []).map(({ id }) => ({ id, mark: note.covers[id] ?? '' })),
    picture: (product.covers ?? []).find(({ type }) => type === 'image')?.url ?? product.thumbnail_url ?? null,
    shown: (product.covers ?? []).flatMap(({ type, url, original_url }) =>
      type === 'image' ? [{ address: original_url ?? url ?? null, alt: '' }] : [],
    ),
    thumbnail: { isThere: Boolean(product.thumbnail_url), mark: note.thumbnail },
    files,
  }
}

function priceOf({ price, currency: told }: SlimProduct): Money {
  const currency = told.toUpperCase()
  if (typeof price !== 'number') return noPrice(currency)
  try {
    return fromUnits(BigInt(price), currency)
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
    return noPrice(currency)
  }
}

/** A name that she never gave is null; then the one in the address is shown. */
export function toFileFact({ id, name, url, filetype, size }: ProductFile): FileFact {
  const inAddress = URL.canParse(url ?? '') ? decodeURIComponent(new URL(url!).pathname.split('/').at(-1) ?? '') : ''
  const shown = oneLine(name ?? '') || inAddress || id
  const ending = filetype && filetype !== 'link' && !shown.toLowerCase().endsWith(`.${filetype.toLowerCase()}`) ? `.${filetype}` : ''
  const whole = `${shown}${ending}`
  return { id, name: whole, mark: markIn(whole), size: size ?? null }
}

/**
 * Changes with all that a list tells of a product. Gumroad tells no time of a change, and no files in a list: a file that somebody takes away by hand is
 * met when all is read once a day.
 */
export function slimMark(product: SlimProduct): string {
  const { name, description, custom_summary, custom_permalink, price, currency, published, tags, covers, thumbnail_url } = product
  const isPictured = Boolean(thumbnail_url) // its address may be another each time
  const told = [name, description, custom_summary, custom_permalink, price, currency, published, (tags ?? []).toSorted(), isPictured]
  return sha256Hex(JSON.stringify([...told, (covers ?? []).map(({ id }) => id)])).slice(0, 32)
}

// ---------------------------------------------------------------- ours

/** Which listing of ours a product is: the end of its own address at Gumroad, which the platform gives to one product alone. */
export const listingMark = (listingId: string): string => sha256Hex(`listing ${listingId}`).slice(0, 8)

/** 'SEL 12' becomes 'SEL-12-0a1b2c3d'. */
export function permalinkOf(sku: string, listingId: string): string {
  const stem = sku
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${stem || 'pattern'}-${listingMark(listingId)}`
}

/** A number follows where the address was taken by a product that was deleted. */
const ownPermalink = /^(.+)-([0-9a-f]{8})(?:-[2-9])?$/
export const markInPermalink = (permalink: string | null | undefined): string | null => ownPermalink.exec(permalink ?? '')?.[2] ?? null
const skuIn = (permalink: string | null | undefined): string => ownPermalink.exec(permalink ?? '')?.[1] ?? ''

/** @returns the 16 hex digits that our file names carry, or '' for a foreign file. */
export const markIn = (name: string): string => /(?<![0-9a-z])([0-9a-f]{16})(?:\.[a-z0-9]+)?$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** 'Wren – A4.pdf' becomes 'wren-a4-0123456789abcdef.pdf'. What is so named already keeps its name. */
export const fileName = (name: string, sha256: string): string =>
  /^[a-z0-9.-]{1,90}$/.test(name) && markIn(name) === markOf(sha256) ? name : markedName(name, sha256)

/** 'wren-a4-0123456789abcdef.pdf' is 'wren-a4' in every version. */
export const stemOf = (name: string): string =>
  name
    .replace(/-?[0-9a-f]{16}(?:\.[a-z0-9]+)?$/i, '')
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .toLowerCase()

/**
 * Which of the files of a product is the one with our key. Noted when it was put; should that be lost, its name tells, in which the key mostly stands.
 *
 * @returns its place; -1 where nothing tells.
 */
export function placeOfKey(names: readonly string[], key: string, { files }: Note): number {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const ways = [
    (name: string) => name === key || name === files[key],
    (name: string) => key in files && stemOf(name) === stemOf(files[key]!),
    (name: string) => bare(stemOf(name)).includes(bare(key)),
    () => names.length === 1,
  ]
  return ways.map(way => names.findIndex(way)).find(at => at >= 0) ?? -1
}

/** Content as Gumroad will hold it. A file is known there by its name alone, so that is its key, too; pictures have no words beside them. */
export function project(desired: ListingContent): ListingContent {
  return {
    title: oneLine(decodeEntities(desired.title)),
    summary: oneLine(decodeEntities(desired.summary)),
    description: tidyHtml(desired.description),
    sku: desired.sku,
    price: desired.price,
    salePrice: null,
    isPublished: desired.isPublished,
    tags: tagNames(desired.tags),
    categories: [],
    images: desired.images.map(({ sha256 }) => ({ sha256, alt: '' })),
    files: desired.files.map(({ name, sha256 }) => {
      const placed = fileName(name, sha256)
      return { key: placed, name: placed, sha256 }
    }),
  }
}

const [shortestTag, longestTag] = [2, 20]

/** Gumroad keeps them in small letters, of which there can be more than there were large ones, and has no place for a single one. */
function tagNames(names: readonly string[]): string[] {
  const small = names.map(name => {
    const whole = oneLine(decodeEntities(name))
    const lower = whole.toLowerCase()
    return [...whole].length > longestTag ? lower : oneLine([...lower].slice(0, longestTag).join(''))
  })
  return [...new Set(small.filter(name => [...name].length >= shortestTag))]
}

// ---------------------------------------------------------------- what buyers see beside the files

interface Node {
  readonly type?: unknown
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly Node[]
}

/**
 * The pages of content with each file that goes replaced by the one that comes in its place, or taken out: Gumroad takes away no file that a page shows.
 *
 * @param after new id by old id; null when nothing comes in its place.
 * @returns null when no page shows one of them, so that the pages are left alone.
 */
export function pagesAfter(pages: readonly ContentPage[], after: ReadonlyMap<string, string | null>): ContentPage[] | null {
  let isTouched = false
  const walk = (nodes: readonly Node[]): Node[] =>
    nodes.flatMap((node): Node[] => {
      const id = node.type === 'fileEmbed' ? node.attrs?.id : undefined
      const next = typeof id === 'string' ? after.get(id) : undefined
      if (next !== undefined) isTouched = true
      if (next === null) return []
      return [
        {
          ...node,
          ...(next !== undefined && { attrs: { ...node.attrs, id: next } }),
          ...(Array.isArray(node.content) && { content: walk(node.content) }),
        },
      ]
    })
  const changed = pages.map(page => {
    const description = page.description as Node | readonly Node[] | null | undefined
    if (Array.isArray(description)) return { ...page, description: walk(description as readonly Node[]) }
    const { content } = (description ?? {}) as Node
    return content === undefined ? page : { ...page, description: { ...(description as Node), content: walk(content) } }
  })
  return isTouched ? changed : null
}
