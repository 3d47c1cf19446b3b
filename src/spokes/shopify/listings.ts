/** Reads products as listings. */
import { z } from 'zod'
import { type Json, type ObservedListing, type Page, type SeenListing, SpokeError } from '#kit'
import { ask, askWithTime, type Context } from './client.ts'
import { withDefinition } from './definition.ts'
import { fieldsOf, key, namespace, toListing, toListingAgain } from './mapping.ts'
import {
  againPageSize,
  marksOperation,
  marksPageSize,
  mediaOperation,
  nodesPageSize,
  ownOperation,
  ownPageSize,
  productNodesOperation,
  productsAgainOperation,
  productsOperation,
} from './queries.ts'
import {
  AgainAnswer,
  gidOf,
  MarksAnswer,
  MediaAnswer,
  NodesAnswer,
  numberOf,
  OwnAnswer,
  Product,
  ProductAgain,
  ProductsAnswer,
} from './wire.ts'

/** The platform tells whole seconds: two changes within one look the same, so a mark this young proves nothing. */
const youngMs = 2000
const Cursor = z.object({ after: z.string() })

export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const after = cursor === null ? null : Cursor.parse(cursor).after
  const { data, at } = await askWithTime(ctx, {
    what: 'read listings',
    operation: productsOperation,
    variables: { after },
    shape: ProductsAnswer,
  })
  const { nodes, pageInfo } = data.products
  const items = await toListings(ctx, nodes, { currency: data.shop.currencyCode, at })
  const hasMore = pageInfo.hasNextPage && pageInfo.endCursor != null
  return { items, cursor: hasMore ? { after: pageInfo.endCursor! } : null, hasMore, total: null }
}

/** A look at what we have set costs a third of one at all there is, most of which is pictures. */
export async function readListingsById(
  ctx: Context,
  remoteIds: readonly string[],
  seen: ReadonlyMap<string, SeenListing> = new Map(),
): Promise<readonly ObservedListing[]> {
  const isEnough = (id: string) => seen.get(id)?.fields.some(field => field === 'images' || field === 'shelf') === false
  const ids = numbersOnly(remoteIds)
  const again = ids.filter(isEnough)
  return [
    ...(again.length === 0 ? [] : await readAgain(ctx, again, seen)),
    ...(await readWhole(
      ctx,
      ids.filter(id => !isEnough(id)),
    )),
  ]
}

async function readAgain(ctx: Context, ids: readonly string[], seen: ReadonlyMap<string, SeenListing>): Promise<ObservedListing[]> {
  const found: ObservedListing[] = []
  for (const some of chunks(ids, againPageSize)) {
    const { data, at } = await askWithTime(ctx, {
      what: 'read listings again',
      operation: productsAgainOperation(some.length),
      variables: { ids: some.map(id => gidOf('Product', id)) },
      shape: AgainAnswer,
    })
    for (const node of data.nodes) {
      if (node === null || typeof node !== 'object' || !('id' in node)) continue
      const parsed = ProductAgain.safeParse(node)
      if (!parsed.success)
        throw new SpokeError('bug', `read listings again: a product does not have the shape of the API: ${fieldsOf(parsed.error)}`)
      const before = seen.get(numberOf(parsed.data.id))
      if (before !== undefined) found.push(toListingAgain(parsed.data, before.observed, markOf(parsed.data, at)))
    }
  }
  return found
}

async function readWhole(ctx: Context, ids: readonly string[]): Promise<readonly ObservedListing[]> {
  const found: ObservedListing[] = []
  for (const some of chunks(ids, nodesPageSize)) {
    const { data, at } = await askWithTime(ctx, {
      what: 'read listings',
      operation: productNodesOperation(some.length),
      variables: { ids: some.map(id => gidOf('Product', id)) },
      shape: NodesAnswer,
    })
    found.push(...(await toListings(ctx, data.nodes, { currency: data.shop.currencyCode, at })))
  }
  return found
}

export async function readMarks(ctx: Context, remoteIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const marks = new Map<string, string | null>()
  for (const some of chunks(numbersOnly(remoteIds), marksPageSize)) {
    const { data, at } = await askWithTime(ctx, {
      what: 'look for changes',
      operation: marksOperation(some.length),
      variables: { ids: some.map(id => gidOf('Product', id)) },
      shape: MarksAnswer,
    })
    for (const node of data.nodes)
      if (node?.id !== undefined && node.updatedAt !== undefined)
        marks.set(numberOf(node.id), markOf({ ...node, updatedAt: node.updatedAt }, at))
  }
  return marks
}

/** By our own id, which the platform keeps unique; a SKU says nothing. */
export async function findOwn(ctx: Context, wanted: readonly { listingId: string; sku: string }[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const listingIds = [...new Set(wanted.map(({ listingId }) => listingId))]
  for (const some of chunks(listingIds, ownPageSize)) {
    const variables = Object.fromEntries(some.map((value, at) => [`i${at}`, { customId: { namespace, key, value } }]))
    const answer = await withDefinition(ctx, () =>
      ask(ctx, { what: 'look for our own listings', operation: ownOperation(some.length), variables, shape: OwnAnswer }),
    )
    for (const [at, listingId] of some.entries()) {
      const product = answer[`p${at}`]
      if (product) found.set(listingId, numberOf(product.id))
    }
  }
  return found
}

interface Seen {
  readonly currency: string
  readonly at: Date
}

/** A foreign product that no one could read is left out; one of ours must not look as if it were gone. */
async function toListings(ctx: Context, nodes: readonly unknown[], { currency, at }: Seen): Promise<ObservedListing[]> {
  const products: Product[] = []
  for (const node of nodes) {
    // Gone is null; what is of another kind comes without fields.
    if (node === null || typeof node !== 'object' || !('id' in node)) continue
    const parsed = Product.safeParse(node)
    if (parsed.success) products.push(await whole(ctx, parsed.data))
    else if ((node as { listing?: unknown }).listing)
      throw new SpokeError('bug', `read listings: a product of ours does not have the shape of the API: ${fieldsOf(parsed.error)}`)
  }
  const marks = await notedMarks(ctx, products)
  return products.map(product => toListing(product, { currency, mark: markOf(product, at), marks }))
}

/** With all its pictures. */
async function whole(ctx: Context, product: Product): Promise<Product> {
  const nodes = [...product.media.nodes]
  let { hasNextPage, endCursor } = product.media.pageInfo
  while (hasNextPage && endCursor) {
    const { product: more } = await ask(ctx, {
      what: 'read pictures',
      operation: mediaOperation,
      variables: { id: product.id, after: endCursor },
      shape: MediaAnswer,
    })
    if (more === null) break
    nodes.push(...more.media.nodes)
    hasNextPage = more.media.pageInfo.hasNextPage
    endCursor = more.media.pageInfo.endCursor
  }
  return { ...product, media: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } }
}

const Note = z.object({ pictures: z.record(z.string(), z.string()) })

/** Of pictures that are being prepared, what we noted when they were put there. */
async function notedMarks(ctx: Context, products: readonly Product[]): Promise<ReadonlyMap<string, string>> {
  const unready = products.filter(({ media }) => media.nodes.some(({ status }) => status !== 'READY')).map(({ id }) => numberOf(id))
  if (unready.length === 0) return new Map()
  const notes = await ctx.notes(unready)
  return new Map([...notes.values()].flatMap(note => Object.entries(Note.safeParse(note).data?.pictures ?? {})))
}

type Marked = Pick<Product, 'updatedAt' | 'onlineStoreUrl'> & { readonly status?: string | undefined }

/** With whether shoppers see it: to take a product out of a channel need not count as a change of the product. */
const markOf = ({ updatedAt, status, onlineStoreUrl }: Marked, at: Date): string | null =>
  at.getTime() - Date.parse(updatedAt) > youngMs ? `${updatedAt} ${status} ${onlineStoreUrl == null ? 'unseen' : 'seen'}` : null

/** Another kind of id would make the whole question invalid. */
const numbersOnly = (remoteIds: readonly string[]) => remoteIds.filter(id => /^\d{1,19}$/.test(id))

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
