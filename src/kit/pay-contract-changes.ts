/** Facts about what is told when no message comes: payments changed since a cursor, refunds and disputes made there, and the account of money. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { money, toJson } from '#hub/money.ts'
import type { Payment } from './pay.ts'
import type { PayBench } from './pay-contract.ts'
import { payRequest, readFrom, sumOf } from './pay-stage.ts'
import { isCannot, type Json } from './shop.ts'

export function payChangeFacts<Settings>({ spoke, stage }: PayBench<Settings>): void {
  const paid = async (): Promise<string> => {
    const { remoteId } = await spoke.start(stage().ctx(), payRequest())
    await stage().fake.pay({ remoteId })
    await spoke.read(stage().ctx(), remoteId)
    return remoteId
  }
  const now = () => stage().ctx().now()
  const last = (payments: readonly Payment[], remoteId: string) => payments.findLast(payment => payment.remoteId === remoteId)
  /** What is paid there and what we read of it must be one; messages go out, whoever hears them. */
  const fresh = async () => {
    await spoke.verify(stage().ctx())
    if (!isCannot(spoke.keepHooks)) {
      const { settings } = await spoke.keepHooks(stage().ctx(), stage().hookAddress)
      if (settings !== null) stage().settings = settings
    }
  }

  describe('payments changed', () => {
    test('since a time are told, all of them, over as many pages as it takes', async () => {
      await fresh()
      const from = spoke.paymentsFrom(now())
      const ids: string[] = []
      for (let at = 0; at < 12; at++) ids.push(await paid())
      const { payments, cursor } = await readFrom(stage(), from)
      for (const id of ids) assert.equal(last(payments, id)?.state, 'paid', id)
      const later = await readFrom(stage(), cursor)
      assert.ok(later.payments.every(payment => payment.state !== 'open'))
    })

    test('while the pages are read: what is paid meanwhile is in this round or in the next', async () => {
      const from = spoke.paymentsFrom(now())
      const ids = [await paid(), await paid()]
      const { payments, cursor } = await readFrom(stage(), from, async () => ids.push(await paid()))
      ids.push(await paid())
      const next = await readFrom(stage(), cursor)
      for (const id of ids) assert.ok(last([...payments, ...next.payments], id), id)
    })

    test('from the very first are told too, those that were not started here among them, and mean nothing of ours', async () => {
      const mine = await paid()
      await stage().fake.history({ payments: 5 })
      const { payments } = await readFrom(stage(), null)
      const foreign = payments.filter(payment => payment.checkoutId === null)
      assert.ok(foreign.length === 0 || foreign.every(payment => payment.remoteId !== mine))
      for (const payment of payments) assert.ok(payment.total.minor > 0n && payment.remoteId !== '')
    })

    test('again, when a later change comes: pending becomes paid', async () => {
      const { remoteId } = await spoke.start(stage().ctx(), payRequest())
      const from = spoke.paymentsFrom(now())
      await stage().fake.pay({ remoteId, how: 'later' })
      await spoke.read(stage().ctx(), remoteId)
      const first = await readFrom(stage(), from)
      assert.ok((last(first.payments, remoteId)?.state ?? 'pending') === 'pending')
      await stage().advance(3 * 3_600_000)
      await stage().fake.finish({ remoteId, as: 'paid' })
      const second = await readFrom(stage(), first.cursor)
      assert.equal(last(second.payments, remoteId)?.state, 'paid')
    })

    test('by the seller, there by hand: a refund is told, with its amount and its time', async () => {
      const remoteId = await paid()
      const from = spoke.paymentsFrom(now())
      await stage().fake.refund({ remoteId, amount: toJson(money(500n, 'EUR')) })
      const { payments, cursor } = await readFrom(stage(), from)
      const [refund, ...others] = last(payments, remoteId)!.refunds
      assert.deepEqual([refund?.amount, others], [money(500n, 'EUR'), []])
      assert.ok(refund !== undefined && Math.abs(refund.refundedAt.getTime() - now().getTime()) < 60_000)
      await stage().fake.refund({ remoteId })
      const whole = last((await readFrom(stage(), cursor)).payments, remoteId)!
      assert.equal(sumOf(whole.refunds.map(({ amount }) => amount)), whole.total.minor)
      assert.equal(whole.state, 'paid', 'refunds stand beside the state')
    })

    test('by the buyer: a dispute is told when it is opened, and how it ends', async () => {
      for (const end of ['won', 'lost'] as const) {
        const remoteId = await paid()
        const from = spoke.paymentsFrom(now())
        await stage().fake.dispute({ remoteId, as: 'open' })
        const opened = await readFrom(stage(), from)
        const dispute = last(opened.payments, remoteId)?.dispute
        assert.equal(dispute?.state, 'open')
        assert.ok(dispute.amount.minor > 0n && dispute.remoteId !== '' && dispute.since <= now())
        await stage().fake.dispute({ remoteId, as: end })
        const closed = await readFrom(stage(), opened.cursor)
        assert.equal(last(closed.payments, remoteId)?.dispute?.state, end)
        assert.equal(last(closed.payments, remoteId)?.dispute?.remoteId, dispute.remoteId)
      }
    })
  })

  describe('the account of money', () => {
    const { readMoney } = spoke
    if (isCannot(readMoney)) {
      test('is read', { skip: readMoney.cannot }, () => {})
      return
    }
    test('is read to its end, each line once, and goes on from there', async () => {
      await paid()
      await stage().advance(4 * 3_600_000)
      const rows = new Map<string, Json>()
      const toEnd = async (from: Json): Promise<Json> => {
        for (let cursor = from, pages = 0; ; pages++) {
          const page = await readMoney(stage().ctx(), cursor)
          for (const row of page.items) {
            assert.ok(row.happenedAt <= now())
            rows.set(row.remoteId, row.raw)
          }
          if (!page.hasMore) return page.cursor
          assert.ok(pages < 500, 'it has no end')
          cursor = page.cursor
        }
      }
      const cursor = await toEnd(null)
      assert.ok(rows.size > 0)
      const before = rows.size
      const remoteId = await paid()
      await stage().fake.refund({ remoteId })
      await stage().advance(4 * 3_600_000)
      await toEnd(cursor)
      assert.ok(rows.size >= before + 2, 'the payment and its refund are there')
      const again = rows.size
      await toEnd(null)
      assert.equal(rows.size, again, 'read anew it is the same lines')
    })
  })
}
