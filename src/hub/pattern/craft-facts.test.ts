/** What the record of a pattern says of its craft, read out of its own words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CraftSource, craftFacts, gaugeIn, yarnIn } from './craft-facts.ts'
import { millimetresIn, sizeOf, usSizesIn } from './tool-sizes.ts'

const pattern = (change: Partial<CraftSource> = {}): CraftSource => ({
  ...{ craft: 'knitting', sizes: [], materials: '', gauge: '', fabric: '', skill: '', languages: [], tags: [] },
  ...change,
})
const told = (change: Partial<CraftSource>) =>
  Object.fromEntries(craftFacts(pattern(change)).map(({ name, words }) => [name, words.join(', ')]))

test('needles, yarn and language of a hat; what a ball holds is no yardage, and a cable needle has no size', () => {
  const materials = [
    'DK weight wool (about 220 m in 100 g): 50 g in A, 40 g in B',
    'Circular needle of 40 cm and double-pointed needles in 4 mm, and one size smaller for the brim',
    'Stitch marker, blunt needle, cable needle',
    'Two safety eyes of 6 mm',
  ].join('\n')
  assert.deepEqual(told({ materials, languages: ['en', 'de'], skill: 'easy', sizes: ['Child', 'Adult'] }), {
    craft: 'knitting',
    skill: 'easy',
    sizes: 'Child, Adult',
    languages: 'English, German',
    needle: '4 mm',
    yarn: 'DK',
    materials: materials.split('\n').join(', '),
  })
})

test('a hook is no needle, and a needle of a sewing machine is none of either', () => {
  const { needle, hook, yarn } = told({ craft: 'crochet', materials: 'Fingering or sport weight cotton: 35 g\nCrochet hook, 2.5 mm' })
  assert.deepEqual([needle, hook, yarn], [undefined, '2.5 mm', 'Fingering, Sport'])
  assert.equal(told({ craft: 'sewing', materials: 'A jersey needle, 75 mm' }).needle, undefined)
})

test('yarn in all is told in metres, also when it is written in yards', () => {
  assert.equal(told({ materials: 'Worsted yarn, 350–420 m' }).yardage, '350–420 m')
  assert.equal(told({ materials: '440 yards of aran wool' }).yardage, '402 m')
  assert.equal(told({ materials: 'DK yarn, balls of 50 g with 110 m, in five colours' }).yardage, undefined)
})

test('weights of yarn by their many names', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Super bulky', 'super bulky'],
    ['Light worsted', 'dk'],
    ['8 ply', 'dk'],
    ['Worsted/Aran (8 - 12 wpi)', 'worsted aran'],
    ['Sock yarn', 'fingering'],
    ['Matching thread', ''],
    ['Cotton crochet thread no. 10', 'thread'],
    ['lace edging', ''],
  ]
  for (const [text, weights] of cases) assert.equal(yarnIn(text).join(' '), weights, text)
})

test('sizes in millimetres, by US numbers and by letters', () => {
  assert.deepEqual(millimetresIn('needles 3.5 mm and 4,0mm, 80 cm long'), [3.5, 4])
  assert.deepEqual(millimetresIn('3.5-4 mm'), [3.5, 4])
  assert.deepEqual(usSizesIn('US 6 and US 10½ needles', 'needle'), [4, 6.5])
  assert.deepEqual(usSizesIn('size H hook', 'hook'), [5])
  const values: readonly (readonly [string, string | undefined, 'needle' | 'hook', number | null])[] = [
    ['US 6 - 4.0mm', undefined, 'needle', 4],
    ['6', 'US sizes', 'needle', 4],
    ['6', 'Millimeters', 'needle', 6],
    ['10 1/2', 'US sizes', 'needle', 6.5],
    ['G-6', undefined, 'hook', 4],
    ['Other', undefined, 'needle', null],
  ]
  for (const [text, unit, tool, mm] of values) assert.equal(sizeOf(text, unit, tool), mm, `${text} ${unit ?? ''}`)
})

test('a gauge over any width', () => {
  assert.deepEqual(gaugeIn('22 stitches and 26 rounds in 10 cm, washed'), { stitches: 22, rows: 26, centimetres: 10 })
  assert.deepEqual(gaugeIn('18 sts over 4 inches'), { stitches: 18, rows: null, centimetres: 10.2 })
  assert.equal(gaugeIn('One square is 11 cm wide'), null)
})
