/** Facts about giving money back: by a key that names the giving, never more than was paid, and read back. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromJson, money } from '#hub/money.ts'
import { refusal } from './contract-tools.ts'
import type { PayBench } from './pay-contract.ts'
import { payRequest, sumOf } from './pay-stage.ts'

export function refundFacts<Settings>({ spoke, stage }: PayBench<Settings>): void {
  const paid = async (): Promise<string> => {
    const { remoteId } = await spoke.start(stage().ctx(), payRequest())
    await stage().fake.pay({ remoteId })
    assert.equal((await spoke.read(stage().ctx(), remoteId))?.state, 'paid')
    return remoteId
  }
  const give = (remoteId: string, minor: bigint, key: string) => spoke.refund(stage().ctx(), { remoteId, amount: money(minor, 'EUR'), key })
  const far = async (remoteId: string) => (await stage().fake.payments()).find(payment => payment.remoteId === remoteId)!

  describe('giving money back', () => {
    test('in part and then the rest: each is told, and the whole is what was paid', async () => {
      const remoteId = await paid()
      const part = await give(remoteId, 600n, 'refund-part')
      assert.deepEqual(
        part.refunds.map(({ amount }) => amount),
        [money(600n, 'EUR')],
      )
      const whole = await give(remoteId, 1500n, 'refund-rest')
      assert.equal(sumOf(whole.refunds.map(({ amount }) => amount)), 2100n)
      assert.equal(whole.state, 'paid')
      assert.deepEqual(fromJson((await far(remoteId)).refunded), money(2100n, 'EUR'))
    })

    test('twice by one key it is one; at the same moment too; two keys are two', async () => {
      const remoteId = await paid()
      await give(remoteId, 100n, 'one-key')
      await give(remoteId, 100n, 'one-key')
      assert.equal((await far(remoteId)).refunds, 1)
      await Promise.allSettled([give(remoteId, 200n, 'other-key'), give(remoteId, 200n, 'other-key')])
      await give(remoteId, 200n, 'other-key')
      assert.equal((await far(remoteId)).refunds, 2)
      assert.deepEqual(fromJson((await far(remoteId)).refunded), money(300n, 'EUR'))
    })

    test('when the answer is lost on the way, the next try is the same giving', async () => {
      const remoteId = await paid()
      await stage().fake.fault({ name: 'drops', times: 1, on: 'POST ' })
      const error = await refusal(give(remoteId, 700n, 'lost-answer'))
      assert.deepEqual([error.remedy, error.isUnknown], ['retry', true])
      await stage().fake.clearFaults()
      const payment = await give(remoteId, 700n, 'lost-answer')
      assert.equal(payment.refunds.length, 1)
      assert.equal((await far(remoteId)).refunds, 1)
    })

    test('by the same key a week later, when the provider has long forgotten it, it is still one', async () => {
      const remoteId = await paid()
      await give(remoteId, 400n, 'week-old')
      await stage().advance(7 * 86_400_000)
      await give(remoteId, 400n, 'week-old')
      assert.equal((await far(remoteId)).refunds, 1)
    })

    test('of two payments by one key is one each: a key names a giving of its payment', async () => {
      const [one, other] = [await paid(), await paid()]
      await give(one, 100n, 'shared')
      await give(other, 100n, 'shared')
      assert.deepEqual([(await far(one)).refunds, (await far(other)).refunds], [1, 1])
    })

    test('more than is left is refused with a sentence for the seller, and nothing goes back', async () => {
      const remoteId = await paid()
      await give(remoteId, 2000n, 'most')
      const error = await refusal(give(remoteId, 200n, 'too-much'))
      assert.equal(error.remedy, 'seller')
      assert.equal((await far(remoteId)).refunds, 1)
    })

    test('of what is not paid is refused, and so is another currency', async () => {
      const { remoteId } = await spoke.start(stage().ctx(), payRequest())
      assert.equal((await refusal(give(remoteId, 100n, 'unpaid'))).remedy, 'seller')
      const other = await paid()
      const foreign = spoke.refund(stage().ctx(), { remoteId: other, amount: money(100n, 'USD'), key: 'foreign' })
      assert.equal((await refusal(foreign)).remedy, 'seller')
      assert.equal((await far(other)).refunds, 0)
    })
  })
}
