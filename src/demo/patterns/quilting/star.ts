/** A sawtooth star with a pinwheel in its middle, in three sizes; its cutting table follows from the patches. */
import { designer } from '../body-tables.ts'
import type { Book, Draw, Sheet } from '../book.ts'
import { fitted, measure, polygon } from '../figures.ts'
import type { Ink } from '../ink.ts'
import { sheetArea } from '../page.ts'
import type { BookPattern } from '../pattern.ts'
import { type Box, boxOf, type Point } from '../shape.ts'
import type { Paper } from '../tiles.ts'
import { type Block, drawBlock, imperial, type Measure, metric, type Patch, roundedUp } from './patch.ts'

const colours = { A: '#f3ead9', B: '#2d4a66', C: '#c8553d' } as const

/** Four geese around a pinwheel: the points are B, the wheel B and C, the ground A. */
export const star: Block = { name: 'Beacon Star', grid: 4, patches: patches() }

function patches(): Patch[] {
  const turn = ([x, y]: readonly [number, number]): readonly [number, number] => [4 - y, x]
  const quarter: Patch[] = [
    {
      fabric: 'A',
      corners: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
    },
    {
      fabric: 'A',
      corners: [
        [1, 0],
        [3, 0],
        [2, 1],
      ],
    },
    {
      fabric: 'B',
      corners: [
        [1, 0],
        [2, 1],
        [1, 1],
      ],
    },
    {
      fabric: 'B',
      corners: [
        [3, 0],
        [3, 1],
        [2, 1],
      ],
    },
    {
      fabric: 'C',
      corners: [
        [1, 1],
        [2, 1],
        [2, 2],
      ],
    },
    {
      fabric: 'A',
      corners: [
        [1, 1],
        [2, 2],
        [1, 2],
      ],
    },
  ]
  const all: Patch[] = []
  let now = quarter
  for (let side = 0; side < 4; side++) {
    all.push(...now)
    now = now.map(({ fabric, corners }) => ({ fabric, corners: corners.map(turn) }))
  }
  return all
}

export type Cut = {
  readonly piece: string
  readonly fabric: string
  readonly count: number
  readonly width: number
  readonly height: number
  readonly note: string
}

/**
 * What is cut for one block.
 *
 * @param finished the block's finished width, in tenths of a millimetre.
 * Squares that are halved need a seam allowance for the diagonal too: two allowances and one times the root of two.
 */
export function cutsFor(finished: number, measureBy: Measure): Cut[] {
  const unit = finished / star.grid
  const { seam } = measureBy
  const plain = (units: number) => roundedUp(units * unit + 2 * seam, measureBy)
  const halved = roundedUp(unit + (2 + Math.SQRT2) * seam, measureBy)
  return [
    { piece: 'Corner', fabric: 'A', count: 4, width: plain(1), height: plain(1), note: '' },
    { piece: 'Goose', fabric: 'A', count: 4, width: plain(2), height: plain(1), note: 'the large triangle of each point' },
    { piece: 'Star point', fabric: 'B', count: 8, width: plain(1), height: plain(1), note: 'two on each goose, sewn corner to corner' },
    { piece: 'Wheel', fabric: 'C', count: 2, width: halved, height: halved, note: 'paired with A, makes two each' },
    { piece: 'Wheel', fabric: 'A', count: 2, width: halved, height: halved, note: 'paired with C, makes two each' },
  ]
}

/** Metric blocks, and their neighbours in inches. */
export const finishedSizes: readonly { name: string; metric: number; imperial: number }[] = [
  { name: 'Small', metric: 2000, imperial: 8 * 254 },
  { name: 'Medium', metric: 3000, imperial: 12 * 254 },
  { name: 'Large', metric: 4000, imperial: 16 * 254 },
]

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

const shapes: readonly { readonly name: string; readonly corners: readonly (readonly [number, number])[] }[] = [
  {
    name: 'Corner, cut 4 of A',
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  },
  {
    name: 'Goose, cut 4 of A',
    corners: [
      [0, 1],
      [1, 0],
      [2, 1],
    ],
  },
  {
    name: 'Star point, cut 4 of B and 4 of B turned over',
    corners: [
      [0, 0],
      [1, 1],
      [0, 1],
    ],
  },
  {
    name: 'Wheel, cut 4 of A and 4 of C',
    corners: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  },
]

/** A template where it lies on its page: the line that is sewn and the line that is cut. */
type Template = { readonly name: string; readonly sewn: Point[]; readonly cut: Point[]; readonly box: Box }

export function templatesOf(finishedMm: number): Template[] {
  const unit = finishedMm / star.grid
  return shapes.map(({ name, corners }) => {
    const sewn = corners.map(([x, y]) => ({ x: x * unit, y: y * unit }))
    const cut = grown(sewn, metric.seam / 10)
    return { name, sewn, cut, box: boxOf(cut) }
  })
}

const headMm = 7

/** As many below each other as a page holds. */
function templates(paper: Paper): Sheet[] {
  const room = sheetArea(paper, 'templates')
  return finishedSizes.slice(0, 2).flatMap(({ metric: finished }) => {
    const pages: Template[][] = [[]]
    let left = room.height
    for (const template of templatesOf(finished / 10)) {
      const high = template.box.height + headMm
      if (high > left && pages.at(-1)?.length) {
        pages.push([])
        left = room.height
      }
      pages.at(-1)?.push(template)
      left -= high
    }
    const title = `${star.name}: templates for the ${metric.say(finished)} block`
    return pages.map((page): Sheet => ({ title, draw: (ink, area) => drawTemplates(ink, area, page) }))
  })
}

function drawTemplates(ink: Ink, area: Box, page: readonly Template[]): void {
  let down = area.y
  for (const { name, sewn, cut, box } of page) {
    const put = ({ x, y }: Point) => ({ x: area.x + (area.width - box.width) / 2 + x - box.x, y: down + headMm + y - box.y })
    ink.text(name, { x: area.x, y: down + 4 }, { sizeMm: 3.4 })
    ink.line(polygon(sewn.map(put)), { widthMm: 0.25, colour: '#444444', dashMm: [2, 1.2] })
    ink.line(polygon(cut.map(put)), { widthMm: 0.5, colour: '#111111' })
    const middle = sewn.reduce((sum, { x, y }) => ({ x: sum.x + x / sewn.length, y: sum.y + y / sewn.length }), { x: 0, y: 0 })
    ink.text(name.split(',')[0] ?? '', put(middle), { font: 'bold', sizeMm: 4, align: 'middle' })
    down += headMm + box.height
  }
}

/** A convex shape, clockwise or not, with `by` added on every side. */
export function grown(points: readonly Point[], by: number): Point[] {
  const signed = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] ?? { x, y }
    return sum + x * next.y - next.x * y
  }, 0)
  const way = Math.sign(signed)
  const edges = points.map((from, index) => {
    const to = points[(index + 1) % points.length] ?? from
    const long = Math.hypot(to.x - from.x, to.y - from.y)
    const out = { x: (way * (to.y - from.y)) / long, y: (-way * (to.x - from.x)) / long }
    return { at: { x: from.x + out.x * by, y: from.y + out.y * by }, along: { x: (to.x - from.x) / long, y: (to.y - from.y) / long } }
  })
  return edges.map((edge, index) => {
    const before = edges[(index + edges.length - 1) % edges.length] ?? edge
    const cross = before.along.x * edge.along.y - before.along.y * edge.along.x
    const share = ((edge.at.x - before.at.x) * edge.along.y - (edge.at.y - before.at.y) * edge.along.x) / cross
    return { x: before.at.x + before.along.x * share, y: before.at.y + before.along.y * share }
  })
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
