/** Orders: made, paid, moved from status to status, put in the bin. No transition is refused, and the same order twice is two orders. */
import { noAddress, noShipping } from './book.ts'
import { applyCoupons } from './coupons.ts'
import { cents } from './money.ts'
import { needsProcessing, orderJson, refundedOf, totalOf } from './order-json.ts'
import { priceOf } from './product-json.ts'
import { setMeta } from './products.ts'
import { type Item, isTrue, Refused, refused, text, whole } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Address, Order, OrderLine } from './state.ts'
import { clean, cleanLine } from './text.ts'

const fatal = (): Refused =>
  new Refused(500, {
    code: 'internal_server_error',
    message:
      '<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>',
    data: { status: 500 },
    additional_errors: [],
  })

export function newOrder(shop: Shop, via: string): Order {
  const now = shop.now()
  return {
    id: shop.next('post'),
    status: 'pending',
    currency: shop.state.settings.currency,
    created: now,
    modified: now,
    completed: null,
    paid: null,
    customerId: 0,
    key: `wc_order_${shop.dice.text(13)}`,
    billing: noAddress(),
    shipping: noShipping(),
    paymentMethod: '',
    paymentTitle: '',
    transactionId: '',
    ip: '',
    agent: '',
    createdVia: via,
    note: '',
    meta: [],
    lines: [],
    fees: [],
    coupons: [],
    refunds: [],
    taxId: null,
    taxLineId: 0,
    isGranted: false,
  }
}

/** @param args `product_id` or `sku`; a product that is not known is taken, with nothing in it. */
export function newLine(shop: Shop, args: Item): OrderLine {
  const sku = text(args.sku)
  const id = Number(args.product_id ?? 0)
  if (id === 0 && sku === '') throw refused('woocommerce_rest_required_product_reference', 'Product ID or SKU is required.', 400)
  const product = id > 0 ? shop.products.get(id) : [...shop.products.values()].find(each => each.sku === sku)
  const quantity = whole(args.quantity, 1)
  if (quantity === 0) throw fatal()
  const unit = product ? Number(priceOf(shop, product) || '0') : 0
  const subtotal = args.subtotal === undefined ? Math.round(unit * quantity * 100) : cents(text(args.subtotal))
  const total =
    args.total === undefined ? (args.subtotal === undefined ? Math.round(unit * quantity * 100) : subtotal) : cents(text(args.total))
  return {
    id: shop.next('line'),
    name: args.name === undefined ? (product?.name ?? '') : clean(cleanLine(text(args.name))),
    productId: product?.id ?? 0,
    quantity,
    subtotal,
    total,
    tax: 0,
    subtotalTax: 0,
    sku: product?.sku ?? null,
  }
}

/** One rate by country and state, on every line: enough to show what a tax does to an order's figures. */
export function reckonTax(shop: Shop, order: Order): void {
  const rate = shop.state.settings.calcTaxes
    ? shop.state.taxes.find(each => each.country === order.billing.country && (each.state === '' || each.state === order.billing.state))
    : undefined
  if (rate && order.taxLineId === 0) order.taxLineId = shop.next('line')
  order.taxId = rate?.id ?? null
  const of = (amount: number): number => (rate ? Math.round((amount * Number(rate.rate)) / 100) : 0)
  for (const line of order.lines) {
    line.tax = of(line.total)
    line.subtotalTax = of(line.subtotal)
  }
}

function setAddress<Part extends Partial<Address>>(address: Part, given: unknown): void {
  if (typeof given !== 'object' || given === null) return
  for (const [name, value] of Object.entries(given)) if (name in address) (address as Record<string, string>)[name] = cleanLine(text(value))
}

function setFields(shop: Shop, order: Order, args: Item): void {
  setAddress(order.billing, args.billing)
  setAddress(order.shipping, args.shipping)
  if (args.currency !== undefined) order.currency = text(args.currency)
  if (args.customer_id !== undefined) order.customerId = Number(args.customer_id)
  if (args.customer_note !== undefined) order.note = text(args.customer_note)
  if (args.payment_method !== undefined) order.paymentMethod = text(args.payment_method)
  if (args.payment_method_title !== undefined) order.paymentTitle = text(args.payment_method_title)
  if (args.transaction_id !== undefined) order.transactionId = text(args.transaction_id)
  if (args.created_via !== undefined) order.createdVia = text(args.created_via)
  if (Array.isArray(args.meta_data)) setMeta(shop, order.meta, args.meta_data)
  for (const each of listOf(args.line_items)) changeLine(shop, order, each)
  for (const fee of listOf(args.fee_lines)) {
    order.fees.push({
      id: shop.next('line'),
      name: cleanLine(text(fee.name)),
      total: cents(text(fee.total)),
      taxStatus: text(fee.tax_status) || 'taxable',
    })
  }
}

const listOf = (value: unknown): readonly Item[] => (Array.isArray(value) ? (value as Item[]) : [])

function changeLine(shop: Shop, order: Order, args: Item): void {
  const at = args.id === undefined ? -1 : order.lines.findIndex(line => line.id === Number(args.id))
  const line = order.lines[at]
  if (args.id !== undefined && !line)
    throw refused('woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.', 400)
  if (!line) order.lines.push(newLine(shop, args))
  else if (args.quantity !== undefined && Number(args.quantity) === 0) order.lines.splice(at, 1)
  else {
    if (args.quantity !== undefined) line.quantity = Number(args.quantity)
    if (args.subtotal !== undefined) line.subtotal = cents(text(args.subtotal))
    if (args.total !== undefined) line.total = cents(text(args.total))
    if (args.name !== undefined) line.name = cleanLine(text(args.name))
  }
}

/** What a payment does: straight to completed when there is nothing to pack. */
export function pay(shop: Shop, order: Order, transactionId: string): void {
  if (!['pending', 'on-hold', 'failed', 'cancelled', 'auto-draft', 'checkout-draft'].includes(order.status)) return
  if (transactionId !== '') order.transactionId = transactionId
  order.paid ??= shop.now()
  setStatus(shop, order, needsProcessing(shop, order) ? 'processing' : 'completed')
  noteOf(shop, order, [
    'Payment complete.',
    mailed(order.status === 'completed' ? 'Completed order' : 'Processing order'),
    mailed('New order'),
  ])
}

const labels: Readonly<Record<string, string>> = {
  pending: 'Pending payment',
  processing: 'Processing',
  'on-hold': 'On hold',
  completed: 'Completed',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  failed: 'Failed',
}
const mailed = (mail: string): string => `Email "${mail}" sent.`

/** The store's own notes of a change of status, with the mails that the recorded ones sent. */
function noteChange(shop: Shop, order: Order, from: string): void {
  const changed = `Order status changed from ${labels[from] ?? from} to ${labels[order.status] ?? order.status}.`
  const notes: Readonly<Record<string, readonly string[]>> = {
    processing: [changed, mailed('Processing order')],
    completed: [mailed('Completed order'), changed],
    failed: [mailed('Failed order'), changed, mailed('Failed order')],
  }
  noteOf(shop, order, notes[order.status] ?? [changed])
}

function noteOf(shop: Shop, order: Order, texts: readonly string[]): void {
  for (const text of texts)
    shop.state.notes.push({ id: shop.next('note'), orderId: order.id, created: shop.now(), text, isForCustomer: false })
}

export function setStatus(shop: Shop, order: Order, status: string): void {
  if (order.status === status) return
  order.status = status
  const now = shop.now()
  if (status === 'completed') {
    order.completed = now
    order.paid ??= now
  }
  if (status === 'processing' && needsProcessing(shop, order)) order.paid ??= now
  if (status === 'completed' || status === 'processing') grant(shop, order)
  if (status === 'refunded' && refundedOf(order) < totalOf(order)) {
    const amount = totalOf(order) - refundedOf(order)
    order.refunds.push({
      id: shop.next('post'),
      created: now,
      amount,
      reason: 'Order fully refunded.',
      byGateway: false,
      isFull: true,
      lines: [],
      metaId: shop.next('meta'),
      taxLineId: shop.next('line'),
    })
  }
}

/** The buyer's permissions, once for an order: for the files that the products have at this moment. */
function grant(shop: Shop, order: Order): void {
  if (order.isGranted) return
  order.isGranted = true
  for (const line of order.lines) {
    const product = shop.products.get(line.productId)
    if (!product) continue
    product.totalSales += line.quantity
    if (!product.downloadable) continue
    const expires = product.downloadExpiry > 0 ? order.created + product.downloadExpiry * 86_400 : null
    for (const file of product.files) {
      const remaining = product.downloadLimit > 0 ? product.downloadLimit * line.quantity : null
      shop.allow({
        orderId: order.id,
        productId: product.id,
        fileId: file.id,
        customerId: order.customerId,
        email: order.billing.email,
        remaining,
        expires,
      })
    }
  }
}

/** Keeps a change and tells of it. */
export function keepOrder(shop: Shop, order: Order, event: 'created' | 'updated'): void {
  if (event === 'updated') order.modified = shop.now()
  shop.book.put(order)
  shop.fire(`order.${event}`, order.id)
}

/** @throws {Refused} an unknown coupon leaves a draft of the order behind. */
export function makeOrder(shop: Shop, args: Item): Order {
  for (const each of listOf(args.line_items)) if (each.quantity !== undefined && Number(each.quantity) === 0) throw fatal()
  const order = newOrder(shop, 'rest-api')
  setFields(shop, order, args)
  const unknown = applyCoupons(shop, order, listOf(args.coupon_lines))
  if (unknown !== null) {
    order.status = 'auto-draft'
    shop.book.put(order)
    throw refused('woocommerce_rest_invalid_coupon', `Coupon &quot;${unknown}&quot; cannot be applied because it does not exist.`, 400, {
      new_draft_order_id: order.id,
    })
  }
  reckonTax(shop, order)
  const status = text(args.status) || 'pending'
  if (status !== 'pending') setStatus(shop, order, status)
  if (isTrue(args.set_paid)) pay(shop, order, text(args.transaction_id))
  // The real queue holds "updated" before "created": the order of arrival says nothing.
  if (order.lines.length > 0) shop.fire('order.updated', order.id)
  keepOrder(shop, order, 'created')
  return order
}

export const invalidId = (message: string, status: number): Error => refused('woocommerce_rest_shop_order_invalid_id', message, status)

export function changeOrder(shop: Shop, id: number, args: Item): Order {
  const held = shop.take(id)
  if (!held) throw invalidId('ID is invalid.', 400)
  const order = structuredClone(held)
  setFields(shop, order, args)
  if (args.line_items !== undefined || args.billing !== undefined) reckonTax(shop, order)
  const from = order.status
  if (args.status !== undefined && args.status !== null) setStatus(shop, order, text(args.status))
  if (order.status !== from) noteChange(shop, order, from)
  if (isTrue(args.set_paid)) pay(shop, order, text(args.transaction_id))
  keepOrder(shop, order, 'updated')
  return order
}

export function dropOrder(shop: Shop, id: number, isForced: boolean): Item {
  const order = shop.take(id)
  if (!order) throw invalidId('Invalid ID.', 404)
  const before = structuredClone(orderJson(shop, order))
  if (isForced) {
    shop.book.remove(id)
    shop.permissions.delete(id)
    return before
  }
  if (order.status === 'trash') throw refused('woocommerce_rest_already_trashed', 'The order has already been deleted.', 410)
  order.status = 'trash'
  order.modified = shop.now()
  shop.book.put(order)
  shop.fire('order.deleted', id)
  return before
}
