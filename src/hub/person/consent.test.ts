import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf } from '#testing/store.ts'
import { settlePayment } from '../checkout/settle-payment.ts'
import { takeOrders } from '../order/take-orders.ts'
import { type ConsentWord, keepConsent, mayWrite, type Purpose, refusing, wordsOf } from './consent.ts'
import { listPeople } from './list-people.ts'
import { mergePeople, undoAct } from './ties.ts'

const database = await testDatabase()
const day = (n: number) => new Date(Date.UTC(2026, 2, n))

async function scene(names: readonly string[] = ['ana', 'bea']) {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const sell = (name: string, more: { agreesToNews?: boolean; placedAt?: Date } = {}) =>
    inShop(tx =>
      takeOrders(
        tx,
        connection,
        [
          saleOf({
            ...{ remoteId: `${name} ${more.placedAt?.getTime() ?? ''}`, placedAt: more.placedAt ?? day(1), changedAt: day(1) },
            buyer: {
              email: `${name}@example.com`,
              name: null,
              country: null,
              ...(more.agreesToNews === undefined ? {} : { agreesToNews: more.agreesToNews }),
            },
          }),
        ],
        day(2),
      ),
    )
  for (const name of names) await sell(name)
  const id = (name: string) =>
    inShop(
      async tx =>
        (await tx.selectFrom('customer').select('customer_id').where('email', '=', `${name}@example.com`).executeTakeFirstOrThrow())
          .customer_id,
    )
  const say = async (name: string, word: Pick<ConsentWord, 'purpose' | 'isGiven' | 'at'> & Partial<ConsentWord>) => {
    const customerId = await id(name)
    return inShop(tx => keepConsent(tx, { customerId, source: 'note', key: `${word.at.getTime()} ${word.isGiven}`, ...word }))
  }
  const may = async (name: string) => {
    const customer = await id(name)
    return inShop(async tx => {
      const of = async (purpose: Purpose) => ((await mayWrite(tx, customer, purpose)) ? purpose : null)
      return (await Promise.all((['order', 'service', 'marketing'] as const).map(of))).filter(one => one !== null).join(' ')
    })
  }
  return { shop, connection, inShop, sell, id, say, may }
}

test('nobody is advertised to before she said yes; the newest word holds, in whatever order words are told', async () => {
  const { say, may } = await scene()
  assert.equal(await may('ana'), 'order service')
  await say('ana', { purpose: 'marketing', isGiven: true, at: day(3) })
  assert.equal(await may('ana'), 'order service marketing')
  await say('ana', { purpose: 'marketing', isGiven: false, at: day(5) })
  await say('ana', { purpose: 'marketing', isGiven: true, at: day(4) })
  assert.equal(await may('ana'), 'order service', 'a yes from before the no')
  await say('ana', { purpose: 'service', isGiven: false, at: day(5) })
  await say('ana', { purpose: 'order', isGiven: false, at: day(5) })
  assert.equal(await may('ana'), '')
  await say('ana', { purpose: 'marketing', isGiven: true, at: day(6) })
  assert.equal(await may('ana'), 'marketing')
})

test('of those who are one person the stricter word holds, and a yes is of its own address alone; undone, each is as it was', async () => {
  const { shop, say, may, id, inShop } = await scene()
  await say('ana', { purpose: 'marketing', isGiven: true, at: day(3) })
  await say('bea', { purpose: 'service', isGiven: false, at: day(3) })
  const act = await inShop(async tx => mergePeople(tx, [await id('ana'), await id('bea')], { by: 'seller', now: day(4) }))
  assert.deepEqual([await may('ana'), await may('bea')], ['order marketing', 'order'])
  await say('bea', { purpose: 'marketing', isGiven: false, at: day(5) })
  await say('ana', { purpose: 'marketing', isGiven: true, at: day(6) })
  assert.equal(await may('ana'), 'order', 'bea’s no is newer than nothing, and stricter')
  const no = (purpose: Purpose) =>
    inShop(tx => sql<{ customer_id: string }>`select distinct customer_id from (${refusing(shop, purpose)}) r`.execute(tx))
  assert.deepEqual([(await no('service')).rows.length, (await no('marketing')).rows.length, (await no('order')).rows.length], [2, 2, 0])
  await inShop(tx => undoAct(tx, act!, day(7)))
  assert.deepEqual([await may('ana'), await may('bea')], ['order service marketing', 'order'])
})

test('a word is never changed or taken away, the same word is one, and a table of past sales gives none', async () => {
  const { say, id, inShop } = await scene()
  assert.equal(await say('ana', { purpose: 'marketing', isGiven: true, at: day(3), key: 'k' }), true)
  assert.equal(await say('ana', { purpose: 'marketing', isGiven: true, at: day(4), key: 'k' }), false)
  assert.equal((await inShop(async tx => wordsOf(tx, [await id('ana')]))).length, 1)
  for (const change of ['update consent_word set is_given = false', 'delete from consent_word'])
    await assert.rejects(
      inShop(tx => sql`${sql.raw(change)}`.execute(tx)),
      /never changed/,
    )
  await assert.rejects(say('ana', { purpose: 'marketing', isGiven: true, source: 'import', at: day(5) }), /consent_word_check/)
})

test('what a storefront tells with a new order counts once, of history never, and what it does not tell is no withdrawal', async () => {
  const { sell, may, id, inShop } = await scene([])
  await sell('past', { agreesToNews: true, placedAt: new Date('2025-06-01T00:00:00Z') })
  assert.equal(await may('past'), 'order service')
  for (const _ of [1, 2]) await sell('ana', { agreesToNews: true, placedAt: day(3) })
  const words = () => inShop(async tx => wordsOf(tx, [await id('ana')]))
  assert.deepEqual(
    (await words()).map(({ purpose, isGiven, source, shop, at }) => [purpose, isGiven, source, shop, at]),
    [['marketing', true, 'storefront', 'Stub shop', day(3)]],
  )
  await sell('ana', { placedAt: day(4) })
  assert.equal(await may('ana'), 'order service marketing')
})

test('the box in her own store gives consent once it is paid, with its words; unticked or a gift gives none, and a no since then holds', async () => {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop, { spoke: 'till' })
  const pattern = await newOffer(database, shop)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const now = new Date('2026-03-01T12:00:00Z')
  const start = (more: Partial<Parameters<typeof buy>[2]>) =>
    buy(database, shop, {
      cart: cartOf([pattern]),
      connectionId: connection,
      now,
      places: [{ kind: 'said', country: 'DE' }],
      language: 'de-AT',
      ...more,
    })
  const pay = (checkoutId: string) =>
    inShop(tx => settlePayment(tx, connection, paymentOf({ remoteId: checkoutId, checkoutId }), new Date(now.getTime() + 60_000)))
  const words = () =>
    inShop(tx =>
      tx.selectFrom('consent_word').select(['purpose', 'is_given', 'source', 'words', 'at']).where('source', '=', 'checkout').execute(),
    )
  const { checkoutId } = await start({ marketingWords: 'The shop may write to me.' })
  assert.deepEqual(await words(), [], 'nobody has paid')
  for (const _ of [1, 2]) await pay(checkoutId)
  assert.deepEqual(await words(), [
    { purpose: 'marketing', is_given: true, source: 'checkout', words: 'The shop may write to me.', at: now },
  ])
  const ana = await inShop(tx =>
    tx.selectFrom('customer').select(['customer_id', 'language']).where('email', '=', 'ana@example.com').executeTakeFirstOrThrow(),
  )
  assert.equal(ana.language, 'de')
  await pay((await start({})).checkoutId)
  await pay((await start({ marketingWords: 'w', gift: { email: 'bea@example.com', word: '', at: now } })).checkoutId)
  assert.equal((await words()).length, 1)
  const advertised = await inShop(tx => listPeople(tx, { may: 'marketing', limit: 10 }))
  assert.deepEqual(
    advertised.items.map(({ addresses }) => addresses),
    [['ana@example.com']],
  )
  const { checkoutId: late } = await start({ marketingWords: 'w' })
  await inShop(tx =>
    keepConsent(tx, {
      ...{ customerId: ana.customer_id, purpose: 'marketing', isGiven: false, source: 'unsubscribe' },
      key: 'u',
      at: new Date(now.getTime() + 30_000),
    }),
  )
  await pay(late)
  assert.equal(await inShop(tx => mayWrite(tx, ana.customer_id, 'marketing')), false)
})
