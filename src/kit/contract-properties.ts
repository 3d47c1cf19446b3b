/** Facts about the properties of a listing: what the platform asks for is read there, matched to a pattern's facts, set, read back, and watched. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSameProperty, type ListedProperty, type Property, type PropertyTable } from '#hub/listing/properties.ts'
import { shelfId } from '#hub/listing/shelf.ts'
import { chooseShelf } from '#hub/storefront/choose-shelf.ts'
import { matchFacts } from '#hub/storefront/match-facts.ts'
import { publish } from './contract-stage.ts'
import { allDone, type Bench, tryPublish, wish } from './contract-tools.ts'
import { isCannot } from './shop.ts'

const mitts = {
  craft: 'knitting',
  sizes: ['Small', 'Large'],
  materials: 'DK weight wool (about 220 m in 100 g): 70 (80) g\nDouble-pointed needles in 3.5 mm and 4 mm\nCable needle',
  gauge: '24 stitches and 32 rounds in 10 cm, in plain knitting.',
  fabric: '',
  skill: 'intermediate',
  languages: ['en'],
  tags: [],
}

export function propertyFacts<Settings>({ spoke, stage, holds, made, left }: Bench<Settings>): void {
  describe('properties', () => {
    /** The category of a knitting pattern, what it asks for, and what goes there of the mitts. */
    async function asked() {
      const { readShelves, readProperties } = spoke
      if (isCannot(readProperties)) throw new Error('asked of what cannot')
      const shelves = isCannot(readShelves) ? [] : await readShelves(stage().ctx())
      const shelf = isCannot(readShelves) ? null : chooseShelf({ craft: 'knitting', categories: [] }, { shelves, byCraft: {} }, null)
      const table = await readProperties(stage().ctx(), shelfId(shelf))
      const { properties } = matchFacts(mitts, table, {})
      // What is set once with a new listing cannot be watched.
      const watched = properties.filter(({ id }) => !table.known.some(one => one.id === id && one.isOnce))
      return { shelf, table, properties: watched }
    }
    const why = isCannot(spoke.readProperties) ? spoke.readProperties.cannot : null

    test('what a category asks for is read, each with a name, and facts of a pattern have a place there', async t => {
      if (why !== null) {
        assert.ok(!holds('properties'))
        return t.skip(why)
      }
      assert.ok(holds('properties'))
      const { table, properties } = await asked()
      assert.equal(new Set(table.known.map(({ id }) => id)).size, table.known.length)
      for (const { id, name, values, isFree } of table.known) {
        assert.ok(id !== '' && name !== '' && (isFree || values.length > 0), name)
        assert.equal(new Set(values.map(value => `${value.id} ${value.text}`)).size, values.length, name)
      }
      assert.ok(properties.length >= 2, `${properties.length} of them`)
      assert.deepEqual(await asked().then(again => again.table), table, 'asked twice, it tells the same')
    })

    test('they are set, changed, emptied and read back; others stay, and their order means nothing', async t => {
      if (why !== null) return t.skip(why)
      const { shelf, table, properties } = await asked()
      let wanted = await made({ ...(shelf !== null && { shelf }), properties })
      assert.deepEqual(await left(wanted), [])
      const turned = properties.toReversed().map(one => ({ ...one, values: one.values.toReversed() }))
      assert.deepEqual(await left(wish(wanted, { properties: turned })), [])
      const { first, changed } = otherOf(properties, table)
      wanted = wish(wanted, { properties: [changed, ...properties.filter(({ id }) => id !== first.id)] })
      assert.deepEqual(
        (await left(wanted)).map(({ field }) => field),
        ['properties'],
      )
      allDone((await publish(stage(), [wanted])).outcomes)
      assert.deepEqual(await left(wanted), [])
      // One alone is wanted: the others are not touched.
      const emptied = wish(wanted, { properties: [{ ...changed, values: [] }] })
      allDone((await publish(stage(), [emptied])).outcomes)
      assert.deepEqual(await left(emptied), [])
      assert.deepEqual(await left(wish(wanted, { properties: properties.filter(({ id }) => id !== first.id) })), [])
      assert.deepEqual(await publish(stage(), [emptied]), { steps: 0, outcomes: [] })
    })

    test('what somebody changes there by hand is found, and put right', async t => {
      if (why !== null) return t.skip(why)
      const { shelf, table, properties } = await asked()
      const wanted = await made({ ...(shelf !== null && { shelf }), properties })
      const { changed } = otherOf(properties, table)
      await stage().fake.edit({ remoteId: wanted.remoteId!, set: { properties: [changed] } })
      const found = await left(wanted)
      assert.deepEqual(
        found.map(({ field }) => field),
        ['properties'],
      )
      const there = (found[0]!.observed as readonly ListedProperty[]).find(({ id }) => id === changed.id)
      assert.ok(isSameProperty(changed, there), 'it is read as it stands there')
      allDone((await publish(stage(), [wanted])).outcomes)
      assert.deepEqual(await left(wanted), [])
    })

    test('a value that is none of theirs is refused, and nothing changes', async t => {
      if (why !== null) return t.skip(why)
      const { shelf, table, properties } = await asked()
      const strict = table.known.find(({ isFree, id }) => !isFree && properties.some(one => one.id === id))
      if (strict === undefined) return t.skip('any text is taken there')
      const wanted = await made({ ...(shelf !== null && { shelf }), properties })
      const wrong = wish(wanted, {
        properties: [{ id: strict.id, name: strict.name, values: [{ id: '999999999', text: 'None of them' }] }],
      })
      assert.equal((await tryPublish(stage(), wrong)).isUnknown, false)
      assert.deepEqual(await left(wanted), [])
    })
  })
}

/** One that is set, with another value of its own in place of what is set. */
function otherOf(properties: readonly ListedProperty[], { known }: PropertyTable): { first: ListedProperty; changed: ListedProperty } {
  for (const first of properties) {
    const property: Property | undefined = known.find(({ id }) => id === first.id)
    const other = property?.values.find(
      value => value.unit === first.values[0]?.unit && !isSameProperty(first, { ...first, values: [value] }),
    )
    if (other !== undefined) return { first, changed: { ...first, values: [other] } }
    if (property === undefined || property.isFree) return { first, changed: { ...first, values: [{ id: '', text: 'Another word' }] } }
  }
  throw new Error('nothing that is set there has another value')
}
