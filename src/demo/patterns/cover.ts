import { PDFiumLibrary } from '@hyzyla/pdfium'
import type { Drawn } from './drawn.ts'
import type { Ink } from './ink.ts'
import { laidOut, pieceOf } from './layout.ts'
import { moved } from './nest.ts'
import { encodePng } from './png.ts'
import { type Box, type Line, unionOf } from './shape.ts'
import { SheetPdf } from './sheet-pdf.ts'

/** The cover is 240 × 300 mm, shown in shops at 1200 × 1500 pixels. */
const page = { width: 240, height: 300 }
const pixels = { width: 1200, height: 1500 }

export async function coverPng(drawn: Drawn): Promise<Uint8Array> {
  const { pattern } = drawn
  const pdf = await SheetPdf.create({ title: pattern.title, author: pattern.designer, subject: 'Cover' })
  pdf.addPage(page, ink => drawCover(ink, drawn))
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(await pdf.bytes())
    const { data, width, height } = await document.getPage(0).render({ ...pixels, render: async ({ data }) => data })
    document.destroy()
    return encodePng(data, width, height)
  } finally {
    library.destroy()
  }
}

/** Ground colour, the pieces, the name below. The version is not on it: a cover outlives corrections. */
export function drawCover(ink: Ink, drawn: Drawn, scale = 1): void {
  const { pattern } = drawn
  const { ground, ink: dark } = pattern.colours
  const at = (value: number) => value * scale
  ink.box(0, 0, at(page.width), at(page.height), { fill: ground })
  ink.box(at(9), at(9), at(222), at(282), { pen: { widthMm: at(0.5), colour: dark } })
  ink.text(pattern.designer.toUpperCase(), { x: at(120), y: at(26) }, { font: 'bold', sizeMm: at(5), colour: dark, align: 'middle' })
  drawPieces(ink, drawn, { x: at(24), y: at(38), width: at(192), height: at(186) }, ground)
  const titleMm = Math.min(22, 22 * (196 / ink.width(pattern.title, 'serifBold', 22)))
  ink.text(pattern.title, { x: at(120), y: at(256) }, { font: 'serifBold', sizeMm: at(titleMm), colour: dark, align: 'middle' })
  const first = pattern.sizes[0]?.replace('Size ', '')
  const last = pattern.sizes.at(-1)?.replace('Size ', '')
  const words = `Sewing pattern · sizes ${first}–${last} · A4, Letter, A0, projector`
  ink.text(words, { x: at(120), y: at(272) }, { sizeMm: at(6.2), colour: dark, align: 'middle' })
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

function mixed(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map(at => {
    const [a, b] = [Number.parseInt(from.slice(at, at + 2), 16), Number.parseInt(to.slice(at, at + 2), 16)]
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${parts.join('')}`
}
