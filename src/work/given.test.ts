/** What the ledger of bytes tells of a sale, with the real steps and proofs of each storefront's listings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldVersions } from '#hub/given/held-version.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { publishingFakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { lineOf, saleOf } from '#testing/sales.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'

const database = await testDatabase()

for (const spoke of (await publishingFakes()).keys()) {
  const { fields, openListedFile } = await shopById(spoke)
  const isKnown = fields.includes('files') && !isCannot(openListedFile)
  test(`${spoke}: ${isKnown ? 'a sale is told with the version that was there when it was paid, and with none from around a change' : 'which version a sale gave is not told'}`, async t => {
    const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    const pattern = await hub.addPattern('Wren', 'WREN')
    await hub.press([pattern])
    await hub.settle()
    const { remoteId, state, reason } = await hub.stateOf(pattern)
    assert.equal(state, 'updated', reason ?? '')
    const sell = (number: string, placedAt: Date) =>
      hub.inShop(async tx => {
        const [lines, buyer] = [[lineOf({ listingRemoteId: remoteId })], { email: null, name: null, country: null }]
        await takeOrders(tx, hub.connectionId, [saleOf({ remoteId: number, placedAt, changedAt: placedAt, lines, buyer })], hub.deps.now())
        const order = await tx
          .selectFrom('order')
          .select(['order_id', 'is_history'])
          .where('remote_id', '=', number)
          .executeTakeFirstOrThrow()
        assert.equal(order.is_history, false)
        const [held] = await heldVersions(tx, { customerId: null, orderId: order.order_id }, [pattern])
        return held?.number ?? null
      })
    await hub.pass(60_000)
    assert.equal(await sell('first', hub.deps.now()), isKnown ? '1.0' : null)
    const before = hub.deps.now()
    await hub.pass(60_000)
    await hub.correct(pattern, 'row 14 is right now')
    assert.equal(await sell('not pressed yet', hub.deps.now()), isKnown ? '1.0' : null)
    if (!isKnown) return
    await hub.press([pattern])
    assert.equal(await sell('pressed, not sent', hub.deps.now()), '1.0')
    await hub.pass(5_000)
    await hub.settle()
    assert.equal((await hub.stateOf(pattern)).state, 'updated')
    assert.equal(await sell('paid before, told after', before), null)
    await hub.pass(60_000)
    assert.equal(await sell('second', hub.deps.now()), '1.1')
    await hub.pass(60_000)
    await hub.look()
    assert.equal(await sell('looked at since', hub.deps.now()), '1.1')
  })
}
