/** Where a pattern stands in a storefront's own tree of categories: read there, shown before a press, chosen otherwise, and proven. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shelfId } from '#hub/listing/shelf.ts'
import { readPattern } from '#hub/pattern/read-pattern.ts'
import { preview } from '#hub/publication/preview.ts'
import { readStorefronts } from '#hub/storefront/read-storefronts.ts'
import { setWording } from '#hub/storefront/set-wording.ts'
import { previewWriting, readWriting, saveWriting } from '#hub/storefront/writing.ts'
import { shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'
import { lookAtListings } from './look.ts'
import { planningWorldOf } from './run-deps.ts'

const database = await testDatabase()

for (const [spoke, { readShelves, label }] of await shops()) {
  if (isCannot(readShelves)) continue
  test(`at ${label} a pattern is put where its craft belongs, she sees where, and may choose another place`, async t => {
    const { addPattern, press, settle, inShop, deps, shop, connectionId, stateOf } = await storefrontStage(t, database, {
      spoke,
      delivery: 'copy',
    })
    const world = planningWorldOf(deps)
    const pattern = await addPattern('Wren Tee', 'WREN-1')
    const place = { patternId: pattern, connectionId }
    const shown = async () => {
      const { listings } = await inShop(tx => preview(tx, { patternIds: [pattern] }, world))
      return listings[0]!.changes.find(({ label: of }) => of === 'Category there')?.to ?? null
    }
    assert.equal(await shown(), null, 'its tree is not known yet')
    await lookAtListings(deps, { shop, connection: connectionId })
    const first = await shown()
    assert.match(first ?? '', /sewing pattern/i)
    await press([pattern])
    await settle()
    const state = await stateOf(pattern)
    assert.equal(state.state, 'updated', state.reason ?? '')
    assert.notEqual(shelfId(state.observed?.content.shelf), '')

    const [at] = await inShop(tx => readStorefronts(tx, pattern, world))
    const other = at!.shelves.find(({ path }) => path !== first)!
    await inShop(tx => setWording(tx, place, { shelf: other.id }, deps.now()))
    assert.equal(await shown(), other.path)
    await press([pattern])
    await settle()
    assert.equal(shelfId((await stateOf(pattern)).observed?.content.shelf), other.id)

    await inShop(tx => setWording(tx, place, { shelf: null }, deps.now()))
    const kept = await inShop(tx => readWriting(tx, connectionId, world))
    assert.deepEqual([kept.shelves, kept.tree.length > 1], [{}, true])
    const writing = { template: kept.template, priceRule: null, shelves: { sewing: other.id } }
    const { items } = await inShop(tx => previewWriting(tx, connectionId, writing, world))
    assert.deepEqual(
      items.flatMap(({ changes }) => changes.map(({ label: of, to }) => [of, to])),
      [['Category there', other.path]],
    )
    await inShop(tx => saveWriting(tx, connectionId, writing, deps.now()))
    assert.equal(await shown(), null, 'there it stands')
    await inShop(tx => saveWriting(tx, connectionId, { template: kept.template, priceRule: null }, deps.now()))
    assert.deepEqual((await inShop(tx => readWriting(tx, connectionId, world))).shelves, { sewing: other.id }, 'what is left out stays')
  })

  test(`at ${label} a listing that stands there already is left where it is until she says where it belongs`, async t => {
    const { addPattern, press, settle, inShop, deps, shop, connectionId, stateOf } = await storefrontStage(t, database, {
      spoke,
      delivery: 'copy',
    })
    const world = planningWorldOf(deps)
    const pattern = await addPattern('Wren Tee', 'WREN-1')
    await press([pattern])
    await settle()
    const before = shelfId((await stateOf(pattern)).observed?.content.shelf)
    await lookAtListings(deps, { shop, connection: connectionId })
    const changes = async () =>
      (await inShop(tx => preview(tx, { patternIds: [pattern] }, world))).listings[0]!.changes.map(({ field }) => field)
        // What is empty there is filled.
        .filter(field => field !== 'properties')
    assert.deepEqual(await changes(), [])
    assert.equal((await inShop(tx => readPattern(tx, pattern, world))).unsent, false)
    const [at] = await inShop(tx => readStorefronts(tx, pattern, world))
    assert.equal(shelfId(at!.shown?.shelf), before)
    const other = at!.shelves.find(({ id }) => id !== before)!
    await inShop(tx => setWording(tx, { patternId: pattern, connectionId }, { shelf: other.id }, deps.now()))
    assert.deepEqual(await changes(), ['shelf'])
    assert.equal((await inShop(tx => readPattern(tx, pattern, world))).unsent, true)
  })
}
