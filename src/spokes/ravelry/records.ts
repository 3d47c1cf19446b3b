/** Ravelry's records, one kind after another, as they are read and written. */
import type { z } from 'zod'
import { fewAtOnce, SpokeError } from '#kit'
import { atOnce, type Context, call, unlessGone } from './client.ts'
import { storeOf } from './store.ts'
import { Draft, Drafts, OneDraft, OneProduct, Pattern, Patterns, Product, Products } from './wire.ts'

/** A pattern is large. */
const patternsAtOnce = 25

/** People look at patterns at another host than programs talk to. */
export const siteOf = ({ baseUrl }: Pick<Context, 'baseUrl'>): string =>
  baseUrl === 'https://api.ravelry.com' ? 'https://www.ravelry.com' : baseUrl

/** @throws {SpokeError} 'retry' when it is gone. */
export async function readProduct(ctx: Context, id: number): Promise<Product> {
  const { body } = await call(ctx, { what: 'read a product', path: `/products/${id}` })
  return parsedAs(OneProduct, body, `read product ${id}`).product
}

export async function readPatterns(ctx: Context, ids: readonly number[]): Promise<ReadonlyMap<number, Pattern>> {
  const pages = await fewAtOnce(atOnce, chunks([...new Set(ids)], patternsAtOnce), async some => {
    const { body } = await call(ctx, { what: 'read patterns', path: '/patterns', query: { ids: some.join(' ') } })
    return Object.values(parsedAs(Patterns, body, 'read patterns').patterns).flatMap(raw => Pattern.safeParse(raw).data ?? [])
  })
  return new Map(pages.flat().map(pattern => [pattern.id, pattern]))
}

export async function readDraft(ctx: Context, id: number): Promise<Draft | null> {
  const answer = await unlessGone(call(ctx, { what: 'read a draft', path: `/drafts/patterns/${id}` }))
  return answer === null ? null : parsedAs(OneDraft, answer.body, `read draft ${id}`).draft_pattern
}

/** @param data what is left out stays as it is. */
export const writeDraft = (
  ctx: Context,
  id: number,
  data: { readonly name?: string; readonly notes?: string } & Readonly<Record<string, unknown>>,
) => call(ctx, { what: 'change a draft', method: 'PUT', path: `/drafts/patterns/${id}`, data })

function parsedAs<Shape>(shape: z.ZodType<Shape>, body: unknown, what: string): Shape {
  const found = shape.safeParse(body)
  if (found.success) return found.data
  throw new SpokeError('bug', `${what}: it does not have the shape of the API: ${fieldsOf(found.error)}`)
}

export const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(issue => issue.path.join('.') || 'the whole'))].slice(0, 5).join(', ')

/** One page of a store's active products; Ravelry lists no others. */
export async function readStorePage(ctx: Context, page: number, size: number): Promise<{ products: Product[]; isLast: boolean }> {
  const { id } = await storeOf(ctx)
  const { body } = await call(ctx, {
    what: 'read the products',
    path: `/stores/${id}/products`,
    query: { store_id: id, page, page_size: size },
  })
  const { products, paginator } = parsedAs(Products, body, 'read the products')
  const isLast = products.length < size || (typeof paginator?.last_page === 'number' && page >= paginator.last_page)
  return { products: products.flatMap(raw => Product.safeParse(raw).data ?? []), isLast }
}

/** @returns every draft of the account's business, also those that were published; Ravelry gives them all at once. */
export async function readDrafts(ctx: Context): Promise<readonly Draft[]> {
  const { businessId } = await storeOf(ctx)
  const { body } = await call(ctx, {
    what: 'look at the drafts',
    path: '/drafts/patterns/list',
    ...(businessId !== null && { query: { business_id: businessId } }),
  })
  return Drafts.parse(body).draft_patterns.flatMap(raw => Draft.safeParse(raw).data ?? [])
}

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
