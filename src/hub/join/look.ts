/**
 * What a picture looks like: whether each of 9 × 8 grey squares is darker than its neighbour, 64 bits, of the whole picture and of six that have a little cut
 * off. Packing a picture anew or making it smaller moves few bits; what a storefront crops is like one of the six. Pure.
 */

/** What is left out at the left, top, right and bottom, as parts of the side. The whole comes first. */
export const cuts = [
  [0, 0, 0, 0],
  [0.025, 0.025, 0.025, 0.025],
  [0.05, 0.05, 0.05, 0.05],
  [0.04, 0, 0, 0],
  [0, 0.04, 0, 0],
  [0, 0, 0.04, 0],
  [0, 0, 0, 0.04],
] as const
export const [columns, rows] = [9, 8] as const

/** Up to so many bits differ between two packings of one picture. */
export const same = 4
/** Up to so many where it was also cropped. Two pictures differ in some thirty. */
export const alike = 9

/** @param grey for each cut 72 values in rows of 9. @returns 16 hex digits for each; null for a picture that shows nothing, such as a plain white page. */
export function lookOf(grey: (cut: (typeof cuts)[number]) => ArrayLike<number>): string | null {
  const all = cuts.map(cut => grey(cut))
  return stepsIn(all[0]!) < 12 ? null : all.map(bitsOf).join('')
}

function stepsIn(grey: ArrayLike<number>): number {
  let steps = 0
  for (let at = 0; at < columns * rows; at++) if (at % columns !== 0 && Math.abs(grey[at]! - grey[at - 1]!) >= 2) steps++
  return steps
}

function bitsOf(grey: ArrayLike<number>): string {
  let bits = 0n
  for (let at = 0; at < columns * rows; at++) if (at % columns !== 0) bits = (bits << 1n) | (grey[at - 1]! < grey[at]! ? 1n : 0n)
  return bits.toString(16).padStart(16, '0')
}

/** Two numbers of 32 bits for each cut, for comparing many. */
export type Look = Uint32Array

export const toLook = (digits: string): Look =>
  Uint32Array.from({ length: Math.floor(digits.length / 8) }, (_, at) => Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16))

/** @returns how many of 64 bits differ between the whole of one and the likest cut of the other. */
export function howFarApart(a: Look, b: Look): number {
  let least = 64
  for (let at = 0; at < b.length; at += 2) least = Math.min(least, ones(a[0]! ^ b[at]!) + ones(a[1]! ^ b[at + 1]!))
  for (let at = 2; at < a.length; at += 2) least = Math.min(least, ones(b[0]! ^ a[at]!) + ones(b[1]! ^ a[at + 1]!))
  return least
}

function ones(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
