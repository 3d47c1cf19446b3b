/** Facts about failing: each fault becomes an error that says what to do next, and a write that may have been done says so. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { readBack } from './contract-stage.ts'
import { all, type Bench, firstWrite, refusal, tryPublish, writeRoute } from './contract-tools.ts'
import { SpokeError } from './error.ts'
import type { Fetch } from './http.ts'
import { isCannot, type Json, type SpokeContext } from './shop.ts'

export function faultFacts<Settings>({ spoke, stage: current, made }: Bench<Settings>): void {
  describe('failing', () => {
    after(() => current().fake.clearFaults())
    const readWith = (ctx: SpokeContext<Settings>) => (isCannot(spoke.publishes) ? spoke.verify(ctx) : spoke.readListingsById(ctx, ['1']))
    const read = () => readWith(current().ctx())
    const faulty = async (name: string, act: () => Promise<unknown>, value?: Json) => {
      await current().fake.fault({ name, times: 1, ...(value === undefined ? {} : { value }) })
      const error = await refusal(act())
      await current().fake.clearFaults()
      current().said.push(all(error))
      return error
    }
    const change = async () => {
      const wanted = await made()
      return { ...wanted, desired: { ...wanted.desired, title: 'Changed under a fault' } }
    }

    test('429 means: wait as long as told; a moment may be waited for at once', async () => {
      const error = await faulty('throttles', read, 30)
      assert.equal(error.remedy, 'wait')
      assert.ok(error.waitMs !== null && error.waitMs >= 1000)
    })

    test('500 means: try again', async () => {
      assert.equal((await faulty('failures', read)).remedy, 'retry')
    })

    test('a page of HTML in place of data means: try again', async () => {
      const html: (real: Fetch) => Fetch = () => async () =>
        new Response('<html><body>Briefly unavailable</body></html>', { status: 200, headers: { 'content-type': 'text/html' } })
      assert.equal((await refusal(readWith(current().ctx({ bend: html })))).remedy, 'retry')
    })

    test('a cut line means: try again; after a write: unknown, and looking finds the truth', async () => {
      await current().fake.fault({ name: 'drops', times: null })
      assert.equal((await refusal(read())).remedy, 'retry')
      await current().fake.clearFaults()
      if (isCannot(spoke.publishes)) return
      const wanted = await change()
      const seen = await readBack(current(), [wanted])
      await current().fake.fault({ name: 'drops', times: 1, on: writeRoute(await firstWrite(current(), await change())) })
      const outcome = await tryPublish(current(), wanted)
      await current().fake.clearFaults()
      assert.equal(outcome.isUnknown, true)
      const now = (await readBack(current(), [wanted])).get(wanted.remoteId!)!
      assert.notDeepEqual(now.content.title, seen.get(wanted.remoteId!)!.content.title)
    })

    test('a spoke waits for nobody by itself: its requests go through ctx.fetch alone', async () => {
      const none: (real: Fetch) => Fetch = () => async () => {
        throw new SpokeError('wait', 'its limit is reached', { waitMs: 5000 })
      }
      const error = await refusal(readWith(current().ctx({ bend: none })))
      assert.deepEqual([error.remedy, error.waitMs], ['wait', 5000])
    })
  })
}
