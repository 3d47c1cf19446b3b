/** Ways in which Lemon Squeezy could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, type Lie, type Meddling, withJson } from '#kit/lie.ts'

interface Order {
  readonly id: string
  readonly attributes: Record<string, unknown>
}

const isOrderList = ({ method, path }: Exchange): boolean => method === 'GET' && path.split('?')[0] === '/v1/orders'

const onOrders =
  (change: (orders: readonly Order[]) => readonly Order[]): Meddling =>
  async (exchange, pass): Promise<Answer> => {
    const answer = await pass()
    if (!isOrderList(exchange) || answer.status !== 200) return answer
    return withJson(answer, body => ({ ...(body as object), data: change((body as { data: Order[] }).data) }))
  }

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': { says: 'Lemon Squeezy never lists an order', make: () => onOrders(() => []) },
  'repeats-sales': {
    says: 'Lemon Squeezy tells each order a second time under another number',
    make: () => onOrders(orders => orders.flatMap(order => [order, { ...order, id: `9${order.id}` }])),
  },
  'hides-refunds': {
    says: 'Lemon Squeezy shows a refunded order as paid',
    make: () =>
      onOrders(orders =>
        orders.map(({ attributes, ...order }) => ({
          ...order,
          attributes: { ...attributes, status: 'paid', refunded: false, refunded_at: null, refunded_amount: 0 },
        })),
      ),
  },
}
