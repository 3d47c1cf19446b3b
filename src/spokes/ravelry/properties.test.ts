/** Facts of a pattern on a page of Ravelry: how each is held, and how it goes there and comes back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ListedProperty } from '#kit'
import { bodyFor, dataFor, onceFor, projectProperties, propertiesOf } from './properties.ts'
import { Draft, Pattern } from './wire.ts'

const text = (id: string, ...texts: string[]): ListedProperty => ({ id, name: id, values: texts.map(one => ({ id: '', text: one })) })
const held = (one: ListedProperty) => projectProperties([one])[0]?.values.map(value => value.text) ?? null

test('a gauge is told for 2.5, 5 or 10 cm; over another width it is reckoned for 10, and without a width it is left to the text', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['22 stitches and 26 rounds in 10 cm, washed', '22 stitches and 26 rows in 10 cm'],
    ['11 sts over 2 inches', '11 stitches in 5 cm'],
    ['12 meshes and 12 rows in 20 cm', '6 stitches and 6 rows in 10 cm'],
    ['One square is 11 cm wide', null],
  ]
  for (const [given, expected] of cases) assert.equal(held(text('gauge', given))?.[0] ?? null, expected, given)
})

test('metres go up as yards and come back as they went', () => {
  for (const metres of [1, 7, 100, 350, 399, 1250, 9999]) {
    const data = dataFor(bodyFor([text('yardage', `${metres} m`)]), 'pattern') as { yardage_min: number; yardage_max: number }
    const pattern = Pattern.parse({ id: 1, yardage: data.yardage_min, yardage_max: data.yardage_max })
    assert.equal(propertiesOf({ pattern, draft: null })[0]?.values[0]?.text, `${metres} m`)
  }
})

test('what a draft takes as a text a page takes as a number, and the other way about; null and nothing empty them', () => {
  const wanted = projectProperties([text('gauge', '22 stitches and 26 rounds in 10 cm'), text('sizes_available', 'Small', 'Large, Huge')])
  assert.deepEqual(dataFor(bodyFor(wanted), 'draft'), {
    gauge: '22',
    gauge_divisor: '4',
    row_gauge: 26,
    sizes_available: 'Small, Large, Huge',
  })
  assert.deepEqual(dataFor(bodyFor(wanted), 'pattern'), {
    gauge: '22',
    gauge_divisor: 4,
    row_gauge: '26',
    sizes_available: 'Small, Large, Huge',
  })
  const empty = ['gauge', 'yardage', 'sizes_available', 'yarn_weight'].map(id => text(id))
  assert.deepEqual(dataFor(bodyFor(empty), 'pattern'), {
    ...{ gauge: '', row_gauge: '', sizes_available: '' },
    ...{ yardage_min: null, yardage_max: null, yarn_weight_id: null },
  })
})

test('needles, hooks and languages are for a new draft alone', () => {
  const wanted = [
    { id: 'needles', name: 'Needle size', values: [{ id: '5001', text: '4 mm' }] },
    { id: 'hooks', name: 'Hook size', values: [{ id: '5002', text: '5 mm' }] },
    { id: 'languages', name: 'Language', values: [{ id: '3001', text: 'English' }] },
  ]
  assert.deepEqual(projectProperties(wanted), [])
  assert.deepEqual(onceFor(wanted), {
    draft_needle_sizes: [
      { hook: false, needle_size_id: 5001 },
      { hook: true, needle_size_id: 5002 },
    ],
    pattern_languages: [{ language_id: 3001 }],
  })
})

test('a weight that is none of Ravelry’s is refused, and what stands on a page in another form is read as it stands', () => {
  assert.throws(() => bodyFor([text('yarn_weight', 'DK')]), /none of Ravelry/)
  const pattern = Pattern.parse({ id: 1, gauge: 'loose', gauge_divisor: null, yarn_weight: { id: 7, name: 'DK' }, sizes_available: 'S, M' })
  assert.deepEqual(
    propertiesOf({ pattern, draft: null }).map(({ id, values }) => [id, values.map(value => value.text).join('|')]),
    [
      ['sizes_available', 'S|M'],
      ['yarn_weight', 'DK'],
      ['gauge', 'loose'],
    ],
  )
  assert.deepEqual(propertiesOf({ pattern: null, draft: Draft.parse({ id: 1, name: 'x' }) }), [])
})
