/**
 * What every storefront meets, proven over HTTP against its fake and judged by the far side's own state.
 * A spoke's test calls `shopContract(spoke, fake)`; an ability that is `cannot('why')` skips its facts with that sentence.
 */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { ListingContent } from '#hub/listing/content.ts'
import { unitsPerWhole } from '#hub/money.ts'
import { accessFacts } from './contract-access.ts'
import { buyerLibraryFacts } from './contract-buyer-library.ts'
import { correctionFacts } from './contract-corrections.ts'
import { couponFacts } from './contract-coupons.ts'
import { faultFacts } from './contract-faults.ts'
import { fitFacts } from './contract-fit.ts'
import { hookFacts } from './contract-hooks.ts'
import { keyFacts } from './contract-keys.ts'
import { messageFacts } from './contract-messages.ts'
import { propertyFacts } from './contract-properties.ts'
import { planningFacts, publishingFacts } from './contract-publishing.ts'
import { saleFacts } from './contract-sales.ts'
import { openStage, type Stage } from './contract-stage.ts'
import { all, makeBench, refusal, spoil } from './contract-tools.ts'
import { listedFacts, watchingFacts } from './contract-watching.ts'
import type { Fake } from './fake.ts'
import { callControl } from './fake-control.ts'
import { isCannot, type ShopSpoke } from './shop.ts'

/** @param takes what this platform takes of a sample listing, where the usual one would be refused (`sample` in contract-stage.ts). */
export function shopContract<Settings>(spoke: ShopSpoke<Settings>, fake: Fake, takes: Partial<ListingContent> = {}): void {
  describe(`${spoke.id} meets the contract of storefronts`, () => {
    let stage: Stage<Settings>
    let currency = ''
    const bench = makeBench(
      spoke,
      fake,
      () => stage,
      () => currency,
    )

    before(async () => {
      stage = await openStage(spoke, fake, { takes })
      currency = (await spoke.verify(stage.ctx())).currency
    })
    after(async () => {
      await reportOperations(spoke.id, stage)
      await stage.stop()
    })

    describe('the connection', () => {
      test('tells who the shop is', async () => {
        const facts = await spoke.verify(stage.ctx())
        assert.match(facts.currency, /^[A-Z]{3}$/)
        assert.ok(unitsPerWhole(facts.currency) > 0n)
        assert.notEqual(facts.name, '')
        assert.equal(facts.canWrite, !isCannot(spoke.publishes))
      })

      test('a wrong key means: connect anew, and the key is in no message', async () => {
        const wrong = (everything: boolean) => refusal(spoke.verify(stage.ctx({ settings: spoil(spoke, stage.settings, everything) })))
        // What a consent page gave stands in no field of the form.
        const error = await wrong(false).catch(fault => (spoke.tokens === null ? Promise.reject(fault) : wrong(true)))
        assert.equal(error.remedy, 'reconnect')
        stage.said.push(all(error))
      })

      test('says in steps what the seller needs, and marks each secret', () => {
        assert.ok(spoke.steps.length > 0)
        for (const { name, label, help } of spoke.settings.fields) assert.ok(name && label && help, name)
        assert.ok(spoke.settings.fields.some(({ isSecret }) => isSecret))
      })

      test('states its limits', () => {
        for (const rule of spoke.rates(stage.settings, stage.baseUrl)) assert.ok(rule.perSecond > 0 && rule.burst >= 1 && rule.key !== '')
      })
    })

    keyFacts(bench)
    correctionFacts(spoke)
    if (isCannot(spoke.publishes)) {
      test('listings are made there', { skip: spoke.publishes.cannot }, () => {})
      listedFacts(bench)
    } else {
      accessFacts(bench)
      publishingFacts(bench)
      propertyFacts(bench)
      planningFacts(bench)
      fitFacts(bench)
      watchingFacts(bench)
    }
    couponFacts(bench)
    saleFacts(bench)
    messageFacts(bench)
    buyerLibraryFacts(bench)
    faultFacts(bench)
    hookFacts(bench)

    test('no secret is in any log line or error', () => {
      const values = Object.entries(stage.settings as Record<string, unknown>)
        .filter(
          ([name, value]) =>
            typeof value === 'string' && value !== '' && spoke.settings.fields.find(field => field.name === name)?.isSecret !== false,
        )
        .map(([, value]) => value as string)
      // Where sales come in messages alone, little is ever asked for.
      assert.ok(values.length > 0 && stage.said.length > (isCannot(spoke.readSales) ? 0 : 10))
      for (const value of values)
        assert.equal(
          stage.said.some(line => line.includes(value) || line.includes(encodeURIComponent(value))),
          false,
        )
    })
  })
}

interface Operation {
  readonly operation: string
  readonly count: number
  /** How many requests of it passed the check of a recorded schema. */
  readonly validated: number
  readonly isRecorded: boolean
  readonly unknownFields: readonly string[]
}

/** Which operations the client used, and which of those the fake held against a recording or schema; gathered by `bin/selvage test`. */
async function reportOperations<Settings>(spoke: string, stage: Stage<Settings>): Promise<void> {
  const file = process.env.SELVAGE_TEST_REPORT
  if (file === undefined || file === '') return
  // A verb that not every fake has; where it is missing, what was asked is known and nothing is validated.
  const { operations } = (await callControl(stage.controlUrl, 'validation').catch(() => ({}))) as { operations?: Operation[] }
  const asked = operations?.map(({ operation }) => operation) ?? Object.keys((await stage.fake.requests()).byRoute)
  const line = {
    kind: 'operations',
    spoke,
    used: asked.sort(),
    validated: (operations ?? [])
      .filter(({ isRecorded, validated, count }) => isRecorded && validated === count)
      .map(({ operation }) => operation),
    unknownFields: (operations ?? []).flatMap(({ operation, unknownFields }) => unknownFields.map(name => `${operation}: ${name}`)),
  }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}
