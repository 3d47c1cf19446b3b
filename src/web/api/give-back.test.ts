/** What of an order can be given back from here, and the press that does it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asShop } from '#database'
import { settlePayment } from '#hub/checkout/settle-payment.ts'
import { takeOrder } from '#hub/order/take-orders.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf } from '#testing/store.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

test('what was paid in her own store and is left can be given back; what a storefront sold cannot', async t => {
  const asked: unknown[] = []
  const hub = await testHub(t, database, {
    work: {
      refundOrder: async (_shop, refund) => {
        asked.push(refund)
        return paymentOf({ refunds: [{ remoteId: 'r', refundedAt: new Date(), amount: refund.amount, reason: null }] })
      },
    },
  })
  const { shop: id, cookie } = await hub.newOwner()
  const shop = asShop(id)
  const get = async (path: string, body?: unknown) => {
    const headers = { origin: hub.origin, cookie, 'content-type': 'application/json' }
    const response = await fetch(
      `${hub.origin}/api/v1/shops/${shop}${path}`,
      body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    )
    return {
      status: response.status,
      body: (await response.json()) as { canGiveBack: unknown; refunded: unknown; items: { id: string }[] },
    }
  }
  const now = new Date()
  const connection = await newConnection(database, shop, { spoke: 'till' })
  const pattern = await newOffer(database, shop, {})
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  const settle = (refunded: bigint) =>
    database.inShop(shop, tx =>
      settlePayment(
        tx,
        connection,
        paymentOf({
          ...{ checkoutId, paidAt: now, changedAt: new Date(now.getTime() + Number(refunded)) },
          refunds: refunded === 0n ? [] : [{ remoteId: `r${refunded}`, refundedAt: now, amount: eur(refunded), reason: null }],
        }),
        now,
      ),
    )
  await settle(0n)
  const order = (await get('/orders')).body.items[0]!.id
  assert.deepEqual((await get(`/orders/${order}`)).body.canGiveBack, { minor: '750', currency: 'EUR' })
  await settle(250n)
  assert.deepEqual((await get(`/orders/${order}`)).body.canGiveBack, { minor: '500', currency: 'EUR' })
  const given = await get(`/orders/${order}/refund`, { amount: { minor: '500', currency: 'EUR' }, key: 'press-1' })
  assert.deepEqual([given.status, given.body.refunded], [200, { minor: '500', currency: 'EUR' }])
  assert.deepEqual(asked, [{ orderId: order, amount: eur(500n), key: 'press-1' }])
  assert.equal((await get(`/orders/${order}/refund`, { amount: { minor: '500', currency: 'EUR' }, key: 'not a key' })).status, 400)
  await settle(750n)
  assert.equal((await get(`/orders/${order}`)).body.canGiveBack, null)
  const elsewhere = await newConnection(database, shop)
  await database.inShop(shop, tx => takeOrder(tx, elsewhere, saleOf({ remoteId: 'far', paidAt: now }), now))
  const other = (await get('/orders')).body.items.find(one => one.id !== order)!.id
  assert.equal((await get(`/orders/${other}`)).body.canGiveBack, null)
})
