import { PDFiumLibrary } from '@hyzyla/pdfium'
import type { Draw } from './book.ts'
import type { Ink } from './ink.ts'
import { encodePng } from './png.ts'
import { SheetPdf } from './sheet-pdf.ts'

/** The cover is 240 × 300 mm, shown in shops at 1200 × 1500 pixels. */
const page = { width: 240, height: 300 }
const pixels = { width: 1200, height: 1500 }

/** Started once and kept: it is as long in starting as in drawing a cover. */
let library: Promise<PDFiumLibrary> | undefined

export type FrontPage = {
  readonly title: string
  readonly designer: string
  readonly colours: { readonly ground: string; readonly ink: string; readonly tint: string }
  /** The line under the title. */
  readonly words: string
  readonly picture: Draw
}

/** Ground colour, the picture, the name below. The version is not on it: a cover outlives corrections. */
export function coverPage(ink: Ink, { title, designer, colours, words, picture }: FrontPage, scale = 1): void {
  const { ground, ink: dark } = colours
  const at = (value: number) => value * scale
  ink.box(0, 0, at(page.width), at(page.height), { fill: ground })
  ink.box(at(9), at(9), at(222), at(282), { pen: { widthMm: at(0.5), colour: dark } })
  ink.text(designer.toUpperCase(), { x: at(120), y: at(26) }, { font: 'bold', sizeMm: at(5), colour: dark, align: 'middle' })
  picture(ink, { x: at(24), y: at(38), width: at(192), height: at(186) })
  const titleMm = Math.min(22, 22 * (196 / ink.width(title, 'serifBold', 22)))
  ink.text(title, { x: at(120), y: at(256) }, { font: 'serifBold', sizeMm: at(titleMm), colour: dark, align: 'middle' })
  ink.text(words, { x: at(120), y: at(272) }, { sizeMm: at(6.2), colour: dark, align: 'middle' })
}

export async function coverPng(front: FrontPage): Promise<Uint8Array> {
  const pdf = await SheetPdf.create({ title: front.title, author: front.designer, subject: 'Cover' })
  pdf.addPage(page, ink => coverPage(ink, front))
  library ??= PDFiumLibrary.init()
  const document = await (await library).loadDocument(await pdf.bytes())
  try {
    const { data, width, height } = await document.getPage(0).render({ ...pixels, render: async ({ data }) => data })
    return encodePng(data, width, height)
  } finally {
    document.destroy()
  }
}
