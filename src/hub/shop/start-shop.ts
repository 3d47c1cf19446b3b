import { randomUUID } from 'node:crypto'
import { asShop, type Database, isUniqueViolation, type ShopId } from '#database'
import { decimalsOf } from '#hub/money.ts'

export interface NewShop {
  readonly name: string
  /** Part of the library's address; made from the name when left out, and numbered when it is taken. */
  readonly slug?: string
  readonly currency: string
  readonly isDemo?: boolean
  /** A user's id, or null for the demo, which nobody owns. */
  readonly owner: string | null
}

const slugTries = 50

/** @throws {MoneyRefused} for a currency that is none. */
export async function startShop(
  database: Database,
  { name, slug = slugOf(name), currency, isDemo = false, owner }: NewShop,
): Promise<ShopId> {
  decimalsOf(currency)
  for (let number = 1; ; number++) {
    const shop = asShop(randomUUID())
    try {
      await database.inShop(shop, async tx => {
        await tx
          .insertInto('shop')
          .values({ shop_id: shop, slug: number === 1 ? slug : `${slug}-${number}`, name: name.trim(), currency, is_demo: isDemo })
          .execute()
        if (owner !== null) await tx.insertInto('member').values({ shop_id: shop, user_id: owner, role: 'owner' }).execute()
      })
      return shop
    } catch (fault) {
      if (!isUniqueViolation(fault) || number === slugTries) throw fault
    }
  }
}

/** 'Ana’s Übermuster' becomes 'ana-s-ubermuster'. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
  return slug || 'patterns'
}
