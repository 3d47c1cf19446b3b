/** Facts of a pattern in the properties of a storefront that nobody here knows beforehand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Property } from '../listing/properties.ts'
import { factsFor, matchFacts } from './match-facts.ts'

const hat = {
  craft: 'knitting',
  sizes: ['Child', 'Size M'],
  materials: 'DK weight wool\nDouble-pointed needles in 4 mm and 3.25 mm',
  gauge: '22 stitches and 26 rounds in 10 cm',
  fabric: '',
  skill: 'easy',
  languages: ['en'],
  tags: [],
}
const property = (name: string, texts: readonly string[], change: Partial<Property> = {}): Property => ({
  ...{ id: name, name, isFree: false, most: null },
  values: texts.map((text, at) => ({ id: String(at), text })),
  ...change,
})
const match = (...known: Property[]) => {
  const { properties, losses } = matchFacts(hat, { known, takesOthers: false }, {})
  return { set: Object.fromEntries(properties.map(({ name, values }) => [name, values.map(({ text }) => text)])), losses }
}

test('needles go by their size, yarn by its weight, skill by its level', () => {
  const { set } = match(
    property('Needle size', ['US 5 - 3.75mm', 'US 6 - 4.0mm', 'US 3 - 3.25mm']),
    property('Yarn weight', ['Sport (12 wpi)', 'DK / Sport', 'DK (11 wpi)']),
    property('Skill level', ['Beginner', 'Intermediate', 'Advanced']),
    property('Occasion', ['Wedding']),
  )
  assert.deepEqual(set, { 'Needle size': ['US 6 - 4.0mm', 'US 3 - 3.25mm'], 'Yarn weight': ['DK (11 wpi)'], 'Skill level': ['Beginner'] })
})

test('of two scales the one that has more of the sizes, never both', () => {
  const scaled = (unit: string, texts: readonly string[]) => texts.map(text => ({ id: `${unit}-${text}`, text, unit }))
  const values = [...scaled('US', ['6', '7']), ...scaled('Millimeters', ['3.25', '4'])]
  assert.deepEqual(match(property('Needle size', [], { values })).set, { 'Needle size': ['4', '3.25'] })
})

test('what has no value there is said, and so is what has no place there at all', () => {
  const { set, losses } = match(property('Needle size', ['US 6 - 4.0mm']), property('Size', ['M']), property('Language', ['English']))
  assert.deepEqual(set, { 'Needle size': ['US 6 - 4.0mm'], Size: ['M'], Language: ['English'] })
  assert.deepEqual(losses, [
    '“Needle size” there has no value for 3.25 mm. Choose one, or leave it.',
    '“Size” there has no value for Child. Choose one, or leave it.',
    'There is no place of its own there for skill level, yarn weight and gauge; the text tells them.',
  ])
})

test('one alone is taken where one is the most, and the rest is said', () => {
  const { set, losses } = match(property('Needle size', ['4 mm', '3.25 mm'], { most: 1 }))
  assert.deepEqual(set, { 'Needle size': ['4 mm'] })
  assert.match(losses[0]!, /takes one value: 3\.25 mm is left out/)
})

test('what she has chosen stands, and what she leaves empty is not set', () => {
  const known = [property('Skill level', ['Beginner', 'Intermediate']), property('Yarn weight', ['DK'])]
  const own = { 'Skill level': [{ id: '1', text: 'Intermediate' }], 'Yarn weight': [] }
  const { properties } = matchFacts(hat, { known, takesOthers: false }, own)
  assert.deepEqual(
    properties.map(({ name, values }) => [name, values[0]?.text]),
    [['Skill level', 'Intermediate']],
  )
})

test('where any name is taken each fact has its own; one that the shop has goes there and nowhere else', () => {
  const { properties } = matchFacts(hat, { known: [property('Yarn weight', ['Lace'], { isFree: true })], takesOthers: true }, {})
  assert.deepEqual(
    properties.map(({ id, values }) => [id, values.map(({ text }) => text).join('|')]),
    [
      ['Yarn weight', 'DK'],
      ['Skill level', 'easy'],
      ['Sizes', 'Child|Size M'],
      ['Language', 'English'],
      ['Needle size', '4 mm|3.25 mm'],
      ['Gauge', '22 stitches and 26 rounds in 10 cm'],
    ],
  )
})

test('names that speak of other things ask for nothing', () => {
  for (const name of ['Occasion', 'Primary color', 'Height', 'Holiday', 'Shoe size']) assert.deepEqual(factsFor(name), [], name)
})

test('stuffs of a fabric are found in the words of it', () => {
  const shirt = { ...hat, craft: 'sewing', fabric: 'Linen, linen blends or viscose twill, 140 to 220 g/m²' }
  const { properties } = matchFacts(shirt, { known: [property('Fabric type', ['Cotton', 'Linen', 'Viscose'])], takesOthers: false }, {})
  assert.deepEqual(
    properties[0]?.values.map(({ text }) => text),
    ['Linen', 'Viscose'],
  )
})
