/** A stranger's picture as grey squares, small enough to be compared. Pure. */
import { jpegSize, readJpeg } from './jpeg.ts'
import { pngSize, readPng } from './png.ts'
import type { Grey } from './shrink.ts'

/** More than any camera of a designer makes; a few bytes can claim more than memory holds. */
const mostPixels = 40_000_000
/** @returns null for what is no PNG or JPEG, is damaged, or is too large to be unpacked. WebP, GIF and HEIC are not read. */
export async function greyOf(bytes: Uint8Array): Promise<Grey | null> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [asPng, asJpeg] = [pngSize(buffer), jpegSize(buffer)]
  const size = asPng ?? asJpeg
  if (size === null || size.width < 9 || size.height < 8 || size.width * size.height > mostPixels) return null
  try {
    return asPng === null ? await readJpeg(buffer, asJpeg!) : readPng(buffer, asPng)
  } catch {
    return null
  }
}

/** @param box what is left out at the left, top, right and bottom, as parts of the side. @returns rows of the mean of what each square covers. */
export function squares({ width, height, values }: Grey, box: readonly [number, number, number, number], columns: number, rows: number) {
  const [left, top] = [box[0] * width, box[1] * height]
  const [stepX, stepY] = [(width * (1 - box[2]) - left) / columns, (height * (1 - box[3]) - top) / rows]
  const across = Array.from({ length: columns }, (_, at) => covered(left + at * stepX, left + (at + 1) * stepX, width))
  return Array.from({ length: rows }, (_, row) => covered(top + row * stepY, top + (row + 1) * stepY, height)).flatMap(down =>
    across.map(over => {
      let [sum, area] = [0, 0]
      for (const { at: y, part: high } of down)
        for (const { at: x, part: wide } of over) {
          sum += values[y * width + x]! * high * wide
          area += high * wide
        }
      return sum / area
    }),
  )
}

/** Which pixels lie between two points, and how much of each. */
function covered(from: number, to: number, end: number): { at: number; part: number }[] {
  const found: { at: number; part: number }[] = []
  for (let at = Math.floor(from); at < Math.min(Math.ceil(to), end); at++) {
    const part = Math.min(at + 1, to) - Math.max(at, from)
    if (part > 1e-6) found.push({ at, part })
  }
  return found
}
