import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toListing, toSaleItem } from './mapping.ts'
import { settingsSchema } from './settings.ts'
import { ownStore, readAll, stage, thrown, verb } from './testing.ts'
import { verify } from './verify.ts'

ownStore()
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]

const attributes = {
  order_number: 12,
  user_name: 'Ana &amp; Bo',
  user_email: 'ana@buyer.example',
  currency: 'EUR',
  subtotal: 2000,
  discount_total: 200,
  tax: 342,
  total: 2142,
  refunded_amount: 0,
  status: 'paid',
  refunded: false,
  refunded_at: null,
  created_at: '2026-03-01T12:00:00.000000Z',
  updated_at: '2026-03-01T12:00:00.000000Z',
}
const item = (id: string, price: number, quantity?: number) => ({
  type: 'order-items',
  id,
  attributes: {
    product_id: Number(id) + 100,
    product_name: `Pattern ${id}`,
    variant_name: 'Default',
    price,
    ...(quantity && { quantity }),
  },
})
const items = [item('1', 750), item('2', 1250), item('3', 0)]
const read = (change: Record<string, unknown>, lines: readonly { id: string }[] = items) => {
  const data = lines.map(({ id }) => ({ type: 'order-items', id }))
  const raw = { type: 'orders', id: '77', attributes: { ...attributes, ...change }, relationships: { 'order-items': { data } } }
  return toSaleItem(raw, new Map(lines.map(line => [line.id, line])))
}
const saleOf = (...args: Parameters<typeof read>) => {
  const found = read(...args)
  assert.ok(found.isRead, found.isRead ? '' : found.reason)
  return found.sale
}

test('a coupon and the tax are shared out over the lines, and all of it adds up', () => {
  const sale = saleOf({})
  assert.deepEqual(
    sale.lines.map(({ remoteId, listingRemoteId, title, quantity, total }) => [remoteId, listingRemoteId, title, quantity, total.minor]),
    [
      ['1', '101', 'Pattern 1', 1, 675n],
      ['2', '102', 'Pattern 2', 1, 1125n],
      ['3', '103', 'Pattern 3', 1, 0n],
    ],
  )
  assert.deepEqual([sale.total.minor, sale.tax.minor, sale.buyer.name], [2142n, 342n, 'Ana & Bo'])
  const three = saleOf({ total: 1000, tax: 0 }, [item('1', 100), item('2', 100, 2)])
  assert.deepEqual(
    three.lines.map(({ quantity, total }) => [quantity, total.minor]),
    [
      [1, 333n],
      [2, 667n],
    ],
  )
})

test('states and refunds: a part stays paid, the whole is refunded, a fraud is taken back, what is unknown grants nothing', () => {
  const at = '2026-03-05T08:00:00.000000Z'
  const partly = saleOf({ status: 'partial_refund', refunded_amount: 100, refunded_at: at, updated_at: at })
  assert.deepEqual([partly.state, partly.refunds.map(({ amount }) => amount.minor)], ['paid', [100n]])
  assert.equal(saleOf({ status: 'paid', refunded_amount: 2142, refunded_at: at }).state, 'refunded')
  assert.equal(saleOf({ status: 'refunded', refunded: true, refunded_amount: undefined }).state, 'refunded')
  assert.equal(saleOf({ status: 'fraudulent' }).state, 'cancelled')
  assert.equal(saleOf({ status: 'pending' }).state, 'pending')
  assert.equal(saleOf({ status: 'held_by_the_moon' }).state, 'pending')
  assert.equal(saleOf({ total: 0, tax: 0, status: 'paid' }).state, 'paid', 'a gift')
})

test('amounts in a currency without cents are not guessed: kept, with the reason', () => {
  const yen = read({ currency: 'JPY' })
  assert.ok(!yen.isRead)
  assert.match(yen.reason, /tells amounts in cents, and does not say what that means in JPY/)
  assert.ok(!read({ total: 'free' }).isRead)
  assert.ok(!read({}, [{ id: '1' }]).isRead)
})

test('a product is a listing: its title, text, price and whether it is for sale', () => {
  const product = {
    id: '5',
    attributes: {
      name: ' A &amp; B ',
      description: '<p>x</p>',
      status: 'draft',
      price: 750,
      buy_now_url: 'https://x.example',
      updated_at: attributes.updated_at,
    },
  }
  const { content, remoteId, url } = toListing(product, 'EUR')
  assert.deepEqual([remoteId, url, content.price.minor, content.isPublished, content.files], ['5', 'https://x.example', 750n, false, []])
})

test('a refund of an order of last month is found within the hour, one of last year within the day, and a look asks one page', async () => {
  const { fake } = stage
  await fake.history({ orders: 350 })
  const { cursor, items: all, pages } = await readAll(null)
  assert.deepEqual([all.length, pages], [350, 4])
  await stage.advance(5 * minuteMs)
  const calm = await readAll(cursor)
  assert.deepEqual([calm.items.length, calm.pages], [0, 1])
  const orders = all.flatMap(one => (one.isRead ? [one.sale] : []))
  const [recent, old] = [orders[30]!, orders[340]!]
  for (const { remoteId } of [recent, old]) await fake.refund({ remoteId })
  await stage.advance(hourMs)
  const hourly = await readAll(calm.cursor)
  assert.deepEqual(
    hourly.items.flatMap(one => (one.isRead ? [[one.sale.remoteId, one.sale.state]] : [])),
    [[recent.remoteId, 'refunded']],
  )
  assert.ok(hourly.pages < 4, `${hourly.pages} pages`)
  await stage.advance(dayMs)
  const daily = await readAll(hourly.cursor)
  assert.deepEqual(
    new Set(daily.items.flatMap(one => (one.isRead ? [one.sale.remoteId] : []))),
    new Set([recent.remoteId, old.remoteId]),
    'all of the refunded ones, whatever their own time says',
  )
})

test('an order that comes while pages are read is told by the next look, and none is left out', async () => {
  const { fake } = stage
  const [product] = await fake.listings()
  const { cursor } = await readAll(null)
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.push((await fake.sell({ lines: [{ remoteId: product!.remoteId }], email: null, name: 'N' })).remoteId)
  const told = await readAll(cursor)
  assert.ok(ids.every(id => told.items.some(one => one.isRead && one.sale.remoteId === id)))
})

test('the number of the store may be copied with its sign; a store that the key does not open is said so', async () => {
  const { apiKey, storeId } = stage.settings
  assert.equal(settingsSchema.parse({ apiKey, storeId: ` #${storeId} ` }).storeId, storeId)
  const other = await thrown(verify(stage.ctx({ settings: { ...stage.settings, storeId: '999' } })))
  assert.deepEqual([other.remedy, /opens no store with the number 999/.test(other.message)], ['seller', true])
})

test('a key of test mode and a currency without cents are warned of', async () => {
  await verb('settings', { isTest: true, currency: 'JPY' })
  const { warnings } = await verify(stage.ctx())
  await verb('settings', { isTest: false, currency: 'EUR' })
  assert.deepEqual([/test mode/.test(warnings[0] ?? ''), /JPY/.test(warnings[1] ?? ''), warnings.length], [true, true, 2])
})
