import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { directory } from '#database'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { listDeliveries, replayDelivery } from '#hub/inbox/deliveries.ts'
import { listWishes, settleWish } from '#hub/inbox/wishes.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { holdEverything } from '#hub/shop/hold.ts'
import { readToday } from '#hub/today/read-today.ts'
import { SpokeError } from '#kit/error.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { noAddress, reached, secretKey, testWorld } from '#testing/work-deps.ts'
import { dropHooks, hookLimit, keepHooks, openHookDoor } from './hooks.ts'
import { poll } from './poll.ts'
import { tidy } from './tidy.ts'

const database = await testDatabase()
const body = Buffer.from('{"id":1001}')
const signed = new Headers({
  'x-stub-signature': 's',
  'x-stub-topic': 'order',
  cookie: 'c',
  authorization: 'a',
  'content-type': 'application/json',
})

async function scene() {
  const shop = await newShop(database)
  const stub = stubShop()
  const world = testWorld(database, { stubs: [stub] })
  const connection = await newConnection(database, shop)
  await database.inShop(shop, tx =>
    tx
      .updateTable('connection')
      .set({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 's' }), next_poll_at: new Date('2030-01-01T00:00:00Z') })
      .where('connection_id', '=', connection)
      .execute(),
  )
  const due = async () =>
    (await directory.dueConnections(database, world.deps.now())).some(one => one.connection === connection && one.what === 'poll')
  const door = openHookDoor(world.deps)
  const kept = () => database.inShop(shop, tx => tx.selectFrom('inbox').selectAll().execute())
  const row = () =>
    database.inShop(shop, tx => tx.selectFrom('connection').selectAll().where('connection_id', '=', connection).executeTakeFirstOrThrow())
  return {
    shop,
    stub,
    world,
    connection,
    due,
    kept,
    row,
    take: (headers = signed, bytes: Uint8Array = body) => door(connection, headers, bytes),
    door,
  }
}

test('a message with a good signature is kept raw, wakes the poll, and is answered at once', async () => {
  const { take, kept, due } = await scene()
  assert.equal(await due(), false)
  assert.deepEqual(await take(), { status: 200, sentence: 'Kept.' })
  const [item] = await kept()
  assert.deepEqual(Buffer.from(item!.body), body)
  assert.deepEqual(item!.headers, { 'x-stub-topic': 'order', 'content-type': 'application/json' })
  assert.equal(item!.state, 'kept')
  assert.equal(await due(), true)
})

test('the same message again only raises its count', async () => {
  const { take, kept } = await scene()
  await Promise.all([take(), take(), take()])
  await take()
  const items = await kept()
  assert.deepEqual([items.length, items[0]!.times], [1, 4])
})

test('messages that come together are written together, each kept and answered once it is', async () => {
  const { take, kept, world } = await scene()
  await take()
  let writes = 0
  const { database: real } = world.deps
  const inShop: typeof real.inShop = (...args) => {
    writes++
    return real.inShop(...args)
  }
  Object.assign(world.deps, { database: { ...real, inShop } })
  const bodies = Array.from({ length: 250 }, (_, n) => Buffer.from(`{"id":${n}}`))
  const answers = await Promise.all([...bodies, ...bodies.slice(0, 10)].map(bytes => take(signed, bytes)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  const items = await kept()
  assert.deepEqual(new Set(items.map(item => item.body.toString())), new Set([body, ...bodies].map(String)))
  assert.equal(
    items.reduce((sum, { times }) => sum + times, 0),
    261,
  )
  assert.deepEqual(writes, 4, 'one alone, then a hundred, a hundred and the rest')
})

test('who was heard before is not remembered past new keys, a need of keys, or its removal', async () => {
  const { take, kept, shop, connection, world } = await scene()
  const change = (set: Record<string, unknown>) =>
    database.inShop(shop, tx => tx.updateTable('connection').set(set).where('connection_id', '=', connection).execute())
  const from = (id: number) => Buffer.from(JSON.stringify({ id }))
  assert.equal((await take(signed, from(1))).status, 200)
  await change({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 'new' }) })
  assert.equal((await take(signed, from(2))).status, 401, 'signed with the old secret')
  assert.equal((await take(new Headers({ 'x-stub-signature': 'new' }), from(3))).status, 200)
  await change({ state: 'reconnect' })
  assert.equal((await take(new Headers({ 'x-stub-signature': 'new' }), from(4))).status, 409)
  await change({ state: 'live' })
  assert.equal((await take(new Headers({ 'x-stub-signature': 'new' }), from(5))).status, 200)
  assert.deepEqual((await kept()).map(item => JSON.parse(item.body.toString()).id).sort(), [1, 3, 5])
  await database.inShop(shop, tx => removeConnection(tx, connection, world.deps.now()))
  assert.equal((await take(new Headers({ 'x-stub-signature': 'new' }), from(6))).status, 404)
})

test('a message is kept while a page of sales of the same storefront is taken', async () => {
  const { take, kept, shop, connection, due } = await scene()
  await database.inShop(shop, async tx => {
    await takeOrders(tx, connection, [saleOf()], new Date())
    assert.equal((await take()).status, 200)
    assert.equal((await kept()).length, 1)
  })
  assert.equal(await due(), true)
})

test('what cannot be written is told to each who waits for it, and the next is kept', async () => {
  const { take, kept, world } = await scene()
  await take()
  const { database: real } = world.deps
  Object.assign(world.deps, { database: { ...real, inShop: () => Promise.reject(new Error('the disk is full')) } })
  const failed = await Promise.allSettled([1, 2, 3].map(n => take(signed, Buffer.from(`{"id":${n}}`))))
  assert.deepEqual(
    failed.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
  Object.assign(world.deps, { database: real })
  assert.equal((await take(signed, Buffer.from('{"id":4}'))).status, 200)
  assert.equal((await kept()).length, 2)
})

test('forged, unsigned, too long, or for nobody: refused with a sentence, and nothing is kept', async () => {
  const { take, kept, door, due } = await scene()
  assert.equal((await take(new Headers({ 'x-stub-signature': 'wrong' }))).status, 401)
  assert.equal((await take(new Headers())).status, 401)
  assert.equal((await take(signed, new Uint8Array(hookLimit + 1))).status, 413)
  const unknown = await door(randomUUID(), signed, body)
  assert.equal(unknown.status, 404)
  assert.match(unknown.sentence, /No shop is connected under this address/)
  assert.equal((await door('not-a-uuid', signed, body)).status, 404)
  assert.deepEqual([await kept(), await due()], [[], false])
})

test('a ping is answered and not kept', async () => {
  const { take, kept } = await scene()
  assert.equal((await take(new Headers({ 'x-stub-ping': '1' }))).status, 200)
  assert.deepEqual(await kept(), [])
})

test('a look settles what was delivered before it; replayed, it is looked at again', async () => {
  const { take, world, shop, connection, due, kept } = await scene()
  await take()
  world.pass(1_000)
  await poll(world.deps, { shop, connection })
  assert.equal((await kept())[0]!.state, 'done')
  assert.equal(await due(), false)
  world.pass(1_000)
  const { items } = await database.inShop(shop, tx => listDeliveries(tx, connection, { limit: 5 }))
  await database.inShop(shop, tx => replayDelivery(tx, items[0]!.id, world.deps.now()))
  assert.equal(await due(), true)
})

const erase = new Headers({ ...Object.fromEntries(signed), 'x-stub-topic': 'erase' })

test('a wish about personal data is kept as such and answered at once; it wakes no poll, is no sale, and stands until she says it is done', async () => {
  const { take, kept, due, shop, connection, world, row } = await scene()
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  const wishes = async () => (await inShop(tx => readToday(tx, world.deps.now()))).wishes
  assert.equal((await take(new Headers({ ...Object.fromEntries(erase), 'x-stub-signature': 'wrong' }))).status, 401)
  assert.deepEqual([await kept(), await wishes()], [[], []], 'a forged one leaves no trace')
  const askedAt = world.deps.now()
  assert.deepEqual(await take(erase), { status: 200, sentence: 'Kept.' })
  assert.deepEqual([await due(), (await row()).nudged_at], [false, null])
  world.pass(3_600_000)
  await take(erase)
  const [wish, ...others] = await wishes()
  assert.deepEqual(others, [], 'told twice it is one')
  assert.deepEqual([wish!.shop, wish!.message, wish!.receivedAt], ['Stub shop', body.toString(), askedAt])
  // A look at the sales settles what came before it, but not this.
  await poll(world.deps, { shop, connection })
  assert.equal((await wishes()).length, 1)
  await assert.rejects(
    inShop(tx => replayDelivery(tx, wish!.id, world.deps.now())),
    { code: 'nothing-to-read' },
  )
  await assert.rejects(
    database.inShop(await newShop(database), tx => settleWish(tx, wish!.id)),
    { name: 'Refused' },
  )
  await inShop(tx => settleWish(tx, wish!.id))
  await inShop(tx => settleWish(tx, wish!.id))
  assert.deepEqual(await wishes(), [])
  await take(erase)
  assert.deepEqual(await wishes(), [], 'the storefront repeats what was done')
  world.pass(4 * 86_400_000)
  await take(erase)
  assert.equal((await wishes()).length, 1, 'the same words much later are a new wish')
  await assert.rejects(
    inShop(tx => settleWish(tx, randomUUID())),
    { name: 'Refused' },
  )
})

test('a wish is heard also while the shop waits for new keys, and outlives the shop and a month', async () => {
  const { take, shop, connection, world } = await scene()
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  await inShop(tx => tx.updateTable('connection').set({ state: 'reconnect' }).execute())
  assert.equal((await take()).status, 409)
  assert.equal((await take(erase)).status, 200)
  await inShop(tx => removeConnection(tx, connection, world.deps.now()))
  world.pass(40 * 86_400_000)
  await tidy({ ...world.deps, config: { ...world.deps.config, home: '/nowhere' } }, { shop })
  const [wish] = await inShop(listWishes)
  assert.equal(wish!.shop, 'Stub shop')
})

test('a removed shop takes nothing more', async () => {
  const { take, shop, connection, world } = await scene()
  await database.inShop(shop, tx => removeConnection(tx, connection, world.deps.now()))
  assert.equal((await take()).status, 404)
})

test('subscriptions are kept while live and reachable, not in rehearsal, not while held', async () => {
  const { stub, world, shop, connection, row } = await scene()
  world.address = noAddress
  await keepHooks(world.deps, { shop, connection })
  assert.equal(stub.hooks.kept, 0)
  assert.equal(((await row()).hooks as { reason: string }).reason, noAddress.sentence)
  world.address = reached()
  await database.inShop(shop, tx => holdEverything(tx, world.deps.now()))
  await keepHooks(world.deps, { shop, connection })
  assert.equal(stub.hooks.kept, 0)
  await database.inShop(shop, tx => tx.updateTable('shop').set({ held_at: null }).execute())
  await keepHooks(world.deps, { shop, connection })
  assert.deepEqual([stub.hooks.kept, stub.hooks.address], [1, `https://patterns.example/hooks/${connection}`])
  assert.equal((await row()).next_hooks_at.getTime(), world.deps.now().getTime() + 3_600_000)
  await database.inShop(shop, tx => tx.updateTable('connection').set({ state: 'rehearsal' }).execute())
  await keepHooks(world.deps, { shop, connection })
  assert.equal(stub.hooks.kept, 1)
  assert.equal(await dropHooks(world.deps, { shop, connection }), null)
  assert.equal(stub.hooks.dropped, 1)
})

test('a pretend shop on this machine needs no public address: the demo hears of a sale at once; a shop of her own there does not', async () => {
  const { stub, world, shop, connection, row } = await scene()
  world.address = noAddress
  await database.inShop(shop, tx => tx.updateTable('connection').set({ base_url: 'http://127.0.0.1:4410' }).execute())
  await keepHooks(world.deps, { shop, connection })
  assert.deepEqual([stub.hooks.kept, ((await row()).hooks as { reason: string }).reason], [0, noAddress.sentence])
  await database.inShop(shop, tx => tx.updateTable('shop').set({ is_demo: true }).execute())
  await keepHooks(world.deps, { shop, connection })
  assert.deepEqual([stub.hooks.kept, stub.hooks.address], [1, `http://127.0.0.1:${world.deps.config.port}/hooks/${connection}`])
})

test('keys that are refused while subscriptions are checked ask for new ones', async () => {
  const { stub, world, shop, connection, row } = await scene()
  world.address = reached()
  const { spoke } = stub
  const broken = { ...spoke, keepHooks: async () => Promise.reject(new SpokeError('reconnect', 'list webhooks: 401')) }
  await keepHooks({ ...world.deps, spokes: new Map([['stub', broken]]) }, { shop, connection })
  assert.equal((await row()).state, 'reconnect')
})
