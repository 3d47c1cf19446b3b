import type { Book, Draw, Part, Sheet } from './book.ts'
import { coverPage, type FrontPage } from './cover-page.ts'
import { Flow } from './flow.ts'
import { sheetArea } from './page.ts'
import type { BookPattern } from './pattern.ts'
import { SheetPdf } from './sheet-pdf.ts'
import { a4, type Paper } from './tiles.ts'
import { drawTestSquares } from './title-block.ts'

export type Made = { readonly pattern: BookPattern; readonly version: string; readonly isCorrected: boolean; readonly book: Book }

/** The whole pattern to read: cover, what it is, what is needed, and the parts of the book. */
export async function bookletPdf(
  { pattern, version, isCorrected, book }: Made,
  paper: Paper,
  note: string | undefined,
): Promise<Uint8Array> {
  const pdf = await openPdf(pattern, version, `instructions on ${paper.name}`)
  const flow = new Flow(pdf, pattern.colours.ink, paper)
  flow.onPage(ink => {
    ink.box(0, 0, paper.width, paper.height, { fill: pattern.colours.ground })
    coverPage(ink, frontOf(pattern, book.picture), Math.min(paper.width / 240, (paper.height - 24) / 300))
    const at = { x: Math.min(paper.width / 240, (paper.height - 24) / 300) * 120, y: paper.height - 10 }
    ink.text(`Version ${version}`, at, { font: 'bold', sizeMm: 5, colour: pattern.colours.ink, align: 'middle' })
  })
  flow.newPage()
  flow.heading('About this pattern')
  flow.paragraph(pattern.summary)
  const news = note ?? (isCorrected ? pattern.correction.note : undefined)
  if (news) {
    flow.heading(`What is new in version ${version}`)
    flow.paragraph(news)
  }
  flow.heading('You need')
  flow.bullets(pattern.materials)
  if (pattern.gauge !== '') {
    flow.heading('Gauge')
    flow.paragraph(pattern.gauge)
  }
  for (const part of book.parts) setDown(flow, part)
  flow.heading('Yours to make')
  flow.paragraph(
    `Make as many as you like, also for sale by your own hands; please do not pass the files on. When you find a mistake, write to us: corrected files reach everyone who bought the pattern. Words and drawings are by ${pattern.designer}.`,
  )
  flow.finish(`${pattern.title} · version ${version} · ${pattern.designer}`)
  return await pdf.bytes()
}

function setDown(flow: Flow, part: Part): void {
  if ('heading' in part) flow.heading(part.heading, part.keepMm)
  else if ('text' in part) flow.paragraph(part.text)
  else if ('bullets' in part) flow.bullets(part.bullets)
  else if ('table' in part)
    flow.table(part.table.columns, part.table.rows, part.table.firstMm === undefined ? {} : { firstMm: part.table.firstMm })
  else if ('rows' in part) {
    for (const { label, text, after } of part.rows) flow.labelled(label, after === '' ? `${text}.` : `${text}. – ${after}`)
    flow.gap(4)
  } else if ('steps' in part)
    part.steps.forEach(({ title, text }, index) => {
      flow.step(index + 1, title, text)
    })
  else flow.figure(part.heightMm, part.draw)
}

/** Each sheet on a page of its own, with the pattern's name and what to watch when it is printed. */
export async function sheetsPdf(
  { pattern, version }: Made,
  paper: Paper,
  kind: 'charts' | 'templates',
  sheets: readonly Sheet[],
): Promise<Uint8Array> {
  const pdf = await openPdf(pattern, version, `${kind} on ${paper.name}`)
  for (const [index, { title, draw }] of sheets.entries()) {
    pdf.addPage(paper, ink => {
      ink.text(pattern.designer.toUpperCase(), { x: 16, y: 16 }, { font: 'bold', sizeMm: 3, colour: '#666666' })
      ink.text(title, { x: 16, y: 25 }, { font: 'serifBold', sizeMm: 7 })
      const isScaled = kind === 'templates'
      if (isScaled) drawTestSquares(ink, { x: 16, y: 32 })
      draw(ink, sheetArea(paper, kind))
      const words = `${pattern.title} · version ${version}${isScaled ? ' · print at 100 %' : ''} · page ${index + 1} of ${sheets.length}`
      ink.text(words, { x: 16, y: paper.height - 8 }, { sizeMm: 2.8, colour: '#555555' })
    })
  }
  return await pdf.bytes()
}

export const chartsPdf = (made: Made, sheets: readonly Sheet[]): Promise<Uint8Array> => sheetsPdf(made, a4, 'charts', sheets)

export function frontOf({ title, designer, colours, craft, sizes }: BookPattern, picture: Draw): FrontPage {
  const kind = { knitting: 'Knitting', crochet: 'Crochet', quilting: 'Quilt' }[craft]
  const range = sizes.length > 1 ? `${sizes[0]} to ${sizes.at(-1)}` : sizes[0]
  return { title, designer, colours, words: [`${kind} pattern`, range].filter(Boolean).join(' · '), picture }
}

const openPdf = (pattern: BookPattern, version: string, purpose: string): Promise<SheetPdf> =>
  SheetPdf.create({
    title: `${pattern.title} ${version} – ${purpose}`,
    author: pattern.designer,
    subject: `${pattern.craft} pattern, version ${version}, ${purpose}`,
    creator: 'Drawn by Selvage from stitch and patch data',
  })
