/** The routes of orders: one by one, and the list with its filters. */
import { orderJson } from './order-json.ts'
import { changeOrder, dropOrder, invalidId, makeOrder } from './orders.ts'
import { dateTests } from './product-list.ts'
import { type Answer, type Call, type Item, idOf, isTrue, listAnswer, numbers, pageOf, text, whole, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import { toList } from './validate.ts'

const digitsOf = (call: Call): number => whole(call.args.dp, 2)

export function getOrder(call: Call): Answer {
  const order = call.shop.book.get(idOf(call))
  if (!order) throw invalidId('Invalid ID.', 404)
  return { body: withFields(orderJson(call.shop, order, digitsOf(call)), call, false) }
}

export function createOrder(call: Call): Answer {
  const order = makeOrder(call.shop, call.args)
  return {
    status: 201,
    body: withFields(orderJson(call.shop, order), call, false),
    headers: { location: `${call.shop.url}/wp-json/wc/v3/orders/${order.id}` },
  }
}

export const updateOrder = (call: Call): Answer => ({
  body: withFields(orderJson(call.shop, changeOrder(call.shop, idOf(call), call.args)), call, false),
})

export const removeOrder = (call: Call): Answer => ({
  body: withFields(dropOrder(call.shop, idOf(call), isTrue(call.args.force)), call, false),
})

export function listOrders(call: Call): Answer {
  const { shop, args } = call
  const statuses = args.status === undefined ? ['any'] : toList(args.status).map(String)
  const inTime = dateTests(args, 'order')
  const include = numbers(args.include)
  const exclude = new Set(numbers(args.exclude))
  const isWanted = (status: string): boolean =>
    statuses.some(each => (each === 'any' ? status !== 'trash' && status !== 'auto-draft' : each === status))
  const needsWhole = ['search', 'customer', 'product', 'created_via'].some(name => args[name] !== undefined)
  const by = ['id', 'include', 'slug', 'title'].includes(text(args.orderby))
    ? 'id'
    : text(args.orderby) === 'modified'
      ? 'modified'
      : 'date'
  const found =
    inTime === null
      ? []
      : shop.book
          .sorted(by)
          .filter(
            entry =>
              isWanted(entry.status) &&
              inTime(entry.created, entry.modified) &&
              (include.length === 0 || include.includes(entry.id)) &&
              !exclude.has(entry.id) &&
              (!needsWhole || isMatch(shop, entry.id, args)),
          )
  const { offset, perPage } = pageOf(call)
  const isAscending = args.order === 'asc'
  const slice = isAscending
    ? found.slice(offset, offset + perPage)
    : found.slice(Math.max(0, found.length - offset - perPage), Math.max(0, found.length - offset)).reverse()
  const items = slice.flatMap(entry => {
    const order = shop.book.get(entry.id)
    return order ? [orderJson(shop, order, digitsOf(call))] : []
  })
  const extra: [string, string][] = statuses.map((status, index) => [`status[${index}]`, status])
  if (args.dp === undefined) extra.push(['dp', '2'])
  extra.push(['context', 'view'])
  return listAnswer(call, items, found.length, { extra, drop: ['status'] })
}

function isMatch(shop: Shop, id: number, args: Item): boolean {
  const order = shop.book.get(id)
  if (!order) return false
  const search = text(args.search).toLowerCase()
  const all =
    search === '' ? '' : [order.id, ...Object.values(order.billing), ...order.lines.map(line => line.name)].join(' ').toLowerCase()
  const via = args.created_via === undefined ? [] : toList(args.created_via).map(String)
  return (
    all.includes(search) &&
    (args.customer === undefined || order.customerId === Number(args.customer)) &&
    (args.product === undefined || order.lines.some(line => line.productId === Number(args.product))) &&
    (via.length === 0 || via.includes(order.createdVia))
  )
}
