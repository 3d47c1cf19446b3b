import { shopOf, type Tx } from '#database'
import { listingFields } from '../listing/content.ts'
import { Refused } from '../refused.ts'
import { readShop, type ShopFacts } from './read-shop.ts'

/** @param fieldRules those to change; the others stay. @throws {Refused} for a field that no listing has. */
export async function changeSettings(
  tx: Tx,
  { name, fieldRules }: { name?: string | undefined; fieldRules?: Readonly<Record<string, 'hub' | 'ask'>> | undefined },
): Promise<ShopFacts> {
  const unknown = Object.keys(fieldRules ?? {}).find(field => !(listingFields as readonly string[]).includes(field))
  if (unknown !== undefined)
    throw new Refused('unknown-field', `“${unknown.slice(0, 40)}” is no field of a listing.`, { field: 'fieldRules' })
  if (name?.trim() === '') throw new Refused('empty-name', 'Please give the shop a name.', { field: 'name' })
  const shop = await readShop(tx)
  await tx
    .updateTable('shop')
    .set({ name: name?.trim() ?? shop.name, field_rules: JSON.stringify({ ...shop.fieldRules, ...fieldRules }) })
    .where('shop_id', '=', shopOf(tx))
    .execute()
  return readShop(tx)
}
