/** A pattern made of what its listings hold; its pictures and files come after commit (`bringing`). */
import { shopOf, type Tx } from '#database'
import type { ListingContent } from '../listing/content.ts'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import type { Money } from '../money.ts'
import { createPattern } from '../pattern/create-pattern.ts'
import { type Craft, crafts } from '../pattern/facts.ts'
import { setPrices } from '../pattern/set-prices.ts'
import { plainText } from '../text.ts'
import { craftIn } from './kinds.ts'

/** The fullest listing lends its words, every storefront its price where no other has one in that currency. @returns the pattern's id. */
export async function patternOf(tx: Tx, listings: readonly ContentJson[], now: Date): Promise<string> {
  const fullest = listings.map(contentFromJson).sort((a, b) => fullnessOf(b) - fullnessOf(a))
  const [first] = fullest
  if (first === undefined) throw new Error('a pattern is made of at least one listing')
  const prices = new Map<string, Money>()
  for (const { price } of fullest) if (price.minor >= 0n && !prices.has(price.currency)) prices.set(price.currency, price)
  const sku = await freeSkuOf(tx, fullest)
  const id = await createPattern(
    tx,
    {
      title: first.title.slice(0, 200) || 'Untitled pattern',
      craft: craftOf(fullest),
      summary: fullest.find(({ summary }) => summary !== '')?.summary ?? '',
      description: first.description,
      tags: first.tags,
      categories: first.categories,
      ...(sku === null ? {} : { sku }),
    },
    now,
  )
  if (prices.size > 0)
    await setPrices(
      tx,
      id,
      [...prices.values()].map(amount => ({ amount, sale: null })),
    )
  return id
}

/** On sale before hidden, then by how much it tells. */
const fullnessOf = ({ isPublished, description, tags }: ListingContent) =>
  (isPublished ? 1_000_000 : 0) + plainText(description).length + 20 * tags.length

/** A word of the title counts as much as any other: what most of the text speaks of is meant. */
function craftOf(listings: readonly ListingContent[]): Craft {
  const named = listings.map(
    ({ title, tags, description }) => craftIn(title) ?? craftIn(tags.join(' | ')) ?? craftIn(plainText(description)),
  )
  return crafts.find(craft => named.includes(craft)) ?? 'other'
}

/** Two listings may share an SKU, two patterns may not: then it gets one of its own. */
async function freeSkuOf(tx: Tx, listings: readonly ListingContent[]): Promise<string | null> {
  for (const { sku } of listings) {
    if (sku === '' || sku.length > 100) continue
    const taken = await tx
      .selectFrom('pattern')
      .select('pattern_id')
      .where('shop_id', '=', shopOf(tx))
      .where('sku', '=', sku)
      .executeTakeFirst()
    if (taken === undefined) return sku
  }
  return null
}
