/** Facts about failing: each fault becomes an error that says what to do next. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { all, refusal } from './contract-tools.ts'
import { SpokeError } from './error.ts'
import type { Fetch } from './http.ts'
import type { PayBench } from './pay-contract.ts'
import { payRequest } from './pay-stage.ts'
import type { Json } from './shop.ts'

export function payFaultFacts<Settings>({ spoke, stage }: PayBench<Settings>): void {
  describe('failing', () => {
    after(() => stage().fake.clearFaults())
    let known = ''
    const read = async () => {
      known ||= (await spoke.start(stage().ctx(), payRequest())).remoteId
      return spoke.read(stage().ctx(), known)
    }
    const faulty = async (name: string, act: () => Promise<unknown>, value?: Json) => {
      await read()
      await stage().fake.fault({ name, times: 1, ...(value === undefined ? {} : { value }) })
      const error = await refusal(act())
      await stage().fake.clearFaults()
      stage().said.push(all(error))
      return error
    }

    test('429 means: wait as long as told', async () => {
      const error = await faulty('throttles', read, 30)
      assert.equal(error.remedy, 'wait')
      assert.ok(error.waitMs !== null && error.waitMs >= 1000)
    })

    test('500 means: try again', async () => {
      assert.equal((await faulty('failures', read)).remedy, 'retry')
      const request = payRequest()
      const error = await faulty('failures', () => spoke.start(stage().ctx(), request))
      assert.deepEqual([error.remedy, error.isUnknown], ['retry', true])
      await spoke.start(stage().ctx(), request)
    })

    test('a page of HTML in place of data means: try again', async () => {
      await read()
      const html: (real: Fetch) => Fetch = () => async () =>
        new Response('<html><body>Briefly unavailable</body></html>', { status: 200, headers: { 'content-type': 'text/html' } })
      assert.equal((await refusal(spoke.read(stage().ctx({ bend: html }), known))).remedy, 'retry')
    })

    test('a cut line means: try again', async () => {
      await read()
      await stage().fake.fault({ name: 'drops', times: null })
      const error = await refusal(read())
      assert.equal(error.remedy, 'retry')
      await stage().fake.clearFaults()
      stage().said.push(all(error))
    })

    test('a spoke waits for nobody by itself: its requests go through ctx.fetch alone', async () => {
      await read()
      const none: (real: Fetch) => Fetch = () => async () => {
        throw new SpokeError('wait', 'its limit is reached', { waitMs: 5000 })
      }
      const error = await refusal(spoke.read(stage().ctx({ bend: none }), known))
      assert.deepEqual([error.remedy, error.waitMs], ['wait', 5000])
    })
  })
}
