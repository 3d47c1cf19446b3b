/** Does the steps of a plan, a few at once, each judged on its own. */
import { eachStep, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { atOnce, type Context, call, type Fields, statusOf, wordsOf } from './client.ts'
import { writeInventory } from './inventory.ts'
import { draftMark } from './mapping.ts'
import { putMedia } from './media.ts'
import { patchListing, quantity } from './patch.ts'
import type { CreateBody, InventoryBody, MediaBody, StateBody, TextsBody } from './plan.ts'
import { type PropertiesBody, writeProperties } from './properties.ts'
import { choosePlace, forgetPlace, requiredProperties, withEra } from './taxonomy.ts'
import { Draft, Listing } from './wire.ts'

/** Steps that one call may hold. What she presses meanwhile is seen before each request; between two calls some requests' time goes by unused. */
export const batchSize = 300

/** @returns one outcome for each order, in the same order. Once Etsy says to wait or refuses the keys, the rest is not tried. */
export const apply = (ctx: Context, orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> =>
  eachStep(atOnce, orders, order => act(ctx, order))

async function act(ctx: Context, order: StepOrder): Promise<string> {
  const { step, remoteId } = order
  const body = step.body as unknown
  if (step.kind === 'create') return create(ctx, order, body as CreateBody)
  if (remoteId === null || !/^\d+$/.test(remoteId)) throw new SpokeError('bug', `${step.kind}: there is no listing to do it to`)
  if (step.kind === 'media') await putMedia(ctx, remoteId, body as MediaBody)
  else if (step.kind === 'inventory') await writeInventory(ctx, remoteId, body as InventoryBody)
  else if (step.kind === 'texts') await writeTexts(ctx, remoteId, body as TextsBody)
  else if (step.kind === 'properties') await writeProperties(ctx, remoteId, body as PropertiesBody)
  else if (step.kind === 'on-sale' || step.kind === 'off-sale') await setState(ctx, remoteId, body as StateBody)
  else throw new SpokeError('bug', `there is no step “${step.kind}” here`)
  return remoteId
}

/** Etsy makes a second one of what is sent twice; the mark in the description is how the first is found again. */
async function create(ctx: Context, { listingId }: StepOrder, { title, tags, price, taxonomyId: chosen }: CreateBody): Promise<string> {
  const taxonomyId = chosen ?? (await choosePlace(ctx))
  const form = (era: string): Fields => ({
    title,
    description: draftMark(listingId),
    price,
    quantity,
    who_made: 'i_did',
    when_made: era,
    is_supply: true,
    taxonomy_id: taxonomyId,
    // Left out, Etsy takes it for a thing to be shipped and asks for a shipping profile.
    type: 'download',
    // Renewing costs the fee again, which nobody has been asked about.
    should_auto_renew: false,
    ...(tags.length > 0 && { tags: tags.join(',') }),
  })
  try {
    const { body } = await withEra(ctx, era =>
      call(ctx, { what: 'make a draft', method: 'POST', path: `/shops/${ctx.settings.shopId}/listings`, form: form(era) }),
    )
    return String(Draft.parse(body).listing_id)
  } catch (error) {
    if (statusOf(error) === 400 && /taxonomy/i.test(wordsOf(error))) forgetPlace(ctx)
    throw error
  }
}

const writeTexts = (ctx: Context, remoteId: string, { title, description, tags, taxonomyId }: TextsBody) =>
  patchListing(ctx, remoteId, {
    what: 'change the texts',
    form: {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(tags !== undefined && { tags: tags.join(',') }),
      ...(taxonomyId !== undefined && { taxonomy_id: taxonomyId }),
    },
  })

async function setState(ctx: Context, remoteId: string, { state, isRestocked }: StateBody): Promise<void> {
  const what = state === 'active' ? 'put it up for sale' : 'take it off sale'
  try {
    await patchListing(ctx, remoteId, { what, form: { state } })
  } catch (error) {
    if (state !== 'active' || statusOf(error) !== 400) throw error
    throw await nameMissing(ctx, remoteId, error as SpokeError)
  }
  if (isRestocked) await writeInventory(ctx, remoteId, null)
}

/** Etsy does not say which attributes it misses; the category's own list does. */
async function nameMissing(ctx: Context, remoteId: string, error: SpokeError): Promise<SpokeError> {
  if (!/propert|attribute/i.test(wordsOf(error))) return error
  const { body } = await call(ctx, { what: 'read a listing', path: `/listings/${remoteId}` })
  const { taxonomy_id: taxonomyId } = Listing.pick({ taxonomy_id: true }).parse(body)
  const names = taxonomyId ? await requiredProperties(ctx, taxonomyId) : []
  if (names.length === 0) return error
  const sentence = `Etsy wants these details of the listing first: ${names.join(', ')}. Fill them in at Etsy, then publish again.`
  return new SpokeError('seller', sentence, { cause: error.cause })
}
