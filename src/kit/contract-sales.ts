/** Facts about sales: whole, once, in the right amounts, and nothing stops the feed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decimalsOf, money, parseMoney } from '#hub/money.ts'
import { openStage, publish, readBack, sample, type Wanted } from './contract-stage.ts'
import { allDone, type Bench, bent, minute, unlessNever, uuid } from './contract-tools.ts'
import type { FakeControl, SellRequest } from './fake.ts'
import { callControl } from './fake-control.ts'
import { isCannot, type Json, type Page, type SaleItem } from './shop.ts'

export function saleFacts<Settings>({ spoke, fake, stage: current, isTaken }: Bench<Settings>): void {
  describe('sales', () => {
    const { readSales } = spoke
    if (isCannot(readSales)) {
      test('are read', { skip: readSales.cannot }, () => {})
      return
    }
    const readAll = async (from: Json, ctx = current().ctx()) => {
      const items: SaleItem[] = []
      let page: Page<SaleItem> | null = null
      for (let pages = 0; page === null || page.hasMore; pages++) {
        assert.ok(pages < 60, 'paging does not end')
        const cursor = page === null ? from : (JSON.parse(JSON.stringify(page.cursor)) as Json)
        page = await readSales(ctx, cursor)
        items.push(...page.items)
      }
      return { items, cursor: JSON.parse(JSON.stringify(page.cursor)) as Json }
    }
    const salesOf = (items: readonly SaleItem[]) =>
      new Map(items.flatMap(item => (item.isRead ? [[item.sale.remoteId, item.sale] as const] : [])))
    const anyListing = async () => {
      const found = (await current().fake.listings()).find(({ isPublished, price }) => isPublished && !/^[0.]*$/.test(price))
      assert.ok(found, 'the fake has no listing to sell')
      return found
    }

    /** Two of one listing, or one where the platform never sells more of a pattern. */
    const sellMost = async (to: FakeControl, { remoteId, ...sale }: { remoteId: string } & Omit<SellRequest, 'lines'>) => {
      const sell = (quantity: number) => to.sell({ lines: [{ remoteId, quantity }], ...sale })
      const two = await unlessNever(sell(2))
      return two === null ? { ...(await sell(1)), quantity: 1 } : { ...two, quantity: 2 }
    }

    test('come whole, and twice the same', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const sold = await sellMost(fake, { remoteId: listing.remoteId, email: 'ana@buyer.example', name: 'Ana Żák', country: 'DE' })
      const first = salesOf((await readAll(null)).items).get(sold.remoteId)
      assert.ok(first)
      assert.equal(first.number, sold.number)
      assert.equal(first.state, 'paid')
      assert.ok(first.paidAt instanceof Date && Math.abs(first.placedAt.getTime() - current().ctx().now().getTime()) < 10 * minute)
      const [line] = first.lines
      assert.deepEqual([first.lines.length, line?.listingRemoteId, line?.quantity], [1, listing.remoteId, sold.quantity])
      assert.equal(line!.total.minor + line!.tax.minor <= first.total.minor, true)
      const asked = parseMoney(listing.salePrice || listing.price, first.total.currency)
      assert.equal(first.total.minor, asked.minor * BigInt(sold.quantity) + first.tax.minor)
      if (first.buyer.email !== null) assert.equal(first.buyer.email, 'ana@buyer.example')
      assert.deepEqual(salesOf((await readAll(null)).items).get(sold.remoteId), first)
    })

    test('what changed since is told, with an overlap and nothing left out; then it is quiet', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const { cursor } = await readAll(null)
      await current().advance(60 * minute)
      const calm = await readAll(cursor)
      const ids = await Promise.all(['a', 'b', 'c'].map(name => fake.sell({ lines: [{ remoteId: listing.remoteId }], email: null, name })))
      const next = await readAll(calm.cursor)
      for (const { remoteId } of ids) assert.ok(salesOf(next.items).has(remoteId))
      await current().advance(60 * minute)
      const quiet = await readAll((await readAll(next.cursor)).cursor)
      assert.equal(quiet.items.length, 0)
      const fresh = salesOf((await readAll(spoke.salesFrom(new Date(current().ctx().now().getTime() - 90 * minute)))).items)
      for (const { remoteId } of ids) assert.ok(fresh.has(remoteId))
    })

    test('unpaid, paid, partly refunded, wholly refunded and cancelled are told apart, in the right amounts', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const sell = (state: 'paid' | 'pending') => sellMost(fake, { remoteId: listing.remoteId, email: 'b@buyer.example', name: 'B', state })
      const [partly, wholly] = [await sell('paid'), await sell('paid')]
      // Some platforms never tell of what is not paid, and have no cancelling beside the refund.
      const unpaid = await unlessNever(sell('pending'))
      const cancelled = await sell('paid')
      const isCancelled = (await unlessNever(fake.cancel({ remoteId: cancelled.remoteId }).then(() => true))) === true
      const before = salesOf((await readAll(null)).items).get(partly.remoteId)!
      await fake.refund({ remoteId: partly.remoteId, amount: { minor: '100', currency: before.total.currency } })
      await fake.refund({ remoteId: wholly.remoteId })
      const sales = salesOf((await readAll(null)).items)
      assert.deepEqual(
        [partly, wholly, cancelled].map(({ remoteId }) => sales.get(remoteId)?.state),
        ['paid', 'refunded', isCancelled ? 'cancelled' : 'paid'],
      )
      if (unpaid !== null) assert.equal(sales.get(unpaid.remoteId)?.state, 'pending')
      assert.deepEqual(
        sales.get(partly.remoteId)!.refunds.map(({ amount }) => amount),
        [{ minor: 100n, currency: before.total.currency }],
      )
      const refund = sales.get(wholly.remoteId)!.refunds[0]!
      assert.equal(refund.amount.minor, sales.get(wholly.remoteId)!.total.minor)
      assert.ok(Math.abs(refund.refundedAt.getTime() - current().ctx().now().getTime()) < 10 * minute)
    })

    test('a long history comes whole, oldest first, also when an order vanishes between two pages', async () => {
      const { fake } = current()
      await fake.history({ orders: 230 })
      const { items } = await readAll(null)
      const sales = [...salesOf(items).values()]
      assert.ok(sales.length >= 230)
      const page = await readSales(current().ctx(), null)
      const placed = page.items.flatMap(item => (item.isRead ? [item.sale.placedAt.getTime()] : []))
      assert.ok(page.hasMore && placed.length > 0)
      const again = await readAll(JSON.parse(JSON.stringify(page.cursor)) as Json)
      const told = new Set([...page.items, ...again.items].flatMap(item => (item.isRead ? [item.sale.remoteId] : [])))
      assert.deepEqual(told, new Set(sales.map(({ remoteId }) => remoteId)))
    })

    for (const code of ['JPY', 'EUR', 'BHD'])
      test(`money survives in ${code}, a currency with ${decimalsOf(code)} decimals, in listings and in sales`, async t => {
        const stage = await openStage(spoke, fake, { seed: 7, takes: current().takes })
        try {
          const isSet = await callControl(stage.controlUrl, 'settings', { currency: code }).then(
            () => true,
            () => false,
          )
          const { currency } = await spoke.verify(stage.ctx())
          if (isCannot(spoke.publishes)) return t.skip(spoke.publishes.cannot)
          if (currency !== code)
            return t.skip(`the fake of ${spoke.label} does not trade in ${code} (${isSet ? 'set, but not told' : 'it has one currency'})`)
          // Seven of the smallest whole unit may be less than a platform takes; a hundred times as much is not.
          const usual = sample(stage, code)
          const desired = isTaken({ desired: usual }) ? usual : sample(stage, code, { price: money(usual.price.minor * 100n, code) })
          const wanted: Wanted = { listingId: uuid(1), desired, remoteId: null }
          allDone((await publish(stage, [wanted])).outcomes)
          assert.deepEqual((await readBack(stage, [wanted])).get(wanted.remoteId!)!.content.price, wanted.desired.price)
          const sold = await sellMost(stage.fake, { remoteId: wanted.remoteId!, email: null, name: 'M' })
          const { items } = await readSales(stage.ctx(), stage.spoke.salesFrom(new Date(stage.ctx().now().getTime() - minute)))
          const sale = salesOf(items).get(sold.remoteId)!
          assert.deepEqual(sale.lines[0]!.total, { minor: wanted.desired.price.minor * BigInt(sold.quantity), currency: code })
        } finally {
          await stage.stop()
        }
      })

    test('fields and states that nobody knows yet do not stop the feed', async () => {
      const strange = bent(value => ({
        ...value,
        brand_new_field: { deep: [1] },
        ...(typeof value.status === 'string' && 'currency' in value ? { status: 'brand-new-state' } : {}),
      }))
      const { items } = await readAll(null, current().ctx({ bend: strange }))
      assert.ok(items.length > 0 && items.every(({ isRead }) => isRead))
    })

    test('an order that cannot be read is kept as it came, and the feed goes on', async () => {
      let spoiled = 0
      const spoil = bent(value => {
        const isOrder = 'currency' in value && 'number' in value
        return isOrder && spoiled++ === 1 ? { id: value.id, number: value.number, currency: 42, total: { not: 'money' } } : value
      })
      const { items } = await readAll(null, current().ctx({ bend: spoil }))
      const kept = items.filter(item => !item.isRead)
      if (spoiled === 0) return
      assert.equal(kept.length, 1)
      assert.ok(kept[0]!.raw.length > 2 && kept[0]!.reason.length > 5 && items.length > 10)
    })
  })
}
