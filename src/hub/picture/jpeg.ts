/** JPEG as grey squares: a page that holds nothing but the picture, drawn by PDFium, which reads the sequential and the progressive kind. */
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { luma } from './png.ts'
import { type Grey, Shrinker } from './shrink.ts'

export interface JpegSize {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 colour, 4 for print. */
  readonly components: number
}

/** Source: ITU-T T.81, B.2.2: the size stands in the first start-of-frame segment (C0 to CF but C4, C8 and CC). */
export function jpegSize(bytes: Buffer): JpegSize | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 10 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) at += 1
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), components: bytes[at + 9]! }
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** Started once and kept: it is longer in starting than in drawing. */
let library: Promise<PDFiumLibrary> | undefined
const mostDrawn = 1280

/** @throws when PDFium cannot read it. */
export async function readJpeg(bytes: Buffer, size: JpegSize): Promise<Grey> {
  library ??= PDFiumLibrary.init()
  const document = await (await library).loadDocument(pageOf(bytes, size))
  try {
    const scale = Math.min(1, mostDrawn / Math.max(size.width, size.height))
    const [wide, high] = [Math.max(9, Math.round(size.width * scale)), Math.max(8, Math.round(size.height * scale))]
    const { data, width, height } = await document.getPage(0).render({ width: wide, height: high, render: async drawn => drawn.data })
    const shrinker = new Shrinker(width, height)
    const row = new Float32Array(width)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 4
        row[x] = luma(data[at]!, data[at + 1]!, data[at + 2]!)
      }
      shrinker.add(row)
    }
    return shrinker.grey()
  } finally {
    document.destroy()
  }
}

const spaces: Readonly<Record<number, string>> = { 1: '/DeviceGray', 3: '/DeviceRGB', 4: '/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]' }

function pageOf(jpeg: Buffer, { width, height, components }: JpegSize): Buffer {
  const space = spaces[components]
  if (space === undefined) throw new Error(`a JPEG of ${components} components`)
  const drawing = `${width} 0 0 ${height} 0 0 cm /P Do`
  const parts: Buffer[] = []
  const starts: number[] = []
  let length = 0
  const put = (part: string | Buffer) => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    parts.push(bytes)
    length += bytes.length
  }
  const object = (body: string, stream?: Buffer) => {
    starts.push(length)
    put(`${starts.length} 0 obj\n${body}\n`)
    if (stream !== undefined) {
      put('stream\n')
      put(stream)
      put('\nendstream\n')
    }
    put('endobj\n')
  }
  put('%PDF-1.4\n')
  object('<< /Type /Catalog /Pages 2 0 R >>')
  object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>')
  object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>`)
  object(`<< /Length ${drawing.length} >>`, Buffer.from(drawing, 'latin1'))
  object(
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace ${space} /Filter /DCTDecode /Length ${jpeg.length} >>`,
    jpeg,
  )
  const table = length
  put(`xref\n0 ${starts.length + 1}\n0000000000 65535 f \n${starts.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`)
  put(`trailer\n<< /Size ${starts.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}
