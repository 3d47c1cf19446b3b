/** Orders: placed, paid, refunded, cancelled; each movement of money is noted for the account. */
import { add, type Money, money, parseMoney, toDecimal } from '#kit'
import { percentOf, percentWithin } from './money.ts'
import { gid, type Shop, time } from './shop.ts'
import type { BalanceRow, Order, OrderLine } from './state.ts'

export const amount = (text: string, currency: string): Money => parseMoney(text, currency)
const sumOf = (amounts: readonly Money[], currency: string): Money => amounts.reduce(add, money(0n, currency))

export interface SaleRequest {
  readonly lines: readonly {
    readonly productId: number | null
    readonly quantity: number
    readonly title?: string | undefined
    readonly discount?: string | undefined
  }[]
  readonly email: string | null
  readonly acceptsMarketing?: boolean
  readonly buyer: string
  readonly country: string
  readonly isPaid: boolean
  readonly at: number
  readonly isTest?: boolean
}

export function placeOrder(shop: Shop, sale: SaleRequest): Order {
  const { currency, taxPercent, areTaxesIncluded } = shop.state.settings
  const lines = sale.lines.map(({ productId, quantity, title, discount = '0' }): OrderLine => {
    const product = productId === null ? null : shop.product(productId)
    const variant = product?.variants[0]
    const total = money(amount(variant?.price ?? '0', currency).minor * BigInt(quantity), currency)
    const left = money(total.minor - amount(discount, currency).minor, currency)
    const tax = areTaxesIncluded ? percentWithin(left, taxPercent) : percentOf(left, taxPercent)
    return {
      id: shop.nextId(),
      productId: product?.id ?? null,
      title: title ?? product?.title ?? 'A product that is gone',
      sku: variant?.sku || null,
      quantity,
      total: toDecimal(total),
      discount: toDecimal(amount(discount, currency)),
      tax: toDecimal(tax),
      requiresShipping: variant?.requiresShipping ?? false,
      fulfilled: 0,
    }
  })
  const tax = sumOf(
    lines.map(line => amount(line.tax, currency)),
    currency,
  )
  const goods = sumOf(
    lines.map(line => money(amount(line.total, currency).minor - amount(line.discount, currency).minor, currency)),
    currency,
  )
  const order: Order = {
    id: shop.nextId(),
    name: `#${shop.state.nextOrder++}`,
    createdAt: sale.at,
    updatedAt: sale.at,
    currency,
    areTaxesIncluded,
    isTest: sale.isTest ?? false,
    email: sale.email,
    acceptsMarketing: sale.acceptsMarketing ?? false,
    buyer: sale.buyer,
    country: sale.country,
    total: toDecimal(areTaxesIncluded ? goods : add(goods, tax)),
    tax: toDecimal(tax),
    lines,
    workId: shop.nextId(),
    cancelledAt: null,
    paidAt: sale.isPaid ? sale.at : null,
    refunds: [],
  }
  shop.state.orders.push(order)
  if (sale.isPaid && !order.isTest) note(shop, order, 'CHARGE', order.total, sale.at)
  return order
}

/** Tells of an order as the platform does: what happened, and that it changed. */
export function tell(shop: Shop, order: Order, ...topics: readonly string[]): void {
  for (const topic of topics)
    shop.onEvent(topic, {
      id: order.id,
      admin_graphql_api_id: gid('Order', order.id),
      name: order.name,
      updated_at: time(order.updatedAt),
      financial_status: financialStatus(order).toLowerCase(),
    })
}

function note(shop: Shop, order: Order, type: 'CHARGE' | 'REFUND', total: string, at: number): void {
  if (!shop.state.settings.hasPayments) return
  const whole = amount(total, order.currency)
  const sign = type === 'REFUND' ? -1n : 1n
  // 2.9 % of a charge stays with the provider; it does not come back with a refund.
  const fee = type === 'CHARGE' ? money((whole.minor * 29n + 500n) / 1000n, order.currency) : money(0n, order.currency)
  const row: BalanceRow = {
    id: shop.nextId(),
    type,
    at,
    currency: order.currency,
    amount: toDecimal(money(sign * whole.minor, order.currency)),
    fee: toDecimal(fee),
    net: toDecimal(money(sign * whole.minor - fee.minor, order.currency)),
    orderId: order.id,
  }
  shop.state.balance.push(row)
}

export function orderById(shop: Shop, id: number): Order {
  const order = shop.state.orders.find(one => one.id === id)
  if (order === undefined) throw new Error(`There is no order ${id}.`)
  return order
}

export const refundedOf = (order: Order): Money =>
  sumOf(
    order.refunds.map(refund => amount(refund.amount, order.currency)),
    order.currency,
  )

/** @param sum null for all that is left. @throws {Error} when that is more than was paid. */
export function refundOrder(shop: Shop, order: Order, sum: string | null, reason: string | null): number {
  const left = money(amount(order.total, order.currency).minor - refundedOf(order).minor, order.currency)
  const given = sum === null ? left : amount(sum, order.currency)
  if (order.paidAt === null || given.minor > left.minor) throw new Error('More cannot be refunded than was paid.')
  const refund = { id: shop.nextId(), createdAt: shop.nowMs(), amount: toDecimal(given), note: reason }
  order.refunds.push(refund)
  order.updatedAt = shop.nowMs()
  note(shop, order, 'REFUND', refund.amount, refund.createdAt)
  tell(shop, order, 'refunds/create', 'orders/updated')
  return refund.id
}

export function cancelOrder(shop: Shop, order: Order): void {
  order.cancelledAt = shop.nowMs()
  order.updatedAt = shop.nowMs()
  tell(shop, order, 'orders/cancelled', 'orders/updated')
}

export function financialStatus(order: Order): string {
  const back = refundedOf(order).minor
  const total = amount(order.total, order.currency).minor
  if (order.paidAt === null) return order.cancelledAt === null ? 'PENDING' : 'VOIDED'
  if (back > 0n && back >= total) return 'REFUNDED'
  return back > 0n ? 'PARTIALLY_REFUNDED' : 'PAID'
}
