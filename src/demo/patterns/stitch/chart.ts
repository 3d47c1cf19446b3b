/** A chart: cells as they are printed, and the rows that they are worked as. */
import { type Count, type Item, merged, type Row, type Side, type Stitch } from './stitch.ts'

/** What is printed where a row has no stitch, so that the columns stay in line. */
export const noStitch = '#'

export type ChartRow = { readonly number: number; readonly side: Side; readonly cells: string }

/** Columns from `from` up to but without `to`, counted from the left edge as printed. */
export type ChartRepeat = { readonly from: number; readonly to: number; readonly times: Count }

export type Chart = {
  readonly title: string
  readonly vocabulary: readonly Stitch[]
  /** The lowest row first. One letter a cell, left to right as printed; a stitch of several cells repeats its letter. */
  readonly rows: readonly ChartRow[]
  /** In order from the left, not overlapping. */
  readonly repeats: readonly ChartRepeat[]
}

/** @param lines as printed, the top row first. @param side of the first row; sides alternate unless it is 'round'. */
export function chartRows(lines: readonly string[], side: Side, first = 1): ChartRow[] {
  return lines.toReversed().map((cells, index) => ({ number: first + index, side: sideOf(side, index), cells }))
}

const sideOf = (side: Side, index: number): Side => {
  if (side === 'round' || index % 2 === 0) return side
  return side === 'right' ? 'wrong' : 'right'
}

export type Placed = { readonly stitch: Stitch; readonly column: number }

/** The stitches of a line of cells, from the left. @throws {Error} for a letter without a stitch, or a stitch cut off. */
export function placedIn(cells: string, vocabulary: readonly Stitch[], from = 0, to = cells.length): Placed[] {
  const placed: Placed[] = []
  for (let column = from; column < to; ) {
    const letter = cells[column]
    if (letter === noStitch) {
      column++
      continue
    }
    const stitch = vocabulary.find(({ key }) => key === letter)
    if (!stitch) throw new Error(`no stitch “${letter}” in “${cells}”`)
    if (cells.slice(column, column + stitch.cells) !== stitch.key.repeat(stitch.cells) || column + stitch.cells > to)
      throw new Error(`“${letter}” is ${stitch.cells} cells wide, not so in “${cells}” at ${column + 1}`)
    placed.push({ stitch, column })
    column += stitch.cells
  }
  return placed
}

/** The rows as they are worked: right-side rows and rounds from the right edge, wrong-side rows from the left. */
export function rowsOf({ rows, vocabulary, repeats }: Chart): Row[] {
  return rows.map(({ number, side, cells }) => {
    const runs = (from: number, to: number): Item[] => {
      const stitches = placedIn(cells, vocabulary, from, to).map(({ stitch }): Item => ({ stitch, times: 1 }))
      return side === 'wrong' ? stitches : stitches.toReversed()
    }
    const parts: Item[][] = []
    let at = 0
    for (const { from, to, times } of repeats) {
      const inside = merged(runs(from, to))
      parts.push(runs(at, from))
      // A repeat of a single stitch is written as so many of it.
      const [only] = inside
      if (inside.length === 1 && only && 'stitch' in only) parts.push([{ stitch: only.stitch, times: scaled(times, only.times) }])
      else if (inside.length > 0) parts.push([{ items: inside, times }])
      at = to
    }
    parts.push(runs(at, cells.length))
    return { number, side, items: merged((side === 'wrong' ? parts : parts.toReversed()).flat()) }
  })
}

const scaled = (times: Count, by: Count): Count => {
  if (typeof by !== 'number') throw new Error('a repeat within one stitch')
  return typeof times === 'number' ? times * by : times.map(each => each * by)
}

/** The stitches that a chart shows, in the order of its vocabulary: what its legend must explain. */
export function shownIn(charts: readonly Chart[]): Stitch[] {
  const keys = new Set(charts.flatMap(({ rows }) => rows.flatMap(({ cells }) => [...cells])))
  return [...new Set(charts.flatMap(({ vocabulary }) => vocabulary))].filter(({ key }) => keys.has(key))
}
