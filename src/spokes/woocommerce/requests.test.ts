/** How many requests things take, counted on the far side. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '#kit'
import { openStage, publish, readBack, sample, type Wanted } from '#kit/contract-stage.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'
import { ownStore, requestsOf, stage } from './testing.ts'

ownStore()

test('requests: a full read of 100 listings takes 3 at most, one price change on 100 read back 6, a quiet poll 1', async () => {
  const fresh = await openStage(spoke, fake, { seed: 11 })
  try {
    const at = (index: number) => `00000000-0000-7000-9000-${String(index).padStart(12, '0')}`
    const wanted: Wanted[] = Array.from({ length: 100 }, (_, index) => ({
      listingId: at(index),
      desired: sample(fresh, 'EUR', { name: `hundred-${index}`, images: [] }),
      remoteId: null,
    }))
    await publish(fresh, wanted)
    assert.ok(wanted.every(({ remoteId }) => remoteId !== null))
    const count = async (act: () => Promise<unknown>) => {
      await fresh.fake.resetRequests()
      await act()
      return (await fresh.fake.requests()).total
    }
    const extra = (await fresh.fake.listings()).length - 100
    const anew = fresh.ctx({ settings: { ...fresh.settings } })
    const full = await count(async () => {
      assert.ok(typeof spoke.readListings === 'function')
      for (let page = await spoke.readListings(anew, null); page.hasMore; page = await spoke.readListings(anew, page.cursor));
    })
    assert.ok(full <= 3, `full read of ${100 + extra}: ${full}`)
    const dearer = wanted.map(one => ({ ...one, desired: { ...one.desired, price: { minor: 900n, currency: 'EUR' } } }))
    const ctx = fresh.ctx({ settings: { ...fresh.settings } })
    const change = await count(async () => {
      await publish(fresh, dearer, { ctx })
      for (const listing of (await readBack(fresh, dearer, ctx)).values()) assert.equal(listing.content.price.minor, 900n)
    })
    assert.ok(change <= 6, `one price on 100 listings, read back: ${change}`)
    const sweep = await count(() => {
      assert.ok(typeof spoke.readMarks === 'function')
      return spoke.readMarks(
        ctx,
        wanted.map(({ remoteId }) => remoteId!),
      )
    })
    assert.equal(sweep, 1)
    await fresh.advance(3_600_000)
    const quiet = await count(() => {
      assert.ok(typeof spoke.readSales === 'function')
      return spoke.readSales(ctx, spoke.salesFrom(ctx.now()))
    })
    assert.equal(quiet, 1)
  } finally {
    await fresh.stop()
  }
})

test('requests: 5,000 old orders take about 51, whatever was refunded among them', async () => {
  await stage.fake.history({ orders: 5000 })
  const ids = new Set<string>()
  const total = await requestsOf(async () => {
    assert.ok(typeof spoke.readSales === 'function')
    let cursor: Json = null
    for (let isOn = true; isOn; ) {
      const page = await spoke.readSales(stage.ctx(), cursor)
      for (const item of page.items) if (item.isRead) ids.add(item.sale.remoteId)
      cursor = page.cursor
      isOn = page.hasMore
    }
  })
  assert.ok(ids.size >= 5000, `${ids.size} orders`)
  assert.ok(total <= 110, `${total} requests`)
})

// Each run opens its connection anew, and with it asked for the currency anew, although it is kept for five minutes.
test('requests: a run that comes soon after another reads its listings in one request, the currency being known', async () => {
  const read = () => spoke.readListingsById(stage.ctx({ settings: { ...stage.settings } }), ['1'])
  await read()
  assert.equal(await requestsOf(read), 1)
  await stage.advance(5 * 60_000)
  assert.equal(await requestsOf(read), 2)
})
