/** A payment provider in memory, for tests of the store alone; the real ones and their fakes are tested as themselves. */
import type { Payment, PaymentState } from '#hub/checkout/payment.ts'
import type { PayRequest } from '#kit/pay.ts'
import type { Till } from '#kit/till.ts'
import { paymentOf } from './store.ts'

export interface SmallTill {
  readonly till: Till
  /** What was started, in order. */
  readonly started: (PayRequest & { readonly connectionId: string })[]
  /** What the buyer or her bank does there. */
  readonly move: (checkoutId: string, to: PaymentState, more?: Partial<Payment>) => void
  /** Thrown at the next start or reading. */
  fault: Error | null
  reads: number
}

/** @param connectionId of a connection that is there; null: the shop has no provider. */
export function smallTill(connectionId: () => string | null): SmallTill {
  const payments = new Map<string, Payment>()
  const failing = () => {
    const { fault } = small
    small.fault = null
    if (fault !== null) throw fault
  }
  const small: SmallTill = {
    started: [],
    fault: null,
    reads: 0,
    move: (checkoutId, to, more = {}) => {
      const known = payments.get(`pay-${checkoutId}`)!
      const at = new Date()
      payments.set(known.remoteId, { ...known, state: to, paidAt: to === 'paid' ? at : null, changedAt: at, ...more })
    },
    till: {
      providers: async () => {
        const id = connectionId()
        return id === null ? [] : [{ connectionId: id, label: 'Small Till' }]
      },
      start: async (_shop, id, request) => {
        failing()
        const remoteId = `pay-${request.checkoutId}`
        if (!payments.has(remoteId)) {
          const at = new Date()
          payments.set(
            remoteId,
            paymentOf({ remoteId, checkoutId: request.checkoutId, state: 'open', startedAt: at, changedAt: at, total: request.total }),
          )
          small.started.push({ ...request, connectionId: id })
        }
        return { remoteId, url: `https://till.example/pay/${remoteId}`, expiresAt: null }
      },
      read: async (_shop, _id, remoteId) => {
        small.reads++
        failing()
        return payments.get(remoteId) ?? null
      },
    },
  }
  return small
}
