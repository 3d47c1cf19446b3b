/** What came in against what is here: each change with its row and column, and what is wrong in words. Pure. */
import { type Money, toDecimal } from '../money.ts'
import { cellOf, type GridColumn, type GridPattern, setCell, wrongTogether } from './cells.ts'
import type { KnownPattern, Storefront } from './read-grid.ts'

/** One row as it came in, each cell a text by column key. */
export interface GivenRow {
  /** As she counts them: of her file, or of the grid. */
  readonly row: number
  readonly patternId: string | null
  readonly sku: string | null
  readonly cells: Readonly<Record<string, string>>
}

export interface CellChange {
  readonly row: number
  readonly patternId: string
  readonly column: string
  readonly from: string
  readonly to: string
}

/** `column` null: about the whole row. */
export interface CellFault {
  readonly row: number
  readonly column: string | null
  readonly says: string
}

export interface Compared {
  readonly changes: readonly CellChange[]
  /** Left out when it is applied. */
  readonly faults: readonly CellFault[]
  /** May be applied, and a storefront will refuse it. */
  readonly warnings: readonly CellFault[]
  /** As they would be, by id; only those that change. */
  readonly after: ReadonlyMap<string, GridPattern>
}

export interface CompareInput {
  readonly rows: readonly GivenRow[]
  readonly known: readonly KnownPattern[]
  readonly columns: readonly GridColumn[]
  readonly storefronts: readonly (Storefront & { readonly leastOf: (currency: string) => Money | null })[]
}

export function compare({ rows, known, columns, storefronts }: CompareInput): Compared {
  const byId = new Map(known.map(one => [one.patternId, one]))
  const bySku = new Map(known.map(one => [one.sku, one]))
  const byKey = new Map(columns.map(column => [column.key, column]))
  const changes: CellChange[] = []
  const faults: CellFault[] = []
  const warnings: CellFault[] = []
  const after = new Map<string, GridPattern>()
  const seen = new Map<string, number>()
  for (const given of rows) {
    const { row } = given
    const fault = (column: string | null, says: string) => void faults.push({ row, column, says })
    const pattern = matchOf(given, { byId, bySku }, says => fault(null, says))
    if (pattern === null) continue
    const earlier = seen.get(pattern.patternId)
    if (earlier !== undefined) {
      fault(null, `“${pattern.title}” stands in row ${earlier} already. Keep one of the two rows.`)
      continue
    }
    seen.set(pattern.patternId, row)
    const { next, changed } = setRow(pattern, given, { byKey, fault })
    for (const { key, says } of wrongTogether(next)) {
      if (!changed.some(column => column === key || column === key.replace('sale:', 'price:'))) continue
      fault(key, says)
    }
    const isWrong = (column: string) => faults.some(one => one.row === row && one.column === column)
    const kept = changed.filter(column => !isWrong(column) && !isWrong(column.replace('price:', 'sale:')))
    let result: GridPattern = pattern
    for (const column of kept) {
      const set = setCell(result, byKey.get(column)!, given.cells[column]!)
      if ('pattern' in set) result = set.pattern
      changes.push({ row, patternId: pattern.patternId, column, from: cellOf(pattern, column), to: cellOf(next, column) })
    }
    if (kept.length > 0) after.set(pattern.patternId, result)
    warnings.push(...tooLittle(result, { row, kept, storefronts }))
  }
  const twice = skusTwice({ after, known, changes })
  for (const one of twice) faults.push(one)
  return { ...withoutTwice({ changes, after, twice, byId }), faults: faults.sort((a, b) => a.row - b.row), warnings }
}

interface Index {
  readonly byId: ReadonlyMap<string, KnownPattern>
  readonly bySku: ReadonlyMap<string, KnownPattern>
}

function matchOf({ patternId, sku }: GivenRow, { byId, bySku }: Index, fault: (says: string) => void): KnownPattern | null {
  const found = patternId !== null ? byId.get(patternId.toLowerCase()) : sku !== null ? bySku.get(sku) : undefined
  if (found?.isArchived) fault(`“${found.title}” is put away. Take it out again first.`)
  else if (found !== undefined) return found
  else if (patternId !== null) fault('This pattern is not here any more. Take the row out, or bring the list out anew.')
  else if (sku !== null && sku !== '')
    fault(`There is no pattern with the article number “${sku.slice(0, 60)}”. Check it, or start the pattern first.`)
  else fault('The row names no pattern. Fill in its article number, or take the row out.')
  return null
}

function setRow(
  pattern: GridPattern,
  { cells }: GivenRow,
  { byKey, fault }: { byKey: ReadonlyMap<string, GridColumn>; fault: (column: string, says: string) => void },
): { next: GridPattern; changed: string[] } {
  let next = pattern
  const changed: string[] = []
  // A price before its sale price, whatever the order of the columns.
  const ordered = Object.entries(cells).sort(([a], [b]) => Number(a.startsWith('sale:')) - Number(b.startsWith('sale:')))
  for (const [key, text] of ordered) {
    const column = byKey.get(key)
    if (column === undefined) {
      fault(key, `There is no column “${key.slice(0, 60)}” in this shop. Take it out.`)
      continue
    }
    // As it was given out is as it is, whatever it is: nothing is checked that was not touched.
    if (text === cellOf(pattern, key)) continue
    const set = setCell(next, column, text)
    if ('wrong' in set) fault(key, set.wrong)
    else {
      if (cellOf(set.pattern, key) !== cellOf(pattern, key)) changed.push(key)
      next = set.pattern
    }
  }
  return { next, changed }
}

/** A price that a storefront in its currency would refuse; where a rule makes the price there, the rule's floor holds. */
function tooLittle(
  pattern: GridPattern,
  { row, kept, storefronts }: { row: number; kept: readonly string[]; storefronts: CompareInput['storefronts'] },
): CellFault[] {
  return kept.flatMap(column => {
    const currency = /^(?:price|sale):(.+)$/.exec(column)?.[1]
    const price = currency === undefined ? undefined : pattern.prices.get(currency)
    const minor = column.startsWith('sale:') ? price?.saleMinor : price?.amountMinor
    if (currency === undefined || minor == null) return []
    return storefronts.flatMap(({ label, currency: there, isRuled, connectionId, leastOf }) => {
      const least = there === currency && !isRuled && !pattern.notOffered.has(connectionId) ? leastOf(currency) : null
      return least === null || minor >= least.minor
        ? []
        : [{ row, column, says: `${label} takes ${toDecimal(least)} ${currency} and more, and will refuse this.` }]
    })
  })
}

/** Article numbers that two patterns would have. */
function skusTwice({
  after,
  known,
  changes,
}: {
  after: Compared['after']
  known: readonly KnownPattern[]
  changes: readonly CellChange[]
}): CellFault[] {
  const holders = Map.groupBy(known, one => (after.get(one.patternId) ?? one).sku)
  return changes.flatMap(({ row, patternId, column }) => {
    if (column !== 'sku') return []
    const sku = after.get(patternId)!.sku
    const other = holders.get(sku)?.find(one => one.patternId !== patternId)
    return other === undefined
      ? []
      : [{ row, column, says: `“${other.title}” has the article number ${sku} already. Give this pattern one of its own.` }]
  })
}

function withoutTwice({
  changes,
  after,
  twice,
  byId,
}: {
  changes: readonly CellChange[]
  after: ReadonlyMap<string, GridPattern>
  twice: readonly CellFault[]
  byId: Index['byId']
}): Pick<Compared, 'changes' | 'after'> {
  const rows = new Set(twice.map(({ row }) => row))
  const kept = changes.filter(({ row, column }) => column !== 'sku' || !rows.has(row))
  const left = new Set(kept.map(({ patternId }) => patternId))
  const wrong = new Set(changes.filter(({ row, column }) => column === 'sku' && rows.has(row)).map(({ patternId }) => patternId))
  return {
    changes: kept,
    after: new Map(
      [...after].flatMap(([id, pattern]) => {
        if (!left.has(id)) return []
        return [[id, wrong.has(id) ? { ...pattern, sku: byId.get(id)!.sku } : pattern] as const]
      }),
    ),
  }
}
