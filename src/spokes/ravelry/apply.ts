/** Does the steps of a plan, a few at once, each judged on its own. */
import { eachStep, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { atOnce, type Context, call } from './client.ts'
import { makeDraft } from './drafts.ts'
import { putFiles } from './files.ts'
import { markIn, type Place, placeOf, withMark } from './mapping.ts'
import { putPhotos } from './photos.ts'
import type { CreateBody, MediaBody, ProductBody, StateBody, TextsBody } from './plan.ts'
import { dataFor } from './properties.ts'
import { publish } from './publish.ts'
import { readProduct, writeDraft } from './records.ts'
import { OneDraft, type Product } from './wire.ts'

/** Steps that one call may hold: at one request a second more would let no word of hers through for minutes. */
export const batchSize = 20

/** @returns one outcome for each order, in the same order. Once Ravelry says to wait or refuses the keys, the rest is not tried. */
export const apply = (ctx: Context, orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> =>
  eachStep(atOnce, orders, order => act(ctx, order))

async function act(ctx: Context, order: StepOrder): Promise<string> {
  const { step, remoteId, listingId } = order
  const body = step.body as unknown
  if (step.kind === 'create') return String(await makeDraft(ctx, listingId, body as CreateBody))
  if (remoteId === null || !/^[1-9]\d*$/.test(remoteId)) throw new SpokeError('bug', `${step.kind}: there is no listing to do it to`)
  const productId = Number(remoteId)
  if (step.kind === 'product') await writeProduct(ctx, productId, body as ProductBody)
  else if (step.kind === 'media') await putMedia(ctx, await whole(ctx, productId), body as MediaBody)
  else if (step.kind === 'texts') await writeTexts(ctx, await whole(ctx, productId), body as TextsBody)
  else if (step.kind === 'off-sale') await setActive(ctx, productId, false)
  else if (step.kind === 'on-sale') await putOnSale(ctx, productId, body as StateBody)
  else throw new SpokeError('bug', `there is no step “${step.kind}” here`)
  return remoteId
}

interface Whole {
  readonly product: Product
  readonly place: NonNullable<Place>
}

async function whole(ctx: Context, productId: number): Promise<Whole> {
  const product = await readProduct(ctx, productId)
  const place = placeOf(product)
  if (place === null)
    throw new SpokeError('seller', 'This product belongs to no pattern page at Ravelry, so nothing can be put on it from here.')
  return { product, place }
}

/** One product has one price in one currency. */
const writeProduct = (ctx: Context, productId: number, { title, sku, price }: ProductBody) =>
  call(ctx, {
    what: 'set price and SKU',
    method: 'POST',
    path: `/products/${productId}`,
    data: {
      title,
      ...(sku !== undefined && { sku }),
      ...(price !== undefined && (price.isFree ? { free: true } : { free: false, price: price.amount, currency: price.currency })),
    },
  })

async function putMedia(ctx: Context, { product, place }: Whole, { images, files }: MediaBody): Promise<void> {
  if (images !== null) await putPhotos(ctx, product.id, place, images)
  if (files !== null) await putFiles(ctx, product.id, files)
}

/** The product bears the name as well; the page, by which it is told, comes last. */
async function writeTexts(ctx: Context, { product, place }: Whole, { title, notes, properties }: TextsBody): Promise<void> {
  const what = 'change the texts'
  if (title !== undefined) await call(ctx, { what, method: 'POST', path: `/products/${product.id}`, data: { title } })
  const facts = properties === undefined ? {} : dataFor(properties, place.kind)
  if (place.kind === 'pattern') {
    const data = { ...facts, ...(title !== undefined && { name: title }), ...(notes !== undefined && { notes }) }
    await call(ctx, { what, method: 'PUT', path: `/patterns/${place.id}`, data })
    return
  }
  const { body } = await call(ctx, { what: 'read a draft', path: `/drafts/patterns/${place.id}` })
  const mark = markIn(OneDraft.parse(body).draft_pattern.notes)
  await writeDraft(ctx, place.id, {
    ...facts,
    ...(title !== undefined && { name: title }),
    ...(notes !== undefined && { notes: mark === null ? notes : withMark(notes, mark.listingId, mark.productId) }),
  })
}

const setActive = (ctx: Context, productId: number, active: boolean) =>
  call(ctx, {
    what: active ? 'put it up for sale' : 'take it off sale',
    method: 'POST',
    path: `/products/${productId}`,
    data: { active },
  })

/** The page first: should the store be closed, she reads why, and nothing is half for sale. */
async function putOnSale(ctx: Context, productId: number, { isNewPage }: StateBody): Promise<void> {
  if (isNewPage) {
    const { place } = await whole(ctx, productId)
    if (place.kind === 'draft') await publish(ctx, productId, place.id)
  }
  await setActive(ctx, productId, true)
}
