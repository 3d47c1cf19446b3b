import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { listHandSteps } from '#hub/hand-step/read-hand-steps.ts'
import { tickHandStep } from '#hub/hand-step/tick.ts'
import { undo, undoPreview } from '#hub/publication/undo.ts'
import { Refused } from '#hub/refused.ts'
import { readToday } from '#hub/today/read-today.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { HandStep, ProvenChange } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from './run-listings.ts'

const database = await testDatabase()

/** A platform that lets no program tell earlier buyers of a new version, nor pin a listing. */
function leaving({ newVersion, fields, content }: ProvenChange): HandStep[] {
  return [
    ...(newVersion === null
      ? []
      : [
          {
            key: `tell-buyers:${newVersion.number}`,
            says: `Tell those who bought it of version ${newVersion.number}`,
            url: 'https://far.example/buyers',
            text: `${content.title} ${newVersion.number}: ${newVersion.note || 'corrected'}`,
          },
        ]),
    ...(fields.includes('title') ? [{ key: `pin:${content.title}`, says: 'Pin it in your shop', url: null, text: null }] : []),
  ]
}

async function scene(left: AnyShop['leftByHand'] = leaving) {
  const world = await makeWorld(database)
  const spoke: AnyShop = { ...world.far.spoke, leftByHand: left }
  const open = world.deps.open
  const deps = { ...world.deps, open: (...args: Parameters<typeof open>) => ({ ...open(...args), spoke }) }
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  return { world, pattern, run: () => runListings(deps, { shop: world.shop, connectionId: world.connectionId }) }
}

const steps = async (world: World, state?: 'open' | 'done') =>
  (await world.inShop(tx => listHandSteps(tx, { state, limit: 100 }, world.planning()))).items
const keys = async (world: World) =>
  (
    await world.inShop(async tx => await tx.selectFrom('hand_step').select(['key', 'done_at', 'superseded_at']).orderBy('key').execute())
  ).map(({ key, done_at, superseded_at }) => `${key}${done_at === null ? '' : ' done'}${superseded_at === null ? '' : ' over'}`)
const says = (items: readonly { says: string }[]) => items.map(one => one.says).sort()
const version = (world: World, pattern: string, number: string) => {
  world.clock.at += 60_000
  return world.inShop(tx => addVersion(tx, pattern, { number, fileKeys: ['a4'] }))
}

test('what a proven change leaves to her hands is kept once, with its text and its page, and told on Today', async () => {
  const { world, pattern, run } = await scene()
  await press(world, [pattern])
  await run()
  assert.deepEqual(says(await steps(world)), ['Pin it in your shop'], 'nobody has bought what was just made')
  await version(world, pattern, '1.1')
  await press(world, [pattern])
  assert.deepEqual(says(await steps(world)), ['Pin it in your shop'], 'not before it is proven')
  await run()
  const [tell] = (await steps(world, 'open')).filter(({ says: words }) => words.startsWith('Tell'))
  assert.deepEqual(
    [tell?.says, tell?.text, tell?.url, tell?.patternTitle, tell?.hasKit],
    ['Tell those who bought it of version 1.1', 'Wren 1.1: corrected', 'https://far.example/buyers', 'Wren', false],
  )
  await world.inShop(tx => sql`update listing set state = 'waiting', next_run_at = ${world.now()}`.execute(tx))
  await run()
  assert.deepEqual(await keys(world), ['pin:Wren', 'tell-buyers:1.1'], 'proven again, nothing is new')
  const { byHand } = await world.inShop(tx => readToday(tx, world.now()))
  assert.deepEqual([byHand.things, byHand.first?.says], [2, 'Pin it in your shop'])
})

test('a newer version takes the place of what was not done; what was done stays; another subject is left alone', async () => {
  const { world, pattern, run } = await scene()
  for (const number of ['1.0', '1.1', '1.2', '1.3']) {
    if (number !== '1.0') await version(world, pattern, number)
    await press(world, [pattern])
    await run()
    if (number === '1.2')
      for (const step of await steps(world, 'open'))
        await world.inShop(tx => tickHandStep(tx, step.id, { isDone: true, by: 'ana' }, world.planning()))
  }
  assert.deepEqual(await keys(world), ['pin:Wren done', 'tell-buyers:1.1 over', 'tell-buyers:1.2 done', 'tell-buyers:1.3'])
  assert.deepEqual(says(await steps(world, 'open')), ['Tell those who bought it of version 1.3'])
})

test('a version that is taken back takes its thing to do along, and coming again it waits again', async () => {
  const { world, pattern, run } = await scene()
  await press(world, [pattern])
  await run()
  await version(world, pattern, '1.1')
  const publication = await press(world, [pattern])
  await run()
  await world.inShop(async tx => {
    const { key } = await undoPreview(tx, publication, world.planning())
    await undo(tx, publication, { key, pressedBy: 'ana' }, world.planning())
  })
  await run()
  assert.deepEqual(await keys(world), ['pin:Wren', 'tell-buyers:1.0', 'tell-buyers:1.1 over'])
  await press(world, [pattern])
  await run()
  assert.deepEqual(await keys(world), ['pin:Wren', 'tell-buyers:1.0 over', 'tell-buyers:1.1'])
})

test('a tick says who and when, twice is once, and can be taken back', async () => {
  const { world, pattern, run } = await scene()
  await press(world, [pattern])
  await run()
  const [step] = await steps(world)
  const tick = (isDone: boolean, by: string) => world.inShop(tx => tickHandStep(tx, step!.id, { isDone, by }, world.planning()))
  await tick(true, 'ana')
  world.clock.at += 60_000
  await tick(true, 'eve')
  const [done] = await steps(world, 'done')
  assert.deepEqual([done?.doneBy, done?.doneAt], ['ana', new Date(world.clock.at - 60_000)])
  assert.deepEqual(await steps(world, 'open'), [])
  await tick(false, 'ana')
  assert.deepEqual([(await steps(world, 'open')).length, (await steps(world, 'done')).length], [1, 0])
  const other = await makeWorld(database)
  await assert.rejects(
    other.inShop(tx => tickHandStep(tx, step!.id, { isDone: true, by: 'eve' }, other.planning())),
    (error: Refused) => error instanceof Refused && error.status === 404,
    'of another shop',
  )
})

test('a fault in what a platform leaves keeps no listing from being proven', async () => {
  const { world, pattern, run } = await scene(() => {
    throw new Error('a fault of the spoke')
  })
  await press(world, [pattern])
  assert.deepEqual(await run(), { proven: 1, waiting: 0, needsYou: 0, failed: 0 })
  assert.deepEqual(await steps(world), [])
})
