/** Orders and the ledger, where Etsy is unlike others; and how many requests a day takes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, MoneyRow, SaleItem } from '#kit'
import { openStage, publish, sample, type Wanted } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import fake from './fake.ts'
import { readMoney, windowSeconds } from './ledger.ts'
import { readListings, readMarks } from './listings.ts'
import { readSales } from './sales.ts'
import spoke from './spoke.ts'
import { make, ownShop, stage, takes, under, verb } from './testing.ts'

ownShop()
const minute = 60_000

/** @returns what was told from a cursor to the end, and where the next round begins. */
async function round(cursor: Json, between: () => Promise<unknown> = async () => {}) {
  const items: SaleItem[] = []
  for (let at = cursor, pages = 0; ; pages++) {
    assert.ok(pages < 40, 'paging does not end')
    const page = await readSales(stage.ctx(), at)
    items.push(...page.items)
    at = JSON.parse(JSON.stringify(page.cursor)) as Json
    if (!page.hasMore) return { items, cursor: at }
    await between()
  }
}
const idsOf = (items: readonly SaleItem[]) => new Set(items.flatMap(item => (item.isRead ? [item.sale.remoteId] : [])))
const sell = (remoteId: string, more: object = {}) =>
  stage.fake.sell({ lines: [{ remoteId }], email: 'ana@buyer.example', name: 'Ana', ...more })

test('a buyer’s address is null, until Etsy grants it to the app', async () => {
  const { remoteId } = await make()
  const sold = await sell(remoteId!)
  const emailOf = async () => {
    const { items } = await round(spoke.salesFrom(new Date(stage.ctx().now().getTime() - minute)))
    const found = items.find(item => item.isRead && item.sale.remoteId === sold.remoteId)
    return found?.isRead ? [found.sale.buyer.email, found.sale.buyer.name] : null
  }
  assert.deepEqual(await emailOf(), [null, 'Ana'])
  await verb('settings', { givesEmail: true })
  assert.deepEqual(await emailOf(), ['ana@buyer.example', 'Ana'])
  await verb('settings', { givesEmail: false })
})

test('orders that change while they are paged are not left out, nor those that come meanwhile', async () => {
  await stage.fake.history({ orders: 250 })
  const old = [...idsOf((await round(null)).items)]
  const { remoteId } = await make()
  const news: string[] = []
  let next = 0
  const { items } = await round(null, async () => {
    // The first ones of a page already read move to the end, so that counted places would shift.
    await stage.fake.refund({ remoteId: old[next++]!, amount: { minor: '1', currency: 'EUR' } })
    news.push((await sell(remoteId!)).remoteId)
  })
  const told = idsOf(items)
  for (const id of [...old, ...news]) assert.ok(told.has(id), id)
})

test('a hundred and fifty orders changed within one second are read whole', async () => {
  const { remoteId } = await make()
  const at = new Date(stage.ctx().now().getTime() - 5 * minute).toISOString()
  const sold: string[] = []
  for (let count = 0; count < 150; count++) sold.push((await sell(remoteId!, { at })).remoteId)
  const told = idsOf((await round(spoke.salesFrom(new Date(at)))).items)
  assert.equal(sold.filter(id => !told.has(id)).length, 0)
})

test('issue 652: an order that nobody placed is kept and shown, is no sale, and is asked for again only while it is listed', async () => {
  const { remoteId } = await make()
  const start = spoke.salesFrom(stage.ctx().now())
  const sold = await sell(remoteId!)
  const { items, cursor } = await under('issue-652', () => round(start))
  const phantom = items.filter(item => !item.isRead)
  assert.deepEqual(
    phantom.map(item => [item.isRead ? '' : item.remoteId, item.isRead ? '' : /never placed/.test(item.reason)]),
    [['2651714947', true]],
  )
  assert.ok(idsOf(items).has(sold.remoteId))
  await stage.fake.resetRequests()
  await round(cursor)
  const { byRoute } = await stage.fake.requests()
  assert.equal(byRoute['GET /v3/application/shops/{shop_id}/receipts/{receipt_id}'] ?? 0, 0, 'what was confirmed is not asked for again')
})

test('the ledger is read from the first day in windows of 30 days at most, each entry once, and then only what is new', async () => {
  const entries = (await verb('ledger')) as { id: number }[]
  const windows: number[] = []
  const ctx = stage.ctx({
    bend: real => (url, init) => {
      const { searchParams } = new URL(url)
      if (searchParams.has('min_created')) windows.push(Number(searchParams.get('max_created')) - Number(searchParams.get('min_created')))
      return real(url, init)
    },
  })
  let cursor: Json = null
  const read = async () => {
    const rows: MoneyRow[] = []
    for (let hasMore = true; hasMore; ) {
      const page = await readMoney(ctx, cursor)
      rows.push(...page.items)
      cursor = JSON.parse(JSON.stringify(page.cursor)) as Json
      hasMore = page.hasMore
    }
    return rows
  }
  const seen = (await read()).map(({ remoteId }) => remoteId)
  assert.deepEqual(new Set(seen), new Set(entries.map(({ id }) => String(id))))
  assert.equal(seen.length, entries.length)
  assert.ok(Math.max(...windows) <= windowSeconds && windows.length >= 14, `${windows.length} windows`)
  const { remoteId } = await make()
  await sell(remoteId!)
  await stage.advance(2000)
  assert.deepEqual(
    (await read()).map(({ raw }) => (raw as { description: string }).description),
    ['listing', 'payment', 'transaction'],
  )
})

test('a day at 300 listings, with a poll each 55 s, a sweep each 9.5 min, the full look and 40 sales, stays under 2,500 requests', async t => {
  const own = await openStage(spoke, fake, { seed: 9, takes })
  try {
    const wanted: Wanted[] = Array.from({ length: 100 }, (_, at) => ({
      listingId: `00000000-0000-7000-9000-${String(at).padStart(12, '0')}`,
      desired: sample(own, 'EUR', { name: `day-${at}`, files: sample(own, 'EUR').files.slice(0, 1) }),
      remoteId: null,
    }))
    await publish(own, wanted)
    const ids = wanted.map(({ remoteId }) => remoteId!)
    const count = async (act: () => Promise<unknown>) => {
      await own.fake.resetRequests()
      await act()
      return (await own.fake.requests()).total
    }
    const full = () =>
      count(async () => {
        for (let page = await readListings(own.ctx(), null); page.hasMore; page = await readListings(own.ctx(), page.cursor));
      })
    await own.advance(minute)
    const [first, again] = [await full(), await full()]
    // One request a hundred and one for each other state; the files of each listing when its mark has moved.
    assert.deepEqual([first, again], [105, 5])
    const sweep = await count(() => readMarks(own.ctx(), ids))
    assert.equal(sweep, 1)
    const { cursor } = await readSales(own.ctx(), spoke.salesFrom(own.ctx().now()))
    const poll = await count(() => readSales(own.ctx(), cursor))
    assert.equal(poll, 1)
    await own.fake.sell({ lines: [{ remoteId: ids[0]! }], email: null, name: 'A' })
    const withSale = await count(() => readSales(own.ctx(), cursor))
    assert.equal(withSale, 2)
    // A sale moves its listing's mark: it is read, with its files.
    const daySeconds = 86_400
    const polls = Math.ceil(daySeconds / 55)
    const sweeps = Math.ceil(daySeconds / (9.5 * 60))
    const sales = 40
    const look = 3 * first - 2 * 4
    const day = polls * poll + sales * (withSale - poll) + sweeps * 3 * sweep + sales * 2 + look
    assert.ok(day < 2500, `${day} requests: ${polls} polls, ${sweeps} sweeps of ${3 * sweep}, ${sales} sales, a full look of ${look}`)
    t.diagnostic(`${day} requests a day at 300 listings`)
    const dearer = wanted.slice(0, 100).map(one => ({ ...one, desired: { ...one.desired, price: { minor: 990n, currency: 'EUR' } } }))
    const change = await count(() => publish(own, dearer))
    assert.ok(change <= 102, `one price on 100 listings, looked at and read back: ${change}`)
    const { operations } = (await callControl(own.controlUrl, 'validation')) as { operations: { unknownFields: string[] }[] }
    assert.deepEqual(
      operations.flatMap(({ unknownFields }) => unknownFields),
      [],
    )
  } finally {
    await own.stop()
  }
})
