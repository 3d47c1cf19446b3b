/** A shop with one listed pattern, whose files the storefront is proven to hold, and sales of it. */
import { randomUUID } from 'node:crypto'
import type { Database, ShopId } from '#database'
import type { Sale } from '#hub/order/sale.ts'
import { newVersion, proveAt } from '#testing/given.ts'
import { eur, newConnection, newPattern, saleOf } from '#testing/sales.ts'

export interface Lane {
  readonly shop: ShopId
  readonly connection: string
}

export async function connectedShop(database: Database, shop: ShopId): Promise<Lane> {
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { sku: `BENCH-${randomUUID()}`, listed: { connection, remoteId: '77' } })
  const at = new Date(Date.now() - 3_600_000)
  const version = await newVersion(database, shop, { pattern, number: '1.0', files: { a4: 'a', letter: 'b', instructions: 'c' }, at })
  await proveAt(database, shop, { connection, version, at })
  return { shop, connection }
}

/** @returns paid sales of that pattern, each to a buyer of her own. */
export function salesOf(first: number, count: number): Sale[] {
  const now = new Date()
  return Array.from({ length: count }, (_, index) => {
    const at = String(first + index).padStart(8, '0')
    const buyer = { email: `b${at}@example.com`, name: 'B', country: 'DE' }
    return saleOf({ remoteId: at, number: `#${at}`, placedAt: now, changedAt: now, paidAt: now, total: eur(750), buyer })
  })
}
