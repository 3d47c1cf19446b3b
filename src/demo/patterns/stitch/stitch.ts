/** Stitches and the rows they make. Charts, written rows and counts are three readings of the same items, so that they cannot disagree. */
import type { Mark } from './symbols.ts'

/** The same in every variant (size, or block of a growing piece), or one number for each. */
export type Count = number | readonly number[]

/** How a word takes its number: k3 · 3 sc · k2tog, k2tog 3 times. */
export type Word = { readonly word: string; readonly style: 'joined' | 'before' | 'times' }

export type Stitch = {
  /** Its letter in a chart's text. */
  readonly key: string
  /** How many stitches of the row below it takes. */
  readonly uses: number
  /** How many it leaves for the row above. */
  readonly makes: number
  /** How wide it is drawn. */
  readonly cells: number
  readonly right: Word
  /** Where the wrong side calls it otherwise. */
  readonly wrong?: Word
  readonly means: string
  readonly symbol: Mark
}

export type Run = { readonly stitch: Stitch; readonly times: Count }
export type Repeat = { readonly items: readonly Item[]; readonly times: Count }
export type Item = Run | Repeat

/** 'round': worked in the round, always from the right side. */
export type Side = 'right' | 'wrong' | 'round'

/** `items` in the order in which they are worked. */
export type Row = { readonly number: number; readonly side: Side; readonly items: readonly Item[] }

export const isRun = (item: Item): item is Run => 'stitch' in item

export function timesIn(count: Count, variant: number): number {
  if (typeof count === 'number') return count
  const times = count[variant]
  if (times === undefined) throw new Error(`no number for variant ${variant + 1} of ${count.length}`)
  return times
}

/** Every stitch of a row, in the order in which they are worked. */
export function stitchesIn(items: readonly Item[], variant: number): Stitch[] {
  return items.flatMap(item =>
    Array.from({ length: timesIn(item.times, variant) }).flatMap(() => (isRun(item) ? [item.stitch] : stitchesIn(item.items, variant))),
  )
}

/** One number where all are the same. */
function simple(count: Count): Count {
  const [first, ...others] = typeof count === 'number' ? [count] : count
  return first !== undefined && others.every(other => other === first) ? first : count
}

/** Neighbours that are the same stitch become one run, as a designer would write them. */
export function merged(items: readonly Item[]): Item[] {
  const out: Item[] = []
  for (const item of items) {
    const last = out.at(-1)
    if (!isRun(item)) out.push({ items: merged(item.items), times: simple(item.times) })
    else if (last && isRun(last) && last.stitch === item.stitch)
      out[out.length - 1] = { stitch: item.stitch, times: simple(together(last.times, item.times)) }
    else out.push({ stitch: item.stitch, times: simple(item.times) })
  }
  return out
}

function together(one: Count, other: Count): Count {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  const variants = Array.from({ length: Math.max(...[one, other].map(count => (typeof count === 'number' ? 1 : count.length))) })
  return variants.map((_, variant) => timesIn(one, variant) + timesIn(other, variant))
}

export type RowCount = { readonly uses: number; readonly makes: number }

export function countOf({ items }: Row, variant: number): RowCount {
  const stitches = stitchesIn(items, variant)
  const sum = (of: (stitch: Stitch) => number) => stitches.reduce((total, stitch) => total + of(stitch), 0)
  return { uses: sum(stitch => stitch.uses), makes: sum(stitch => stitch.makes) }
}

/**
 * Follows a piece row by row.
 *
 * @param start stitches before the first row, by variant.
 * @returns for each row the stitches after it, by variant.
 * @throws {Error} naming the row that takes more or fewer stitches than the one before has left.
 */
export function stitchesAfter(rows: readonly Row[], start: readonly number[]): number[][] {
  let now = [...start]
  return rows.map(row => {
    now = now.map((have, variant) => {
      const { uses, makes } = countOf(row, variant)
      if (uses !== have) throw new Error(`row ${row.number}, variant ${variant + 1}: takes ${uses} stitches of ${have}`)
      return makes
    })
    return now
  })
}
