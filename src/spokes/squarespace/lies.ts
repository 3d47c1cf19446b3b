/** Ways in which Squarespace could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Order = Readonly<Record<string, unknown>> & { readonly id: string }

const isOrderList = ({ method, path }: Exchange): boolean => method === 'GET' && path.split('?')[0] === '/1.0/commerce/orders'

const onOrders =
  (change: (orders: readonly Order[]) => readonly Order[]): Meddling =>
  async (exchange, pass): Promise<Answer> => {
    const answer = await pass()
    if (!isOrderList(exchange) || answer.status !== 200) return answer
    return withJson(answer, body => ({ ...(body as object), result: change((body as { result: Order[] }).result) }))
  }

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': { says: 'Squarespace never lists an order', make: () => onOrders(() => []) },
  'repeats-sales': {
    says: 'Squarespace tells each order a second time under another number',
    make: () => onOrders(orders => orders.flatMap(order => [order, { ...order, id: `9${order.id.slice(1)}` }])),
  },
  'hides-refunds': {
    says: 'Squarespace shows a refunded order as paid',
    make: () => onOrders(orders => orders.map(order => ({ ...order, paymentState: 'PAID', refundedTotal: null }))),
  },
}
