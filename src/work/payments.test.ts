/** Payments from a provider's page to the buyer's library, by messages and without, at every provider there is. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { directory } from '#database'
import { moveTo } from '#hub/connection/move-state.ts'
import { listConnections, readConnection } from '#hub/connection/read-connections.ts'
import { holdEverything } from '#hub/shop/hold.ts'
import { testDatabase } from '#testing/database.ts'
import { payDesk, payIds } from '#testing/pay-desk.ts'
import { keepHooks, openHookDoor } from './hooks.ts'
import { readMoney } from './money.ts'
import { isDue, readPayments } from './payments.ts'
import { refundOrder, tillOf } from './till.ts'

const database = await testDatabase()
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

test('a payment that nobody told of is asked for at 1, 2, 4, 8 … minutes, and at once after a long pause', () => {
  const started = new Date('2026-03-01T12:00:00Z')
  const after = (minutes: number) => new Date(started.getTime() + minutes * 60_000)
  const due = Array.from({ length: 130 }, (_, at) => at + 1).filter(minute => isDue(started, after(minute - 1), after(minute)))
  assert.deepEqual(due, [1, 2, 4, 8, 16, 32, 64, 128])
  assert.equal(isDue(started, null, after(3)), true)
  assert.equal(isDue(started, after(5), after(500)), true)
})

for (const id of payIds)
  describe(`at ${id}`, () => {
    test('paid on the page and read: an order, a grant; told again it is nothing', async () => {
      const desk = await payDesk(database, id)
      const look = () => readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      const { remoteId } = await desk.start()
      await look()
      assert.deepEqual(await desk.checkouts(), [{ state: 'started', order: null, openGrants: 0 }])
      await desk.fake.pay({ remoteId })
      // The buyer came back, and the store read it.
      await tillOf(desk.deps).read(desk.shop, desk.connection, remoteId)
      await database.inShop(desk.shop, tx => tx.updateTable('connection').set({ last_poll_at: null }).execute())
      await look()
      const [paid] = await desk.checkouts()
      assert.deepEqual([paid?.state, paid?.openGrants], ['paid', 1])
      await look()
      assert.deepEqual(await desk.checkouts(), [paid])
    })

    test('a buyer who closes her browser at once is heard by a message; the message itself is not kept', async () => {
      const desk = await payDesk(database, id)
      await keepHooks(desk.deps, { shop: desk.shop, connection: desk.connection })
      const { remoteId } = await desk.start()
      await readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      await desk.fake.pay({ remoteId, email: 'secret@buyer.example', name: 'Nobody Here' })
      assert.ok((await desk.fake.deliver()).sent > 0)
      const due = await directory.dueConnections(database, new Date())
      assert.ok(due.some(({ connection, what }) => connection === desk.connection && what === 'payments'))
      assert.ok(!due.some(({ connection, what }) => connection === desk.connection && ['poll', 'sweep', 'run', 'fulfil'].includes(what)))
      const kept = await database.inShop(desk.shop, tx => tx.selectFrom('inbox').select('body').execute())
      assert.ok(kept.length > 0 && kept.every(({ body }) => !/buyer|Nobody/.test(String(body))))
      await readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      assert.equal((await desk.checkouts())[0]?.openGrants, 1)
      const hooks = await database.inShop(desk.shop, tx => readConnection(tx, desk.connection, 'pay'))
      assert.ok((hooks.hooks.count ?? 0) > 0 && hooks.hooks.reason === null)
    })

    test('a forged message is refused and wakes nobody; many of them are not even looked at', async () => {
      const desk = await payDesk(database, id)
      const door = openHookDoor(desk.deps)
      const forged = () => door(desk.connection, new Headers({ 'content-type': 'application/json' }), Buffer.from('{"id":"evt_1"}'))
      assert.equal((await forged()).status, 401)
      for (let at = 0; at < 29; at++) await forged()
      await assert.rejects(forged(), { remedy: 'wait' })
      assert.equal((await database.inShop(desk.shop, tx => tx.selectFrom('inbox').select('body').execute())).length, 0)
    })

    test('money given back by a press goes back once, and the access ends with the whole', async () => {
      const desk = await payDesk(database, id)
      const { remoteId } = await desk.start()
      await desk.fake.pay({ remoteId })
      await readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      const order = (await desk.checkouts())[0]!.order!
      const give = (minor: bigint, key: string) => refundOrder(desk.deps, desk.shop, { orderId: order, amount: eur(minor), key })
      await Promise.allSettled([give(250n, 'part'), give(250n, 'part')])
      await give(250n, 'part')
      assert.equal((await desk.fake.payments())[0]?.refunded.minor, '250')
      assert.equal((await desk.checkouts())[0]?.openGrants, 1)
      await give(500n, 'rest')
      assert.equal((await desk.checkouts())[0]?.openGrants, 0)
      await assert.rejects(give(100n, 'more'), { code: 'refund-refused' })
      await database.inShop(desk.shop, tx => holdEverything(tx, new Date()))
      await assert.rejects(give(100n, 'held'), { code: 'held' })
    })

    test('a refund and a dispute made there by hand are told without any message', async () => {
      const desk = await payDesk(database, id)
      await keepHooks(desk.deps, { shop: desk.shop, connection: desk.connection })
      const look = () => readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      const { remoteId } = await desk.start()
      await look()
      await desk.fake.pay({ remoteId })
      await tillOf(desk.deps).read(desk.shop, desk.connection, remoteId)
      await look()
      await desk.fake.refund({ remoteId })
      await desk.fake.deliver({ lose: true })
      await look()
      assert.deepEqual(
        (await desk.checkouts()).map(({ openGrants }) => openGrants),
        [0],
      )
    })

    test('it is no storefront: in no list of shops, and buyers are sent there only while it is live and nothing is held', async () => {
      const desk = await payDesk(database, id, { state: 'rehearsal' })
      const till = tillOf(desk.deps)
      const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(desk.shop, fn)
      assert.deepEqual([(await inShop(tx => listConnections(tx))).length, (await inShop(tx => listConnections(tx, 'pay'))).length], [0, 1])
      await assert.rejects(
        inShop(tx => readConnection(tx, desk.connection)),
        { code: 'not-found' },
      )
      assert.deepEqual(await till.providers(desk.shop), [])
      await assert.rejects(desk.start(), { remedy: 'seller' })
      await inShop(tx => moveTo(tx, desk.connection, 'live', new Date()))
      assert.deepEqual(await till.providers(desk.shop), [{ connectionId: desk.connection, label: 'Till' }])
      await inShop(tx => holdEverything(tx, new Date()))
      assert.deepEqual(await till.providers(desk.shop), [])
    })

    test('keys that are refused ask for new ones; a provider that is away is asked later', async () => {
      const desk = await payDesk(database, id)
      const look = () => readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      const row = () =>
        database.inShop(desk.shop, tx =>
          tx.selectFrom('connection').select(['state', 'failures', 'next_poll_at']).executeTakeFirstOrThrow(),
        )
      await desk.fake.fault({ name: 'failures', times: null })
      await look()
      assert.deepEqual([(await row()).failures, (await row()).state], [1, 'live'])
      assert.ok((await row()).next_poll_at.getTime() > Date.now())
      await desk.fake.fault({ name: 'failures', times: null, value: 401 })
      await look()
      assert.equal((await row()).state, 'reconnect')
    })

    test('its account of money is kept as it comes', async () => {
      const desk = await payDesk(database, id)
      const { remoteId } = await desk.start()
      await desk.fake.pay({ remoteId })
      await readPayments(desk.deps, { shop: desk.shop, connection: desk.connection })
      await readMoney(desk.deps, { shop: desk.shop, connection: desk.connection })
      const row = await database.inShop(desk.shop, tx =>
        tx.selectFrom('connection').select(['money_cursor', 'last_money_at']).executeTakeFirstOrThrow(),
      )
      assert.ok(row.money_cursor !== null && row.last_money_at !== null)
    })
  })
