/** A stranded hat in three sizes: one chart for the body, one for the crown, both repeated around. */

import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { cloth, fitted, measure, polygon, share, thin } from '../figures.ts'
import type { BookPattern } from '../pattern.ts'
import { type Chart, type ChartRepeat, chartRows, noStitch, rowsOf } from '../stitch/chart.ts'
import { chartParts, chartSheet } from '../stitch/draw-chart.ts'
import { inColour, s2kp } from '../stitch/knit.ts'
import { stitchesAfter } from '../stitch/stitch.ts'
import { writeRows } from '../stitch/write-rows.ts'

const colours = { A: '#e9e2d0', B: '#2f5d73', C: '#c9683f' } as const
const [a, b, c] = (['A', 'B', 'C'] as const).map(name => inColour(name, name, colours[name]))
const crownStitch = { ...s2kp, means: `${s2kp.means}; in colour A` }
const vocabulary = [a!, b!, c!, crownStitch]

const width = 12
const repeats = [8, 9, 10]
const all: ChartRepeat[] = [{ from: 0, to: width, times: repeats }]
/** Stitches in 10 cm, and rounds. */
const gauge = { stitches: 22, rounds: 26 }

/** The top line is the last round. The first version had the two colours of round 12 the wrong way about. */
const motif = [
  'AAAAAAAAAAAA',
  'BAAABAAABAAA',
  'AAAAAAAAAAAA',
  'AAAAACAAAAAA',
  'AACAACAACAAA',
  'AAACACACAAAA',
  'AAAACCCAAAAA',
  'AACCCACCCAAA',
  'AAAACCCAAAAA',
  'AAACACACAAAA',
  'AACAACAACAAA',
  'AAAAACAAAAAA',
  'BAAAAAAAAAAB',
  'BBBAAAAAABBB',
  'BBBBBAABBBBB',
  'ABBBBBBBBBBA',
  'AAABBBBBBAAA',
  'BAAAABBAAAAB',
  'BBAAAAAAAABB',
  'ABBBAAAABBBA',
  'AAABBBBBBAAA',
  'AAAAABBAAAAA',
  'AAAAAAAAAAAA',
  'BAAABAAABAAA',
  'AAAAAAAAAAAA',
]

const swapped: Readonly<Record<string, string>> = { A: 'B', B: 'A' }

export function bodyChart(isCorrected: boolean): Chart {
  const lines = motif.map((line, index) =>
    isCorrected || index !== motif.length - 12 ? line : [...line].map(letter => swapped[letter] ?? letter).join(''),
  )
  return { title: 'Chart 1: body', vocabulary, rows: chartRows(lines, 'round'), repeats: all }
}

/** Each decrease round takes two stitches out of every repeat, until two are left of twelve. */
export function crownChart(): Chart {
  const lines: string[] = []
  for (let left = width; left > 2; left -= 2) {
    const after = left - 2
    const rest = 'A'.repeat(after - 1)
    lines.push(`${noStitch.repeat(width - after)}${rest}^`, `${noStitch.repeat(width - after)}${'A'.repeat(after)}`)
  }
  return { title: 'Chart 2: crown', vocabulary, rows: chartRows(lines.toReversed(), 'round'), repeats: all }
}

export const castOn = repeats.map(times => times * width)
const around = castOn.map(stitches => (stitches / gauge.stitches) * 10)
const ribCm = 4
const heightCm = (rounds: number) => ribCm + (rounds / gauge.rounds) * 10

const outline: Draw = (ink, area) => {
  const { x, y, width: wide, height, scale } = fitted({ ...area, x: area.x + 14, width: area.width - 14, height: area.height - 12 }, 24, 22)
  const [left, right, bottom] = [x, x + wide, y + height]
  const [brim, shoulder] = [bottom - 4 * scale, y + 7 * scale]
  ink.line(
    [
      { type: 'move', to: { x: left, y: bottom } },
      { type: 'line', to: { x: left, y: shoulder } },
      { type: 'curve', cp1: { x: left, y: y + 2 * scale }, cp2: { x: left + 6 * scale, y }, to: { x: x + wide / 2, y } },
      { type: 'curve', cp1: { x: right - 6 * scale, y }, cp2: { x: right, y: y + 2 * scale }, to: { x: right, y: shoulder } },
      { type: 'line', to: { x: right, y: bottom } },
      { type: 'close' },
    ],
    { widthMm: 0.5, colour: '#333333' },
  )
  ink.segment({ x: left, y: brim }, { x: right, y: brim }, thin)
  const cm = around.map(value => value.toFixed(0))
  measure(ink, { x: left, y: bottom + 7 }, { x: right, y: bottom + 7 }, `around: ${cm[0]} (${cm[1]}, ${cm[2]}) cm`)
  measure(ink, { x: left - 8, y: bottom }, { x: left - 8, y }, `${heightCm(motif.length + 10).toFixed(0)} cm`)
}

const picture: Draw = (ink, area) => {
  const chart = bodyChart(true)
  const { x, y, width: wide, height } = fitted(area, 20, 19)
  const stitchMm = wide / 36
  const brim = height * 0.17
  const hat = { x, y, width: wide, height: height - brim }
  cloth(ink, chart, hat, stitchMm, key => colours[key as keyof typeof colours])
  for (let rib = 0; rib < 36; rib += 2) ink.box(x + rib * stitchMm, y + height - brim, stitchMm * 1.2, brim, { fill: colours.B })
  // What lies outside the dome is ground again.
  for (const side of [0, 1]) {
    const edge = side === 0 ? x : x + wide
    const inwards = side === 0 ? 1 : -1
    const points = [{ x: edge - inwards, y: y - 1 }]
    for (let step = 0; step <= 24; step++) {
      const turn = (step / 24) * (Math.PI / 2)
      points.push({ x: edge + inwards * wide * 0.5 * (1 - Math.cos(turn)), y: y + height * 0.52 * (1 - Math.sin(turn)) })
    }
    points.push({ x: x + wide / 2, y: y - 1 })
    ink.fill(polygon(points), ground)
  }
}

const ground = '#dfe6e6'

function book(isCorrected: boolean): Book {
  const [body, crown] = [bodyChart(isCorrected), crownChart()]
  const bodyRows = writeRows(rowsOf(body), castOn)
  const crownRows = writeRows(rowsOf(crown), castOn)
  const left = stitchesAfter(rowsOf(crown), castOn).at(-1) ?? []
  const parts = share(body)
  const total = [...parts.values()].reduce((sum, count) => sum + count, 0)
  return {
    picture,
    charts: [body, crown].map(chartSheet),
    parts: [
      { heading: 'Sizes' },
      {
        table: {
          columns: ['', 'Child', 'Adult', 'Large'],
          rows: [
            ['Cast on', ...castOn.map(String)],
            ['Around', ...around.map(value => `${value.toFixed(1)} cm`)],
            ['Repeats of 12', ...repeats.map(String)],
          ],
        },
      },
      { heightMm: 74, draw: outline },
      {
        text: `Of every hundred stitches in the body ${[...parts].map(([key, count]) => `${Math.round((count * 100) / total)} are ${key}`).join(', ')}.`,
      },
      { heading: 'Work', keepMm: 50 },
      {
        steps: [
          {
            title: 'Brim',
            text: `With the smaller needles and colour B cast on ${castOn[0]} (${castOn[1]}, ${castOn[2]}) stitches and join. Work k1, p1 rib for ${ribCm} cm. Change to the larger needles.`,
          },
          {
            title: 'Body',
            text: `Work the ${motif.length} rounds of chart 1. Carry the colour you do not use loosely behind; where it rests for more than six stitches, catch it once.`,
          },
          {
            title: 'Crown',
            text: `With colour A alone work chart 2; ${left[0]} (${left[1]}, ${left[2]}) stitches are left. Break the yarn, pull it twice through all of them and fasten off.`,
          },
          { title: 'Finish', text: 'Weave in the ends, soak the hat and let it dry over a bowl.' },
        ],
      },
      { text: 'Read every round of the charts from right to left. What stands in the red frame is worked again and again around the hat.' },
      ...chartParts([body, crown]),
      { heading: 'Chart 1 in words' },
      { rows: bodyRows },
      { heading: 'Chart 2 in words' },
      { rows: crownRows },
    ],
  }
}

export const ebbHat: BookPattern = {
  slug: 'ebb-tide-hat',
  sku: 'SM-201',
  title: 'Ebb Tide Hat',
  designer,
  craft: 'knitting',
  summary: 'A stranded hat with breakers around the head and a row of sea stars above them, in three sizes and three colours.',
  descriptionHtml: [
    '<p>Ebb Tide is the hat for the second ball of everything: a light ground, one dark blue for the water and a handful of rust for the stars. Only two rounds have floats that want catching, and the crown closes in ten rounds.</p>',
    '<ul><li>Three sizes: child, adult, large</li><li>Charts with the same rounds in words, so that you can take either</li><li>A4 and US Letter booklets, and the charts alone in large print</li></ul>',
    '<p><strong>Yarn:</strong> DK weight wool that likes its neighbour, 50 g in the ground colour.</p>',
  ].join(''),
  sizes: ['Child', 'Adult', 'Large'],
  materials: [
    'DK weight wool (about 220 m in 100 g): 50 g in A, 40 g in B, 10 g in C',
    'Circular needle of 40 cm and double-pointed needles in 4 mm, and one size smaller for the brim',
    'Stitch marker, blunt needle',
  ],
  fabric: '',
  gauge: `${gauge.stitches} stitches and ${gauge.rounds} rounds in 10 cm, in stranded pattern, washed.`,
  skill: 'intermediate',
  languages: ['en'],
  tags: ['knitting pattern', 'stranded hat', 'colorwork', 'fair isle', 'winter hat', 'dk weight', 'charted'],
  categories: ['Knitting', 'Hats'],
  prices: [
    { minor: 550n, currency: 'EUR' },
    { minor: 600n, currency: 'USD' },
  ],
  colours: { ground, ink: '#23404e', tint: '#6f95a3' },
  correction: {
    fixedIn: '2.1',
    note: 'In round 12 of chart 1 colours A and B were exchanged, in the chart and in the words. Hats already knitted have one dark round more; it looks like a second wave.',
  },
  book,
}
