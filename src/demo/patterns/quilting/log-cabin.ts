/** A log cabin quilt in three sizes: one block, turned; layout, cutting table and fabric follow from it. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, measure } from '../figures.ts'
import type { Ink } from '../ink.ts'
import type { BookPattern } from '../pattern.ts'
import type { Box } from '../shape.ts'
import { type Block, drawBlock, metric, type Patch } from './patch.ts'

const colours = { C: '#b5462f', L1: '#efe6d2', L2: '#e2d3b3', L3: '#d3bd93', D1: '#7d97a0', D2: '#4f707d', D3: '#2c4d5a' } as const
const names: Readonly<Record<string, string>> = {
  C: 'hearth',
  L1: 'light 1',
  L2: 'light 2',
  L3: 'light 3',
  D1: 'dark 1',
  D2: 'dark 2',
  D3: 'dark 3',
}

/** Finished: a hearth of 6 cm and logs of 3 cm, three times around; the grid's unit is one log. */
const unitTenths = 300
const hearthUnits = 2
const turnsAround = 3

export type Log = { readonly fabric: string; readonly lengthUnits: number }

/** The logs in the order in which they are sewn: two light ones, then two dark ones, each as long as what is there. */
export function logsOf(): Log[] {
  const logs: Log[] = []
  for (let turn = 1; turn <= turnsAround; turn++) {
    const side = hearthUnits + 2 * (turn - 1)
    logs.push(
      { fabric: `L${turn}`, lengthUnits: side },
      { fabric: `L${turn}`, lengthUnits: side + 1 },
      { fabric: `D${turn}`, lengthUnits: side + 1 },
      { fabric: `D${turn}`, lengthUnits: side + 2 },
    )
  }
  return logs
}

/** Each log laid against the side that is next: top, right, bottom, left. */
export function cabin(): Block {
  const grid = hearthUnits + 2 * turnsAround
  const middle = turnsAround
  let [left, top, right, bottom] = [middle, middle, middle + hearthUnits, middle + hearthUnits]
  const box = (fabric: string, x1: number, y1: number, x2: number, y2: number): Patch => ({
    fabric,
    corners: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ],
  })
  const patches = [box('C', left, top, right, bottom)]
  logsOf().forEach(({ fabric }, index) => {
    if (index % 4 === 0) patches.push(box(fabric, left, --top, right, top + 1))
    if (index % 4 === 1) patches.push(box(fabric, right, top, ++right, bottom))
    if (index % 4 === 2) patches.push(box(fabric, left, bottom, right, ++bottom))
    if (index % 4 === 3) patches.push(box(fabric, --left, top, left + 1, bottom))
  })
  return { name: 'Log cabin', grid, patches }
}

export const blockTenths = (hearthUnits + 2 * turnsAround) * unitTenths

export type QuiltSize = { readonly name: string; readonly across: number; readonly down: number; readonly borderTenths: number }
export const quiltSizes: readonly QuiltSize[] = [
  { name: 'Cot', across: 4, down: 5, borderTenths: 600 },
  { name: 'Throw', across: 6, down: 8, borderTenths: 600 },
  { name: 'Double', across: 8, down: 10, borderTenths: 900 },
]

/** Quarter turns of a block: light and dark run over the quilt in furrows. */
const turnsOf = (column: number, row: number): number => ((column + row) % 2 === 0 ? 0 : 2)

export const finishedTenths = ({ across, down, borderTenths }: QuiltSize): { width: number; height: number } => ({
  width: across * blockTenths + 2 * borderTenths,
  height: down * blockTenths + 2 * borderTenths,
})

const usableTenths = 10_500
const cutWidth = unitTenths + 2 * metric.seam

/** How many pieces one strip across the fabric gives, and how many strips are needed. */
export function stripsFor(count: number, lengthTenths: number): { perStrip: number; strips: number } {
  const perStrip = Math.floor(usableTenths / lengthTenths)
  return { perStrip, strips: Math.ceil(count / perStrip) }
}

export type FabricNeed = { readonly fabric: string; readonly strips: number; readonly metres: number }

/** Strips of all logs, the hearth, and their fabric, with a tenth more for shrinking and mistakes. */
export function fabricFor({ across, down }: QuiltSize): FabricNeed[] {
  const blocks = across * down
  const hearth = hearthUnits * unitTenths + 2 * metric.seam
  const needs = new Map<string, { strips: number; tenths: number }>([
    ['C', { ...stripsFor(blocks, hearth), tenths: stripsFor(blocks, hearth).strips * hearth }],
  ])
  for (const { fabric, lengthUnits } of logsOf()) {
    const { strips } = stripsFor(blocks, lengthUnits * unitTenths + 2 * metric.seam)
    const before = needs.get(fabric) ?? { strips: 0, tenths: 0 }
    needs.set(fabric, { strips: before.strips + strips, tenths: before.tenths + strips * cutWidth })
  }
  return [...needs].map(([fabric, { strips, tenths }]) => ({ fabric, strips, metres: Math.ceil((tenths * 1.1) / 500) / 20 }))
}

/** Four lengths beside each other, as long as the quilt is high. */
const borderMetres = (size: QuiltSize): number => Math.ceil((finishedTenths(size).height * 1.05) / 500) / 20

function drawQuilt(ink: Ink, area: Box, size: QuiltSize, palette: Readonly<Record<string, string>>): void {
  const { width, height } = finishedTenths(size)
  const shape = fitted(area, width, height)
  ink.box(shape.x, shape.y, shape.width, shape.height, { fill: palette.D3 ?? '#ffffff', pen: { widthMm: 0.3, colour: '#55504a' } })
  const [block, edge] = [blockTenths * shape.scale, size.borderTenths * shape.scale]
  const one = cabin()
  for (let row = 0; row < size.down; row++)
    for (let column = 0; column < size.across; column++) {
      const at = { x: shape.x + edge + column * block, y: shape.y + edge + row * block, width: block, height: block }
      drawBlock(ink, one, at, palette, turnsOf(column, row))
    }
}

const white = Object.fromEntries(Object.keys(colours).map(fabric => [fabric, '#ffffff']))

const picture: Draw = (ink, area) => {
  const throwSize = quiltSizes[1]
  if (throwSize) drawQuilt(ink, area, throwSize, colours)
}

function book(isCorrected: boolean): Book {
  const logs = logsOf()
  const lengthOf = ({ lengthUnits }: Log, index: number): number =>
    // The first version forgot the seam allowance of the last log.
    lengthUnits * unitTenths + (isCorrected || index !== logs.length - 1 ? 2 * metric.seam : 0)
  return {
    picture,
    charts: [
      ...quiltSizes.map(size => ({ title: `${size.name}: layout`, draw: ((ink, area) => drawQuilt(ink, area, size, colours)) as Draw })),
      { title: 'To colour in', draw: (ink, area) => quiltSizes[1] && drawQuilt(ink, area, quiltSizes[1], white) },
    ],
    parts: [
      { heading: 'Sizes', keepMm: 70 },
      {
        table: {
          columns: ['', ...quiltSizes.map(({ name }) => name)],
          rows: [
            ['Blocks', ...quiltSizes.map(({ across, down }) => `${across} × ${down} = ${across * down}`)],
            ['Border', ...quiltSizes.map(({ borderTenths }) => metric.say(borderTenths))],
            ['Finished', ...quiltSizes.map(size => `${finishedTenths(size).width / 100} × ${finishedTenths(size).height / 100} cm`)],
          ],
        },
      },
      { heading: 'Fabric', keepMm: 80 },
      {
        text: 'Of fabric 110 cm wide, cut across its whole width; in brackets the strips. The border is cut along the fabric.',
      },
      {
        table: {
          columns: ['', ...quiltSizes.map(({ name }) => name)],
          rows: [
            ...Object.keys(colours).map(fabric => [
              `${fabric}, ${names[fabric]}`,
              ...quiltSizes.map(size => {
                const need = fabricFor(size).find(each => each.fabric === fabric)
                return `${need?.metres.toFixed(2)} m (${need?.strips})`
              }),
            ]),
            ['Border, dark 3', ...quiltSizes.map(size => `${borderMetres(size).toFixed(2)} m`)],
          ],
          firstMm: 40,
        },
      },
      { heading: 'Cut for one block', keepMm: 100 },
      {
        text: `The hearth is a square of ${metric.say(hearthUnits * unitTenths + 2 * metric.seam)}. All logs are ${metric.say(cutWidth)} wide, seam allowance of ${metric.say(metric.seam)} included.`,
      },
      {
        table: {
          columns: ['Log', 'Fabric', 'Length', 'Pieces from a strip'],
          rows: logs.map((log, index) => [
            `${index + 1}`,
            names[log.fabric] ?? '',
            metric.say(lengthOf(log, index)),
            `${stripsFor(1, lengthOf(log, index)).perStrip}`,
          ]),
          firstMm: 20,
        },
      },
      { heading: 'The block', keepMm: 100 },
      {
        heightMm: 84,
        draw: (ink, area) => {
          const shape = fitted({ ...area, height: area.height - 10 }, 1, 1)
          drawBlock(ink, cabin(), shape, colours)
          cabin().patches.forEach(({ fabric, corners }, index) => {
            const [x, y] = [0, 1].map(axis => corners.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / corners.length) as [
              number,
              number,
            ]
            const unit = shape.width / cabin().grid
            ink.text(
              index === 0 ? 'C' : `${index}`,
              { x: shape.x + x * unit, y: shape.y + y * unit + 1.2 },
              { font: 'bold', sizeMm: 3.2, align: 'middle', colour: fabric.startsWith('L') ? '#222222' : '#ffffff' },
            )
          })
          const y = shape.y + shape.height + 6
          measure(ink, { x: shape.x, y }, { x: shape.x + shape.width, y }, metric.say(blockTenths))
        },
      },
      { heading: 'Sew', keepMm: 60 },
      {
        steps: [
          {
            title: 'Logs',
            text: 'Sew log 1 to the hearth and press it outwards. Turn the block so that the newest log is on the left, and sew the next one along the top. Go on in the order of the numbers; the lights stay together, and so do the darks.',
          },
          {
            title: 'Measure',
            text: `After each time around, measure: ${[1, 2, 3].map(turn => metric.say((hearthUnits + 2 * turn) * unitTenths + 2 * metric.seam)).join(', ')}.`,
          },
          {
            title: 'Lay out',
            text: 'Lay the blocks by the drawing: every other one stands on its head. Sew the rows, press them left and right by turns, and join them.',
          },
          {
            title: 'Border',
            text: 'Measure the quilt through its middle, not along its edge, and cut the border by that: first the sides, then top and bottom.',
          },
          { title: 'Finish', text: 'Layer, quilt along the logs, and bind with strips of 6 cm.' },
        ],
      },
      ...quiltSizes.map(size => ({ heightMm: 92, draw: ((ink, area) => drawQuilt(ink, area, size, colours)) as Draw })),
    ],
  }
}

export const furrowQuilt: BookPattern = {
  slug: 'furrow-log-cabin-quilt',
  sku: 'SM-402',
  title: 'Furrow Log Cabin Quilt',
  designer,
  craft: 'quilting',
  summary: 'A log cabin quilt whose light and dark sides run in furrows, for a cot, a sofa or a double bed, cut from strips.',
  descriptionHtml: [
    '<p>One block, a red hearth in its middle, light on two sides and dark on the other two. Every second block stands on its head, and a field appears that nobody has ploughed.</p>',
    '<ul><li>Three sizes with layout drawings in colour</li><li>Cutting table for every log, and the strips and metres of every fabric</li><li>A page to colour in, for your own seven fabrics</li></ul>',
    '<p><strong>Fabric:</strong> quilting cotton, three lights, three darks and one red.</p>',
  ].join(''),
  sizes: quiltSizes.map(({ name }) => name),
  materials: [
    'Quilting cotton in seven fabrics (see the table)',
    'Backing and batting, 10 cm larger than the quilt on every side',
    'Rotary cutter, ruler, mat',
  ],
  fabric: 'Quilting cotton, 110 cm wide',
  gauge: '',
  skill: 'easy',
  languages: ['en'],
  tags: ['quilt pattern', 'log cabin quilt', 'patchwork', 'strip piecing', 'throw quilt', 'cot quilt', 'scrap quilt'],
  categories: ['Quilting', 'Quilts'],
  prices: [
    { minor: 850n, currency: 'EUR' },
    { minor: 950n, currency: 'USD' },
  ],
  colours: { ground: '#ece5d8', ink: '#2c4d5a', tint: '#7d97a0' },
  correction: {
    fixedIn: '2.1',
    note: 'The length of log 12 was given without its seam allowances, 1.5 cm too short. Strips already cut can be pieced, or used as log 10.',
  },
  book,
}
