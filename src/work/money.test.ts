import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Database, directory } from '#database'
import { moveTo } from '#hub/connection/move-state.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { cannot, SpokeError } from '#kit'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import type { WorkDeps } from './deps.ts'
import { readMoney } from './money.ts'

const database = await testDatabase()
const hourMs = 3_600_000

async function scene(state: 'live' | 'rehearsal' = 'live') {
  const shop = await newShop(database)
  const stub = stubShop()
  const world = testWorld(database, { stubs: [stub] })
  const { deps } = world
  const connection = await newConnection(database, shop, { state })
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  await inShop(tx =>
    tx
      .updateTable('connection')
      .set({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 's' }), next_money_at: deps.now() })
      .execute(),
  )
  const add = (count: number) => {
    for (let n = 0; n < count; n++) {
      const no = stub.money.length + 1
      stub.money.push({ remoteId: `m${no}`, happenedAt: new Date(Date.UTC(2026, 0, no)), raw: { amount: no * 100, kind: 'sale' } })
    }
  }
  return {
    stub,
    world,
    deps,
    connection,
    inShop,
    add,
    read: (some: Partial<WorkDeps> = {}) => readMoney({ ...deps, ...some }, { shop, connection }),
    kept: async () =>
      (await inShop(tx => tx.selectFrom('money_row').select(['remote_id', 'happened_at', 'raw']).orderBy('happened_at').execute())).map(
        ({ remote_id, happened_at, raw }) => ({ remoteId: remote_id, happenedAt: happened_at, raw }),
      ),
    row: () =>
      inShop(tx =>
        tx.selectFrom('connection').select(['state', 'last_money_at', 'next_money_at', 'money_cursor']).executeTakeFirstOrThrow(),
      ),
    isDue: async () =>
      (await directory.dueConnections(database, deps.now())).some(one => one.connection === connection && one.what === 'money'),
  }
}

test('the whole account is kept as it came, page by page, and then what is new, once an hour; in rehearsal too', async () => {
  for (const state of ['live', 'rehearsal'] as const) {
    const { add, read, kept, stub, row, isDue, world, deps } = await scene(state)
    const asked: unknown[] = []
    stub.beforeMoney = cursor => void asked.push(cursor)
    add(5)
    assert.equal(await isDue(), true)
    await read()
    assert.deepEqual(await kept(), stub.money)
    assert.deepEqual(asked, [null, 2, 4])
    assert.deepEqual([(await row()).last_money_at, await isDue()], [deps.now(), false])
    world.pass(hourMs)
    add(1)
    assert.equal(await isDue(), true)
    await read()
    assert.deepEqual([asked.slice(3), (await kept()).length], [[5], 6])
  }
})

test('a line that is told again is kept as it came first, and no line can be changed', async () => {
  const { add, read, kept, stub, inShop } = await scene()
  add(2)
  await read()
  const first = await kept()
  stub.money.push({ ...stub.money[0]!, raw: { amount: 1 } })
  await read()
  assert.deepEqual(await kept(), first)
  await assert.rejects(
    inShop(tx => tx.updateTable('money_row').set({ raw: '{}' }).execute()),
    /money_row is never changed once written/,
  )
})

test('a fault leaves what was read, and it goes on from there: soon, or when it was told to', async () => {
  const { add, read, kept, stub, row, deps, world } = await scene()
  add(5)
  const dueIn = async () => (await row()).next_money_at.getTime() - deps.now().getTime()
  const fault = (error: SpokeError) => {
    stub.beforeMoney = cursor => {
      if (cursor === 2) throw error
    }
  }
  fault(new SpokeError('retry', 'money: 500'))
  await read()
  assert.deepEqual([(await kept()).length, await dueIn(), (await row()).last_money_at], [2, 300_000, null])
  fault(new SpokeError('wait', 'money: 429', { waitMs: 7_200_000 }))
  await read()
  assert.equal(await dueIn(), 7_200_000)
  fault(new SpokeError('bug', 'money: an amount that is none'))
  await read()
  assert.equal(await dueIn(), hourMs)
  stub.beforeMoney = () => {}
  world.pass(hourMs)
  await read()
  assert.equal((await kept()).length, 5)
  fault(new SpokeError('reconnect', 'money: 401'))
  stub.beforeMoney = () => {
    throw new SpokeError('reconnect', 'money: 401')
  }
  await read()
  assert.equal((await row()).state, 'reconnect')
})

test('a storefront without such an account is asked nothing; a paused shop is not read', async () => {
  const { add, read, kept, stub, deps, inShop, connection, row } = await scene()
  add(1)
  await read({ spokes: new Map([['stub', { ...stub.spoke, readMoney: cannot('It keeps none.') }]]) })
  assert.equal((await row()).next_money_at.getTime() - deps.now().getTime(), 24 * hourMs)
  await inShop(tx => moveTo(tx, connection, 'paused', deps.now()))
  await read()
  assert.deepEqual(await kept(), [])
})

/** Dies at the n-th transaction, before or after it commits. */
function dying(at: number, when: 'before' | 'after'): Database {
  let calls = 0
  return {
    ...database,
    inShop: async (shop, fn) => {
      const isLast = ++calls === at
      if (isLast && when === 'before') throw new Error('died')
      const result = await database.inShop(shop, fn)
      if (isLast) throw new Error('died')
      return result
    },
  }
}

test('read by two at once, and broken off anywhere: each line is there once and none is left out', async () => {
  const story = fc.asyncProperty(
    fc.integer({ min: 1, max: 9 }),
    fc.array(fc.record({ at: fc.integer({ min: 1, max: 8 }), when: fc.constantFrom('before' as const, 'after' as const) }), {
      maxLength: 3,
    }),
    async (lines, deaths) => {
      const { add, read, kept, stub } = await scene()
      add(lines)
      for (const { at, when } of deaths) await read({ database: dying(at, when) }).catch(() => {})
      add(1)
      await Promise.all([read(), read()])
      await read()
      assert.deepEqual(await kept(), stub.money)
    },
  )
  await fc.assert(story, { seed: 3, numRuns: 40 })
})
