/** Facts of a pattern in the properties of a listing at Etsy: what is sent, how often, and what Etsy refuses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCannot, type ListedProperty, type PropertyTable } from '#kit'
import { publish } from '#kit/contract-stage.ts'
import { bodyFor, tableFrom } from './properties.ts'
import spoke from './spoke.ts'
import { farListing, make, observe, ownShop, stage, wish } from './testing.ts'
import { TaxonomyProperty } from './wire.ts'

ownShop()

async function knitting(): Promise<{ shelf: string; table: PropertyTable }> {
  assert.ok(!isCannot(spoke.readShelves) && !isCannot(spoke.readProperties))
  const shelf = (await spoke.readShelves(stage.ctx())).find(({ path }) => path.endsWith('Knitting Patterns'))!
  return { shelf: `${shelf.path} #${shelf.id}`, table: await spoke.readProperties(stage.ctx(), shelf.id) }
}
const set = (table: PropertyTable, name: string, texts: readonly string[], unit?: string): ListedProperty => {
  const property = table.known.find(one => one.name === name)!
  return { id: property.id, name, values: property.values.filter(value => texts.includes(value.text) && value.unit === unit) }
}
const writes = async () =>
  Object.entries((await stage.fake.requests()).byRoute)
    .filter(([route]) => route.includes('/properties') && !route.startsWith('GET'))
    .map(([route, count]) => `${route.split(' ')[0]} ${count}`)

test('one request for each that differs, with its scale and without parentheses; nothing when nothing does', async () => {
  const { shelf, table } = await knitting()
  const properties = [set(table, 'Needle size', ['4', '4.5'], 'Millimeters'), set(table, 'Yarn weight', ['DK (11 - 15 wpi)'])]
  const wanted = await make({ shelf, properties })
  const [needle, yarn] = (await farListing(wanted)).properties
  assert.deepEqual([needle?.values, yarn?.values], [['4', '4.5'], ['DK (11 - 15 wpi)']])
  assert.ok(needle!.scale_id !== null && yarn!.scale_id === null)
  const finer = wish(wanted, { properties: [properties[0]!, set(table, 'Yarn weight', ['Sport (12 - 18 wpi)'])] })
  await stage.fake.resetRequests()
  await publish(stage, [finer])
  assert.deepEqual(await writes(), ['PUT 1'])
  await stage.fake.resetRequests()
  await publish(stage, [finer])
  assert.deepEqual(await writes(), [])
})

test('where a form keeps the last of several values alone, the same goes again as JSON (issue 524)', async () => {
  const { shelf, table } = await knitting()
  await stage.fake.fault({ name: 'issue-524', times: null })
  try {
    const wanted = await make({ shelf, properties: [set(table, 'Needle size', ['6', '7'], 'US sizes')] })
    assert.deepEqual((await observe(wanted)).left, [])
    assert.deepEqual((await farListing(wanted)).properties[0]?.values, ['6', '7'])
  } finally {
    await stage.fake.clearFaults()
  }
})

test('the properties of a listing are asked for where some are wanted of it, and not again while nothing of it moves', async () => {
  const reads = async (act: () => Promise<unknown>) => {
    await stage.fake.resetRequests()
    await act()
    return Object.entries((await stage.fake.requests()).byRoute).reduce(
      (sum, [route, count]) => sum + (/GET .*listings.*\/properties/.test(route) ? count : 0),
      0,
    )
  }
  const { shelf, table } = await knitting()
  const plain = await make()
  const wanted = await make({ shelf, properties: [set(table, 'Skill level', ['Beginner'])] })
  await stage.advance(60_000)
  assert.equal(await reads(() => observe(plain)), 0)
  assert.equal(await reads(() => observe(wanted)), 1)
  assert.equal(await reads(() => observe(wanted)), 0)
  const dearer = wish(wanted, { price: { minor: 990n, currency: 'EUR' } })
  assert.equal(await reads(() => publish(stage, [dearer])), 0)
})

test('Etsy refuses what its document forbids: parentheses, a value of another scale, more than it takes', async () => {
  const { shelf, table } = await knitting()
  const wanted = await make({ shelf })
  const { keystring, sharedSecret, accessToken, shopId } = stage.settings
  const put = async (property: ListedProperty, body: object) => {
    const response = await fetch(`${stage.baseUrl}/v3/application/shops/${shopId}/listings/${wanted.remoteId}/properties/${property.id}`, {
      method: 'PUT',
      headers: { 'x-api-key': `${keystring}:${sharedSecret}`, authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return [response.status, ((await response.json()) as { error?: string }).error ?? '']
  }
  const yarn = set(table, 'Yarn weight', ['DK (11 - 15 wpi)'])
  const [id] = bodyFor([yarn]).set[0]!.values.map(value => value.id)
  assert.match((await put(yarn, { value_ids: [id], values: ['DK (11 - 15 wpi)'] })).join(' '), /^400 .*parenthesis/)
  const needle = set(table, 'Needle size', ['4'], 'Millimeters')
  const [size] = bodyFor([needle]).set[0]!.values.map(value => value.id)
  assert.match((await put(needle, { value_ids: [size], values: ['4'] })).join(' '), /^400 .*no such value/)
  assert.match((await put(needle, { values: ['4'] })).join(' '), /^400 .*value_ids/)
  const skill = table.known.find(({ name }) => name === 'Skill level')!
  const both = skill.values.slice(0, 2).map(value => Number(value.id))
  assert.match(
    (await put({ ...skill, values: [] }, { value_ids: both, values: ['Beginner', 'Intermediate'] })).join(' '),
    /^400 .*at most 1/,
  )
})

test('values of two scales, and what is none of Etsy’s, are refused with a sentence before anything is sent', () => {
  const mixed = {
    id: '7',
    name: 'Needle size',
    values: [
      { id: '1-301', text: '4' },
      { id: '2-302', text: '6' },
    ],
  }
  assert.throws(() => bodyFor([mixed]), /different scales/)
  assert.throws(() => bodyFor([{ id: '7', name: 'Skill level', values: [{ id: '', text: 'Any' }] }]), /none of Etsy/)
})

test('left out of what a category asks for: what tells variations only, what Etsy fills in itself, what has no values', () => {
  const base = { is_required: false, supports_attributes: true, is_multivalued: false, possible_values: [{ value_id: 1, name: 'One' }] }
  const told = [
    { ...base, property_id: 1, display_name: 'Kept' },
    { ...base, property_id: 2, display_name: 'Of variations', supports_attributes: false },
    { ...base, property_id: 3, display_name: 'Always so', selected_values: [{ value_id: 1, name: 'One' }] },
    { ...base, property_id: 4, display_name: 'Height', possible_values: [{ value_id: null, name: '1 cm' }] },
  ]
  assert.deepEqual(
    tableFrom(told.map(one => TaxonomyProperty.parse(one))).known.map(({ name, most }) => [name, most]),
    [['Kept', 1]],
  )
})
