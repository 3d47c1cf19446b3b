/** Facts about keys that run out: renewed ahead of time, once for all who wait, and kept before anybody uses the new ones. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Bench, minute, refusal, spoil } from './contract-tools.ts'

export function keyFacts<Settings>({ spoke, stage }: Bench<Settings>): void {
  describe('keys that run out', () => {
    const { tokens } = spoke
    if (tokens === null) {
      test('are renewed', { skip: `the keys of ${spoke.label} last until somebody deletes them` }, () => {})
      return
    }
    const lifeMs = () => (tokens.expireAt(stage().settings)?.getTime() ?? 0) - stage().ctx().now().getTime()

    test('are renewed once for all who need them at the same time, and kept before they are used', async () => {
      const before = stage().renewals.length
      await stage().advance(Math.max(0, lifeMs()) + minute)
      const ctx = stage().ctx()
      await Promise.all([1, 2, 3].map(() => spoke.verify(ctx)))
      assert.equal(stage().renewals.length, before + 1)
      assert.ok(lifeMs() > 5 * minute, 'the new ones last')
      await spoke.verify(stage().ctx())
      assert.equal(stage().renewals.length, before + 1, 'and are used')
    })

    test('when the platform refuses them early, as with a clock that is two hours off, they are renewed and the request goes on', async () => {
      const before = stage().renewals.length
      const aheadMs = Math.max(0, lifeMs()) + 120 * minute
      await stage().fake.advance({ ms: aheadMs })
      await spoke.verify(stage().ctx())
      assert.equal(stage().renewals.length, before + 1)
      // The facts that follow compare times of both sides.
      await stage().fake.advance({ ms: -aheadMs })
    })

    test('once nothing renews them any more: connect anew', async () => {
      const spoiled = spoil(spoke, stage().settings, true)
      assert.equal((await refusal(tokens.renew(stage().ctx({ settings: spoiled })))).remedy, 'reconnect')
    })
  })
}
