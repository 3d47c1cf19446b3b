/** Where shoppers see a product: among the channels of a shop the one that is its website. */
import { SpokeError } from '#kit'
import { ask, type Context } from './client.ts'
import { publicationsOperation } from './queries.ts'
import { PublicationsAnswer } from './wire.ts'

const keptMs = 10 * 60_000
const kept = new Map<string, { readonly id: string; readonly until: number }>()

/** @returns the publication of the Online Store. @throws {SpokeError} 'seller' when the shop has none. */
export async function onlineStore(ctx: Context): Promise<string> {
  const place = `${ctx.baseUrl} ${ctx.settings.clientId}`
  const known = kept.get(place)
  if (known !== undefined && known.until > ctx.now().getTime()) return known.id
  const { publications } = await ask(ctx, {
    what: 'look up the sales channels',
    operation: publicationsOperation,
    shape: PublicationsAnswer,
  })
  // By its title; or, where that is another in the shop's language, as the one kind of channel that can be told a date.
  const found =
    publications.nodes.find(({ catalog }) => catalog?.title === 'Online Store') ??
    only(publications.nodes.filter(one => one.supportsFuturePublishing))
  if (found === undefined)
    throw new SpokeError(
      'seller',
      'The shop has no sales channel “Online Store”. Add it in the shop under Settings > Apps and sales channels.',
    )
  kept.set(place, { id: found.id, until: ctx.now().getTime() + keptMs })
  return found.id
}

const only = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined)
