/** Reads products as listings. */

import { z } from 'zod'
import { type Json, type ObservedListing, type Page, SpokeError } from '#kit'
import { listOwned } from './apply.ts'
import { type Answer, type Context, call } from './client.ts'
import { fieldsOf, listingIdOf, toListing } from './mapping.ts'
import { nextPlace, pageSize, serverTime, totalOf } from './sales.ts'
import { Currency, fromGmt, Mark } from './wire.ts'

/** Only what the mapping reads: a whole product is four times as long. */
const fields =
  'id,name,permalink,date_modified_gmt,type,status,description,short_description,sku,regular_price,sale_price,date_on_sale_from_gmt,date_on_sale_to_gmt,downloadable,downloads,categories,tags,images,attributes,meta_data'
/** The store's times are whole seconds: two changes within one look the same, so a mark this young proves nothing. */
const youngMs = 2000
const currencyMs = 5 * 60_000

const Cursor = z.object({ offset: z.int().nonnegative(), lastId: z.int().nonnegative() })
/** In the context `view` texts come dressed for the page (wpautop, curly quotes); `edit` shows what is stored. */
const list = { status: 'any', per_page: pageSize, orderby: 'id', order: 'asc', context: 'edit' } as const

export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const place = cursor === null ? { offset: 0, lastId: 0 } : Cursor.parse(cursor)
  const currency = await currencyOf(ctx)
  const answer = await call(ctx, {
    what: 'read listings',
    path: '/wc/v3/products',
    query: { ...list, offset: place.offset, _fields: fields },
  })
  const products = listIn(answer, 'read listings')
  const total = totalOf(answer)
  const next = nextPlace(place, products, total)
  return { items: products.flatMap(product => toListings(ctx, { product, answer, currency })), cursor: next, hasMore: next !== null, total }
}

export async function readListingsById(ctx: Context, remoteIds: readonly string[]): Promise<readonly ObservedListing[]> {
  if (remoteIds.length === 0) return []
  const currency = await currencyOf(ctx)
  const found: ObservedListing[] = []
  for (const some of chunks(idsOnly(remoteIds))) {
    const answer = await call(ctx, {
      what: 'read listings',
      path: '/wc/v3/products',
      query: { ...list, include: some.join(','), _fields: fields },
    })
    // A store that ignores `include` would answer with all it has.
    found.push(
      ...listIn(answer, 'read listings')
        .flatMap(product => toListings(ctx, { product, answer, currency }))
        .filter(({ remoteId }) => some.includes(remoteId)),
    )
  }
  return found
}

export async function readMarks(ctx: Context, remoteIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const marks = new Map<string, string | null>()
  for (const some of chunks(idsOnly(remoteIds))) {
    const answer = await call(ctx, {
      what: 'look for changes',
      path: '/wc/v3/products',
      query: { ...list, include: some.join(','), _fields: 'id,date_modified_gmt' },
    })
    for (const item of listIn(answer, 'look for changes')) {
      const { id, date_modified_gmt } = Mark.parse(item)
      if (some.includes(String(id))) marks.set(String(id), markOf(ctx, answer, date_modified_gmt))
    }
  }
  return marks
}

/** Ours are told by what we left on them: a seller may give any product any SKU. */
export async function findOwn(ctx: Context, wanted: readonly { listingId: string; sku: string }[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  // A SKU with a comma would be two; `check` refuses it before anything is made.
  for (const some of chunks(
    wanted.filter(({ sku }) => sku !== '' && !sku.includes(',')),
    50,
  )) {
    const ids = new Set(some.map(({ listingId }) => listingId))
    for (const product of await listOwned(ctx, { skus: some.map(({ sku }) => sku), status: 'any' })) {
      const listingId = listingIdOf(product)
      if (listingId !== null && ids.has(listingId)) found.set(listingId, String(product.id))
    }
  }
  return found
}

interface Seen {
  readonly product: unknown
  readonly answer: Answer
  readonly currency: string
}

/** A foreign product that no one could read is left out; one of ours must not look as if it were gone. */
function toListings(ctx: Context, { product, answer, currency }: Seen): ObservedListing[] {
  const { date_modified_gmt } = (product ?? {}) as { date_modified_gmt?: unknown }
  try {
    return [toListing(product, currency, markOf(ctx, answer, typeof date_modified_gmt === 'string' ? date_modified_gmt : null))]
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const metas = z.object({ meta_data: z.array(z.object({ key: z.string(), value: z.unknown() })) }).safeParse(product)
    if (metas.success && listingIdOf(metas.data) === null) return []
    throw new SpokeError('bug', `read listings: a product of ours does not have the shape of the API: ${fieldsOf(error)}`)
  }
}

function markOf(ctx: Context, answer: Answer, modified: string | null | undefined): string | null {
  if (!modified) return null
  const ageMs = serverTime(ctx, answer).getTime() - fromGmt(modified).getTime()
  return ageMs > youngMs ? modified : null
}

export function listIn({ body }: Answer, what: string): readonly unknown[] {
  if (!Array.isArray(body)) throw new SpokeError('retry', `${what}: the answer is not a list`)
  return body
}

/** Anything else in `include` would be dropped there, and an empty `include` means everything. */
const idsOnly = (remoteIds: readonly string[]) => remoteIds.filter(id => /^\d+$/.test(id))

function chunks<Item>(items: readonly Item[], size: number = pageSize): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}

const currencies = new Map<string, { readonly code: string; readonly until: number }>()

/** Products do not say their currency. Kept for five minutes for one store, so that a run which comes soon after another costs one request less. */
export async function currencyOf(ctx: Context): Promise<string> {
  const place = `${ctx.baseUrl} ${ctx.settings.consumerKey}`
  const known = currencies.get(place)
  if (known !== undefined && known.until > ctx.now().getTime()) return known.code
  const { body } = await call(ctx, { what: "read the shop's currency", path: '/wc/v3/data/currencies/current', query: { _fields: 'code' } })
  const { code } = Currency.parse(body)
  currencies.set(place, { code, until: ctx.now().getTime() + currencyMs })
  return code
}
