import { asShop, type Database, directory, type ShopId } from '#database'
import { readShop } from '#hub/shop/read-shop.ts'

/** @param text its id or the part of its address. @returns null when there is none. */
export async function shopNamed(database: Database, text: string): Promise<ShopId | null> {
  const bySlug = await directory.shopBySlug(database, text)
  if (bySlug !== null) return bySlug
  try {
    const shop = asShop(text)
    return (await directory.shops(database)).includes(shop) ? shop : null
  } catch {
    return null
  }
}

/** @returns the sentence, with those that there are. */
export async function noSuchShop(database: Database, text: string): Promise<string> {
  const slugs: string[] = []
  for (const shop of await directory.shops(database)) slugs.push((await database.inShop(shop, readShop)).slug)
  return `There is no shop ${text.slice(0, 80)} here.${slugs.length === 0 ? ' None was started yet.' : ` There are: ${slugs.join(', ')}.`}`
}
