import { type Drawn, drawSheet } from './drawn.ts'
import type { Ink } from './ink.ts'
import { penOf } from './nest.ts'
import type { Paper, Tile } from './tiles.ts'
import { drawTestSquares } from './title-block.ts'

/** The first page of a tiled file: the test squares, how to print, which pages a size needs, and the map. */
export function drawKeyPage(
  ink: Ink,
  drawn: Drawn,
  keys: string[],
  paper: Paper,
  plan: { tiles: Tile[]; rows: number; columns: number },
): void {
  const { pattern, version, sheet } = drawn
  const left = 16
  const width = paper.width - 2 * left
  ink.text(pattern.designer.toUpperCase(), { x: left, y: 20 }, { font: 'bold', sizeMm: 3, colour: '#666666' })
  ink.text(pattern.title, { x: left, y: 31 }, { font: 'serifBold', sizeMm: 10 })
  const pages = plan.tiles.length + 1
  ink.text(`Version ${version} · ${paper.name} · ${pages} pages, this one included`, { x: left, y: 38 }, { sizeMm: 3.6 })
  drawTestSquares(ink, { x: left, y: 45 })

  const column = left + 118
  let y = 48
  for (const words of advice) {
    const lines = ink.wrapped(words, 'text', 3.3, paper.width - left - column)
    for (const line of lines) {
      ink.text(line, { x: column, y }, { sizeMm: 3.3 })
      y += 4.4
    }
    y += 1.8
  }

  let down = 108
  ink.text('Pages for your size', { x: left, y: down }, { font: 'serifBold', sizeMm: 5 })
  down += 6
  drawn.sizes.forEach(({ size }, index) => {
    const list = plan.tiles.filter(tile => tile.sizes.includes(index)).map(tile => tile.page)
    ink.text(size, { x: left, y: down }, { font: 'bold', sizeMm: 3.4, colour: penOf(index).colour })
    for (const line of ink.wrapped(`pages ${ranges([1, ...list])}`, 'text', 3.4, width - 24)) {
      ink.text(line, { x: left + 24, y: down }, { sizeMm: 3.4 })
      down += 4.6
    }
  })

  down += 6
  ink.text('How the pages lie', { x: left, y: down }, { font: 'serifBold', sizeMm: 5 })
  drawMap(ink, keys, plan.tiles, { x: left, y: down + 4, width, height: paper.height - down - 22 }, sheet)
  const words = `${pattern.title} · version ${version} · ${pattern.designer} · page 1 of ${pages}`
  ink.text(words, { x: left, y: paper.height - 8 }, { sizeMm: 2.8, colour: '#555555' })
}

const advice = [
  'Print this page first, at 100 % or “actual size”, never “fit to page”. Measure one of the squares.',
  'Each size is a layer: open the file in a reader that shows layers and switch off the sizes you do not need.',
  'Trim the left and top edge of each page along the frame and lay it on the strip of its neighbour: the half diamonds meet.',
  'Pages that would stay blank are left out; the map shows where they would lie.',
]

type Area = { x: number; y: number; width: number; height: number }

function drawMap(ink: Ink, keys: string[], tiles: Tile[], area: Area, sheet: { width: number; height: number }): void {
  const right = Math.max(sheet.width, ...tiles.map(tile => tile.frame.x + tile.frame.width))
  const bottom = Math.max(sheet.height, ...tiles.map(tile => tile.frame.y + tile.frame.height))
  const scale = Math.min(area.width / right, area.height / bottom)
  for (const { frame, label, page } of tiles) {
    const box = { x: area.x + frame.x * scale, y: area.y + frame.y * scale, width: frame.width * scale, height: frame.height * scale }
    ink.box(box.x, box.y, box.width, box.height, { fill: '#f6f4ef', pen: { widthMm: 0.15, colour: '#aaaaaa' } })
    const sizeMm = Math.min(8, box.height * 0.3)
    ink.text(
      label,
      { x: box.x + box.width / 2, y: box.y + box.height / 2 + sizeMm / 3 },
      { font: 'bold', sizeMm, align: 'middle', colour: '#d5d0c4' },
    )
    ink.text(`${page}`, { x: box.x + 1, y: box.y + box.height - 1 }, { sizeMm: 2.2, colour: '#8a8a8a' })
  }
  drawSheet(ink, keys, { x: area.x, y: area.y }, scale)
}

/** [1, 2, 3, 5] as '1–3, 5'. */
export function ranges(pages: number[]): string {
  const runs: { from: number; to: number }[] = []
  for (const page of pages) {
    const run = runs.at(-1)
    if (run && run.to === page - 1) run.to = page
    else runs.push({ from: page, to: page })
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}
