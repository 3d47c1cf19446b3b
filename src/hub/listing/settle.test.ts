import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press, secretKey, type World } from '#testing/listing-world.ts'
import { isWhole } from '#testing/whole.ts'
import { runListings } from '#work/run-listings.ts'
import { sweep, sweepEveryMs } from '#work/sweep.ts'
import { renew } from '../connection/connect.ts'
import { preview } from '../publication/preview.ts'
import { undo, undoPreview } from '../publication/undo.ts'
import { changeSettings } from '../shop/change-settings.ts'
import { adopt } from './adopt.ts'
import { listFound } from './found.ts'
import { lookAgain } from './look-again.ts'
import { readStates } from './read-state.ts'
import { settleHandEdit } from './settle-hand-edit.ts'

const database = await testDatabase()
const place = (world: World) => ({ shop: world.shop, connectionId: world.connectionId })
const run = (world: World) => runListings(world.deps, place(world))
const look = (world: World) => sweep(world.deps, place(world))
const texts = (title: string, sku: string) => ({
  title,
  sku,
  description: `<p>${title}</p>`,
  price: { minor: 900n, currency: 'EUR' },
  tags: ['old'],
})

async function listed(count = 1) {
  const world = await makeWorld(database)
  const patterns: string[] = []
  for (let at = 0; at < count; at++) patterns.push(await world.inShop(tx => addPattern(tx, { title: `Wren ${at}`, sku: `WREN-${at}` })))
  await press(world, patterns)
  await run(world)
  world.clock.at += 5_000
  await look(world)
  return { world, patterns, pattern: patterns[0]! }
}
const stateOf = async (world: World, pattern: string) =>
  (await world.inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [world.connectionId] })))[0]!
const openEdits = (world: World) =>
  world.inShop(tx => tx.selectFrom('hand_edit').select(['hand_edit_id', 'field']).where('settled_at', 'is', null).execute())
const settle = (world: World, handEditId: string, how: 'put-right' | 'accept') =>
  world.inShop(tx => settleHandEdit(tx, handEditId, { how, pressedBy: 'ann' }, world.planning()))
const ask = (world: World, ...fields: string[]) =>
  world.inShop(tx =>
    tx
      .updateTable('shop')
      .set({ field_rules: JSON.stringify(Object.fromEntries(fields.map(field => [field, 'ask']))) })
      .execute(),
  )
const edit = async (world: World, pattern: string, change: Parameters<World['far']['editByHand']>[1]) => {
  world.far.editByHand((await stateOf(world, pattern)).remoteId!, change)
  world.clock.at += sweepEveryMs
}

test('a sweep asks for marks alone while nothing moves, and hands over what differs', async () => {
  const { world, patterns, pattern } = await listed(3)
  world.clock.at += sweepEveryMs
  world.far.requests.clear()
  assert.deepEqual(await look(world), { looked: 3, read: 0, differing: 0, found: 0 })
  assert.deepEqual([...world.far.requests], [['marks', 1]])
  await edit(world, pattern, { title: 'Hacked' })
  assert.deepEqual(await look(world), { looked: 3, read: 1, differing: 1, found: 0 })
  assert.equal((await run(world)).proven, 1)
  assert.equal(world.far.listings.get((await stateOf(world, pattern)).remoteId!)?.title, 'Wren 0')
  // One that anybody saved without a change is read and left alone.
  world.clock.at += 5_000
  await look(world)
  await edit(world, patterns[1]!, {})
  assert.equal((await look(world)).differing, 0)
})

test('a quiet hour costs a request for each hundred listings and look', async () => {
  const pages = isWhole ? 3 : 2
  const { world } = await listed(pages * 100 - 80)
  world.far.requests.clear()
  for (let minutes = 0; minutes < 60; minutes += 9.5) {
    world.clock.at += sweepEveryMs
    await look(world)
  }
  assert.ok(world.far.requestCount <= 7 * pages, `${world.far.requestCount} requests`)
})

test('one price change on a hundred listings, read back, is at most six requests; a full read at most three', async () => {
  const { world, patterns } = await listed(100)
  await world.inShop(tx => sql`update price set amount_minor = 825`.execute(tx))
  await press(world, patterns)
  world.far.requests.clear()
  assert.equal((await run(world)).proven, 100)
  assert.ok(world.far.requestCount <= 6, `${world.far.requestCount} requests`)
  world.clock.at += 86_400_000
  world.far.requests.clear()
  assert.equal((await look(world)).read, 100)
  assert.ok(world.far.requestCount <= 3, `${world.far.requestCount} requests`)
})

test('taking a change over makes it the pattern’s own, once, and leaves the listing alone', async () => {
  const { world, pattern } = await listed()
  await ask(world, 'title', 'price', 'files')
  await edit(world, pattern, { title: 'Wren, now in XL', price: { minor: 999n, currency: 'EUR' }, files: [] })
  await look(world)
  await run(world)
  const open = await openEdits(world)
  assert.deepEqual(open.map(({ field }) => field).sort(), ['files', 'price', 'title'])
  const idOf = (field: string) => open.find(one => one.field === field)!.hand_edit_id
  await assert.rejects(settle(world, idOf('files'), 'accept'), { name: 'Refused', message: /cannot be taken over/ })
  await settle(world, idOf('title'), 'accept')
  await settle(world, idOf('price'), 'accept')
  await assert.rejects(settle(world, idOf('price'), 'accept'), { code: 'settled-before' })
  const row = await world.inShop(tx =>
    tx.selectFrom('pattern').select(['title', 'edit_no']).where('pattern_id', '=', pattern).executeTakeFirst(),
  )
  assert.deepEqual(row, { title: 'Wren, now in XL', edit_no: 3 })
  await run(world)
  assert.deepEqual((await stateOf(world, pattern)).openEdits, ['files'], 'the third still waits for her word')
  await settle(world, idOf('files'), 'put-right')
  assert.equal((await run(world)).proven, 1)
  const there = world.far.listings.get((await stateOf(world, pattern)).remoteId!)!
  assert.deepEqual([there.title, there.price.minor, there.files.length], ['Wren, now in XL', 999n, 1])
  const { listings } = await world.inShop(tx => preview(tx, { patternIds: [pattern] }, world.planning()))
  assert.deepEqual(listings[0]?.changes, [])
})

test('a question stayed open after she had said that the field is always put right: her new rule answers it, and no other', async () => {
  const { world, patterns } = await listed(3)
  await ask(world, 'title', 'price')
  await edit(world, patterns[0]!, { title: 'CHEAP!!' })
  await edit(world, patterns[1]!, { price: { minor: 1n, currency: 'EUR' } })
  world.far.remove((await stateOf(world, patterns[2]!)).remoteId!)
  world.clock.at += sweepEveryMs
  await look(world)
  await run(world)
  const states = () => Promise.all(patterns.map(async pattern => (await stateOf(world, pattern)).state))
  assert.deepEqual(await states(), ['needs-you', 'needs-you', 'gone'])
  const rule = (fieldRules: { readonly [field: string]: 'hub' | 'ask' }) =>
    world.inShop(tx => changeSettings(tx, { fieldRules }, world.now()))
  await rule({ tags: 'hub', title: 'ask' })
  assert.deepEqual(await states(), ['needs-you', 'needs-you', 'gone'], 'no rule of theirs has changed')
  const told = async () => (await world.inShop(tx => sql`select from event where name = 'listing.wanted'`.execute(tx))).rows.length
  const toldBefore = await told()
  await rule({ title: 'hub' })
  assert.deepEqual(await states(), ['waiting', 'needs-you', 'gone'])
  assert.equal(await told(), toldBefore + 1, 'at once, not at the next look')
  assert.equal((await run(world)).proven, 1)
  assert.equal(world.far.ownedBy((await stateOf(world, patterns[0]!)).listingId)[0]?.title, 'Wren 0')
  assert.deepEqual((await openEdits(world)).map(({ field }) => field).sort(), ['listing', 'price'])
})

test('a removed listing is made again on her word, or left removed; back from the bin it settles by itself', async () => {
  const { world, pattern } = await listed()
  const remove = async () => {
    world.far.remove((await stateOf(world, pattern)).remoteId!)
    world.clock.at += sweepEveryMs
    await look(world)
    await run(world)
    assert.equal((await stateOf(world, pattern)).state, 'gone')
    return (await openEdits(world))[0]!.hand_edit_id
  }
  await remove()
  world.clock.at += sweepEveryMs
  await look(world)
  assert.equal((await run(world)).proven, 0, 'it is told once, and nothing is done')
  world.far.restore((await stateOf(world, pattern)).remoteId!)
  world.clock.at += sweepEveryMs
  await look(world)
  assert.equal((await run(world)).proven, 1)
  assert.deepEqual(await openEdits(world), [])

  await settle(world, await remove(), 'put-right')
  assert.equal((await run(world)).proven, 1)
  assert.equal(world.far.ownedBy((await stateOf(world, pattern)).listingId).length, 1)

  await settle(world, await remove(), 'accept')
  const left = await stateOf(world, pattern)
  assert.deepEqual([left.state, left.remoteId], ['unplanned', null])
  world.clock.at += sweepEveryMs
  await look(world)
  await run(world)
  assert.equal(world.far.ownedBy(left.listingId).length, 0)
  const shown = await world.inShop(tx => preview(tx, { patternIds: [pattern] }, world.planning()))
  assert.equal(shown.listings[0]?.isNew, true)
})

test('listings that were there before are found, adopted without a touch, and changed only by a press', async () => {
  const world = await makeWorld(database, { state: 'rehearsal' })
  const own = await world.inShop(tx => addPattern(tx, { title: 'Marigold', sku: 'MARI' }))
  world.far.addForeign(texts('Marigold cardigan', 'mari'))
  world.far.addForeign(texts('Clover hat', ''))
  const before = structuredClone([...world.far.listings.values()])
  assert.equal((await look(world)).found, 2)
  const page = await world.inShop(tx => listFound(tx, world.connectionId, { limit: 1 }))
  const rest = await world.inShop(tx => listFound(tx, world.connectionId, { limit: 1, cursor: page.next! }))
  const [hat, cardigan] = [page.items[0]!, rest.items[0]!]
  assert.deepEqual([hat.title, hat.suggestion, rest.next], ['Clover hat', null, null])
  assert.deepEqual(cardigan.suggestion, { patternId: own, patternTitle: 'Marigold', why: 'The same SKU' })
  const chosen = [
    { listingId: cardigan.listingId, patternId: own },
    { listingId: hat.listingId, patternId: null },
  ]
  assert.deepEqual(await world.inShop(tx => adopt(tx, world.connectionId, chosen, world.now())), { adopted: 2, granted: 0 })
  assert.deepEqual(await world.inShop(tx => adopt(tx, world.connectionId, chosen.slice(0, 1), world.now())), { adopted: 0, granted: 0 })
  const made = await world.inShop(tx =>
    tx.selectFrom('pattern').select(['title', 'sku', 'tags']).where('title', '=', 'Clover hat').executeTakeFirst(),
  )
  assert.deepEqual(made, { title: 'Clover hat', sku: 'CLOVER-HAT', tags: ['old'] })
  await look(world)
  await run(world)
  assert.deepEqual([...world.far.listings.values()], before, 'nothing was touched')
  await assert.rejects(
    world.inShop(tx => adopt(tx, world.connectionId, [{ listingId: hat.listingId, patternId: own }], world.now())),
    { name: 'Refused', status: 409 },
  )
  await world.inShop(tx => tx.updateTable('connection').set({ state: 'live' }).execute())
  const found = before.find(({ remoteId }) => remoteId === cardigan.remoteId)!
  const shown = await world.inShop(tx => preview(tx, { patternIds: [own] }, world.planning()))
  const forGood = found.files.length === 0 ? [] : ['The files that stood at Far are not kept here and cannot be put back.']
  assert.deepEqual(shown.cannotUndo, forGood)
  const first = await press(world, [own])
  assert.equal((await run(world)).proven, 1)
  const there = () => world.far.listings.get(cardigan.remoteId)!
  assert.deepEqual([there().title, there().files.map(({ key }) => key), world.far.listings.size], ['Marigold', ['a4'], 2])
  const back = await world.inShop(tx => undoPreview(tx, first, world.planning()))
  assert.equal(back.listings[0]?.refused, null)
  await world.inShop(tx => undo(tx, first, { key: back.key, pressedBy: 'ann' }, world.planning()))
  assert.equal((await run(world)).proven, 1)
  // As she had it, with the files that were published since.
  assert.deepEqual(
    [there().title, there().price, there().description, there().isPublished, there().files.map(({ key }) => key)],
    [found.title, found.price, found.description, found.isPublished, ['a4']],
  )
})

test('trying again runs what failed; a listing that was removed says where to decide', async () => {
  const { world, pattern } = await listed()
  const { listingId } = await stateOf(world, pattern)
  await world.inShop(tx => tx.updateTable('listing').set({ state: 'failed', reason: 'x', attempts: 9 }).execute())
  await world.inShop(tx => lookAgain(tx, listingId, world.now()))
  assert.equal((await run(world)).proven, 1)
  await world.inShop(tx => tx.updateTable('listing').set({ state: 'gone' }).execute())
  await assert.rejects(
    world.inShop(tx => lookAgain(tx, listingId, world.now())),
    { name: 'Refused', status: 409 },
  )
})

test('what waits for her at a storefront is tried with new keys, but not what waits for her word on a hand edit', async () => {
  const { world, patterns } = await listed(2)
  const [stuck, asked] = patterns as [string, string]
  await ask(world, 'title')
  await edit(world, asked, { title: 'By hand' })
  await look(world)
  await run(world)
  assert.equal((await stateOf(world, asked)).state, 'needs-you')
  const { listingId } = await stateOf(world, stuck)
  const reason = 'WordPress does not accept the password.'
  await world.inShop(tx =>
    tx.updateTable('listing').set({ state: 'needs-you', reason, attempts: 9 }).where('listing_id', '=', listingId).execute(),
  )
  assert.deepEqual(await run(world), { proven: 0, waiting: 0, needsYou: 0, failed: 0 })
  await world.inShop(tx => renew(tx, world.connectionId, { settings: { key: 'new' }, secretKey, now: world.now() }))
  assert.deepEqual(await run(world), { proven: 1, waiting: 0, needsYou: 0, failed: 0 })
  assert.equal((await stateOf(world, asked)).state, 'needs-you')
})

test('keys that are refused stop the connection and say so; nothing is lost', async () => {
  const { world, pattern } = await listed()
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Two' }).execute())
  await press(world, [pattern])
  world.far.faults.push({ place: 'write', kind: 'keys' })
  await run(world)
  const row = await world.inShop(tx => tx.selectFrom('connection').select(['state', 'reason']).executeTakeFirstOrThrow())
  assert.equal(row.state, 'reconnect')
  assert.match(row.reason ?? '', /Renew them/)
  assert.equal((await stateOf(world, pattern)).state, 'waiting')
  await world.inShop(tx => tx.updateTable('connection').set({ state: 'live' }).execute())
  await look(world)
  assert.equal((await run(world)).proven, 1)
})
