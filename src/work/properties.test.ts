/** The facts of a pattern in the fields of each storefront that has any: read there, shown before a press, chosen otherwise, watched, and taken over. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { type PropertyValue, propertiesInWords, valueSpelled } from '#hub/listing/properties.ts'
import { settleHandEdit } from '#hub/listing/settle-hand-edit.ts'
import { editPattern } from '#hub/pattern/edit-pattern.ts'
import { readPattern } from '#hub/pattern/read-pattern.ts'
import { preview } from '#hub/publication/preview.ts'
import { type PropertyThere, readStorefronts } from '#hub/storefront/read-storefronts.ts'
import { setWording } from '#hub/storefront/set-wording.ts'
import { shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'
import { lookAtListings } from './look.ts'
import { planningWorldOf } from './run-deps.ts'

const database = await testDatabase()
const minute = 60_000

const mitts = {
  craft: 'knitting' as const,
  materials: 'DK weight wool: 80 g\nDouble-pointed needles in 4 mm',
  gauge: '24 stitches and 32 rounds in 10 cm',
  skill: 'intermediate',
  sizes: ['Small', 'Large'],
  languages: ['en'],
}

for (const [spoke, { readProperties, label }] of await shops()) {
  if (isCannot(readProperties)) continue
  test(`at ${label} facts go into its own fields, her choice before them, and what is changed there by hand is found`, async t => {
    const stage = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    const { addPattern, press, settle, inShop, deps, shop, connectionId, stateOf, far, pass, look } = stage
    const world = planningWorldOf(deps)
    const pattern = await addPattern('Hawser Mitts', 'MITTS-1')
    const { editNo } = await inShop(tx => readPattern(tx, pattern, world))
    await inShop(tx => editPattern(tx, pattern, { editNo, ...mitts }, deps.now()))
    const place = { patternId: pattern, connectionId }
    const there = async () => (await inShop(tx => readStorefronts(tx, pattern, world)))[0]!
    const shown = async () => (await inShop(tx => preview(tx, { patternIds: [pattern] }, world))).listings[0]!
    const told = async () => (await shown()).changes.find(({ field }) => field === 'properties')?.to ?? null
    assert.deepEqual([(await there()).properties, await told()], [[], null], 'it has not told yet what it asks for')
    await far.resetRequests()
    await lookAtListings(deps, { shop, connection: connectionId })
    const { total } = await far.requests()
    assert.ok(total <= 12, `${total} requests for all that its categories ask for`)
    assert.match((await told()) ?? '', /Yarn weight: DK/)
    await far.resetRequests()
    await lookAtListings(deps, { shop, connection: connectionId })
    assert.equal(
      Object.keys((await far.requests()).byRoute).filter(route => /propert|attribute|needle|weight/.test(route)).length,
      0,
      'once a day',
    )

    await press([pattern])
    await settle()
    const first = await stateOf(pattern)
    assert.equal(first.state, 'updated', first.reason ?? '')
    assert.match(propertiesInWords(first.observed?.content.properties) ?? '', /Yarn weight: DK/)
    assert.deepEqual((await shown()).changes, [])
    assert.equal((await inShop(tx => readPattern(tx, pattern, world))).unsent, false)

    // Hers before the facts.
    const yarn = (await there()).properties.find(({ name }) => name === 'Yarn weight')!
    assert.deepEqual([yarn.fact, yarn.isOwn, yarn.chosen[0]?.text.slice(0, 2)], ['Yarn weight', false, 'DK'])
    const other = otherOf(yarn)
    await inShop(tx => setWording(tx, place, { properties: { [yarn.id]: [other] } }, deps.now()))
    assert.ok((await told())?.includes(`Yarn weight: ${other.text}`))
    assert.equal((await inShop(tx => readPattern(tx, pattern, world))).unsent, true)
    await press([pattern])
    await settle()
    assert.equal((await stateOf(pattern)).state, 'updated')

    // By hand there: found by the sweep, and hers from then on when she takes it over.
    pass(minute)
    await look()
    await inShop(tx => sql`update shop set field_rules = field_rules || '{"properties": "ask"}'`.execute(tx))
    const third = otherOf(yarn, other.text)
    await far.edit({ remoteId: first.remoteId!, set: { properties: [{ id: yarn.id, name: yarn.name, values: [third] }] } })
    pass(minute)
    await look()
    await settle()
    const { rows } = await inShop(tx =>
      sql<{ id: string }>`select hand_edit_id as id from hand_edit where field = 'properties' and settled_at is null`.execute(tx),
    )
    assert.equal(rows.length, 1)
    await inShop(tx => settleHandEdit(tx, rows[0]!.id, { how: 'accept', pressedBy: 'ann' }, world))
    await settle()
    const now = (await there()).properties.find(one => one.id === yarn.id)!
    assert.deepEqual([now.isOwn, valueSpelled(now.chosen[0]!)], [true, valueSpelled(third)])
    assert.equal((await stateOf(pattern)).state, 'updated')

    // Left empty by her word.
    await inShop(tx => setWording(tx, place, { properties: { [yarn.id]: [] } }, deps.now()))
    await press([pattern])
    await settle()
    const left = await stateOf(pattern)
    assert.equal(left.state, 'updated', left.reason ?? '')
    assert.doesNotMatch(propertiesInWords(left.observed?.content.properties) ?? '', /Yarn weight/)
    await inShop(tx => setWording(tx, place, { properties: {} }, deps.now()))
    assert.match((await told()) ?? '', /Yarn weight: DK/, 'as the pattern has it again')
  })
}

/** A value beside what is chosen; where the shop has none left and takes any, another word. */
function otherOf({ values, chosen, isFree }: PropertyThere, besides = ''): PropertyValue {
  const other = values.find(({ id, text }) => text !== besides && text !== chosen[0]?.text && (id === '' || id !== chosen[0]?.id))
  assert.ok(other !== undefined || isFree)
  return other ?? { id: '', text: 'Bulky' }
}
