/** The hashes of the ledger of bytes, made again apart from the database that made them (sql/0032), and what does not fit. Pure. */
import { createHash } from 'node:crypto'
import type { GivenKind } from './give-bytes.ts'

export interface ChainRow {
  readonly no: number
  readonly kind: GivenKind
  readonly customer: string | null
  readonly connection: string | null
  readonly order: string | null
  readonly pattern: string
  readonly version: string | null
  readonly file: string
  readonly sha256: string
  /** Microseconds since 1970. */
  readonly at: string
  readonly hash: Buffer
}

export interface ChainHead {
  readonly no: number
  readonly hash: Buffer
}

export interface ChainFault {
  readonly fault: 'changed' | 'missing' | 'behind-the-end' | 'end'
  /** The row, or the first of those that are missing. */
  readonly row: number
  readonly says: string
}

export const genesisOf = (shop: string): Buffer => createHash('sha256').update(`selvage given bytes ${shop}`).digest()

/** One line for each column: none of them can hold a line feed. */
const textOf = ({ no, kind, customer, connection, order, pattern, version, file, sha256, at }: Omit<ChainRow, 'hash'>): string =>
  [no, kind, customer ?? '', connection ?? '', order ?? '', pattern, version ?? '', file, sha256, at].join('\n')

export const hashAfter = (before: Buffer, row: Omit<ChainRow, 'hash'>): Buffer =>
  createHash('sha256').update(before).update(textOf(row)).digest()

/** So many hashes of the last rows that do not fit are remembered: the next row that fits one of them is not to blame. */
const remembered = 8

/** Takes the rows of one shop in order of their numbers, then the head. What is wrong is told once, at the row where it is. */
export function chainWalk(shop: string) {
  let last = 0
  let before = [genesisOf(shop)]
  return {
    /** @returns null when it fits. */
    next(row: ChainRow): ChainFault | null {
      const from = last + 1
      last = row.no
      if (row.no > from) {
        // What stood before it is gone, so nothing can be said of this row but by those that follow.
        before = [row.hash]
        return missing(from, row.no - 1)
      }
      const mine = before.map(hash => hashAfter(hash, row))
      if (mine.some(hash => hash.equals(row.hash))) {
        before = [row.hash]
        return null
      }
      before = [row.hash, mine[0]!, ...before].slice(0, remembered)
      const says = `Row ${row.no} is not what its hash says: it was changed after it was written${row.no > 1 ? `, or row ${row.no - 1} was replaced by another with a hash of its own` : ''}.`
      return { fault: 'changed', row: row.no, says }
    },
    /** @returns null when the last row is the one that the shop's head knows. */
    end(head: ChainHead | null): ChainFault | null {
      if (head === null)
        return last === 0 ? null : { fault: 'end', row: last, says: `The head of the chain is gone; its last row is ${last}.` }
      if (last < head.no) return missing(last + 1, head.no)
      if (before.some(hash => hash.equals(head.hash))) return null
      return { fault: 'end', row: last, says: `Row ${last} is not the one that the head of the chain knows: it was replaced.` }
    },
  }
}

const missing = (from: number, to: number): ChainFault => ({
  fault: 'missing',
  row: from,
  says: from === to ? `Row ${from} is missing.` : `Rows ${from} to ${to} are missing.`,
})
