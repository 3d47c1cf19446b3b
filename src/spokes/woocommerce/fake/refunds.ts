/** Refunds, whose refusals are HTTP 500 with a bare number for `data`. */
import { cents } from './money.ts'
import { refundedOf, refundJson, totalOf } from './order-json.ts'
import { keepOrder, setStatus } from './orders.ts'
import {
  type Answer,
  bareRefused,
  type Call,
  type Item,
  idOf,
  isTrue,
  listAnswer,
  pageOf,
  refused,
  text,
  whole,
  withFields,
} from './rest.ts'
import type { Shop } from './shop.ts'
import type { Order, Refund } from './state.ts'

/** The ways to pay that this store knows. Each can refund. */
const gateways = new Set(['benchpay', 'pretendpay'])

const partsOf = (shop: Shop, order: Order, wanted: unknown): Refund['lines'] => {
  const parts = (Array.isArray(wanted) ? (wanted as Item[]) : []).flatMap(each => {
    const line = order.lines.find(held => held.id === Number(each.id))
    if (!line) return []
    const taxes = (Array.isArray(each.refund_tax) ? (each.refund_tax as Item[]) : []).reduce(
      (sum, tax) => sum + cents(text(tax.refund_total)),
      0,
    )
    return [
      {
        id: shop.next('line'),
        metaId: shop.next('meta'),
        ofLine: line.id,
        quantity: whole(each.quantity, 0),
        total: cents(text(each.refund_total)),
        tax: taxes,
      },
    ]
  })
  return parts
}

/** @param args `amount` as text, or `line_items`; `api_refund` is true unless said. */
export function makeRefund(shop: Shop, orderId: number, args: Item): { order: Order; refund: Refund } {
  const held = shop.take(orderId)
  if (!held) throw bareRefused('woocommerce_rest_invalid_order_id', 'Invalid order ID.', 404)
  if (args.amount !== undefined && Number(args.amount) < 0)
    throw bareRefused('woocommerce_rest_invalid_order_refund', 'Refund amount must be greater than zero.', 400)
  const order = structuredClone(held)
  const lines = partsOf(shop, order, args.line_items)
  const amount = args.amount === undefined ? lines.reduce((sum, part) => sum + part.total + part.tax, 0) : cents(text(args.amount))
  const left = totalOf(order) - refundedOf(order)
  const cannot = (message: string): Error => bareRefused('woocommerce_rest_cannot_create_order_refund', message, 500)
  // The sum of the order is the only limit: the same line may go back twice.
  if (amount > left || (left === 0 && totalOf(order) > 0)) throw cannot('Invalid refund amount.')
  const byGateway = args.api_refund === undefined ? true : isTrue(args.api_refund)
  if (byGateway && !gateways.has(order.paymentMethod)) throw cannot('The payment gateway for this order does not exist.')
  const isFull = amount === left && amount > 0
  const refund: Refund = {
    id: shop.next('post'),
    created: shop.now(),
    amount,
    reason: text(args.reason),
    byGateway,
    isFull,
    lines,
    metaId: shop.next('meta'),
    taxLineId: shop.next('line'),
  }
  order.refunds.push(refund)
  if (isFull) setStatus(shop, order, 'refunded')
  keepOrder(shop, order, 'updated')
  return { order, refund }
}

export function createRefund(call: Call): Answer {
  const { order, refund } = makeRefund(call.shop, idOf(call), call.args)
  const location = `${call.shop.url}/wp-json/wc/v3/orders/${order.id}/refunds/${refund.id}`
  return { status: 201, body: withFields(refundJson(call.shop, order, refund), call, false), headers: { location } }
}

const orderOf = (call: Call): Order => {
  const order = call.shop.book.get(idOf(call))
  if (!order) throw bareRefused('woocommerce_rest_invalid_order_id', 'Invalid order ID.', 404)
  return order
}

const newestFirst = (a: Refund, b: Refund): number => b.created - a.created || b.id - a.id

export function listRefunds(call: Call): Answer {
  const order = orderOf(call)
  const { offset, perPage } = pageOf(call)
  const all = [...order.refunds].sort(newestFirst)
  return listAnswer(
    call,
    all.slice(offset, offset + perPage).map(refund => refundJson(call.shop, order, refund)),
    all.length,
  )
}

export function listAllRefunds(call: Call): Answer {
  const { offset, perPage } = pageOf(call)
  const all = call.shop.book
    .save()
    .orders.flatMap(order => order.refunds.map(refund => ({ order, refund })))
    .sort((a, b) => newestFirst(a.refund, b.refund))
  return listAnswer(
    call,
    all.slice(offset, offset + perPage).map(({ order, refund }) => refundJson(call.shop, order, refund, true)),
    all.length,
  )
}

const refundOf = (call: Call, order: Order): Refund => {
  const refund = order.refunds.find(each => each.id === Number(call.params.refund))
  if (!refund) throw bareRefused('woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.', 404)
  return refund
}

export function getRefund(call: Call): Answer {
  const order = orderOf(call)
  return { body: withFields(refundJson(call.shop, order, refundOf(call, order)), call, false) }
}

/** The order's status stays "refunded". */
export function removeRefund(call: Call): Answer {
  const order = structuredClone(orderOf(call))
  const refund = refundOf(call, order)
  if (!isTrue(call.args.force)) throw refused('woocommerce_rest_trash_not_supported', 'Order refunds do not support trashing.', 501)
  const before = refundJson(call.shop, order, refund)
  call.shop.take(order.id)
  order.refunds = order.refunds.filter(each => each.id !== refund.id)
  keepOrder(call.shop, order, 'updated')
  return { body: withFields(before, call, false) }
}
