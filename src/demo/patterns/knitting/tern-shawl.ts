/** A lace triangle from its tip: one chart of sixteen rows that grows by two repeats each time it is worked. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, measure, polygon } from '../figures.ts'
import type { BookPattern } from '../pattern.ts'
import { type Chart, type ChartRow, noStitch, rowsOf } from '../stitch/chart.ts'
import { chartParts, chartSheet, columnsOf, drawCells } from '../stitch/draw-chart.ts'
import { k, k2tog, p, s2kp, ssk, yo } from '../stitch/knit.ts'
import type { Item, Row } from '../stitch/stitch.ts'
import { writeRows } from '../stitch/write-rows.ts'

const vocabulary = [k, p, yo, k2tog, ssk, s2kp]
const border = 2
const period = 8
const growth = 2 * period
/** How often the chart is worked in the two sizes. */
const workings = [13, 17]
/** The words give numbers for the first workings; what comes after goes on in the same way. */
const told = 4
const gauge = { stitches: 18, rows: 26 }

/** Right-side rows of one repeat, the lowest first. */
const motif = ['kkko^okk', 'kk/oko\\k', 'k/okkko\\', 'kkkkkkkk', 'o\\kkkk/o', 'ko\\kk/ok', 'kko\\/okk', 'kkkkkkkk']
/** In the first version the decreases of row 13 leaned the other way. */
const leaningWrongly = 6

/** Groups that take as many stitches as they leave; a row is made of these and of plain stitches. */
const groups = ['o^o', '/o', 'o\\']

/** A line cut out of the endless pattern; where the cut would halve a group, the stitches are plain. */
export function cutOut(line: string, from: number, to: number): string {
  let out = ''
  for (let column = from; column < to; ) {
    const inLine = ((column % period) + period) % period
    const group = groups.find(each => line.startsWith(each, inLine)) ?? 'k'
    const fits = column + group.length <= to
    out += fits ? group : 'k'
    column += fits ? group.length : 1
  }
  return out
}

const exchanged = (cells: string): string => cells.replaceAll(/[/\\]/g, sign => (sign === '/' ? '\\' : '/'))

/** A section grows by one stitch at either side on each right-side row; its middle columns stay where they are. */
export function laceChart(isCorrected: boolean): Chart {
  const rows = motif.flatMap((line, step): ChartRow[] => {
    const lace = cutOut(line, -step, 0) + cutOut(line, 0, period) + cutOut(line, 0, step + 1)
    const pad = noStitch.repeat(period - 1 - step)
    const framed = (edge: string, inside: string) => `${pad}${edge.repeat(border)}${inside}${edge.repeat(border)}${pad}`
    const right = framed(k.key, `o${isCorrected || step !== leaningWrongly ? lace : exchanged(lace)}o`)
    return [
      { number: 2 * step + 1, side: 'right', cells: right },
      { number: 2 * step + 2, side: 'wrong', cells: framed(p.key, k.key.repeat(lace.length + 2)) },
    ]
  })
  const from = border + period
  const times = Array.from({ length: told }, (_, working) => 2 * working + 1)
  return { title: 'Lace chart', vocabulary, rows, repeats: [{ from, to: from + period, times }] }
}

const castOn = 2 * border + 1
export const afterTip = 2 * border + period + 1
/** Stitches before the chart is worked for the first time, the second, … */
export const chartStart = Array.from({ length: told }, (_, working) => afterTip + growth * working)

/** From the cast-on to the width at which the chart begins. */
export function tipRows(): Row[] {
  const edge: Item = { stitch: k, times: border }
  return Array.from({ length: (afterTip - castOn) / 2 }).flatMap((_, step): Row[] => {
    const plain = 1 + 2 * step
    const over: Item = { stitch: yo, times: 1 }
    return [
      { number: 2 * step + 1, side: 'right', items: [edge, over, { stitch: k, times: plain }, over, edge] },
      {
        number: 2 * step + 2,
        side: 'wrong',
        items: [
          { stitch: p, times: border },
          { stitch: k, times: plain + 2 },
          { stitch: p, times: border },
        ],
      },
    ]
  })
}

const stitchesAt = (working: number) => afterTip + growth * working
const spanCm = workings.map(working => (stitchesAt(working) / gauge.stitches) * 10)
const depthCm = workings.map(working => ((working * growth + 2 * (afterTip - castOn)) / gauge.rows) * 10)

const outline: Draw = (ink, area) => {
  const shape = fitted(
    { ...area, y: area.y + 8, x: area.x + 10, width: area.width - 10, height: area.height - 8 },
    spanCm[1] ?? 1,
    depthCm[1] ?? 1,
  )
  const triangle = (index: number) => {
    const [span, deep] = [(spanCm[index] ?? 0) * shape.scale, (depthCm[index] ?? 0) * shape.scale]
    const bottom = shape.y + shape.height
    const middle = shape.x + shape.width / 2
    return [
      { x: middle - span / 2, y: bottom - deep },
      { x: middle + span / 2, y: bottom - deep },
      { x: middle, y: bottom },
    ] as const
  }
  ink.line(polygon(triangle(1)), { widthMm: 0.5, colour: '#333333' })
  ink.line(polygon(triangle(0)), { widthMm: 0.3, colour: '#333333', dashMm: [2, 1.4] })
  const [left, right, tip] = triangle(1)
  measure(ink, { x: left.x, y: left.y - 4 }, { x: right.x, y: left.y - 4 }, `${spanCm.map(cm => cm.toFixed(0)).join(' (')}) cm`)
  measure(ink, { x: left.x - 3, y: tip.y }, { x: left.x - 3, y: left.y }, `${depthCm.map(cm => cm.toFixed(0)).join(' (')}) cm`)
}

/** Several workings of the lace, as one large chart would show them. */
const picture: Draw = (ink, area) => {
  const steps = 3 * period
  const wide = 2 * steps + 1
  const shape = fitted(area, wide, steps)
  const cell = shape.scale
  for (let step = 0; step < steps; step++) {
    const cells = cutOut(motif[step % period] ?? '', -step, step + 1)
    const at = { x: shape.x + (steps - step) * cell, y: shape.y + shape.height - (step + 1) * cell }
    const row: Chart = { title: '', vocabulary, rows: [{ number: 1, side: 'right', cells }], repeats: [] }
    ink.box(at.x, at.y, columnsOf(row) * cell, cell, { fill: '#f6f1ea' })
    drawCells(ink, row, at, cell)
  }
}

function book(isCorrected: boolean): Book {
  const chart = laceChart(isCorrected)
  return {
    picture,
    charts: [chartSheet(chart)],
    parts: [
      { heading: 'Sizes' },
      {
        table: {
          columns: ['', 'Small', 'Large'],
          rows: [
            ['Chart worked', ...workings.map(working => `${working} times`)],
            ['Stitches at the top', ...workings.map(working => `${stitchesAt(working)}`)],
            ['Across', ...spanCm.map(cm => `${cm.toFixed(0)} cm`)],
            ['Deep', ...depthCm.map(cm => `${cm.toFixed(0)} cm`)],
          ],
        },
      },
      { heightMm: 70, draw: outline },
      { heading: 'Work', keepMm: 50 },
      {
        steps: [
          { title: 'The tip', text: `Cast on ${castOn} stitches and work the rows of the tip; you have ${afterTip} stitches.` },
          {
            title: 'The lace',
            text: `Work the chart ${workings.join(' or ')} times. Each time it takes up ${growth} stitches more, so the red frame is worked once the first time, three times the second, and twice more each time after that. In the words below, the numbers in brackets are for the second, third and fourth time.`,
          },
          {
            title: 'The edge',
            text: 'Knit six rows. Bind off loosely: k2, * slip both back to the left needle and knit them together through the back, k1; repeat from *.',
          },
          {
            title: 'Finish',
            text: 'Soak, pin the top edge straight and the sides out to points at every repeat, and leave it until it is dry. Lace is made on the pins.',
          },
        ],
      },
      { heading: 'The tip in words' },
      { rows: writeRows(tipRows(), [castOn]) },
      ...chartParts([chart]),
      { text: 'Right-side rows are read from the right, wrong-side rows from the left. Grey squares are no stitch.' },
      { heading: 'The chart in words' },
      { rows: writeRows(rowsOf(chart), chartStart) },
    ],
  }
}

export const ternShawl: BookPattern = {
  slug: 'tern-shawl',
  sku: 'SM-202',
  title: 'Tern Shawl',
  designer,
  craft: 'knitting',
  summary:
    'A triangular lace shawl that begins with five stitches at its tip and can be stopped at any size, with small birds that come out of plain stitches.',
  descriptionHtml: [
    '<p>Tern begins with five stitches and grows by two on every other row, so you can stop when the yarn or the winter is over. The lace is sixteen rows that you will know by heart after the second time; every wrong-side row rests.</p>',
    '<ul><li>Two sizes, and any size between them</li><li>Chart and written rows, with the number of stitches after each right-side row</li><li>A4 and US Letter booklets, and the chart alone in large print</li></ul>',
    '<p><strong>Yarn:</strong> fingering weight, one or two skeins.</p>',
  ].join(''),
  sizes: ['Small', 'Large'],
  materials: [
    'Fingering weight yarn (about 400 m in 100 g): 100 g for the small shawl, 170 g for the large one',
    'Circular needle of 80 cm in 4.5 mm',
    'Pins, blunt needle',
  ],
  fabric: '',
  gauge: `${gauge.stitches} stitches and ${gauge.rows} rows in 10 cm, in lace, after blocking. It need not be exact; it decides the size and the yarn.`,
  skill: 'intermediate',
  languages: ['en'],
  tags: ['knitting pattern', 'lace shawl', 'triangle shawl', 'fingering yarn', 'one skein', 'charted', 'birds'],
  categories: ['Knitting', 'Shawls'],
  prices: [
    { minor: 650n, currency: 'EUR' },
    { minor: 700n, currency: 'USD' },
  ],
  colours: { ground: '#e3dfea', ink: '#443a5c', tint: '#8a7fa8' },
  correction: {
    fixedIn: '2.1',
    note: 'In row 13 of the chart k2tog and ssk were exchanged, so that the diamond did not close. The number of stitches was right; a shawl on the needles can go on from here.',
  },
  book,
}
