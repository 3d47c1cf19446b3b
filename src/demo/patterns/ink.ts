import type { PDFFont } from '@cantoo/pdf-lib'
import type { Line, Point } from './shape.ts'

export type FontName = 'text' | 'bold' | 'serif' | 'serifBold'
export type Fonts = Record<FontName, PDFFont>
export type Pen = { widthMm: number; colour: string; dashMm?: number[] }
export type TextStyle = { font?: FontName; sizeMm: number; colour?: string; align?: 'left' | 'middle' | 'right'; isUpright?: boolean }

/**
 * Writes PDF drawing operators in millimetres with y down, so that a draft's numbers go onto the paper unchanged.
 * The page that shows the content turns it over once (see `toPage` in sheet-pdf.ts).
 */
export class Ink {
  readonly #fonts: Fonts
  readonly #out: string[] = []

  constructor(fonts: Fonts) {
    this.#fonts = fonts
  }

  get content(): string {
    return this.#out.join('\n')
  }

  line(line: Line, pen: Pen): void {
    this.#pen(pen)
    this.#trace(line)
    this.#out.push('S Q')
  }

  fill(line: Line, colour: string): void {
    this.#out.push('q', `${rgb(colour)} rg`)
    this.#trace(line)
    this.#out.push('f Q')
  }

  segment(from: Point, to: Point, pen: Pen): void {
    this.line(
      [
        { type: 'move', to: from },
        { type: 'line', to },
      ],
      pen,
    )
  }

  box(x: number, y: number, width: number, height: number, style: { pen?: Pen; fill?: string }): void {
    const line: Line = [
      { type: 'move', to: { x, y } },
      { type: 'line', to: { x: x + width, y } },
      { type: 'line', to: { x: x + width, y: y + height } },
      { type: 'line', to: { x, y: y + height } },
      { type: 'close' },
    ]
    if (style.fill) this.fill(line, style.fill)
    if (style.pen) this.line(line, style.pen)
  }

  dot({ x, y }: Point, radius: number, colour: string): void {
    const c = radius * 0.5523
    const curve = (x1: number, y1: number, x2: number, y2: number, x3: number, y3: number) =>
      ({ type: 'curve', cp1: { x: x + x1, y: y + y1 }, cp2: { x: x + x2, y: y + y2 }, to: { x: x + x3, y: y + y3 } }) as const
    this.fill(
      [
        { type: 'move', to: { x: x + radius, y } },
        curve(radius, c, c, radius, 0, radius),
        curve(-c, radius, -radius, c, -radius, 0),
        curve(-radius, -c, -c, -radius, 0, -radius),
        curve(c, -radius, radius, -c, radius, 0),
        { type: 'close' },
      ],
      colour,
    )
  }

  /** `at` is on the base line. `isUpright` writes from the bottom up. */
  text(words: string, at: Point, { font = 'text', sizeMm, colour = '#222222', align = 'left', isUpright = false }: TextStyle): void {
    const shift = align === 'left' ? 0 : this.width(words, font, sizeMm) * (align === 'middle' ? -0.5 : -1)
    const x = isUpright ? at.x : at.x + shift
    const y = isUpright ? at.y - shift : at.y
    const matrix = isUpright ? `0 -1 -1 0 ${num(x)} ${num(y)}` : `1 0 0 -1 ${num(x)} ${num(y)}`
    this.#out.push(`BT ${rgb(colour)} rg /${font} ${num(sizeMm)} Tf ${matrix} Tm ${this.#fonts[font].encodeText(words).toString()} Tj ET`)
  }

  width(words: string, font: FontName, sizeMm: number): number {
    return this.#fonts[font].widthOfTextAtSize(words, 1000) * (sizeMm / 1000)
  }

  /** Words in lines no wider than `widthMm`. */
  wrapped(words: string, font: FontName, sizeMm: number, widthMm: number): string[] {
    const space = this.#wordWidth(' ', font, sizeMm)
    const lines: string[] = []
    let [line, long] = ['', 0]
    // A number stays with its unit: the space between them is one that does not break.
    for (const word of words.replace(/(\d) (?=(?:cm|mm|m|g\/m²|%)(?![a-z]))/g, '$1\u00a0').split(' ')) {
      const wide = this.#wordWidth(word, font, sizeMm)
      if (line && long + space + wide > widthMm) {
        lines.push(line)
        ;[line, long] = [word, wide]
      } else [line, long] = line ? [`${line} ${word}`, long + space + wide] : [word, wide]
    }
    return line ? [...lines, line] : lines
  }

  /** Measured once for all files: to shape every line word by word anew took a fifth of the time. */
  #wordWidth(word: string, font: FontName, sizeMm: number): number {
    const key = `${font} ${word}`
    const known = wordWidths.get(key) ?? this.width(word, font, 1)
    wordWidths.set(key, known)
    return known * sizeMm
  }

  /** What `draw` writes belongs to a layer; `key` is the layer's name among the page's properties. */
  layer(key: string, draw: () => void): void {
    this.#out.push(`/OC /${key} BDC`)
    draw()
    this.#out.push('EMC')
  }

  clipped(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.#out.push(`q ${num(x)} ${num(y)} ${num(width)} ${num(height)} re W n`)
    draw()
    this.#out.push('Q')
  }

  /** Shows a form (a drawing made once and used on many pages) with its origin at `at`. */
  form(key: string, at: Point, scale = 1): void {
    this.#out.push(`q ${num(scale)} 0 0 ${num(scale)} ${num(at.x)} ${num(at.y)} cm /${key} Do Q`)
  }

  #pen({ widthMm, colour, dashMm }: Pen): void {
    const dash = dashMm ? `[${dashMm.map(num).join(' ')}] 0 d` : '[] 0 d'
    this.#out.push(`q ${num(widthMm)} w ${rgb(colour)} RG ${dash} 1 j ${dashMm ? 0 : 1} J`)
  }

  #trace(line: Line): void {
    for (const op of line) {
      if (op.type === 'close') this.#out.push('h')
      else if (op.type === 'curve') this.#out.push(`${pair(op.cp1)} ${pair(op.cp2)} ${pair(op.to)} c`)
      else this.#out.push(`${pair(op.to)} ${op.type === 'move' ? 'm' : 'l'}`)
    }
  }
}

/** Of words one millimetre high, in the typefaces that all files share. */
const wordWidths = new Map<string, number>()

/** Three decimals of a millimetre: finer than any printer, and the same digits on every machine. */
function num(value: number): string {
  const text = value.toFixed(4).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

function pair({ x, y }: Point): string {
  return `${num(x)} ${num(y)}`
}

/** '#1b4d3e' as three numbers from 0 to 1. */
function rgb(hex: string): string {
  return [1, 3, 5].map(from => num(Number.parseInt(hex.slice(from, from + 2), 16) / 255)).join(' ')
}
