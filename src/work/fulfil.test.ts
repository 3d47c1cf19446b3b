import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Database, directory, sql } from '#database'
import { lookNow, moveTo } from '#hub/connection/move-state.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { matchListing } from '#hub/order/match.ts'
import type { Sale } from '#hub/order/sale.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { cannot, SpokeError } from '#kit'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import type { WorkDeps } from './deps.ts'
import { fulfilOrders } from './fulfil.ts'
import { poll } from './poll.ts'

const database = await testDatabase()
const listed = '77'

async function scene() {
  const shop = await newShop(database)
  const stub = stubShop()
  const world = testWorld(database, { stubs: [stub] })
  const { deps } = world
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: listed } })
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  await inShop(tx =>
    tx
      .updateTable('connection')
      .set({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 's' }) })
      .where('connection_id', '=', connection)
      .execute(),
  )
  const rows = () =>
    inShop(tx =>
      tx
        .selectFrom('order')
        .select(['remote_id', 'fulfilled_at', 'fulfil_attempts', 'fulfil_reason'])
        .select(sql<boolean>`fulfil_due_at <= ${deps.now()}`.as('is_due'))
        .orderBy('remote_id')
        .execute(),
    )
  return {
    shop,
    stub,
    world,
    deps,
    connection,
    inShop,
    rows,
    take: (...sales: Sale[]) => inShop(tx => takeOrders(tx, connection, sales, deps.now(), { isFulfilled: true })),
    fulfil: (some: Partial<WorkDeps> = {}) => fulfilOrders({ ...deps, ...some }, { shop, connection }),
    isDue: async () =>
      (await directory.dueConnections(database, deps.now())).some(one => one.connection === connection && one.what === 'fulfil'),
  }
}
const sale = (remoteId: string, some: Partial<Sale> = {}) => saleOf({ remoteId, ...some })
const later = (seconds: number) => new Date(Date.parse('2026-03-01T12:00:00Z') + seconds * 1_000)

test('a paid sale is marked as delivered once; pending, cancelled, refunded and what is history are left alone', async () => {
  const { take, fulfil, stub, rows, isDue } = await scene()
  await take(
    sale('paid'),
    sale('pending', { state: 'pending' }),
    sale('cancelled', { state: 'cancelled' }),
    sale('refunded', { state: 'refunded', refunds: [{ remoteId: 'r', refundedAt: later(1), amount: eur(750), reason: null }] }),
    sale('history', { placedAt: new Date('2025-12-31T00:00:00Z') }),
  )
  assert.equal(await isDue(), true)
  await fulfil()
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['paid'])
  assert.deepEqual(
    (await rows()).filter(({ fulfilled_at }) => fulfilled_at !== null).map(({ remote_id }) => remote_id),
    ['paid'],
  )
  await take(sale('pending', { changedAt: later(5) }), sale('paid', { changedAt: later(5), number: '#9' }))
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['paid', 'pending'], 'paid later is marked then, and a change of the first marks nothing anew')
  assert.equal(await isDue(), false)
})

test('paid and cancelled again before its turn: nothing is marked', async () => {
  const { take, fulfil, stub } = await scene()
  await take(sale('1'))
  await take(sale('1', { state: 'cancelled', changedAt: later(5) }))
  await fulfil()
  assert.deepEqual(stub.fulfilled, [])
})

test('an order with a line that nobody knows is not ours to mark, until it is matched', async () => {
  const { take, fulfil, stub, isDue, inShop, connection, shop, deps } = await scene()
  await take(sale('1', { lines: [lineOf(), lineOf({ remoteId: '2', listingRemoteId: '88' })] }))
  assert.equal(await isDue(), false, 'and it does not wake the clock each second')
  await fulfil()
  const patternId = await newPattern(database, shop)
  await inShop(tx => matchListing(tx, { connectionId: connection, remoteId: '88', patternId, now: deps.now() }))
  assert.equal(await isDue(), true)
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['1'])
})

test('a storefront that cannot mark orders costs nothing; one that no longer can is asked no more', async () => {
  const { take, fulfil, isDue, stub, deps, shop, connection, inShop } = await scene()
  const spoke = { ...stub.spoke, fulfil: cannot('It has no such thing.') }
  const spokes = new Map([['stub', spoke]])
  stub.orders.set('1', sale('1'))
  await poll({ ...deps, spokes }, { shop, connection })
  const marked = await inShop(tx => tx.selectFrom('order').select('fulfil_due_at').execute())
  assert.deepEqual(marked, [{ fulfil_due_at: null }])
  await take(sale('2'))
  await fulfil({ spokes })
  assert.deepEqual([await isDue(), stub.fulfilled], [false, []])
})

test('while everything is held, or the shop is paused, nothing is marked and nobody is woken; let go, it is done', async () => {
  const { take, fulfil, isDue, stub, inShop, deps, connection } = await scene()
  await take(sale('1'))
  const pressed = {
    held: [() => inShop(tx => holdEverything(tx, deps.now())), () => inShop(tx => letGo(tx, deps.now()))],
    paused: [
      () => inShop(tx => moveTo(tx, connection, 'paused', deps.now())),
      () => inShop(tx => moveTo(tx, connection, 'live', deps.now())),
    ],
  }
  for (const [what, [press, release]] of Object.entries(pressed)) {
    await press!()
    await fulfil()
    assert.deepEqual([await isDue(), stub.fulfilled], [false, []], what)
    await release!()
    assert.equal(await isDue(), true, what)
  }
  // Pressed in the middle of a row: the next one is not asked for.
  await take(sale('2'), sale('3'))
  stub.beforeFulfil = async () => void (await inShop(tx => holdEverything(tx, deps.now())))
  await fulfil()
  assert.equal(stub.fulfilled.length, 1)
})

test('a storefront that is down waits, longer each time; one that refuses an order gives its sentence, and the others go on', async () => {
  const { take, fulfil, stub, rows, world, isDue, inShop, connection, deps } = await scene()
  await take(sale('1'), sale('2'), sale('3'))
  stub.beforeFulfil = () => {
    throw new SpokeError('retry', 'fulfil: 503')
  }
  await fulfil()
  assert.equal(await isDue(), false, 'all of them wait')
  assert.deepEqual(
    (await rows()).map(({ fulfil_attempts }) => fulfil_attempts),
    [1, 0, 0],
  )
  world.pass(3_000)
  stub.beforeFulfil = id => {
    if (id === '1') throw new SpokeError('retry', 'fulfil: 500')
    if (id === '2') throw new SpokeError('seller', 'It holds goods that are sent by post.')
  }
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['3'], 'the one that fails does not stand before the others')
  world.pass(20_000)
  stub.beforeFulfil = id => {
    if (id === '2') throw new SpokeError('seller', 'It holds goods that are sent by post.')
  }
  await fulfil()
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['3', '1'])
  assert.deepEqual(
    (await rows()).map(({ fulfil_reason, is_due }) => [fulfil_reason, is_due]),
    [
      [null, null],
      ['It holds goods that are sent by post.', false],
      [null, null],
    ],
  )
  stub.beforeFulfil = () => {}
  await inShop(tx => lookNow(tx, connection, deps.now()))
  await fulfil()
  assert.deepEqual(stub.fulfilled, ['3', '1', '2'], 'asked to look, it is tried again')
})

test('told to wait it waits for as long as it was told; refused keys ask for new ones', async () => {
  const { take, fulfil, stub, world, isDue, inShop } = await scene()
  await take(sale('1'), sale('2'))
  stub.beforeFulfil = () => {
    throw new SpokeError('wait', 'fulfil: 429', { waitMs: 90_000 })
  }
  await fulfil()
  world.pass(89_000)
  assert.equal(await isDue(), false)
  world.pass(1_000)
  assert.equal(await isDue(), true)
  stub.beforeFulfil = () => {
    throw new SpokeError('reconnect', 'fulfil: 401')
  }
  await fulfil()
  const [connection] = await inShop(tx => tx.selectFrom('connection').select(['state', 'reason']).execute())
  assert.equal(connection!.state, 'reconnect')
  assert.match(connection!.reason!, /no longer takes its keys/)
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

test('whatever breaks and whoever dies, in the end each paid sale is marked, and never one that is not paid', async t => {
  const orders = ['1', '2', '3'] as const
  const order = fc.constantFrom(...orders)
  const deed = fc.oneof(
    fc.record({ do: fc.constant('sale' as const), order, state: fc.constantFrom('paid', 'paid', 'pending', 'cancelled') }),
    fc.record({
      do: fc.constant('work' as const),
      fault: fc.constantFrom(null, null, 'retry', 'wait', 'lost', 'seller'),
      twice: fc.boolean(),
    }),
    fc.record({ do: fc.constant('die' as const), at: fc.integer({ min: 1, max: 6 }), when: fc.constantFrom('before', 'after') }),
    fc.record({ do: fc.constant('hold' as const), isHeld: fc.boolean() }),
    fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 10, 100) }),
  )
  let calls = 0
  const story = fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 10, size: 'max' }), async deeds => {
    const { take, fulfil, stub, world, rows, inShop, deps } = await scene()
    const isPaid = new Map<string, boolean>()
    let fault: string | null = null
    stub.beforeFulfil = id => {
      calls++
      assert.equal(isPaid.get(id), true, `order ${id} was marked although it is not paid`)
      const kind = fault
      fault = null
      // The storefront has done it; the answer is lost.
      if (kind === 'lost') stub.fulfilled.push(id)
      if (kind === 'lost') throw new SpokeError('retry', 'no answer', { isUnknown: true })
      if (kind !== null) throw new SpokeError(kind as 'retry' | 'wait' | 'seller', 'a fault', { waitMs: 5_000 })
    }
    let at = 0
    const sell = (id: string, state: string) => {
      isPaid.set(id, state === 'paid')
      return take(sale(id, { state: state as Sale['state'], changedAt: later(++at) }))
    }
    for (const one of deeds) {
      if (one.do === 'sale') await sell(one.order, one.state)
      else if (one.do === 'hold') await inShop(tx => (one.isHeld ? holdEverything(tx, deps.now()) : letGo(tx, deps.now())))
      else if (one.do === 'pass') world.pass(one.seconds * 1_000)
      else if (one.do === 'die') await fulfil({ database: dying(one.at, one.when as 'before') }).catch(() => {})
      else {
        fault = one.fault
        // Two workers at once, as after one was taken for dead.
        await Promise.all(one.twice ? [fulfil(), fulfil()] : [fulfil()])
        fault = null
      }
    }
    await inShop(tx => letGo(tx, deps.now()))
    await inShop(async tx => {
      const [row] = await tx.selectFrom('connection').select('connection_id').execute()
      await lookNow(tx, row!.connection_id, deps.now())
    })
    for (let round = 0; round < 3; round++) {
      world.pass(700_000)
      await fulfil()
    }
    for (const { remote_id: id, fulfilled_at } of await rows()) {
      if (isPaid.get(id)) assert.notEqual(fulfilled_at, null, `order ${id} is paid and not marked`)
      if (isPaid.get(id)) assert.ok(stub.fulfilled.includes(id))
      if (!stub.fulfilled.includes(id)) assert.equal(fulfilled_at, null, `order ${id} was never marked there`)
    }
  })
  await fc.assert(story, { seed: 11, numRuns: 60 })
  t.diagnostic(`60 stories, ${calls} times asked to mark`)
})
