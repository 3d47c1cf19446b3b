/** What is chosen in the sheet and what the keys do to it. Pure. */
export interface Place {
  readonly row: number
  readonly column: number
}

export interface Chosen {
  /** Where typing goes. */
  readonly active: Place
  /** The other corner of the rectangle. */
  readonly anchor: Place
}

export interface Size {
  readonly rows: number
  readonly columns: number
}

export const at = (row: number, column: number): Chosen => ({ active: { row, column }, anchor: { row, column } })

export interface Range {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export const rangeOf = ({ active, anchor }: Chosen): Range => ({
  top: Math.min(active.row, anchor.row),
  bottom: Math.max(active.row, anchor.row),
  left: Math.min(active.column, anchor.column),
  right: Math.max(active.column, anchor.column),
})

export const isIn = ({ top, bottom, left, right }: Range, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right

export interface Key {
  readonly key: string
  readonly shift: boolean
  /** Control, or Command on a Mac. */
  readonly control: boolean
}

const pageRows = 12

/** @returns where a key leads; null when it does not move. */
export function moved(chosen: Chosen, { key, shift, control }: Key, { rows, columns }: Size): Chosen | null {
  const { row, column } = chosen.active
  const targets: Readonly<Record<string, Place>> = {
    ArrowUp: { row: control ? 0 : row - 1, column },
    ArrowDown: { row: control ? rows - 1 : row + 1, column },
    ArrowLeft: { row, column: control ? 0 : column - 1 },
    ArrowRight: { row, column: control ? columns - 1 : column + 1 },
    Home: { row: control ? 0 : row, column: 0 },
    End: { row: control ? rows - 1 : row, column: columns - 1 },
    PageUp: { row: row - pageRows, column },
    PageDown: { row: row + pageRows, column },
  }
  const target = targets[key]
  if (target === undefined) return null
  const active = { row: within(target.row, rows), column: within(target.column, columns) }
  return { active, anchor: shift ? chosen.anchor : active }
}

const within = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1))

export interface CellText extends Place {
  readonly text: string
}

/** One copied cell fills all that is chosen; more are laid from its corner on. @returns `beyond`: rows and columns that found no place. */
export function pasted(
  chosen: Chosen,
  table: readonly (readonly string[])[],
  { rows, columns }: Size,
): { cells: CellText[]; to: Chosen; beyond: number } {
  const { top, left, bottom, right } = rangeOf(chosen)
  const [first = []] = table
  if (table.length === 1 && first.length === 1) {
    const cells: CellText[] = []
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) cells.push({ row, column, text: first[0]! })
    return { cells, to: chosen, beyond: 0 }
  }
  const all = table.flatMap((line, down) => line.map((text, across) => ({ row: top + down, column: left + across, text })))
  const cells = all.filter(({ row, column }) => row < rows && column < columns)
  const last = {
    row: within(top + table.length - 1, rows),
    column: within(left + Math.max(...table.map(line => line.length)) - 1, columns),
  }
  return { cells, to: { active: { row: top, column: left }, anchor: last }, beyond: all.length - cells.length }
}
