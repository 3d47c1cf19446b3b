/** Sales: all lines, taxes both ways, what a plan keeps back, the window of 60 days, marks of delivery, and the account of payments. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Json, money, type Sale, type SaleItem } from '#kit'
import { fulfil, readMoney, readSales, salesFrom } from './sales.ts'
import spoke from './spoke.ts'
import { bending, openStore, type Store, thrown } from './testing.ts'

let store: Store
let remoteId: string
before(async () => {
  store = await openStore()
  remoteId = (await store.make({ images: [], price: money(1000n, 'EUR') })).remoteId!
})
after(() => store.stage.stop())

const hour = 3_600_000
async function readAll(from: Json = null, ctx = store.stage.ctx()): Promise<{ items: SaleItem[]; cursor: Json; pages: number }> {
  const items: SaleItem[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await readSales(ctx, cursor)
    items.push(...page.items)
    cursor = page.cursor
    if (!page.hasMore) return { items, cursor, pages }
  }
}
async function saleOf(id: string): Promise<Sale> {
  const found = (await readAll()).items.find(item => item.isRead && item.sale.remoteId === id)
  assert.ok(found?.isRead, 'the sale is told')
  return found.sale
}
const sell = async (more: object = {}) =>
  (await store.verb('sell', { lines: [{ remoteId }], email: 'ana@buyer.example', name: 'Ana Novak', country: 'AT', ...more })) as {
    remoteId: string
    number: string
  }

test('tax on top and tax inside both leave lines without tax, and lines and tax make the total', async () => {
  await store.change({ taxPercent: 20, areTaxesIncluded: false })
  const onTop = await saleOf((await sell({ lines: [{ remoteId, quantity: 2 }] })).remoteId)
  await store.change({ areTaxesIncluded: true })
  const inside = await saleOf((await sell({ lines: [{ remoteId, quantity: 2 }] })).remoteId)
  await store.change({ taxPercent: 0, areTaxesIncluded: false })
  const amounts = ({ total, tax, lines }: Sale) => [total.minor, tax.minor, lines[0]!.total.minor, lines[0]!.tax.minor]
  assert.deepEqual(amounts(onTop), [2400n, 400n, 2000n, 400n])
  assert.deepEqual(amounts(inside), [2000n, 333n, 1667n, 333n])
})

test('that she agreed to advertising is told with the order, and nothing where she did not tick it', async () => {
  const [agreed, not] = [await sell({ acceptsMarketing: true }), await sell()]
  assert.deepEqual(
    [(await saleOf(agreed.remoteId)).buyer.agreesToNews, 'agreesToNews' in (await saleOf(not.remoteId)).buyer],
    [true, false],
  )
})

test('a discount is off the line that it was given on', async () => {
  const sale = await saleOf((await sell({ discount: '2.50' })).remoteId)
  assert.deepEqual([sale.total.minor, sale.lines[0]!.total.minor], [750n, 750n])
})

test('an order with more lines than come with it is told whole', async () => {
  const { remoteId: id } = await sell({ lines: Array.from({ length: 120 }, () => ({ remoteId })) })
  const sale = await saleOf(id)
  assert.equal(sale.lines.length, 120)
  assert.equal(new Set(sale.lines.map(line => line.remoteId)).size, 120)
  assert.equal(
    sale.lines.reduce((sum, { total }) => sum + total.minor, 0n),
    sale.total.minor,
  )
})

test('a test order is kept with the reason, and is no sale', async () => {
  const { remoteId: id } = await sell({ isTest: true })
  const item = (await readAll()).items.find(one => !one.isRead && one.remoteId === id)
  assert.ok(item && !item.isRead)
  assert.match(item.reason, /test order/i)
})

test('a product that was deleted since leaves a line with its words and no listing', async () => {
  const { remoteId: id } = await sell({ lines: [{ remoteId: '999', title: 'Gone' }] })
  const [line] = (await saleOf(id)).lines
  assert.deepEqual([line?.listingRemoteId, line?.title], [null, 'Gone'])
})

test('where the plan keeps e-mail and names back, sales come all the same, without them; the first look says so', async () => {
  const { remoteId: id } = await sell()
  assert.equal((await saleOf(id)).buyer.email, 'ana@buyer.example')
  await store.change({ isProtectedGranted: false })
  assert.deepEqual((await saleOf(id)).buyer, { email: null, name: null, country: null })
  const { warnings } = await spoke.verify(store.stage.ctx())
  assert.ok(warnings.some(text => /e-mail/.test(text) && /order number/.test(text)))
  await store.change({ isProtectedGranted: true })
  assert.ok(!(await spoke.verify(store.stage.ctx())).warnings.some(text => /order number/.test(text)))
})

test('anything else that is denied stops the reading instead of leaving it empty', async () => {
  await store.change({ scopes: ['write_products'] })
  const error = await thrown(readSales(store.stage.ctx(), null))
  await store.change({
    scopes: [
      'write_products',
      'read_orders',
      'read_all_orders',
      'write_merchant_managed_fulfillment_orders',
      'read_shopify_payments_accounts',
    ],
  })
  assert.deepEqual([error.remedy, /“read_orders”/.test(error.message)], ['seller', true])
})

test('without read_all_orders the shop tells the last 60 days alone, whatever the cursor says', async () => {
  const old = await sell({ at: new Date(Date.now() - 61 * 24 * hour).toISOString() })
  const ids = async () => (await readAll()).items.map(item => (item.isRead ? item.sale.remoteId : ''))
  assert.ok((await ids()).includes(old.remoteId))
  await store.change({ scopes: ['write_products', 'read_orders'] })
  assert.equal((await ids()).includes(old.remoteId), false)
  const since = salesFrom(new Date(Date.now() - 90 * 24 * hour))
  assert.ok(!(await readAll(since)).items.some(item => item.isRead && item.sale.remoteId === old.remoteId))
  await store.change({
    scopes: [
      'write_products',
      'read_orders',
      'read_all_orders',
      'write_merchant_managed_fulfillment_orders',
      'read_shopify_payments_accounts',
    ],
  })
})

test('an order that changes while the pages are read is met again, none is left out, and a quiet poll is one request', async () => {
  await store.stage.fake.history({ orders: 45 })
  const first = await readSales(store.stage.ctx(), null)
  assert.ok(first.hasMore && first.items[0]?.isRead)
  const { sale } = first.items[0] as Extract<SaleItem, { isRead: true }>
  await store.stage.fake.refund({ remoteId: sale.remoteId })
  const rest = await readAll(first.cursor)
  assert.equal(rest.items.find(item => item.isRead && item.sale.remoteId === sale.remoteId)?.isRead, true)
  const all = new Set([...first.items, ...rest.items].map(item => (item.isRead ? item.sale.remoteId : item.remoteId)))
  assert.deepEqual(all, new Set((await store.far()).orders.map(({ id }) => String(id))))
  await store.stage.advance(hour)
  const calm = await readAll(rest.cursor)
  await store.stage.fake.resetRequests()
  await store.stage.advance(hour)
  assert.equal((await readAll(calm.cursor)).items.length, 0)
  assert.equal((await store.stage.fake.requests()).total, 1)
})

test('a filter that the shop does not know is no filter: it is seen, not passed over', async () => {
  const bend = bending(({ query, variables }) =>
    query.includes('query Orders') ? { variables: { ...variables, query: 'changed_at:>=2026' } as never } : {},
  )
  const error = await thrown(readSales(store.stage.ctx({ bend }), salesFrom(new Date())))
  assert.equal(error.remedy, 'bug')
})

test('a paid order is marked as delivered once, however often it is done; goods in it are left to her', async () => {
  const { remoteId: id } = await sell()
  const lines = async () => (await store.far()).orders.find(order => String(order.id) === id)!.lines
  await fulfil(store.stage.ctx(), id)
  await fulfil(store.stage.ctx(), id)
  assert.deepEqual(
    (await lines()).map(({ fulfilled }) => fulfilled),
    [1],
  )
  assert.equal(((await store.stage.fake.requests()).byRoute['POST /admin/api/{version}/graphql.json mutation Fulfil'] ?? 0) >= 1, true)
  // A kit of yarn beside the pattern.
  const { body } = await store.raw(
    `mutation M($i: ProductSetInput!) { productSet(input: $i, synchronous: true) { product { id } userErrors { message } } }`,
    { i: { title: 'Yarn kit' } },
  )
  const kit = /(\d+)$/.exec((body.data as unknown as { productSet: { product: { id: string } } }).productSet.product.id)![1]
  const both = await sell({ lines: [{ remoteId }, { remoteId: kit }] })
  await fulfil(store.stage.ctx(), both.remoteId)
  const mixed = (await store.far()).orders.find(order => String(order.id) === both.remoteId)!
  assert.deepEqual(
    mixed.lines.map(({ requiresShipping, fulfilled }) => [requiresShipping, fulfilled]),
    [
      [false, 1],
      [true, 0],
    ],
  )
})

test('an order that nobody knows is delivered without a word; a cancelled one is left alone', async () => {
  await fulfil(store.stage.ctx(), '123')
  const { remoteId: id } = await sell()
  await store.stage.fake.cancel({ remoteId: id })
  await fulfil(store.stage.ctx(), id)
  assert.equal((await store.far()).orders.find(order => String(order.id) === id)!.lines[0]!.fulfilled, 0)
})

test('the account of payments is told row by row, goes on from its cursor, and is empty with another provider', async () => {
  const first = await readMoney(store.stage.ctx(), null)
  assert.ok(first.items.length > 0)
  let { cursor, hasMore } = first
  while (hasMore) ({ cursor, hasMore } = await readMoney(store.stage.ctx(), cursor))
  assert.deepEqual((await readMoney(store.stage.ctx(), cursor)).items, [])
  const { remoteId: id } = await sell()
  const { items } = await readMoney(store.stage.ctx(), cursor)
  assert.equal(items.length, 1)
  const raw = items[0]!.raw as { type: string; amount: Json; associatedOrder: { id: string } }
  assert.deepEqual(
    [raw.type, raw.amount, raw.associatedOrder.id],
    ['CHARGE', { amount: '10.0', currencyCode: 'EUR' }, `gid://shopify/Order/${id}`],
  )
  await store.change({ hasPayments: false })
  assert.deepEqual(await readMoney(store.stage.ctx(), null), { items: [], cursor: { after: null }, hasMore: false, total: null })
  await store.change({ hasPayments: true })
})
