import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFDocument, PDFHexString, PDFName, type PDFRef } from '@cantoo/pdf-lib'
import * as fontkit from 'fontkit'
import { type FontName, type Fonts, Ink } from './ink.ts'

/** Points of PDF in one millimetre. */
export const pointsPerMm = 72 / 25.4

const require = createRequire(import.meta.url)
const fontFiles: Record<FontName, string> = {
  text: '@expo-google-fonts/karla/400Regular/Karla_400Regular.ttf',
  bold: '@expo-google-fonts/karla/700Bold/Karla_700Bold.ttf',
  serif: '@expo-google-fonts/lora/400Regular/Lora_400Regular.ttf',
  serifBold: '@expo-google-fonts/lora/600SemiBold/Lora_600SemiBold.ttf',
}

const bytesOf = new Map<string, Uint8Array>()
const fontOf = new Map<Uint8Array, ReturnType<typeof fontkit.create>>()

async function fontBytes(file: string): Promise<Uint8Array> {
  const bytes = bytesOf.get(file) ?? (await readFile(require.resolve(file)))
  bytesOf.set(file, bytes)
  return bytes
}

/** Each font is taken apart once, not once for each document. */
const fontReader: typeof fontkit = {
  create(data) {
    const font = fontOf.get(data) ?? fontkit.create(data)
    fontOf.set(data, font)
    return font
  },
}

/** Fixed, so that the same pattern gives the same bytes on any day. */
const drawnAt = new Date('2026-01-15T09:00:00Z')

/** A PDF drawn in millimetres, with layers that a reader can switch and forms that pages share. */
export class SheetPdf {
  readonly #document: PDFDocument
  readonly #fonts: Fonts
  readonly #layers = new Map<string, PDFRef>()
  readonly #forms = new Map<string, PDFRef>()

  private constructor(document: PDFDocument, fonts: Fonts) {
    this.#document = document
    this.#fonts = fonts
  }

  static async create({
    title,
    author,
    subject,
    creator = 'Drafted with FreeSewing',
  }: {
    title: string
    author: string
    subject: string
    creator?: string
  }): Promise<SheetPdf> {
    const document = await PDFDocument.create({ updateMetadata: false })
    document.registerFontkit(fontReader)
    document.setTitle(title, { showInWindowTitleBar: true })
    document.setAuthor(author)
    document.setSubject(subject)
    document.setLanguage('en')
    document.setCreator(creator)
    document.setProducer('pdf-lib')
    document.setCreationDate(drawnAt)
    document.setModificationDate(drawnAt)
    const fonts = {} as Fonts
    for (const [name, file] of Object.entries(fontFiles)) {
      fonts[name as FontName] = await document.embedFont(await fontBytes(file), { subset: true, features: { liga: false } })
    }
    return new SheetPdf(document, fonts)
  }

  ink(): Ink {
    return new Ink(this.#fonts)
  }

  /** Makes the layers (optional content groups), all shown at first; returns the key of each for Ink.layer. */
  addLayers(names: string[]): string[] {
    const { context, catalog } = this.#document
    const keys = names.map((name, index) => {
      const key = `Layer${index + 1}`
      this.#layers.set(key, context.register(context.obj({ Type: 'OCG', Name: PDFHexString.fromText(name) })))
      return key
    })
    const groups = [...this.#layers.values()]
    const shown = { Name: PDFHexString.fromText('Sizes'), Order: groups, ON: groups, OFF: [] }
    catalog.set(PDFName.of('OCProperties'), context.obj({ OCGs: groups, D: shown }))
    catalog.set(PDFName.of('PageMode'), PDFName.of('UseOC'))
    return keys
  }

  /** Draws once what many pages show by `Ink.form(key)`. */
  addForm(key: string, { width, height }: { width: number; height: number }, draw: (ink: Ink) => void): void {
    const ink = this.ink()
    draw(ink)
    const { context } = this.#document
    // Lines at the edge have width and labels may stand out; the box is wider than the drawing so that nothing is cut off.
    const dictionary = { Type: 'XObject', Subtype: 'Form', BBox: [-50, -50, width + 50, height + 50], Resources: this.#resources() }
    this.#forms.set(key, context.register(context.flateStream(ink.content, dictionary)))
  }

  addPage({ width, height }: { width: number; height: number }, draw: (ink: Ink) => void): void {
    const page = this.#document.addPage([width * pointsPerMm, height * pointsPerMm])
    const ink = this.ink()
    draw(ink)
    const k = pointsPerMm
    const content = `q ${k} 0 0 ${-k} 0 ${height * k} cm\n${ink.content}\nQ`
    const { context } = this.#document
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(content)))
    page.node.set(PDFName.of('Resources'), context.obj(this.#resources()))
  }

  async bytes(): Promise<Uint8Array> {
    return await this.#document.save({ addDefaultPage: false, updateFieldAppearances: false })
  }

  #resources() {
    return {
      Font: Object.fromEntries(Object.entries(this.#fonts).map(([name, font]) => [name, font.ref])),
      XObject: Object.fromEntries(this.#forms),
      Properties: Object.fromEntries(this.#layers),
    }
  }
}
