/** Orders, refunds, the work of fulfilling them, and the account of Shopify Payments. */
import { add, type Money, money, parseMoney, toDecimal } from '#kit'
import { connection, failed, notApproved, padded, userError } from './answer.ts'
import { bag, moneyV2, percentOf, percentWithin } from './money.ts'
import { gid, idOf, type Shop, time } from './shop.ts'
import type { BalanceRow, Order, OrderLine } from './state.ts'

const dayMs = 86_400_000
/** Without `read_all_orders` older ones are as if they were not. */
export const windowMs = 60 * dayMs

const amount = (text: string, currency: string): Money => parseMoney(text, currency)
const sumOf = (amounts: readonly Money[], currency: string): Money => amounts.reduce(add, money(0n, currency))

export interface SaleRequest {
  readonly lines: readonly {
    readonly productId: number | null
    readonly quantity: number
    readonly title?: string | undefined
    readonly discount?: string | undefined
  }[]
  readonly email: string | null
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

function financialStatus(order: Order): string {
  const back = refundedOf(order).minor
  const total = amount(order.total, order.currency).minor
  if (order.paidAt === null) return order.cancelledAt === null ? 'PENDING' : 'VOIDED'
  if (back > 0n && back >= total) return 'REFUNDED'
  return back > 0n ? 'PARTIALLY_REFUNDED' : 'PAID'
}

// ---------------------------------------------------------------- reading

interface PageArguments {
  readonly first?: number
  readonly after?: string
  readonly reverse?: boolean
}

const visible = (shop: Shop, scopes: ReadonlySet<string>) =>
  scopes.has('read_all_orders') ? shop.state.orders : shop.state.orders.filter(order => order.createdAt >= shop.nowMs() - windowMs)

export function orders(
  shop: Shop,
  scopes: ReadonlySet<string>,
  args: PageArguments & { readonly query?: string | null; readonly sortKey?: string },
) {
  if (args.sortKey !== 'UPDATED_AT') throw failed('This pretend shop sorts orders by UPDATED_AT alone', 'BAD_REQUEST')
  const since = sinceOf(args.query ?? '')
  const found = visible(shop, scopes).filter(order => seconds(order.updatedAt) >= since)
  return connection(
    found,
    args,
    order => `${padded(seconds(order.updatedAt))} ${padded(order.id)}`,
    order => orderNode(shop, order),
  )
}

const seconds = (ms: number) => Math.floor(ms / 1000)

/** Only the one filter that is used; another would be passed over without a word by the platform, which a test must see. */
function sinceOf(query: string): number {
  if (query === '') return 0
  const found = /^updated_at:>='(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)'$/.exec(query)
  if (found === null) throw failed(`Invalid search query: ${query}`, 'BAD_REQUEST')
  return seconds(Date.parse(found[1]!))
}

export function order(shop: Shop, scopes: ReadonlySet<string>, { id }: { id: string }) {
  const found = visible(shop, scopes).find(one => one.id === idOf('Order', id))
  return found ? orderNode(shop, found) : null
}

function protectedField<Value>(shop: Shop, name: string, value: Value): () => Value {
  return () => {
    if (!shop.state.settings.isProtectedGranted) throw notApproved(name)
    return value
  }
}

const orderNode = (shop: Shop, order: Order) => ({
  id: gid('Order', order.id),
  name: order.name,
  createdAt: time(order.createdAt),
  processedAt: time(order.createdAt),
  updatedAt: time(order.updatedAt),
  cancelledAt: order.cancelledAt === null ? null : time(order.cancelledAt),
  test: order.isTest,
  currencyCode: order.currency,
  taxesIncluded: order.areTaxesIncluded,
  displayFinancialStatus: financialStatus(order),
  email: protectedField(shop, 'email', order.email),
  billingAddress: protectedField(shop, 'billingAddress', {
    id: gid('MailingAddress', order.id),
    name: order.buyer,
    countryCodeV2: order.country,
  }),
  totalPriceSet: bag(order.total, order.currency),
  totalTaxSet: bag(order.tax, order.currency),
  transactions:
    order.paidAt === null
      ? []
      : [{ id: gid('OrderTransaction', order.id), kind: 'SALE', status: 'SUCCESS', processedAt: time(order.paidAt) }],
  refunds: order.refunds.map(refund => ({
    id: gid('Refund', refund.id),
    createdAt: time(refund.createdAt),
    note: refund.note,
    totalRefundedSet: bag(refund.amount, order.currency),
  })),
  lineItems: (args: PageArguments) =>
    connection(
      order.lines,
      args,
      line => padded(order.lines.indexOf(line)),
      line => lineNode(shop, order, line),
    ),
  fulfillmentOrders: (args: PageArguments) =>
    connection(
      order.cancelledAt === null ? [order] : [],
      args,
      () => '0',
      () => workNode(order),
    ),
})

const lineNode = (shop: Shop, { currency }: Order, line: OrderLine) => ({
  id: gid('LineItem', line.id),
  title: line.title,
  quantity: line.quantity,
  sku: line.sku,
  // Of a product that was deleted nothing is told any more.
  product: line.productId !== null && shop.product(line.productId) !== null ? { id: gid('Product', line.productId) } : null,
  originalTotalSet: bag(line.total, currency),
  discountAllocations: amount(line.discount, currency).minor === 0n ? [] : [{ allocatedAmountSet: bag(line.discount, currency) }],
  taxLines: amount(line.tax, currency).minor === 0n ? [] : [{ priceSet: bag(line.tax, currency) }],
})

const isOpen = (order: Order) => order.lines.some(line => line.fulfilled < line.quantity)

const workNode = (order: Order) => ({
  id: gid('FulfillmentOrder', order.workId),
  status: isOpen(order) ? 'OPEN' : 'CLOSED',
  lineItems: (args: PageArguments) =>
    connection(
      order.lines,
      args,
      line => padded(line.id),
      line => ({
        id: gid('FulfillmentOrderLineItem', line.id),
        remainingQuantity: line.quantity - line.fulfilled,
        requiresShipping: line.requiresShipping,
      }),
    ),
})

interface FulfillmentInput {
  readonly notifyCustomer?: boolean
  readonly lineItemsByFulfillmentOrder: readonly {
    readonly fulfillmentOrderId: string
    readonly fulfillmentOrderLineItems?: readonly { readonly id: string; readonly quantity: number }[]
  }[]
}

export function fulfillmentCreate(shop: Shop, { fulfillment }: { fulfillment: FulfillmentInput }) {
  const refuse = (message: string) => ({ fulfillment: null, userErrors: [userError(['fulfillment'], message)] })
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of fulfillment.lineItemsByFulfillmentOrder) {
    const order = shop.state.orders.find(one => gid('FulfillmentOrder', one.workId) === fulfillmentOrderId)
    if (order === undefined) return refuse('Fulfillment order does not exist.')
    if (!isOpen(order)) return refuse('Fulfillment order has an unfulfillable status= closed.')
    const items =
      fulfillmentOrderLineItems ??
      order.lines.map(line => ({ id: gid('FulfillmentOrderLineItem', line.id), quantity: line.quantity - line.fulfilled }))
    for (const { id, quantity } of items) {
      const line = order.lines.find(one => gid('FulfillmentOrderLineItem', one.id) === id)
      if (line === undefined || quantity < 1 || quantity > line.quantity - line.fulfilled)
        return refuse('Invalid fulfillment order line item quantity requested.')
      line.fulfilled += quantity
    }
    order.updatedAt = shop.nowMs()
    tell(shop, order, 'orders/updated')
  }
  return { fulfillment: { id: gid('Fulfillment', shop.nextId()) }, userErrors: [] }
}

export function paymentsAccount(shop: Shop) {
  if (!shop.state.settings.hasPayments) return null
  return {
    id: gid('ShopifyPaymentsAccount', 1),
    balanceTransactions: (args: PageArguments) =>
      connection(
        shop.state.balance,
        args,
        row => `${padded(row.at)} ${padded(row.id)}`,
        row => ({
          id: gid('ShopifyPaymentsBalanceTransaction', row.id),
          type: row.type,
          test: false,
          transactionDate: time(row.at),
          amount: moneyV2(row.amount, row.currency),
          fee: moneyV2(row.fee, row.currency),
          net: moneyV2(row.net, row.currency),
          sourceType: row.type,
          sourceId: String(row.id),
          sourceOrderTransactionId: String(row.orderId),
          adjustmentReason: null,
          associatedOrder: { id: gid('Order', row.orderId) },
          associatedPayout: { id: null, status: 'SCHEDULED' },
        }),
      ),
  }
}
