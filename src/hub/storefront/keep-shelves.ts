import { shopOf, type Tx } from '#database'
import type { Shelf } from '../listing/shelf.ts'

/** What a storefront told of its own tree of categories takes the place of what it told before. */
export async function keepShelves(tx: Tx, connectionId: string, shelves: readonly Shelf[], now: Date): Promise<void> {
  const told = { shelves: JSON.stringify(shelves), read_at: now }
  await tx
    .insertInto('storefront_shelves')
    .values({ shop_id: shopOf(tx), connection_id: connectionId, ...told })
    .onConflict(conflict => conflict.columns(['shop_id', 'connection_id']).doUpdateSet(told))
    .execute()
}
