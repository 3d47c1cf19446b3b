/** The verbs of the control port: the far side's own truth, a buyer who pays, and what the seller does there by hand. */
import { fromJson, type MoneyJson, toJson } from '#hub/money.ts'
import type { FakeMessages } from '#kit/fake-messages.ts'
import type { FarPayment, PayingBuyer } from '#kit/pay-fake.ts'
import type { Json } from '#kit/shop.ts'
import type { Account } from './account.ts'
import { chargeOf, dispute, expireDue, finish, giveBack, makeHistory, pay, sessionOf } from './acts.ts'
import type { Uses } from './api.ts'
import { refundedOf } from './objects.ts'
import type { Told } from './state.ts'
import { documentedLimits, raisedLimits, type Session } from './state.ts'

/** Where Stripe counts another unit than ISO 4217; of the currencies that are played here. */
const moneyJson = (amount: number, code: string): MoneyJson =>
  toJson({ minor: BigInt(code === 'isk' ? amount / 100 : code === 'mga' ? amount * 100 : amount), currency: code.toUpperCase() })

function farPayment(account: Account, session: Session): FarPayment {
  const charge = session.intentId === null ? null : chargeOf(account, session)
  const state =
    charge === null
      ? session.status === 'expired'
        ? 'expired'
        : 'open'
      : ({ pending: 'pending', succeeded: 'paid', failed: 'failed' } as const)[charge.status]
  return {
    remoteId: session.id,
    checkoutId: (session.params.client_reference_id as string | undefined) ?? null,
    state,
    total: moneyJson(session.amount, session.currency),
    refunded: moneyJson(charge === null ? 0 : refundedOf(account, charge.id), session.currency),
    refunds: [...account.refunds.values()].filter(refund => refund.chargeId === charge?.id).length,
    email: session.customer?.email ?? null,
  }
}

export function controlVerbs(
  account: Account,
  messages: FakeMessages<Told>,
  uses: Uses,
): Readonly<Record<string, (input: Json) => Promise<unknown>>> {
  const { state } = account
  const of = (input: Json) => sessionOf(account, (input as { remoteId: string }).remoteId)
  return {
    credentials: async () => ({ baseUrl: account.url, settings: { secretKey: state.secretKey } }),
    payments: async () => {
      expireDue(account)
      return [...account.sessions.values()].map(session => farPayment(account, session))
    },
    pay: async input => pay(account, of(input), input as unknown as PayingBuyer),
    finish: async input => finish(account, of(input), (input as { as: 'paid' | 'failed' }).as),
    leave: async input => ({ url: String(of(input).params.cancel_url) }),
    refund: async input => {
      const { amount } = input as unknown as { amount?: MoneyJson }
      giveBack(account, chargeOf(account, of(input)), amount === undefined ? {} : { amount: Number(fromJson(amount).minor) })
    },
    dispute: async input => void dispute(account, chargeOf(account, of(input)), (input as { as: 'open' | 'won' | 'lost' }).as),
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
    /** Takes permissions from the key, or charging from the account. */
    settings: async input => Object.assign(state.settings, input),
    endpoints: async () => state.endpoints,
    /** As an old one that stopped: the seller switched it off, or took events from it. */
    endpoint: async input => {
      const { id, ...set } = input as unknown as { id: string; isEnabled?: boolean; events?: string[]; url?: string }
      Object.assign(state.endpoints.find(endpoint => endpoint.id === id) ?? {}, set)
    },
    messages: async () => state.messages,
    validation: async () => ({ operations: uses.list() }),
  }
}
