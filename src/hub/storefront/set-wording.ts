import { shopOf, type Tx } from '#database'
import type { PropertyValue } from '../listing/properties.ts'
import { cleanHtml } from '../pattern/clean-html.ts'
import { line, tidyFacts } from '../pattern/facts.ts'
import { notFound, Refused } from '../refused.ts'
import { noWording, readWishes, type Wording } from './wishes.ts'

/**
 * Her own words for one pattern at one storefront; what is left out stays, null is as the pattern has it. Nothing is sent.
 *
 * @throws {Refused} when the pattern or the storefront is not here, a title is empty, or the price is not in the storefront's currency.
 */
export async function setWording(
  tx: Tx,
  place: { readonly connectionId: string; readonly patternId: string },
  given: { readonly [Name in keyof Wording]?: Wording[Name] | undefined },
  now: Date,
): Promise<void> {
  const shop = shopOf(tx)
  const { connectionId, patternId } = place
  const connection = await tx
    .selectFrom('connection')
    .select(['currency', 'label'])
    .where('shop_id', '=', shop)
    .where('connection_id', '=', connectionId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('This shop')
  // Whoever edits the pattern waits, so that two changes of the same words follow each other.
  const pattern = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
  const known = (await readWishes(tx, [connectionId], [patternId])).get(connectionId)?.wordings.get(patternId) ?? noWording
  const wanted = { ...known, ...tidied(given) }
  if (wanted.title === '')
    throw new Refused('title-missing', 'A title of its own cannot be empty. Write one, or take it out.', { field: 'title' })
  if (wanted.price !== null && wanted.price.currency !== connection.currency)
    throw new Refused('price-currency', `${connection.label} sells in ${connection.currency}. Give its price in ${connection.currency}.`, {
      field: 'price',
    })
  if (wanted.price !== null && wanted.price.minor < 0n)
    throw new Refused('price-below-zero', `A price cannot be below zero. Give one in ${connection.currency} of 0 or more.`, {
      field: 'price',
    })
  const { title, description, tags, price, shelf, properties, isOffered } = wanted
  const isPlain = title === null && description === null && tags === null && price === null && shelf === null && isOffered
  if (isPlain && Object.keys(properties).length === 0) {
    await tx
      .deleteFrom('wording')
      .where('shop_id', '=', shop)
      .where('connection_id', '=', connectionId)
      .where('pattern_id', '=', patternId)
      .execute()
    return
  }
  const columns = {
    title,
    description,
    tags: tags === null ? null : [...tags],
    price_minor: price?.minor ?? null,
    price_currency: price?.currency ?? null,
    shelf,
    properties: JSON.stringify(properties),
    is_offered: isOffered,
    updated_at: now,
  }
  await tx
    .insertInto('wording')
    .values({ shop_id: shop, connection_id: connectionId, pattern_id: patternId, ...columns })
    .onConflict(conflict => conflict.columns(['shop_id', 'connection_id', 'pattern_id']).doUpdateSet(columns))
    .execute()
}

function tidied(given: { readonly [Name in keyof Wording]?: Wording[Name] | undefined }): Partial<Wording> {
  const { title, description, tags, price, shelf, properties, isOffered } = given
  return {
    ...(title !== undefined && { title: title === null ? null : line(title) }),
    ...(description !== undefined && { description: description === null ? null : cleanHtml(description) }),
    ...(tags !== undefined && { tags: tags === null ? null : (tidyFacts({ tags }).tags ?? []) }),
    ...(price !== undefined && { price }),
    ...(shelf !== undefined && { shelf: shelf === null ? null : line(shelf) || null }),
    ...(properties !== undefined && { properties: tidiedProperties(properties) }),
    ...(isOffered !== undefined && { isOffered }),
  }
}

function tidiedProperties(given: Wording['properties']): Wording['properties'] {
  const values = (all: readonly PropertyValue[]) =>
    all
      .map(({ id, text, unit }) => ({ id, text: line(text), ...(unit !== undefined && { unit }) }))
      .filter(({ id, text }) => id !== '' || text !== '')
  return Object.fromEntries(Object.entries(given).flatMap(([id, all]) => (all === undefined ? [] : [[id, values(all)]])))
}
