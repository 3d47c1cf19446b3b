import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { directory } from '#database'
import { readImport } from '#hub/sales-file/read-imports.ts'
import { silent } from '#log'
import { testDatabase } from '#testing/database.ts'
import { salesTables, type TableScene } from '#testing/sales-tables.ts'
import { testWorld } from '#testing/work-deps.ts'
import { startClock, startDue } from './clock.ts'
import { jobsOf } from './jobs.ts'
import { type JobHandlers, startQueue } from './queue.ts'
import { bringInTables } from './tables.ts'

const database = await testDatabase()
const { blobs, scene, look, press, pressUndo, ordersOf } = salesTables(database)

const dueAt = async ({ connectionId }: TableScene, at: Date): Promise<boolean> =>
  (await directory.dueConnections(database, at)).some(({ connection, what }) => connection === connectionId && what === 'tables')

test('a press is due at once, for one job of its connection; a worker that was stopped lets go, and a dead one is missed after its lease', async () => {
  const at = await scene()
  const { deps, pass } = testWorld(database)
  const world = { ...deps, blobs }
  const payload = { shop: at.shop, connection: at.connectionId }
  assert.equal(await dueAt(at, deps.now()), false)
  const importId = await press(at, await look(at, [{ number: '1' }, { number: '2' }]))
  assert.equal(await dueAt(at, deps.now()), true)
  const sent: { name: string; data: unknown; key: string | undefined }[] = []
  await startDue(deps, { send: async (name, data, { key } = {}) => sent.push({ name, data, key }) > 0 })
  assert.deepEqual(
    sent.filter(({ name }) => name === 'tables'),
    [{ name: 'tables', data: payload, key: `${at.shop}:${at.connectionId}` }],
  )
  const stopped = new AbortController()
  const open: typeof blobs.open = (...args) => {
    stopped.abort()
    return blobs.open(...args)
  }
  await bringInTables({ ...world, blobs: { ...blobs, open } }, payload, stopped.signal)
  assert.deepEqual([(await ordersOf(at)).length, await dueAt(at, deps.now())], [0, true])
  await database.asOwner(`update sales_import set lease_until = $1 where shop_id = $2`, [new Date(deps.now().getTime() + 12_000), at.shop])
  assert.equal(await dueAt(at, deps.now()), false)
  pass(12_001)
  assert.equal(await dueAt(at, deps.now()), true)
  await bringInTables(world, payload)
  assert.deepEqual([(await ordersOf(at)).length, await dueAt(at, deps.now())], [2, false])
  await pressUndo(at, importId, deps.now())
  assert.equal(await dueAt(at, deps.now()), true)
  await bringInTables(world, payload)
  assert.deepEqual([(await ordersOf(at)).length, await dueAt(at, deps.now())], [0, false])
})

test('pressed and taken back, the clock and the queue do the rest by themselves', async t => {
  const at = await scene()
  const { deps } = testWorld(database)
  const sinceMs = deps.now().getTime() - Date.now()
  const world = { ...deps, now: () => new Date(Date.now() + sinceMs), blobs }
  const queue = await startQueue(database, { log: silent })
  t.after(() => queue.stop(2_000))
  const idle = async () => {}
  const publishing = { run: idle, sweep: idle, launch: idle, source: idle } satisfies Partial<JobHandlers>
  await queue.work(jobsOf(world, publishing), { tables: 2 })
  const clock = await startClock(world, queue)
  t.after(() => clock.stop())
  const isSoon = async (state: string, importId: string) => {
    for (let tries = 0; tries < 400; tries++, await sleep(25))
      if ((await database.inShop(at.shop, tx => readImport(tx, importId))).state === state) return true
    return false
  }
  const importId = await press(at, await look(at, [{ number: '1' }, { number: '2' }]), { when: world.now() })
  assert.ok(await isSoon('taken', importId))
  assert.equal((await ordersOf(at)).length, 2)
  await pressUndo(at, importId, world.now())
  assert.ok(await isSoon('undone', importId))
  assert.deepEqual(await ordersOf(at), [])
})
