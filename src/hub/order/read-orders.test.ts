import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { writeOrderMail } from '../mail/write-order-mail.ts'
import { listOrders, readOrder } from './read-orders.ts'
import { takeOrders } from './take-orders.ts'

const database = await testDatabase()
const shop = await newShop(database)
const connection = await newConnection(database, shop)
await newPattern(database, shop, { title: 'Marigold cardigan', listed: { connection, remoteId: '77' } })
const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute))
const now = at(59)
const sales = Array.from({ length: 25 }, (_, n) =>
  saleOf({
    remoteId: `${n}`,
    number: `#${1000 + n}`,
    placedAt: at(n),
    changedAt: at(n),
    buyer: { email: `b${n}@example.com`, name: `Buyer ${n}`, country: null },
  }),
)
const odd = saleOf({
  remoteId: 'odd',
  number: '#2000',
  placedAt: at(30),
  changedAt: at(31),
  total: eur(1500),
  tax: eur(240),
  fee: eur(45),
  buyer: { email: 'odd@example.com', name: null, country: null },
  lines: [lineOf(), lineOf({ remoteId: '2', listingRemoteId: '99', title: '50% off_bundle' })],
  refunds: [{ remoteId: 'r', amount: eur(500), reason: 'wrong size', refundedAt: at(31) }],
})
await inShop(tx => takeOrders(tx, connection, [...sales, odd], now))

test('orders come newest first, page by page, each once', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await inShop(tx => listOrders(tx, { limit: 10, cursor }))
    seen.push(...page.items.map(({ number }) => number))
    cursor = page.next ?? undefined
  } while (cursor)
  assert.equal(seen.length, 26)
  assert.deepEqual(seen.slice(0, 3), ['#2000', '#1024', '#1023'])
  assert.equal(new Set(seen).size, 26)
  await assert.rejects(
    inShop(tx => listOrders(tx, { limit: 10, cursor: 'nonsense' })),
    /Start again at the first page/,
  )
})

test('an order is found by its number, with or without the sign, by address, name or title', async () => {
  const found = async (search: string) => (await inShop(tx => listOrders(tx, { limit: 50, search }))).items.map(({ number }) => number)
  assert.deepEqual(await found('#1007'), ['#1007'])
  assert.deepEqual(await found('1007'), ['#1007'])
  assert.deepEqual(await found('B12@Example'), ['#1012'])
  assert.deepEqual(await found('buyer 3'), ['#1003'])
  assert.deepEqual(await found('50% OFF_'), ['#2000'])
  assert.deepEqual(await found('%'), ['#2000'])
  assert.equal((await found('marigold')).length, 26)
})

test('what a thousand buyers hold is found among the newest, and what few orders of theirs hold in all of them', async () => {
  await database.asOwner(
    `insert into customer (shop_id, customer_id, email, name) select $1, gen_random_uuid(), 'plenty' || n || '@example.com', 'Plenty' from generate_series(1, 1001) n`,
    [shop],
  )
  const found = async (search: string, limit = 50) =>
    (await inShop(tx => listOrders(tx, { limit, search }))).items.map(({ number }) => number)
  assert.deepEqual((await found('example.com', 2)).slice(0, 2), ['#2000', '#1024'])
  assert.equal((await found('example.com')).length, 26)
  assert.deepEqual(await found('plenty'), [])
})

test('those with a line of an unknown listing, or in a state, can be asked for', async () => {
  assert.deepEqual(
    (await inShop(tx => listOrders(tx, { limit: 50, isUnmatched: true }))).items.map(({ number, unmatched }) => [number, unmatched]),
    [['#2000', 1]],
  )
  assert.deepEqual((await inShop(tx => listOrders(tx, { limit: 50, state: 'cancelled' }))).items, [])
})

test('an order whole has its lines with who may have what, its refunds, postings and mails', async () => {
  const { id } = (await inShop(tx => listOrders(tx, { limit: 1 }))).items[0]!
  await inShop(tx => writeOrderMail(tx, id, now))
  const order = await inShop(tx => readOrder(tx, id))
  assert.deepEqual([order.email, order.buyer, order.total, order.refunded], ['odd@example.com', 'odd@example.com', eur(1500), eur(500)])
  assert.deepEqual(
    order.lines.map(({ line, patternTitle, access }) => [line, patternTitle, access]),
    [
      ['1', 'Marigold cardigan', 'open'],
      ['2', null, 'none'],
    ],
  )
  assert.deepEqual(order.refunds, [{ amount: eur(500), reason: 'wrong size', at: at(31) }])
  assert.deepEqual(
    order.postings.map(({ from, to, amount }) => [from, to, amount.minor]),
    [
      ['income:patterns:stub', 'asset:clearing:stub', 1260n],
      ['liability:tax:stub', 'asset:clearing:stub', 240n],
      ['asset:clearing:stub', 'expense:fees:stub', 45n],
      ['asset:clearing:stub', 'income:patterns:stub', 420n],
      ['asset:clearing:stub', 'liability:tax:stub', 80n],
    ],
  )
  assert.deepEqual(
    order.mails.map(({ state }) => state),
    ['waiting'],
  )
  const elsewhere = await newShop(database)
  await assert.rejects(
    database.inShop(elsewhere, tx => readOrder(tx, id)),
    /not here/,
  )
})
