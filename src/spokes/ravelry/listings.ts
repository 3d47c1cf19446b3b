/** Reads Ravelry's products, pages and drafts as listings of ours. */
import { z } from 'zod'
import { fewAtOnce, type Json, type ObservedListing, type Page, type SeenListing } from '#kit'
import { asJson, atOnce, type Context, unlessGone } from './client.ts'
import { listFiles } from './files.ts'
import {
  type AttachmentFact,
  type Extras,
  isStub,
  markIn,
  markOfSeen,
  type Note,
  noteFrom,
  type Place,
  placeOf,
  type Seen,
  toListing,
  toPhotoFact,
} from './mapping.ts'
import { readPhotos } from './photos.ts'
import { readDraft, readDrafts, readPatterns, readProduct, readStorePage, siteOf } from './records.ts'
import type { Pattern, Product } from './wire.ts'

/** An answer that takes Ravelry ten seconds is cut off, and a page of a hundred is said to be always possible. */
const pageSize = 100
/** Of the look at everything: each product there costs requests of its own. */
const lookSize = 25
// ---------------------------------------------------------------- listings

/** From so many on the store's list is read first: a hundred products a page instead of one a request. */
const manyListings = 10

export async function readListingsById(
  ctx: Context,
  remoteIds: readonly string[],
  seen: ReadonlyMap<string, SeenListing> = new Map(),
): Promise<readonly ObservedListing[]> {
  const ids = idsOnly(remoteIds)
  const listed = ids.length < manyListings ? new Map<string, Product>() : await readListed(ctx, ids)
  const products = await fewAtOnce(atOnce, ids, async id => listed.get(id) ?? unlessGone(readProduct(ctx, Number(id))))
  return toListings(
    ctx,
    products.filter(product => product !== null),
    seen,
  )
}

/** Those of the ids that are for sale. */
async function readListed(ctx: Context, ids: readonly string[]): Promise<Map<string, Product>> {
  const listed = new Map<string, Product>()
  for (let page = 1, isLast = false; !isLast; page++) {
    const read = await readStorePage(ctx, page, pageSize)
    for (const product of read.products) listed.set(String(product.id), product)
    isLast = read.isLast || ids.every(id => listed.has(id))
  }
  return listed
}

/** A step of ours that was not about files leaves them as they were read moments ago. */
function filesKept(one: SeenListing | undefined): readonly AttachmentFact[] | null {
  if (one === undefined || one.fields.length === 0 || one.fields.includes('files')) return null
  return (one.observed.extras as unknown as Extras).attachments
}

interface Pinned {
  readonly product: Product
  readonly note: Note
  readonly place: Place
}

async function toListings(
  ctx: Context,
  products: readonly Product[],
  earlier: ReadonlyMap<string, SeenListing> = new Map(),
): Promise<ObservedListing[]> {
  const places = await pin(ctx, products)
  const patterns = await readPatterns(ctx, places.flatMap(patternIds))
  return fewAtOnce(atOnce, places, async one => {
    const attachments = filesKept(earlier.get(String(one.product.id))) ?? (await listFiles(ctx, one.product.id))
    const seen: Seen = { ...(await seenOf(ctx, one, patterns)), attachments }
    await noteSeen(ctx, seen)
    return toListing(seen, { currency: ctx.settings.currency, site: siteOf(ctx) })
  })
}

const patternIds = ({ place }: Pick<Pinned, 'place'>): number[] => (place?.kind === 'pattern' ? [place.id] : [])

async function pin(ctx: Context, products: readonly Product[]): Promise<Pinned[]> {
  const notes = await ctx.notes(products.map(({ id }) => String(id)))
  return products.map(product => {
    const note = noteFrom(notes.get(String(product.id)))
    return { product, note, place: placeOf(product) ?? note.place }
  })
}

async function seenOf(
  ctx: Context,
  { product, note, place }: Pinned,
  patterns: ReadonlyMap<number, Pattern>,
): Promise<Omit<Seen, 'attachments'>> {
  if (place?.kind !== 'draft') {
    const pattern = place === null ? null : (patterns.get(place.id) ?? null)
    return { product, note, place, draft: null, pattern, photos: pattern?.photos.map(toPhotoFact) ?? [] }
  }
  const draft = await readDraft(ctx, place.id)
  // Published, and the product does not say so (yet).
  const publishedId = draft?.published_pattern_id ?? null
  if (publishedId !== null) {
    const there = (await readPatterns(ctx, [publishedId])).get(publishedId) ?? null
    const photos = there?.photos.map(toPhotoFact) ?? []
    return { product, note, place: { kind: 'pattern', id: publishedId }, draft: null, pattern: there, photos }
  }
  return { product, note, place, draft, pattern: null, photos: await readPhotos(ctx, note.photos) }
}

async function noteSeen(ctx: Context, { product, place, note }: Seen): Promise<void> {
  const photos = place?.kind === 'draft' ? note.photos : []
  if (JSON.stringify([place, photos]) === JSON.stringify([note.place, note.photos])) return
  await ctx.note(String(product.id), asJson({ ...note, place, photos }))
}

// ---------------------------------------------------------------- everything

/** `sold`: the products that the store's own list has shown. */
const Cursor = z.union([
  z.object({ part: z.literal('store'), page: z.int().positive(), sold: z.array(z.int()).default([]) }),
  z.object({ part: z.literal('drafts'), from: z.int().nonnegative(), sold: z.array(z.int()).default([]) }),
])

/** What is for sale by the store's own list; what is not, by the drafts it was made from, which tell their pages, and those their products. */
export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const at = cursor === null ? { part: 'store' as const, page: 1, sold: [] } : Cursor.parse(cursor)
  if (at.part === 'store') {
    const { products, isLast } = await readStorePage(ctx, at.page, lookSize)
    const sold = [...at.sold, ...products.map(({ id }) => id)]
    const next = isLast ? { part: 'drafts', from: 0, sold } : { part: 'store', page: at.page + 1, sold }
    return { items: await toListings(ctx, products), cursor: next, hasMore: true, total: null }
  }
  const drafts = [...(await readDrafts(ctx))].sort((a, b) => a.id - b.id)
  const some = drafts.slice(at.from, at.from + lookSize)
  const patterns = await readPatterns(
    ctx,
    some.flatMap(({ published_pattern_id: id }) => id ?? []),
  )
  const ids = new Set([
    ...[...patterns.values()].flatMap(({ product_id, unlisted_product_ids }) => [product_id, ...unlisted_product_ids]),
    ...some.flatMap(({ published_pattern_id, notes }) => (published_pattern_id ? [] : [markIn(notes)?.productId])),
  ])
  const sold = new Set(at.sold)
  const known = [...ids].filter((id): id is number => typeof id === 'number' && !sold.has(id))
  const products = (await fewAtOnce(atOnce, known, id => unlessGone(readProduct(ctx, id)))).filter(product => product !== null)
  const items = await toListings(
    ctx,
    products.filter(product => product.active !== true && !isStub(product)),
  )
  const from = at.from + lookSize
  return { items, cursor: { part: 'drafts', from, sold: at.sold }, hasMore: from < drafts.length, total: null }
}

// ---------------------------------------------------------------- the cheap look

/** A few requests for the whole store; what is not for sale costs one more each. */
export async function readMarks(ctx: Context, remoteIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const ids = idsOnly(remoteIds)
  if (ids.length === 0) return new Map()
  const listed = await readListed(ctx, ids)
  const products = await fewAtOnce(atOnce, ids, async id => listed.get(id) ?? unlessGone(readProduct(ctx, Number(id))))
  const pinned = await pin(
    ctx,
    products.filter(product => product !== null),
  )
  const patterns = await readPatterns(ctx, pinned.flatMap(patternIds))
  const marks = await fewAtOnce(atOnce, pinned, async (one): Promise<[string, string]> => {
    const own = one.place === null ? await placed(ctx, one) : one
    const note = await noteBytes(ctx, own)
    return [String(own.product.id), markOfSeen(await seenOf(ctx, { ...own, note }, patterns))]
  })
  return new Map(marks)
}

/** The list of a store may not tell where a product is sold. */
async function placed(ctx: Context, { product, note }: Pinned): Promise<Pinned> {
  return { product, note, place: placeOf(await readProduct(ctx, product.id)) }
}

/** The list alone tells how large all files are together. Noted before it is heeded, it moves the mark until the listing has been read again. */
async function noteBytes(ctx: Context, { product, note }: Pinned): Promise<Note> {
  const listedBytes = product.attachment_bytes ?? null
  if (listedBytes === null || listedBytes === note.listedBytes) return note
  const next = { ...note, listedBytes }
  await ctx.note(String(product.id), asJson(next))
  return next
}

/** Anything else is no number of Ravelry's. */
const idsOnly = (remoteIds: readonly string[]) => [...new Set(remoteIds)].filter(id => /^[1-9]\d{0,15}$/.test(id))
