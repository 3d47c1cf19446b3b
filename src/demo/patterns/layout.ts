import type { DraftedPiece, DraftedSize } from './draft.ts'
import type { DemoPattern, Layout } from './pattern.ts'
import { type Box, type Point, unionOf } from './shape.ts'

/** One big sheet with all pieces in all sizes, nested; every paper format is cut out of it. Millimetres, y down. */
export type Sheet = {
  width: number
  height: number
  /** Where the title block's top left corner is. */
  title: Point
  pieces: { id: string; shift: Point; box: Box; smallest: DraftedPiece }[]
}

export const titleBlock = { width: 190, height: 96 }
const gap = 14

export function laidOut(pattern: DemoPattern, sizes: DraftedSize[], layout = pattern.draft.layout): Sheet {
  const boxes = new Map<string, Box>([['title', { x: 0, y: 0, ...titleBlock }]])
  for (const { id } of pattern.draft.pieces) boxes.set(id, unionOf(sizes.map(size => pieceOf(size, id).box)))
  const places = new Map<string, Point>()
  const { width, height } = put(layout, { x: 0, y: 0 }, boxes, places)
  const smallest = sizes[0]
  if (!smallest) throw new Error(`${pattern.slug} has no sizes`)
  return {
    width,
    height,
    title: places.get('title') ?? { x: 0, y: 0 },
    pieces: pattern.draft.pieces.map(({ id }) => {
      const at = placeOf(places, id)
      const box = boxes.get(id)!
      return { id, shift: { x: at.x - box.x, y: at.y - box.y }, box: { ...box, ...at }, smallest: pieceOf(smallest, id) }
    }),
  }
}

export function pieceOf(size: DraftedSize, id: string): DraftedPiece {
  const piece = size.pieces.find(candidate => candidate.info.id === id)
  if (!piece) throw new Error(`no piece ${id} in size ${size.size}`)
  return piece
}

function placeOf(places: Map<string, Point>, id: string): Point {
  const at = places.get(id)
  if (!at) throw new Error(`the layout leaves out ${id}`)
  return at
}

function put(layout: Layout, at: Point, boxes: Map<string, Box>, places: Map<string, Point>): { width: number; height: number } {
  if (typeof layout === 'string') {
    const box = boxes.get(layout)
    if (!box) throw new Error(`the layout names an unknown piece ${layout}`)
    places.set(layout, at)
    return box
  }
  const isRow = 'row' in layout
  let [along, across] = [0, 0]
  for (const child of isRow ? layout.row : layout.column) {
    const size = put(child, isRow ? { x: at.x + along, y: at.y } : { x: at.x, y: at.y + along }, boxes, places)
    along += (isRow ? size.width : size.height) + gap
    across = Math.max(across, isRow ? size.height : size.width)
  }
  along -= gap
  return isRow ? { width: along, height: across } : { width: across, height: along }
}
