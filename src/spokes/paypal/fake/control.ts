/** The verbs of the control port: the far side's own truth, a buyer who pays, and what the seller does there by hand. */
import { fromJson, type MoneyJson, parseMoney, toDecimal, toJson } from '#hub/money.ts'
import type { FakeMessages } from '#kit/fake-messages.ts'
import type { FarPayment, PayingBuyer } from '#kit/pay-fake.ts'
import type { Json } from '#kit/shop.ts'
import { type Account, moneyOf, unitsOf } from './account.ts'
import { approve, captureOf, dispute, finish, giveBack, hasEnded, refundedOf } from './acts.ts'
import type { Uses } from './api.ts'
import { cancelUrlOf } from './pages.ts'
import type { Told } from './state.ts'
import { documentedLimits, type Money, type Order, raisedLimits } from './state.ts'

const moneyJson = ({ value, currency }: Money): MoneyJson => toJson(parseMoney(value, currency))

function farPayment(account: Account, order: Order): FarPayment {
  const capture = order.captureId === null ? null : captureOf(account, order)
  const state =
    capture === null
      ? hasEnded(account, order)
        ? 'expired'
        : 'open'
      : capture.status === 'PENDING'
        ? 'pending'
        : capture.status === 'DECLINED'
          ? 'failed'
          : 'paid'
  return {
    remoteId: order.id,
    checkoutId: order.customId,
    state,
    total: moneyJson(order.total),
    refunded: moneyJson(moneyOf(capture === null ? 0 : refundedOf(account, capture.id), order.total.currency)),
    refunds: [...account.refunds.values()].filter(refund => refund.captureId === capture?.id).length,
    email: order.buyer?.email ?? null,
  }
}

/** Sales of another software of the same account, a day apart: lines of the account without a number of ours. */
function makeHistory(account: Account, payments: number): void {
  const dayMs = 86_400_000
  for (let at = payments; at > 0; at--)
    account.state.lines.unshift({
      id: account.id(),
      reference: null,
      code: 'T0006',
      amount: { currency: 'EUR', value: '12.00' },
      fee: { currency: 'EUR', value: '-0.75' },
      invoiceId: `other-${at}`,
      at: account.nowMs() - at * dayMs,
    })
}

export function controlVerbs(
  account: Account,
  messages: FakeMessages<Told>,
  uses: Uses,
): Readonly<Record<string, (input: Json) => Promise<unknown>>> {
  const { state } = account
  const of = (input: Json): Order => {
    const { remoteId } = input as { remoteId: string }
    const order = account.orders.get(remoteId)
    if (order === undefined) throw new Error(`There is no order ${remoteId}.`)
    return order
  }
  return {
    credentials: async () => ({ baseUrl: account.url, settings: { clientId: state.clientId, clientSecret: state.clientSecret } }),
    payments: async () => [...account.orders.values()].map(order => farPayment(account, order)),
    pay: async input => approve(account, of(input), input as unknown as PayingBuyer),
    finish: async input => finish(account, of(input), (input as { as: 'paid' | 'failed' }).as),
    leave: async input => ({ url: cancelUrlOf(of(input)) }),
    refund: async input => {
      const { amount } = input as unknown as { amount?: MoneyJson }
      const capture = captureOf(account, of(input))
      if (amount === undefined) giveBack(account, capture, {})
      else {
        const given = { currency: amount.currency, value: toDecimal(fromJson(amount)) }
        giveBack(account, capture, { amount: moneyOf(unitsOf(given), given.currency) })
      }
    },
    dispute: async input => void dispute(account, captureOf(account, of(input)), (input as { as: 'open' | 'won' | 'lost' }).as),
    history: async input => {
      const { payments } = input as { payments: number }
      makeHistory(account, payments)
      return { made: payments }
    },
    deliver: async input => messages.deliver(input as Parameters<typeof messages.deliver>[0]),
    limits: async input => {
      Object.assign(state.settings, (input as { are: string }).are === 'documented' ? documentedLimits : raisedLimits)
      return { says: `${state.settings.perSecond} a second`, isTimed: false }
    },
    /** Takes features from the app, makes taking money fail, or lets the report list fewer lines. */
    settings: async input => Object.assign(state.settings, input),
    webhooks: async () => state.webhooks,
    /** As the seller changes one by hand. */
    webhook: async input => {
      const { id, ...set } = input as unknown as { id: string; types?: string[]; url?: string }
      Object.assign(state.webhooks.find(webhook => webhook.id === id) ?? {}, set)
    },
    messages: async () => state.messages,
    validation: async () => ({ operations: uses.list() }),
  }
}
