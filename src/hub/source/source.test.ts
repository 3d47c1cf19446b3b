import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { connect } from '../connection/connect.ts'
import { goLive } from '../connection/move-state.ts'
import { settleHandEdit } from '../listing/settle-hand-edit.ts'
import { editPattern } from '../pattern/edit-pattern.ts'
import { setPriceOfMany } from '../pattern/set-prices.ts'
import { chooseSource, type SourceWish } from './choose-source.ts'
import { follow } from './follow.ts'
import { readSource } from './read-source.ts'
import { takeOverEdits } from './take-over-edits.ts'
import { type OutsidePattern, upsertOutside } from './upsert-outside.ts'

const database = await testDatabase()
const fits = () => true as const
const euro = (minor: bigint) => ({ amount: { minor, currency: 'EUR' }, sale: null })

/** Two storefronts of one shop, each with its own far side; the second is seen through a world of its own. */
async function scene() {
  const first = await makeWorld(database)
  const far = await makeWorld(database)
  const connectionId = await first.inShop(async tx => {
    const now = first.now()
    const facts = { name: 'Other', version: null, warnings: [] }
    const id = await connect(tx, {
      spoke: 'far',
      label: 'Other',
      baseUrl: 'https://other.example',
      account: '',
      currency: 'EUR',
      facts,
      settings: {},
      secretKey: Buffer.alloc(32, 5),
      now,
    })
    await goLive(tx, id, now)
    return id
  })
  const second: World = {
    ...first,
    connectionId,
    far: far.far,
    deps: {
      ...first.deps,
      open: (_shop, { connectionId: id }, requestClass) =>
        (id === connectionId ? far : first).deps.open(first.shop, { connectionId: id } as never, requestClass),
    },
  }
  const patternId = await first.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  const run = async () => {
    await runListings(second.deps, { shop: first.shop, connectionId: first.connectionId })
    await runListings(second.deps, { shop: first.shop, connectionId })
  }
  await press(first, [patternId])
  await run()
  return { first, second, patternId, run }
}
const choose = (world: World, wish: SourceWish, can: (spoke: string) => true | string = fits) =>
  world.inShop(tx => chooseSource(tx, wish, can))
const listingThere = (world: World) => [...world.far.listings.values()][0]!
const takeOver = (world: World) =>
  world.inShop(async tx => {
    const taken = await takeOverEdits(tx, world.planning())
    await follow(tx, null, world.planning())
    return taken.patternIds.length
  })
const patternOf = (world: World, patternId: string) =>
  world.inShop(tx => tx.selectFrom('pattern').selectAll().where('pattern_id', '=', patternId).executeTakeFirstOrThrow())
const edit = (world: World, patternId: string, change: object) =>
  world.inShop(async tx => {
    const { edit_no: editNo } = await tx
      .selectFrom('pattern')
      .select('edit_no')
      .where('pattern_id', '=', patternId)
      .executeTakeFirstOrThrow()
    await editPattern(tx, patternId, { editNo, ...change }, world.now())
  })
const look = (tx: Tx, connectionId: string) =>
  sql`update listing set state = 'waiting', next_run_at = now() - interval '10 years' where connection_id = ${connectionId}::uuid`.execute(
    tx,
  )

test('what is edited at the source is left there, becomes the pattern’s own and goes on to the other storefront, once', async () => {
  const { first, second, patternId, run } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  first.clock.at += 60_000
  first.far.editByHand(listingThere(first).remoteId, { title: 'Wren tee', price: { minor: 900n, currency: 'EUR' } })
  await first.inShop(tx => look(tx, first.connectionId))
  await run()
  assert.equal(listingThere(first).title, 'Wren tee', 'not put right')
  assert.equal(await takeOver(first), 1)
  assert.equal((await patternOf(first, patternId)).title, 'Wren tee')
  await run()
  assert.deepEqual([listingThere(second).title, listingThere(second).price.minor], ['Wren tee', 900n])
  const writes = () =>
    [...first.far.requests, ...second.far.requests].filter(([name]) => /write/.test(name)).reduce((sum, [, n]) => sum + n, 0)
  const before = writes()
  for (let round = 0; round < 3; round++) {
    first.clock.at += 60_000
    assert.equal(await takeOver(first), 0, 'nothing goes round in a circle')
    await first.inShop(tx => look(tx, first.connectionId))
    await first.inShop(tx => look(tx, second.connectionId))
    await run()
  }
  assert.equal(writes(), before)
})

test('what is edited by hand at another storefront is put right there and never reaches the source', async () => {
  const { first, second, patternId, run } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  first.clock.at += 60_000
  second.far.editByHand(listingThere(second).remoteId, { title: 'Somebody else’s' })
  await first.inShop(tx => look(tx, second.connectionId))
  await run()
  await takeOver(first)
  await run()
  assert.deepEqual(
    [listingThere(second).title, listingThere(first).title, (await patternOf(first, patternId)).title],
    ['Wren', 'Wren', 'Wren'],
  )
})

test('a pattern that comes from the source is not edited here, one that does not is', async () => {
  const { first, patternId } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  await assert.rejects(edit(first, patternId, { title: 'Mine' }), { code: 'edited-elsewhere', message: /is edited at Far.*Where you edit/ })
  await assert.rejects(edit(first, patternId, { prices: [euro(1n)] }), { code: 'edited-elsewhere' })
  await assert.rejects(
    first.inShop(tx => setPriceOfMany(tx, [patternId], { minor: 100n, currency: 'EUR' }, first.now())),
    { code: 'edited-elsewhere' },
  )
  await edit(first, patternId, { gauge: '22 stitches' })
  const other = await first.inShop(tx => addPattern(tx, { title: 'Lark', sku: 'LARK' }))
  await edit(first, other, { title: 'Lark tee' })
  await choose(first, { kind: 'hub' })
  await edit(first, patternId, { title: 'Mine again' })
})

test('there is one source at a time; one that cannot be one, or is in rehearsal, is refused', async () => {
  const { first, second } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  await assert.rejects(choose(first, { kind: 'outside', system: 'erpnext', publishes: true }), {
    code: 'two-sources',
    message: /edited at Far now/,
  })
  await assert.rejects(choose(first, { kind: 'storefront', connectionId: second.connectionId }), { code: 'two-sources' })
  await choose(first, { kind: 'hub' })
  await assert.rejects(
    choose(first, { kind: 'storefront', connectionId: second.connectionId }, () => 'it is no shop of hers alone'),
    { code: 'no-source' },
  )
  await assert.rejects(choose(first, { kind: 'storefront', connectionId: first.shop }), { code: 'not-found' })
  await assert.rejects(choose(first, { kind: 'outside', system: 'ERP Next!', publishes: false }), { code: 'source-system' })
  await first.inShop(tx =>
    tx.updateTable('connection').set({ state: 'rehearsal' }).where('connection_id', '=', first.connectionId).execute(),
  )
  await assert.rejects(choose(first, { kind: 'storefront', connectionId: first.connectionId }), { code: 'source-in-rehearsal' })
})

test('a source that was disconnected is none any more', async () => {
  const { first, patternId } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  await first.inShop(tx =>
    tx.updateTable('connection').set({ removed_at: new Date() }).where('connection_id', '=', first.connectionId).execute(),
  )
  assert.deepEqual(await first.inShop(tx => readSource(tx)), { kind: 'hub' })
  await edit(first, patternId, { title: 'Mine' })
})

test('a paused storefront follows once it is live again', async () => {
  const { first, second, run } = await scene()
  const move = (state: 'paused' | 'live') =>
    first.inShop(tx => tx.updateTable('connection').set({ state }).where('connection_id', '=', second.connectionId).execute())
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  first.clock.at += 60_000
  await move('paused')
  first.far.editByHand(listingThere(first).remoteId, { title: 'Wren tee' })
  await first.inShop(tx => look(tx, first.connectionId))
  await run()
  await takeOver(first)
  await run()
  assert.equal(listingThere(second).title, 'Wren')
  await move('live')
  await takeOver(first)
  await run()
  assert.equal(listingThere(second).title, 'Wren tee')
})

const upsert = (world: World, externalId: string, given: OutsidePattern, isDryRun = false) =>
  world.inShop(tx => upsertOutside(tx, { system: 'erpnext', externalId }, given, { isDryRun, now: world.now() }))

test('told from outside, a pattern is made once, changed by what differs, and the same again is nothing', async () => {
  const { first } = await scene()
  const item: OutsidePattern = { title: 'Robin cowl', sku: 'ROBIN', craft: 'knitting', tags: ['cowl'], prices: [euro(650n)] }
  const dry = await upsert(first, 'ITEM-7', item, true)
  assert.deepEqual([dry.outcome, dry.patternId], ['made', null])
  assert.equal((await first.inShop(tx => tx.selectFrom('pattern').select('pattern_id').where('sku', '=', 'ROBIN').execute())).length, 0)
  const made = await upsert(first, 'ITEM-7', item)
  assert.equal(made.outcome, 'made')
  assert.deepEqual(await upsert(first, 'ITEM-7', item), { patternId: made.patternId, outcome: 'same', changes: [] })
  const raised = { ...item, prices: [euro(700n)] }
  const shown = await upsert(first, 'ITEM-7', raised, true)
  assert.deepEqual([shown.outcome, shown.changes.map(({ field }) => field)], ['changed', ['prices']])
  assert.equal((await upsert(first, 'ITEM-7', raised)).outcome, 'changed')
  assert.equal((await upsert(first, 'ITEM-7', { title: 'Robin cowl' })).outcome, 'same', 'what is left out stays')
})

test('one that is here already is found by its SKU and linked; an SKU of another is refused in words', async () => {
  const { first, patternId } = await scene()
  const linked = await upsert(first, 'ITEM-1', { title: 'Wren', sku: 'WREN' })
  assert.deepEqual([linked.outcome, linked.patternId], ['linked', patternId])
  await assert.rejects(upsert(first, 'ITEM-2', { title: 'Another', sku: 'WREN' }), { code: 'sku-of-another', message: /knows as ITEM-1/ })
  await assert.rejects(upsert(first, 'ITEM-3', { sku: 'NEW' }, true), { code: 'title-missing' })
  await assert.rejects(upsert(first, 'ITEM-3', { sku: 'NEW' }), { code: 'title-missing' })
})

test('with a program outside as the source its changes go on by themselves, and only what it decides', async () => {
  const { first, second, patternId, run } = await scene()
  await choose(first, { kind: 'outside', system: 'erpnext', publishes: true })
  await upsert(first, 'ITEM-1', { sku: 'WREN', title: 'Wren, from the ERP', prices: [euro(800n)] })
  assert.equal(await first.inShop(tx => follow(tx, [patternId], first.planning())), 2)
  await run()
  for (const world of [first, second])
    assert.deepEqual([listingThere(world).title, listingThere(world).price.minor], ['Wren, from the ERP', 800n])
  assert.equal(await first.inShop(tx => follow(tx, null, first.planning())), 0, 'once')
  await assert.rejects(edit(first, patternId, { title: 'Mine' }), { code: 'edited-elsewhere', message: /edited in erpnext/ })
  await upsert(first, 'ITEM-1', { isArchived: true })
  await first.inShop(tx => follow(tx, null, first.planning()))
  await run()
  assert.deepEqual([listingThere(first).isPublished, listingThere(second).isPublished], [false, false])
})

test('a storefront as the source is not overwritten from outside, nor by taking over what was found elsewhere', async () => {
  const { first, second, run } = await scene()
  await choose(first, { kind: 'storefront', connectionId: first.connectionId })
  await assert.rejects(upsert(first, 'ITEM-1', { title: 'X', sku: 'WREN' }), {
    code: 'edited-elsewhere',
    message: /erpnext cannot change them/,
  })
  await first.inShop(tx =>
    tx
      .updateTable('shop')
      .set({ field_rules: JSON.stringify({ title: 'ask' }) })
      .execute(),
  )
  first.clock.at += 60_000
  second.far.editByHand(listingThere(second).remoteId, { title: 'From the other' })
  await first.inShop(tx => look(tx, second.connectionId))
  await run()
  const open = await first.inShop(tx =>
    tx.selectFrom('hand_edit').select('hand_edit_id').where('settled_at', 'is', null).executeTakeFirstOrThrow(),
  )
  await assert.rejects(
    first.inShop(tx => settleHandEdit(tx, open.hand_edit_id, { how: 'accept', pressedBy: 'ann' }, first.planning())),
    { code: 'edited-elsewhere' },
  )
})
