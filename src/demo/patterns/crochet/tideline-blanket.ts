/** A granny square, as many of them as a blanket takes, and the order of their colours. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, measure } from '../figures.ts'
import type { Ink } from '../ink.ts'
import type { BookPattern } from '../pattern.ts'
import type { Box, Point } from '../shape.ts'
import { corner, firstCorner, shell, space } from '../stitch/crochet.ts'
import { countOf, type Item, type Row, type Stitch, stitchesAfter } from '../stitch/stitch.ts'
import { ring } from '../stitch/symbols.ts'
import { writeRows } from '../stitch/write-rows.ts'

export const squareRounds = 5
export const squareVocabulary: readonly Stitch[] = [firstCorner, corner, shell, space]
/** Treble-like stitches of three in one place. */
const inShell = 3
const squareCm = 13
const palette = { A: '#f2ead8', B: '#7fa3a8', C: '#2e5e6e', D: '#d98e5f', E: '#b8c9a5' } as const
type Colour = keyof typeof palette
const colourOrder: readonly Colour[] = ['D', 'A', 'B', 'E', 'C']

/** The first version told one shell too few on each side of round 4. */
export function squareRows(isCorrected: boolean): Row[] {
  return Array.from({ length: squareRounds }, (_, index): Row => {
    const number = index + 1
    if (number === 1) return { number, side: 'round', items: [{ stitch: firstCorner, times: 4 }] }
    const sides = number - 2
    const told = isCorrected || number !== 4 ? sides : sides - 1
    const chain: Item = { stitch: space, times: 1 }
    const group: Item[] = [{ stitch: shell, times: 1 }, chain]
    const groups: Item[] = told > 1 ? [{ items: group, times: told }] : told === 1 ? group : []
    return { number, side: 'round', items: [{ items: [{ stitch: corner, times: 1 }, chain, ...groups], times: 4 }] }
  })
}

/** Double crochet of a round: what a maker counts to be sure. */
export const doublesOf = (row: Row): number => {
  const count = (items: readonly Item[]): number =>
    items.reduce((sum, item) => {
      const times = typeof item.times === 'number' ? item.times : 0
      if (!('stitch' in item)) return sum + times * count(item.items)
      return sum + times * ({ c: 2 * inShell, f: inShell, s: inShell }[item.stitch.key] ?? 0)
    }, 0)
  return count(row.items)
}

type Size = { readonly name: string; readonly across: number; readonly down: number }
export const sizes: readonly Size[] = [
  { name: 'Pram', across: 6, down: 7 },
  { name: 'Lap', across: 8, down: 10 },
  { name: 'Bed', across: 12, down: 16 },
]
const metresPerSquare = 21
const ballMetres = 120

/** Which colour a square ends in: they run over the blanket like lines that the water leaves. */
export const lastColour = (across: number, down: number): Colour =>
  colourOrder[(across + 2 * down + Math.floor(down / 3)) % colourOrder.length] ?? 'A'

export function squaresByColour({ across, down }: Size): Map<Colour, number> {
  const counts = new Map<Colour, number>(colourOrder.map(colour => [colour, 0]))
  for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) counts.set(lastColour(x, y), (counts.get(lastColour(x, y)) ?? 0) + 1)
  return counts
}

/** The square as a diagram: each stitch where it is worked, one colour a round. */
export function drawSquare(ink: Ink, area: Box, colours: readonly string[], groundColour?: string): void {
  const { x, y, width } = fitted(area, 1, 1)
  const middle = { x: x + width / 2, y: y + width / 2 }
  const step = width / 2 / (squareRounds + 0.75)
  if (groundColour) ink.box(x, y, width, width, { fill: groundColour })
  ink.line(ring(middle, step * 0.4), { widthMm: step * 0.1, colour: colours[0] ?? '#333333' })
  for (let round = 1; round <= squareRounds; round++) {
    const pen = { widthMm: step * 0.085, colour: colours[(round - 1) % colours.length] ?? '#333333' }
    const [inner, outer] = [(round - 0.35) * step, (round + 0.45) * step]
    for (let side = 0; side < 4; side++) {
      const turn = (side * Math.PI) / 2
      /** `along` from −1 to 1 on this side. */
      const point = (along: number, out: number): Point => {
        const [px, py] = [along * out, -out]
        return { x: middle.x + px * Math.cos(turn) - py * Math.sin(turn), y: middle.y + px * Math.sin(turn) + py * Math.cos(turn) }
      }
      // A side shows its corners' halves and the shells between: in all as many groups as the round has a number, and one more.
      for (let group = 0; group <= round; group++) {
        const centre = (group / round) * 2 - 1
        const isCorner = group === 0 || group === round
        const spread = 0.5 / round
        for (const finger of isCorner ? (group === 0 ? [0.15, 0.6, 1.05] : [-1.05, -0.6, -0.15]) : [-0.62, 0, 0.62]) {
          const head = Math.max(-1, Math.min(1, centre + finger * spread))
          const foot = Math.max(-1, Math.min(1, centre + finger * spread * 0.45))
          post(ink, point(foot, inner), point(head, outer), pen)
        }
        if (group < round) {
          const at = point(((group + 0.5) / round) * 2 - 1, outer)
          if (round > 1) ink.line(ring(at, step * 0.13, step * 0.07), { ...pen, widthMm: pen.widthMm * 0.8 })
        }
      }
      const cornerAt = point(1, outer * 1.03)
      ink.line(ring(cornerAt, step * 0.12), { ...pen, widthMm: pen.widthMm * 0.8 })
    }
  }
}

function post(ink: Ink, foot: Point, head: Point, pen: { widthMm: number; colour: string }): void {
  ink.segment(foot, head, pen)
  const [dx, dy] = [head.x - foot.x, head.y - foot.y]
  const bar = (share: number, half: number) => {
    const at = { x: foot.x + dx * share, y: foot.y + dy * share }
    ink.segment({ x: at.x - dy * half, y: at.y + dx * half }, { x: at.x + dy * half, y: at.y - dx * half }, pen)
  }
  bar(1, 0.16)
  bar(0.6, 0.12)
}

/** Each square a little square of its rounds, the last one outermost. */
function drawBlanket(ink: Ink, area: Box, { across, down }: Size): void {
  const shape = fitted(area, across, down)
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const last = colourOrder.indexOf(lastColour(column, row))
      for (let round = squareRounds; round >= 1; round--) {
        const colour = palette[colourOrder[(last + squareRounds - round) % colourOrder.length] ?? 'A']
        const half = (shape.scale / 2) * (round / squareRounds) * 0.96
        const at = { x: shape.x + (column + 0.5) * shape.scale, y: shape.y + (row + 0.5) * shape.scale }
        ink.box(at.x - half, at.y - half, 2 * half, 2 * half, { fill: colour })
      }
    }
  }
}

const roundColours = colourOrder.map(colour => palette[colour]).map(colour => (colour === palette.A ? '#b8a98a' : colour))

const picture: Draw = (ink, area) => {
  const lap = sizes[1]
  if (lap) drawBlanket(ink, area, lap)
}

function book(isCorrected: boolean): Book {
  const rows = squareRows(isCorrected)
  return {
    picture,
    charts: [
      { title: 'The square', draw: (ink, area) => drawSquare(ink, area, roundColours) },
      ...sizes.map(size => ({
        title: `${size.name}: ${size.across} by ${size.down} squares`,
        draw: ((ink, area) => drawBlanket(ink, area, size)) as Draw,
      })),
    ],
    parts: [
      { heading: 'Sizes' },
      {
        table: {
          columns: ['', ...sizes.map(({ name }) => name)],
          rows: [
            ['Squares', ...sizes.map(({ across, down }) => `${across} × ${down} = ${across * down}`)],
            ['Finished', ...sizes.map(({ across, down }) => `${across * squareCm} × ${down * squareCm} cm`)],
            ['Yarn in all', ...sizes.map(({ across, down }) => `${Math.ceil((across * down * metresPerSquare) / ballMetres) + 1} balls`)],
            ...colourOrder.map(colour => [`Squares that end in ${colour}`, ...sizes.map(size => `${squaresByColour(size).get(colour)}`)]),
          ],
          firstMm: 48,
        },
      },
      { heading: 'The square', keepMm: 130 },
      {
        heightMm: 100,
        draw: (ink, area) => {
          const shape = fitted({ ...area, height: area.height - 8 }, 1, 1)
          drawSquare(ink, shape, roundColours)
          measure(
            ink,
            { x: shape.x, y: shape.y + shape.height + 5 },
            { x: shape.x + shape.width, y: shape.y + shape.height + 5 },
            `${squareCm} cm`,
          )
        },
      },
      {
        text: 'Every upright with two bars is a double crochet (US terms), every small oval a chain. Each round begins with a new colour in a corner: 3 ch stand for its first dc. Close it with a slip stitch.',
      },
      { heading: 'The square in words' },
      { rows: writeRows(rows.slice(0, isCorrected ? squareRounds : 3), [0], 'spaces') },
      ...(isCorrected ? [] : [{ rows: wrongRows(rows) }]),
      {
        table: {
          columns: ['Round', 'Double crochet'],
          rows: squareRows(true).map(row => [`${row.number}`, `${doublesOf(row)}`]),
          firstMm: 30,
        },
      },
      { heading: 'Put it together', keepMm: 90 },
      {
        steps: [
          {
            title: 'Colours',
            text: `The five colours always follow each other as ${colourOrder.join(', ')}; only where a square begins is different, so that it ends in the colour of the drawing.`,
          },
          { title: 'Block', text: `Pin each square out to ${squareCm} cm and steam it. Squares of one size save an evening of easing.` },
          {
            title: 'Join',
            text: 'Lay the squares out by the drawing. Join them with A: 1 sc through both outer loops, first all rows across, then all rows down.',
          },
          { title: 'Edge', text: 'Work three rounds of shells around the whole blanket in C, A and B, with a corner in each corner.' },
        ],
      },
      ...sizes.slice(0, 2).map(size => ({ heightMm: 84, draw: ((ink, area) => drawBlanket(ink, area, size)) as Draw })),
    ],
  }
}

/** What the first version printed for rounds 4 and 5, its mistake and all: the spaces do not add up, so they were not told. */
function wrongRows(rows: readonly Row[]) {
  return rows.slice(3).map(row => ({ ...writeRows([row], [countOf(row, 0).uses], 'spaces')[0]!, after: '' }))
}

export const spacesAfter = (isCorrected: boolean): number[][] => stitchesAfter(squareRows(isCorrected), [0])

export const tidelineBlanket: BookPattern = {
  slug: 'tideline-blanket',
  sku: 'SM-301',
  title: 'Tideline Granny Blanket',
  designer,
  craft: 'crochet',
  summary: 'A blanket of granny squares whose last rounds run across it in five colours, like the lines that the water leaves on sand.',
  descriptionHtml: [
    '<p>Tideline is the square that everybody learns first, five rounds of it, in five colours that always follow each other. What makes the blanket is where each square begins: the drawing tells, and the tables tell how many of each you need.</p>',
    '<ul><li>Three sizes, pram, lap and bed, with the squares counted by colour</li><li>The square as a diagram and in words, US terms, with the double crochet of every round</li><li>Layout drawings, large, in colour</li></ul>',
    '<p><strong>Yarn:</strong> DK weight in five colours; leftovers are welcome.</p>',
  ].join(''),
  sizes: sizes.map(({ name }) => name),
  materials: [
    `DK weight yarn, balls of 50 g with ${ballMetres} m, in five colours: the table says how many in all`,
    'Crochet hook, 4 mm',
    'Pins, blunt needle',
  ],
  fabric: '',
  gauge: `One square of five rounds is ${squareCm} cm wide after steaming.`,
  skill: 'beginner',
  languages: ['en'],
  tags: ['crochet pattern', 'granny square', 'crochet blanket', 'baby blanket', 'stash buster', 'beginner', 'us terms'],
  categories: ['Crochet', 'Blankets'],
  prices: [
    { minor: 500n, currency: 'EUR' },
    { minor: 550n, currency: 'USD' },
  ],
  colours: { ground: '#ece6da', ink: '#2e5e6e', tint: '#7fa3a8' },
  correction: {
    fixedIn: '2.1',
    note: 'Round 4 told one shell too few on each side, so that round 5 did not meet it. The diagram was right. The spaces after every round are printed now.',
  },
  book,
}
