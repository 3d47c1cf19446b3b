import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { takeOrders } from '../order/take-orders.ts'
import { countOpenDoubles, doublesOf, noticeDoubles, openDoubles, settleDouble } from './doubles.ts'
import { readPerson } from './read-person.ts'
import { mergePeople, undoAct } from './ties.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const day = (n: number) => new Date(Date.UTC(2026, 2, n))
const pressed = { by: 'seller', now }

async function scene({ isStoreOpen = false } = {}) {
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const [one, two] = [await newConnection(database, shop), await newConnection(database, shop)]
  const pattern = await newPattern(database, shop, { sku: 'CARD', title: 'Cardigan' })
  if (isStoreOpen)
    await inShop(tx => tx.insertInto('store').values({ shop_id: shop, name: 'Own store', currency: 'EUR', is_open: true }).execute())
  const sell = (
    connection: string,
    remoteId: string,
    { email = 'ana@example.com', placedAt = day(1), ...more }: Partial<ReturnType<typeof saleOf>> & { email?: string } = {},
  ) =>
    inShop(tx =>
      takeOrders(
        tx,
        connection,
        [
          saleOf({
            remoteId,
            number: `#${remoteId}`,
            placedAt,
            changedAt: placedAt,
            buyer: { email, name: null, country: null },
            lines: [lineOf({ sku: 'CARD' })],
            ...more,
          }),
        ],
        now,
      ),
    )
  const id = (email: string) =>
    inShop(
      async tx => (await tx.selectFrom('customer').select('customer_id').where('email', '=', email).executeTakeFirstOrThrow()).customer_id,
    )
  const notice = async (email = 'ana@example.com') => {
    const customer = await id(email)
    return inShop(tx => noticeDoubles(tx, customer, now))
  }
  return { shop, inShop, one, two, pattern, sell, id, notice, open: () => inShop(openDoubles) }
}

test('the same pattern bought on two storefronts is noticed once, and the later one is proposed to be credited', async () => {
  const { sell, one, two, notice, open, inShop, pattern } = await scene()
  await sell(two, 'b', {
    placedAt: day(5),
    total: eur(900),
    lines: [lineOf({ sku: 'CARD', total: eur(800), tax: eur(100) })],
    tax: eur(100),
  })
  assert.equal(await notice(), 0)
  await sell(one, 'a', { placedAt: day(2) })
  assert.deepEqual([await notice(), await notice()], [1, 0])
  const [found] = await open()
  assert.deepEqual(
    [found!.later.number, found!.earlier.number, found!.credit, found!.patternId, await inShop(countOpenDoubles)],
    ['#b', '#a', eur(900), pattern, 1],
  )
})

test('twice at one storefront, two people, history, and what was given back are none', async () => {
  const { sell, one, two, notice, open, inShop } = await scene()
  await sell(one, 'a')
  await sell(one, 'a2', { placedAt: day(2) })
  await sell(two, 'other', { email: 'bea@example.com' })
  assert.deepEqual([await notice(), await notice('bea@example.com')], [0, 0])
  await sell(two, 'past', { placedAt: new Date('2025-01-01T00:00:00Z') })
  assert.equal(await notice(), 2, 'what is older than going live may be the earlier one')
  assert.deepEqual(
    (await open()).map(({ earlier }) => earlier.number),
    ['#past', '#past'],
  )
  for (const again of ['a', 'a2'])
    await sell(one, again, { state: 'refunded', changedAt: day(9), placedAt: again === 'a' ? day(1) : day(2) })
  assert.deepEqual([await open(), await inShop(countOpenDoubles)], [[], 0])
})

test('under two addresses it is noticed once they are one person, and is none any more once they are not', async () => {
  const { sell, one, two, notice, open, inShop, id } = await scene()
  await sell(one, 'a')
  await sell(two, 'b', { email: 'work@example.com', placedAt: day(3) })
  assert.equal(await notice(), 0)
  const act = await inShop(async tx => mergePeople(tx, [await id('ana@example.com'), await id('work@example.com')], pressed))
  assert.equal(await notice(), 1)
  assert.equal((await open()).length, 1)
  await inShop(tx => undoAct(tx, act!, now))
  assert.deepEqual(await open(), [])
})

test('accepted with her own store open it is a coupon for one use; else a note. Each once, and let be it can be looked at again', async () => {
  for (const isStoreOpen of [true, false]) {
    const { sell, one, two, notice, open, inShop, id } = await scene({ isStoreOpen })
    await sell(one, 'a')
    await sell(two, 'b', { placedAt: day(3) })
    await notice()
    const at = (await open())[0]!
    await inShop(tx => settleDouble(tx, at, 'leave', pressed))
    assert.deepEqual(await open(), [])
    await inShop(tx => settleDouble(tx, at, 'reopen', pressed))
    const settled = await inShop(tx => settleDouble(tx, at, 'credit', pressed))
    assert.equal(settled.state, 'credited')
    assert.match(settled.code ?? 'none', isStoreOpen ? /^CREDIT-\w{8}$/ : /^none$/)
    await assert.rejects(
      inShop(tx => settleDouble(tx, at, 'credit', pressed)),
      /credited already/,
    )
    const coupons = await inShop(tx => tx.selectFrom('coupon').select(['off_minor', 'most_uses']).execute())
    assert.deepEqual(coupons, isStoreOpen ? [{ off_minor: 750n, most_uses: 1 }] : [])
    const person = await inShop(async tx => readPerson(tx, await id('ana@example.com')))
    assert.equal(person.notes.length, 1)
    assert.match(person.notes[0]!.text, /^Credit of .*7\.50 for buying “Cardigan” twice: Stub shop, order #a, and Stub shop, order #b\./)
    assert.equal((await inShop(async tx => doublesOf(tx, [await id('ana@example.com')]))).length, 1)
  }
})
