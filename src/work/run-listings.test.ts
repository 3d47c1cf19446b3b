import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { readStates } from '#hub/listing/read-state.ts'
import { changeSettings } from '#hub/shop/change-settings.ts'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, makeWorld, press, type World, type WorldOptions } from '#testing/listing-world.ts'
import { runListings } from './run-listings.ts'
import { sweep } from './sweep.ts'

const database = await testDatabase()

async function scene(options: WorldOptions = {}) {
  const world = await makeWorld(database, options)
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN', fileKeys: ['a4', 'letter'] }))
  return { world, pattern }
}
const run = (world: World) => runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
const later = (world: World, ms: number) => {
  world.clock.at += ms
  world.far.arrive()
}
const listingOf = async (world: World, pattern: string) => {
  const [state] = await world.inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [world.connectionId] }))
  assert.ok(state)
  return state
}
const farOf = async (world: World, pattern: string) => {
  const found = world.far.ownedBy((await listingOf(world, pattern)).listingId)
  assert.equal(found.length, 1, 'there once')
  return found[0]!
}
const edits = (world: World) =>
  world.inShop(
    async tx =>
      await tx.selectFrom('hand_edit').select(['field', 'was', 'found', 'settled_how']).orderBy('found_at').orderBy('field').execute(),
  )
const dueAgain = (world: World) => world.inShop(tx => sql`update listing set state = 'waiting', next_run_at = ${world.now()}`.execute(tx))

test('a press makes the listing, step by step, for sale last, and proves it by the bytes', async () => {
  for (const delivery of ['address', 'copy'] as const) {
    const { world, pattern } = await scene({ delivery })
    await press(world, [pattern])
    assert.deepEqual(await run(world), { proven: 1, waiting: 0, needsYou: 0, failed: 0 })
    const there = await farOf(world, pattern)
    assert.equal(there.isPublished, true)
    assert.deepEqual(
      there.files.map(({ key }) => key),
      ['a4', 'letter'],
    )
    assert.deepEqual(world.far.wrongs, [])
    const listing = await listingOf(world, pattern)
    assert.deepEqual([listing.state, listing.provenNo, listing.desiredNo], ['updated', 1, 1])
    assert.deepEqual(
      listing.proof?.files.map(({ key, by }) => [key, by]),
      [
        ['a4', 'bytes'],
        ['letter', 'bytes'],
      ],
    )
    assert.deepEqual(await run(world), { proven: 0, waiting: 0, needsYou: 0, failed: 0 }, 'nothing is due')
    await world.inShop(tx => addVersion(tx, pattern, { number: '1.1', fileKeys: ['a4', 'letter'] }))
    await press(world, [pattern])
    assert.equal((await run(world)).proven, 1)
    assert.equal((await farOf(world, pattern)).files.length, 2, 'the old files are gone')
    assert.deepEqual(world.far.wrongs, [])
  }
})

test('after a lost answer it looks before it acts; a late effect is waited for', async () => {
  for (const kind of ['lost', 'late', 'failed', 'half'] as const) {
    const { world, pattern } = await scene()
    await press(world, [pattern])
    world.far.faults.push({ place: 'write', kind, lateMs: 12_000 })
    for (let round = 0; round < 4; round++) {
      await run(world)
      later(world, 15_000)
    }
    await farOf(world, pattern)
    assert.deepEqual(world.far.wrongs, [], kind)
    assert.equal((await listingOf(world, pattern)).state, 'updated', kind)
  }
})

test('a hand edit is named, put right, and settled; with the rule "ask" it waits and everything else goes on', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await run(world)
  const { remoteId } = await farOf(world, pattern)
  later(world, 5_000)
  world.far.editByHand(remoteId, { title: 'CHEAP!!' })
  await dueAgain(world)
  await run(world)
  assert.equal((await farOf(world, pattern)).title, 'Wren')
  assert.deepEqual(await edits(world), [{ field: 'title', was: 'Wren', found: 'CHEAP!!', settled_how: 'put-right' }])

  await world.inShop(tx =>
    tx
      .updateTable('shop')
      .set({ field_rules: JSON.stringify({ price: 'ask' }) })
      .execute(),
  )
  later(world, 5_000)
  world.far.editByHand(remoteId, { price: { minor: 1n, currency: 'EUR' }, tags: ['cheap'] })
  await dueAgain(world)
  assert.deepEqual(await run(world), { proven: 0, waiting: 0, needsYou: 1, failed: 0 })
  const there = await farOf(world, pattern)
  assert.deepEqual([there.price.minor, there.tags], [1n, ['warm']])
  const listing = await listingOf(world, pattern)
  assert.deepEqual([listing.state, listing.openEdits], ['needs-you', ['price']])
  assert.match(listing.reason ?? '', /Price/)
  // Pressing is her word: the price is put right, and the edit is not found a second time.
  await press(world, [pattern])
  await run(world)
  assert.equal((await farOf(world, pattern)).price.minor, 750n)
  assert.deepEqual(
    (await edits(world)).map(({ field, settled_how }) => `${field} ${settled_how}`),
    ['title put-right', 'price put-right', 'tags put-right'],
  )
})

test('files that are replaced one by one were taken for a hand edit half way, and she was asked about our own doing', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await run(world)
  await world.inShop(tx => changeSettings(tx, { fieldRules: { files: 'ask' } }, world.now()))
  await world.inShop(tx => addVersion(tx, pattern, { number: '1.1', fileKeys: ['a4', 'letter'] }))
  await press(world, [pattern])
  assert.equal((await run(world)).proven, 1)
  assert.deepEqual(await edits(world), [])
  // Somebody's file among them is told all the same.
  await world.inShop(tx => addVersion(tx, pattern, { number: '1.2', fileKeys: ['a4', 'letter'] }))
  await press(world, [pattern])
  let looks = 0
  const { remoteId, files } = await farOf(world, pattern)
  const meddling = (name: string) => {
    if (name === 'before read' && ++looks === 2)
      world.far.editByHand(remoteId, { files: [...files, { key: 'x', name: 'x.pdf', mark: 'f'.repeat(16) }] })
  }
  await runListings({ ...world.deps, crashPoint: meddling }, { shop: world.shop, connectionId: world.connectionId })
  assert.deepEqual(
    (await edits(world)).map(({ field }) => field),
    ['files'],
  )
})

test('a rule changed while a run had looked already was not seen by it, and the question stayed: it is asked by the newest rule', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await run(world)
  const rule = (title: 'ask' | 'hub') => world.inShop(tx => changeSettings(tx, { fieldRules: { title } }, world.now()))
  await rule('ask')
  later(world, 5_000)
  world.far.editByHand((await farOf(world, pattern)).remoteId, { title: 'CHEAP!!' })
  await dueAgain(world)
  const place = { shop: world.shop, connectionId: world.connectionId }
  await runListings({ ...world.deps, crashPoint: async name => void (name === 'before record' && (await rule('hub'))) }, place)
  await run(world)
  assert.equal((await farOf(world, pattern)).title, 'Wren')
  assert.equal((await listingOf(world, pattern)).state, 'updated')
})

test('our own late step is no hand edit; one who undoes his own edit settles it', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await run(world)
  const { remoteId } = await farOf(world, pattern)
  await world.inShop(tx =>
    tx
      .updateTable('shop')
      .set({ field_rules: JSON.stringify({ title: 'ask' }) })
      .execute(),
  )
  later(world, 5_000)
  world.far.editByHand(remoteId, { title: 'Mine' })
  await dueAgain(world)
  await run(world)
  world.far.editByHand(remoteId, { title: 'Wren' })
  await dueAgain(world)
  await run(world)
  assert.deepEqual(
    (await edits(world)).map(({ settled_how }) => settled_how),
    ['undone-there'],
  )
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Wren two' }).execute())
  await press(world, [pattern])
  world.far.faults.push({ place: 'write', kind: 'late', lateMs: 90_000 })
  await run(world)
  later(world, 30_000)
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Wren three' }).execute())
  await press(world, [pattern])
  await run(world)
  later(world, 90_000)
  assert.equal((await farOf(world, pattern)).title, 'Wren two', 'the late one took the place of the newest')
  await dueAgain(world)
  await run(world)
  assert.equal((await farOf(world, pattern)).title, 'Wren three')
  assert.equal((await edits(world)).length, 1, 'nobody is blamed for it')
})

test('a removed listing is told, and made again only on a press', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await run(world)
  world.far.remove((await farOf(world, pattern)).remoteId)
  await dueAgain(world)
  assert.equal((await run(world)).needsYou, 1)
  assert.equal((await listingOf(world, pattern)).state, 'gone')
  assert.deepEqual(
    (await edits(world)).map(({ field, settled_how }) => [field, settled_how]),
    [['listing', null]],
  )
  await press(world, [pattern])
  await run(world)
  assert.equal((await listingOf(world, pattern)).state, 'updated')
  assert.equal((await farOf(world, pattern)).isPublished, true)
})

test('held, in rehearsal, or removed: nothing is sent, and letting go sends it', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  await world.inShop(tx => tx.updateTable('shop').set({ held_at: world.now() }).execute())
  await run(world)
  assert.equal(world.far.listings.size, 0)
  await world.inShop(tx => tx.updateTable('shop').set({ held_at: null }).execute())
  later(world, 10_000)
  assert.equal((await run(world)).proven, 1)
})

test('a whole-call fault backs off and goes on; wrong keys stop the connection; the seller’s own fault waits for her', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  world.far.faults.push({ place: 'read', kind: 'busy', lateMs: 0 })
  assert.equal((await run(world)).waiting, 1)
  assert.equal((await run(world)).waiting, 0, 'not due before it was asked to come back')
  later(world, 3_000)
  assert.equal((await run(world)).proven, 1)
  await world.inShop(tx => tx.updateTable('pattern').set({ title: ' ' }).execute())
  await assert.rejects(press(world, [pattern]), { name: 'Refused', message: 'The listing has no title.' })
})

test('a second runner finds nothing to take, and one that lost its lease writes nothing', async () => {
  const { world, pattern } = await scene()
  await press(world, [pattern])
  let resume = () => {}
  const stalled = new Promise<void>(done => (resume = done))
  const slow = runListings(
    { ...world.deps, crashPoint: name => (name === 'after find-own' ? stalled : undefined) },
    { shop: world.shop, connectionId: world.connectionId },
  )
  while ((await listingOf(world, pattern)).state !== 'working') await new Promise(done => setTimeout(done, 2))
  assert.deepEqual(await run(world), { proven: 0, waiting: 0, needsYou: 0, failed: 0 })
  later(world, 21_000)
  assert.equal((await run(world)).proven, 1)
  resume()
  assert.deepEqual(await slow, { proven: 0, waiting: 0, needsYou: 0, failed: 0 })
  await farOf(world, pattern)
  assert.equal((await listingOf(world, pattern)).state, 'updated')
  assert.deepEqual(world.far.wrongs, [])
})

test('a run that dies at any of its awaits is finished by the next', async () => {
  const names: string[] = []
  const { world: first, pattern: p } = await scene()
  await press(first, [p])
  await runListings({ ...first.deps, crashPoint: name => void names.push(name) }, { shop: first.shop, connectionId: first.connectionId })
  assert.ok(names.length > 40, `${names.length} awaits`)
  for (let at = 0; at < names.length; at += 3) {
    const { world, pattern } = await scene()
    await press(world, [pattern])
    let left = at
    const crashing = {
      ...world.deps,
      crashPoint: () => {
        if (left-- === 0) throw new Error('killed')
      },
    }
    await assert.rejects(runListings(crashing, { shop: world.shop, connectionId: world.connectionId }), /killed/, names[at])
    later(world, 21_000)
    await run(world)
    assert.equal((await listingOf(world, pattern)).state, 'updated', names[at])
    await farOf(world, pattern)
    assert.deepEqual(world.far.wrongs, [])
  }
})

test('of many it is asked first which have moved: what was changed by hand is found, and nothing else is read before it is set', async () => {
  const world = await makeWorld(database)
  const patterns: string[] = []
  for (let at = 0; at < 25; at++)
    patterns.push(await world.inShop(tx => addPattern(tx, { title: `Wren ${at}`, sku: `WREN-${at}`, fileKeys: ['a4'] })))
  await press(world, patterns)
  await run(world)
  later(world, 60_000)
  await sweep(world.deps, { shop: world.shop, connectionId: world.connectionId })
  later(world, 60_000)
  await dueAgain(world)
  world.far.requests.clear()
  assert.equal((await run(world)).proven, 25)
  assert.deepEqual([world.far.requests.get('marks'), world.far.requests.get('read')], [1, undefined])
  later(world, 60_000)
  const { remoteId } = await farOf(world, patterns[7]!)
  world.far.editByHand(remoteId, { title: 'CHEAP!!' })
  later(world, 60_000)
  await dueAgain(world)
  await run(world)
  assert.deepEqual(
    (await edits(world)).map(({ field, found }) => [field, found]),
    [['title', 'CHEAP!!']],
  )
})
