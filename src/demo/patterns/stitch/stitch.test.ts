import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Chart, chartRows, noStitch, placedIn, rowsOf, shownIn } from './chart.ts'
import { block, dec, inc, open, sc } from './crochet.ts'
import { cableLeft, cableRight, inColour, k, k2tog, p, s2kp, ssk, yo } from './knit.ts'
import { readItems, readRows } from './read-rows.ts'
import { type Count, type Item, merged, type Row, stitchesAfter, stitchesIn, timesIn } from './stitch.ts'
import { writeItems, writeRows } from './write-rows.ts'

const vocabularies = [
  [k, p, yo, k2tog, ssk, s2kp, cableLeft, cableRight],
  [inColour('A', 'A', '#ffffff'), inColour('B', 'B', '#000000')],
  [sc, inc, dec],
  [open, block],
]

const variants = 3
const count: fc.Arbitrary<Count> = fc.oneof(
  fc.integer({ min: 2, max: 9 }),
  fc.array(fc.integer({ min: 1, max: 30 }), { minLength: variants, maxLength: variants }),
)
const side = fc.constantFrom('right', 'wrong', 'round')

/** Any chart: stitches of any width, empty cells, up to two repeats. */
const anyChart = fc.constantFrom(...vocabularies).chain(vocabulary => {
  const cells = fc
    .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...vocabulary) }, { weight: 1, arbitrary: fc.constant(null) }), {
      minLength: 1,
      maxLength: 9,
    })
    .map(stitches => stitches.map(stitch => (stitch === null ? noStitch : stitch.key.repeat(stitch.cells))).join(''))
  return fc.record({
    title: fc.constant('any'),
    vocabulary: fc.constant(vocabulary),
    parts: fc.array(fc.record({ before: cells, repeated: cells, times: count }), { maxLength: 2 }),
    last: cells,
    side,
  })
})

type Drawn = typeof anyChart extends fc.Arbitrary<infer One> ? One : never

function chartOf({ title, vocabulary, parts, last, side }: Drawn): Chart {
  let cells = ''
  const repeats = parts.map(({ before, repeated, times }) => {
    const from = cells.length + before.length
    cells += before + repeated
    return { from, to: cells.length, times }
  })
  return { title, vocabulary, rows: [{ number: 1, side, cells: cells + last }], repeats }
}

/** What the chart shows when each repeat is drawn out: from the right, or from the left on the wrong side. */
function drawnOut({ rows, vocabulary, repeats }: Chart, variant: number): string[] {
  const { cells, side } = rows[0]!
  let whole = ''
  let at = 0
  for (const { from, to, times } of repeats) {
    whole += cells.slice(at, from) + cells.slice(from, to).repeat(timesIn(times, variant))
    at = to
  }
  const keys = placedIn(whole + cells.slice(at), vocabulary).map(({ stitch }) => stitch.key)
  return side === 'wrong' ? keys : keys.toReversed()
}

test('any chart, written as a row and read again, gives the stitches that the chart shows, in every size', () => {
  fc.assert(
    fc.property(anyChart, drawn => {
      const chart = chartOf(drawn)
      const [row] = rowsOf(chart)
      if (row === undefined || row.items.length === 0) return
      const again = readItems(writeItems(row.items, row.side), row.side, chart.vocabulary)
      for (let variant = 0; variant < variants; variant++)
        assert.deepEqual(
          stitchesIn(again, variant).map(({ key }) => key),
          drawnOut(chart, variant),
        )
      assert.deepEqual(again, merged(row.items), 'also its repeats are the same')
    }),
    { numRuns: 300 },
  )
})

test('a wrong-side row is read from the left, and its stitches have their wrong-side names', () => {
  const chart: Chart = { title: '', vocabulary: [k, p], rows: chartRows(['kkp', 'kkp'], 'right'), repeats: [] }
  assert.deepEqual(
    writeRows(rowsOf(chart), [3]).map(({ label, text }) => [label, text]),
    [
      ['Row 1 (RS)', 'p1, k2'],
      ['Row 2 (WS)', 'p2, k1'],
    ],
  )
})

test('numbers are told for all sizes where they differ, equal rounds once, and the stitches where they change', () => {
  const chart: Chart = {
    title: '',
    vocabulary: [k, k2tog],
    rows: chartRows(['##k', '#/k', 'kkk', 'kkk'], 'round'),
    repeats: [{ from: 0, to: 3, times: [8, 9] }],
  }
  assert.throws(() => writeRows(rowsOf(chart), [24, 27]), /row 4, variant 1: takes 8 stitches of 16/)
  assert.deepEqual(writeRows(rowsOf(chart).slice(0, 3), [24, 27]), [
    { label: 'Rounds 1–2', text: 'k24 (27)', after: '' },
    { label: 'Round 3', text: '[k1, k2tog] 8 (9) times', after: '16 (18) sts' },
  ])
  const again = readRows(writeRows(rowsOf(chart).slice(0, 3), [24, 27]), chart.vocabulary)
  assert.deepEqual(
    again.map(({ number }) => number),
    [1, 2, 3],
  )
})

test('what is no stitch is refused: a word, a letter, half a cable, a row that takes more than there is', () => {
  assert.throws(() => readItems('k2, purl 3', 'right', [k, p]), /“purl 3” is no stitch of this pattern/)
  assert.throws(() => readItems('[k2, p2 3 times', 'right', [k, p]), /is no stitch/)
  assert.throws(() => placedIn('kz', [k]), /no stitch “z”/)
  assert.throws(() => placedIn('kLLLk', [k, cableLeft]), /“L” is 4 cells wide/)
  const row: Row = { number: 7, side: 'round', items: [{ stitch: k, times: 12 }] as Item[] }
  assert.throws(() => stitchesAfter([row], [11]), /row 7, variant 1: takes 12 stitches of 11/)
})

test('a legend explains what the charts show and nothing else', () => {
  const chart: Chart = { title: '', vocabulary: [k, p, yo], rows: chartRows(['k#o'], 'right'), repeats: [] }
  assert.deepEqual(
    shownIn([chart]).map(({ key }) => key),
    ['k', 'o'],
  )
})
