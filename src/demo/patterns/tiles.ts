import type { DraftedSize } from './draft.ts'
import type { Sheet } from './layout.ts'
import { titleBlock } from './layout.ts'
import { type Box, contains, type Point, sampled } from './shape.ts'

/** A paper and how the big sheet is cut for it. The strip right and below repeats what the neighbours show, for gluing. */
export type Paper = { name: string; width: number; height: number; marginMm: number; overlapMm: number }

export const a0: Paper = { name: 'A0', width: 841, height: 1189, marginMm: 12, overlapMm: 0 }
export const a0Tiled: Paper = { ...a0, overlapMm: 20 }
export const a4: Paper = { name: 'A4', width: 210, height: 297, marginMm: 9, overlapMm: 10 }
export const letter: Paper = { name: 'US Letter', width: 215.9, height: 279.4, marginMm: 9, overlapMm: 10 }

/** `frame` is on the big sheet; `label` is row letter and column number as on a map. */
export type Tile = { label: string; row: number; column: number; frame: Box; shows: Box; sizes: number[]; page: number }

/** The pages worth printing, in reading order: a page on which no size and no title falls is left out. Page numbers start at `firstPage`. */
export function tilesOf(
  sheet: Sheet,
  sizes: DraftedSize[],
  paper: Paper,
  firstPage: number,
): { tiles: Tile[]; rows: number; columns: number } {
  const width = paper.width - 2 * paper.marginMm - paper.overlapMm
  const height = paper.height - 2 * paper.marginMm - paper.overlapMm
  const columns = countOf(sheet.width, width, paper.overlapMm)
  const rows = countOf(sheet.height, height, paper.overlapMm)
  const points = sizes.map(size => pointsOf(sheet, size))
  const title = cornersOf({ ...sheet.title, ...titleBlock })
  const tiles: Tile[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const frame = { x: column * width, y: row * height, width, height }
      const shows = { ...frame, width: width + paper.overlapMm, height: height + paper.overlapMm }
      // Only the last page's strip shows something that no neighbour has.
      const own = { ...frame, width: column === columns - 1 ? shows.width : width, height: row === rows - 1 ? shows.height : height }
      const on = points.flatMap((all, index) => (all.some(point => contains(own, point)) ? [index] : []))
      if (on.length === 0 && !title.some(point => contains(own, point))) continue
      tiles.push({
        label: `${String.fromCharCode(65 + row)}${column + 1}`,
        row,
        column,
        frame,
        shows,
        sizes: on,
        page: firstPage + tiles.length,
      })
    }
  }
  return { tiles, rows, columns }
}

/** The last page shows its strip too, so the sheet may be longer by one overlap than the frames. */
function countOf(total: number, step: number, overlapMm: number): number {
  return Math.max(1, Math.ceil((total - overlapMm) / step))
}

function pointsOf(sheet: Sheet, size: DraftedSize): Point[] {
  return sheet.pieces.flatMap(({ id, shift }) => {
    const piece = size.pieces.find(candidate => candidate.info.id === id)
    const lines = [...(piece?.cut ?? []), ...(piece?.seam ?? []), ...(piece?.marks ?? [])]
    return lines.flatMap(line => sampled(line, 4)).map(({ x, y }) => ({ x: x + shift.x, y: y + shift.y }))
  })
}

function cornersOf({ x, y, width, height }: Box): Point[] {
  return sampled(
    [
      { type: 'move', to: { x, y } },
      { type: 'line', to: { x: x + width, y } },
      { type: 'line', to: { x: x + width, y: y + height } },
      { type: 'line', to: { x, y: y + height } },
      { type: 'close' },
    ],
    4,
  )
}
