import { mixed } from './colour.ts'
import type { FrontPage } from './cover-page.ts'
import type { Drawn } from './drawn.ts'
import type { Ink } from './ink.ts'
import { laidOut, pieceOf } from './layout.ts'
import { moved } from './nest.ts'
import { type Box, type Line, unionOf } from './shape.ts'

/** The front page of a drafted pattern: its pieces, nested by size. */
export function frontOf(drawn: Drawn): FrontPage {
  const { title, designer, colours, sizes } = drawn.pattern
  const [first, last] = [sizes[0], sizes.at(-1)].map(size => size?.replace('Size ', ''))
  return {
    title,
    designer,
    colours,
    words: `Sewing pattern · sizes ${first}–${last} · A4, Letter, A0, projector`,
    picture: (ink, area) => drawPieces(ink, drawn, area, colours.ground),
  }
}

/** All pieces with their sizes nested in tints of the pattern's colour, as large as the area allows. */
export function drawPieces(ink: Ink, { pattern, sizes, sheet }: Drawn, area: Box, ground: string): void {
  const { ink: dark, tint } = pattern.colours
  const { pieces } = pattern.draft.coverLayout ? laidOut(pattern, sizes, { layout: pattern.draft.coverLayout, isCentred: true }) : sheet
  const whole = unionOf(pieces.map(({ box }) => box))
  const fit = Math.min(area.width / whole.width, area.height / whole.height)
  const corner = { x: area.x + (area.width - whole.width * fit) / 2, y: area.y + (area.height - whole.height * fit) / 2 }
  const weight = area.width / 192
  for (const { id, shift, smallest } of pieces) {
    const put = (line: Line) => scaled(moved(line, { x: shift.x - whole.x, y: shift.y - whole.y }), fit, corner)
    const nested = sizes.map(size => pieceOf(size, id))
    for (const line of nested.at(-1)?.outlines ?? []) ink.fill(put([...line, { type: 'close' }]), mixed(ground, '#ffffff', 0.55))
    nested.forEach((piece, index) => {
      const pen =
        index === 0 ? { widthMm: 0.75, colour: dark } : { widthMm: 0.4, colour: mixed(tint, ground, 0.12 + (0.5 * index) / sizes.length) }
      for (const line of piece.cut) ink.line(put(line), { ...pen, widthMm: pen.widthMm * weight })
    })
    for (const line of [...smallest.marks, ...smallest.folds, ...smallest.grains])
      ink.line(put(line), { widthMm: 0.3 * weight, colour: tint })
    const { labelAt = { x: 0.5, y: 0.5 }, number } = smallest.info
    const { box } = smallest
    const middle = { x: box.x + box.width * labelAt.x, y: box.y + box.height * labelAt.y }
    const at = { x: (middle.x + shift.x - whole.x) * fit + corner.x, y: (middle.y + shift.y - whole.y) * fit + corner.y }
    const sizeMm = 9 * weight
    if (Math.min(box.width, box.height) * fit > 1.2 * sizeMm)
      ink.text(`${number}`, at, { font: 'serifBold', sizeMm, colour: tint, align: 'middle' })
  }
}

function scaled(line: Line, by: number, to: { x: number; y: number }): Line {
  const at = ({ x, y }: { x: number; y: number }) => ({ x: x * by + to.x, y: y * by + to.y })
  return line.map(op => {
    if (op.type === 'close') return op
    return op.type === 'curve' ? { ...op, cp1: at(op.cp1), cp2: at(op.cp2), to: at(op.to) } : { ...op, to: at(op.to) }
  })
}
