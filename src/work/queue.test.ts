import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '#database'
import { systemOf } from '#database/system.ts'
import { connect } from '#hub/connection/connect.ts'
import { goLive, lookNow } from '#hub/connection/move-state.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { leaveEvent } from '#hub/event/leave-event.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { silent } from '#log'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { reached, secretKey, testWorld } from '#testing/work-deps.ts'
import { startClock } from './clock.ts'
import { listJobs, retryJob } from './job-list.ts'
import { jobsOf } from './jobs.ts'
import { type JobHandlers, startQueue } from './queue.ts'
import { relayAll } from './relay.ts'

const database = await testDatabase()
const queue = await startQueue(database, { log: silent })
after(() => queue.stop(2_000))

const jobs = async (name: string) =>
  (
    await sql<{
      id: string
      data: Record<string, string>
    }>`select id, data from pgboss.job where name = ${name} order by created_on`.execute(systemOf(database))
  ).rows
const until = async (what: string, isSo: () => Promise<boolean>, ms = 20_000) => {
  for (const deadline = Date.now() + ms; !(await isSo()); await sleep(25)) assert.ok(Date.now() < deadline, `not within ${ms} ms: ${what}`)
}

test('several relays at once make one job of each event, with ids only, and mark it delivered', async () => {
  const shop = await newShop(database)
  await database.inShop(shop, async tx => {
    for (let n = 0; n < 60; n++) await leaveEvent(tx, 'entitlement.granted', { order: `o${n}`, customer: 'c' })
    await leaveEvent(tx, 'order.taken', { order: 'o' })
  })
  const counts = await Promise.all([relayAll(database, queue), relayAll(database, queue), relayAll(database, queue)])
  assert.equal(
    counts.reduce((sum, n) => sum + n, 0),
    61,
  )
  const made = (await jobs('mail-files')).filter(({ data }) => data.shop === shop)
  assert.equal(made.length, 60)
  assert.deepEqual(Object.keys(made[0]!.data).sort(), ['customer', 'order', 'shop'])
  // As after a crash that lost the mark: the ids are the same, so nothing is doubled.
  await database.inShop(shop, tx => sql`update event set delivered_at = null`.execute(tx))
  await relayAll(database, queue)
  assert.equal((await jobs('mail-files')).filter(({ data }) => data.shop === shop).length, 60)
})

test('an error of the queue is told, and forgotten when it answers again, also by a process that sends nothing', async t => {
  const other = await startQueue(database, { log: silent })
  t.after(() => other.stop(1_000))
  assert.equal(other.state(), 'ok')
  other.boss.emit('error', new Error('connection terminated'))
  assert.match(other.state(), /does not answer/)
  await until('it is ok again', async () => other.state() === 'ok')
})

test('an event whose transaction rolled back is never relayed', async () => {
  const shop = await newShop(database)
  await assert.rejects(
    database.inShop(shop, async tx => {
      await leaveEvent(tx, 'entitlement.granted', { order: 'o', customer: 'c' })
      throw new Error('no')
    }),
  )
  assert.equal(await relayAll(database, queue), 0)
})

test('a job of the clock is taken on once while it waits; a failed one is shown with its reason and run again', async () => {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  assert.equal(await queue.send('hooks', { shop, connection }, { key: connection }), true)
  assert.equal(await queue.send('hooks', { shop, connection }, { key: connection }), false)
  const [job] = await queue.boss.fetch('hooks')
  await queue.boss.fail('hooks', job!.id, { message: 'the store did not answer' })
  const [shown] = await listJobs(database, shop, connection)
  assert.deepEqual(
    [shown!.says, shown!.state, shown!.reason, shown!.attempts],
    ['Check the webhooks', 'failed', 'the store did not answer', 1],
  )
  assert.equal(await retryJob(database, queue, await newShop(database), job!.id), false, 'another shop has no such job')
  assert.equal(await retryJob(database, queue, shop, job!.id), true)
  assert.notEqual((await listJobs(database, shop, connection))[0]!.state, 'failed')
  await queue.boss.deleteQueuedJobs('hooks')
})

test('the whole way: 5,000 old orders and 3 new ones are 3 mails; told again, killed and connected anew, still 3', {
  timeout: 30_000,
}, async t => {
  const shop = await newShop(database, { isDemo: true })
  const stub = stubShop()
  const world = testWorld(database, { stubs: [stub], address: reached('http://127.0.0.1:4400') })
  const started = Date.now()
  const deps = { ...world.deps, now: () => new Date() }
  const facts = { name: 'Stub', version: null, warnings: [] }
  const shopThere = {
    spoke: 'stub',
    label: 'Stub',
    baseUrl: 'https://whole.example',
    account: '',
    currency: 'EUR',
    facts,
    settings: { secret: 's' },
    secretKey,
  }
  const plug = () => database.inShop(shop, tx => connect(tx, { ...shopThere, now: deps.now() }))
  const connection = await plug()
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const old = new Date('2025-01-01T00:00:00Z')
  for (let n = 0; n < 5_000; n++)
    stub.orders.set(
      `old${n}`,
      saleOf({ remoteId: `old${n}`, placedAt: old, changedAt: old, buyer: { email: `b${n}@example.com`, name: null, country: null } }),
    )
  const idle: Pick<JobHandlers, 'run' | 'sweep' | 'launch' | 'source'> = {
    run: async () => {},
    sweep: async () => {},
    launch: async () => {},
    source: async () => {},
  }
  await queue.work(jobsOf(deps, idle))
  const clock = await startClock(deps, queue)
  t.after(() => clock.stop())
  const count = (table: string) =>
    database.inShop(shop, async tx =>
      Number((await sql<{ n: string }>`select count(*)::text as n from ${sql.table(table)}`.execute(tx)).rows[0]!.n),
    )
  await until('the history is read', async () => (await count('order')) === 5_000, 60_000)
  t.diagnostic(`5,000 old orders known after ${Date.now() - started} ms`)
  await database.inShop(shop, tx => goLive(tx, connection, deps.now()))
  const at = new Date(Date.now() + 5)
  for (const id of ['n1', 'n2', 'n3']) stub.orders.set(id, saleOf({ remoteId: id, placedAt: at, changedAt: at }))
  const nudgedAt = Date.now()
  await database.inShop(shop, tx => lookNow(tx, connection, deps.now()))
  await until('three mails are in the log', async () => (await count('mail')) === 3)
  t.diagnostic(`three mails ${Date.now() - nudgedAt} ms after the nudge`)
  await database.inShop(shop, async tx => {
    await takeOrders(
      tx,
      connection,
      [...stub.orders.values()].flatMap(one => ('unreadable' in one ? [] : [one])),
      deps.now(),
    )
    await sql`update event set delivered_at = null`.execute(tx)
    await lookNow(tx, connection, deps.now())
  })
  const isDelivered = async () =>
    (await database.inShop(shop, tx => sql`select from event where delivered_at is null`.execute(tx))).rows.length === 0
  await until('all is told again', isDelivered)
  // Killed in the middle: another worker's lease is forgotten, its jobs are not.
  await database.inShop(shop, tx =>
    tx
      .updateTable('connection')
      .set({ lease_until: null, lease_no: sql`lease_no + 1`, sales_cursor: null, history_state: 'waiting', next_poll_at: deps.now() })
      .execute(),
  )
  const isRead = async () => (await database.inShop(shop, tx => readConnection(tx, connection))).history.state === 'read'
  await until('all is read once more', isRead, 60_000)
  await database.inShop(shop, tx => removeConnection(tx, connection, deps.now()))
  assert.equal(await plug(), connection)
  await until('and once more after connecting anew', isRead, 60_000)
  await database.inShop(shop, tx => goLive(tx, connection, deps.now()))
  await database.inShop(shop, tx => lookNow(tx, connection, deps.now()))
  await sleep(1_500)
  assert.deepEqual([await count('order'), await count('mail')], [5_003, 3])
  const mails = await database.inShop(shop, tx => tx.selectFrom('mail').select(['state', 'body_text']).execute())
  assert.ok(
    mails.every(
      ({ state, body_text }) => state === 'logged' && /http:\/\/127\.0\.0\.1:4400\/library\/[\w-]+\/open\/[\w-]{43}\n/.test(body_text),
    ),
  )
})
