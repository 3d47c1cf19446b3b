/** The grid as a file, out and in: CSV and XLSX. What leaves runs in no spreadsheet; what comes is read as text, whatever it claims to be. */

import { Refused } from '../refused.ts'
import { cellOf, type GridColumn, type GridPattern } from './cells.ts'
import type { CellFault, GivenRow } from './compare.ts'
import { decimalPlaces } from './sheet-number.ts'

export const longestFileBytes = 5_000_000
const mostRows = 5_000
const mostColumns = 100
const mostUnpackedBytes = 60_000_000
const longestCell = 60_000

export const idLabel = 'Selvage row'

/** Names the shop too, so that a file made for another one is known. */
const rowId = (shop: string, patternId: string) => `${shop.slice(0, 8)}:${patternId}`

export function tableOf(shop: string, columns: readonly GridColumn[], patterns: readonly GridPattern[]): string[][] {
  return [
    [idLabel, ...columns.map(({ label }) => label)],
    ...patterns.map(pattern => [rowId(shop, pattern.patternId), ...columns.map(({ key }) => cellOf(pattern, key))]),
  ]
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe; read back, it goes again. */
export const guarded = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text)
export const unguarded = (text: string): string => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text)

/** UTF-8 with a mark at its beginning, without which a spreadsheet takes it for another writing. */
export const toCsv = (table: readonly (readonly string[])[]): Buffer =>
  Buffer.from(`\ufeff${table.map(row => row.map(quoted).join(',')).join('\r\n')}\r\n`)

function quoted(text: string): string {
  const safe = guarded(text)
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Every cell is text, so that nothing is made a number, a day or a formula. */
export async function toXlsx(table: readonly (readonly string[])[]): Promise<Buffer> {
  const { default: write } = await import('write-excel-file/node')
  const rows = table.map((row, at) => row.map(value => ({ value, type: String, ...(at === 0 ? { fontWeight: 'bold' as const } : {}) })))
  return write(rows, { stickyRowsCount: 1 }).toBuffer()
}

export interface ReadFile {
  readonly source: 'csv' | 'xlsx'
  readonly rows: readonly GivenRow[]
  readonly notes: readonly CellFault[]
}

/** @throws {Refused} when it is no such file, or was made for another shop; the message says what, where and what to do. */
export async function readSheetFile(shop: string, bytes: Buffer, columns: readonly GridColumn[]): Promise<ReadFile> {
  if (bytes.length === 0) throw refused('The file is empty. Bring the list out, change it, and bring it in again.')
  if (bytes.length > longestFileBytes) throw refused('The file has more than 5 MB. Split it, or leave out columns that stay as they are.')
  const isPacked = bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))
  const table = isPacked ? await readXlsx(bytes) : await readCsv(bytes)
  if (table.length > mostRows + 1) throw refused(`There are ${table.length - 1} rows; ${mostRows} are the most. Split the file.`)
  return { source: isPacked ? 'xlsx' : 'csv', ...rowsOf(shop, table, columns) }
}

async function readXlsx(bytes: Buffer): Promise<string[][]> {
  if (unpackedBytes(bytes) > mostUnpackedBytes)
    throw refused('Unpacked, the file is larger than 60 MB. Save it anew with the list alone in it.')
  const { readSheet } = await import('read-excel-file/node')
  try {
    const rows = (await readSheet(bytes, { parseNumber: (text: string) => decimalPlaces(text) as never })) as unknown[][]
    return rows.map(row => row.map(cellText))
  } catch (error) {
    throw refused('This is no XLSX file that can be read. Save it as XLSX or CSV in your spreadsheet, and bring it in again.', error)
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

/** By the list at the end of the archive, before anything is unpacked. */
function unpackedBytes(zip: Buffer): number {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0 || end + 22 > zip.length) return 0
  let at = zip.readUInt32LE(end + 16)
  let sum = 0
  for (let left = zip.readUInt16LE(end + 10); left > 0 && at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50; left--) {
    sum += zip.readUInt32LE(at + 24)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return sum
}

async function readCsv(bytes: Buffer): Promise<string[][]> {
  const text = decoded(bytes)
  if (/\p{Cc}/u.test(text.replace(/[\t\r\n\f\v]/g, '')))
    throw refused('This is no CSV or XLSX file. Save the list as one of these, and bring it in again.')
  const { parse } = await import('csv-parse/sync')
  const first = text.slice(0, text.search(/[\r\n]|$/))
  const delimiter = ['\t', ';', ','].find(sign => first.includes(sign)) ?? ','
  try {
    const rows = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    }) as string[][]
    return rows.map(row => row.map(unguarded))
  } catch (error) {
    const { code = '', lines } = error as { code?: string; lines?: number }
    const where = lines === undefined ? '' : ` near line ${lines}`
    if (/QUOTE/.test(code))
      throw refused(
        `A quotation mark${where} is not closed or stands in the middle of a cell. Write it twice ("") inside of a cell, and close each.`,
        error,
      )
    throw refused(`The file cannot be read as CSV${where}. Save it anew as CSV (UTF-8) in your spreadsheet.`, error)
  }
}

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // What spreadsheets on Windows write where nobody asks for UTF-8.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function rowsOf(
  shop: string,
  [head = [], ...rest]: readonly (readonly string[])[],
  columns: readonly GridColumn[],
): Pick<ReadFile, 'rows' | 'notes'> {
  if (head.length > mostColumns)
    throw refused(`There are ${head.length} columns; ${mostColumns} are the most. Leave out those that stay as they are.`)
  const known = new Map([...columns.map(({ key, label }) => [label.toLowerCase(), key] as const), ['sku', 'sku'] as const])
  const names = head.map(label => label.replace(/\s+/gu, ' ').trim().toLowerCase())
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at)
  if (twice !== undefined) throw refused(`There are two columns “${twice}”. Keep one of them.`)
  const idAt = names.indexOf(idLabel.toLowerCase())
  const keys = names.map((name, at) => (at === idAt ? null : (known.get(name) ?? null)))
  const skuAt = keys.indexOf('sku')
  if (idAt < 0 && skuAt < 0)
    throw refused(
      `The first row names neither “${idLabel}” nor “Article number”, so no row can be told. Bring the list out and keep its first row.`,
    )
  const notes = names.flatMap((name, at): CellFault[] =>
    name === '' || at === idAt || keys[at] !== null
      ? []
      : [{ row: 1, column: head[at]!.slice(0, 60), says: 'This column is not known here and is passed over.' }],
  )
  const rows = rest.flatMap((cells, at): GivenRow[] => {
    if (cells.every(text => text.trim() === '')) return []
    const long = cells.find(text => text.length > longestCell)
    if (long !== undefined) throw refused(`A cell of row ${at + 2} is longer than ${longestCell} characters. Shorten it.`)
    const id = idAt < 0 ? '' : (cells[idAt] ?? '').trim()
    const given = keys.flatMap((key, column) => {
      // Without a row id the article number says which pattern it is.
      if (key === null || (key === 'sku' && id === '') || cells[column] === undefined) return []
      return [[key, cells[column].replaceAll('\0', '').toWellFormed()] as const]
    })
    const sku = skuAt < 0 ? null : (cells[skuAt] ?? '').replace(/\s+/gu, ' ').trim()
    return [{ row: at + 2, patternId: id === '' ? null : patternOf(shop, id, at + 2), sku, cells: Object.fromEntries(given) }]
  })
  return { rows, notes }
}

function patternOf(shop: string, id: string, row: number): string {
  const [, of = '', patternId = ''] = /^([0-9a-f]{8}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(id) ?? []
  if (patternId === '')
    throw refused(`“${id.slice(0, 60)}” in row ${row} is no row of a list from here. Leave that column as it came, or take it out whole.`)
  if (of.toLowerCase() !== shop.slice(0, 8).toLowerCase())
    throw refused(`This file was made for another shop (row ${row}). Open that shop, or bring the list of this one out.`)
  return patternId
}

const refused = (message: string, cause?: unknown) =>
  new Refused('sheet', message, { field: 'file', ...(cause === undefined ? {} : { cause }) })
