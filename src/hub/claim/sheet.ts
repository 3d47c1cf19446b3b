/** One page to add to a pattern's files: how a buyer puts it into her library, as words, a link and a QR code. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFDocument, type PDFFont, type PDFPage, PDFString, rgb } from '@cantoo/pdf-lib'
import * as fontkit from 'fontkit'
import { codeWords } from './claim-code.ts'
import { qrCode } from './qr.ts'

export const papers = { a4: [595.28, 841.89], letter: [612, 792] } as const
export type Paper = keyof typeof papers

export interface SheetWords {
  readonly shop: string
  readonly pattern: string
  /** With the code in it. */
  readonly link: string
  readonly code: string
}

const require = createRequire(import.meta.url)
const fontOf = (file: string) => readFile(require.resolve(`@expo-google-fonts/${file}`))
const margin = 62
const ink = rgb(0.16, 0.15, 0.13)

export async function makeSheet({ shop, pattern, link, code }: SheetWords, paper: Paper): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false })
  document.registerFontkit(fontkit)
  document.setTitle(`${pattern}: your library`, { showInWindowTitleBar: true })
  document.setAuthor(shop)
  document.setLanguage('en')
  const features = { subset: true, features: { liga: false } }
  const text = await document.embedFont(await fontOf('karla/400Regular/Karla_400Regular.ttf'), features)
  const head = await document.embedFont(await fontOf('lora/600SemiBold/Lora_600SemiBold.ttf'), features)
  const [width, height] = papers[paper]
  const page = document.addPage([width, height])
  const column = width - 2 * margin
  let y = height - margin - 14
  const write = (words: string, { font = text, size = 12, gap = 10 }: { font?: PDFFont; size?: number; gap?: number } = {}) => {
    for (const line of wrapped(words, { font, size, width: column })) {
      page.drawText(line, { x: margin, y, size, font, color: ink })
      y -= size * 1.4
    }
    y -= gap
  }
  write(shop, { size: 12, gap: 18 })
  write(pattern, { font: head, size: 26, gap: 8 })
  write('Keep the newest version', { font: head, size: 16 })
  write(
    'When this pattern is corrected, the corrected version is in your library. The shop where you bought it may keep your address to itself, so put the pattern into your library once, free of charge:',
  )
  write('1. Open this page, or point your camera at the square.', { gap: 2 })
  const linkTop = y + 14
  write(link, { gap: 8 })
  addLink(document, page, { link, box: [margin, y + 12, margin + column, linkTop] })
  write('2. Write the number of your order, as it stands in the shop’s mail to you, and this code:', { gap: 18 })
  write(codeWords(code), { font: head, size: 24, gap: 8 })
  write('3. Write your e-mail address. You get a mail; press the button in it, and the pattern is in your library.', { gap: 16 })
  drawQr(page, link, { x: margin, top: y, size: Math.min(170, y - margin) })
  return document.save({ addDefaultPage: false })
}

function addLink(document: PDFDocument, page: PDFPage, { link, box }: { link: string; box: readonly number[] }): void {
  const { context } = document
  const action = { Type: 'Action', S: 'URI', URI: PDFString.of(link) }
  page.node.addAnnot(context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [...box], Border: [0, 0, 0], A: action })))
}

/** With the quiet edge that a camera needs. */
function drawQr(page: PDFPage, link: string, { x, top, size }: { x: number; top: number; size: number }): void {
  const code = qrCode(link)
  if (code === null || size < 60) return
  const module = size / (code.length + 8)
  for (const [row, cells] of code.entries())
    for (const { from, length } of runsOf(cells))
      page.drawRectangle({
        ...{ x: x + (from + 4) * module, y: top - (row + 5) * module, width: length * module, height: module },
        color: rgb(0, 0, 0),
      })
}

function runsOf(cells: readonly boolean[]): { from: number; length: number }[] {
  const line = cells.map(isDark => (isDark ? '1' : '0')).join('')
  return [...line.matchAll(/1+/g)].map(({ 0: run, index }) => ({ from: index, length: run.length }))
}

/** A word that is wider than the line, such as a link, is broken where it must be. */
function wrapped(words: string, { font, size, width }: { font: PDFFont; size: number; width: number }): string[] {
  const fits = (line: string) => font.widthOfTextAtSize(line, size) <= width
  const lines = ['']
  for (const word of words.replaceAll(/\p{Cc}+/gu, ' ').split(' ')) {
    const line = lines.at(-1)!
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      lines[lines.length - 1] = longer
      continue
    }
    if (line !== '') lines.push('')
    for (const sign of word) {
      if (fits(lines.at(-1)! + sign)) lines[lines.length - 1] += sign
      else lines.push(sign)
    }
  }
  return lines
}
