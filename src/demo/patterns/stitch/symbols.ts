/** Chart symbols as vector drawings. A symbol is drawn into a box of one cell's height and its stitch's width. */
import type { Ink, Pen } from '../ink.ts'
import type { Box, Line, Point } from '../shape.ts'

export type Mark = (ink: Ink, box: Box) => void

const dark = '#2b2b2b'
const penOf = ({ height }: Box): Pen => ({ widthMm: Math.max(0.12, height * 0.075), colour: dark })

const at = (box: Box, x: number, y: number): Point => ({ x: box.x + box.width * x, y: box.y + box.height * y })

/** Points from 0 to 1 across the box, joined. */
const stroke =
  (...lines: [number, number][][]): Mark =>
  (ink, box) => {
    for (const points of lines)
      ink.line(
        points.map(([x, y], index) => ({ type: index === 0 ? 'move' : 'line', to: at(box, x, y) })),
        penOf(box),
      )
  }

export function ring({ x, y }: Point, across: number, down = across): Line {
  const [cx, cy] = [across * 0.5523, down * 0.5523]
  const curve = (x1: number, y1: number, x2: number, y2: number, x3: number, y3: number) =>
    ({ type: 'curve', cp1: { x: x + x1, y: y + y1 }, cp2: { x: x + x2, y: y + y2 }, to: { x: x + x3, y: y + y3 } }) as const
  return [
    { type: 'move', to: { x: x + across, y } },
    curve(across, cy, cx, down, 0, down),
    curve(-cx, down, -across, cy, -across, 0),
    curve(-across, -cy, -cx, -down, 0, -down),
    curve(cx, -down, across, -cy, across, 0),
    { type: 'close' },
  ]
}

export const blank: Mark = () => {}
export const filled =
  (colour: string): Mark =>
  (ink, box) =>
    ink.box(box.x, box.y, box.width, box.height, { fill: colour })
export const bar = stroke([
  [0.25, 0.5],
  [0.75, 0.5],
])
export const circle: Mark = (ink, box) => ink.line(ring(at(box, 0.5, 0.5), box.height * 0.28), penOf(box))
export const leanRight = stroke([
  [0.2, 0.85],
  [0.8, 0.15],
])
export const leanLeft = stroke([
  [0.2, 0.15],
  [0.8, 0.85],
])
/** A centred double decrease. */
export const peak = stroke(
  [
    [0.15, 0.85],
    [0.5, 0.2],
    [0.85, 0.85],
  ],
  [
    [0.5, 0.2],
    [0.5, 0.85],
  ],
)
export const liftRight = stroke(
  [
    [0.5, 0.85],
    [0.5, 0.2],
  ],
  [
    [0.5, 0.45],
    [0.85, 0.45],
  ],
)
export const liftLeft = stroke(
  [
    [0.5, 0.85],
    [0.5, 0.2],
  ],
  [
    [0.5, 0.45],
    [0.15, 0.45],
  ],
)

/** Two broad strands that cross; 'right' is the way that the one in front leans. */
export const crossing =
  (front: 'right' | 'left'): Mark =>
  (ink, box) => {
    const strand = (corners: [number, number][], fill: string) => {
      const line: Line = [
        ...corners.map(([x, y], index) => ({ type: index === 0 ? 'move' : 'line', to: at(box, x, y) }) as const),
        { type: 'close' },
      ]
      ink.fill(line, fill)
      ink.line(line, penOf(box))
    }
    const toRight: [number, number][] = [
      [0, 1],
      [0.5, 1],
      [1, 0],
      [0.5, 0],
    ]
    const toLeft = toRight.map(([x, y]): [number, number] => [1 - x, y])
    strand(front === 'right' ? toLeft : toRight, '#d8cfbd')
    strand(front === 'right' ? toRight : toLeft, '#ffffff')
  }

// Crochet, after the symbols that the Craft Yarn Council lists.
export const plus = stroke(
  [
    [0.5, 0.18],
    [0.5, 0.82],
  ],
  [
    [0.18, 0.5],
    [0.82, 0.5],
  ],
)
export const vee = stroke([
  [0.15, 0.18],
  [0.5, 0.85],
  [0.85, 0.18],
])
export const roof = stroke([
  [0.15, 0.85],
  [0.5, 0.18],
  [0.85, 0.85],
])
export const loop: Mark = (ink, box) => ink.line(ring(at(box, 0.5, 0.5), box.height * 0.36, box.height * 0.18), penOf(box))
/** A post with a crossbar at its head and one through it. */
export const post = stroke(
  [
    [0.5, 0.05],
    [0.5, 0.95],
  ],
  [
    [0.22, 0.05],
    [0.78, 0.05],
  ],
  [
    [0.3, 0.56],
    [0.7, 0.4],
  ],
)
export const solid: Mark = (ink, box) =>
  ink.box(box.x + box.width * 0.08, box.y + box.height * 0.08, box.width * 0.84, box.height * 0.84, { fill: '#3d5a66' })
