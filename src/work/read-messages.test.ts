import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { directory, sql } from '#database'
import { moveTo } from '#hub/connection/move-state.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { listDeliveries, listUnreadable, replayDelivery } from '#hub/inbox/deliveries.ts'
import { matchLine } from '#hub/order/match.ts'
import { withAddressKey } from '#kit/address-key.ts'
import { cannot } from '#kit/shop.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { noAddress, reached, secretKey, testWorld } from '#testing/work-deps.ts'
import { keepHooks, openHookDoor } from './hooks.ts'
import { poll } from './poll.ts'
import { tidy } from './tidy.ts'

const database = await testDatabase()
const signed = new Headers({ 'x-stub-signature': 's', 'content-type': 'application/json' })
const at = (minute: number) => new Date(Date.parse('2026-03-10T12:00:00Z') + minute * 60_000)

/** A storefront without a list of sales: each message holds what the sale is by now, at a minute of its own clock. */
interface Told {
  readonly id: string
  readonly minute: number
  readonly refunded?: number
  readonly isBroken?: boolean
  readonly isOther?: boolean
}

async function scene({ state = 'live' as 'live' | 'rehearsal' } = {}) {
  const shop = await newShop(database)
  const stub = stubShop()
  const broken = { isOn: true }
  const spoke = {
    ...stub.spoke,
    readSales: cannot('The stub has no list of sales.'),
    keepHooks: cannot('The stub takes the address for its messages in its own settings.'),
    salesInHook: (_settings: unknown, _headers: Headers, body: Uint8Array) => {
      const { id, minute, refunded, isBroken, isOther } = JSON.parse(Buffer.from(body).toString('utf8')) as Told
      if (isOther) return []
      if (isBroken && broken.isOn) return [{ isRead: false as const, remoteId: id, raw: '', reason: 'Its amount is no amount.' }]
      const refunds = refunded === undefined ? [] : [{ remoteId: 'r', refundedAt: at(minute), amount: eur(refunded), reason: null }]
      const state = refunded === 750 ? ('refunded' as const) : ('paid' as const)
      return [{ isRead: true as const, sale: saleOf({ remoteId: id, placedAt: at(1), changedAt: at(minute), refunds, state }) }]
    },
  }
  const world = testWorld(database, { stubs: [stub], at: at(60) })
  const deps = { ...world.deps, spokes: new Map([['stub', spoke]]) }
  const connection = await newConnection(database, shop, { state })
  await database.inShop(shop, tx =>
    tx
      .updateTable('connection')
      .set({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 's' }), next_poll_at: new Date('2030-01-01T00:00:00Z') })
      .where('connection_id', '=', connection)
      .execute(),
  )
  const door = openHookDoor(deps)
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  return {
    shop,
    connection,
    world,
    deps,
    broken,
    inShop,
    tell: async (told: Told) => assert.equal((await door(connection, signed, Buffer.from(JSON.stringify(told)))).status, 200),
    look: () => poll(deps, { shop, connection }),
    due: async () =>
      (await directory.dueConnections(database, deps.now())).some(one => one.connection === connection && one.what === 'poll'),
    orders: () =>
      inShop(tx =>
        tx.selectFrom('order').select(['order_id', 'remote_id', 'state', 'refunded_minor', 'is_history']).orderBy('remote_id').execute(),
      ),
    deliveries: async () => (await inShop(tx => listDeliveries(tx, connection, { limit: 50 }))).items,
    count: (table: string) =>
      inShop(async tx => Number((await sql<{ n: string }>`select count(*)::text as n from ${sql.table(table)}`.execute(tx)).rows[0]!.n)),
  }
}

test('a message wakes a reading, which takes the sale and is done with the message; nothing is asked of the storefront', async () => {
  const { tell, look, due, orders, deliveries, inShop, connection, count } = await scene()
  await tell({ id: 'a', minute: 2 })
  assert.equal(await due(), true)
  await look()
  assert.deepEqual(
    (await orders()).map(({ remote_id, state }) => [remote_id, state]),
    [['a', 'paid']],
  )
  assert.deepEqual(
    (await deliveries()).map(({ state }) => state),
    ['done'],
  )
  assert.deepEqual([await due(), await count('event')], [false, 1])
  const { history, lastPollAt } = await inShop(tx => readConnection(tx, connection))
  assert.ok(history.state === 'read' && lastPollAt !== null)
})

test('the same message again, also while it is being read, is the same sale', async () => {
  const { tell, look, orders, count, deliveries } = await scene()
  await Promise.all([tell({ id: 'a', minute: 2 }), tell({ id: 'a', minute: 2 })])
  await Promise.all([look(), tell({ id: 'a', minute: 2 })])
  await look()
  assert.deepEqual([(await orders()).length, await count('event'), await count('journal')], [1, 1, 1])
  assert.deepEqual(
    (await deliveries()).map(({ state, times }) => [state, times]),
    [['done', 3]],
  )
})

test('in whatever order and however often messages come and are read, the end is the same', async () => {
  const messages: Told[] = [
    { id: 'a', minute: 2 },
    { id: 'a', minute: 5, refunded: 100 },
    { id: 'a', minute: 9, refunded: 750 },
    { id: 'b', minute: 3 },
    { id: 'b', minute: 4, refunded: 250 },
    { id: 'c', minute: 6 },
  ]
  const told = fc.array(fc.record({ which: fc.nat(messages.length - 1), isRead: fc.boolean() }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(told, fc.shuffledSubarray(messages, { minLength: messages.length }), async (before, all) => {
      const { tell, look, orders, inShop } = await scene()
      for (const { which, isRead } of before) {
        await tell(messages[which]!)
        if (isRead) await look()
      }
      for (const message of all) await tell(message)
      await look()
      assert.deepEqual(
        (await orders()).map(({ remote_id, state, refunded_minor }) => [remote_id, state, refunded_minor]),
        [
          ['a', 'refunded', 750n],
          ['b', 'paid', 250n],
          ['c', 'paid', 0n],
        ],
      )
      const { rows } = await inShop(tx =>
        sql<{ kept: string }>`select sum(case when to_account like 'asset:clearing%' then amount_minor else 0 end
          - case when from_account like 'asset:clearing%' then amount_minor else 0 end)::text as kept from posting`.execute(tx),
      )
      assert.equal(rows[0]!.kept, '1250', 'and so do the books')
    }),
    { numRuns: 8, seed: 2026 },
  )
})

test('killed at any moment, no sale is lost and none is taken twice', async () => {
  for (let kill = 1; kill <= 6; kill++) {
    const { tell, deps, shop, connection, orders, count, world, look, deliveries } = await scene()
    for (let n = 0; n < 5; n++) await tell({ id: `${n}`, minute: n + 2 })
    const { inShop } = database
    let left = kill
    const dying = {
      ...database,
      inShop: (...args: Parameters<typeof inShop>) => (--left < 0 ? Promise.reject(new Error('killed')) : inShop(...args)),
    }
    await poll({ ...deps, database: dying as typeof database }, { shop, connection }).catch(() => null)
    // What a killed process had begun to write.
    await assert.rejects(
      inShop(shop, async tx => {
        await sql`update inbox set state = 'done'`.execute(tx)
        throw new Error('killed')
      }),
      /killed/,
    )
    world.pass(60_000)
    await look()
    assert.deepEqual([(await orders()).length, await count('event'), await count('journal')], [5, 5, 5], `killed at ${kill}`)
    assert.deepEqual(new Set((await deliveries()).map(({ state }) => state)), new Set(['done']))
  }
})

test('what cannot be read is kept and shown with its reason, the others are read; replayed when it can be, it is settled', async () => {
  const { tell, look, orders, inShop, deliveries, broken, due, world, deps } = await scene()
  await tell({ id: 'a', minute: 2 })
  await tell({ id: 'b', minute: 3, isBroken: true })
  await tell({ id: 'c', minute: 4 })
  await look()
  assert.deepEqual(
    (await orders()).map(({ remote_id }) => remote_id),
    ['a', 'c'],
  )
  const [shown, ...others] = await inShop(listUnreadable)
  assert.deepEqual([shown!.remoteId, shown!.reason, others.length], ['b', 'Its amount is no amount.', 0])
  assert.equal(await due(), false, 'it is not tried again and again')
  broken.isOn = false
  world.pass(1_000)
  await inShop(tx => replayDelivery(tx, shown!.id, deps.now()))
  assert.equal(await due(), true)
  await look()
  assert.deepEqual(
    (await orders()).map(({ remote_id }) => remote_id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual([await inShop(listUnreadable), new Set((await deliveries()).map(({ state }) => state))], [[], new Set(['done'])])
})

test('a message about something else is done, and one that the reading stumbles over is kept with a sentence', async () => {
  const { tell, look, orders, inShop, deps, connection } = await scene()
  await tell({ id: 'x', minute: 2, isOther: true })
  const door = openHookDoor(deps)
  assert.equal((await door(connection, signed, Buffer.from('not JSON'))).status, 200)
  await look()
  assert.deepEqual(await orders(), [])
  const [shown] = await inShop(listUnreadable)
  assert.equal(shown!.reason, 'It could not be read here; the log says why.')
})

test('paused, messages wait, however long; going on, all of them are read', async () => {
  const { tell, look, orders, inShop, connection, deps, shop, world } = await scene()
  await inShop(tx => moveTo(tx, connection, 'paused', deps.now()))
  await tell({ id: 'a', minute: 2 })
  await look()
  world.pass(60 * 86_400_000)
  await tidy({ ...deps, config: { ...deps.config, home: '/nowhere' } }, { shop })
  assert.deepEqual(await orders(), [])
  await inShop(tx => moveTo(tx, connection, 'live', deps.now()))
  await look()
  assert.equal((await orders()).length, 1)
  world.pass(60 * 86_400_000)
  await tidy({ ...deps, config: { ...deps.config, home: '/nowhere' } }, { shop })
  const left = await inShop(tx => tx.selectFrom('inbox').selectAll().execute())
  assert.deepEqual(left, [], 'once read it goes like any other')
})

test('in rehearsal what is told is history; hundreds that came at once are all read', async () => {
  const { tell, look, orders, count } = await scene({ state: 'rehearsal' })
  for (let n = 0; n < 230; n++) await tell({ id: `o${n}`, minute: 2 })
  await look()
  assert.deepEqual([(await orders()).length, await count('event')], [230, 0])
  assert.ok((await orders()).every(({ is_history }) => is_history))
})

test('the first sale of something unknown asks which pattern it is; from then on its sales follow', async () => {
  const { tell, look, orders, inShop, shop, deps, count } = await scene()
  await tell({ id: 'a', minute: 2 })
  await look()
  const pattern = await newPattern(database, shop)
  const [order] = await orders()
  assert.equal(await count('entitlement'), 0)
  const line = lineOf().remoteId
  assert.equal(await inShop(tx => matchLine(tx, { orderId: order!.order_id, line, patternId: pattern, now: deps.now() })), 1)
  await tell({ id: 'b', minute: 3 })
  await look()
  const rows = await inShop(tx => tx.selectFrom('order_line').select('pattern_id').execute())
  assert.deepEqual(
    rows.map(({ pattern_id }) => pattern_id),
    [pattern, pattern],
  )
})

test('where she puts the address there by hand, she sees which; without a public address, why there is none', async () => {
  // Nobody was shown it: it was left out together with the subscriptions that cannot be kept.
  const { deps, shop, connection, world, inShop } = await scene()
  const hooks = async () => (await inShop(tx => readConnection(tx, connection))).hooks
  world.address = noAddress
  await keepHooks(deps, { shop, connection })
  assert.deepEqual([(await hooks()).address, (await hooks()).reason], [null, noAddress.sentence])
  world.address = reached()
  await keepHooks(deps, { shop, connection })
  assert.deepEqual(
    [(await hooks()).address, (await hooks()).reason],
    [`https://patterns.example/hooks/${connection}`, 'The stub takes the address for its messages in its own settings.'],
  )
  const spoke = deps.spokes.get('stub')!
  const hookAddress = (settings: unknown, address: string) => withAddressKey(address, (settings as { secret: string }).secret)
  await keepHooks({ ...deps, spokes: new Map([['stub', { ...spoke, hookAddress }]]) }, { shop, connection })
  assert.equal((await hooks()).address, `https://patterns.example/hooks/${connection}?key=s`)
})
