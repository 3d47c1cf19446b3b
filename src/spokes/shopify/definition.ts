/** The unique metafield by which the platform itself refuses to make a listing twice: defined once in a shop, when it is first missed. */
import { SpokeError } from '#kit'
import { ask, type Context, ShopRefused, sellerError } from './client.ts'
import { key, namespace } from './mapping.ts'
import { defineOperation } from './queries.ts'
import { DefineAnswer } from './wire.ts'

/**
 * Asks, and when the answer is that there is no such definition, makes it and asks once more.
 * The platform tells it in a mutation's own errors, or refuses the whole question; how it words that is not documented, so any refusal that
 * nothing else explains is taken for it, once.
 */
export async function withDefinition<Answer>(
  ctx: Context,
  act: () => Promise<Answer>,
  isMissed: (answer: Answer) => boolean = () => false,
): Promise<Answer> {
  try {
    const answer = await act()
    if (!isMissed(answer)) return answer
  } catch (error) {
    const isRefused = error instanceof SpokeError && error.remedy === 'bug' && error.cause instanceof ShopRefused
    if (!isRefused) throw error
  }
  await define(ctx)
  return act()
}

async function define(ctx: Context): Promise<void> {
  const definition = {
    name: 'Selvage listing',
    description: 'Tells Selvage which of its listings this product is. Do not change it.',
    namespace,
    key,
    type: 'id',
    ownerType: 'PRODUCT',
  }
  const what = 'define the listing id'
  const { metafieldDefinitionCreate } = await ask(ctx, { what, operation: defineOperation, variables: { definition }, shape: DefineAnswer })
  const wrong = metafieldDefinitionCreate.userErrors.filter(({ code }) => code !== 'TAKEN')
  if (wrong.length > 0) throw sellerError(what, wrong)
}
