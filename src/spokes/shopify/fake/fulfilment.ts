/** The work of fulfilling an order: one piece of work for each, open while something is left. */
import { connection, padded, userError } from './answer.ts'
import { tell } from './orders.ts'
import { gid, type Shop } from './shop.ts'
import type { Order } from './state.ts'

interface PageArguments {
  readonly first?: number
  readonly after?: string
}

const isOpen = (order: Order) => order.lines.some(line => line.fulfilled < line.quantity)

export const workNode = (order: Order) => ({
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
