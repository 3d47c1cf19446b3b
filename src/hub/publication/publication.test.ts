import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, makeWorld, press, type World, type WorldOptions } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { readStates } from '../listing/read-state.ts'
import { preview } from './preview.ts'
import { publish } from './publish.ts'
import { undo, undoPreview } from './undo.ts'

const database = await testDatabase()

async function scene(options: WorldOptions = {}) {
  const world = await makeWorld(database, options)
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  return { world, pattern, target: { patternIds: [pattern] } }
}
const run = (world: World) => runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
const show = (world: World, target: { patternIds: string[] }) => world.inShop(tx => preview(tx, target, world.planning()))
const pressWith = (world: World, target: { patternIds: string[] }, key: string) =>
  world.inShop(tx => publish(tx, target, { key, pressedBy: 'ann' }, world.planning()))
const stateOf = async (world: World, pattern: string) =>
  (await world.inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [world.connectionId] })))[0] ?? null
const thereOf = (world: World) => [...world.far.listings.values()]

test('a preview names each change in her words, sends nothing, writes nothing, and says when the shop was read', async () => {
  const { world, pattern, target } = await scene()
  const first = await show(world, target)
  assert.equal(first.sentence, 'One listing will be made. Nobody is written to.')
  assert.deepEqual([first.peopleTold, first.listings[0]?.isNew, first.listings[0]?.refused], [0, true, null])
  assert.deepEqual(
    first.listings[0]?.changes.filter(({ field }) => field === 'price' || field === 'files'),
    [
      { field: 'price', label: 'Price', from: null, to: '€ 7.50' },
      { field: 'files', label: 'Files', from: null, to: 'A4 (version 1.0)' },
    ],
  )
  assert.equal(await stateOf(world, pattern), null)
  assert.equal(world.far.requestCount, 0)
  await press(world, [pattern])
  await run(world)
  world.clock.at += 4 * 60_000
  await world.inShop(tx => addVersion(tx, pattern, { number: '2.1', fileKeys: ['a4'] }))
  const second = await show(world, target)
  assert.deepEqual(second.listings[0]?.changes, [{ field: 'files', label: 'Files', from: 'A4 (version 1.0)', to: 'A4 (version 2.1)' }])
  assert.equal(second.sentence, 'One listing will be changed. What is there now was last read 4 minutes ago. Nobody is written to.')
})

test('a shop where nothing can be published is no target of a press; named all the same, it says why, and no listing is planned there', async () => {
  const { world, pattern, target } = await scene()
  const why = 'That shop lets nobody make listings from outside.'
  const planning = () => ({ ...world.planning(), rulesOf: () => ({ ...world.planning().rulesOf('')!, publishes: { cannot: why } }) })
  const [connectionId] = [world.connectionId]
  const unasked = await world.inShop(tx => preview(tx, target, planning()))
  assert.deepEqual(unasked.listings, [])
  assert.match(unasked.sentence, /^None of your shops lets listings be made or changed from outside/)
  // Also for what she listed there herself and matched to the pattern.
  await press(world, [pattern])
  await run(world)
  await world.inShop(tx => tx.updateTable('listing').set({ state: 'unplanned', desired: null, desired_no: 0 }).execute())
  const asked = { ...target, connectionIds: [connectionId] }
  const { key, listings } = await world.inShop(tx => preview(tx, asked, planning()))
  assert.equal(listings[0]?.refused, why)
  await assert.rejects(
    world.inShop(tx => publish(tx, asked, { key, pressedBy: 'ann' }, planning())),
    { code: 'nothing-to-send', message: why },
  )
  assert.equal((await stateOf(world, pattern))?.state, 'unplanned')
})

test('a shop that cannot be sent to stands in the plan with its reason: without its keys always, paused when there is no other', async () => {
  const { world, target } = await scene()
  for (const [state, says] of [
    ['reconnect', /needs new keys; renew them under Shops, then publish\.$/],
    ['paused', /is paused; resume it first, then publish\.$/],
  ] as const) {
    await world.inShop(tx => tx.updateTable('connection').set({ state }).execute())
    const { sentence, listings, key } = await show(world, target)
    assert.equal(sentence, 'Nothing can be sent; the reason stands beside each shop.')
    assert.match(listings[0]?.refused ?? '', says)
    await assert.rejects(pressWith(world, target, key), { code: 'nothing-to-send', message: says })
  }
})

test('the press is refused when what would be sent has changed; twice is once; at once is once', async () => {
  const { world, pattern, target } = await scene()
  const { key } = await show(world, target)
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Wren tee' }).execute())
  await assert.rejects(pressWith(world, target, key), { name: 'Refused', code: 'changed-since', status: 409 })
  assert.equal(await stateOf(world, pattern), null, 'nothing half-done')
  const fresh = await show(world, target)
  const [a, b] = await Promise.all([pressWith(world, target, fresh.key), pressWith(world, target, fresh.key)])
  assert.equal(a, b)
  assert.equal(await pressWith(world, target, fresh.key), a)
  assert.equal((await stateOf(world, pattern))?.desiredNo, 1)
  await run(world)
  const right = await show(world, target)
  assert.equal(right.sentence, 'Every shop is as it should be; there is nothing to send.')
  await assert.rejects(pressWith(world, target, right.key), { code: 'nothing-to-send' })
})

test('a shop in rehearsal is shown and refused; a pattern without files or price says what is missing', async () => {
  const { world, pattern, target } = await scene({ state: 'rehearsal' })
  const shown = await show(world, target)
  assert.equal(shown.listings[0]?.refused, 'This shop is in rehearsal; go live first.')
  assert.ok(shown.listings[0]?.changes.length > 0)
  await assert.rejects(pressWith(world, target, shown.key), { message: 'This shop is in rehearsal; go live first.' })
  await world.inShop(tx => sql`delete from price`.execute(tx))
  assert.match((await show(world, target)).listings[0]?.refused ?? '', /no price in EUR/)
  await world.inShop(tx => sql`delete from version where pattern_id = ${pattern}`.execute(tx))
  assert.match((await show(world, target)).listings[0]?.refused ?? '', /no files yet/)
  await assert.rejects(show(world, { patternIds: [world.shop] }), { name: 'Refused', status: 404 })
})

test('undo wants what was wanted before, says what stays, and may not be pressed over a later press', async () => {
  const { world, pattern } = await scene()
  const first = await press(world, [pattern])
  await run(world)
  await world.inShop(tx => addVersion(tx, pattern, { number: '1.1', fileKeys: ['a4'] }))
  const second = await press(world, [pattern])
  await run(world)
  const early = await world.inShop(tx => undoPreview(tx, first, world.planning()))
  assert.match(early.listings[0]?.refused ?? '', /changed again since/)
  const shown = await world.inShop(tx => undoPreview(tx, second, world.planning()))
  assert.deepEqual(shown.listings[0]?.changes, [{ field: 'files', label: 'Files', from: 'A4 (version 1.1)', to: 'A4 (version 1.0)' }])
  // It once said that all of it can be taken back.
  assert.deepEqual(shown.cannotUndo, ['Buyers keep version 1.1 of “Wren” in their library; only a newer version takes its place there.'])
  const press2 = { key: shown.key, pressedBy: 'ann' }
  const undone = await world.inShop(tx => undo(tx, second, press2, world.planning()))
  assert.equal(await world.inShop(tx => undo(tx, second, press2, world.planning())), undone)
  await assert.rejects(
    world.inShop(tx => undo(tx, second, { ...press2, key: 'other' }, world.planning())),
    { code: 'undone-before' },
  )
  assert.equal((await run(world)).proven, 1)
  // The pattern still holds version 1.1, so the same content can be pressed again: it is another press.
  await press(world, [pattern])
  assert.equal((await run(world)).proven, 1)
  assert.equal((await stateOf(world, pattern))?.desiredNo, 4)
  assert.deepEqual(world.far.wrongs, [])
})

test('undoing the first press takes the listing off sale and deletes nothing', async () => {
  const { world, pattern } = await scene()
  const first = await press(world, [pattern])
  await run(world)
  const shown = await world.inShop(tx => undoPreview(tx, first, world.planning()))
  assert.deepEqual(shown.cannotUndo, ['The listing “Wren” stays at Far, taken off sale; nothing is deleted there.'])
  await world.inShop(tx => undo(tx, first, { key: shown.key, pressedBy: 'ann' }, world.planning()))
  await run(world)
  assert.deepEqual(
    thereOf(world).map(({ isPublished, files }) => [isPublished, files.length]),
    [[false, 1]],
  )
})

test('what costs money is shown, and runs only as far as a press allowed', async () => {
  const { world, pattern, target } = await scene()
  world.far.costs.set('create', 20n)
  const shown = await show(world, target)
  assert.deepEqual(shown.cost, [{ minor: '20', currency: 'EUR' }])
  await pressWith(world, target, shown.key)
  assert.equal((await run(world)).proven, 1)
  // Removed and put back by a run alone, it would cost again: nobody allowed that.
  await world.inShop(tx => sql`update listing set remote_id = null, observed = null, proof = null, state = 'waiting'`.execute(tx))
  for (const { remoteId } of thereOf(world)) world.far.remove(remoteId)
  assert.equal((await run(world)).needsYou, 1)
  assert.match((await stateOf(world, pattern))?.reason ?? '', /costs 0\.20 EUR/)
  const again = await show(world, target)
  await pressWith(world, target, again.key)
  assert.equal((await run(world)).proven, 1)
})
