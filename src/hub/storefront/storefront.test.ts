/** What she says of one storefront, through to the far side and back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { noLimits, textUpTo } from '../listing/limits.ts'
import { readHistory } from '../listing/read-history.ts'
import { settleHandEdit } from '../listing/settle-hand-edit.ts'
import { duplicatePattern } from '../pattern/duplicate-pattern.ts'
import { readPattern } from '../pattern/read-pattern.ts'
import { backPreview, goBack } from '../publication/back.ts'
import { preview } from '../publication/preview.ts'
import { readPublication } from '../publication/read-publications.ts'
import { offSalePreview, retire, unpublish } from '../publication/retire.ts'
import { undo, undoPreview } from '../publication/undo.ts'
import type { PriceRule } from './price-rule.ts'
import { readStorefronts } from './read-storefronts.ts'
import { setWording } from './set-wording.ts'
import { previewWriting, readWriting, saveWriting } from './writing.ts'

const database = await testDatabase()
const limits = {
  ...noLimits,
  title: textUpTo(20),
  tags: { most: 1, each: textUpTo(20), notFirst: null },
  leastMinor: { 2: 500n },
}

async function scene() {
  const made = await makeWorld(database)
  const spoke = { ...made.far.spoke, limits }
  const world: World = { ...made, planning: () => ({ ...made.planning(), rulesOf: () => spoke }) }
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  const run = () => runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
  const there = () => [...world.far.listings.values()][0]!
  const listing = async () =>
    (await world.inShop(tx => sql<{ id: string }>`select listing_id as id from listing where pattern_id is not null`.execute(tx))).rows[0]!
      .id
  return { world, pattern, run, there, listing, place: { connectionId: world.connectionId, patternId: pattern } }
}
const set = (world: World, pattern: string, facts: { title?: string; tags?: string[] }) =>
  world.inShop(tx => tx.updateTable('pattern').set(facts).where('pattern_id', '=', pattern).execute())
const rule: PriceRule = {
  currency: 'EUR',
  fromCurrency: 'EUR',
  rateMillionths: 1_000_000n,
  percentHundredths: 1_000,
  addMinor: 0n,
  rounding: 'half',
  floorMinor: null,
}

test('a listing is fitted, its loss shown before the press, and reads back as right', async () => {
  const { world, pattern, run, there } = await scene()
  await set(world, pattern, { title: 'Wren Tee, a boxy top for wovens', tags: ['warm', 'boxy'] })
  const shown = await world.inShop(tx => preview(tx, { patternIds: [pattern] }, world.planning()))
  assert.deepEqual(shown.listings[0]?.losses, [
    'The title loses its last 11 characters and ends with “… Tee, a boxy top”.',
    '1 tag of 2 is left out, the last ones: boxy.',
  ])
  await press(world, [pattern])
  await run()
  assert.deepEqual([there().title, there().tags], ['Wren Tee, a boxy top', ['warm']])
  const again = await world.inShop(tx => preview(tx, { patternIds: [pattern] }, world.planning()))
  assert.equal(again.sentence, 'Every shop is as it should be; there is nothing to send.')
  assert.equal((await world.inShop(tx => readPattern(tx, pattern, world.planning()))).unsent, false)
})

test('her own words win over the template and the fit; too long, they are refused by the storefront’s own sentence', async () => {
  const { world, pattern, place, run, there } = await scene()
  const write = (given: Parameters<typeof setWording>[2]) => world.inShop(tx => setWording(tx, place, given, world.now()))
  const template = { title: '{title} pattern', description: '<p>{description}</p><p>More at {shop}</p>' }
  await world.inShop(tx => saveWriting(tx, place.connectionId, { template, priceRule: rule }, world.now()))
  await press(world, [pattern])
  await run()
  assert.deepEqual([there().title, there().description, there().price.minor], ['Wren pattern', '<p>Wren</p><p>More at Sim</p>', 850n])
  await write({ title: 'Wren, hers', tags: ['own'], price: { minor: 333n, currency: 'EUR' } })
  await press(world, [pattern])
  await run()
  assert.deepEqual([there().title, there().tags, there().price.minor], ['Wren, hers', ['own'], 333n])
  await assert.rejects(write({ title: '  ' }), { code: 'title-missing' })
  await assert.rejects(write({ price: { minor: 1n, currency: 'USD' } }), { code: 'price-currency' })
  await write({ title: null, tags: null, price: null })
  const [one] = await world.inShop(tx => readStorefronts(tx, pattern, world.planning()))
  assert.deepEqual([one?.shown?.title, one?.own.title, one?.isThere, one?.shown?.price.minor], ['Wren pattern', null, true, 850n])
  assert.deepEqual((await world.inShop(tx => sql`select from wording`.execute(tx))).rows.length, 0, 'nothing of hers is left')
})

test('a rule is looked at over all patterns before it is kept, and keeping it sends nothing', async () => {
  const { world, pattern, place } = await scene()
  await world.inShop(tx => addPattern(tx, { title: 'Ebb', sku: 'EBB', priceMinor: 100n }))
  await world.inShop(tx => tx.deleteFrom('price').where('pattern_id', '=', pattern).execute())
  const writing = { template: { title: '', description: '' }, priceRule: rule }
  const shown = await world.inShop(tx => previewWriting(tx, place.connectionId, writing, world.planning()))
  assert.equal(shown.sentence, '1 pattern of 2 changes. Nothing is sent until you publish. 1 pattern cannot be listed there as it is.')
  assert.deepEqual(shown.items[0]?.changes, [{ field: 'price', label: 'Price', from: '€ 1.00', to: '€ 5.00' }])
  assert.deepEqual(shown.items[0]?.losses, ['The price is raised to the least that is taken there, € 5.00.'])
  assert.match(shown.items[1]?.refused ?? '', /no price in EUR, from which its price here is made/)
  assert.equal((await world.inShop(tx => readWriting(tx, place.connectionId, world.planning()))).priceRule, null)
  await world.inShop(tx => saveWriting(tx, place.connectionId, writing, world.now()))
  const kept = await world.inShop(tx => readWriting(tx, place.connectionId, world.planning()))
  assert.deepEqual([kept.priceRule, kept.least?.minor], [rule, 500n])
  assert.equal(world.far.requestCount, 0)
  await assert.rejects(
    world.inShop(tx => saveWriting(tx, place.connectionId, { ...writing, priceRule: { ...rule, currency: 'USD' } }, world.now())),
    { message: /sells in EUR/ },
  )
})

test('what somebody changed there by hand becomes hers for that storefront where a rule or template is laid over', async () => {
  const { world, pattern, place, run, there, listing } = await scene()
  await world.inShop(tx =>
    saveWriting(tx, place.connectionId, { template: { title: '{title} x', description: '' }, priceRule: rule }, world.now()),
  )
  await world.inShop(tx => sql`update shop set field_rules = '{"price":"ask","title":"ask"}'`.execute(tx))
  await press(world, [pattern])
  await run()
  world.clock.at += 60_000
  world.far.editByHand(there().remoteId, { price: { minor: 777n, currency: 'EUR' }, title: 'By hand' })
  await world.inShop(tx => sql`update listing set state = 'waiting', next_run_at = ${world.now()}`.execute(tx))
  await run()
  const { rows } = await world.inShop(tx =>
    sql<{ id: string }>`select hand_edit_id as id from hand_edit where settled_at is null`.execute(tx),
  )
  assert.equal(rows.length, 2)
  for (const { id } of rows) await world.inShop(tx => settleHandEdit(tx, id, { how: 'accept', pressedBy: 'ann' }, world.planning()))
  const whole = await world.inShop(tx => readPattern(tx, pattern, world.planning()))
  assert.deepEqual([whole.title, whole.prices[0]?.amount.minor], ['Wren', 750n], 'the pattern is as it was')
  const [one] = await world.inShop(tx => readStorefronts(tx, pattern, world.planning()))
  assert.deepEqual([one?.own.title, one?.own.price?.minor], ['By hand', 777n])
  await run()
  assert.deepEqual([there().title, there().price.minor], ['By hand', 777n])
  assert.ok(await listing())
})

test('retiring puts away and takes off sale, looked at first; taking it back brings both back', async () => {
  const { world, pattern, run, there } = await scene()
  await press(world, [pattern])
  await run()
  const shown = await world.inShop(tx => offSalePreview(tx, 'retire', { patternIds: [pattern] }, world.planning()))
  assert.deepEqual(shown.listings[0]?.changes, [{ field: 'isPublished', label: 'For sale', from: 'Yes', to: 'No' }])
  assert.equal((await world.inShop(tx => readPattern(tx, pattern, world.planning()))).isArchived, false, 'looking changes nothing')
  const go = (key: string) => world.inShop(tx => retire(tx, [pattern], { key, pressedBy: 'ann' }, world.planning()))
  await assert.rejects(go('another key'), { code: 'changed-since' })
  const { publicationId, putAway } = await go(shown.key)
  assert.equal(putAway, 1)
  assert.deepEqual(await go(shown.key), { publicationId, putAway: 0 }, 'twice is once')
  await run()
  assert.deepEqual([there().isPublished, (await world.inShop(tx => readPattern(tx, pattern, world.planning()))).isArchived], [false, true])
  const back = await world.inShop(tx => undoPreview(tx, publicationId!, world.planning()))
  await world.inShop(tx => undo(tx, publicationId!, { key: back.key, pressedBy: 'ann' }, world.planning()))
  await run()
  assert.deepEqual([there().isPublished, (await world.inShop(tx => readPattern(tx, pattern, world.planning()))).isArchived], [true, false])
})

test('what stands nowhere is put away without a press', async () => {
  const { world, pattern } = await scene()
  const { key, listings } = await world.inShop(tx => offSalePreview(tx, 'retire', { patternIds: [pattern] }, world.planning()))
  assert.deepEqual(listings, [])
  assert.deepEqual(await world.inShop(tx => retire(tx, [pattern], { key, pressedBy: 'ann' }, world.planning())), {
    publicationId: null,
    putAway: 1,
  })
})

test('off sale at one storefront stays so at the next publish, and is not made where it never was', async () => {
  const { world, pattern, run, there, place } = await scene()
  await press(world, [pattern])
  await run()
  const target = { patternIds: [pattern], connectionIds: [place.connectionId] }
  const { key } = await world.inShop(tx => offSalePreview(tx, 'unpublish', target, world.planning()))
  const { publicationId } = await world.inShop(tx => unpublish(tx, target, { key, pressedBy: 'ann' }, world.planning()))
  assert.equal((await world.inShop(tx => readPublication(tx, publicationId!))).says, '“Wren” off sale at Far')
  await run()
  assert.equal(there().isPublished, false)
  await set(world, pattern, { title: 'Wren II' })
  await press(world, [pattern])
  await run()
  assert.deepEqual([there().isPublished, there().title], [false, 'Wren II'])
  const other = await world.inShop(tx => addPattern(tx, { title: 'Ebb', sku: 'EBB' }))
  await world.inShop(tx => setWording(tx, { ...place, patternId: other }, { isOffered: false }, world.now()))
  const shown = await world.inShop(tx => preview(tx, { patternIds: [other] }, world.planning()))
  assert.match(shown.listings[0]?.refused ?? '', /not offered at this shop/)
})

test('every point of a listing is told, with whose press, what was sent and when it was proven; back to any of them', async () => {
  const { world, pattern, run, there, listing } = await scene()
  await press(world, [pattern])
  await run()
  for (const title of ['Second', 'Third']) {
    world.clock.at += 3_600_000
    await set(world, pattern, { title })
    if (title === 'Third') await world.inShop(tx => addVersion(tx, pattern, { number: '2.0', fileKeys: ['a4'] }))
    await press(world, [pattern])
    await run()
  }
  const id = await listing()
  const history = (before: number | null, limit: number) => world.inShop(tx => readHistory(tx, id, { before, limit }))
  const { items, next } = await history(null, 2)
  assert.deepEqual(
    [items.map(({ no, isNow, pressedBy, cause }) => [no, isNow, pressedBy, cause]), next],
    [
      [
        [3, true, 'sim', 'publish'],
        [2, false, 'sim', 'publish'],
      ],
      2,
    ],
  )
  assert.deepEqual(items[1]?.changes, [{ field: 'title', label: 'Title', from: 'Wren', to: 'Second' }])
  assert.ok(items.every(({ provenAt, steps }) => provenAt !== null && steps.length > 0 && steps.every(({ state }) => state === 'done')))
  const first = (await history(next, 2)).items
  assert.deepEqual([first.length, first[0]?.no, first[0]?.changes.find(({ field }) => field === 'title')?.from], [1, 1, null])
  const point = { listingId: id, no: 1 }
  const shown = await world.inShop(tx => backPreview(tx, point, world.planning()))
  assert.match(shown.cannotUndo[0] ?? '', /Buyers keep version 2\.0/)
  const publication = await world.inShop(tx => goBack(tx, point, { key: shown.key, pressedBy: 'ann' }, world.planning()))
  await run()
  assert.equal(there().title, 'Wren')
  assert.deepEqual([(await history(null, 1)).items[0]?.cause, (await history(null, 1)).items[0]?.no], ['back', 4])
  const undone = await world.inShop(tx => undoPreview(tx, publication, world.planning()))
  await world.inShop(tx => undo(tx, publication, { key: undone.key, pressedBy: 'ann' }, world.planning()))
  await run()
  assert.equal(there().title, 'Third')
  await assert.rejects(
    world.inShop(tx => backPreview(tx, { listingId: id, no: 99 }, world.planning())),
    { code: 'not-found' },
  )
})

test('a duplicate has the facts, prices and pictures, an SKU of its own, and no files: nothing of it can be listed yet', async () => {
  const { world, pattern } = await scene()
  const copy = await world.inShop(tx => duplicatePattern(tx, pattern, world.now()))
  const whole = await world.inShop(tx => readPattern(tx, copy, world.planning()))
  assert.deepEqual(
    [whole.title, whole.sku, whole.versions, whole.prices[0]?.amount.minor, whole.tags],
    ['Wren (copy)', 'WREN-COPY', [], 750n, ['warm']],
  )
  const shown = await world.inShop(tx => preview(tx, { patternIds: [copy] }, world.planning()))
  assert.match(shown.listings[0]?.refused ?? '', /no files yet/)
  const again = await world.inShop(tx => duplicatePattern(tx, pattern, world.now()))
  assert.notEqual((await world.inShop(tx => readPattern(tx, again, world.planning()))).sku, 'WREN-COPY')
})
