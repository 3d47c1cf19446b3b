import { type Database, type ShopId, sql } from '#database'
import { Refused } from '#hub/refused.ts'

/** Every table of a shop, those that point before those that are pointed at. A test holds it against the catalogue. */
export const tablesOfShop = [
  'storefront_shelves',
  'storefront_properties',
  'listed_bytes',
  'look',
  'finding_hidden',
  'acceptance_listing',
  'standing',
  'bringing',
  'join_word',
  'proposal_member',
  'proposal',
  'acceptance',
  'join_state',
  'batch',
  'promotion_coupon',
  'promotion_pattern',
  'promotion_listing',
  'promotion',
  'outside_pattern',
  'launch_listing',
  'launch',
  'wording',
  'price_rule',
  'storefront_template',
  'api_answer',
  'api_key',
  'consent',
  'listing_note',
  'buyer_delivery',
  'buyer_consent',
  'given_bytes',
  'given_head',
  'double_purchase',
  'person_note',
  'consent_word',
  'person_tie',
  'person_act',
  'claim_try',
  'claim_link',
  'claim',
  'claimed',
  'claim_code',
  'library_session',
  'library_link',
  'payment',
  'entitlement',
  'refund',
  'order_line',
  'order',
  'posting',
  'journal',
  'account',
  'mail',
  'event',
  'inbox',
  'customer',
  'checkout_place',
  'checkout_line',
  'checkout',
  'coupon_pattern',
  'coupon',
  'bundle_pattern',
  'bundle',
  'store_pattern',
  'store_change',
  'store',
  'hand_edit',
  'hand_step',
  'sales_row',
  'sales_file',
  'sales_import',
  'sales_preset',
  'step',
  'remote_copy',
  'money_row',
  'desired_state',
  'publication',
  'listing',
  'connection',
  'version_file',
  'version',
  'price',
  'pattern_image',
  'pattern',
  'upload',
  'blob',
  'member',
  'shop',
] as const

/**
 * Takes the demo shop away with all its rows, in one transaction. Its files on disk are the caller's.
 *
 * @throws {Refused} for any other shop.
 */
export function removeDemoShop(database: Database, shop: ShopId): Promise<void> {
  return database.inShop(shop, async tx => {
    const found = await tx.selectFrom('shop').select('is_demo').where('shop_id', '=', shop).executeTakeFirst()
    if (!found) return
    if (!found.is_demo) throw new Refused('not-the-demo', 'This is not the demo shop. Only the demo can be removed this way.')
    await sql`select set_config('selvage.removes', ${shop}, true)`.execute(tx)
    for (const table of tablesOfShop) await sql`delete from ${sql.table(table)} where shop_id = ${shop}`.execute(tx)
  })
}
