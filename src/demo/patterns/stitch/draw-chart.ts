import type { Part, Sheet } from '../book.ts'
import type { Ink, TextStyle } from '../ink.ts'
import type { Box } from '../shape.ts'
import { type Chart, noStitch, placedIn, shownIn } from './chart.ts'
import type { Stitch } from './stitch.ts'
import { writeCount } from './write-rows.ts'

const line = '#8d8778'
const frame = '#b3261e'
const none = '#d9d4c8'
const largestCellMm = 7

/** Room for row numbers at both sides, for column numbers and the repeats' words below. */
const edge = { side: 9, below: 14 }

export function columnsOf({ rows }: Chart): number {
  return Math.max(...rows.map(({ cells }) => cells.length))
}

/** How high a chart comes out when it may be `widthMm` wide. */
export function chartHeight(chart: Chart, widthMm: number): number {
  return cellSize(chart, widthMm, Infinity) * chart.rows.length + edge.below
}

function cellSize(chart: Chart, widthMm: number, heightMm: number): number {
  return Math.min(largestCellMm, (widthMm - 2 * edge.side) / columnsOf(chart), (heightMm - edge.below) / chart.rows.length)
}

/** Grid, symbols, numbers and repeats, in the middle of the area. */
export function drawChart(ink: Ink, chart: Chart, area: Box): void {
  const cell = cellSize(chart, area.width, area.height)
  const columns = columnsOf(chart)
  const left = area.x + (area.width - columns * cell) / 2
  const bottom = area.y + chart.rows.length * cell
  drawCells(ink, chart, { x: left, y: area.y }, cell)
  const small: TextStyle = { sizeMm: Math.min(2.8, cell * 0.62), colour: '#444444' }
  chart.rows.forEach(({ number, side }, index) => {
    const y = bottom - index * cell - cell * 0.3
    if (side === 'wrong') ink.text(`${number}`, { x: left - 1.6, y }, { ...small, align: 'right' })
    else ink.text(`${number}`, { x: left + columns * cell + 1.6, y }, small)
  })
  for (let column = 0; column < columns; column++) {
    const number = columns - column
    if (number !== 1 && number % 5 !== 0 && columns > 12) continue
    ink.text(`${number}`, { x: left + (column + 0.5) * cell, y: bottom + 3.2 }, { ...small, align: 'middle' })
  }
  for (const { from, to, times } of chart.repeats) {
    const x = left + from * cell
    ink.box(x, area.y, (to - from) * cell, bottom - area.y, { pen: { widthMm: 0.6, colour: frame } })
    const words = `work ${writeCount(times)} times`
    const middle = clamped(x + ((to - from) * cell) / 2, words, ink, area)
    ink.text(words, { x: middle, y: bottom + 8 }, { font: 'bold', sizeMm: 3, colour: frame, align: 'middle' })
  }
}

function clamped(x: number, words: string, ink: Ink, area: Box): number {
  const half = ink.width(words, 'bold', 3) / 2
  return Math.min(Math.max(x, area.x + half), area.x + area.width - half)
}

/** The bare grid with its symbols, `at` being its left top corner. */
export function drawCells(ink: Ink, chart: Chart, at: { x: number; y: number }, cell: number): void {
  const columns = columnsOf(chart)
  const top = (index: number) => at.y + (chart.rows.length - 1 - index) * cell
  const pen = { widthMm: Math.min(0.18, cell * 0.04), colour: line }
  chart.rows.forEach(({ cells }, index) => {
    for (const { stitch, column } of placedIn(cells, chart.vocabulary)) {
      const box = { x: at.x + column * cell, y: top(index), width: cell * stitch.cells, height: cell }
      stitch.symbol(ink, box)
      ink.box(box.x, box.y, box.width, box.height, { pen })
    }
    for (let column = 0; column < columns; column++) {
      if ((cells[column] ?? noStitch) !== noStitch) continue
      ink.box(at.x + column * cell, top(index), cell, cell, { fill: none, pen })
    }
  })
}

export const keyHeight = (charts: readonly Chart[]): number => 6 + shownIn(charts).length * 6.4

/** What each symbol means. */
export function drawKey(ink: Ink, charts: readonly Chart[], area: Box): void {
  const cell = 4.6
  const shown: readonly Stitch[] = shownIn(charts)
  const widest = Math.max(...shown.map(({ cells }) => cells)) * cell
  shown.forEach((stitch, index) => {
    const y = area.y + index * 6.4
    const box = { x: area.x, y, width: cell * stitch.cells, height: cell }
    stitch.symbol(ink, box)
    ink.box(box.x, box.y, box.width, box.height, { pen: { widthMm: 0.18, colour: line } })
    ink.text(stitch.means, { x: area.x + widest + 4, y: y + 3.5 }, { sizeMm: 3.4 })
  })
}

/** A chart on a page of its own, with what its symbols mean. */
export function chartSheet(chart: Chart): Sheet {
  const key = keyHeight([chart])
  return {
    title: chart.title,
    draw: (ink, area) => {
      drawChart(ink, chart, { ...area, height: area.height - key - 8 })
      drawKey(ink, [chart], { ...area, y: area.y + area.height - key })
    },
  }
}

/** Charts below each other in a booklet, their symbols explained after the last. */
export const chartParts = (charts: readonly Chart[]): Part[] => [
  ...charts.flatMap((chart): Part[] => [
    { heading: chart.title, keepMm: chartHeight(chart, booklet.widthMm) + 20 },
    { heightMm: chartHeight(chart, booklet.widthMm), draw: (ink, area) => drawChart(ink, chart, area) },
  ]),
  { heightMm: keyHeight(charts), draw: (ink, area) => drawKey(ink, charts, area) },
]

/** What a booklet's page leaves for a drawing on the narrower of its papers. */
const booklet = { widthMm: 162 }
