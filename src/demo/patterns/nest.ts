import type { DraftedPiece, DraftedSize } from './draft.ts'
import type { Ink, Pen } from './ink.ts'
import { pieceOf, type Sheet } from './layout.ts'
import type { SewingPattern } from './pattern.ts'
import type { Line, Point } from './shape.ts'
import { sampled } from './shape.ts'

/** A colour and a dash for each size, so that sizes are told apart on a black and white printer too. */
const pens: { colour: string; dashMm?: number[] }[] = [
  { colour: '#1f1f1f' },
  { colour: '#b3261e', dashMm: [9, 2.5] },
  { colour: '#1257a0', dashMm: [4, 2] },
  { colour: '#1c7a3e', dashMm: [9, 2, 1.5, 2] },
  { colour: '#7a3b9d', dashMm: [1.6, 1.6] },
  { colour: '#b35c00', dashMm: [14, 2, 1.5, 2, 1.5, 2] },
  { colour: '#00727a', dashMm: [6, 2, 3, 2] },
]

export function penOf(index: number): { colour: string; dashMm?: number[] } {
  return pens[index % pens.length] ?? { colour: '#000000' }
}

/** All pieces of one size where the sheet has them. */
export function drawSize(ink: Ink, sheet: Sheet, size: DraftedSize, index: number, weight = 1): void {
  const cut: Pen = { widthMm: 0.5 * weight, ...penOf(index) }
  const thin: Pen = { widthMm: 0.14 * weight, colour: cut.colour }
  const mark: Pen = { widthMm: 0.18 * weight, colour: cut.colour, dashMm: [2, 1.2] }
  for (const { id, shift } of sheet.pieces) {
    const piece = pieceOf(size, id)
    for (const line of piece.seam) ink.line(moved(line, shift), thin)
    for (const line of piece.marks) ink.line(moved(line, shift), mark)
    for (const line of piece.cut) ink.line(moved(line, shift), cut)
    for (const line of piece.folds) ink.line(moved(line, shift), { widthMm: 0.3 * weight, colour: cut.colour })
    for (const { at } of piece.notches) drawNotch(ink, { x: at.x + shift.x, y: at.y + shift.y }, cut.colour)
    drawSizeName(ink, piece, shift, size.size, cut.colour)
  }
}

/** What is the same for all sizes: each piece's name and how to cut it, and the grain of the smallest size. */
export function drawLabels(ink: Ink, sheet: Sheet, pattern: SewingPattern, version: string): void {
  for (const { shift, smallest } of sheet.pieces) {
    const { info, box, grains } = smallest
    for (const line of grains) drawGrain(ink, moved(line, shift))
    for (const line of smallest.folds) nameFold(ink, moved(line, shift))
    const isNarrow = box.width < 90
    const isLow = box.height < 90
    const at = info.labelAt ?? { x: 0.5, y: 0.45 }
    const middle = { x: box.x + shift.x + box.width * at.x, y: box.y + shift.y + box.height * at.y }
    const scale = isNarrow || isLow ? 0.75 : 1
    const rows = [
      { words: `${info.number}  ${info.title}`, font: 'serifBold', sizeMm: 8 * scale, gap: 0 },
      { words: info.cut, font: 'bold', sizeMm: 4.2 * scale, gap: 7 * scale },
      { words: `${pattern.title} · version ${version} · ${pattern.designer}`, font: 'text', sizeMm: 3.2 * scale, gap: 5.4 * scale },
    ] as const
    let down = -6 * scale
    for (const { words, font, sizeMm, gap } of rows) {
      down += gap
      const where = isNarrow ? { x: middle.x + down, y: middle.y } : { x: middle.x, y: middle.y + down }
      ink.text(words, where, { font, sizeMm, align: 'middle', isUpright: isNarrow })
    }
  }
}

export function moved(line: Line, by: Point): Line {
  const at = ({ x, y }: Point) => ({ x: x + by.x, y: y + by.y })
  return line.map(op => {
    if (op.type === 'close') return op
    return op.type === 'curve' ? { ...op, cp1: at(op.cp1), cp2: at(op.cp2), to: at(op.to) } : { ...op, to: at(op.to) }
  })
}

function drawNotch(ink: Ink, { x, y }: Point, colour: string): void {
  const pen: Pen = { widthMm: 0.35, colour }
  ink.segment({ x: x - 2.6, y }, { x: x + 2.6, y }, pen)
  ink.segment({ x, y: y - 2.6 }, { x, y: y + 2.6 }, pen)
  ink.dot({ x, y }, 1.1, colour)
}

/** The size stands at the line's lowest corner on the right, where nested sizes lie apart. */
function drawSizeName(ink: Ink, piece: DraftedPiece, shift: Point, size: string, colour: string): void {
  const points = piece.cut.flatMap(line => sampled(line, 4))
  const corner = points.reduce((best, point) => (point.x + point.y > best.x + best.y ? point : best), points[0] ?? { x: 0, y: 0 })
  const at = { x: corner.x + shift.x - 1.5, y: corner.y + shift.y - 1.6 }
  ink.text(size.replace(/^Size /, ''), at, { font: 'bold', sizeMm: 3.2, colour, align: 'right' })
}

/** FreeSewing's fold bracket runs edge, inner corner, inner corner, edge; the words go inside it. */
function nameFold(ink: Ink, line: Line): void {
  const [, from, to] = line
  if (from?.type !== 'line' || to?.type !== 'line') return
  const middle = { x: (from.to.x + to.to.x) / 2, y: (from.to.y + to.to.y) / 2 }
  const isUpright = Math.abs(from.to.x - to.to.x) < 1
  const at = isUpright ? { x: middle.x - 3, y: middle.y } : { x: middle.x, y: middle.y - 3 }
  ink.text('place on the fold', at, { sizeMm: 4, align: 'middle', isUpright })
}

function drawGrain(ink: Ink, line: Line): void {
  const [from, to] = [line[0], line.at(-1)]
  if (!from || !to || from.type === 'close' || to.type === 'close') return
  const pen: Pen = { widthMm: 0.4, colour: '#222222' }
  ink.segment(from.to, to.to, pen)
  arrow(ink, from.to, to.to)
  arrow(ink, to.to, from.to)
}

function arrow(ink: Ink, tip: Point, tail: Point): void {
  const turn = Math.atan2(tail.y - tip.y, tail.x - tip.x)
  const corner = (by: number) => ({ x: tip.x + 6 * Math.cos(turn + by), y: tip.y + 6 * Math.sin(turn + by) })
  ink.fill([{ type: 'move', to: tip }, { type: 'line', to: corner(0.3) }, { type: 'line', to: corner(-0.3) }, { type: 'close' }], '#222222')
}
