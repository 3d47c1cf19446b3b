import type { DraftedPiece, DraftedSize } from './draft.ts'
import type { Layout, SewingPattern } from './pattern.ts'
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

/** @param isCentred for covers: what stands in a column stands in its middle, and no title block is needed. */
export function laidOut(
  pattern: SewingPattern,
  sizes: DraftedSize[],
  { layout, isCentred }: { layout: Layout; isCentred: boolean } = { layout: pattern.draft.layout, isCentred: false },
): Sheet {
  const smallest = sizes[0]
  if (!smallest) throw new Error(`${pattern.slug} has no sizes`)
  const boxes = new Map<string, Box>([['title', { x: 0, y: 0, ...titleBlock }]])
  for (const { id } of pattern.draft.pieces) boxes.set(id, unionOf(sizes.map(size => pieceOf(size, id).box)))
  const { width, height, places } = arranged(layout, boxes, isCentred)
  const pieces = pattern.draft.pieces.map(({ id }) => {
    const [at, box] = [places.get(id), boxes.get(id)]
    if (!at || !box) throw new Error(`${pattern.slug}: the layout leaves out ${id}`)
    return { id, shift: { x: at.x - box.x, y: at.y - box.y }, box: { ...box, ...at }, smallest: pieceOf(smallest, id) }
  })
  return { width, height, title: places.get('title') ?? { x: 0, y: 0 }, pieces }
}

export function pieceOf(size: DraftedSize, id: string): DraftedPiece {
  const piece = size.pieces.find(candidate => candidate.info.id === id)
  if (!piece) throw new Error(`no piece ${id} in size ${size.size}`)
  return piece
}

type Arranged = { width: number; height: number; places: Map<string, Point> }

function arranged(layout: Layout, boxes: Map<string, Box>, isCentred: boolean): Arranged {
  if (typeof layout === 'string') {
    const box = boxes.get(layout)
    if (!box) throw new Error(`the layout names an unknown piece ${layout}`)
    return { width: box.width, height: box.height, places: new Map([[layout, { x: 0, y: 0 }]]) }
  }
  const isRow = 'row' in layout
  const children = (isRow ? layout.row : layout.column).map(child => arranged(child, boxes, isCentred))
  const sum = (of: (child: Arranged) => number) => children.reduce((total, child) => total + of(child), gap * (children.length - 1))
  const width = isRow ? sum(child => child.width) : Math.max(...children.map(child => child.width))
  const height = isRow ? Math.max(...children.map(child => child.height)) : sum(child => child.height)
  const places = new Map<string, Point>()
  let along = 0
  for (const child of children) {
    const aside = !isRow && isCentred ? (width - child.width) / 2 : 0
    const corner = isRow ? { x: along, y: 0 } : { x: aside, y: along }
    for (const [id, { x, y }] of child.places) places.set(id, { x: x + corner.x, y: y + corner.y })
    along += (isRow ? child.width : child.height) + gap
  }
  return { width, height, places }
}
