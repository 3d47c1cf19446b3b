/** Reads Gumroad's products as listings of ours. */
import { z } from 'zod'
import { fewAtOnce, type Json, type ObservedListing, type Page, type SeenListing, SpokeError } from '#kit'
import { atOnce, type Context, call, inPath, isMissing } from './client.ts'
import { type Extras, type FileFact, listingMark, markInPermalink, noteFrom, slimMark, toListing } from './mapping.ts'
import { Product, ProductAnswer, ProductsAnswer, SlimProduct } from './wire.ts'

const Cursor = z.object({ pageKey: z.string() })
/** Pages of ten, so a hundred thousand products; a list that never ends is none. */
const mostPages = 10_000
/** Up to so many are asked for one by one, which is quicker than the list. */
const fewIds = 3
/** From so many on the list is read instead, as far as half as many pages go. */
const manyIds = 20

interface ListPage {
  readonly products: readonly SlimProduct[]
  readonly next: string | null
}

async function readPage(ctx: Context, what: string, pageKey: string | null): Promise<ListPage> {
  const { body } = await call(ctx, { what, path: '/v2/products', ...(pageKey !== null && { query: { page_key: pageKey } }) })
  const { data } = ProductsAnswer.safeParse(body)
  if (data === undefined) throw new SpokeError('retry', `${what}: the answer is not a list`)
  return { products: data.products.map(raw => parseOr(SlimProduct, raw, what)), next: data.next_page_key || null }
}

function parseOr<Shape>(shape: z.ZodType<Shape>, raw: unknown, what: string): Shape {
  const { data, error } = shape.safeParse(raw)
  if (data === undefined) throw new SpokeError('bug', `${what}: a product does not have the shape of the API: ${fieldsOf(error!)}`)
  return data
}

export const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(issue => issue.path.join('.') || 'the whole'))].slice(0, 5).join(', ')

/** Newest first. @param look returns true when it has seen enough. */
async function eachPage(ctx: Context, what: string, look: (products: readonly SlimProduct[]) => boolean): Promise<void> {
  let pageKey: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const { products, next }: ListPage = await readPage(ctx, what, pageKey)
    if (look(products.filter(({ deleted }) => deleted !== true)) || next === null) return
    pageKey = next
  }
  throw new SpokeError('bug', `${what}: the list does not end`)
}

/** The list tells no files, so each is asked for as well. */
export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const { products, next } = await readPage(ctx, 'read products', cursor === null ? null : Cursor.parse(cursor).pageKey)
  const items = await readListingsById(
    ctx,
    products.map(({ id }) => id),
  )
  return { items, cursor: next === null ? null : { pageKey: next }, hasMore: next !== null, total: null }
}

export async function readListingsById(
  ctx: Context,
  remoteIds: readonly string[],
  seen: ReadonlyMap<string, SeenListing> = new Map(),
): Promise<readonly ObservedListing[]> {
  const notes = await ctx.notes(remoteIds)
  const noteOf = (id: string) => noteFrom(notes.get(id))
  const listed = await readListed(ctx, remoteIds, seen)
  const found = await fewAtOnce(atOnce, remoteIds, async id => {
    const there = listed.get(id)
    if (there !== undefined) return toListing(there.product, noteOf(id), there.files)
    const product = await readProduct(ctx, id)
    return product === null ? null : toListing(product, noteOf(id))
  })
  return found.filter(listing => listing !== null)
}

/** Those whose files a step of ours cannot have moved, ten a request; what the list does not show soon is asked for one by one. */
async function readListed(
  ctx: Context,
  remoteIds: readonly string[],
  seen: ReadonlyMap<string, SeenListing>,
): Promise<Map<string, { product: SlimProduct; files: readonly FileFact[] }>> {
  const kept = new Map(remoteIds.flatMap(id => filesKept(id, seen.get(id)) ?? []))
  const listed = new Map<string, { product: SlimProduct; files: readonly FileFact[] }>()
  if (kept.size < manyIds) return listed
  let pages = 0
  await eachPage(ctx, 'read products', products => {
    for (const product of products) {
      const files = kept.get(product.id)
      if (files !== undefined) listed.set(product.id, { product, files })
    }
    return listed.size === kept.size || ++pages > kept.size / 2
  })
  return listed
}

function filesKept(id: string, one: SeenListing | undefined): [string, readonly FileFact[]][] | null {
  if (one === undefined || one.fields.length === 0 || one.fields.includes('files')) return null
  return [[id, (one.observed.extras as unknown as Extras).files]]
}

/** @returns null when it is gone. */
export async function readProduct(ctx: Context, id: string): Promise<Product | null> {
  try {
    const { body } = await call(ctx, { what: 'read a product', path: `/v2/products/${inPath(id)}` })
    const product = parseOr(Product, ProductAnswer.parse(body).product, `read product ${id}`)
    return product.deleted === true ? null : product
  } catch (error) {
    if (!isMissing(error)) throw error
    return null
  }
}

export async function readMarks(ctx: Context, remoteIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const marks = new Map<string, string | null>()
  if (remoteIds.length <= fewIds) {
    const products = await fewAtOnce(atOnce, remoteIds, id => readProduct(ctx, id))
    for (const product of products) if (product !== null) marks.set(product.id, slimMark(product))
    return marks
  }
  const asked = new Set(remoteIds)
  await eachPage(ctx, 'look for changes', products => {
    for (const product of products) if (asked.has(product.id)) marks.set(product.id, slimMark(product))
    return marks.size === asked.size
  })
  return marks
}

/** Ours are told by the end of their own address. */
export async function findOwn(
  ctx: Context,
  wanted: readonly { readonly listingId: string; readonly sku: string }[],
): Promise<ReadonlyMap<string, string>> {
  const missing = new Map(wanted.map(({ listingId }) => [listingMark(listingId), listingId]))
  const found = new Map<string, string>()
  if (missing.size === 0) return found
  await eachPage(ctx, 'look for our own products', products => {
    for (const { id, custom_permalink } of products) {
      const mark = markInPermalink(custom_permalink)
      const listingId = mark === null ? undefined : missing.get(mark)
      if (listingId === undefined) continue
      missing.delete(mark!)
      found.set(listingId, id)
    }
    return missing.size === 0
  })
  return found
}
