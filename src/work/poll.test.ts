import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { connect } from '#hub/connection/connect.ts'
import { takeLease } from '#hub/connection/lease.ts'
import { goLive, goRehearsal, lookNow, moveTo, pause } from '#hub/connection/move-state.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { listDeliveries, listUnreadable, replayDelivery } from '#hub/inbox/deliveries.ts'
import type { Sale } from '#hub/order/sale.ts'
import { SpokeError } from '#kit/error.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { poll, pollEveryMs } from './poll.ts'

const database = await testDatabase()

async function scene() {
  const shop = await newShop(database)
  const stub = stubShop()
  const world = testWorld(database, { stubs: [stub] })
  const { deps } = world
  const facts = { name: 'Stub', version: null, warnings: [] }
  const plug = () =>
    database.inShop(shop, tx =>
      connect(tx, {
        spoke: 'stub',
        label: 'Stub',
        baseUrl: 'https://stub.example',
        account: '',
        currency: 'EUR',
        facts,
        settings: { secret: 's' },
        secretKey,
        now: deps.now(),
      }),
    )
  const connection = await plug()
  const sell = (id: string, some: Partial<Sale> = {}) => {
    const at = deps.now()
    stub.orders.set(id, saleOf({ remoteId: id, placedAt: at, changedAt: at, ...some }))
  }
  const count = (table: string) =>
    database.inShop(shop, async tx =>
      Number((await sql<{ n: string }>`select count(*)::text as n from ${sql.table(table)}`.execute(tx)).rows[0]!.n),
    )
  return {
    shop,
    stub,
    ...world,
    connection,
    plug,
    sell,
    count,
    look: () => poll(deps, { shop, connection }),
    read: () => database.inShop(shop, tx => readConnection(tx, connection)),
    row: () =>
      database.inShop(shop, tx =>
        tx.selectFrom('connection').selectAll().where('connection_id', '=', connection).executeTakeFirstOrThrow(),
      ),
    inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => database.inShop(shop, fn),
  }
}

test('the history is read page by page with a counter, and a new sale never waits behind it', async () => {
  const { sell, stub, look, read, row, count, deps } = await scene()
  const old = new Date('2025-01-01T00:00:00Z')
  for (let n = 0; n < 95; n++) sell(`old-${String(n).padStart(3, '0')}`, { changedAt: old, placedAt: old })
  stub.pageSize = 2
  const seen: [number, number | null, number][] = []
  stub.beforePage = async () => {
    const { history } = await read()
    if (history.read === 20) sell('znew')
    if (history.read === 60) seen.push([history.read, history.total, await count('order')])
  }
  await look()
  assert.deepEqual(seen, [[60, 95, 61]], 'the new one is there before the old ones are')
  assert.deepEqual((await read()).history, { state: 'read', read: 95, total: 95 })
  assert.equal(await count('order'), 96)
  assert.deepEqual((await row()).next_poll_at.getTime(), deps.now().getTime() + pollEveryMs)
  const asked = stub.asked.length
  await look()
  assert.equal(stub.asked.length - asked, 1, 'from then on one request a look')
})

test('paused or stopped in the middle of the history, it ends there and goes on later where it was', async () => {
  const { sell, stub, look, read, inShop, connection, deps, shop, pass, count } = await scene()
  for (let n = 0; n < 60; n++) sell(`${n}`)
  stub.pageSize = 2
  let pages = 0
  stub.beforePage = async () => {
    if (++pages === 40) await inShop(tx => pause(tx, connection))
  }
  await look()
  const { history } = await read()
  assert.equal(history.state, 'reading')
  assert.ok(history.read < 60, `${history.read} read`)
  await inShop(tx => moveTo(tx, connection, 'rehearsal', deps.now()))
  pass(60_000)
  const stopping = AbortSignal.abort()
  await poll(deps, { shop, connection }, stopping)
  await look()
  assert.deepEqual([(await read()).history.state, await count('order')], ['read', 60])
  assert.ok(stub.asked.filter(cursor => cursor === null).length === 1, 'it was begun once')
})

test('a crash between the answer and the commit repeats the page and loses nothing', async () => {
  const { sell, stub, look, count, pass, row } = await scene()
  for (let n = 0; n < 9; n++) sell(`${n}`)
  stub.pageSize = 3
  const commits = database.inShop
  let until = 4
  database.inShop = ((...args: Parameters<typeof commits>) => {
    if (--until < 0) return Promise.reject(new Error('killed'))
    return commits(...args)
  }) as typeof commits
  await assert.rejects(look(), /killed/)
  database.inShop = commits
  const before = await count('order')
  assert.ok(before > 0 && before < 9, `${before} were saved`)
  await look()
  assert.equal(await count('order'), before, 'the dead reader’s lease still holds')
  pass(60_000)
  await look()
  assert.equal(await count('order'), 9)
  assert.equal((await row()).history_state, 'read')
})

test('one reader at a time; the one that lost its lease writes nothing more', async () => {
  const { sell, stub, shop, connection, look, count, pass, deps, row } = await scene()
  for (let n = 0; n < 6; n++) sell(`${n}`)
  stub.pageSize = 2
  let pages = 0
  stub.beforePage = async () => {
    if (++pages !== 2) return
    pass(60_000) // as if this process had slept
    const other = await database.inShop(shop, tx => takeLease(tx, connection, deps.now(), 20_000))
    assert.notEqual(other, null)
  }
  await look()
  assert.equal(await count('order'), 2)
  assert.equal((await row()).lease_no, 2n)
  pass(60_000)
  await look()
  assert.equal(await count('order'), 6)
})

test('what cannot be read is kept and shown, the feed goes on; replayed when it can be read, it is settled', async () => {
  const { sell, stub, look, count, connection, inShop, deps, pass } = await scene()
  sell('a')
  stub.orders.set('b', { unreadable: 'Its currency is not known.', changedAt: new Date('2025-01-01T00:00:00Z') })
  sell('c')
  await look()
  assert.equal(await count('order'), 2)
  const [item] = await inShop(listUnreadable)
  assert.deepEqual([item!.remoteId, item!.reason, item!.shop], ['b', 'Its currency is not known.', 'Stub'])
  const old = new Date('2025-01-01T00:00:00Z')
  sell('b', { placedAt: old, changedAt: old })
  pass(60_000)
  await look()
  assert.equal(await count('order'), 2, 'long before the live feed: nobody tells it again')
  await inShop(tx => replayDelivery(tx, item!.id, deps.now()))
  await look()
  assert.equal(await count('order'), 3)
  assert.deepEqual(await inShop(listUnreadable), [])
  const { items } = await inShop(tx => listDeliveries(tx, connection, { limit: 10 }))
  assert.deepEqual(
    items.map(({ state, source }) => [source, state]),
    [['poll', 'done']],
  )
})

test('faults are met by their remedy', async () => {
  const { stub, look, row, pass, deps, sell } = await scene()
  sell('a')
  const fault = (error: Error) => {
    stub.beforePage = () => {
      throw error
    }
  }
  const waited = async () => {
    await look()
    const { next_poll_at, failures, state, reason } = await row()
    return { ms: next_poll_at.getTime() - deps.now().getTime(), failures, state, reason }
  }
  fault(new SpokeError('retry', 'read orders: 502'))
  assert.deepEqual(await waited(), { ms: 5_000, failures: 1, state: 'rehearsal', reason: null })
  assert.deepEqual(await waited(), { ms: 10_000, failures: 2, state: 'rehearsal', reason: null })
  for (let n = 0; n < 10; n++) await look()
  const late = await waited()
  assert.equal(late.ms, 600_000)
  assert.match(late.reason!, /502.*tried again by itself/)
  fault(new SpokeError('wait', 'read orders: 429', { waitMs: 7_000 }))
  assert.equal((await waited()).ms, 7_000)
  fault(new SpokeError('seller', 'the store must allow reading orders'))
  assert.match((await waited()).reason!, /must allow reading orders/)
  stub.beforePage = () => {}
  assert.deepEqual(await waited(), { ms: pollEveryMs, failures: 0, state: 'rehearsal', reason: null })
  fault(new SpokeError('reconnect', 'read orders: 401'))
  const lost = await waited()
  assert.equal(lost.state, 'reconnect')
  assert.match(lost.reason!, /Renew them under Shops/)
  pass(1_000_000)
  const asked = stub.asked.length
  await look()
  assert.equal(stub.asked.length, asked, 'nothing is asked with keys that are refused')
})

test('a fault of the history alone leaves the live feed going; a look begins it again', async () => {
  const { stub, look, read, sell, count, inShop, connection, deps, pass } = await scene()
  sell('a')
  stub.beforePage = cursor => {
    if (cursor === null) throw new SpokeError('bug', 'read orders: not a list')
  }
  await look()
  assert.equal((await read()).history.state, 'failed')
  assert.equal(await count('order'), 1, 'by the live feed')
  pass(60_000)
  sell('b')
  await look()
  assert.equal(await count('order'), 2)
  stub.beforePage = () => {}
  await inShop(tx => lookNow(tx, connection, deps.now()))
  await look()
  const { history, reason } = await read()
  assert.deepEqual([history.state, reason], ['read', null])
})

test('going live, taken back, paused, removed and connected again: each sale once, history stays history', async () => {
  const { sell, look, inShop, connection, deps, pass, plug, shop, read, count } = await scene()
  const quiet = () =>
    inShop(async tx =>
      (await tx.selectFrom('order').select(['remote_id', 'is_history']).orderBy('remote_id').execute()).map(
        ({ remote_id, is_history }) => `${remote_id}${is_history ? '' : '!'}`,
      ),
    )
  sell('a')
  await look()
  pass(60_000)
  await inShop(tx => goLive(tx, connection, deps.now()))
  pass(1_000)
  sell('b')
  await look()
  await inShop(tx => goRehearsal(tx, connection, { now: deps.now() }))
  pass(60_000)
  sell('c')
  await look()
  pass(60_000)
  await inShop(tx => goLive(tx, connection, deps.now()))
  await inShop(tx => pause(tx, connection))
  pass(60_000)
  sell('d')
  await look()
  assert.deepEqual(await quiet(), ['a', 'b!', 'c'])
  await inShop(tx => moveTo(tx, connection, 'live', deps.now()))
  await look()
  assert.deepEqual(await quiet(), ['a', 'b!', 'c', 'd!'], 'sold while paused: caught up with, not forgotten')
  await inShop(tx => removeConnection(tx, connection, deps.now()))
  assert.deepEqual((await inShop(tx => tx.selectFrom('connection').select('sealed').executeTakeFirstOrThrow())).sealed, null)
  pass(60_000)
  sell('e')
  await look()
  assert.equal(await count('order'), 4, 'nothing is read without keys')
  assert.equal(await plug(), connection, 'the same row wakes')
  await assert.rejects(plug(), /connected already/)
  await look()
  assert.deepEqual(await quiet(), ['a', 'b!', 'c', 'd!', 'e'])
  assert.deepEqual((await read()).history, { state: 'read', read: 5, total: 5 })
  assert.ok(shop)
})
