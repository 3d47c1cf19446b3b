/** PNG as grey squares, row by row, so that only the packed rows lie in memory whole. Source: PNG 3rd edition, 7, 9 and 11. Pure. */
import { inflateSync } from 'node:zlib'
import { Shrinker } from './shrink.ts'

export interface PngSize {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey and opacity, 6 RGB and opacity. */
  readonly colour: number
  readonly isInterlaced: boolean
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

export function pngSize(bytes: Buffer): PngSize | null {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(signature) || bytes.toString('latin1', 12, 16) !== 'IHDR') return null
  const [depth, colour] = [bytes[24]!, bytes[25]!]
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), depth, colour, isInterlaced: bytes[28] !== 0 }
}

/** @throws when it is damaged, or interlaced, which no storefront keeps. */
export function readPng(bytes: Buffer, { width, height, depth, colour, isInterlaced }: PngSize) {
  const samples = samplesOf[colour]
  if (samples === undefined || isInterlaced || ![1, 2, 4, 8, 16].includes(depth)) throw new Error('a kind of PNG that is not read')
  const { packed, palette, opacity } = chunksOf(bytes)
  const rowBytes = Math.ceil((width * samples * depth) / 8)
  const rows = inflateSync(packed, { maxOutputLength: (rowBytes + 1) * height })
  const step = Math.max(1, (samples * depth) >> 3)
  const shrinker = new Shrinker(width, height)
  const grey = new Float32Array(width)
  const toGrey = rowReader({ width, depth, colour, palette, opacity })
  let before = new Uint8Array(rowBytes)
  for (let y = 0; y < height; y++) {
    const at = y * (rowBytes + 1)
    const row = rows.subarray(at + 1, at + 1 + rowBytes)
    unfilter(rows[at]!, row, before, step)
    toGrey(row, grey)
    shrinker.add(grey)
    before = row
  }
  return shrinker.grey()
}

function chunksOf(bytes: Buffer) {
  const packed: Buffer[] = []
  let [palette, opacity]: Buffer[] = [Buffer.alloc(0), Buffer.alloc(0)]
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const data = bytes.subarray(at + 8, at + 8 + length)
    const kind = bytes.toString('latin1', at + 4, at + 8)
    if (kind === 'IDAT') packed.push(data)
    if (kind === 'PLTE') palette = data
    if (kind === 'tRNS') opacity = data
    at += 12 + length
  }
  return { packed: Buffer.concat(packed), palette: palette!, opacity: opacity! }
}

/** In place; a loop for each filter, as a picture of a shop has millions of bytes. Left of the first pixel and above the first row is 0. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  const { length } = row
  if (filter === 1) for (let at = step; at < length; at++) row[at]! += row[at - step]!
  else if (filter === 2) for (let at = 0; at < length; at++) row[at]! += above[at]!
  else if (filter === 3) for (let at = 0; at < length; at++) row[at]! += ((at < step ? 0 : row[at - step]!) + above[at]!) >> 1
  else if (filter === 4) {
    // Without a left and a corner the upper one is nearest.
    for (let at = 0; at < Math.min(step, length); at++) row[at]! += above[at]!
    for (let at = step; at < length; at++) row[at]! += paeth(row[at - step]!, above[at]!, above[at - step]!)
  } else if (filter !== 0) throw new Error('no filter of PNG')
}

function paeth(left: number, up: number, corner: number): number {
  const whole = left + up - corner
  const a = Math.abs(whole - left)
  const b = Math.abs(whole - up)
  const c = Math.abs(whole - corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}

interface Kind extends Pick<PngSize, 'width' | 'depth' | 'colour'> {
  readonly palette: Buffer
  readonly opacity: Buffer
}

/** What is transparent is seen on white, as on a page. */
function rowReader({ width, depth, colour, palette, opacity }: Kind): (row: Uint8Array, grey: Float32Array) => void {
  const most = 2 ** depth - 1
  const sample = (row: Uint8Array, at: number): number => {
    if (depth === 8) return row[at]!
    if (depth === 16) return row[at * 2]!
    const bit = at * depth
    return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & most
  }
  const scale = depth < 8 && colour !== 3 ? 255 / most : 1
  const onWhite = (grey: number, alpha: number) => (grey * alpha + 255 * (255 - alpha)) / 255
  const shades = Array.from({ length: 256 }, (_, at) =>
    onWhite(luma(palette[at * 3] ?? 0, palette[at * 3 + 1] ?? 0, palette[at * 3 + 2] ?? 0), opacity[at] ?? 255),
  )
  if (colour === 2 && depth === 8)
    // What storefronts keep nearly always.
    return (row, grey) => {
      for (let x = 0, at = 0; x < width; x++, at += 3) grey[x] = luma(row[at]!, row[at + 1]!, row[at + 2]!)
    }
  return (row, grey) => {
    for (let x = 0; x < width; x++) {
      if (colour === 0) grey[x] = sample(row, x) * scale
      else if (colour === 3) grey[x] = shades[sample(row, x)]!
      else if (colour === 4) grey[x] = onWhite(sample(row, x * 2), sample(row, x * 2 + 1))
      else {
        const at = x * (colour === 6 ? 4 : 3)
        const own = luma(sample(row, at), sample(row, at + 1), sample(row, at + 2))
        grey[x] = colour === 6 ? onWhite(own, sample(row, at + 3)) : own
      }
    }
  }
}

export const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue
