/** A cart priced now: what the pages show, and what a checkout freezes. */
import { createHash } from 'node:crypto'
import type { Tx } from '#database'
import { findCoupon } from './coupons.ts'
import { type CartItem, type CouponOffer, type PricedCart, priceCart } from './price-cart.ts'
import { readStore, type StoreFacts } from './read-store.ts'
import { readShelf } from './shelf.ts'

/** More than anybody buys at once, and few enough for a cookie. */
export const mostItems = 40

export interface Cart {
  readonly items: readonly CartItem[]
  /** As typed. */
  readonly code: string | null
}

export interface Quote {
  readonly store: StoreFacts
  readonly priced: PricedCart
  readonly coupon: CouponOffer | null
  /** Why the code that was typed does nothing, in a sentence. */
  readonly couponWhy: string | null
  /** Of all that she sees: another mark means that something changed since. */
  readonly mark: string
}

export async function quoteCart(tx: Tx, { items, code }: Cart, now: Date, { isTaking = false } = {}): Promise<Quote> {
  const store = await readStore(tx)
  const shelf = await readShelf(tx, store.currency, items, now)
  const found = code === null ? null : await findCoupon(tx, code, now, { isTaking })
  const coupon = found?.coupon ?? null
  const priced = priceCart(items, shelf, coupon)
  const isIdle = coupon !== null && priced.items.length > 0 && priced.couponOff === 0n
  const couponWhy = found?.why ?? (isIdle ? `The code “${coupon.code}” is for other patterns than these.` : null)
  return { store, priced, coupon, couponWhy, mark: markOf(store.currency, priced) }
}

function markOf(currency: string, { items, total }: PricedCart): string {
  const text = [currency, total, ...items.flatMap(({ kind, id, total: of, parts }) => [kind, id, of, ...parts.map(part => part.patternId)])]
  return createHash('sha256').update(text.join(' ')).digest('base64url').slice(0, 22)
}
