/** One line of text made to fit a limit: without signs that are not taken, cut at the end of a word and never inside a character. Pure. */
import { decodeEntities, oneLine } from '../text.ts'
import { lengthOf, type TextLimit } from './limits.ts'

export interface FittedText {
  readonly text: string
  /** Signs that were left out, each once. */
  readonly leftOut: readonly string[]
  /** Signs that were written as words. */
  readonly written: readonly string[]
  /** How many characters the end lost. */
  readonly cut: number
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** What fits stays as it is written, to the letter. */
export function fitText(given: string, limit: TextLimit): FittedText {
  const spelled = spell(given)
  if (spelled === oneLine(decodeEntities(given)) && fits(spelled, limit)) return { text: given, leftOut: [], written: [], cut: 0 }
  const leftOut = new Set<string>()
  const written = new Set<string>()
  const kept = settle(spelled, text => spell(onceEach(withoutForeign(text, limit, leftOut), limit, written)))
  const text = settle(shorten(kept, limit), spell)
  return {
    text,
    leftOut: [...leftOut],
    written: [...written],
    cut: [...graphemes.segment(kept)].length - [...graphemes.segment(text)].length,
  }
}

export const fits = (text: string, { most, counts, foreign, once }: TextLimit): boolean =>
  (most === null || lengthOf(text, counts) <= most) &&
  foreign?.test(text) !== true &&
  Object.keys(once).every(sign => text.split(sign).length <= 2)

/** As every storefront reads it in the end: entities decoded, however often they were encoded, white space single. */
const spell = (text: string): string => settle(text, one => oneLine(decodeEntities(one)))

/** What was taken away may bring together what means something anew. */
function settle(text: string, step: (text: string) => string): string {
  let [before, after] = [text, step(text)]
  while (before !== after) [before, after] = [after, step(after)]
  return after
}

/** A letter and its mark are one sign where they can be; what is left of a sign whose part is not taken goes with it. */
function withoutForeign(given: string, { foreign }: TextLimit, leftOut: Set<string>): string {
  if (foreign === null) return given
  const text = given.normalize('NFC')
  if (!foreign.test(text)) return text
  return [...graphemes.segment(text)]
    .map(({ segment }) => {
      if (!foreign.test(segment)) return segment
      leftOut.add(segment)
      const bare = [...segment].filter(sign => !foreign.test(sign)).join('')
      return /\p{L}|\p{N}/u.test(bare) ? bare : ' '
    })
    .join('')
}

function onceEach(given: string, { once }: TextLimit, written: Set<string>): string {
  let text = given
  for (const [sign, word] of Object.entries(once)) {
    const [first = '', ...rest] = text.split(sign)
    if (rest.length < 2) continue
    written.add(sign)
    text = `${first}${sign}${rest.join(word)}`
  }
  return text
}

/** Where a line may not end: an opening sign, or one that joins to what is gone. */
const openEnd = /[\s,;:–—\-([{“„‘«&+/|·•]+$/u

/** @returns at most as much as the limit takes, ending with a word where one ends in the second half of it. */
export function shorten(text: string, { most, counts }: Pick<TextLimit, 'most' | 'counts'>): string {
  if (most === null || lengthOf(text, counts) <= most) return text
  let cut = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += lengthOf(segment, counts)
    if (used > most) break
    cut += segment
  }
  // One sign that alone is longer than all that is taken: as much of it as there is room for.
  if (cut === '') return partOfSign(text, most, counts)
  if (!/^\s/u.test(text.slice(cut.length))) {
    const space = cut.search(/\s\S*$/u)
    if (space >= cut.length / 2) cut = cut.slice(0, space)
  }
  return cut.replace(openEnd, '') || cut.trim()
}

function partOfSign(text: string, most: number, counts: TextLimit['counts']): string {
  let part = ''
  for (const sign of text) {
    if (lengthOf(part + sign, counts) > most) break
    part += sign
  }
  return part
}
