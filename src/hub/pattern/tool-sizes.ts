/** Sizes of needles and hooks in millimetres, however they are written. Source: the Craft Yarn Council's tables, read 2026-11. Pure. */

const needles: Readonly<Record<string, number>> = {
  '000': 1.5, '00': 1.75, '0': 2, '1': 2.25, '1.5': 2.5, '2': 2.75, '2.5': 3, '3': 3.25, '4': 3.5, '5': 3.75, '6': 4, '7': 4.5, '8': 5, '9': 5.5, '10': 6,
  '10.5': 6.5, '10.75': 7, '11': 8, '13': 9, '15': 10, '17': 12, '19': 15, '35': 19, '36': 20, '50': 25,
} // biome-ignore format: a table
const hooks: Readonly<Record<string, number>> = {
  b: 2.25, c: 2.75, d: 3.25, e: 3.5, f: 3.75, g: 4, h: 5, i: 5.5, j: 6, k: 6.5, l: 8, n: 9, p: 10, q: 15, s: 19,
} // biome-ignore format: a table

export type Tool = 'needle' | 'hook'

/** @returns the sizes in millimetres that a text names, each once: 'US 6 (4 mm)' and '4.0mm' name 4, '3.5 and 4 mm' two. */
export function millimetresIn(text: string): number[] {
  const found = [...text.matchAll(written)].flatMap(([, one = '', other]) => {
    if (other === undefined) return [toNumber(one)]
    // 'US 6 - 4.0mm' and '6 - 4.0mm' are no range.
    return toNumber(one) < toNumber(other) ? [toNumber(one), toNumber(other)] : [toNumber(other)]
  })
  return unique(found.filter(mm => mm > 0.4 && mm <= 40))
}
const written = /(?<![\d.,])(?<!\b(?:US|UK)\s*)(\d+(?:[.,]\d+)?)(?:\s*(?:[-–/,&]|and|or|to|und|oder|bis)\s*(\d+(?:[.,]\d+)?))?\s*mm\b/gi

/** What a text names by US numbers, or hooks by their letters: 'US 6', '10½ US', 'G-6', 'size H hook'. */
export function usSizesIn(text: string, tool: Tool): number[] {
  const plain = text.replace(/\s*½/g, '.5').replace(/\s*¾/g, '.75').replace(/ 1\/2/g, '.5')
  const numbers = [...plain.matchAll(/\bUS\s*(?:size\s*)?#?(\d{1,3}(?:\.\d+)?)\b|\b(\d{1,3}(?:\.\d+)?)\s*\(?US\b/gi)].map(
    ([, after, before]) => after ?? before ?? '',
  )
  if (tool === 'needle') return unique(numbers.flatMap(number => needles[number] ?? []))
  const letters = [...plain.matchAll(/\b(?:US\s*|size\s*|^)([B-S])(?:[-/ ]?\d+(?:\.\d+)?)?\b|^([B-S])(?:[-/]\d+(?:\.\d+)?)?\b/gi)].map(
    ([, one, other]) => one ?? other ?? '',
  )
  const named = letters.flatMap(letter => hooks[letter.toLowerCase()] ?? [])
  return unique(named.length > 0 ? named : numbers.flatMap(number => needles[number] ?? []))
}

/** Of a value in a storefront's list, with the unit it is counted in: '6' in 'US', '4.0' in 'mm', 'US 6 - 4.0mm', 'G'. null: it names no size. */
export function sizeOf(text: string, unit: string | undefined, tool: Tool): number | null {
  const [written] = millimetresIn(text)
  if (written !== undefined) return written
  if (/^\s*\d+(?:[.,]\d+)?\s*$/.test(text) && unit !== undefined && /^(mm|millimet|metric)/i.test(unit)) return toNumber(text)
  const spelled = unit !== undefined && /\bUS\b/i.test(unit) ? `US ${text}` : text
  return usSizesIn(spelled, tool)[0] ?? null
}

const toNumber = (text: string) => Number(text.trim().replace(',', '.'))
const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)]
