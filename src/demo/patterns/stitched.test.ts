/** The knitted and crocheted patterns themselves: words against charts, counts against sizes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boatChart } from './crochet/harbour-filet.ts'
import { beakCounts, birdVocabulary, bodyCounts, partsOfBird, profile, shaped, wingCounts } from './crochet/sandpiper.ts'
import { doublesOf, sizes, spacesAfter, squareRounds, squareRows, squaresByColour, squareVocabulary } from './crochet/tideline-blanket.ts'
import { bodyChart, castOn, crownChart } from './knitting/ebb-hat.ts'
import { around, braidChart, gussetChart } from './knitting/hawser-mitts.ts'
import { afterTip, chartStart, cutOut, laceChart, tipRows } from './knitting/tern-shawl.ts'
import { type Chart, placedIn, rowsOf } from './stitch/chart.ts'
import { k, p, yo } from './stitch/knit.ts'
import { readRows } from './stitch/read-rows.ts'
import { type Row, type Stitch, stitchesAfter, stitchesIn, timesIn } from './stitch/stitch.ts'
import { writeRows } from './stitch/write-rows.ts'

const charts: { name: string; chart: (isCorrected: boolean) => Chart; start: readonly number[] }[] = [
  { name: 'hat, body', chart: bodyChart, start: castOn },
  { name: 'hat, crown', chart: crownChart, start: castOn },
  { name: 'shawl', chart: laceChart, start: chartStart },
  { name: 'mitts, braid', chart: braidChart, start: around },
  { name: 'mitts, gusset', chart: gussetChart, start: [1] },
  {
    name: 'filet',
    chart: boatChart,
    start: rowsOf(boatChart(true))
      .slice(0, 1)
      .flatMap(row => [0, 1, 2].map(size => stitchesIn(row.items, size).length)),
  },
]

/** A row's cells as they are worked, each repeat drawn out; what the reading of the words must give. */
function cellsDrawnOut({ rows, repeats, vocabulary }: Chart, index: number, variant: number): string {
  const { cells = '', side } = rows[index] ?? {}
  let whole = ''
  let at = 0
  for (const { from, to, times } of repeats) {
    whole += cells.slice(at, from) + cells.slice(from, to).repeat(timesIn(times, variant))
    at = to
  }
  const keys = placedIn(whole + cells.slice(at), vocabulary).map(({ stitch }) => stitch.key)
  return (side === 'wrong' ? keys : keys.toReversed()).join('')
}

const keysOf = ({ items }: Row, variant: number): string =>
  stitchesIn(items, variant)
    .map(({ key }) => key)
    .join('')

const isReadAgain = (rows: readonly Row[], start: readonly number[], vocabulary: readonly Stitch[]): void => {
  const again = readRows(writeRows(rows, start), vocabulary)
  assert.deepEqual(
    again.map(row => keysOf(row, 0)),
    rows.map(row => keysOf(row, 0)),
  )
}

for (const { name, chart, start } of charts) {
  test(`${name}: the words read again give every cell of the chart, and the stitches add up in each size`, () => {
    for (const isCorrected of [false, true]) {
      const drawn = chart(isCorrected)
      const rows = rowsOf(drawn)
      assert.equal(stitchesAfter(rows, start).length, drawn.rows.length)
      const again = readRows(writeRows(rows, start), drawn.vocabulary)
      assert.deepEqual(
        again.map(({ number, side }) => [number, side]),
        drawn.rows.map(({ number, side }) => [number, side]),
      )
      for (const [index, row] of again.entries())
        for (const variant of start.keys())
          assert.equal(keysOf(row, variant), cellsDrawnOut(drawn, index, variant), `${name}, row ${row.number}`)
    }
  })

  test(`${name}: every row is as wide as the others, and the first version differs from the corrected one in one row at most`, () => {
    const [first, corrected] = [chart(false), chart(true)]
    assert.equal(new Set(corrected.rows.map(({ cells }) => cells.length)).size, 1)
    assert.ok(first.rows.filter(({ cells }, index) => cells !== corrected.rows[index]?.cells).length <= 1)
  })
}

test('hat: the crown leaves two stitches of every twelve', () => {
  assert.deepEqual(stitchesAfter(rowsOf(crownChart()), castOn).at(-1), [16, 18, 20])
})

test('shawl: the tip meets the chart, each working meets the next, and cut-off lace stays neutral', () => {
  isReadAgain(tipRows(), [5], [k, p, yo])
  assert.deepEqual(stitchesAfter(tipRows(), [5]).at(-1), [afterTip])
  const after = stitchesAfter(rowsOf(laceChart(true)), chartStart).at(-1)
  assert.deepEqual(after?.slice(0, -1), chartStart.slice(1), 'what one working leaves the next one takes')
  assert.deepEqual([cutOut('kkko^okk', -4, 0), cutOut('kkko^okk', 0, 5)], ['kkkk', 'kkkkk'], 'half a bird is no bird')
})

test('mitts: the gusset grows from one stitch to thirteen', () => {
  assert.deepEqual(stitchesAfter(rowsOf(gussetChart()), [1]).at(-1), [13])
})

test('granny square: words and spaces agree, the double crochet grow by twelve, and the first version does not add up', () => {
  isReadAgain(squareRows(true), [0], squareVocabulary)
  assert.deepEqual(
    spacesAfter(true),
    Array.from({ length: squareRounds }, (_, round) => [round === 0 ? 4 : 4 * (round + 1)]),
  )
  assert.deepEqual(squareRows(true).map(doublesOf), [12, 24, 36, 48, 60])
  assert.throws(() => spacesAfter(false), /row 4, variant 1: takes 8 stitches of 12/)
})

test('granny blanket: the squares of all colours are all squares', () => {
  for (const size of sizes)
    assert.equal(
      [...squaresByColour(size).values()].reduce((sum, count) => sum + count, 0),
      size.across * size.down,
    )
})

test('sandpiper: each part’s rounds end in the counts they were made for, and the words give them again', () => {
  const parts = partsOfBird()
  for (const [index, counts] of [bodyCounts, wingCounts, beakCounts].entries()) {
    const { rows } = parts[index]!
    assert.deepEqual(stitchesAfter(rows, [0]).flat(), counts)
    isReadAgain(rows, [0], birdVocabulary)
  }
  assert.throws(() => shaped(20, 26), /20 stitches do not divide into 6 parts/)
  assert.throws(() => shaped(6, 1), /do not divide/)
})

test('sandpiper: no round is drawn lower than the one before it', () => {
  const heights = profile(bodyCounts).map(({ y }) => y)
  assert.deepEqual(
    heights,
    heights.toSorted((a, b) => a - b),
  )
})
