import { shopOf, type Tx } from '#database'
import { listingFields } from '../listing/content.ts'
import { wakeAsked } from '../listing/hand-edit.ts'
import { Refused } from '../refused.ts'
import { readShop, type ShopFacts } from './read-shop.ts'

/**
 * @param fieldRules those to change; the others stay. What waits for her word about a field goes on once that is always put right.
 * @throws {Refused} for a field that no listing has.
 */
export async function changeSettings(
  tx: Tx,
  { name, fieldRules }: { name?: string | undefined; fieldRules?: Readonly<Record<string, 'hub' | 'ask'>> | undefined },
  now: Date,
): Promise<ShopFacts> {
  const unknown = Object.keys(fieldRules ?? {}).find(field => !(listingFields as readonly string[]).includes(field))
  if (unknown !== undefined)
    throw new Refused('unknown-field', `“${unknown.slice(0, 40)}” is no field of a listing.`, { field: 'fieldRules' })
  if (name?.trim() === '') throw new Refused('empty-name', 'Please give the shop a name.', { field: 'name' })
  // Locked, so that a run that asks by the old rule has either written its question by now or asks by the new one.
  await tx.selectFrom('shop').select('shop_id').where('shop_id', '=', shopOf(tx)).forNoKeyUpdate().execute()
  const shop = await readShop(tx)
  await tx
    .updateTable('shop')
    .set({ name: name?.trim() ?? shop.name, field_rules: JSON.stringify({ ...shop.fieldRules, ...fieldRules }) })
    .where('shop_id', '=', shopOf(tx))
    .execute()
  await wakeAsked(
    tx,
    Object.entries(fieldRules ?? {}).flatMap(([field, rule]) => (rule === 'hub' && shop.fieldRules[field] === 'ask' ? [field] : [])),
    now,
  )
  return readShop(tx)
}
