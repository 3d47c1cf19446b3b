import type { Ink, TextStyle } from './ink.ts'
import type { SheetPdf } from './sheet-pdf.ts'

const page = { width: 210, height: 297 }
const margin = { left: 24, right: 24, top: 26, bottom: 26 }
const textWidth = page.width - margin.left - margin.right

type Draw = (ink: Ink) => void

/** Text set down an A4 page and on to the next; pages are written by `finish`, when their number is known. */
export class Flow {
  readonly #pdf: SheetPdf
  readonly #measure: Ink
  readonly #accent: string
  readonly #pages: Draw[][] = []
  #y = 0

  constructor(pdf: SheetPdf, accent: string) {
    this.#pdf = pdf
    this.#measure = pdf.ink()
    this.#accent = accent
    this.newPage()
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
    this.#draw(ink => ink.segment({ x: margin.left, y }, { x: page.width - margin.right, y }, { widthMm: 0.3, colour: this.#accent }))
    this.#y += 11
  }

  paragraph(words: string, { indentMm = 0, sizeMm = 3.9 } = {}): void {
    const lines = this.#measure.wrapped(words, 'text', sizeMm, textWidth - indentMm)
    for (const line of lines) {
      this.#room(5.8)
      this.#text(line, margin.left + indentMm, { sizeMm })
      this.#y += 5.6
    }
    this.#y += 2
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
    const lines = this.#measure.wrapped(text, 'text', 3.9, textWidth - 12).length
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
    const width = (textWidth - firstMm) / Math.max(1, columns.length - 1)
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
      if (isHead) this.#draw(ink => ink.box(margin.left, y - 4.6, textWidth, height, { fill: '#f1ede6' }))
      row.forEach((lines, index) => {
        lines.forEach((words, at) => {
          const font = isHead || index === 0 ? 'bold' : 'text'
          this.#draw(ink => ink.text(words, { x: xOf(index), y: y + at * 4.8 }, { sizeMm: 3.7, font }))
        })
      })
      const under = y - 4.6 + height
      this.#draw(ink =>
        ink.segment({ x: margin.left, y: under }, { x: page.width - margin.right, y: under }, { widthMm: 0.15, colour: '#bbb3a5' }),
      )
      this.#y += height
    })
    this.#y += 3
  }

  /** Room of a given height for a drawing; `draw` gets its left top corner and width. */
  figure(heightMm: number, draw: (ink: Ink, area: { x: number; y: number; width: number; height: number }) => void): void {
    this.#room(heightMm + 4)
    const area = { x: margin.left, y: this.#y - 3, width: textWidth, height: heightMm }
    this.#draw(ink => draw(ink, area))
    this.#y += heightMm + 4
  }

  /** Draws over the whole current page. */
  onPage(draw: Draw): void {
    this.#draw(draw)
  }

  finish(footer: string): void {
    this.#pages.forEach((draws, index) => {
      this.#pdf.addPage(page, ink => {
        for (const draw of draws) draw(ink)
        if (index === 0) return
        const y = page.height - 13
        ink.text(footer, { x: margin.left, y }, { sizeMm: 3, colour: '#666666' })
        ink.text(
          `${index + 1} of ${this.#pages.length}`,
          { x: page.width - margin.right, y },
          { sizeMm: 3, colour: '#666666', align: 'right' },
        )
      })
    })
  }

  #room(needMm: number): void {
    if (this.#y + needMm > page.height - margin.bottom) this.newPage()
  }

  #text(words: string, x: number, style: TextStyle): void {
    const y = this.#y
    this.#draw(ink => ink.text(words, { x, y }, style))
  }

  #draw(draw: Draw): void {
    this.#pages.at(-1)?.push(draw)
  }
}
