/** Orders as sales, and a feed that leaves nothing out. The numbers are those of the recorded behaviours in README.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#kit'
import { unkept } from '#kit/keys.ts'
import type { Context, Settings } from './client.ts'
import { toSaleItem } from './mapping.ts'
import { nextPlace, pageSize, readSales, salesFrom } from './sales.ts'

const order = (change: object = {}) => ({
  id: 154,
  number: '154',
  status: 'completed',
  currency: 'USD',
  total: '27.50',
  total_tax: '0.00',
  date_created_gmt: '2026-11-23T02:32:34',
  date_modified_gmt: '2026-11-23T02:32:42',
  date_paid_gmt: '2026-11-23T02:32:35',
  billing: { first_name: 'Ana', last_name: 'Žák', email: 'ana@buyer.example', country: 'US' },
  line_items: [{ id: 1, name: 'Scarf', product_id: 40, quantity: 1, total: '27.50', total_tax: '0.00', sku: 'SEL-1', price: 27.5 }],
  refunds: [],
  ...change,
})
const saleOf = (change: object) => {
  const item = toSaleItem(order(change), new Map([[159, new Date('2026-11-23T02:32:41Z')]]))
  assert.ok(item.isRead, item.isRead ? '' : item.reason)
  return item.sale
}

test('20, 23, 24, 48: a part that went back keeps the sale paid, the whole ends it, and a refund of nothing is none', () => {
  const partly = saleOf({
    refunds: [
      { id: 159, reason: 'goodwill', total: '-3.00' },
      { id: 160, reason: '', total: '-0.00' },
    ],
  })
  assert.deepEqual(
    [partly.state, partly.refunds],
    ['paid', [{ remoteId: '159', refundedAt: new Date('2026-11-23T02:32:41Z'), amount: money(300n, 'USD'), reason: 'goodwill' }]],
  )
  assert.equal(saleOf({ refunds: [{ id: 159, reason: '', total: '-27.50' }] }).state, 'refunded')
  assert.equal(saleOf({ status: 'refunded' }).state, 'refunded')
  assert.deepEqual(
    ['processing', 'pending', 'on-hold', 'failed', 'cancelled', 'shipped-by-plugin'].map(status => saleOf({ status }).state),
    ['paid', 'pending', 'pending', 'cancelled', 'cancelled', 'pending'],
  )
  assert.equal(saleOf({ status: 'pending' }).paidAt, null)
})

test('22, 26: amounts are strings in the currency of the order, and a line of a product that is gone has no listing', () => {
  assert.deepEqual(saleOf({ currency: 'JPY', total: '1250', line_items: [] }).total, money(1250n, 'JPY'))
  assert.deepEqual(saleOf({ currency: 'BHD', total: '1.250', line_items: [] }).total, money(1250n, 'BHD'))
  const gone = saleOf({
    line_items: [{ id: 21, name: '', product_id: 0, quantity: 1, total: '0.00', total_tax: '0.00', sku: null, price: 0 }],
  }).lines[0]!
  assert.deepEqual([gone.listingRemoteId, gone.sku], [null, null])
})

test('an order whose amount cannot be counted is kept raw, and the reason tells no value', () => {
  for (const change of [{ total: 'abc' }, { currency: 'BTC' }, { total: 7.5 }, { line_items: 'none' }]) {
    const item = toSaleItem(order(change), new Map())
    assert.ok(!item.isRead && item.remoteId === '154' && item.raw.includes('ana@buyer.example'))
    assert.doesNotMatch(item.reason, /ana|abc|7\.5/)
  }
})

interface Asked {
  readonly path: string
  readonly query: URLSearchParams
}

/** A store that is nothing but a list of orders; deletions may happen between two requests. */
function storeOf(ids: number[], { dateHeader = 'Mon, 23 Nov 2026 02:40:00 GMT' } = {}) {
  const asked: Asked[] = []
  const clock = { says: dateHeader }
  const settings: Settings = { consumerKey: 'ck_1', consumerSecret: 'cs_1', hookSecret: 'x' }
  const ctx = {
    settings,
    ...unkept(settings),
    baseUrl: 'https://store.example',
    now: () => new Date('2026-11-23T02:40:00Z'),
    fetch: async (url: string) => {
      const { pathname: path, searchParams: query } = new URL(url)
      asked.push({ path, query })
      const [offset, size] = [Number(query.get('offset')), Number(query.get('per_page'))]
      const page = path.endsWith('/refunds') ? [] : ids.slice(offset, offset + size).map(id => order({ id, number: String(id) }))
      return new Response(JSON.stringify(page), { headers: { 'x-wp-total': String(ids.length), date: clock.says } })
    },
    openBlob: () => Promise.reject(new Error('not here')),
  } satisfies Context
  return { ctx, asked, ids, clock }
}

test('28: times go out in GMT, in whole seconds, without a zone, with the flag', async () => {
  const { ctx, asked } = storeOf([])
  await readSales(ctx, salesFrom(new Date('2026-11-23T02:35:00.789Z')))
  const { query } = asked[0]!
  assert.deepEqual([query.get('modified_after'), query.get('dates_are_gmt')], ['2026-11-23T02:25:00', 'true'])
})

// The time reached was kept for ever: set back by an hour, the store's next hour was asked for from its end on, and its sales were lost.
test('when the store sets its clock back, the feed goes back with it', async () => {
  const { ctx, asked, clock } = storeOf([], { dateHeader: 'Mon, 23 Nov 2026 03:40:00 GMT' })
  let { cursor } = await readSales(ctx, salesFrom(new Date('2026-11-23T03:30:00Z')))
  clock.says = 'Mon, 23 Nov 2026 02:41:00 GMT'
  for (let round = 0; round < 2; round++) ({ cursor } = await readSales(ctx, cursor))
  assert.deepEqual(
    asked.map(({ query }) => query.get('modified_after')),
    ['2026-11-23T03:20:00', '2026-11-23T03:30:00', '2026-11-23T02:31:00'],
  )
})

test('a quiet poll is one request', async () => {
  const { ctx, asked } = storeOf([])
  const page = await readSales(ctx, salesFrom(new Date()))
  assert.deepEqual([asked.length, page.hasMore, page.items.length], [1, false, 0])
})

test('100,000 orders are about a thousand requests', () => {
  let [requests, place] = [0, { offset: 0, lastId: 0 } as { offset: number; lastId: number } | null]
  for (; place !== null; requests++) {
    const ids = Array.from({ length: Math.min(pageSize, 100_000 - place.offset) }, (_, at) => ({ id: place!.offset + at + 1 }))
    place = nextPlace(place, ids, 100_000)
  }
  assert.ok(requests <= 1011, `${requests} requests`)
})

test('29: orders that vanish, and others that come, between two pages leave no gap', async () => {
  const { ctx, ids } = storeOf(Array.from({ length: 500 }, (_, at) => at + 1))
  const stays = new Set(ids)
  const seen = new Set<number>()
  let cursor: Awaited<ReturnType<typeof readSales>>['cursor'] = null
  for (let round = 0; round < 40; round++) {
    const page = await readSales(ctx, cursor)
    for (const item of page.items) if (item.isRead) seen.add(Number(item.sale.remoteId))
    if (!page.hasMore) break
    cursor = page.cursor
    // As many new ones as were deleted, so that the total tells nothing.
    for (const gone of ids.splice(round * 7, 3)) stays.delete(gone)
    ids.push(...[1, 2, 3].map(step => 1000 + round * 3 + step))
  }
  for (const id of stays) assert.ok(seen.has(id), `order ${id} was left out`)
})
