/** Builders of a store to buy in, and of what a provider tells of a payment. */
import { randomBytes } from 'node:crypto'
import { type Database, type ShopId, sql } from '#database'
import type { Payment } from '#hub/checkout/payment.ts'
import { type Starting, type StartOutcome, startCheckout } from '#hub/checkout/start-checkout.ts'
import type { CartItem } from '#hub/store/price-cart.ts'
import { type Cart, quoteCart } from '#hub/store/quote.ts'
import { newPattern } from './sales.ts'

/** A pattern with a file and a price, as it stands in a store. */
export async function newOffer(
  database: Database,
  shop: ShopId,
  { title = 'Wren Tee', price = 750n as bigint | null, currency = 'EUR', sku = undefined as string | undefined } = {},
): Promise<string> {
  const pattern = await newPattern(database, shop, { title, ...(sku === undefined ? {} : { sku }) })
  const sha256 = randomBytes(32).toString('hex')
  await database.inShop(shop, async tx => {
    await tx.insertInto('blob').values({ shop_id: shop, sha256, size_bytes: 1234n, media_type: 'application/pdf' }).execute()
    const { version_id } = await tx
      .insertInto('version')
      .values({ shop_id: shop, pattern_id: pattern, number: '1.0', kind: 'first' })
      .returning('version_id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('version_file')
      .values({ shop_id: shop, version_id, file_key: 'a4', position: 0, role: 'a4', file_name: 'a4.pdf', sha256 })
      .execute()
    if (price !== null) await tx.insertInto('price').values({ shop_id: shop, pattern_id: pattern, currency, amount_minor: price }).execute()
  })
  return pattern
}

export const wants = (id: string, more: Partial<CartItem> = {}): CartItem => ({ kind: 'pattern', id, wish: null, ...more })

export const cartOf = (items: readonly (string | CartItem)[], code: string | null = null): Cart => ({
  items: items.map(item => (typeof item === 'string' ? wants(item) : item)),
  code,
})

/** Starts a checkout as a buyer does who saw what it costs. @throws {Error} when it was refused. */
export async function buy(
  database: Database,
  shop: ShopId,
  { cart, connectionId, now, ...rest }: { cart: Cart; connectionId: string | null; now: Date } & Partial<Starting>,
) {
  const started = await press(database, shop, { cart, connectionId, now, ...rest })
  if (started.outcome !== 'started') throw new Error('the checkout was not started')
  return started.checkout
}

export async function press(
  database: Database,
  shop: ShopId,
  { cart, connectionId, now, ...rest }: { cart: Cart; connectionId: string | null; now: Date } & Partial<Starting>,
): Promise<StartOutcome> {
  const seen = rest.seen ?? (await database.inShop(shop, tx => quoteCart(tx, cart, now))).mark
  const starting: Starting = { cart, connectionId, email: 'Ana@Example.com', language: 'en', places: [], gift: null, ...rest, seen }
  return database.inShop(shop, tx => startCheckout(tx, starting, now))
}

/** 7.50 EUR, paid. */
export const paymentOf = (payment: Partial<Payment> = {}): Payment => ({
  remoteId: 'pay-1',
  checkoutId: null,
  state: 'paid',
  startedAt: new Date('2026-03-01T12:00:00Z'),
  paidAt: payment.state === undefined || payment.state === 'paid' ? new Date('2026-03-01T12:01:00Z') : null,
  changedAt: new Date('2026-03-01T12:01:00Z'),
  total: { minor: 750n, currency: 'EUR' },
  fee: null,
  buyer: { email: 'ana@example.com', name: 'Ana', country: 'DE' },
  places: [],
  refunds: [],
  dispute: null,
  reference: null,
  ...payment,
})

/** What a buyer's library holds by this order, and what the books and the screens say. */
export async function stateOf(database: Database, shop: ShopId) {
  return database.inShop(shop, async tx => {
    const { rows: orders } = await sql<{
      remote_id: string
      state: string
      refunded: bigint
      open: number
      email: string | null
      rests: boolean
    }>`
      select o.remote_id, o.state, o.refunded_minor as refunded, c.email, o.rests_since is not null as rests,
        (select count(*)::int from entitlement e where e.order_id = o.order_id and e.ended_at is null) as open
      from "order" o left join customer c on c.customer_id = o.customer_id order by o.remote_id`.execute(tx)
    const checkouts = await tx.selectFrom('checkout').select(['checkout_id', 'state', 'country']).orderBy('checkout_id').execute()
    const payments = await tx.selectFrom('payment').select(['remote_id', 'state', 'problem']).orderBy('remote_id').execute()
    const { rows: clearing } = await sql<{ sum: bigint }>`
      select coalesce(sum(case when to_account like 'asset:clearing:%' then amount_minor else 0 end
        - case when from_account like 'asset:clearing:%' then amount_minor else 0 end), 0)::bigint as sum from posting`.execute(tx)
    return { orders, checkouts, payments, clearing: clearing[0]!.sum }
  })
}
