/** Fingerless mitts with a braid on the back of the hand and a gusset for the thumb. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, measure, thin } from '../figures.ts'
import type { Ink } from '../ink.ts'
import type { BookPattern } from '../pattern.ts'
import type { Box } from '../shape.ts'
import { type Chart, chartRows, noStitch, rowsOf } from '../stitch/chart.ts'
import { chartParts, chartSheet, drawCells } from '../stitch/draw-chart.ts'
import { cableLeft, cableRight, k, m1l, m1r, p } from '../stitch/knit.ts'
import { stitchesAfter } from '../stitch/stitch.ts'
import { writeCount, writeRows } from '../stitch/write-rows.ts'

const gauge = { stitches: 24, rounds: 32 }
/** Stitches around the palm, beside the twelve of the braid. */
const palm = [30, 34, 38]
const braidStitches = 12

/** One round of the braid, the top line last worked. The first version crossed both pairs to the same side. */
export function braidChart(isCorrected: boolean): Chart {
  const lines = [
    'ppkkkkkkkkpp',
    isCorrected ? 'ppkkLLLLkkpp' : 'ppkkRRRRkkpp',
    'ppkkkkkkkkpp',
    'ppkkkkkkkkpp',
    'ppkkkkkkkkpp',
    'ppRRRRRRRRpp',
    'ppkkkkkkkkpp',
    'ppkkkkkkkkpp',
  ]
  return {
    title: 'Chart 1: braid and palm',
    vocabulary: [k, p, cableRight, cableLeft],
    rows: chartRows(
      lines.map(line => `k${line}`),
      'round',
    ),
    repeats: [{ from: 0, to: 1, times: palm }],
  }
}

const gussetRounds = 6
/** One stitch between two markers becomes thirteen. */
export function gussetChart(): Chart {
  const widest = 2 * gussetRounds + 1
  const lines: string[] = []
  for (let step = 0; step < gussetRounds; step++) {
    const plain = 2 * step + 1
    const pad = noStitch.repeat((widest - plain - 2) / 2)
    lines.push(`${pad}l${'k'.repeat(plain)}r${pad}`, `${pad}${'k'.repeat(plain + 2)}${pad}`)
  }
  return { title: 'Chart 2: thumb gusset', vocabulary: [k, m1r, m1l], rows: chartRows(lines.toReversed(), 'round'), repeats: [] }
}

export const around = palm.map(stitches => stitches + braidStitches)
const handCm = around.map(stitches => ((stitches - 4) / gauge.stitches) * 10)
const braidRepeats = [5, 6, 6]
const cuffCm = 5

const outline: Draw = (ink, area) => {
  const shape = fitted({ ...area, height: area.height - 10 }, 16, 20)
  drawMitt(ink, shape)
  const bottom = shape.y + shape.height
  measure(
    ink,
    { x: shape.x, y: bottom + 6 },
    { x: shape.x + shape.width * 0.62, y: bottom + 6 },
    `around: ${writeCount(handCm.map(Math.round))} cm`,
  )
  measure(ink, { x: shape.x - 5, y: bottom }, { x: shape.x - 5, y: shape.y }, `${writeCount(lengthCm())} cm`)
}

const lengthCm = () => braidRepeats.map(repeats => Math.round(cuffCm + ((repeats * 8) / gauge.rounds) * 10 + 2))

function drawMitt(ink: Ink, { x, y, width, height }: Box): void {
  const hand = width * 0.62
  const pen = { widthMm: 0.5, colour: '#333333' }
  ink.box(x, y, hand, height, { pen })
  for (const line of [0.1, 0.72]) ink.segment({ x, y: y + height * line }, { x: x + hand, y: y + height * line }, thin)
  const at = (across: number, down: number) => ({ x: x + width * across, y: y + height * down })
  for (const [from, to] of [
    [at(0.62, 0.68), at(0.9, 0.44)],
    [at(0.9, 0.44), at(0.8, 0.34)],
    [at(0.8, 0.34), at(0.62, 0.44)],
  ] as const)
    ink.segment(from, to, pen)
}

/** Four rounds of the braid above each other, large. */
const picture: Draw = (ink, area) => {
  const one = braidChart(true)
  const tall: Chart = {
    ...one,
    rows: Array.from({ length: 2 }).flatMap((_, block) =>
      one.rows.map(row => ({ ...row, number: row.number + 8 * block, cells: row.cells.slice(1) })),
    ),
    repeats: [],
  }
  const shape = fitted(area, braidStitches, tall.rows.length)
  ink.box(shape.x, shape.y, shape.width, shape.height, { fill: '#f7f3ea' })
  drawCells(ink, tall, shape, shape.scale)
}

function book(isCorrected: boolean): Book {
  const [braid, gusset] = [braidChart(isCorrected), gussetChart()]
  const thumb = stitchesAfter(rowsOf(gusset), [1]).at(-1)?.[0] ?? 1
  return {
    picture,
    charts: [braid, gusset].map(chartSheet),
    parts: [
      { heading: 'Sizes' },
      {
        table: {
          columns: ['', 'Small', 'Medium', 'Large'],
          rows: [
            ['Cast on', ...around.map(String)],
            ['Around the hand', ...handCm.map(cm => `${cm.toFixed(1)} cm`)],
            ['Chart 1 worked', ...braidRepeats.map(times => `${times} times`)],
            ['Long', ...lengthCm().map(cm => `${cm} cm`)],
          ],
        },
      },
      { heightMm: 84, draw: outline },
      { heading: 'Work', keepMm: 50 },
      {
        steps: [
          { title: 'Cuff', text: `Cast on ${writeCount(around)} stitches, join, and work k1, p1 rib for ${cuffCm} cm.` },
          {
            title: 'Hand',
            text: `Work chart 1: ${braidStitches} stitches of braid, then ${writeCount(palm)} stitches of palm, all around. Work it ${writeCount(braidRepeats)} times. With the second time the gusset begins.`,
          },
          {
            title: 'Gusset',
            text: `Left mitt: in the palm, knit to the last 4 stitches. Right mitt: knit the first 3 stitches of the palm. Set a marker, work chart 2 over the next stitch, set a marker. After ${gussetRounds * 2} rounds there are ${thumb} stitches between the markers; put them on waste yarn, cast on 1 stitch over the gap and go on around.`,
          },
          { title: 'Edge', text: 'Work k1, p1 rib for 2 cm and bind off in rib.' },
          { title: 'Thumb', text: `Take up the ${thumb} stitches and 3 from the edge of the gap. Knit 4 rounds, rib 4 rounds, bind off.` },
        ],
      },
      ...chartParts([braid, gusset]),
      { heading: 'Chart 1 in words' },
      { rows: writeRows(rowsOf(braid), around) },
      { heading: 'Chart 2 in words' },
      { rows: writeRows(rowsOf(gusset), [1]) },
    ],
  }
}

export const hawserMitts: BookPattern = {
  slug: 'hawser-mitts',
  sku: 'SM-203',
  title: 'Hawser Mitts',
  designer,
  craft: 'knitting',
  summary: 'Fingerless mitts for reading, typing and tying boats up: a thick braid on the back of the hand, plain everywhere else.',
  descriptionHtml: [
    '<p>A hawser is the thick rope that holds a ship. This one holds your wrists: a braid of eight stitches over the back of the hand, crossed in only two rounds out of eight, and a palm so plain that you can knit it in the dark.</p>',
    '<ul><li>Three sizes, from a narrow hand to a broad one</li><li>A gusset for the thumb, charted too</li><li>Charts and written rounds; A4 and US Letter</li></ul>',
    '<p><strong>Yarn:</strong> DK weight wool with some spring in it, less than 100 g for the pair.</p>',
  ].join(''),
  sizes: ['Small', 'Medium', 'Large'],
  materials: [
    'DK weight wool (about 220 m in 100 g): 70 (80, 90) g',
    'Double-pointed needles in 3.5 mm',
    'Cable needle, two markers, waste yarn',
  ],
  fabric: '',
  gauge: `${gauge.stitches} stitches and ${gauge.rounds} rounds in 10 cm, in plain knitting.`,
  skill: 'easy',
  languages: ['en'],
  tags: ['knitting pattern', 'fingerless mitts', 'wrist warmers', 'cables', 'dk weight', 'quick gift', 'charted'],
  categories: ['Knitting', 'Mitts'],
  prices: [
    { minor: 450n, currency: 'EUR' },
    { minor: 500n, currency: 'USD' },
  ],
  colours: { ground: '#e8e0d2', ink: '#4d3b22', tint: '#a98c5a' },
  correction: {
    fixedIn: '2.1',
    note: 'Round 7 of chart 1 crossed to the right like round 3, which makes two ropes instead of a braid. It is 2/2 LC now, in the chart and in the words.',
  },
  book,
}
