/** What is wanted of the properties of a listing that stands there already: what is nobody's here stays, what was ours and no longer is goes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ListingContent } from '../listing/content.ts'
import { desiredContent, type PatternSource, type Place } from '../listing/desired-content.ts'
import { noLimits } from '../listing/limits.ts'
import type { ListedProperty, Property } from '../listing/properties.ts'
import { noWishes, noWording, type Wording } from '../storefront/wishes.ts'
import { leftWhereItIs } from './preview.ts'

const source: PatternSource = {
  patternId: 'p1',
  ...{ title: 'Hawser Mitts', summary: '', description: '<p>Mitts</p>', sku: 'MITTS', craft: 'knitting', shop: 'Maren' },
  ...{ materials: 'DK weight wool', gauge: '', fabric: '', skill: 'easy' },
  ...{ sizes: [], languages: [], tags: [], categories: [], images: [], isArchived: false },
  prices: [{ currency: 'EUR', amountMinor: '750', saleMinor: null, saleFrom: null, saleTo: null }],
  version: { versionId: 'v1', number: '1.0', files: [{ key: 'a4', name: 'A4.pdf', sha256: 'a'.repeat(64) }], isBrought: false },
}
const property = (id: string, name: string, texts: readonly string[], isOnce = false): Property => ({
  ...{ id, name, values: texts.map((text, at) => ({ id: `${id}${at}`, text })), isFree: false, most: 1 },
  isOnce,
})
const [yarn, skill] = [property('1', 'Yarn weight', ['DK', 'Sport']), property('2', 'Skill level', ['Beginner', 'Advanced'])]
const place = (known: readonly Property[], own: Partial<Wording> = {}): Place => ({
  currency: 'EUR',
  rules: { fields: ['title', 'properties'], limits: noLimits },
  wishes: {
    ...noWishes,
    tables: new Map([['', { known, takesOthers: false }]]),
    wordings: new Map([['p1', { ...noWording, ...own }]]),
  },
})
const stands = (one: Property, at: number): ListedProperty => ({ id: one.id, name: one.name, values: [one.values[at]!] })

function wanted(
  at: Place,
  { before, there }: { before?: readonly ListedProperty[] | undefined; there?: readonly ListedProperty[] | undefined },
  pattern = source,
): Record<string, string[]> | null {
  const made = desiredContent(pattern, at)
  const seen = (properties: readonly ListedProperty[] | undefined) => ({ ...made.content!, properties }) as ListingContent
  const known = { desired: before === undefined ? null : seen(before), observed: { content: seen(there) } }
  const { content } = leftWhereItIs(made, { source: pattern, place: at, known })
  return content?.properties === undefined
    ? null
    : Object.fromEntries(content.properties.map(({ name, values }) => [name, values.map(({ text }) => text)]))
}

test('what is empty there is filled; what somebody has put there stays, until she chooses', () => {
  const there = [stands(skill!, 1)]
  assert.deepEqual(wanted(place([yarn!, skill!]), { there }), { 'Yarn weight': ['DK'] })
  const own = { properties: { [skill!.id]: [skill!.values[0]!] } }
  assert.deepEqual(wanted(place([yarn!, skill!], own), { there }), { 'Yarn weight': ['DK'], 'Skill level': ['Beginner'] })
})

test('nothing is laid over what nobody has looked at yet', () => {
  assert.deepEqual(wanted(place([yarn!, skill!]), {}), {})
})

test('what we have set goes on following the pattern, and is emptied when the pattern no longer says it', () => {
  const there = [stands(yarn!, 1), stands(skill!, 0)]
  assert.deepEqual(wanted(place([yarn!, skill!]), { before: there, there }), { 'Yarn weight': ['DK'], 'Skill level': ['Beginner'] })
  const silent = { ...source, skill: '' }
  assert.deepEqual(wanted(place([yarn!, skill!]), { before: there, there }, silent), { 'Yarn weight': ['DK'], 'Skill level': [] })
  // Emptied once; what somebody puts there afterwards is theirs.
  const emptied = [stands(yarn!, 0), { ...stands(skill!, 0), values: [] }]
  assert.deepEqual(wanted(place([yarn!, skill!]), { before: emptied, there: [stands(yarn!, 0)] }, silent), { 'Yarn weight': ['DK'] })
})

test('what is set once with a new listing is wanted as it was then', () => {
  const once = property('3', 'Yarn weight', ['DK', 'Sport'], true)
  assert.deepEqual(desiredContent(source, place([once])).content?.properties?.length, 1)
  assert.deepEqual(wanted(place([once]), { before: [stands(once, 1)], there: [] }), { 'Yarn weight': ['Sport'] })
  assert.deepEqual(wanted(place([once]), { before: [], there: [] }), {})
})

test('without a table, or where there are no such fields, none is wanted', () => {
  assert.equal(wanted({ ...place([]), wishes: noWishes }, { there: [] }), null)
  assert.equal(wanted({ ...place([yarn!]), rules: { fields: ['title'], limits: noLimits } }, { there: [] }), null)
})
