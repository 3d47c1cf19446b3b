/** The star's patches in true size, with the line that is sewn and the line that is cut. */
import type { Sheet } from '../book.ts'
import { polygon } from '../figures.ts'
import type { Ink } from '../ink.ts'
import { sheetArea } from '../page.ts'
import { type Box, boxOf, type Point } from '../shape.ts'
import type { Paper } from '../tiles.ts'
import { metric } from './patch.ts'
import { finishedSizes, star } from './star-block.ts'

const shapes: readonly { readonly name: string; readonly corners: readonly (readonly [number, number])[] }[] = [
  {
    name: 'Corner, cut 4 of A',
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  },
  {
    name: 'Goose, cut 4 of A',
    corners: [
      [0, 1],
      [1, 0],
      [2, 1],
    ],
  },
  {
    name: 'Star point, cut 4 of B and 4 of B turned over',
    corners: [
      [0, 0],
      [1, 1],
      [0, 1],
    ],
  },
  {
    name: 'Wheel, cut 4 of A and 4 of C',
    corners: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  },
]

/** A template where it lies on its page: the line that is sewn and the line that is cut. */
type Template = { readonly name: string; readonly sewn: Point[]; readonly cut: Point[]; readonly box: Box }

export function templatesOf(finishedMm: number): Template[] {
  const unit = finishedMm / star.grid
  return shapes.map(({ name, corners }) => {
    const sewn = corners.map(([x, y]) => ({ x: x * unit, y: y * unit }))
    const cut = grown(sewn, metric.seam / 10)
    return { name, sewn, cut, box: boxOf(cut) }
  })
}

const headMm = 7

/** As many below each other as a page holds. */
export function templates(paper: Paper): Sheet[] {
  const room = sheetArea(paper, 'templates')
  return finishedSizes.slice(0, 2).flatMap(({ metric: finished }) => {
    const pages: Template[][] = [[]]
    let left = room.height
    for (const template of templatesOf(finished / 10)) {
      const high = template.box.height + headMm
      if (high > left && pages.at(-1)?.length) {
        pages.push([])
        left = room.height
      }
      pages.at(-1)?.push(template)
      left -= high
    }
    const title = `${star.name}: templates for the ${metric.say(finished)} block`
    return pages.map((page): Sheet => ({ title, draw: (ink, area) => drawTemplates(ink, area, page) }))
  })
}

function drawTemplates(ink: Ink, area: Box, page: readonly Template[]): void {
  let down = area.y
  for (const { name, sewn, cut, box } of page) {
    const put = ({ x, y }: Point) => ({ x: area.x + (area.width - box.width) / 2 + x - box.x, y: down + headMm + y - box.y })
    ink.text(name, { x: area.x, y: down + 4 }, { sizeMm: 3.4 })
    ink.line(polygon(sewn.map(put)), { widthMm: 0.25, colour: '#444444', dashMm: [2, 1.2] })
    ink.line(polygon(cut.map(put)), { widthMm: 0.5, colour: '#111111' })
    const middle = sewn.reduce((sum, { x, y }) => ({ x: sum.x + x / sewn.length, y: sum.y + y / sewn.length }), { x: 0, y: 0 })
    ink.text(name.split(',')[0] ?? '', put(middle), { font: 'bold', sizeMm: 4, align: 'middle' })
    down += headMm + box.height
  }
}

/** A convex shape, clockwise or not, with `by` added on every side. */
export function grown(points: readonly Point[], by: number): Point[] {
  const signed = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] ?? { x, y }
    return sum + x * next.y - next.x * y
  }, 0)
  const way = Math.sign(signed)
  const edges = points.map((from, index) => {
    const to = points[(index + 1) % points.length] ?? from
    const long = Math.hypot(to.x - from.x, to.y - from.y)
    const out = { x: (way * (to.y - from.y)) / long, y: (-way * (to.x - from.x)) / long }
    return { at: { x: from.x + out.x * by, y: from.y + out.y * by }, along: { x: (to.x - from.x) / long, y: (to.y - from.y) / long } }
  })
  return edges.map((edge, index) => {
    const before = edges[(index + edges.length - 1) % edges.length] ?? edge
    const cross = before.along.x * edge.along.y - before.along.y * edge.along.x
    const share = ((edge.at.x - before.at.x) * edge.along.y - (edge.at.y - before.at.y) * edge.along.x) / cross
    return { x: before.at.x + before.along.x * share, y: before.at.y + before.along.y * share }
  })
}
