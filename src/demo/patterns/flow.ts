import type { Ink, TextStyle } from './ink.ts'
import type { SheetPdf } from './sheet-pdf.ts'
import { a4, type Paper } from './tiles.ts'

const margin = { left: 24, right: 24, top: 26, bottom: 26 }

type Draw = (ink: Ink) => void

/** Text set down a page and on to the next; pages are written by `finish`, when their number is known. */
export class Flow {
  readonly #pdf: SheetPdf
  readonly #measure: Ink
  readonly #accent: string
  readonly #paper: Paper
  readonly #pages: Draw[][] = []
  #y = 0

  constructor(pdf: SheetPdf, accent: string, paper: Paper = a4) {
    this.#paper = paper
    this.#pdf = pdf
    this.#measure = pdf.ink()
    this.#accent = accent
    this.newPage()
  }

  get #textWidth(): number {
    return this.#paper.width - margin.left - margin.right
  }

  newPage(): void {
    this.#pages.push([])
    this.#y = margin.top
  }

  /** `keepMm` is how much of what follows must stand on the same page. */
  heading(words: string, keepMm = 26): void {
    this.#room(keepMm)
    this.#y += this.#y > margin.top ? 9 : 4
    this.#text(words, margin.left, { font: 'serifBold', sizeMm: 7, colour: this.#accent })
    const y = this.#y + 3
    this.#draw(ink =>
      ink.segment({ x: margin.left, y }, { x: this.#paper.width - margin.right, y }, { widthMm: 0.3, colour: this.#accent }),
    )
    this.#y += 11
  }

  paragraph(words: string, { indentMm = 0, sizeMm = 3.9 } = {}): void {
    const lines = this.#measure.wrapped(words, 'text', sizeMm, this.#textWidth - indentMm)
    for (const line of lines) {
      this.#room(5.8)
      this.#text(line, margin.left + indentMm, { sizeMm })
      this.#y += 5.6
    }
    this.#y += 2
  }

  /** A row of the written pattern: what it is called stands before it in bold. */
  labelled(label: string, words: string): void {
    const indentMm = Math.max(27, this.#measure.width(label, 'bold', 3.7) + 3)
    const lines = this.#measure.wrapped(words, 'text', 3.7, this.#textWidth - indentMm)
    this.#room(Math.min(lines.length * 5.2, 40))
    this.#text(label, margin.left, { font: 'bold', sizeMm: 3.7 })
    for (const line of lines) {
      this.#room(5.2)
      this.#text(line, margin.left + indentMm, { sizeMm: 3.7 })
      this.#y += 5.2
    }
    this.#y += 0.9
  }

  gap(mm: number): void {
    this.#y += mm
  }

  bullets(items: string[]): void {
    for (const item of items) {
      this.#room(6)
      const y = this.#y - 1.3
      this.#draw(ink => ink.dot({ x: margin.left + 2, y }, 0.8, this.#accent))
      this.paragraph(item, { indentMm: 7 })
      this.#y -= 0.6
    }
    this.#y += 1
  }

  /** A numbered step keeps its title with its first lines. */
  step(number: number, title: string, text: string): void {
    const lines = this.#measure.wrapped(text, 'text', 3.9, this.#textWidth - 12).length
    this.#room(Math.min(10 + lines * 5.6, 60))
    this.#y += 2
    const y = this.#y
    this.#draw(ink => {
      ink.dot({ x: margin.left + 4, y: y - 1.5 }, 4, this.#accent)
      ink.text(`${number}`, { x: margin.left + 4, y: y + 0.1 }, { font: 'bold', sizeMm: 4.4, colour: '#ffffff', align: 'middle' })
    })
    this.#text(title, margin.left + 12, { font: 'bold', sizeMm: 4.4 })
    this.#y += 6.4
    this.paragraph(text, { indentMm: 12 })
    this.#y += 1.5
  }

  table(columns: string[], rows: string[][], { firstMm = 40 } = {}): void {
    const width = (this.#textWidth - firstMm) / Math.max(1, columns.length - 1)
    const xOf = (index: number) => (index === 0 ? margin.left + 2 : margin.left + firstMm + width * (index - 1))
    const wrapped = [columns, ...rows].map((row, line) =>
      row.map((cell, index) =>
        this.#measure.wrapped(cell, line === 0 || index === 0 ? 'bold' : 'text', 3.7, (index === 0 ? firstMm : width) - 4),
      ),
    )
    const heights = wrapped.map(row => 2.2 + 4.8 * Math.max(1, ...row.map(lines => lines.length)))
    this.#room(heights.reduce((sum, height) => sum + height, 4))
    wrapped.forEach((row, line) => {
      const y = this.#y
      const height = heights[line] ?? 7
      const isHead = line === 0
      if (isHead) this.#draw(ink => ink.box(margin.left, y - 4.6, this.#textWidth, height, { fill: '#f1ede6' }))
      row.forEach((lines, index) => {
        lines.forEach((words, at) => {
          const font = isHead || index === 0 ? 'bold' : 'text'
          this.#draw(ink => ink.text(words, { x: xOf(index), y: y + at * 4.8 }, { sizeMm: 3.7, font }))
        })
      })
      const under = y - 4.6 + height
      this.#draw(ink =>
        ink.segment({ x: margin.left, y: under }, { x: this.#paper.width - margin.right, y: under }, { widthMm: 0.15, colour: '#bbb3a5' }),
      )
      this.#y += height
    })
    this.#y += 3
  }

  /** Room of a given height for a drawing; `draw` gets its left top corner and width. */
  figure(heightMm: number, draw: (ink: Ink, area: { x: number; y: number; width: number; height: number }) => void): void {
    this.#room(heightMm + 4)
    const area = { x: margin.left, y: this.#y - 3, width: this.#textWidth, height: heightMm }
    this.#draw(ink => draw(ink, area))
    this.#y += heightMm + 4
  }

  /** Draws over the whole current page. */
  onPage(draw: Draw): void {
    this.#draw(draw)
  }

  finish(footer: string): void {
    this.#pages.forEach((draws, index) => {
      this.#pdf.addPage(this.#paper, ink => {
        for (const draw of draws) draw(ink)
        if (index === 0) return
        const y = this.#paper.height - 13
        ink.text(footer, { x: margin.left, y }, { sizeMm: 3, colour: '#666666' })
        ink.text(
          `${index + 1} of ${this.#pages.length}`,
          { x: this.#paper.width - margin.right, y },
          { sizeMm: 3, colour: '#666666', align: 'right' },
        )
      })
    })
  }

  #room(needMm: number): void {
    if (this.#y + needMm > this.#paper.height - margin.bottom) this.newPage()
  }

  #text(words: string, x: number, style: TextStyle): void {
    const y = this.#y
    this.#draw(ink => ink.text(words, { x, y }, style))
  }

  #draw(draw: Draw): void {
    this.#pages.at(-1)?.push(draw)
  }
}
