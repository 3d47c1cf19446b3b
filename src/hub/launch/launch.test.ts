import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { preview } from '../publication/preview.ts'
import { publish } from '../publication/publish.ts'
import { undo, undoPreview } from '../publication/undo.ts'
import { launchDue } from './launch-due.ts'
import { cancelLaunch, type LaunchWish, launchPreview, planLaunch } from './plan-launch.ts'
import { listLaunches } from './read-launches.ts'

const database = await testDatabase()
const hour = 3_600_000

async function scene(titles = ['Wren', 'Lark']) {
  const world = await makeWorld(database)
  const patternIds: string[] = []
  for (const title of titles) patternIds.push(await world.inShop(tx => addPattern(tx, { title, sku: title.toUpperCase() })))
  const at = new Date(world.clock.at + hour)
  return { world, patternIds, wish: { name: 'Autumn', at, patternIds } satisfies LaunchWish }
}
const run = (world: World) => runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
const show = (world: World, wish: LaunchWish) => world.inShop(tx => launchPreview(tx, wish, world.planning()))
const planWith = (world: World, wish: LaunchWish, key: string) =>
  world.inShop(tx => planLaunch(tx, wish, { key, pressedBy: 'ann' }, world.planning()))
const plan = async (world: World, wish: LaunchWish) => planWith(world, wish, (await show(world, wish)).key)
const due = (world: World) => world.inShop(tx => launchDue(tx, world.planning()))
const told = async (world: World) => (await world.inShop(tx => listLaunches(tx, { limit: 10 }))).items
const stages = async (world: World) => (await told(world))[0]!.listings.map(({ stage }) => stage)
const onSale = (world: World) => [...world.far.listings.values()].map(({ title, isPublished }) => `${title} ${isPublished}`).sort()

test('everything is made ready beforehand, hidden, and goes on sale when the moment comes and not before', async () => {
  const { world, wish } = await scene()
  const shown = await show(world, wish)
  assert.equal(
    shown.sentence,
    '2 listings at 1 shop will be made ready now, hidden, and go on sale together at that moment. Nobody is written to.',
  )
  assert.equal(world.far.requestCount, 0)
  const launch = await planWith(world, wish, shown.key)
  assert.equal(await planWith(world, wish, shown.key), launch, 'pressing twice is pressing once')
  assert.deepEqual(await stages(world), ['preparing', 'preparing'])
  assert.equal((await run(world)).proven, 2)
  assert.deepEqual(await stages(world), ['ready', 'ready'])
  assert.deepEqual(onSale(world), ['Lark false', 'Wren false'])
  assert.equal(await due(world), 0)
  world.clock.at += hour
  assert.equal(await due(world), 2)
  assert.equal(await due(world), 0, 'once')
  assert.deepEqual(await stages(world), ['starting', 'starting'])
  await run(world)
  assert.deepEqual(onSale(world), ['Lark true', 'Wren true'])
  const [one] = await told(world)
  assert.deepEqual([one!.state, one!.listings[0]!.stage, one!.listings[0]!.onSaleAt instanceof Date], ['launched', 'on-sale', true])
  assert.deepEqual(world.far.wrongs, [])
})

test('two looks at the clock at the same time send it once', async () => {
  const { world, wish } = await scene()
  await plan(world, wish)
  world.clock.at += hour
  const sent = await Promise.all([due(world), due(world), due(world)])
  assert.equal(
    sent.reduce((sum, n) => sum + n, 0),
    2,
  )
})

test('until then no other press shows it, and what is corrected and pressed meanwhile goes on sale corrected', async () => {
  const { world, wish, patternIds } = await scene(['Wren'])
  await plan(world, wish)
  await run(world)
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Wren tee' }).execute())
  await press(world, patternIds)
  await run(world)
  assert.deepEqual(onSale(world), ['Wren tee false'])
  // Changed here and not pressed: it stays here.
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Not pressed' }).execute())
  world.clock.at += hour
  await due(world)
  await run(world)
  assert.deepEqual(onSale(world), ['Wren tee true'])
})

test('a shop that is paused at the moment follows once it is resumed; a hub that slept catches up', async () => {
  const { world, wish } = await scene(['Wren'])
  await plan(world, wish)
  await run(world)
  await world.inShop(tx => tx.updateTable('connection').set({ state: 'paused' }).execute())
  world.clock.at += 5 * hour
  assert.equal(await due(world), 0)
  const [waiting] = await told(world)
  assert.deepEqual([waiting!.state, waiting!.listings[0]!.stage], ['planned', 'waiting'])
  assert.match(waiting!.listings[0]!.reason ?? '', /is paused; resume it first/)
  await world.inShop(tx => tx.updateTable('connection').set({ state: 'live' }).execute())
  assert.equal(await due(world), 0, 'not each second')
  world.clock.at += 61_000
  assert.equal(await due(world), 1)
  await run(world)
  assert.deepEqual(onSale(world), ['Wren true'])
})

test('a shop that was disconnected meanwhile holds up nothing', async () => {
  const { world, wish } = await scene(['Wren'])
  await plan(world, wish)
  await world.inShop(tx => tx.updateTable('connection').set({ removed_at: new Date() }).execute())
  world.clock.at += hour
  await due(world)
  assert.equal((await told(world))[0]!.state, 'launched')
})

test('cancelled, it stays hidden for good; then it may be planned anew or pressed', async () => {
  const { world, wish, patternIds } = await scene(['Wren'])
  const launch = await plan(world, wish)
  await run(world)
  await world.inShop(tx => cancelLaunch(tx, launch))
  world.clock.at += 2 * hour
  assert.equal(await due(world), 0)
  assert.deepEqual(onSale(world), ['Wren false'])
  await press(world, patternIds)
  await run(world)
  assert.deepEqual(onSale(world), ['Wren true'])
  await assert.rejects(
    world.inShop(tx => cancelLaunch(tx, world.shop)),
    { code: 'not-found' },
  )
})

test('a launch is taken back like any press; the press that made it ready is not, while it is planned', async () => {
  const { world, wish } = await scene(['Wren'])
  await plan(world, wish)
  await run(world)
  const ready = await world.inShop(tx => tx.selectFrom('publication').select('publication_id').where('cause', '=', 'make-ready').execute())
  await assert.rejects(
    world.inShop(tx => undoPreview(tx, ready[0]!.publication_id, world.planning())),
    { code: 'launch-planned', message: /Cancel the launch first/ },
  )
  world.clock.at += hour
  await due(world)
  await run(world)
  const launched = await world.inShop(tx =>
    tx.selectFrom('publication').select('publication_id').where('cause', '=', 'launch').executeTakeFirstOrThrow(),
  )
  const shown = await world.inShop(tx => undoPreview(tx, launched.publication_id, world.planning()))
  await world.inShop(tx => undo(tx, launched.publication_id, { key: shown.key, pressedBy: 'ann' }, world.planning()))
  await run(world)
  assert.deepEqual(onSale(world), ['Wren false'])
})

test('what cannot be launched is refused in words, and nothing is half-done', async () => {
  const { world, wish, patternIds } = await scene(['Wren'])
  await assert.rejects(show(world, { ...wish, at: new Date(world.clock.at) }), { code: 'launch-past' })
  await assert.rejects(show(world, { ...wish, at: new Date(world.clock.at + 500 * 24 * hour) }), { code: 'launch-far' })
  await assert.rejects(show(world, { ...wish, name: '  ' }), { code: 'launch-name' })
  await assert.rejects(planWith(world, wish, 'another key'), { code: 'changed-since' })
  assert.deepEqual(await told(world), [])
  await plan(world, wish)
  const twice = await show(world, { ...wish, name: 'Winter' })
  assert.match(twice.listings[0]?.refused ?? '', /waits for another launch/)
  await assert.rejects(planWith(world, { ...wish, name: 'Winter' }, twice.key), { code: 'nothing-to-launch' })
  const other = await scene(['Robin'])
  await press(other.world, other.patternIds)
  await run(other.world)
  assert.match((await show(other.world, other.wish)).listings[0]?.refused ?? '', /is on sale at Far already/)
  assert.equal(patternIds.length, 1)
})

test('what it costs is approved with the plan; costing more at the moment it waits, and says so', async () => {
  const { world, wish } = await scene(['Wren'])
  const kindOf = async () => {
    const hidden = await show(world, wish)
    return hidden.listings[0]!.steps.length
  }
  assert.ok((await kindOf()) > 0)
  await plan(world, wish)
  await run(world)
  for (const kind of ['publish', 'activate', 'put-up', 'update', 'set']) world.far.costs.set(kind, 20n)
  const { steps } = await world.inShop(async tx => {
    const { listings } = await preview(tx, wish, world.planning())
    return listings[0]!
  })
  assert.deepEqual(steps, [], 'hidden as it should be until the moment')
  world.clock.at += hour
  assert.equal(await due(world), 0)
  assert.match((await told(world))[0]!.listings[0]!.reason ?? '', /costs more now than when you planned this/)
  await assert.rejects(
    world.inShop(async tx =>
      publish(tx, wish, { key: (await preview(tx, wish, world.planning())).key, pressedBy: 'ann' }, world.planning()),
    ),
    { code: 'nothing-to-send' },
  )
})
