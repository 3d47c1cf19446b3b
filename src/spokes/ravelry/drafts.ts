/** Drafts: made once, found again by the mark in their notes. */
import { SpokeError } from '#kit'
import { type Context, call, orLost } from './client.ts'
import { markIn, withMark } from './mapping.ts'
import type { CreateBody } from './plan.ts'
import { readDrafts, writeDraft } from './records.ts'
import { crafts } from './settings.ts'
import { storeOf } from './store.ts'
import { termsFor } from './terms.ts'
import { type Draft, OneDraft, OneProduct } from './wire.ts'

/** Ours are told by the mark in a draft's notes; later the hub knows them by their product. */
export async function findOwn(ctx: Context, wanted: readonly { listingId: string }[]): Promise<ReadonlyMap<string, string>> {
  const missing = new Set(wanted.map(({ listingId }) => listingId))
  if (missing.size === 0) return new Map()
  const drafts = await readDrafts(ctx)
  return new Map(
    drafts.flatMap(({ notes }): [string, string][] => {
      const mark = markIn(notes)
      return mark?.productId != null && missing.has(mark.listingId) ? [[mark.listingId, String(mark.productId)]] : []
    }),
  )
}

/**
 * A draft, its product, and the product's number in the draft's mark, each only where it is not there yet. Should the answer to the making of the
 * product be lost, an empty product stays behind that nobody sees: Ravelry lists no products of drafts, and another one is made.
 *
 * @returns the number of the product.
 */
export async function makeDraft(ctx: Context, listingId: string, body: CreateBody): Promise<number> {
  const { id: storeId } = await storeOf(ctx)
  const earlier = await ownDraft(ctx, listingId)
  const known = earlier === null ? null : markIn(earlier.notes)
  const draft = earlier ?? (await sendDraft(ctx, listingId, body))
  if (known?.productId != null) return known.productId
  const made = await call(ctx, {
    what: 'make a product',
    method: 'POST',
    path: '/products/create',
    form: { store_id: storeId, draft_pattern_id: draft.id },
  })
  const { id: productId } = OneProduct.parse(made.body).product
  await writeDraft(ctx, draft.id, { name: body.title, notes: withMark(body.notes, listingId, productId) })
  return productId
}

async function ownDraft(ctx: Context, listingId: string): Promise<Draft | null> {
  const own = (await readDrafts(ctx)).filter(({ notes }) => markIn(notes)?.listingId === listingId)
  return own.find(({ notes }) => markIn(notes)?.productId != null) ?? own[0] ?? null
}

async function sendDraft(
  ctx: Context,
  listingId: string,
  { title, notes, craft, tags, categories, properties }: CreateBody,
): Promise<Draft> {
  const { id: storeId, businessId } = await storeOf(ctx)
  if (businessId === null)
    throw new SpokeError('seller', 'Ravelry does not tell which business (Pro account) your store belongs to. Look at your store there.')
  const { categoryIds, attributeIds } = await termsFor(ctx, { categories, tags })
  const sent = await orLost(
    call(ctx, {
      what: 'make a draft',
      method: 'POST',
      path: '/drafts/patterns/create',
      data: {
        name: title,
        notes: withMark(notes, listingId, null),
        craft_id: crafts[craft ?? ctx.settings.craft ?? 'knitting'],
        downloadable: true,
        ...properties,
        draft_business_id: businessId,
        draft_store_id: storeId,
        ...(categoryIds.length > 0 && { pattern_classifications: categoryIds.map(pattern_category_id => ({ pattern_category_id })) }),
        ...(attributeIds.length > 0 && { pattern_taggings: attributeIds.map(pattern_attribute_id => ({ pattern_attribute_id })) }),
      },
    }),
  )
  if (!('lost' in sent)) return OneDraft.parse(sent.body).draft_pattern
  const found = await ownDraft(ctx, listingId)
  if (found === null) throw sent.lost
  return found
}
