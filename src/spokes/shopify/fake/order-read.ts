/** Orders as the API tells them. */
import { connection, failed, notApproved, padded } from './answer.ts'
import { workNode } from './fulfilment.ts'
import { bag } from './money.ts'
import { amount, financialStatus } from './orders.ts'
import { gid, idOf, type Shop, time } from './shop.ts'
import type { Order, OrderLine } from './state.ts'

/** Without `read_all_orders` older ones are as if they were not. */
const windowMs = 60 * 86_400_000

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
  customerAcceptsMarketing: order.acceptsMarketing ?? false,
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
