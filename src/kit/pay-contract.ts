/**
 * What every payment provider meets, proven over HTTP against its fake and judged by the far side's own state.
 * A spoke's test calls `payContract(spoke, fake)`; an ability that is `cannot('why')` skips its facts with that sentence.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decimalsOf } from '#hub/money.ts'
import { all, refusal } from './contract-tools.ts'
import type { Fake } from './fake.ts'
import type { PaySpoke } from './pay.ts'
import { payChangeFacts } from './pay-contract-changes.ts'
import { payFaultFacts } from './pay-contract-faults.ts'
import { payHookFacts } from './pay-contract-hooks.ts'
import { payingFacts } from './pay-contract-paying.ts'
import { refundFacts } from './pay-contract-refunds.ts'
import { openPayStage, type PayStage } from './pay-stage.ts'

export interface PayBench<Settings> {
  readonly spoke: PaySpoke<Settings>
  readonly stage: () => PayStage<Settings>
  /** The settings with every secret wrong in its last four signs. */
  readonly spoiled: () => Settings
}

export function payContract<Settings>(spoke: PaySpoke<Settings>, fake: Fake): void {
  describe(`${spoke.id} meets the contract of payment providers`, () => {
    let stage: PayStage<Settings>
    const bench: PayBench<Settings> = { spoke, stage: () => stage, spoiled: () => spoil(spoke, stage.settings) }

    before(async () => {
      stage = await openPayStage(spoke, fake)
    })
    after(() => stage.stop())

    describe('the connection', () => {
      test('tells whose account it is, and that no money moves in a sandbox', async () => {
        const facts = await spoke.verify(stage.ctx())
        assert.notEqual(facts.name, '')
        assert.notEqual(facts.account, '')
        assert.equal(facts.isLive, false)
        assert.ok(facts.currency === null || decimalsOf(facts.currency) >= 0)
        assert.ok(facts.country === null || /^[A-Z]{2}$/.test(facts.country))
        assert.deepEqual(await spoke.verify(stage.ctx()), facts)
      })

      test('a wrong key means: connect anew, and the key is in no message', async () => {
        const error = await refusal(spoke.verify(stage.ctx({ settings: bench.spoiled() })))
        assert.equal(error.remedy, 'reconnect')
        stage.said.push(all(error))
      })

      test('says in steps what the seller needs, and marks each secret', () => {
        assert.ok(spoke.steps.length > 0)
        for (const { name, label, help } of spoke.settings.fields) assert.ok(name && label && help, name)
        assert.ok(spoke.settings.fields.some(({ isSecret }) => isSecret))
      })

      test('states its limits', () => {
        const rules = spoke.rates(stage.settings, stage.baseUrl)
        assert.ok(rules.length > 0)
        for (const rule of rules) assert.ok(rule.perSecond > 0 && rule.burst >= 1 && rule.key !== '')
      })

      test('asks for nothing that a card is made of', () => {
        const asked = spoke.settings.fields.map(({ name, label }) => `${name} ${label}`).join(' ')
        assert.doesNotMatch(asked, /card|cvc|cvv|iban|expiry/i)
      })
    })

    payKeyFacts(bench)
    payingFacts(bench)
    payChangeFacts(bench)
    refundFacts(bench)
    payHookFacts(bench)
    payFaultFacts(bench)

    test('no secret is in any log line or error', () => {
      const values = Object.entries(stage.settings as Record<string, unknown>)
        .filter(
          ([name, value]) =>
            typeof value === 'string' &&
            value !== '' &&
            !name.endsWith('Id') &&
            spoke.settings.fields.find(field => field.name === name)?.isSecret !== false,
        )
        .map(([, value]) => value as string)
      assert.ok(values.length > 0 && stage.said.length > 10)
      for (const value of values)
        assert.equal(
          stage.said.some(line => line.includes(value) || line.includes(encodeURIComponent(value))),
          false,
        )
    })

    test('no address of a buyer is in any log line or error', () => {
      assert.equal(
        stage.said.some(line => line.includes('buyer.example')),
        false,
      )
    })
  })
}

function payKeyFacts<Settings>({ spoke, stage, spoiled }: PayBench<Settings>): void {
  describe('keys that run out', () => {
    const { tokens } = spoke
    if (tokens === null) {
      test('are renewed', { skip: `the keys of ${spoke.label} last until somebody deletes them` }, () => {})
      return
    }
    const lifeMs = () => (tokens.expireAt(stage().settings)?.getTime() ?? 0) - stage().ctx().now().getTime()

    test('are renewed once for all who need them at the same time, and kept before they are used', async () => {
      const before = stage().renewals.length
      await stage().advance(Math.max(0, lifeMs()) + 60_000)
      const ctx = stage().ctx()
      await Promise.all([1, 2, 3].map(() => spoke.verify(ctx)))
      assert.equal(stage().renewals.length, before + 1)
      await spoke.verify(stage().ctx())
      assert.equal(stage().renewals.length, before + 1, 'and are used')
    })

    test('when the provider refuses them early, they are renewed and the request goes on', async () => {
      const before = stage().renewals.length
      const aheadMs = Math.max(0, lifeMs()) + 7_200_000
      await stage().fake.advance({ ms: aheadMs })
      await spoke.verify(stage().ctx())
      assert.equal(stage().renewals.length, before + 1)
      await stage().fake.advance({ ms: -aheadMs })
    })

    test('once nothing renews them any more: connect anew', async () => {
      assert.equal((await refusal(tokens.renew(stage().ctx({ settings: spoiled() })))).remedy, 'reconnect')
    })
  })
}

function spoil<Settings>(spoke: PaySpoke<Settings>, settings: Settings): Settings {
  const shown = new Set(spoke.settings.fields.filter(({ isSecret }) => !isSecret).map(({ name }) => name))
  const wrong = Object.entries(settings as Record<string, unknown>).map(([name, value]) => [
    name,
    !shown.has(name) && typeof value === 'string' && value.length > 8 ? `${value.slice(0, -4)}zzzz` : value,
  ])
  return Object.fromEntries(wrong) as Settings
}
