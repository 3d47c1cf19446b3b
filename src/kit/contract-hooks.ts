/** Facts about hooks: kept alive, told genuine from forged on the raw bytes, and taken away again. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addressKeyHeader } from './address-key.ts'
import { type Bench, spoil } from './contract-tools.ts'
import { isCannot } from './shop.ts'

export function hookFacts<Settings>({ spoke, stage: current, made }: Bench<Settings>): void {
  describe('hooks', () => {
    const { readHook, keepHooks, dropHooks } = spoke
    if (isCannot(readHook) || isCannot(keepHooks)) {
      test('nudge', { skip: isCannot(readHook) ? readHook.cannot : (keepHooks as { cannot: string }).cannot }, () => {})
      return
    }
    test('are subscribed once, and again only when something is amiss', async () => {
      const first = await keepHooks(current().ctx(), current().hookAddress)
      assert.ok(first.count > 0 && first.mended.length > 0)
      assert.deepEqual(await keepHooks(current().ctx(), current().hookAddress), { count: first.count, mended: [] })
      const moved = await keepHooks(current().ctx(), `${current().hookAddress}2`)
      assert.deepEqual([moved.count, moved.mended.length], [first.count, first.count])
      await keepHooks(current().ctx(), current().hookAddress)
    })

    test('a genuine one says “changed”; altered, unsigned, short or without our secret it is forged', async () => {
      const { fake, caught, settings } = current()
      const now = () => current().ctx().now()
      const remoteId = isCannot(spoke.publishes) ? (await fake.listings())[0]!.remoteId : (await made()).remoteId!
      caught.length = 0
      await fake.sell({ lines: [{ remoteId }], email: 'h@buyer.example', name: 'H' })
      assert.ok((await fake.deliver()).sent > 0)
      const genuine = caught.find(({ headers, body }) => readHook(settings, headers, body, now()) === 'changed')
      assert.ok(genuine, 'no genuine hook came')
      const altered = Uint8Array.from(genuine.body)
      altered[altered.length - 2]! ^= 1
      // What proves itself by the key of its address is not signed: then nothing may be believed of it.
      if (genuine.headers.has(addressKeyHeader)) assert.equal(spoke.salesInHook, null)
      else assert.equal(readHook(settings, genuine.headers, altered, now()), 'forged')
      assert.equal(readHook(settings, genuine.headers, new Uint8Array(), now()), 'forged')
      assert.equal(readHook(settings, new Headers({ 'content-type': 'application/json' }), genuine.body, now()), 'forged')
      for (const [name, value] of genuine.headers) {
        const cut = new Headers(genuine.headers)
        cut.set(name, value.slice(0, 5))
        assert.doesNotThrow(() => readHook(settings, cut, genuine.body, now()))
      }
      const blank = Object.fromEntries(
        Object.entries(settings as Record<string, unknown>).map(([name, value]) => [name, typeof value === 'string' ? '' : value]),
      )
      assert.equal(readHook(blank as Settings, genuine.headers, genuine.body, now()), 'forged')
      assert.equal(readHook(spoil(spoke, settings, true), genuine.headers, genuine.body, now()), 'forged')
    })

    test('dropping them leaves none', async t => {
      if (isCannot(dropHooks)) return t.skip(dropHooks.cannot)
      await dropHooks(current().ctx())
      await dropHooks(current().ctx())
      const { count, mended } = await keepHooks(current().ctx(), current().hookAddress)
      assert.equal(mended.length, count)
    })
  })
}
