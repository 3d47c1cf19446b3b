/** The feed of sales by when they last changed, the marking of what was delivered, and the account of Shopify Payments. */
import { z } from 'zod'
import { type Json, type MoneyRow, type Page, type SaleItem, SpokeError } from '#kit'
import { ask, askWithTime, type Context, sellerError } from './client.ts'
import { toSaleItem } from './mapping.ts'
import { balanceOperation, fulfilOperation, linesOperation, openWorkOperation, ordersOperation } from './queries.ts'
import { BalanceAnswer, FulfilAnswer, gidOf, LinesAnswer, MoreLines, numberOf, OpenWorkAnswer, OrdersAnswer } from './wire.ts'

/** The search behind this is written after the order is; what comes twice is known by its id. */
const overlapMs = 10 * 60_000

/** `since` null: from the very first that the platform tells. An order that changes while we page moves to the end and is met there. */
const Cursor = z.object({ since: z.iso.datetime().nullable(), after: z.string().nullable(), nextSince: z.iso.datetime().nullable() })

/** The overlap is taken off when it is asked. */
export const salesFrom = (at: Date): Json => ({ since: at.toISOString(), after: null, nextSince: null })

export async function readSales(ctx: Context, cursor: Json): Promise<Page<SaleItem>> {
  const { since, after, nextSince } = cursor === null ? { since: null, after: null, nextSince: null } : Cursor.parse(cursor)
  const query = since === null ? null : `updated_at:>='${wholeSecond(Date.parse(since) - overlapMs)}'`
  const { data, at } = await askWithTime(ctx, {
    what: 'read orders',
    operation: ordersOperation,
    variables: { after, query },
    shape: OrdersAnswer,
    mayLack: ['email', 'billingAddress'],
  })
  const { nodes, pageInfo } = data.orders
  const items: SaleItem[] = []
  for (const node of nodes) items.push(toSaleItem(await withAllLines(ctx, node)))
  // The shop's own clock when this round began: whatever changes while we page is found in the next round as well.
  const begun = nextSince ?? at.toISOString()
  const hasMore = pageInfo.hasNextPage && pageInfo.endCursor != null
  const next = hasMore ? { since, after: pageInfo.endCursor!, nextSince: begun } : { since: begun, after: null, nextSince: null }
  return { items, cursor: next, hasMore, total: null }
}

const wholeSecond = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** An order with many lines comes with the first few. */
async function withAllLines(ctx: Context, raw: unknown): Promise<unknown> {
  const { data: order } = MoreLines.safeParse(raw)
  if (!order?.lineItems.pageInfo.hasNextPage) return raw
  const nodes = [...order.lineItems.nodes]
  let after: string | null = order.lineItems.pageInfo.endCursor ?? null
  while (after !== null) {
    const { order: more } = await ask(ctx, {
      what: 'read the lines of an order',
      operation: linesOperation,
      variables: { id: order.id, after },
      shape: LinesAnswer,
    })
    if (more === null) break
    nodes.push(...more.lineItems.nodes)
    after = more.lineItems.pageInfo.hasNextPage ? (more.lineItems.pageInfo.endCursor ?? null) : null
  }
  return { ...(raw as object), lineItems: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } }
}

const openStates = new Set(['OPEN', 'IN_PROGRESS'])

/** What needs no parcel is marked; goods in the same order are left to her. Nothing is sent to the buyer by the platform. */
export async function fulfil(ctx: Context, remoteOrderId: string): Promise<void> {
  const what = 'mark the order as delivered'
  const { order } = await ask(ctx, {
    what,
    operation: openWorkOperation,
    variables: { id: gidOf('Order', remoteOrderId) },
    shape: OpenWorkAnswer,
  })
  for (const { id, status, lineItems } of order?.fulfillmentOrders.nodes ?? []) {
    const open = lineItems.nodes.filter(({ requiresShipping, remainingQuantity }) => !requiresShipping && remainingQuantity > 0)
    if (!openStates.has(status) || open.length === 0) continue
    const fulfillment = {
      notifyCustomer: false,
      lineItemsByFulfillmentOrder: [
        { fulfillmentOrderId: id, fulfillmentOrderLineItems: open.map(item => ({ id: item.id, quantity: item.remainingQuantity })) },
      ],
    }
    const { fulfillmentCreate } = await ask(ctx, { what, operation: fulfilOperation, variables: { fulfillment }, shape: FulfilAnswer })
    const errors = fulfillmentCreate?.userErrors ?? []
    if (errors.length > 0) throw sellerError(what, errors)
  }
}

const MoneyCursor = z.object({ after: z.string().nullable() })

/** Empty where the shop does not use the platform's own payments: what another provider keeps, it does not tell here. */
export async function readMoney(ctx: Context, cursor: Json): Promise<Page<MoneyRow>> {
  const { after } = cursor === null ? { after: null } : MoneyCursor.parse(cursor)
  const { shopifyPaymentsAccount: account } = await ask(ctx, {
    what: 'read the account of payments',
    operation: balanceOperation,
    variables: { after },
    shape: BalanceAnswer,
  })
  if (account === null) return { items: [], cursor: { after }, hasMore: false, total: null }
  const { nodes, pageInfo } = account.balanceTransactions
  if (pageInfo.hasNextPage && !pageInfo.endCursor)
    throw new SpokeError('bug', 'read the account of payments: there is more, and no word where')
  return {
    items: nodes.map(node => ({ remoteId: numberOf(node.id), happenedAt: new Date(node.transactionDate), raw: node as unknown as Json })),
    cursor: { after: pageInfo.endCursor ?? after },
    hasMore: pageInfo.hasNextPage,
    total: null,
  }
}
