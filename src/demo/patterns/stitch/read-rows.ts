/** Reads written rows back into stitches: the proof that a knitter who follows the words makes what the chart shows. */
import type { Count, Item, Row, Side, Stitch, Word } from './stitch.ts'
import type { WrittenRow } from './write-rows.ts'

const number = String.raw`(\d+(?: \(\d+(?:, \d+)*\))?)`

/** @throws {Error} naming the words that mean nothing in this vocabulary. */
export function readItems(text: string, side: Side, vocabulary: readonly Stitch[]): Item[] {
  return partsOf(text).map(part => {
    const repeat = new RegExp(`^\\[(.*)\\] ${number} times$`).exec(part)
    if (repeat) return { items: readItems(repeat[1] ?? '', side, vocabulary), times: readCount(repeat[2] ?? '') }
    for (const stitch of vocabulary) {
      const times = readRun(part, side === 'wrong' ? (stitch.wrong ?? stitch.right) : stitch.right)
      if (times !== null) return { stitch, times }
    }
    throw new Error(`“${part}” is no stitch of this pattern`)
  })
}

/** A line for several rounds becomes as many rows. */
export function readRows(lines: readonly WrittenRow[], vocabulary: readonly Stitch[]): Row[] {
  return lines.flatMap(({ label, text }) => {
    const [, from, to, mark] = /^(?:Row|Rounds?) (\d+)(?:–(\d+))?(?: \((RS|WS)\))?$/.exec(label) ?? []
    if (from === undefined) throw new Error(`“${label}” names no row`)
    const side: Side = mark === 'RS' ? 'right' : mark === 'WS' ? 'wrong' : 'round'
    const items = readItems(text, side, vocabulary)
    const last = Number(to ?? from)
    return Array.from({ length: last - Number(from) + 1 }, (_, index) => ({ number: Number(from) + index, side, items }))
  })
}

/** Parts between commas that stand in no bracket. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const letter of text) {
    if ('[('.includes(letter)) depth++
    if ('])'.includes(letter)) depth--
    if (letter === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += letter
  }
  return [...parts, part.trim()]
}

function readRun(part: string, { word, style }: Word): Count | null {
  const plain = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  if (style === 'times' && part === word) return 1
  const shape = { joined: `^${plain}${number}$`, before: `^${number} ${plain}$`, times: `^${plain} ${number} times$` }[style]
  const found = new RegExp(shape).exec(part)
  return found ? readCount(found[1] ?? '') : null
}

function readCount(text: string): Count {
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits))
  return numbers.length === 1 ? (numbers[0] ?? 0) : numbers
}
