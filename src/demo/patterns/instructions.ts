import { drawPieces, frontOf } from './cover.ts'
import { coverPage } from './cover-page.ts'
import type { Drawn } from './drawn.ts'
import { Flow } from './flow.ts'
import type { Ink } from './ink.ts'
import { ranges } from './key-page.ts'
import { pagesBySize } from './sheet-files.ts'
import { SheetPdf } from './sheet-pdf.ts'
import { a4, letter } from './tiles.ts'

/** The booklet: cover, sizes, fabric, cutting, printing, sewing. */
export async function instructionsPdf(drawn: Drawn, note: string | undefined): Promise<Uint8Array> {
  const { pattern, version, isCorrected } = drawn
  const title = `${pattern.title} ${version} – instructions`
  const pdf = await SheetPdf.create({ title, author: pattern.designer, subject: `Instructions, version ${version}` })
  const flow = new Flow(pdf, pattern.colours.ink)
  flow.onPage(ink => drawFront(ink, drawn))
  flow.newPage()

  flow.heading('About this pattern')
  flow.paragraph(pattern.summary)
  const news = note ?? (isCorrected ? pattern.correction.note : undefined)
  if (news) {
    flow.heading(`What is new in version ${version}`)
    flow.paragraph(news)
  }

  flow.heading('Find your size')
  flow.paragraph(
    'Measure over the underwear you will wear and choose by the largest difference first: bust or chest for tops, hips for skirts and trousers. Body measurements in centimetres:',
  )
  flow.table(pattern.bodyTable.columns, pattern.bodyTable.rows, { firstMm: 34 })

  flow.heading('You need')
  flow.paragraph(`${pattern.fabric}.`)
  flow.table(pattern.fabricTable.columns, pattern.fabricTable.rows, { firstMm: 52 })
  flow.bullets(pattern.materials)

  flow.heading('Cut', 26 + pattern.cuttingList.length * 8)
  flow.table(
    ['Piece', 'Cut', 'From'],
    pattern.cuttingList.map(({ piece, cut, from }) => [piece, cut, from]),
    { firstMm: 52 },
  )
  flow.figure(84, (ink, area) => drawPieces(ink, drawn, area, '#e9e4da'))

  flow.heading('Print')
  flow.bullets([
    'Print at 100 % (“actual size”). Print the page with the test squares first and measure one of them: 5 cm or 2 inches, exactly.',
    'Every size is a layer. In a reader that shows layers, switch off those you do not need.',
    'A4 and US Letter: you need only the pages of your size, as listed here. Trim the left and top edge of each page and glue it on the strip of its neighbour so that the half diamonds meet.',
    'A0 goes to the copy shop, the projector file onto your table: calibrate the projector with the squares.',
  ])
  const [onA4, onLetter] = [pagesBySize(drawn, a4), pagesBySize(drawn, letter)]
  flow.table(
    ['Size', 'Pages of the A4 file', 'Pages of the Letter file'],
    onA4.map(({ size, pages }, index) => [size, ranges([1, ...pages]), ranges([1, ...(onLetter[index]?.pages ?? [])])]),
    { firstMm: 24 },
  )

  flow.heading('Before you start')
  flow.bullets(pattern.beforeYouStart)
  flow.heading('Sew')
  pattern.steps.forEach(({ title, text, was }, index) => {
    flow.step(index + 1, title, isCorrected || was === undefined ? text : was)
  })

  flow.heading('Yours to sew')
  flow.paragraph(
    `Sew as many as you like, also for sale by your own hands; please do not pass the files on. When you find a mistake, write to us: corrected files reach everyone who bought the pattern. The pieces were drafted with FreeSewing (freesewing.org, MIT licence); the words are by ${pattern.designer}.`,
  )
  flow.finish(`${pattern.title} · version ${version} · ${pattern.designer}`)
  return await pdf.bytes()
}

function drawFront(ink: Ink, drawn: Drawn): void {
  const { pattern, version } = drawn
  ink.box(0, 0, 210, 297, { fill: pattern.colours.ground })
  coverPage(ink, frontOf(drawn), 210 / 240)
  ink.text(
    `Instructions · version ${version}`,
    { x: 105, y: 278 },
    { font: 'bold', sizeMm: 5, colour: pattern.colours.ink, align: 'middle' },
  )
}
