/** Facts about a provider's messages: kept alive, told genuine from forged on the raw bytes, and never more than a nudge to read. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PayBench } from './pay-contract.ts'
import { payRequest } from './pay-stage.ts'
import { isCannot } from './shop.ts'

export function payHookFacts<Settings>({ spoke, stage, spoiled }: PayBench<Settings>): void {
  describe('messages', () => {
    const { keepHooks, dropHooks, readHook } = spoke
    if (isCannot(keepHooks)) {
      test('nudge', { skip: keepHooks.cannot }, () => {})
      return
    }
    const keep = async (address = stage().hookAddress) => {
      const report = await keepHooks(stage().ctx(), address)
      if (report.settings !== null) stage().settings = report.settings
      return report
    }
    const reading = async (headers: Headers, body: Uint8Array, settings = stage().settings) =>
      (await readHook(stage().ctx({ settings }), headers, body)).reading
    const paid = async () => {
      const { remoteId } = await spoke.start(stage().ctx(), payRequest())
      await stage().fake.pay({ remoteId })
      await spoke.read(stage().ctx(), remoteId)
      return remoteId
    }
    const heard = async () => {
      await keep()
      await stage().fake.deliver({ lose: true })
      stage().caught.length = 0
      const remoteId = await paid()
      assert.ok((await stage().fake.deliver()).sent > 0)
      const [first] = stage().caught
      assert.ok(first, 'no message came')
      return { remoteId, ...first }
    }

    test('are subscribed once, again only when something is amiss, and follow a new address', async () => {
      if (!isCannot(dropHooks)) await dropHooks(stage().ctx())
      const first = await keep()
      assert.ok(first.count > 0 && first.mended.length > 0)
      const again = await keep()
      assert.deepEqual([again.count, again.mended, again.settings], [first.count, [], null])
      const moved = await keep(`${stage().hookAddress}2`)
      assert.ok(moved.count === first.count && moved.mended.length > 0)
      await keep()
    })

    test('a genuine one says “changed”, and which payment it is about or nothing', async () => {
      const { remoteId, headers, body } = await heard()
      const { reading: said, about } = await readHook(stage().ctx(), headers, body)
      assert.equal(said, 'changed')
      assert.ok(about === null || about === remoteId, `${about}`)
    })

    test('altered, unsigned, cut short, too old or without our word it is forged', async () => {
      const { headers, body } = await heard()
      const altered = Uint8Array.from(body)
      altered[altered.length - 3]! ^= 1
      assert.equal(await reading(headers, altered), 'forged')
      assert.equal(await reading(headers, new Uint8Array()), 'forged')
      assert.equal(await reading(new Headers({ 'content-type': 'application/json' }), body), 'forged')
      for (const [name, value] of headers) {
        const cut = new Headers(headers)
        cut.set(name, value.slice(0, 5))
        assert.ok(['changed', 'forged'].includes(await reading(cut, body)), name)
      }
      const blank = Object.fromEntries(
        Object.entries(stage().settings as Record<string, unknown>).map(([name, value]) => [name, /hook/i.test(name) ? '' : value]),
      ) as Settings
      assert.equal(await reading(headers, body, blank), 'forged')
      const words = spoiled() as Record<string, unknown>
      const other = Object.fromEntries(
        Object.entries(stage().settings as Record<string, unknown>).map(([name, value]) => [
          name,
          /hook/i.test(name) ? words[name] : value,
        ]),
      ) as Settings
      assert.equal(await reading(headers, body, other), 'forged')
    })

    test('repeated, out of order or late it changes nothing by itself: what is read is what is so there', async () => {
      const { headers, body, remoteId } = await heard()
      await stage().fake.refund({ remoteId })
      const { changedAt: _before, ...truth } = (await spoke.read(stage().ctx(), remoteId))!
      assert.equal(await reading(headers, body), 'changed')
      assert.equal(await reading(headers, body), 'changed')
      const { changedAt: _after, ...still } = (await spoke.read(stage().ctx(), remoteId))!
      assert.deepEqual(still, truth)
      assert.equal(still.refunds.length, 1)
    })

    test('sent twice and shuffled, each is genuine; lost, the payment is told all the same', async () => {
      await keep()
      await stage().fake.deliver({ lose: true })
      stage().caught.length = 0
      await paid()
      await stage().fake.deliver({ shuffle: true, twice: true })
      assert.ok(stage().caught.length >= 2)
      for (const { headers, body } of stage().caught) assert.notEqual(await reading(headers, body), 'forged')
      const from = spoke.paymentsFrom(stage().ctx().now())
      const silent = await paid()
      await stage().fake.deliver({ lose: true })
      const ids: string[] = []
      for (let cursor = from; ; ) {
        const page = await spoke.readPayments(stage().ctx(), cursor)
        ids.push(...page.items.map(payment => payment.remoteId))
        cursor = page.cursor
        if (!page.hasMore) break
      }
      assert.ok(ids.includes(silent))
    })

    test('that we answer with a fault comes again', async () => {
      await keep()
      await stage().fake.deliver({ lose: true })
      stage().caught.length = 0
      stage().answerHooks(503)
      await paid()
      await stage().fake.deliver()
      const before = stage().caught.length
      stage().answerHooks(200)
      assert.ok((await stage().fake.deliver()).sent > 0)
      assert.ok(stage().caught.length > before)
    })

    test('dropping them leaves none', async t => {
      if (isCannot(dropHooks)) return t.skip(dropHooks.cannot)
      await dropHooks(stage().ctx())
      await dropHooks(stage().ctx())
      const { count, mended } = await keep()
      assert.ok(count > 0 && mended.length > 0)
    })
  })
}
