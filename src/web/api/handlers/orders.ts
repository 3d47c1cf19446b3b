/** Orders, and what came in that could not be read. */
import { paymentOfOrder } from '#hub/checkout/open-payments.ts'
import { claimsOfOrder } from '#hub/claim/end-claim.ts'
import { type HeldVersion, whoHolds } from '#hub/given/held-version.ts'
import { listUnreadable } from '#hub/inbox/deliveries.ts'
import { matchLine } from '#hub/order/match.ts'
import { listOrders, type OrderSummary, readOrder } from '#hub/order/read-orders.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { amount, time } from './facts.ts'

export const orderHandlers = handlersOf({
  'GET /shops/{shop}/orders': async ({ inShop }, { query }) => {
    const { unmatched, ...search } = query
    const { items, next } = await inShop(tx => listOrders(tx, { ...search, isUnmatched: unmatched === 'true' }))
    return { items: items.map(orderRow), next }
  },

  'GET /shops/{shop}/orders/{order}': async ({ inShop }, { params }) => {
    const { order, payment, claims } = await inShop(async tx => ({
      order: await readOrder(tx, params.order),
      payment: await paymentOfOrder(tx, params.order),
      claims: await claimsOfOrder(tx, params.order),
    }))
    const left = order.total.minor - order.refunded.minor
    return {
      ...orderRow(order),
      email: order.email,
      personId: order.personId,
      canGiveBack: payment !== null && order.state === 'paid' && left > 0n ? amount({ ...order.total, minor: left }) : null,
      lines: order.lines.map(({ has, ...line }) => ({ ...line, total: amount(line.total), has: has === null ? null : heldShape(has) })),
      refunds: order.refunds.map(refund => ({ amount: amount(refund.amount), reason: refund.reason, at: time(refund.at) })),
      postings: order.postings.map(({ at, cause, from, to, amount: moved }) => ({ at: time(at), cause, from, to, amount: amount(moved) })),
      mails: order.mails.map(({ id, subject, state, at }) => ({ id, subject, state, at: time(at) })),
      claims: claims.map(claim => ({ ...claim, at: time(claim.at) })),
    }
  },

  'POST /shops/{shop}/orders/{order}/lines/{line}/match': async ({ deps, inShop }, { params, body }) => ({
    granted: await inShop(tx => matchLine(tx, { orderId: params.order, line: params.line, patternId: body.patternId, now: deps.now() })),
  }),

  'GET /shops/{shop}/patterns/{pattern}/holders': async ({ inShop }, { params }) => {
    const { owners, versions, unknown } = await inShop(tx => whoHolds(tx, params.pattern))
    return { owners, versions: [...versions], unknown }
  },

  'GET /shops/{shop}/unreadable': async ({ inShop }) => ({
    items: (await inShop(listUnreadable)).map(item => ({ ...item, receivedAt: time(item.receivedAt) })),
  }),
})

const heldShape = ({ patternId: _, since, ...held }: HeldVersion) => ({ ...held, since: time(since) })

export const orderRow = (order: OrderSummary): AnswerOf<'GET /shops/{shop}/orders'>['items'][number] => ({
  id: order.id,
  number: order.number,
  shop: order.shop,
  state: order.state,
  buyer: order.buyer,
  total: amount(order.total),
  refunded: amount(order.refunded),
  placedAt: time(order.placedAt),
  isHistory: order.isHistory,
  patterns: [...order.patterns],
  unmatched: order.unmatched,
})
