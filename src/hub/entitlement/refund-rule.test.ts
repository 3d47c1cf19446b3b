import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { takeOrders } from '../order/take-orders.ts'
import { previewRefundRule, type RefundTakes, readRefundRule, setRefundRule, settleRefunds } from './refund-rule.ts'
import { settleAccess } from './settle-access.ts'

const database = await testDatabase()
const day = (n: number) => new Date(Date.UTC(2026, 2, n))

async function scene(takes: RefundTakes, days = 14) {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  await inShop(tx => setRefundRule(tx, { takes, days }))
  const tell = (at: Date, more: Partial<ReturnType<typeof saleOf>> = {}) =>
    inShop(tx => takeOrders(tx, connection, [saleOf({ changedAt: at, ...more })], at))
  const refund = (at: Date, amount = 750) => tell(at, { refunds: [{ remoteId: 'r', amount: eur(amount), reason: null, refundedAt: at }] })
  const has = () =>
    inShop(async tx => {
      const row = await tx.selectFrom('entitlement').select(['ended_at', 'end_reason']).executeTakeFirstOrThrow()
      return row.ended_at === null ? 'open' : row.end_reason
    })
  await tell(day(1))
  return { inShop, tell, refund, has, settle: (at: Date) => inShop(tx => settleRefunds(tx, at)) }
}

test('at once, as it was before there was a rule', async () => {
  const { has, refund, inShop } = await scene('at-once')
  assert.equal(await has(), 'open')
  await refund(day(2), 700)
  assert.equal(await has(), 'open', 'a part takes nothing')
  await refund(day(3))
  assert.equal(await has(), 'refunded')
  const plain = await newShop(database)
  assert.deepEqual(await database.inShop(plain, readRefundRule), { takes: 'at-once', days: 14 })
  assert.ok(inShop)
})

test('after some days, to the hour; a refund that is taken back before leaves it open', async () => {
  const { has, refund, settle, tell } = await scene('after', 7)
  await refund(day(3))
  assert.equal(await has(), 'open')
  assert.deepEqual([await settle(new Date(day(10).getTime() - 1)), await has()], [0, 'open'])
  await tell(day(4))
  assert.deepEqual([await settle(day(20)), await has()], [0, 'open'])
  await refund(day(21))
  assert.deepEqual([await settle(day(28)), await has()], [1, 'refunded'])
  assert.equal(await settle(day(29)), 0)
})

test('never: it stays, whatever the clock says; a cancelled order is none', async () => {
  const { has, refund, settle, tell } = await scene('never')
  await refund(day(3))
  assert.deepEqual([await settle(new Date('2030-01-01T00:00:00Z')), await has()], [0, 'open'])
  await tell(day(5), { state: 'cancelled', refunds: [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: day(3) }] })
  assert.equal(await has(), 'cancelled')
})

test('a dispute pauses under every rule, also while a refund has not taken back yet', async () => {
  for (const takes of ['after', 'never'] as const) {
    const { has, refund, inShop } = await scene(takes)
    const rest = (since: Date | null) =>
      inShop(async tx => {
        const { order_id } = await tx.updateTable('order').set({ rests_since: since }).returning('order_id').executeTakeFirstOrThrow()
        await settleAccess(tx, [order_id], day(4))
      })
    await rest(day(3))
    assert.equal(await has(), 'disputed')
    await refund(day(4))
    assert.equal(await has(), 'disputed')
    await rest(null)
    assert.equal(await has(), 'open')
  }
})

test('another rule gives nothing back that was taken, ends what it says it ends, and says so before', async () => {
  const { has, refund, inShop, settle } = await scene('never')
  await refund(day(3))
  const preview = await inShop(tx => previewRefundRule(tx, { takes: 'at-once', days: 14 }, day(5)))
  assert.deepEqual(preview, {
    kept: 1,
    ends: 1,
    sentence: '1 refunded order still gives its pattern; of one the pattern is taken back within the hour.',
  })
  assert.equal((await inShop(tx => previewRefundRule(tx, { takes: 'after', days: 14 }, day(5)))).ends, 0)
  await inShop(tx => setRefundRule(tx, { takes: 'at-once', days: 14 }))
  assert.deepEqual([await settle(day(5)), await has()], [1, 'refunded'])
  await inShop(tx => setRefundRule(tx, { takes: 'never', days: 14 }))
  await refund(day(6))
  assert.equal(await has(), 'refunded')
  await assert.rejects(
    inShop(tx => setRefundRule(tx, { takes: 'after', days: 0 })),
    /from 1 to 365/,
  )
})
