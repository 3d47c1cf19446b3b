/** What is bought, given back and disputed, by people and not by the API. */
import { fromUsd, toUsd } from './money.ts'
import { isRefunded, refundedUsd } from './sales.ts'
import type { Shop } from './shop.ts'
import type { Product, Sale } from './state.ts'

export interface Purchase {
  readonly productId: string | null
  readonly quantity: number
  readonly title?: string | undefined
  readonly email: string
  readonly gifteeEmail?: string | null
  readonly name: string
  readonly country: string
  readonly at?: number | undefined
}

/** Ten percent and half a dollar. Source: the platform's pricing page, read 2026-11. */
const feeOf = (usd: number): number => (usd === 0 ? 0 : Math.round(usd * 0.1) + 50)

export function buy(shop: Shop, purchase: Purchase): Sale {
  const { settings } = shop.state
  const product = purchase.productId === null ? undefined : shop.products.get(purchase.productId)
  const currency = product?.currency ?? settings.currency
  const shown = (product?.price ?? 500) * purchase.quantity
  const usd = toUsd(shop, currency, shown)
  const sale: Sale = {
    id: shop.externalId(),
    orderId: shop.next(),
    productId: product?.id ?? null,
    productName: purchase.title ?? product?.name ?? 'An old pattern',
    quantity: purchase.quantity,
    email: purchase.email,
    gifteeEmail: purchase.gifteeEmail ?? null,
    fullName: purchase.name,
    country: purchase.country,
    currency,
    shown,
    usd,
    taxUsd: Math.round((usd * settings.taxPercent) / (100 + settings.taxPercent)),
    fee: feeOf(usd),
    refunds: [],
    isDisputed: false,
    isDisputeWon: false,
    created: purchase.at ?? shop.now(),
  }
  shop.sales.set(sale.id, sale)
  shop.onSale('sale', sale)
  return sale
}

export function saleOf(shop: Shop, id: string): Sale {
  const sale = shop.sales.get(id)
  if (sale === undefined) throw new Error(`There is no sale ${id}.`)
  return sale
}

/** @param amount in the sale's currency; null for all that is left. @returns how often it was refunded. */
export function refund(shop: Shop, id: string, amount: number | null): number {
  const sale = saleOf(shop, id)
  const left = sale.usd - refundedUsd(sale)
  if (left <= 0 || isRefunded(sale)) throw new Error(`Sale ${id} is refunded already.`)
  const usd = amount === null ? left : toUsd(shop, sale.currency, amount)
  if (usd > left) throw new Error('Refund amount cannot be greater than the purchase price.')
  // What is all of it in the buyer's currency is all of it.
  const isAll = fromUsd(shop, sale.currency, left - usd) === 0
  sale.refunds.push({ usd: isAll ? left : usd, at: shop.now() })
  shop.onSale('refund', sale)
  return sale.refunds.length
}

export function dispute(shop: Shop, id: string, isWon: boolean): void {
  const sale = saleOf(shop, id)
  sale.isDisputed = true
  sale.isDisputeWon = isWon
  shop.onSale(isWon ? 'dispute_won' : 'dispute', sale)
}

/** Old sales, spread over the year before `until`. */
export function makeHistory(shop: Shop, count: number, until: number): void {
  const products = [...shop.products.values()].filter(({ isPublished }) => isPublished)
  const names = ['Ida Holm', 'Bo Lind', 'Mara Nowak', 'Lena Weiss', 'Ada Byrne']
  for (let at = 0; at < count; at++) {
    const product: Product | null = products.length > 0 ? shop.dice.pick(products) : null
    buy(shop, {
      productId: product?.id ?? null,
      quantity: 1,
      email: `old-${at}@buyer.example`,
      name: shop.dice.pick(names),
      country: shop.dice.pick(['DE', 'US', 'GB', 'NL']),
      at: until - Math.floor(((count - at) * 365 * 86_400_000) / (count + 1)),
    })
  }
  // History was told long ago.
  shop.state.messages = []
}
