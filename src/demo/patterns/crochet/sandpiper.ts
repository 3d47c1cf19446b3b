/** A small bird of three parts, worked in spirals; its side view is drawn from the counts of its rounds. */
import { designer } from '../body-tables.ts'
import type { Book, Draw } from '../book.ts'
import { fitted, polygon } from '../figures.ts'
import type { Ink } from '../ink.ts'
import type { BookPattern } from '../pattern.ts'
import type { Box, Line, Point } from '../shape.ts'
import { dec, inc, inRing, sc } from '../stitch/crochet.ts'
import { type Item, type Row, type Stitch, stitchesAfter, stitchesIn } from '../stitch/stitch.ts'
import { ring } from '../stitch/symbols.ts'
import { writeRows } from '../stitch/write-rows.ts'

export const birdVocabulary: readonly Stitch[] = [inRing, sc, inc, dec]
const gauge = { stitchCm: 0.45, roundCm: 0.45 }
const perTenCm = Math.round(10 / gauge.stitchCm)

/** Six increases a round make a flat disc; counts per round are what shapes the bird. */
function rounds(counts: readonly number[]): Row[] {
  return counts.map((count, index): Row => {
    const number = index + 1
    const before = counts[index - 1]
    if (before === undefined) return { number, side: 'round', items: [{ stitch: inRing, times: count }] }
    return { number, side: 'round', items: shaped(before, count) }
  })
}

/** Changes spread evenly: as many equal parts as there are changes. @throws {Error} when the stitches do not divide into them. */
export function shaped(before: number, after: number): Item[] {
  const change = after - before
  if (change === 0) return [{ stitch: sc, times: before }]
  const parts = Math.abs(change)
  const [stitch, taken] = change > 0 ? [inc, 1] : [dec, 2]
  if (before % parts !== 0) throw new Error(`${before} stitches do not divide into ${parts} parts`)
  const plain = before / parts - taken
  if (plain < 0) throw new Error(`${before} stitches cannot become ${after} in one round`)
  if (plain === 0) return [{ stitch, times: parts }]
  return [
    {
      items: [
        { stitch: sc, times: plain },
        { stitch, times: 1 },
      ],
      times: parts,
    },
  ]
}

export const bodyCounts = [6, 12, 18, 24, 30, 36, 42, 42, 42, 42, 42, 36, 36, 36, 30, 30, 24, 24, 24, 24, 24, 24, 24, 24, 18, 12, 6]
export const wingCounts = [4, 8, 8, 12, 12, 12, 12, 8, 8, 8, 4]
/** The eyes are set after this round, on the head; the first version set them on the belly. */
const eyesAfter = 21
export const beakCounts = [4, 4, 4, 6, 6, 6]

export const partsOfBird = (): { name: string; colour: string; rows: Row[] }[] => [
  { name: 'Body and head', colour: 'A', rows: rounds(bodyCounts) },
  { name: 'Wings (make 2)', colour: 'B', rows: rounds(wingCounts) },
  { name: 'Beak', colour: 'C', rows: rounds(beakCounts) },
]

/** Half the outline, from the first round up: each round is a circle, and the slope between two takes one round's height. */
export function profile(counts: readonly number[]): Point[] {
  let height = 0
  let radius = 0
  const points: Point[] = [{ x: 0, y: 0 }]
  for (const count of counts) {
    const next = (count * gauge.stitchCm) / (2 * Math.PI)
    height += Math.sqrt(Math.max(0, gauge.roundCm ** 2 - (next - radius) ** 2))
    radius = next
    points.push({ x: radius, y: height })
  }
  return [...points, { x: 0, y: height }]
}

const heightOf = (counts: readonly number[]) => profile(counts).at(-1)?.y ?? 0
const birdCm = heightOf(bodyCounts)

function drawBird(ink: Ink, area: Box, colours: { body: string; wing: string; beak: string; line: string }): void {
  const half = filled(profile(bodyCounts))
  const widest = Math.max(...half.map(({ x }) => x))
  const shape = fitted(area, widest * 2 + 3, birdCm + 1.4)
  const { scale } = shape
  const middle = shape.x + shape.width / 2 - 0.8 * scale
  const foot = shape.y + shape.height - 1.4 * scale
  const pen = { widthMm: 0.05 * scale, colour: colours.line }
  const put = ({ x, y }: Point): Point => ({ x: middle + x * scale, y: foot - y * scale })
  const shapes = (line: Line, fill: string) => {
    ink.fill(line, fill)
    ink.line(line, pen)
  }
  for (const x of [-0.6, 0.4]) {
    ink.segment(put({ x, y: 0.2 }), put({ x, y: -1.2 }), { ...pen, widthMm: 0.09 * scale })
    ink.segment(put({ x, y: -1.2 }), put({ x: x + 0.6, y: -1.3 }), { ...pen, widthMm: 0.09 * scale })
  }
  const head = heightOf(bodyCounts.slice(0, eyesAfter))
  const beak = heightOf(beakCounts)
  const face = (half[eyesAfter]?.x ?? 1) - 0.12
  shapes(
    polygon(
      [
        { x: face, y: head + 0.25 },
        { x: face + beak, y: head - 0.25 },
        { x: face, y: head - 0.35 },
      ].map(put),
    ),
    colours.beak,
  )
  shapes(smooth([...half, ...half.toReversed().map(({ x, y }) => ({ x: -x, y }))].map(put)), colours.body)
  for (const [round, { x, y }] of half.entries())
    if (round % 2 === 0) ink.segment(put({ x: -x * 0.97, y }), put({ x: x * 0.97, y }), { widthMm: 0.012 * scale, colour: colours.line })
  shapes(smooth(wingOutline().map(put)), colours.wing)
  ink.dot(put({ x: face * 0.62, y: head + 0.2 }), 0.19 * scale, '#1d1d1d')
}

/** The filling evens out the steps between rounds: each takes the middle of its neighbours. */
function filled(points: readonly Point[], times = 3): Point[] {
  if (times === 0) return [...points]
  const next = points.map(({ x, y }, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    return before && after ? { x: (before.x + 2 * x + after.x) / 4, y: (before.y + 2 * y + after.y) / 4 } : { x, y }
  })
  return filled(next, times - 1)
}

/** A wing pressed flat is half as wide as its round is long; it hangs from the shoulder to the tail. */
function wingOutline(): Point[] {
  const side = (sign: number) =>
    filled(wingCounts.map((count, round) => ({ x: (sign * count * gauge.stitchCm) / 4, y: gauge.roundCm * (round + 1) })))
  const turn = -0.62
  const [shoulder, tail] = [
    { x: -2.6, y: 0.9 },
    { x: 0, y: 0 },
  ]
  return [tail, ...side(1), ...side(-1).toReversed()].map(({ x, y }) => ({
    x: shoulder.x + x * Math.cos(turn) - y * Math.sin(turn),
    y: shoulder.y + x * Math.sin(turn) + y * Math.cos(turn),
  }))
}

/** A closed curve through all points (Catmull and Rom's). */
function smooth(points: readonly Point[]): Line {
  const at = (index: number) => points[(index + points.length) % points.length] ?? { x: 0, y: 0 }
  const line: Line = [{ type: 'move', to: at(0) }]
  for (let index = 0; index < points.length; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    line.push({
      type: 'curve',
      cp1: { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 },
      cp2: { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 },
      to,
    })
  }
  return [...line, { type: 'close' }]
}

/** The flat beginning as a diagram: rounds as circles, every stitch at its place. */
function drawDisc(ink: Ink, area: Box, rows: readonly Row[]): void {
  const shape = fitted(area, 1, 1)
  const middle = { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 }
  const step = shape.width / 2 / (rows.length + 1)
  rows.forEach((row, index) => {
    const radius = (index + 1) * step
    ink.line(ring(middle, radius), { widthMm: 0.1, colour: '#c9c2b4' })
    const stitches = stitchesIn(row.items, 0)
    stitches.forEach((stitch, at) => {
      const turn = (at / stitches.length) * 2 * Math.PI - Math.PI / 2
      const size = Math.min(step * 0.62, 4.4)
      const spot = { x: middle.x + radius * Math.cos(turn), y: middle.y + radius * Math.sin(turn) }
      stitch.symbol(ink, { x: spot.x - size / 2, y: spot.y - size / 2, width: size, height: size })
    })
    ink.text(`${row.number}`, { x: middle.x + 1.4, y: middle.y - radius - step * 0.34 }, { sizeMm: 2.4, colour: '#8a2b20' })
  })
}

const picture: Draw = (ink, area) => drawBird(ink, area, { body: '#efe4cf', wing: '#8d6b4a', beak: '#3c3a38', line: '#4b3a2a' })

function book(isCorrected: boolean): Book {
  const parts = partsOfBird()
  const disc = (parts[0]?.rows ?? []).slice(0, 7)
  return {
    picture,
    charts: [{ title: 'The first seven rounds of the body', draw: (ink, area) => drawDisc(ink, area, disc) }],
    parts: [
      { heading: 'Finished size' },
      {
        text: `${birdCm.toFixed(0)} cm high without its legs, reckoned from the rounds; with another yarn and hook the bird grows or shrinks as a whole.`,
      },
      { heightMm: 80, draw: picture },
      { heading: 'How to read the rounds', keepMm: 140 },
      {
        text: 'Work in a spiral from the right side, and move a marker up with every first stitch. What stands in square brackets is worked as often as is said after it; the number at the end is how many stitches the round has then.',
      },
      { heightMm: 92, draw: (ink, area) => drawDisc(ink, area, disc) },
      { bullets: birdVocabulary.map(({ means }) => means) },
      ...parts.flatMap(({ name, colour, rows }): Book['parts'][number][] => [
        { heading: `${name}, colour ${colour}` },
        { rows: writeRows(rows, [0]) },
      ]),
      { heading: 'Put it together', keepMm: 60 },
      {
        steps: [
          {
            title: 'Eyes and filling',
            text: isCorrected
              ? `Set the eyes between rounds ${eyesAfter} and ${eyesAfter + 1}, six stitches apart, before you close the head. Fill the body firmly and the neck more firmly.`
              : 'Set the eyes between rounds 12 and 13, six stitches apart, before you close the head. Fill the body firmly and the neck more firmly.',
          },
          { title: 'Beak', text: 'Fill the beak with its own yarn ends and sew it on one round below the eyes, in their middle.' },
          { title: 'Wings', text: 'Press the wings flat without filling. Sew them on at round 15 with their last round towards the head.' },
          {
            title: 'Legs',
            text: 'Bend 30 cm of covered wire to two legs with three toes and push it in at the bottom; or let the bird sit.',
          },
        ],
      },
      { text: 'For a child under three embroider the eyes and leave the wire away.' },
    ],
  }
}

export const birdCounts = (): number[][][] => partsOfBird().map(({ rows }) => stitchesAfter(rows, [0]))

export const sandpiper: BookPattern = {
  slug: 'sandpiper',
  sku: 'SM-302',
  title: 'Pip the Sandpiper',
  designer,
  craft: 'crochet',
  summary: 'A sandpiper to hold in one hand, crocheted in a spiral from its belly to its crown, with two wings and a long beak.',
  descriptionHtml: [
    '<p>Pip runs along the water and is never caught by it. The body and the head are one piece, so there is no neck to sew; the wings and the beak are done before the tea is cold.</p>',
    '<ul><li>Every round with its number of stitches</li><li>A diagram of the beginning, for those who read symbols</li><li>A4 and US Letter booklets in US terms</li></ul>',
    '<p><strong>Yarn:</strong> cotton in three colours, 50 g in all.</p>',
  ].join(''),
  sizes: ['One size'],
  materials: [
    'Fingering or sport weight cotton: 35 g in A, 10 g in B, a few metres in C',
    'Crochet hook, 2.5 mm',
    'Two safety eyes of 6 mm, or black yarn',
    'Filling, 30 cm of covered wire for the legs, marker, blunt needle',
  ],
  fabric: '',
  gauge: `${perTenCm} stitches and ${perTenCm} rounds in 10 cm, tight enough that no filling shows.`,
  skill: 'easy',
  languages: ['en'],
  tags: ['crochet pattern', 'amigurumi', 'bird', 'crochet toy', 'sandpiper', 'seaside', 'us terms'],
  categories: ['Crochet', 'Toys'],
  prices: [
    { minor: 400n, currency: 'EUR' },
    { minor: 450n, currency: 'USD' },
  ],
  colours: { ground: '#dbe7ea', ink: '#3d3325', tint: '#8d6b4a' },
  correction: {
    fixedIn: '2.1',
    note: `The eyes go between rounds ${eyesAfter} and ${eyesAfter + 1}, on the head; 12 and 13 are on the belly.`,
  },
  book,
}
