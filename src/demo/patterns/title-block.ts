import type { Ink } from './ink.ts'
import { titleBlock } from './layout.ts'
import { penOf } from './nest.ts'
import type { SewingPattern } from './pattern.ts'
import type { Point } from './shape.ts'

/** Name, version, sizes and their lines, and the two test squares. */
export function drawTitleBlock(ink: Ink, at: Point, pattern: SewingPattern, version: string): void {
  const { width, height } = titleBlock
  ink.box(at.x, at.y, width, height, { pen: { widthMm: 0.4, colour: '#222222' } })
  ink.text(pattern.designer.toUpperCase(), { x: at.x + 8, y: at.y + 11 }, { font: 'bold', sizeMm: 3.2 })
  ink.text(pattern.title, { x: at.x + 8, y: at.y + 22 }, { font: 'serifBold', sizeMm: 10 })
  const allowance = `Seam allowance of ${pattern.draft.seamAllowanceMm / 10} cm included where two lines run side by side.`
  ink.text(`Version ${version} · cut on the bold line. ${allowance}`, { x: at.x + 8, y: at.y + 30 }, { sizeMm: 3.2 })
  pattern.sizes.forEach((size, index) => {
    const y = at.y + 41 + index * 7.2
    ink.segment({ x: at.x + 8, y }, { x: at.x + 44, y }, { widthMm: 0.5, ...penOf(index) })
    ink.text(size, { x: at.x + 48, y: y + 1.2 }, { font: 'bold', sizeMm: 3.6, colour: penOf(index).colour })
  })
  drawTestSquares(ink, { x: at.x + 74, y: at.y + 36 })
}

export const testSquareMm = 50

/** 5 cm and 2 inches: whoever measures either knows that the printer scaled nothing. */
export function drawTestSquares(ink: Ink, at: Point): void {
  const pen = { widthMm: 0.3, colour: '#000000' }
  ink.box(at.x, at.y, testSquareMm, testSquareMm, { pen })
  ink.text('5 × 5 cm', { x: at.x + 25, y: at.y + 24 }, { font: 'bold', sizeMm: 5, align: 'middle' })
  ink.text('measure before you cut', { x: at.x + 25, y: at.y + 30 }, { sizeMm: 3, align: 'middle' })
  const left = at.x + 56
  ink.box(left, at.y, 50.8, 50.8, { pen })
  ink.text('2 × 2 in', { x: left + 25.4, y: at.y + 24 }, { font: 'bold', sizeMm: 5, align: 'middle' })
  ink.text('print at 100 %', { x: left + 25.4, y: at.y + 30 }, { sizeMm: 3, align: 'middle' })
}
