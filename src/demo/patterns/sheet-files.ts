import { type Drawn, drawSheet } from './drawn.ts'
import type { Ink } from './ink.ts'
import { drawKeyPage } from './key-page.ts'
import { drawLabels, drawSize } from './nest.ts'
import { SheetPdf } from './sheet-pdf.ts'
import { a0, a0Tiled, type Paper, type Tile, tilesOf } from './tiles.ts'
import { drawTitleBlock } from './title-block.ts'

/** The copy-shop file: one A0 page when everything fits, else A0 pages that overlap. */
export async function a0Pdf(drawn: Drawn): Promise<Uint8Array> {
  const { sheet } = drawn
  const fits = sheet.width <= a0.width - 2 * a0.marginMm && sheet.height <= a0.height - 2 * a0.marginMm
  const paper = fits ? a0 : a0Tiled
  const { pdf, keys } = await sheetPdf(drawn, `${paper.name} for the copy shop`)
  const { tiles } = tilesOf(sheet, drawn.sizes, paper, 1)
  for (const tile of tiles) {
    pdf.addPage(paper, ink => (fits ? drawWhole(ink, drawn, keys, paper) : drawTile(ink, drawn, keys, paper, tile, tiles)))
  }
  return await pdf.bytes()
}

/** The home printer's file: a key page, then the tiles. */
export async function tiledPdf(drawn: Drawn, paper: Paper): Promise<Uint8Array> {
  const { pdf, keys } = await sheetPdf(drawn, `${paper.name} for the home printer`)
  const plan = tilesOf(drawn.sheet, drawn.sizes, paper, 2)
  pdf.addPage(paper, ink => drawKeyPage(ink, drawn, keys, paper, plan))
  for (const tile of plan.tiles) pdf.addPage(paper, ink => drawTile(ink, drawn, keys, paper, tile, plan.tiles))
  return await pdf.bytes()
}

/** One page of the sheet's own size with bold lines, to be thrown on the cutting table. */
export async function projectorPdf(drawn: Drawn): Promise<Uint8Array> {
  const { pdf, keys } = await sheetPdf(drawn, 'for the projector', 2.4)
  const paper = { name: 'Projector', width: drawn.sheet.width + 40, height: drawn.sheet.height + 40, marginMm: 20, overlapMm: 0 }
  pdf.addPage(paper, ink => drawWhole(ink, drawn, keys, paper))
  return await pdf.bytes()
}

/** How many pages a format has, by size name; the instructions print it. */
export function pagesBySize({ sheet, sizes }: Drawn, paper: Paper): { size: string; pages: number[] }[] {
  const { tiles } = tilesOf(sheet, sizes, paper, 2)
  return sizes.map(({ size }, index) => ({ size, pages: tiles.filter(tile => tile.sizes.includes(index)).map(tile => tile.page) }))
}

async function sheetPdf(
  { pattern, version, sizes, sheet }: Drawn,
  purpose: string,
  weight = 1,
): Promise<{ pdf: SheetPdf; keys: string[] }> {
  const subject = `Sewing pattern, version ${version}, ${purpose}; one layer for each size`
  const pdf = await SheetPdf.create({ title: `${pattern.title} ${version} – ${purpose}`, author: pattern.designer, subject })
  pdf.addForm('Labels', sheet, ink => {
    drawLabels(ink, sheet, pattern, version)
    drawTitleBlock(ink, sheet.title, pattern, version)
  })
  sizes.forEach((size, index) => {
    pdf.addForm(`Size${index + 1}`, sheet, ink => drawSize(ink, sheet, size, index, weight))
  })
  return { pdf, keys: pdf.addLayers(sizes.map(({ size }) => size)) }
}

function drawWhole(ink: Ink, { pattern, version }: Drawn, keys: string[], paper: Paper): void {
  drawSheet(ink, keys, { x: paper.marginMm, y: paper.marginMm })
  const words = `${pattern.designer} · ${pattern.title} · version ${version} · print at 100 %`
  ink.text(
    words,
    { x: paper.width - paper.marginMm, y: paper.height - paper.marginMm / 2 },
    { sizeMm: 4, align: 'right', colour: '#555555' },
  )
}

function drawTile(ink: Ink, drawn: Drawn, keys: string[], paper: Paper, tile: Tile, tiles: Tile[]): void {
  const { marginMm: margin } = paper
  ink.clipped(margin, margin, tile.shows.width, tile.shows.height, () => {
    ink.text(
      tile.label,
      { x: margin + tile.frame.width / 2, y: margin + tile.frame.height / 2 + 12 },
      { font: 'bold', sizeMm: 34, colour: '#ebebeb', align: 'middle' },
    )
    drawSheet(ink, keys, { x: margin - tile.frame.x, y: margin - tile.frame.y })
  })
  drawTrim(ink, paper, tile, tiles)
  const { pattern, version } = drawn
  const last = tiles.at(-1)?.page ?? tile.page
  const y = paper.height - margin + 4.6
  ink.text(`${pattern.title} · version ${version} · ${pattern.designer}`, { x: margin, y }, { sizeMm: 2.8, colour: '#555555' })
  const place = `${tile.label}: row ${tile.label[0]}, column ${tile.column + 1} · page ${tile.page} of ${last} · ${paper.name} at 100 %`
  ink.text(place, { x: paper.width - margin, y }, { sizeMm: 2.8, align: 'right', colour: '#555555' })
}

/** The frame, trim marks at its corners, and on each inner edge a half diamond that the neighbour completes. */
function drawTrim(ink: Ink, paper: Paper, tile: Tile, tiles: Tile[]): void {
  const { marginMm: m } = paper
  const { width, height } = tile.frame
  ink.box(m, m, width, height, { pen: { widthMm: 0.12, colour: '#8a8a8a' } })
  const pen = { widthMm: 0.3, colour: '#000000' }
  const long = Math.min(6, m - 2)
  for (const x of [m, m + width]) {
    ink.segment({ x, y: m - long }, { x, y: m - 1 }, pen)
    ink.segment({ x, y: m + height + 1 }, { x, y: m + height + long }, pen)
  }
  for (const y of [m, m + height]) {
    ink.segment({ x: m - long, y }, { x: m - 1, y }, pen)
    ink.segment({ x: m + width + 1, y }, { x: m + width + long, y }, pen)
  }
  const has = (row: number, column: number) => tiles.some(other => other.row === row && other.column === column)
  const [cx, cy] = [m + width / 2, m + height / 2]
  if (has(tile.row, tile.column + 1)) diamond(ink, m + width, cy, 0, -1, `${tile.label}`)
  if (has(tile.row, tile.column - 1)) diamond(ink, m, cy, 0, 1, `${tile.label}`)
  if (has(tile.row + 1, tile.column)) diamond(ink, cx, m + height, -1, 0, `${tile.label}`)
  if (has(tile.row - 1, tile.column)) diamond(ink, cx, m, 1, 0, `${tile.label}`)
}

function diamond(ink: Ink, x: number, y: number, down: number, right: number, label: string): void {
  const half = 4.5
  const along = down === 0 ? { x: 0, y: half } : { x: half, y: 0 }
  ink.fill(
    [
      { type: 'move', to: { x: x - along.x, y: y - along.y } },
      { type: 'line', to: { x: x + right * half, y: y + down * half } },
      { type: 'line', to: { x: x + along.x, y: y + along.y } },
      { type: 'close' },
    ],
    '#9a9a9a',
  )
  const at = { x: x + right * (half + 3), y: y + down * (half + 3) + 1 }
  ink.text(label, at, { sizeMm: 2.6, align: 'middle', colour: '#777777' })
}
