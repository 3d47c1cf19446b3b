/** Builders of sales and of a shop to sell in. */
import { randomUUID } from 'node:crypto'
import type { Database, ShopId } from '#database'
import type { Money } from '#hub/money.ts'
import type { Sale, SaleLine } from '#hub/order/sale.ts'

export const eur = (minor: bigint | number): Money => ({ minor: BigInt(minor), currency: 'EUR' })

export const lineOf = (line: Partial<SaleLine> = {}): SaleLine => ({
  remoteId: '1',
  listingRemoteId: '77',
  sku: null,
  title: 'Marigold cardigan',
  quantity: 1,
  total: eur(750),
  tax: eur(0),
  ...line,
})

/** A paid sale of one line, 7.50 EUR. */
export const saleOf = (sale: Partial<Sale> = {}): Sale => ({
  remoteId: '1001',
  number: '#1001',
  state: 'paid',
  placedAt: new Date('2026-03-01T12:00:00Z'),
  paidAt: null,
  changedAt: new Date('2026-03-01T12:00:00Z'),
  buyer: { email: 'Ana@Example.com', name: 'Ana', country: 'DE' },
  total: eur(750),
  tax: eur(0),
  fee: null,
  lines: [lineOf()],
  refunds: [],
  ...sale,
})

/** A connected shop; live since 2026 began unless said. */
export async function newConnection(
  database: Database,
  shop: ShopId,
  {
    state = 'live' as 'live' | 'rehearsal',
    spoke = 'stub',
    liveFrom = new Date('2026-01-01T00:00:00Z') as Date | null,
    sealed = null as Buffer | null,
  } = {},
): Promise<string> {
  const connection = randomUUID()
  await database.inShop(shop, tx =>
    tx
      .insertInto('connection')
      .values({
        shop_id: shop,
        connection_id: connection,
        spoke,
        label: 'Stub shop',
        base_url: `https://${connection}.example`,
        currency: 'EUR',
        state,
        resumes_as: state,
        live_from: state === 'live' ? liveFrom : null,
        sealed,
      })
      .execute(),
  )
  return connection
}

/** A pattern, with a listing at the connection when a remote id is given. */
export async function newPattern(
  database: Database,
  shop: ShopId,
  {
    title = 'Marigold cardigan',
    sku = `SKU-${randomUUID().slice(0, 8)}`,
    listed = null as { connection: string; remoteId: string } | null,
  } = {},
): Promise<string> {
  const pattern = randomUUID()
  await database.inShop(shop, async tx => {
    await tx.insertInto('pattern').values({ shop_id: shop, pattern_id: pattern, sku, title, craft: 'knitting' }).execute()
    if (listed !== null)
      await tx
        .insertInto('listing')
        .values({ shop_id: shop, connection_id: listed.connection, remote_id: listed.remoteId, pattern_id: pattern, state: 'updated' })
        .execute()
  })
  return pattern
}
