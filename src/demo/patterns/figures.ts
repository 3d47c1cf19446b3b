/** Small drawings that several patterns share: measured outlines and the look of knitted cloth. */
import { mixed } from './colour.ts'
import type { Ink, Pen } from './ink.ts'
import type { Box, Line, Point } from './shape.ts'
import { type Chart, placedIn } from './stitch/chart.ts'
import { columnsOf } from './stitch/draw-chart.ts'

export const thin: Pen = { widthMm: 0.2, colour: '#555555' }

/** The largest box of a given shape in the middle of an area. */
export function fitted(area: Box, width: number, height: number): Box & { scale: number } {
  const scale = Math.min(area.width / width, area.height / height)
  return {
    x: area.x + (area.width - width * scale) / 2,
    y: area.y + (area.height - height * scale) / 2,
    width: width * scale,
    height: height * scale,
    scale,
  }
}

export function polygon(points: readonly Point[]): Line {
  return [...points.map((to, index) => ({ type: index === 0 ? 'move' : 'line', to }) as const), { type: 'close' }]
}

/** A measure with its end marks; the words stand at its middle. */
export function measure(ink: Ink, from: Point, to: Point, words: string): void {
  ink.segment(from, to, thin)
  const long = Math.hypot(to.x - from.x, to.y - from.y)
  const across = { x: (-(to.y - from.y) / long) * 1.4, y: ((to.x - from.x) / long) * 1.4 }
  for (const { x, y } of [from, to]) ink.segment({ x: x - across.x, y: y - across.y }, { x: x + across.x, y: y + across.y }, thin)
  const isUpright = Math.abs(to.x - from.x) < Math.abs(to.y - from.y)
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const at = isUpright ? { x: middle.x - 1.8, y: middle.y } : { x: middle.x, y: middle.y - 1.8 }
  ink.text(words, at, { sizeMm: 3.2, align: 'middle', isUpright })
}

/** A chart as cloth: each stitch a V in its colour, the chart repeated over the area. `colourOf` tells the colour of a chart's letter. */
export function cloth(ink: Ink, chart: Chart, area: Box, stitchMm: number, colourOf: (key: string) => string): void {
  const columns = columnsOf(chart)
  const across = Math.ceil(area.width / stitchMm)
  const high = stitchMm * 0.82
  const down = Math.ceil(area.height / high)
  ink.clipped(area.x, area.y, area.width, area.height, () => {
    for (let row = 0; row < down; row++) {
      const cells = chart.rows[row % chart.rows.length]?.cells ?? ''
      for (let column = 0; column < across; column++) {
        const key = cells[columns - 1 - (column % columns)] ?? ''
        const box = {
          x: area.x + area.width - (column + 1) * stitchMm,
          y: area.y + area.height - (row + 1) * high,
          width: stitchMm,
          height: high,
        }
        knitStitch(ink, box, colourOf(key))
      }
    }
  })
}

/** Two leaning leaves that meet below. */
function knitStitch(ink: Ink, { x, y, width, height }: Box, colour: string): void {
  const middle = x + width / 2
  const foot = y + height * 1.32
  for (const side of [-1, 1]) {
    const outer = middle + side * width * 0.48
    const leaf = [
      { x: middle + side * width * 0.02, y: foot },
      { x: middle + side * width * 0.02, y: y + height * 0.55 },
      { x: outer - side * width * 0.04, y: y - height * 0.02 },
      { x: outer, y: y + height * 0.62 },
    ]
    ink.fill(polygon(leaf), colour)
    ink.line(polygon(leaf), { widthMm: width * 0.02, colour: mixed(colour, '#000000', 0.25) })
  }
}

/** The letters of a chart with how often each stands in it: what the yarn of each colour is reckoned from. */
export function share(chart: Chart): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { cells } of chart.rows)
    for (const { stitch } of placedIn(cells, chart.vocabulary)) counts.set(stitch.key, (counts.get(stitch.key) ?? 0) + 1)
  return counts
}
