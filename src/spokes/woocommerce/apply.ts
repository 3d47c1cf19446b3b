/** Does the steps of a plan, each judged on its own. */

import type { z } from 'zod'
import { type Json, markOf, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { type Answer, type Call, type Context, call, codeOf, refusedWith, StoreRefused, statusOf } from './client.ts'
import { fold, listingIdOf, pictureName } from './mapping.ts'
import type { Copy, CopyBody, ImageRef, ProductBody, TermRef } from './plan.ts'
import { Batch, type BatchItem, Media, Owned, Refusal, Term, told } from './wire.ts'

/** Steps that one call may hold. The store counts creates and updates together. */
export const batchSize = 100
/** A picture by address is fetched by the store within the call, one by copy is put there before it: each weighs as much as several products. */
const pictureWeight = 4

/** @returns one outcome for each order, in the same order. @throws {SpokeError} when the very first call fails as a whole. */
export async function apply(ctx: Context, orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
  const outcomes = new Map<StepOrder, StepOutcome>()
  const resolver = makeResolver(ctx)
  const judge = (failed: readonly StepOrder[], error: unknown) => {
    if (!(error instanceof SpokeError) || (outcomes.size === 0 && failed.length === orders.length)) throw error
    for (const order of failed) outcomes.set(order, { state: error.isUnknown ? 'unknown' : 'refused', error })
  }
  for (const order of orders.filter(({ step }) => step.kind === 'put-copy')) {
    try {
      outcomes.set(order, await putCopy(ctx, order.step.body as unknown as CopyBody))
    } catch (error) {
      judge([order], error)
    }
  }
  const products = orders.filter(({ step }) => step.kind === 'create' || step.kind === 'update')
  const ready: StepOrder[] = []
  for (const order of products) {
    try {
      await resolver.keepPictures(bodyOf(order).images ?? []).catch(untouched)
      ready.push(order)
    } catch (error) {
      // One picture that the store does not take is one listing's; anything else would befall the next as well.
      const isAlone = error instanceof SpokeError && error.remedy === 'seller'
      judge(isAlone ? [order] : products.slice(products.indexOf(order)), error)
      if (!isAlone) break
    }
  }
  for (const group of groupByWeight(ready)) {
    try {
      const done = await writeProducts(ctx, group, resolver)
      group.forEach((order, at) => {
        outcomes.set(order, done[at]!)
      })
    } catch (error) {
      judge(group, error)
    }
  }
  return orders.map(
    order => outcomes.get(order) ?? { state: 'refused', error: new SpokeError('bug', `there is no step “${order.step.kind}” here`) },
  )
}

const bodyOf = ({ step }: StepOrder) => step.body as unknown as ProductBody

function groupByWeight(orders: readonly StepOrder[]): StepOrder[][] {
  const groups: StepOrder[][] = []
  let weight = Number.POSITIVE_INFINITY
  for (const order of orders) {
    const own = 1 + pictureWeight * (bodyOf(order).images ?? []).filter(image => !('id' in image)).length
    if (weight + own > batchSize) {
      groups.push([])
      weight = 0
    }
    groups.at(-1)!.push(order)
    weight += own
  }
  return groups
}

async function writeProducts(ctx: Context, group: readonly StepOrder[], resolver: Resolver): Promise<readonly StepOutcome[]> {
  const items = await resolver.itemsOf(group.map(bodyOf)).catch(untouched)
  const creates = group.filter(({ step }) => step.kind === 'create')
  const updates = group.filter(({ step }) => step.kind === 'update')
  const itemOf = (order: StepOrder) => items[group.indexOf(order)]!
  const body = {
    ...(creates.length > 0 ? { create: creates.map(itemOf) } : {}),
    // `set` never holds an id, so nothing but this says which product is meant.
    ...(updates.length > 0 ? { update: updates.map(order => ({ id: Number(order.remoteId), ...itemOf(order) })) } : {}),
  }
  const { body: answer } = await call(ctx, { what: `write ${group.length} listings`, method: 'POST', path: '/wc/v3/products/batch', body })
  const batch = Batch.safeParse(answer)
  const isWhole = batch.success && batch.data.create.length === creates.length && batch.data.update.length === updates.length
  // Failed items come in the order sent, so without one answer for each nothing can be told of any.
  if (!isWhole) throw new SpokeError('bug', `write ${group.length} listings: the answer does not match what was sent`, { isUnknown: true })
  const outcomes: StepOutcome[] = []
  for (const order of group) {
    const item = order.step.kind === 'create' ? batch.data.create[creates.indexOf(order)]! : batch.data.update[updates.indexOf(order)]!
    outcomes.push(await judgeItem(ctx, { order, item, sent: itemOf(order) }))
  }
  return outcomes
}

interface Written {
  readonly order: StepOrder
  readonly item: BatchItem
  readonly sent: Readonly<Record<string, Json>>
}

async function judgeItem(ctx: Context, { order, item, sent }: Written): Promise<StepOutcome> {
  const failed = 'error' in item ? Refusal.safeParse(item.error).data : undefined
  if (failed === undefined) return { state: 'done', remoteId: String((item as { id: number }).id) }
  const cause = new StoreRefused(told(failed, 'status') ?? 400, failed)
  const error = refusedWith(cause, `${order.step.kind} listing: ${cause.message}`)
  const isTaken =
    order.step.kind === 'create' && (cause.code === 'product_invalid_sku' || cause.code === 'woocommerce_rest_product_not_created')
  if (!isTaken) return { state: error.isUnknown ? 'unknown' : 'refused', error }
  try {
    return (await takeOwnBack(ctx, order, sent)) ?? { state: 'refused', error }
  } catch (second) {
    if (!(second instanceof SpokeError)) throw second
    return { state: second.isUnknown ? 'unknown' : 'refused', error: second }
  }
}

/** The SKU may be held by our own earlier create, or by our own product in the bin, which the write brings back with its buyers' links. */
async function takeOwnBack(ctx: Context, { listingId, sku }: StepOrder, sent: Readonly<Record<string, Json>>): Promise<StepOutcome | null> {
  for (const status of ['any', 'trash']) {
    const owned = (await listOwned(ctx, { skus: [sku], status })).find(product => listingIdOf(product) === listingId)
    if (owned === undefined) continue
    await call(ctx, { what: 'write our own listing again', method: 'PUT', path: `/wc/v3/products/${owned.id}`, body: sent })
    return { state: 'done', remoteId: String(owned.id) }
  }
  return null
}

export async function listOwned(ctx: Context, { skus, status }: { skus: readonly string[]; status: string }) {
  const query = { sku: skus.join(','), status, per_page: 100, orderby: 'id', order: 'asc', _fields: 'id,sku,meta_data' }
  const { body } = await call(ctx, { what: 'look for our own listings', path: '/wc/v3/products', query })
  return Owned.array().parse(body)
}

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'application/zip': 'zip',
}

async function putCopy(ctx: Context, { sha256, fileName }: CopyBody): Promise<StepOutcome> {
  const { id, url } = await keepCopy(ctx, { sha256, fileName, mark: markOf(sha256) })
  return { state: 'done', remoteId: null, copy: { sha256, remote: { id, url } } }
}

/** Copies a blob into the media library, once: what an earlier, unanswered upload left there is taken. @param mark the part of its name that tells it. */
async function keepCopy(ctx: Context, { sha256, fileName, mark }: CopyBody & { readonly mark: string }): Promise<Copy> {
  if (!ctx.settings.wordpressUser || !ctx.settings.wordpressPassword)
    throw new SpokeError(
      'seller',
      'To put files into the shop, Selvage needs a WordPress user and an application password: Shops > Details > Keys. (With a public address of its own it does without.)',
    )
  const earlier = await findCopy(ctx, mark)
  if (earlier !== null) return earlier
  const { stream, sizeBytes, mediaType } = await ctx.openBlob(sha256)
  const name = /\.[a-z0-9]+$/.test(fileName) ? fileName : `${fileName}.${extensions[mediaType] ?? 'bin'}`
  const { body } = await callMedia(ctx, {
    what: 'put a file into the media library',
    method: 'POST',
    upload: { stream, sizeBytes, mediaType, fileName: name },
  })
  const { id, source_url: url } = Media.parse(body)
  return { id, url }
}

async function findCopy(ctx: Context, mark: string): Promise<Copy | null> {
  const { body } = await callMedia(ctx, {
    what: 'look into the media library',
    query: { search: mark, per_page: 10, _fields: 'id,source_url' },
  })
  const found = Media.array()
    .parse(body)
    .find(({ source_url }) => source_url.includes(mark))
  return found === undefined ? null : { id: found.id, url: found.source_url }
}

async function callMedia(ctx: Context, wanted: Omit<Call, 'path' | 'as'>): Promise<Answer> {
  try {
    return await call(ctx, { ...wanted, path: '/wp/v2/media', as: 'user' })
  } catch (error) {
    if (statusOf(error) !== 401 || codeOf(error) === 'rest_cannot_create') throw error
    throw new SpokeError(
      'seller',
      'WordPress does not accept the user name and application password. Make a new one under Users > Profile > Application Passwords.',
      { cause: error },
    )
  }
}

/** Terms and copies come before the listings: an answer lost there leaves nothing unknown about these, and the next try finds what was made. */
function untouched(error: unknown): never {
  if (!(error instanceof SpokeError) || !error.isUnknown) throw error
  throw new SpokeError(error.remedy, error.message, { ...(error.waitMs !== null && { waitMs: error.waitMs }), cause: error })
}

interface Resolver {
  /** Puts them into the media library, unless they lie there: one after another, each once for one `apply`. */
  readonly keepPictures: (images: readonly ImageRef[]) => Promise<void>
  readonly itemsOf: (bodies: readonly ProductBody[]) => Promise<readonly Readonly<Record<string, Json>>[]>
}

/** Names of tags, categories and copies to the store's ids, each asked once for one `apply`. */
function makeResolver(ctx: Context): Resolver {
  const ids = { tags: new Map<string, number>(), categories: new Map<string, number>() }
  const copies = new Map<string, Copy>()
  let isCategoryListRead = false

  const learn = (kind: 'tags' | 'categories', refs: readonly TermRef[]) => {
    for (const { name, id } of refs) if (id !== null && !ids[kind].has(fold(name))) ids[kind].set(fold(name), id)
  }
  const unknown = (kind: 'tags' | 'categories', refs: readonly TermRef[]) => [
    ...new Map(refs.filter(({ name }) => !ids[kind].has(fold(name))).map(({ name }) => [fold(name), name])).values(),
  ]
  const makeTerms = async (kind: 'tags' | 'categories', names: readonly string[]) => {
    for (let at = 0; at < names.length; at += batchSize) {
      const some = names.slice(at, at + batchSize)
      const { body } = await call(ctx, {
        what: `make ${kind}`,
        method: 'POST',
        path: `/wc/v3/products/${kind}/batch`,
        body: { create: some.map(name => ({ name })) },
      })
      const { create } = Batch.parse(body)
      create.forEach((item, index) => {
        // A name that is there already answers with its owner, so making and looking up are one call.
        const id = 'error' in item ? told(item.error as Refusal, 'resource_id') : (item as { id: number }).id
        if (id !== null && id > 0) ids[kind].set(fold(some[index]!), id)
      })
    }
  }
  const resolve = async (kind: 'tags' | 'categories', refs: readonly TermRef[]) => {
    learn(kind, refs)
    if (unknown(kind, refs).length === 0) return
    // The same name may live under a parent; making it anew would put a second one beside it. Tags have no parents.
    if (kind === 'categories' && !isCategoryListRead) {
      isCategoryListRead = true
      for (const { id, name } of await listTerms(ctx, 'categories')) if (!ids.categories.has(fold(name))) ids.categories.set(fold(name), id)
    }
    await makeTerms(kind, unknown(kind, refs))
    const left = unknown(kind, refs)
    if (left.length > 0) throw new SpokeError('seller', `The shop does not take the ${kind === 'tags' ? 'tag' : 'category'} “${left[0]}”.`)
  }
  const copyOf = async (mark: string): Promise<Copy> => {
    const found = copies.get(mark) ?? (await findCopy(ctx, mark))
    if (found === null) throw new SpokeError('retry', 'a file is not in the media library yet')
    copies.set(mark, found)
    return found
  }
  const keepPictures = async (images: readonly ImageRef[]) => {
    for (const image of images) {
      if (!('sha256' in image)) continue
      const name = pictureName(image)
      if (!copies.has(name)) copies.set(name, await keepCopy(ctx, { sha256: image.sha256, fileName: name, mark: name }))
    }
  }
  const imageOf = (image: ImageRef): Json => ('sha256' in image ? { id: copies.get(pictureName(image))!.id, alt: image.alt } : { ...image })
  return {
    keepPictures,
    itemsOf: async bodies => {
      await resolve(
        'tags',
        bodies.flatMap(({ tags }) => tags ?? []),
      )
      await resolve(
        'categories',
        bodies.flatMap(({ categories }) => categories ?? []),
      )
      const idsOf = (kind: 'tags' | 'categories', refs: readonly TermRef[]) => refs.map(({ name }) => ({ id: ids[kind].get(fold(name))! }))
      return Promise.all(
        bodies.map(async ({ set, tags, categories, images, downloads }) => ({
          ...set,
          ...(tags === undefined ? {} : { tags: idsOf('tags', tags) }),
          ...(categories === undefined ? {} : { categories: idsOf('categories', categories) }),
          ...(images === undefined ? {} : { images: images.map(imageOf) }),
          ...(downloads === undefined
            ? {}
            : {
                downloads: await Promise.all(
                  downloads.map(async file =>
                    'copy' in file ? { id: file.id, name: file.name, file: (await copyOf(file.copy)).url } : { ...file },
                  ),
                ),
              }),
        })),
      )
    },
  }
}

/** At most 1,000 of them: a shop with more categories than that is asked for the rest by making them. */
async function listTerms(ctx: Context, kind: 'categories'): Promise<z.infer<typeof Term>[]> {
  const terms: z.infer<typeof Term>[] = []
  for (let page = 1; page <= 10; page++) {
    const { body } = await call(ctx, {
      what: `read ${kind}`,
      path: `/wc/v3/products/${kind}`,
      query: { per_page: 100, page, orderby: 'id', hide_empty: 'false' },
    })
    const some = Term.array().parse(body)
    terms.push(...some)
    if (some.length < 100) break
  }
  return terms
}
