/** Products, which are only ever read. */
import { z } from 'zod'
import type { Json, ObservedListing, Page } from '#kit'
import { type Context, call, callList } from './client.ts'
import { toListing } from './mapping.ts'
import { Store } from './wire.ts'

const pageSize = 100
/** Pages; more than ten thousand products of one seller are a fault. */
const mostPages = 100

const Cursor = z.object({ page: z.int().positive(), currency: z.string() })

export async function currencyOf(ctx: Context): Promise<string> {
  const { body } = await call(ctx, { what: 'look at the store', path: `/stores/${ctx.settings.storeId}` })
  return Store.parse(body).data.attributes.currency
}

export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const { page, currency } = cursor === null ? { page: 1, currency: await currencyOf(ctx) } : Cursor.parse(cursor)
  const { data, meta } = await callList(ctx, {
    what: 'read products',
    path: '/products',
    query: { 'filter[store_id]': ctx.settings.storeId, 'page[number]': page, 'page[size]': pageSize },
  })
  const hasMore = meta.page.currentPage < meta.page.lastPage && page < mostPages
  return { items: data.map(product => toListing(product, currency)), cursor: { page: page + 1, currency }, hasMore, total: meta.page.total }
}

export async function readListingsById(ctx: Context, remoteIds: readonly string[]): Promise<readonly ObservedListing[]> {
  const wanted = new Set(remoteIds)
  const found: ObservedListing[] = []
  for (let cursor: Json = null, hasMore = true; hasMore && found.length < wanted.size; ) {
    const page = await readListings(ctx, cursor)
    found.push(...page.items.filter(({ remoteId }) => wanted.has(remoteId)))
    cursor = page.cursor
    hasMore = page.hasMore
  }
  return found
}
