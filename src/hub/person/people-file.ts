/** A segment as a table for other programs: one line for each person. */
import type { Tx } from '#database'
import { toCsv } from '../grid/sheet-file.ts'
import { listPeople, type Segment } from './list-people.ts'

const pageSize = 500
/** Beyond it a spreadsheet is no help; a program asks the list page by page. */
export const mostInFile = 100_000

const head = ['Name', 'Address', 'Further addresses', 'Country', 'Language', 'Orders', 'Patterns', 'May get advertising', 'Last order']

/** CSV; no cell runs as a formula. */
export async function peopleFile(tx: Tx, segment: Segment): Promise<Buffer> {
  const rows: string[][] = [head]
  let cursor: string | undefined
  do {
    const page = await listPeople(tx, { ...segment, cursor, limit: pageSize })
    for (const { name, addresses, country, language, orders, patterns, mayAdvertise, boughtAt } of page.items) {
      const [first = '', ...further] = addresses
      rows.push([
        ...[name ?? '', first, further.join(' '), country ?? '', language ?? '', `${orders}`, `${patterns}`],
        ...[mayAdvertise ? 'yes' : 'no', boughtAt.toISOString().slice(0, 10)],
      ])
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined && rows.length <= mostInFile)
  return toCsv(rows)
}
