/** A filet runner: a grid of open and solid meshes, one boat repeated along it. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, share } from '../figures.ts'
import type { BookPattern } from '../pattern.ts'
import { type Chart, chartRows, rowsOf } from '../stitch/chart.ts'
import { block, open } from '../stitch/crochet.ts'
import { chartParts, chartSheet, columnsOf } from '../stitch/draw-chart.ts'
import { writeCount, writeRows } from '../stitch/write-rows.ts'

const boats = [3, 5, 7]
const meshCm = 0.85
/** Two chains and a double crochet, and one double crochet to begin with. */
const stitchesPerMesh = 3

/** One boat, the top line worked last. */
const boat = [
  '...................',
  '.........x.........',
  '........xx.........',
  '.......xxx.x.......',
  '......xxxx.xx......',
  '.....xxxxx.xxx.....',
  '....xxxxxx.xxxx....',
  '...xxxxxxx.xxxxx...',
  '..xxxxxxxx.xxxxxx..',
  '.........x.........',
  '.xxxxxxxxxxxxxxxxx.',
  '..xxxxxxxxxxxxxxx..',
  '...xxxxxxxxxxxxx...',
  '...................',
  '.xx....xx....xx....',
  'x..x..x..x..x..x...',
  '....xx....xx....xxx',
  '...................',
]
/** The first version had the two sails on the wrong sides of the mast in this row of the boat, which is the one after it in the chart. */
const turned = 10

export function boatChart(isCorrected: boolean): Chart {
  const edge = 'xx'
  const lines = boat.map(
    (line, index) => `${edge}${isCorrected || boat.length - index !== turned ? line : [...line].toReversed().join('')}${edge}`,
  )
  const solid = 'x'.repeat(lines[0]?.length ?? 0)
  return {
    title: 'Filet chart',
    vocabulary: [open, block],
    rows: chartRows([solid, ...lines, solid], 'right'),
    repeats: [{ from: edge.length, to: edge.length + (boat[0]?.length ?? 0), times: boats }],
  }
}

const meshes = boats.map(times => 4 + times * (boat[0]?.length ?? 0))

const picture: Draw = (ink, area) => {
  const chart = boatChart(true)
  const shape = fitted(area, columnsOf(chart), chart.rows.length)
  ink.box(shape.x, shape.y, shape.width, shape.height, { fill: '#fbfaf6' })
  chart.rows.forEach(({ cells }, row) => {
    for (const [column, key] of [...cells].entries()) {
      const box = { x: shape.x + column * shape.scale, y: shape.y + (chart.rows.length - 1 - row) * shape.scale }
      ink.box(box.x, box.y, shape.scale, shape.scale, {
        ...(key === 'x' && { fill: '#3d5a66' }),
        pen: { widthMm: shape.scale * 0.09, colour: '#3d5a66' },
      })
    }
  })
}

function book(isCorrected: boolean): Book {
  const chart = boatChart(isCorrected)
  const counts = share(chart)
  return {
    picture,
    charts: [chartSheet(chart)],
    parts: [
      { heading: 'Sizes' },
      {
        table: {
          columns: ['', 'Short', 'Medium', 'Long'],
          rows: [
            ['Boats', ...boats.map(String)],
            ['Meshes across', ...meshes.map(String)],
            ['Chains to begin', ...meshes.map(count => `${count * stitchesPerMesh + 1}`)],
            ['Finished', ...meshes.map(count => `${(count * meshCm).toFixed(0)} × ${(chart.rows.length * meshCm).toFixed(0)} cm`)],
          ],
        },
      },
      { text: `One boat with its edges has ${counts.get('x')} solid meshes and ${counts.get('.')} open ones.` },
      { heading: 'Work', keepMm: 60 },
      {
        steps: [
          {
            title: 'Begin',
            text: `Chain ${writeCount(meshes.map(count => count * stitchesPerMesh + 1))} and 3 more that stand for the first dc. Row 1 is worked into the chains.`,
          },
          {
            title: 'Rows',
            text: 'Work the chart, turning with 3 ch after every row. Odd rows are read from the right, even rows from the left. What stands in the red frame is worked once for every boat.',
          },
          {
            title: 'Edge',
            text: 'Work one round of sc along all four sides, 3 sc in each corner. Starch the runner lightly and pin it square.',
          },
        ],
      },
      ...chartParts([chart]),
      { heading: 'The chart in words' },
      { text: 'A mesh is told by what it is: open or solid.' },
      { rows: writeRows(rowsOf(chart), meshes, 'meshes') },
    ],
  }
}

export const harbourFilet: BookPattern = {
  slug: 'harbour-filet-runner',
  sku: 'SM-303',
  title: 'Harbour Filet Runner',
  designer,
  craft: 'crochet',
  summary: 'A table runner in filet crochet with one small boat after the other, worked in rows from a single chart.',
  descriptionHtml: [
    '<p>Filet is drawing on squared paper with a hook: a mesh is open or it is solid, and that is all there is to learn. Three boats fit a shelf, five a table, seven the windowsill of the whole kitchen.</p>',
    '<ul><li>Three lengths, or as many boats as you like</li><li>Large chart, and every row in words</li><li>A4 and US Letter booklets, the chart alone as well</li></ul>',
    '<p><strong>Yarn:</strong> cotton no. 10 or a fine fingering cotton.</p>',
  ].join(''),
  sizes: ['Short', 'Medium', 'Long'],
  materials: ['Cotton crochet thread no. 10: 40 (60, 85) g', 'Crochet hook, 1.5 mm', 'Pins, starch'],
  fabric: '',
  gauge: `12 meshes and 12 rows in ${(12 * meshCm).toFixed(0)} cm.`,
  skill: 'easy',
  languages: ['en'],
  tags: ['crochet pattern', 'filet crochet', 'table runner', 'sailing boat', 'nautical decor', 'charted', 'us terms'],
  categories: ['Crochet', 'Home'],
  prices: [
    { minor: 350n, currency: 'EUR' },
    { minor: 400n, currency: 'USD' },
  ],
  colours: { ground: '#cfdde0', ink: '#2b444e', tint: '#3d5a66' },
  correction: {
    fixedIn: '2.1',
    note: 'Row 11 of the chart had the sails on the wrong sides of the mast, in the chart and in the words.',
  },
  book,
}
