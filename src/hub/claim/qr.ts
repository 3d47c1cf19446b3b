/**
 * A text as a QR code: bytes, error correction M, the smallest of the versions 1 to 10 that holds it.
 * Source: ISO/IEC 18004:2015; an independent decoder (jsQR 1.4) read what is drawn here for each length that is taken.
 */

/** By version: all codewords, error correction codewords of each block, blocks. */
const versions = [
  { all: 26, correction: 10, blocks: 1, align: [] },
  { all: 44, correction: 16, blocks: 1, align: [6, 18] },
  { all: 70, correction: 26, blocks: 1, align: [6, 22] },
  { all: 100, correction: 18, blocks: 2, align: [6, 26] },
  { all: 134, correction: 24, blocks: 2, align: [6, 30] },
  { all: 172, correction: 16, blocks: 4, align: [6, 34] },
  { all: 196, correction: 18, blocks: 4, align: [6, 22, 38] },
  { all: 242, correction: 22, blocks: 4, align: [6, 24, 42] },
  { all: 292, correction: 22, blocks: 5, align: [6, 26, 46] },
  { all: 346, correction: 26, blocks: 5, align: [6, 28, 50] },
] as const
type Version = (typeof versions)[number]

/** @returns rows of modules, true is dark, without the quiet edge of 4; null when the text is too long (213 bytes at most). */
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text)
  const at = versions.findIndex((version, index) => dataOf(version) >= bytes.length + (index < 9 ? 2 : 3))
  const version = versions[at]
  if (version === undefined) return null
  const codewords = interleaved(version, dataCodewords(bytes, { size: dataOf(version), countBits: at < 9 ? 8 : 16 }))
  const drawn = [0, 1, 2, 3, 4, 5, 6, 7].map(mask => draw(version, { no: at + 1, codewords, mask }))
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

const dataOf = ({ all, correction, blocks }: Version) => all - correction * blocks

function dataCodewords(bytes: Uint8Array, { size, countBits }: { size: number; countBits: number }): number[] {
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1)
  }
  put(0b0100, 4)
  put(bytes.length, countBits)
  for (const byte of bytes) put(byte, 8)
  put(0, Math.min(4, size * 8 - bits.length))
  put(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < size * 8; pad ^= 0xec ^ 0x11) put(pad, 8)
  return Array.from({ length: size }, (_, byte) => bits.slice(byte * 8, byte * 8 + 8).reduce((value, bit) => value * 2 + bit, 0))
}

/** Blocks with their error correction, one codeword of each in turn; the shorter blocks come first. */
function interleaved({ all, correction, blocks }: Version, data: readonly number[]): number[] {
  const short = Math.floor(all / blocks) - correction
  const longs = all % blocks
  const divisor = generator(correction)
  const parts: { data: readonly number[]; correction: number[] }[] = []
  for (let block = 0, from = 0; block < blocks; block++) {
    const size = short + (block < blocks - longs ? 0 : 1)
    const part = data.slice(from, from + size)
    from += size
    parts.push({ data: part, correction: remainder(part, divisor) })
  }
  const columns = (size: number, read: (part: (typeof parts)[number], at: number) => number | undefined) =>
    Array.from({ length: size }, (_, at) => parts.map(part => read(part, at)).filter(value => value !== undefined)).flat()
  return [...columns(short + 1, (part, at) => part.data[at]), ...columns(correction, (part, at) => part.correction[at])]
}

/** In the field of 256, by x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((b >>> bit) & 1) * a)
  return product
}

function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1]
  for (let step = 0, root = 1; step < degree; step++, root = times(root, 2))
    for (let at = 0; at < degree; at++) result[at] = times(result[at]!, root) ^ (result[at + 1] ?? 0)
  return result
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let result = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ result[0]!
    result = [...result.slice(1), 0].map((value, at) => value ^ times(divisor[at]!, factor))
  }
  return result
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  x => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw({ align }: Version, { no, codewords, mask }: { no: number; codewords: readonly number[]; mask: number }): boolean[][] {
  const size = no * 4 + 17
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const isFixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const set = (x: number, y: number, value: boolean) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return
    dark[y]![x] = value
    isFixed[y]![x] = true
  }
  const square = (cx: number, cy: number, radius: number, isDark: (distance: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) set(cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  const corners = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const
  for (const [x, y] of corners) square(x, y, 4, distance => distance !== 2 && distance !== 4)
  const last = align.at(-1) ?? 0
  for (const x of align)
    for (const y of align)
      if (!((x === 6 && (y === 6 || y === last)) || (x === last && y === 6))) square(x, y, 2, distance => distance !== 1)
  drawFormat(set, size, mask)
  if (no >= 7) drawVersion(set, size, no)
  drawData({ size, codewords, isFixed, put: (x, y, bit) => (dark[y]![x] = bit !== masks[mask]!(x, y)) })
  return dark
}

type Set = (x: number, y: number, value: boolean) => void
const bitOf = (value: number, bit: number) => ((value >>> bit) & 1) === 1

function withCheck(value: number, { bits, divisor }: { bits: number; divisor: number }): number {
  let rest = value
  for (let bit = 0; bit < bits; bit++) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * divisor)
  return (value << bits) | rest
}

/** Twice, beside the corners; error correction M is 00. */
function drawFormat(set: Set, size: number, mask: number): void {
  const bits = withCheck(mask, { bits: 10, divisor: 0x537 }) ^ 0x5412
  for (let at = 0; at < 6; at++) set(8, at, bitOf(bits, at))
  set(8, 7, bitOf(bits, 6))
  set(8, 8, bitOf(bits, 7))
  set(7, 8, bitOf(bits, 8))
  for (let at = 9; at < 15; at++) set(14 - at, 8, bitOf(bits, at))
  for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bitOf(bits, at))
  for (let at = 8; at < 15; at++) set(8, size - 15 + at, bitOf(bits, at))
  set(8, size - 8, true)
}

function drawVersion(set: Set, size: number, no: number): void {
  const bits = withCheck(no, { bits: 12, divisor: 0x1f25 })
  for (let at = 0; at < 18; at++) {
    const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)]
    set(far, near, bitOf(bits, at))
    set(near, far, bitOf(bits, at))
  }
}

/** In columns of two from the right, up and down in turn, past what is fixed. */
function drawData({
  size,
  codewords,
  isFixed,
  put,
}: {
  size: number
  codewords: readonly number[]
  isFixed: readonly (readonly boolean[])[]
  put: (x: number, y: number, bit: boolean) => void
}): void {
  let next = 0
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2)
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const isUp = ((right + 1) & 2) === 0
        const y = isUp ? size - 1 - step : step
        if (isFixed[y]![x]) continue
        put(x, y, bitOf(codewords[next >>> 3] ?? 0, 7 - (next & 7)))
        next++
      }
}

const likeCorner = /(?=10111010000|00001011101)/g

/** How hard a drawing is to read; the mask with the least is taken. */
function penalty(dark: readonly (readonly boolean[])[]): number {
  const size = dark.length
  const rows = dark.map(row => row.map(value => (value ? '1' : '0')).join(''))
  const columns = rows.map((_, x) => rows.map(row => row[x]).join(''))
  let sum = 0
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/(.)\1{4,}/g)) sum += run.length - 2
    sum += 40 * [...line.matchAll(likeCorner)].length
  }
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++)
      if (rows[y]![x] === rows[y]![x - 1] && rows[y]![x] === rows[y - 1]![x] && rows[y]![x] === rows[y - 1]![x - 1]) sum += 3
  const share = rows.join('').replaceAll('0', '').length / size ** 2
  return sum + 10 * Math.floor(Math.abs(share * 20 - 10))
}
