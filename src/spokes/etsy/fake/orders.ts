/** What is bought, given back and cancelled, by people and not by the API. */
import { refundedOf, totalOf } from './receipts.ts'
import type { Shop } from './shop.ts'
import type { Line, Receipt } from './state.ts'

export interface Sale {
  readonly lines: readonly { readonly listingId: number; readonly quantity: number; readonly title?: string | undefined }[]
  readonly name: string
  readonly email: string | null
  readonly country: string
  readonly isPaid: boolean
  readonly at?: number | undefined
  readonly discount?: number | undefined
}

export function placeOrder(shop: Shop, sale: Sale): Receipt {
  const { settings } = shop.state
  const lines = sale.lines.map(({ listingId, quantity, title }): Line => {
    const listing = shop.listings.get(listingId)
    if (listing !== undefined && sale.isPaid) {
      const left = Math.max(0, listing.quantity - quantity)
      listing.quantity = left
      for (const product of listing.products ?? []) for (const offering of product.offerings) offering.quantity = left
      if (left === 0 && listing.state === 'active') listing.state = 'sold_out'
    }
    const product = listing?.products?.[0]
    return {
      id: shop.next(),
      listingId: listing?.id ?? null,
      productId: product?.id ?? null,
      title: title ?? listing?.title ?? 'An old pattern',
      sku: product?.sku ?? '',
      quantity,
      price: product?.offerings[0]?.price ?? listing?.price ?? 5 * shop.divisor,
      files: (listing?.files ?? []).map(({ id, name, sha256 }) => ({ id, name, sha256 })),
    }
  })
  const at = sale.at ?? shop.now()
  const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0) - (sale.discount ?? 0)
  const receipt: Receipt = {
    id: shop.next(),
    // A paid order of downloads alone is completed at once.
    status: sale.isPaid ? 'completed' : 'open',
    isPaid: sale.isPaid,
    buyerId: 5_000_000 + shop.dice.below(900_000),
    name: sale.name,
    email: sale.email,
    country: sale.country,
    created: at,
    updated: at,
    lines,
    discount: sale.discount ?? 0,
    tax: Math.round((goods * settings.taxPercent) / 100),
    refunds: [],
  }
  shop.receipts.set(receipt.id, receipt)
  if (sale.isPaid) {
    const paid = shop.enter({
      amount: totalOf(receipt),
      description: 'payment',
      type: 'payment',
      reference: String(receipt.id),
      created: at,
    })
    const fee = Math.round(goods * 0.065)
    if (fee > 0)
      shop.enter({
        amount: -fee,
        description: 'transaction',
        type: 'transaction',
        reference: String(receipt.id),
        parent: paid.id,
        created: at,
      })
    shop.onOrder('order.paid', receipt.id)
  }
  return receipt
}

function receiptOf(shop: Shop, id: number): Receipt {
  const receipt = shop.receipts.get(id)
  if (receipt === undefined) throw new Error(`There is no order ${id}.`)
  return receipt
}

/** @param amount in the smallest unit; null for all that is left. */
export function refundOrder(shop: Shop, id: number, amount: number | null): string {
  const receipt = receiptOf(shop, id)
  const left = totalOf(receipt) - refundedOf(receipt)
  const back = amount ?? left
  if (!receipt.isPaid || back <= 0 || back > left) throw new Error(`Order ${id} cannot be refunded by ${back}.`)
  receipt.refunds.push({ amount: back, created: shop.now(), reason: 'Refunded by the seller', status: 'Completed' })
  receipt.status = back === left ? 'fully refunded' : 'partially refunded'
  receipt.updated = shop.now()
  shop.enter({ amount: -back, description: 'refund', type: 'refund', reference: String(id) })
  return `${id}-${receipt.refunds.length}`
}

export function cancelOrder(shop: Shop, id: number): void {
  const receipt = receiptOf(shop, id)
  receipt.status = 'canceled'
  receipt.updated = shop.now()
  shop.onOrder('order.canceled', id)
}

/** Old paid orders, spread over the year before `until`. */
export function makeHistory(shop: Shop, count: number, until: number): void {
  const listings = [...shop.listings.values()].filter(({ state }) => state === 'active')
  const names = ['Ida Holm', 'Bo Lind', 'Mara Nowak', 'Lena Weiss', 'Ada Byrne']
  for (let at = 0; at < count; at++) {
    const listing = listings.length > 0 ? shop.dice.pick(listings) : null
    placeOrder(shop, {
      lines: [{ listingId: listing?.id ?? 0, quantity: 1 }],
      name: shop.dice.pick(names),
      email: `old-${at}@buyer.example`,
      country: shop.dice.pick(['DE', 'US', 'GB', 'NL']),
      isPaid: true,
      at: until - Math.floor(((count - at) * 365 * 86_400) / (count + 1)),
    })
  }
  // History was told long ago.
  shop.state.messages = []
}
