/** The range of sizes that a text names. Two patterns of one name that differ in it are two patterns. */
import { plain } from './tokens.ts'

export interface Sizes {
  /** Sizes of one kind can be compared; XS–L and 34–44 cannot. */
  readonly kind: 'letters' | 'numbers' | 'years'
  readonly from: number
  readonly to: number
  /** As it may be shown: 'XS–5XL'. */
  readonly says: string
}

const letter = '(?:xxxs|xxs|xs|s|m|l|xl|xxl|xxxl|xxxxl|[2-9]xl)'
const between = String.raw`\s*(?:-|–|—|/|\bto\b|\bbis\b|\bup to\b|\ba\b|\bau\b|\bal\b|\ba la\b|\bhasta\b)\s*(?:la |size |the )?`
const letters = new RegExp(String.raw`(?<![\p{L}\p{N}])(${letter})(?:\s*[/,]\s*${letter})*${between}(${letter})(?![\p{L}\p{N}])`, 'u')
const months = '(?:months?|mos?|monate?n?|mois|meses|m)'
const years = '(?:years?|yrs?|y|jahren?|ans|anos|t)'
const ages = new RegExp(
  String.raw`(?<![\d.,])(\d{1,2})\s*(${months}|${years})?${between}(\d{1,2})\s*-?\s*(${months}|${years})(?![\p{L}\p{N}])`,
  'u',
)
const numbers = new RegExp(
  String.raw`(?:(size|sizes|gr\.?|grosse|grossen|taille|tailles|talla|tallas|eu|us|uk|fr|de)\s*:?\s*(?:du |de la |de |eu |us |uk |fr )?)?(?<![\d.,/])(\d{1,3})${between}(\d{1,3})(?![\d.,]*\d)(?!\s*(?:%|mm|x|sts|g\b|m\b|hours|seiten|pages|paginas))`,
  'gu',
)

const order = ['xxxs', 'xxs', 'xs', 's', 'm', 'l', 'xl', '2xl', '3xl', '4xl', '5xl', '6xl', '7xl', '8xl', '9xl']
const spelled: Readonly<Record<string, string>> = { xxl: '2xl', xxxl: '3xl', xxxxl: '4xl' }
const rank = (size: string) => order.indexOf(spelled[size] ?? size)

/** @returns the first range that is named; null when none is. */
export function sizesIn(text: string): Sizes | null {
  const line = plain(text)
  const named = letters.exec(line)
  if (named !== null) {
    const [from, to] = [rank(named[1]!), rank(named[2]!)]
    if (from < to) return { kind: 'letters', from, to, says: `${order[from]}–${order[to]}`.toUpperCase() }
  }
  const aged = ages.exec(line)
  if (aged !== null) return inYears(aged)
  for (const [, word, low, high] of line.matchAll(numbers)) {
    const [from, to] = [Number(low), Number(high)]
    // Without a word before it, only what is surely a size: 34–52, or a child's height.
    if (from < to && to <= 176 && (word !== undefined || (from >= 32 && to <= 64 && to - from >= 4)))
      return { kind: 'numbers', from, to, says: `${from}–${to}` }
  }
  return null
}

function inYears([, low, lowUnit, high, unit]: RegExpExecArray): Sizes | null {
  const isMonths = (word: string) => /^m/.test(word)
  const last = isMonths(unit!) ? Number(high) / 12 : Number(high)
  const first = isMonths(lowUnit ?? unit!) ? Number(low) / 12 : Number(low)
  if (first >= last) return null
  const say = (age: number) => (age < 2 ? `${Math.round(age * 12)} months` : String(age))
  return { kind: 'years', from: first, to: last, says: `${say(first)}–${last < 2 ? say(last) : `${last} years`}` }
}
