/** Download products, which are only ever read. */
import { type Json, type ObservedListing, type Page, SpokeError } from '#kit'
import { type Context, call, statusOf } from './client.ts'
import { toListing } from './mapping.ts'
import { Products } from './wire.ts'

const path = '/v2/commerce/products'
const mostAtOnce = 50

export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const query: Record<string, string> = typeof cursor === 'string' ? { cursor } : { type: 'DIGITAL' }
  const { products, pagination } = read((await call(ctx, { what: 'read products', path, query })).body)
  const next = pagination?.hasNextPage === true ? (pagination.nextPageCursor ?? null) : null
  return { items: products.map(toListing), cursor: next, hasMore: next !== null, total: null }
}

export async function readListingsById(ctx: Context, remoteIds: readonly string[]): Promise<readonly ObservedListing[]> {
  const found: ObservedListing[] = []
  for (let at = 0; at < remoteIds.length; at += mostAtOnce) found.push(...(await readSome(ctx, remoteIds.slice(at, at + mostAtOnce))))
  return found
}

/** One that is gone may make the whole question fail: then each is asked for. */
async function readSome(ctx: Context, ids: readonly string[]): Promise<readonly ObservedListing[]> {
  try {
    const { body } = await call(ctx, { what: 'read products', path: `${path}/${ids.map(encodeURIComponent).join(',')}` })
    return read(body).products.map(toListing)
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    if (ids.length === 1) return []
    const found: ObservedListing[] = []
    for (const id of ids) found.push(...(await readSome(ctx, [id])))
    return found
  }
}

function read(body: unknown) {
  const { data } = Products.safeParse(body)
  if (data === undefined) throw new SpokeError('retry', 'read products: the answer is not a list')
  return data
}
