import { shopOf, type Tx } from '#database'
import { notFound } from '../refused.ts'

export interface ShopFacts {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly currency: string
  readonly isDemo: boolean
  readonly heldAt: Date | null
  /** By listing field; a field that is not named is the hub's. */
  readonly fieldRules: Readonly<Record<string, 'hub' | 'ask'>>
}

export async function readShop(tx: Tx): Promise<ShopFacts> {
  const row = await tx.selectFrom('shop').selectAll().where('shop_id', '=', shopOf(tx)).executeTakeFirst()
  if (row === undefined) throw notFound('This shop')
  return {
    id: row.shop_id,
    slug: row.slug,
    name: row.name,
    currency: row.currency,
    isDemo: row.is_demo,
    heldAt: row.held_at,
    fieldRules: row.field_rules as Record<string, 'hub' | 'ask'>,
  }
}
