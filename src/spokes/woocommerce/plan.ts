/** From a difference to steps, as data. Pure. */
import {
  type Difference,
  encodeText,
  type Json,
  type ListingContent,
  type ListingField,
  type ListingFile,
  listingFields,
  markedName,
  markOf,
  type PlanInput,
  SpokeError,
  type Step,
  sha256Hex,
  stableUuid,
  toDecimal,
} from '#kit'
import { attributesFor } from './attributes.ts'
import { captionOf, type Extras, filesMeta, fold, listingMeta, markIn, project } from './mapping.ts'
import { toGmt } from './wire.ts'

/** The body of a 'create' or 'update' step. What only the store can tell (ids of tags, of copies) is filled in when it is done. */
export interface ProductBody {
  readonly set: Readonly<Record<string, Json>>
  readonly tags?: readonly TermRef[]
  readonly categories?: readonly TermRef[]
  readonly images?: readonly ImageRef[]
  readonly downloads?: readonly DownloadRef[]
}
export type TermRef = { readonly name: string; readonly id: number | null }
/** `id`: it is there already · `src`: the store fetches it · `sha256`: it is put into the media library, unless it lies there for these words. */
export type ImageRef = { readonly alt: string } & ({ readonly id: number } | { readonly src: string } | { readonly sha256: string })
export type DownloadRef = { readonly id: string; readonly name: string } & ({ readonly file: string } | { readonly copy: string })

export interface CopyBody {
  readonly sha256: string
  readonly fileName: string
}
/** What a copy in the media library is to us. */
export interface Copy {
  readonly id: number
  readonly url: string
}

/** Its categories are the shop's own and go by name; there is no tree beside them. */
export const storeFields = listingFields.filter(field => field !== 'shelf')

export function plan({ listingId, desired, observed, difference, delivery }: PlanInput): readonly Step[] {
  if (observed !== null && difference.length === 0) return []
  const wanted = project(desired)
  const extras = (observed?.extras ?? null) as Extras | null
  const fields = observed === null ? [...storeFields] : storeFields.filter(field => difference.some(found => found.field === field))
  if (extras !== null) refuseForeignKinds(extras, fields)
  const files = fields.includes('files') ? placeFiles({ listingId, files: wanted.files, extras }) : []
  const body = toBody({ listingId, wanted, fields, extras, files, delivery })
  const verb = observed === null ? 'create' : 'update'
  const lost = lostFiles(extras, files, fields)
  const step: Step = {
    kind: verb,
    key: `${verb}:${listingId}:${digest(fields.map(field => [field, wanted[field]]))}`,
    says: observed === null ? `Make the listing “${wanted.title}”` : sentence(difference, wanted, extras),
    fields,
    body: body as unknown as Json,
    cost: null,
    cannotUndo: lost.length === 0 ? null : `Buyers who have ${lost.join(', ')} lose it; putting it back does not give it to them again.`,
    together: verb,
  }
  return [...copySteps({ wanted, fields, delivery }), step]
}

/** A product with variations keeps prices and files in them; writing ours over it would do nothing there, for ever. */
function refuseForeignKinds({ type }: Extras, fields: readonly ListingField[]): void {
  if (type === 'simple' || !fields.some(field => field === 'price' || field === 'salePrice' || field === 'files')) return
  throw new SpokeError(
    'seller',
    `This product is of the kind “${type}” in the shop, whose price and files live elsewhere. Make it a simple product there, or let a new listing be made.`,
  )
}

interface Placed extends ListingFile {
  readonly id: string
}

/**
 * The download id decides whether earlier buyers keep their file, so an id that is there is used again: ours by its key, then a foreign one of
 * the same name, then the only one left on both sides; a new file gets an id that this listing and key will always give.
 */
function placeFiles({ listingId, files, extras }: { listingId: string; files: readonly ListingFile[]; extras: Extras | null }): Placed[] {
  const free = new Map((extras?.downloads ?? []).map(download => [download.id, download]))
  const byKey = new Map(Object.entries(extras?.fileKeys ?? {}).map(([id, key]) => [key, id]))
  const placed = new Map<string, string>()
  const take = (key: string, id: string) => {
    placed.set(key, id)
    free.delete(id)
  }
  for (const { key } of files) {
    const known = byKey.get(key)
    if (known !== undefined) take(key, known)
  }
  const isForeign = (id: string) => extras?.fileKeys[id] === undefined
  for (const { key, name } of files) {
    if (placed.has(key)) continue
    const twin = [...free.values()].find(download => isForeign(download.id) && fold(download.name) === fold(name))
    if (twin !== undefined) take(key, twin.id)
  }
  const unplaced = files.filter(({ key }) => !placed.has(key))
  const strangers = [...free.values()].filter(download => isForeign(download.id))
  if (unplaced.length === 1 && strangers.length === 1 && extras?.listingId === null) take(unplaced[0]!.key, strangers[0]!.id)
  return files.map(file => ({ ...file, id: placed.get(file.key) ?? stableUuid('woocommerce', listingId, file.key) }))
}

function lostFiles(extras: Extras | null, files: readonly Placed[], fields: readonly ListingField[]): string[] {
  if (extras === null || !fields.includes('files')) return []
  return extras.downloads.filter(({ id }) => !files.some(file => file.id === id)).map(({ name }) => `“${name}”`)
}

interface BodyInput {
  readonly listingId: string
  readonly wanted: ListingContent
  readonly fields: readonly ListingField[]
  readonly extras: Extras | null
  readonly files: readonly Placed[]
  readonly delivery: PlanInput['delivery']
}

function toBody({ listingId, wanted, fields, extras, files, delivery }: BodyInput): ProductBody {
  const has = (field: ListingField) => fields.includes(field)
  const meta: { key: string; value: string }[] = []
  if (extras?.listingId !== listingId) meta.push({ key: listingMeta, value: listingId })
  if (has('files'))
    meta.push({
      key: filesMeta,
      value: JSON.stringify({ ...extras?.fileKeys, ...Object.fromEntries(files.map(({ id, key }) => [id, key])) }),
    })
  const set: Record<string, Json> = {
    ...(extras === null ? { type: 'simple', virtual: true, downloadable: true, download_limit: -1, download_expiry: -1 } : {}),
    ...(has('title') ? { name: encodeText(wanted.title) } : {}),
    ...(has('summary') ? { short_description: encodeText(wanted.summary) } : {}),
    ...(has('description') ? { description: wanted.description } : {}),
    ...(has('sku') ? { sku: wanted.sku } : {}),
    // Together, because a price below the sale price would end the sale without a word.
    ...(has('price') || has('salePrice') ? prices(wanted) : {}),
    ...(has('isPublished') ? { status: wanted.isPublished ? 'publish' : 'draft' } : {}),
    ...(has('properties') && wanted.properties ? { attributes: attributesFor(wanted.properties, extras?.attributes ?? []) } : {}),
    ...(has('files') ? { virtual: true, downloadable: true } : {}),
    ...(meta.length > 0 ? { meta_data: meta } : {}),
  }
  return {
    set,
    ...(has('tags') ? { tags: termRefs(wanted.tags, extras?.tags) } : {}),
    ...(has('categories') ? { categories: termRefs(wanted.categories, extras?.categories) } : {}),
    ...(has('images') ? { images: imageRefs({ wanted, extras, delivery }) } : {}),
    ...(has('files') ? { downloads: files.map(file => downloadRef(file, delivery)) } : {}),
  }
}

/** Strings, always: inside a batch a number would be taken, and alone refused. '' clears a date, null does not. */
function prices({ price, salePrice }: ListingContent): Record<string, Json> {
  const time = (name: string, date: Date | null | undefined) => (date ? { [`${name}_gmt`]: toGmt(date) } : { [name]: '' })
  return {
    regular_price: toDecimal(price),
    sale_price: salePrice === null ? '' : toDecimal(salePrice.price),
    ...time('date_on_sale_from', salePrice?.from),
    ...time('date_on_sale_to', salePrice?.to),
  }
}

const termRefs = (names: readonly string[], known: Extras['tags'] = []): TermRef[] =>
  names.map(name => ({ name, id: known.find(term => fold(term.name) === fold(name))?.id ?? null }))

function imageRefs({ wanted, extras, delivery }: Pick<BodyInput, 'wanted' | 'extras' | 'delivery'>): ImageRef[] {
  const free = [...(extras?.images ?? [])]
  return wanted.images.map(image => {
    const { alt, sha256 } = image
    // The same picture sent again by address would become a second copy; one that others show with other words is left to them.
    const at = free.findIndex(({ mark, caption }) => mark === markOf(sha256) && (caption === null || caption === captionOf(alt)))
    if (at >= 0) return { id: free.splice(at, 1)[0]!.id, alt }
    return delivery.kind === 'address' ? { src: delivery.imageUrl(image), alt } : { sha256, alt }
  })
}

function downloadRef({ id, key, name, sha256 }: Placed, delivery: PlanInput['delivery']): DownloadRef {
  if (delivery.kind === 'address') return { id, name, file: delivery.fileUrl({ key, name, sha256 }) }
  const copy = copyOf(delivery.copies, sha256)
  return copy === null ? { id, name, copy: markOf(sha256) } : { id, name, file: copy.url }
}

function copyOf(copies: ReadonlyMap<string, Json>, sha256: string): Copy | null {
  const found = copies.get(sha256) as { id?: unknown; url?: unknown } | null | undefined
  return typeof found?.id === 'number' && typeof found.url === 'string' ? { id: found.id, url: found.url } : null
}

/** New files come before the listing points at them. A file counts as there once its copy is known: what carries its mark may be an address of ours. */
function copySteps({ wanted, fields, delivery }: Pick<BodyInput, 'wanted' | 'fields' | 'delivery'>): Step[] {
  if (delivery.kind === 'address' || !fields.includes('files')) return []
  const missing = wanted.files.filter(({ sha256 }, at) => {
    const isTwin = wanted.files.findIndex(other => other.sha256 === sha256) < at
    return !isTwin && copyOf(delivery.copies, sha256) === null
  })
  return missing.map(({ sha256, name }) => ({
    kind: 'put-copy',
    key: `put-copy:${sha256}`,
    says: `Put the file “${name}” into the shop's media library`,
    fields: ['files'],
    body: { sha256, fileName: markedName(name, sha256) },
    cost: null,
    cannotUndo: null,
    together: null,
  }))
}

const words: Readonly<Partial<Record<ListingField, string>>> = {
  title: 'the title',
  summary: 'the summary',
  description: 'the description',
  sku: 'the SKU',
  price: 'the price',
  salePrice: 'the sale price',
  isPublished: 'whether it is for sale',
  tags: 'the tags',
  categories: 'the categories',
  images: 'the pictures',
  files: 'the files',
  properties: 'the attributes',
}

function sentence(difference: readonly Difference[], wanted: ListingContent, extras: Extras | null): string {
  const found = new Set(difference.map(({ field }) => field))
  const parts = storeFields.filter(field => found.has(field)).map(field => part(field, wanted, extras))
  const text = parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function part(field: ListingField, wanted: ListingContent, extras: Extras | null): string {
  if (field === 'price') return `set the price to ${toDecimal(wanted.price)} ${wanted.price.currency}`
  if (field === 'isPublished') return wanted.isPublished ? 'put it up for sale' : 'take it off sale (as a draft)'
  if (field === 'salePrice')
    return wanted.salePrice === null
      ? 'end the sale'
      : `set the sale price to ${toDecimal(wanted.salePrice.price)} ${wanted.price.currency}`
  if (field !== 'files') return `change ${words[field]}`
  const old = extras?.downloads ?? []
  const replaced = wanted.files.filter(({ key, sha256 }) => old.some(file => file.key === key && markIn(file.file) !== markOf(sha256)))
  return replaced.length === 1 ? `replace the file “${replaced[0]!.name}”` : 'change the files'
}

const digest = (value: unknown): string =>
  sha256Hex(JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))).slice(0, 32)
