/** Does the steps of a plan, a few at once, each judged on its own. */
import { eachStep, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { atOnce, type Context, call, inPath, wordsOf } from './client.ts'
import { putFiles } from './files.ts'
import { findOwn } from './listings.ts'
import { putPictures } from './pictures.ts'
import type { CreateBody, MediaBody, TextsBody } from './plan.ts'
import { ProductAnswer, SlimProduct } from './wire.ts'

/** Steps that one call may hold. */
export const batchSize = 100

/** @returns one outcome for each order, in the same order. Once Gumroad says to wait or refuses the token, the rest is not tried. */
export const apply = (ctx: Context, orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> =>
  eachStep(atOnce, orders, order => act(ctx, order))

async function act(ctx: Context, order: StepOrder): Promise<string> {
  const { step, remoteId } = order
  const body = step.body as unknown
  if (step.kind === 'create') return create(ctx, order, body as CreateBody)
  if (remoteId === null) throw new SpokeError('bug', `${step.kind}: there is no product to do it to`)
  if (step.kind === 'media') await putMedia(ctx, remoteId, body as MediaBody)
  else if (step.kind === 'texts') await change(ctx, remoteId, 'change the texts', body as TextsBody)
  else if (step.kind === 'on-sale') await press(ctx, remoteId, { what: 'put it up for sale', button: 'enable' })
  else if (step.kind === 'off-sale') await press(ctx, remoteId, { what: 'take it off sale', button: 'disable' })
  else throw new SpokeError('bug', `there is no step “${step.kind}” here`)
  return remoteId
}

async function putMedia(ctx: Context, remoteId: string, { images, files }: MediaBody): Promise<void> {
  if (images !== null) await putPictures(ctx, remoteId, images)
  if (files !== null) await putFiles(ctx, remoteId, files)
}

/** So often is an address tried that belongs to a product which was deleted. */
const mostAddresses = 9

/** The address of a product is given to one alone, so that what is sent twice is refused, and then found by it. */
async function create(ctx: Context, { listingId, sku }: StepOrder, body: CreateBody): Promise<string> {
  for (let number = 1; ; number++) {
    const custom_permalink = number === 1 ? body.custom_permalink : `${body.custom_permalink}-${number}`
    const json = { native_type: 'digital', ...body, custom_permalink }
    try {
      const { body: answer } = await call(ctx, { what: 'make a draft', method: 'POST', path: '/v2/products', json })
      return SlimProduct.pick({ id: true }).parse(ProductAnswer.parse(answer).product).id
    } catch (error) {
      if (!/permalink.*\btaken\b/i.test(wordsOf(error))) throw error
      const own = (await findOwn(ctx, [{ listingId, sku }])).get(listingId)
      if (own !== undefined) return own
      if (number === mostAddresses)
        throw new SpokeError(
          'seller',
          'Every address that Selvage would give this product is taken at Gumroad. Give the pattern another SKU.',
        )
    }
  }
}

export async function change(ctx: Context, remoteId: string, what: string, json: unknown): Promise<void> {
  await call(ctx, { what, method: 'PUT', path: `/v2/products/${inPath(remoteId)}`, json })
}

async function press(ctx: Context, remoteId: string, { what, button }: { what: string; button: 'enable' | 'disable' }): Promise<void> {
  await call(ctx, { what, method: 'PUT', path: `/v2/products/${inPath(remoteId)}/${button}` })
}
