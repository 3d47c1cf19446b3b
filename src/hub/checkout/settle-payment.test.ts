import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type ShopId, sql } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf, press, stateOf, wants } from '#testing/store.ts'
import { quoteCart } from '../store/quote.ts'
import type { Payment } from './payment.ts'
import { settleOpenDisputes, settlePayment } from './settle-payment.ts'

const database = await testDatabase()
const now = new Date('2026-03-01T12:00:30Z')
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute))
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

async function scene(currency = 'EUR') {
  const shop = await newShop(database, { currency })
  const connection = await newConnection(database, shop, { spoke: 'till' })
  const pattern = await newOffer(database, shop, { sku: 'WREN', currency })
  const settle = (payment: Payment, by = connection) => database.inShop(shop, tx => settlePayment(tx, by, payment, now))
  return { shop, connection, pattern, settle, state: () => stateOf(database, shop) }
}

const events = (shop: ShopId) =>
  database.inShop(shop, async tx => (await tx.selectFrom('event').select('name').orderBy('event_id').execute()).map(({ name }) => name))

test('a paid checkout is an order, a buyer, a grant, money in the books and its events; told again it is nothing', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId, lines } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  assert.deepEqual(
    lines.map(({ title, total }) => [title, total.minor]),
    [['Wren Tee', 750n]],
  )
  const payment = paymentOf({ checkoutId, fee: eur(52n), places: [{ kind: 'card-country', country: 'DE' }] })
  assert.equal(await settle(payment), 'settled')
  const first = await state()
  assert.deepEqual(first.orders, [{ remote_id: 'pay-1', state: 'paid', refunded: 0n, open: 1, email: 'ana@example.com', rests: false }])
  assert.deepEqual([first.checkouts[0]!.state, first.clearing], ['paid', 698n])
  assert.deepEqual(await events(shop), ['entitlement.granted', 'order.taken'])
  assert.equal(await settle(payment), 'settled')
  assert.deepEqual([await state(), (await events(shop)).length], [first, 2])
})

test('what is promised is an order that waits; it is granted when it is paid and taken back when it fails', async () => {
  for (const end of ['paid', 'failed'] as const) {
    const { shop, connection, pattern, settle, state } = await scene()
    const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
    await settle(paymentOf({ checkoutId, state: 'pending', changedAt: at(2) }))
    const waiting = await state()
    assert.deepEqual([waiting.orders[0]!.state, waiting.orders[0]!.open, waiting.checkouts[0]!.state], ['pending', 0, 'pending'])
    await settle(paymentOf({ checkoutId, state: end, changedAt: at(3) }))
    assert.equal(await settle(paymentOf({ checkoutId, state: 'pending', changedAt: at(2) })), 'older')
    const { orders, checkouts } = await state()
    assert.deepEqual(
      [orders[0]!.state, orders[0]!.open, checkouts[0]!.state],
      end === 'paid' ? ['paid', 1, 'paid'] : ['cancelled', 0, 'failed'],
    )
  }
})

test('another amount, another currency, another account: nothing is granted, and she is shown each', async () => {
  for (const [payment, problem] of [
    [{ total: eur(749n) }, 'wrong-amount'],
    [{ total: { minor: 750n, currency: 'USD' } }, 'wrong-amount'],
    [{ total: eur(75_000n) }, 'wrong-amount'],
    [{}, 'other-account'],
  ] as const) {
    const { shop, connection, pattern, settle, state } = await scene()
    const other = await newConnection(database, shop, { spoke: 'till' })
    const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
    await settle(paymentOf({ checkoutId, ...payment }), problem === 'other-account' ? other : connection)
    const found = await state()
    assert.deepEqual([found.orders, found.payments[0]!.problem, found.checkouts[0]!.state], [[], problem, 'started'])
  }
})

test('what was not started here is nobody’s: no id, an unknown id, another shop’s, no id at all', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const other = await scene()
  const theirs = await buy(database, other.shop, { cart: cartOf([other.pattern]), connectionId: other.connection, now })
  for (const checkoutId of [null, randomUUID(), theirs.checkoutId, "x' or true", ''])
    assert.equal(await settle(paymentOf({ checkoutId })), 'not-ours')
  assert.deepEqual((await state()).payments, [])
  assert.ok(shop && pattern && connection)
})

test('a part that goes back leaves the files, the whole takes them; a lost dispute is a refund', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  const refund = (minor: bigint) => ({ remoteId: 'r1', refundedAt: at(5), amount: eur(minor), reason: null })
  await settle(paymentOf({ checkoutId }))
  await settle(paymentOf({ checkoutId, changedAt: at(5), refunds: [refund(250n)] }))
  assert.deepEqual([(await state()).orders[0]!.open, (await state()).clearing], [1, 500n])
  const dispute = { remoteId: 'd1', state: 'lost', since: at(6), amount: eur(750n) } as const
  await settle(paymentOf({ checkoutId, changedAt: at(7), refunds: [refund(250n)], dispute }))
  const { orders, clearing } = await state()
  assert.deepEqual([orders[0]!.state, orders[0]!.open, orders[0]!.refunded, clearing], ['refunded', 0, 750n, 0n], 'never more than came in')
})

test('while it is disputed the files stay, or rest if she says so, and a won dispute brings them back', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  const disputed = (dispute: 'open' | 'won', minute: number) =>
    settle(paymentOf({ checkoutId, changedAt: at(minute), dispute: { remoteId: 'd', state: dispute, since: at(3), amount: eur(750n) } }))
  await settle(paymentOf({ checkoutId }))
  await disputed('open', 4)
  assert.deepEqual((await state()).orders[0]!.open, 1)
  await database.inShop(shop, async tx => {
    await sql`insert into store (shop_id, name, currency, rests_in_dispute) values (${shop}, 'Store', 'EUR', true)`.execute(tx)
    await settleOpenDisputes(tx, now)
  })
  const resting = await state()
  assert.deepEqual([resting.orders[0]!.open, resting.orders[0]!.rests, resting.orders[0]!.state, resting.clearing], [0, true, 'paid', 750n])
  await disputed('open', 5)
  assert.equal((await state()).orders[0]!.open, 0, 'read again it still rests')
  await disputed('won', 6)
  assert.deepEqual([(await state()).orders[0]!.open, (await state()).orders[0]!.rests], [1, false])
})

test('paid long after it ran out, the right amount counts; its pattern may be out of the store and renamed meanwhile', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  await settle(paymentOf({ checkoutId, state: 'expired', paidAt: null, changedAt: at(2) }))
  assert.equal((await state()).checkouts[0]!.state, 'expired')
  await database.inShop(shop, async tx => {
    await sql`update pattern set sku = 'NEW', title = 'Robin Tee', archived_at = now() where pattern_id = ${pattern}::uuid`.execute(tx)
    await sql`update price set amount_minor = 9999 where pattern_id = ${pattern}::uuid`.execute(tx)
  })
  await settle(paymentOf({ checkoutId, changedAt: at(900) }))
  assert.deepEqual([(await state()).checkouts[0]!.state, (await state()).orders[0]!.open], ['paid', 1])
})

test('a checkout that is paid twice is two orders, and both are shown until one goes back', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })
  await settle(paymentOf({ checkoutId }))
  await settle(paymentOf({ checkoutId, remoteId: 'pay-2' }))
  const twice = await state()
  assert.deepEqual(
    [twice.payments.map(({ problem }) => problem), twice.orders.length, twice.clearing],
    [['paid-twice', 'paid-twice'], 2, 1500n],
  )
  const refunds = [{ remoteId: 'r', refundedAt: at(9), amount: eur(750n), reason: null }]
  await settle(paymentOf({ checkoutId, remoteId: 'pay-2', changedAt: at(9), refunds }))
  const once = await state()
  assert.deepEqual(
    once.payments.map(({ problem }) => problem),
    [null, null],
  )
  assert.deepEqual([once.checkouts[0]!.state, once.clearing], ['paid', 750n])
})

test('what costs nothing is granted without a provider, under the shop’s own name, and its buyer gets a mail', async () => {
  const { shop, state } = await scene()
  const free = await newOffer(database, shop, { title: 'Free cowl', price: 0n })
  const { isFree, lines } = await buy(database, shop, { cart: cartOf([free]), connectionId: null, now })
  assert.deepEqual([isFree, lines], [true, []])
  const found = await state()
  assert.deepEqual([found.orders[0]!.state, found.orders[0]!.open, found.checkouts[0]!.state], ['paid', 1, 'paid'])
  assert.deepEqual(await events(shop), ['entitlement.granted', 'order.taken'])
  await buy(database, shop, { cart: cartOf([free]), connectionId: null, now })
  assert.equal((await state()).orders.length, 2)
  const pays = await press(database, shop, { cart: cartOf([await newOffer(database, shop)]), connectionId: null, now })
  assert.equal(pays.outcome, 'changed', 'what has a price is not free for the asking')
})

test('what changed since it was seen is shown and not sold: the price, the pattern, the coupon', async () => {
  const { shop, connection, pattern } = await scene()
  const cart = cartOf([pattern])
  const { mark } = await database.inShop(shop, tx => quoteCart(tx, cart, now))
  await database.inShop(shop, tx => sql`update price set amount_minor = 950`.execute(tx))
  const outcome = await press(database, shop, { cart, connectionId: connection, now, seen: mark })
  assert.ok(outcome.outcome === 'changed' && outcome.quote.priced.total === 950n)
  await database.inShop(shop, tx => sql`update pattern set archived_at = now()`.execute(tx))
  const gone = await press(database, shop, { cart, connectionId: connection, now })
  assert.ok(gone.outcome === 'changed' && gone.quote.priced.gone.length === 1)
  assert.deepEqual((await stateOf(database, shop)).checkouts, [], 'nothing was frozen')
})

test('the last use of a coupon goes to one of two who press at once', async () => {
  const { shop, connection, pattern } = await scene()
  await database.inShop(shop, tx =>
    sql`insert into coupon (shop_id, code, off_percent, most_uses) values (${shop}, 'ONCE', 20, 1)`.execute(tx),
  )
  const cart = cartOf([pattern], ' once ')
  const { mark: seen } = await database.inShop(shop, tx => quoteCart(tx, cart, now))
  const both = await Promise.all([1, 2].map(() => press(database, shop, { cart, connectionId: connection, now, seen })))
  assert.deepEqual(both.map(({ outcome }) => outcome).toSorted(), ['changed', 'started'])
  const later = await press(database, shop, { cart, connectionId: connection, now: new Date(now.getTime() + 2 * 3_600_000) })
  assert.equal(later.outcome, 'started', 'a use that was held and not paid is free again')
})

test('two proofs of place that agree are kept with the checkout and no more than their countries', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const { checkoutId } = await buy(database, shop, {
    ...{ cart: cartOf([pattern]), connectionId: connection, now },
    places: [
      { kind: 'said', country: 'DE' },
      { kind: 'ip-address', country: 'FR' },
    ],
  })
  await settle(paymentOf({ checkoutId, places: [{ kind: 'card-country', country: 'DE' }] }))
  assert.equal((await state()).checkouts[0]!.country, 'DE')
  const { rows } = await database.inShop(shop, tx =>
    sql<{ kept: string }>`select to_jsonb(p) - 'shop_id' as kept from checkout_place p`.execute(tx),
  )
  assert.deepEqual(
    rows.map(({ kept }) => Object.keys(kept).toSorted()),
    Array(3).fill(['checkout_id', 'country', 'kind', 'told_at']),
  )
})

test('a gift is its receiver’s; what was paid is the giver’s', async () => {
  const { shop, connection, pattern, settle, state } = await scene()
  const gift = { email: 'Bea@Example.com', word: 'For you, Ana', at: at(600) }
  const { checkoutId } = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now, gift })
  await settle(paymentOf({ checkoutId }))
  assert.deepEqual([(await state()).orders[0]!.email, (await state()).orders[0]!.open], ['bea@example.com', 1])
})

test('yen have no decimals: what is frozen is what is paid', async () => {
  const { shop, connection, pattern, settle, state } = await scene('JPY')
  const { checkoutId, total } = await buy(database, shop, { cart: cartOf([wants(pattern)]), connectionId: connection, now })
  assert.deepEqual(total, { minor: 750n, currency: 'JPY' })
  await settle(paymentOf({ checkoutId, total }))
  assert.equal((await state()).orders[0]!.open, 1)
})
