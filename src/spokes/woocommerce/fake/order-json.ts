/** Orders and refunds as REST shows them: money as strings, except the price of a line, which is a number. */
import { decimal, symbolOf } from './money.ts'
import { type Item, links } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Order, OrderLine, Refund } from './state.ts'
import { gmt, local } from './time.ts'

export const discountOf = (order: Order): number => order.lines.reduce((sum, line) => sum + line.subtotal - line.total, 0)
export const taxOf = (order: Order): number => order.lines.reduce((sum, line) => sum + line.tax, 0)
export const totalOf = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.total + line.tax, 0) + order.fees.reduce((sum, fee) => sum + fee.total, 0)
/** What a coupon or a lowered line took off the tax. */
const discountTaxOf = (order: Order): number => order.lines.reduce((sum, line) => sum + line.subtotalTax - line.tax, 0)
export const refundedOf = (order: Order): number => order.refunds.reduce((sum, refund) => sum + refund.amount, 0)

/** True while a line has to be packed: a product not both virtual and downloadable. A product no longer there does not count. */
export const needsProcessing = (shop: Shop, order: Order): boolean =>
  order.lines.some(line => {
    const product = shop.products.get(line.productId)
    return product !== undefined && !(product.virtual && product.downloadable)
  })

const price = (line: OrderLine): number => (line.quantity === 0 ? 0 : Math.round((line.total / line.quantity) * 1e6) / 1e8)

function lineJson(shop: Shop, order: Order, line: OrderLine, digits: number): Item {
  const product = shop.products.get(line.productId)
  const image = product?.images[0] === undefined ? undefined : shop.attachments.get(product.images[0])
  const isUnknown = line.productId === 0 && line.sku === null
  return {
    id: line.id,
    name: line.name,
    // A product that is gone for good is 0 in its old lines.
    product_id: product ? line.productId : 0,
    variation_id: 0,
    quantity: line.quantity,
    tax_class: '',
    subtotal: decimal(line.subtotal, digits),
    subtotal_tax: decimal(line.subtotalTax, digits),
    total: decimal(line.total, digits),
    total_tax: decimal(line.tax, digits),
    taxes:
      order.taxId === null || line.tax === 0
        ? []
        : [{ id: order.taxId, total: decimal(line.tax, digits), subtotal: decimal(line.subtotalTax, digits) }],
    meta_data: [],
    sku: product ? product.sku : null,
    global_unique_id: isUnknown || !product ? null : '',
    price: price(line),
    image: image ? { id: String(image.id), src: `${shop.url}/wp-content/uploads/${image.path}` } : { id: product ? '' : 0, src: '' },
    parent_name: null,
  }
}

function taxLines(shop: Shop, order: Order, digits: number): Item[] {
  const rate = shop.state.taxes.find(each => each.id === order.taxId)
  if (!rate || taxOf(order) === 0) return []
  const base = {
    id: order.taxLineId,
    rate_code: `${rate.country}-${rate.state}-${rate.name.toUpperCase()}-1`,
    rate_id: rate.id,
    label: rate.name,
    compound: false,
  }
  return [
    {
      ...base,
      tax_total: decimal(taxOf(order), digits),
      shipping_tax_total: decimal(0, digits),
      rate_percent: Number(rate.rate),
      meta_data: [],
    },
  ]
}

/** What the store notes on a coupon's line, twice: as kept and as shown. */
function couponInfo(coupon: Order['coupons'][number]): Item {
  const value = JSON.stringify([coupon.couponId, coupon.code, coupon.type, Number(coupon.amount)])
  return { id: coupon.metaId, key: 'coupon_info', value, display_key: 'coupon_info', display_value: value }
}

const taxBackOf = (refund: Refund): number => refund.lines.reduce((sum, part) => sum + part.tax, 0)

/** @param digits how many follow the point (`dp`). */
export function orderJson(shop: Shop, order: Order, digits = 2): Item {
  const total = totalOf(order)
  const zero = decimal(0, digits)
  const refunds = [...order.refunds].sort((a, b) => b.created - a.created || a.id - b.id)
  const up = order.customerId > 0 ? { customer: [{ href: `${shop.url}/wp-json/wc/v3/customers/${order.customerId}` }] } : {}
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.currency,
    version: '11.0.1',
    prices_include_tax: false,
    date_created: local(order.created),
    date_modified: local(order.modified),
    discount_total: decimal(Math.max(0, discountOf(order)), digits),
    discount_tax: decimal(Math.max(0, discountTaxOf(order)), digits),
    shipping_total: zero,
    shipping_tax: zero,
    cart_tax: decimal(taxOf(order), digits),
    total: decimal(total, digits),
    total_tax: decimal(taxOf(order), digits),
    customer_id: order.customerId,
    order_key: order.key,
    billing: order.billing,
    shipping: order.shipping,
    payment_method: order.paymentMethod,
    payment_method_title: order.paymentTitle,
    transaction_id: order.transactionId,
    customer_ip_address: order.ip,
    customer_user_agent: order.agent,
    created_via: order.createdVia,
    customer_note: order.note,
    date_completed: local(order.completed),
    date_paid: local(order.paid),
    cart_hash: order.cartHash ?? '',
    number: String(order.id),
    meta_data: order.meta,
    line_items: order.lines.map(line => lineJson(shop, order, line, digits)),
    tax_lines: taxLines(shop, order, digits),
    shipping_lines: [],
    fee_lines: order.fees.map(fee => ({
      id: fee.id,
      name: fee.name,
      tax_class: '',
      tax_status: fee.taxStatus,
      amount: '',
      total: decimal(fee.total, digits),
      total_tax: zero,
      taxes: [],
      meta_data: [],
    })),
    coupon_lines: order.coupons.map(coupon => ({
      id: coupon.id,
      code: coupon.code,
      discount: decimal(coupon.discount, digits),
      discount_tax: decimal(Math.round((discountTaxOf(order) * coupon.discount) / Math.max(1, discountOf(order))), digits),
      meta_data: [couponInfo(coupon)],
      discount_type: coupon.type,
      nominal_amount: Number(coupon.amount),
      free_shipping: false,
    })),
    refunds: refunds.map(refund => ({
      id: refund.id,
      reason: refund.reason,
      total: decimal(-refund.amount, digits),
      total_tax: decimal(minus(taxBackOf(refund)), digits),
    })),
    payment_url: `${shop.url}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${order.key}`,
    is_editable: ['pending', 'on-hold', 'auto-draft'].includes(order.status),
    needs_payment: ['pending', 'failed'].includes(order.status) && total > 0,
    needs_processing: needsProcessing(shop, order),
    date_created_gmt: gmt(order.created),
    date_modified_gmt: gmt(order.modified),
    date_completed_gmt: gmt(order.completed),
    date_paid_gmt: gmt(order.paid),
    currency_symbol: symbolOf(order.currency),
    _links: {
      ...links(shop, 'wc/v3/orders', order.id),
      email_templates: [{ embeddable: true, href: `${shop.url}/wp-json/wc/v3/orders/${order.id}/actions/email_templates` }],
      ...up,
    },
  }
}

/** Zero has no sign, except in the total of a refund of nothing. */
const minus = (amount: number): number => (amount === 0 ? 0 : -amount)

function taxBackLines(shop: Shop, order: Order, refund: Refund): Item[] {
  const back = taxBackOf(refund)
  const line = back === 0 ? undefined : taxLines(shop, order, 2)[0]
  return line ? [{ ...line, id: refund.taxLineId, tax_total: decimal(minus(back)), shipping_tax_total: decimal(0) }] : []
}

export function refundJson(shop: Shop, order: Order, refund: Refund, withParent = false): Item {
  const path = `wc/v3/orders/${order.id}/refunds`
  const lines = refund.lines.flatMap(part => {
    const line = order.lines.find(each => each.id === part.ofLine)
    if (!line) return []
    const back: OrderLine = {
      ...line,
      id: part.id,
      quantity: -part.quantity,
      subtotal: minus(part.total),
      total: minus(part.total),
      tax: minus(part.tax),
      subtotalTax: minus(part.tax),
    }
    const of = {
      id: part.metaId,
      key: '_refunded_item_id',
      value: String(line.id),
      display_key: '_refunded_item_id',
      display_value: String(line.id),
    }
    return [{ ...lineJson(shop, order, back, 2), price: price(line), meta_data: [of] }]
  })
  return {
    id: refund.id,
    ...(withParent ? { parent_id: order.id } : {}),
    date_created: local(refund.created),
    date_created_gmt: gmt(refund.created),
    amount: decimal(refund.amount),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: refund.byGateway,
    meta_data: [{ id: refund.metaId, key: '_refund_type', value: refund.isFull ? 'full' : 'partial' }],
    line_items: lines,
    shipping_lines: [],
    tax_lines: taxBackLines(shop, order, refund),
    fee_lines: [],
    _links: { ...links(shop, path, refund.id, ['GET', 'DELETE']), up: [{ href: `${shop.url}/wp-json/wc/v3/orders/${order.id}` }] },
  }
}
