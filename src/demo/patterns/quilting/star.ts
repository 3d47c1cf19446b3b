/** A sawtooth star with a pinwheel in its middle, in three sizes; its cutting table follows from the patches. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, measure } from '../figures.ts'
import type { BookPattern } from '../pattern.ts'
import { drawBlock, imperial, type Measure, metric } from './patch.ts'
import { cutsFor, finishedSizes, star } from './star-block.ts'
import { templates } from './templates.ts'

const colours = { A: '#f3ead9', B: '#2d4a66', C: '#c8553d' } as const

function cuttingTable(measureBy: Measure, finished: (size: (typeof finishedSizes)[number]) => number) {
  const all = finishedSizes.map(size => cutsFor(finished(size), measureBy))
  const first = all[0] ?? []
  return {
    columns: ['Piece', 'Cut', ...finishedSizes.map(size => `Block ${measureBy.say(finished(size))}`)],
    rows: first.map(({ piece, fabric, count }, index) => [
      `${piece} (${fabric})`,
      `${count}`,
      ...all.map(cuts => {
        const cut = cuts[index]
        if (cut === undefined) return ''
        return cut.width === cut.height ? measureBy.say(cut.width) : `${measureBy.say(cut.width)} × ${measureBy.say(cut.height)}`
      }),
    ]),
    firstMm: 34,
  }
}

const picture: Draw = (ink, area) => drawBlock(ink, star, fitted(area, 1, 1), colours)

function book(isCorrected: boolean): Book {
  return {
    picture,
    templates,
    parts: [
      { heading: 'The block', keepMm: 110 },
      {
        heightMm: 96,
        draw: (ink, area) => {
          const shape = fitted({ ...area, height: area.height - 10 }, 1, 1)
          drawBlock(ink, star, shape, colours)
          const y = shape.y + shape.height + 6
          measure(ink, { x: shape.x, y }, { x: shape.x + shape.width, y }, finishedSizes.map(size => metric.say(size.metric)).join(' · '))
        },
      },
      { text: 'A is the ground, B the star, C the wheel in its middle. All measures include the seam allowance.' },
      { heading: 'Cut for one block, in centimetres', keepMm: 60 },
      { text: `Seam allowance ${metric.say(metric.seam)}.` },
      { table: cuttingTable(metric, size => size.metric) },
      { heading: 'Cut for one block, in inches', keepMm: 60 },
      { text: `Seam allowance ${imperial.say(imperial.seam)}.` },
      { table: cuttingTable(imperial, size => size.imperial) },
      { heading: 'Sew', keepMm: 60 },
      {
        steps: [
          {
            title: 'Geese',
            text: 'Draw the diagonal on the back of each B square. Lay one on the left end of a goose, right sides together, sew on the line, trim to the seam allowance and press it over. Do the same at the right end; the two triangles overlap in the middle, and that is right.',
          },
          {
            title: 'Wheel',
            text: isCorrected
              ? 'Pair the A and C wheel squares. Draw one diagonal, sew on both sides of it, one seam allowance away, cut on the line: each pair makes two. Press towards C and trim to one unit and two seam allowances. Turn all four the same way and sew them to a wheel.'
              : 'Pair the A and C wheel squares. Draw one diagonal, sew on it, cut beside it: each pair makes two. Press towards C and trim to one unit and two seam allowances. Turn all four the same way and sew them to a wheel.',
          },
          {
            title: 'Rows',
            text: 'Lay corner, goose, corner; goose, wheel, goose; corner, goose, corner. The points of the geese look outwards. Sew the rows, press the outer ones out and the middle one in, and join them.',
          },
          {
            title: 'Measure',
            text: 'The block must have its finished width and two seam allowances. What is too small was pressed too little; steam it before you take it apart.',
          },
        ],
      },
      {
        text: 'The templates in the other files are for the small and the medium block, for whoever likes to cut by a template rather than by a ruler.',
      },
    ],
  }
}

export const beaconStar: BookPattern = {
  slug: 'beacon-star-block',
  sku: 'SM-401',
  title: 'Beacon Star Quilt Block',
  designer,
  craft: 'quilting',
  summary:
    'A sawtooth star with a wheel in its middle, in three sizes, with cutting tables in centimetres and in inches and templates in true size.',
  descriptionHtml: [
    '<p>Beacon is the star for a cushion, for the middle of a medallion, or for thirty of the same. Only squares and rectangles are cut; every triangle is made by sewing, so that no bias edge is ever left alone with you.</p>',
    '<ul><li>Three sizes: 20, 30 and 40 cm, or 8, 12 and 16 inches</li><li>Cutting tables for both, reckoned and not rounded off</li><li>Templates in true size on A4 and US Letter</li></ul>',
    '<p><strong>Fabric:</strong> three quilting cottons that are far apart.</p>',
  ].join(''),
  sizes: finishedSizes.map(({ name }) => name),
  materials: [
    'Quilting cotton for one medium block: A 25 × 55 cm, B 12 × 90 cm, C 12 × 25 cm',
    'Rotary cutter, ruler, mat',
    'Pencil that washes out',
  ],
  fabric: 'Quilting cotton',
  gauge: '',
  skill: 'beginner',
  languages: ['en'],
  tags: ['quilt block', 'quilt pattern', 'sawtooth star', 'pinwheel', 'beginner', 'templates', 'patchwork'],
  categories: ['Quilting', 'Blocks'],
  prices: [
    { minor: 300n, currency: 'EUR' },
    { minor: 350n, currency: 'USD' },
  ],
  colours: { ground: '#e5e9ee', ink: '#2d4a66', tint: '#8aa0b5' },
  correction: {
    fixedIn: '2.1',
    note: 'Step 2 said to sew on the diagonal and cut beside it, which makes one half and a rag. Sew on both sides of it, then cut on it.',
  },
  book,
}
