/** What the store's pages and the seller's refunds ask of payment providers, answered by the spokes. */
import type { ShopId } from '#database'
import { paymentOfOrder } from '#hub/checkout/open-payments.ts'
import type { Payment } from '#hub/checkout/payment.ts'
import { settlePayment } from '#hub/checkout/settle-payment.ts'
import { listConnections, readConnection } from '#hub/connection/read-connections.ts'
import type { Money } from '#hub/money.ts'
import { notFound, Refused } from '#hub/refused.ts'
import { isHeld } from '#hub/shop/hold.ts'
import { SpokeError } from '#kit/error.ts'
import type { Till } from '#kit/till.ts'
import type { WorkDeps } from './deps.ts'
import { payContextOf } from './spoke-context.ts'

export const tillOf = (deps: WorkDeps): Till => ({
  // Live ones alone: in rehearsal, paused, or while everything is held nothing is sold.
  providers: shop =>
    deps.database.inShop(shop, async tx => {
      if (await isHeld(tx)) return []
      const all = await listConnections(tx, 'pay')
      return all
        .filter(({ state, spoke }) => state === 'live' && deps.pays?.has(spoke))
        .map(({ id, label }) => ({ connectionId: id, label }))
    }),
  start: async (shop, connectionId, request) => {
    const { connection, held } = await deps.database.inShop(shop, async tx => ({
      connection: await readConnection(tx, connectionId, 'pay'),
      held: await isHeld(tx),
    }))
    if (connection.state !== 'live' || held) throw new SpokeError('seller', `Nothing can be paid by “${connection.label}” now.`)
    const { spoke, ctx } = payContextOf(deps, shop, connection, 'buyer')
    return spoke.start(ctx, request)
  },
  read: async (shop, connectionId, remoteId) => {
    const connection = await deps.database.inShop(shop, tx => readConnection(tx, connectionId, 'pay').catch(() => null))
    // Taken away, or waiting for keys: what was paid there is read once it has them.
    if (connection === null || connection.sealed === null) return null
    const { spoke, ctx } = payContextOf(deps, shop, connection, 'buyer')
    return spoke.read(ctx, remoteId)
  },
})

/**
 * Gives money back that was paid in the shop's own store, and reads what is so then.
 *
 * @param key names the giving: the same twice is one.
 * @throws {Refused} with a sentence for her; {SpokeError} when the provider did not answer as it should.
 */
export async function refundOrder(
  deps: WorkDeps,
  shop: ShopId,
  { orderId, amount, key }: { readonly orderId: string; readonly amount: Money; readonly key: string },
): Promise<Payment> {
  const { payment, connection, held } = await deps.database.inShop(shop, async tx => {
    const found = await paymentOfOrder(tx, orderId)
    return {
      payment: found,
      connection: found === null ? null : await readConnection(tx, found.connectionId, 'pay').catch(() => null),
      held: await isHeld(tx),
    }
  })
  if (payment === null) throw notFound('A payment of your own store for this order')
  if (connection === null)
    throw new Refused(
      'no-provider',
      'The payment provider of this order is not connected any more. Connect it again, or give the money back there.',
      { status: 409 },
    )
  if (held) throw new Refused('held', 'Everything is held now. Let it go first, then give the money back.', { status: 409 })
  const { spoke, ctx } = payContextOf(deps, shop, connection, 'buyer')
  const then = await spoke.refund(ctx, { remoteId: payment.remoteId, amount, key }).catch((error: unknown) => {
    if (error instanceof SpokeError && error.remedy === 'seller')
      throw new Refused('refund-refused', error.message, { status: 409, cause: error })
    throw error
  })
  await deps.database.inShop(shop, tx => settlePayment(tx, connection.id, then, deps.now()))
  return then
}
