/** Attributes of products, as they are sent: the whole list each time, so what is not ours must go back as it stood. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesFor, projectProperties, propertiesIn } from './attributes.ts'

const standing = [
  { id: 0, name: 'Colour', visible: false, variation: true, options: ['Red', 'Blue'] },
  { id: 4, name: 'Yarn weight', visible: false, variation: false, options: ['DK &amp; up'] },
  { id: 0, name: 'Gauge', visible: true, variation: false, options: ['20 stitches'] },
]
const values = (...texts: string[]) => texts.map(text => ({ id: '', text }))

test('one attribute is changed, one added, one emptied; somebody’s variations go back as they stood', () => {
  const wanted = [
    { id: '4', name: 'Yarn weight', values: values('Worsted') },
    { id: 'Gauge', name: 'Gauge', values: [] },
    { id: 'Needle size', name: 'Needle size', values: values('4 mm', '4.5 mm') },
  ]
  assert.deepEqual(attributesFor(wanted, standing), [
    { name: 'Colour', visible: false, variation: true, options: ['Red', 'Blue'], position: 0 },
    { id: 4, visible: true, variation: false, options: ['Worsted'], position: 1 },
    { name: 'Needle size', visible: true, variation: false, options: ['4 mm', '4.5 mm'], position: 2 },
  ])
})

test('an attribute of the shop goes by its number, one of the product by its name, both in plain text', () => {
  assert.deepEqual(
    propertiesIn(standing).map(({ id, values: [first] }) => [id, first?.text]),
    [
      ['Colour', 'Red'],
      ['4', 'DK & up'],
      ['Gauge', '20 stitches'],
    ],
  )
})

test('a bar would part a value in two, and tags are taken out', () => {
  const [one] = projectProperties([{ id: 'Sizes', name: 'Sizes', values: values('S | M', '<b>L</b>', '<i></i>') }])
  assert.deepEqual(
    one?.values.map(({ text }) => text),
    ['S / M', 'L'],
  )
})
