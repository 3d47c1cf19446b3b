/** A table as rows of texts, read as a stream: what separates its columns is told by itself, the first row names them. */
import { Readable } from 'node:stream'
import { CsvError, type Options, parse } from 'csv-parse'
import { Refused } from '../refused.ts'
import { decoded, type Encoding, encodingOf } from './encoding.ts'

export interface TableReading {
  readonly encoding: Encoding
  readonly separator: Separator
  /** What the columns are called; of two with one name the second is 'Name (2)'. */
  readonly header: readonly string[]
}

const separators = [',', ';', '\t'] as const
export type Separator = (typeof separators)[number]

export interface TableRow {
  /** The first is 2: the names of the columns stand in line 1. */
  readonly line: number
  /** As many as the header has; a row that has fewer or more comes with `fault`. */
  readonly values: readonly string[]
  readonly fault: string | null
}

type Open = () => Promise<AsyncIterable<Uint8Array>>

export const tableLimits = { bytes: 20 * 1024 * 1024, rows: 50_000, columns: 200, rowChars: 100_000 } as const
const sampleChars = 64_000

/** @throws {Refused} when it is no table that can be read, with what to do. */
export async function lookAtTable(open: Open, fileName: string): Promise<TableReading> {
  const encoding = await encodingOf(await open(), fileName)
  let sample = ''
  let isWhole = true
  for await (const text of decoded(await open(), encoding)) {
    sample += text
    isWhole = sample.length < sampleChars
    if (!isWhole) break
  }
  // What is cut off in the midst of a row says nothing of its columns.
  const text = isWhole ? sample : sample.slice(0, sample.lastIndexOf('\n') + 1)
  if (text.trim() === '') throw new Refused('empty-table', `“${fileName}” is empty. Save it again, with the sales in it.`)
  const tried = await Promise.all(separators.map(async separator => ({ separator, rows: await tryRows(text, separator) })))
  const best = tried.toSorted((a, b) => weightOf(b.rows) - weightOf(a.rows))[0]!
  if (weightOf(best.rows) === 0)
    throw new Refused(
      'no-table',
      `“${fileName}” is no table: its columns should be separated by commas, semicolons or tabs, with their names in the first line.`,
    )
  const header = named(best.rows[0]!)
  if (header.length > tableLimits.columns)
    throw new Refused(
      'too-wide',
      `“${fileName}” has ${header.length} columns; a table may have ${tableLimits.columns}. Take some out and bring it again.`,
    )
  return { encoding, separator: best.separator, header }
}

/** More columns that are in more of the rows weigh more. */
function weightOf(rows: readonly (readonly string[])[]): number {
  const width = rows[0]?.length ?? 0
  if (width < 2) return 0
  const same = rows.filter(row => row.length === width).length
  return (same / rows.length) * 1000 + Math.min(width, 50)
}

async function tryRows(text: string, separator: Separator): Promise<string[][]> {
  const rows: string[][] = []
  // Kept as they are met: what breaks off later must not take along what came before.
  const keep = (parsed: string[]) => {
    rows.push((parsed as unknown as Parsed).record)
    return parsed
  }
  try {
    for await (const _ of parser(Readable.from([text]), separator, { to: 50, on_record: keep }));
  } catch {
    // With another separator it may be read.
  }
  return rows
}

interface Parsed {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

const parser = (from: Readable, separator: Separator, more: Options = {}) =>
  from.pipe(
    parse({
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      max_record_size: tableLimits.rowChars,
      ...more,
    }),
  )

function named(row: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return row.map((given, at) => {
    const name = given.trim() || `Column ${at + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

/**
 * @throws {Refused} when it breaks off in the midst, or has more rows than are taken at once.
 */
export async function* readTable(open: Open, { encoding, separator, header }: TableReading): AsyncGenerator<TableRow, void> {
  let end = ''
  const from = Readable.from(
    (async function* () {
      for await (const text of decoded(await open(), encoding)) {
        end = text.at(-1) ?? end
        yield text
      }
    })(),
  )
  const rows = parser(from, separator)
  from.on('error', error => rows.destroy(error))
  let count = -1
  let line = 1
  let last: TableRow | null = null
  try {
    for await (const parsed of rows as AsyncIterable<Parsed>) {
      count++
      const startLine = line
      line = parsed.info.lines + 1
      if (count === 0) continue
      if (count > tableLimits.rows)
        throw new Refused(
          'too-long',
          `The table has more than ${tableLimits.rows.toLocaleString('en-US')} rows. Save it in parts, by year say, and bring them one by one.`,
        )
      if (last !== null) yield last
      last = rowOf(parsed.record, startLine, header)
    }
  } catch (error) {
    if (error instanceof CsvError) throw brokenOff(error)
    throw error
  }
  // A last row with too few columns and no end is what is left of one.
  if (last !== null && last.values.length < header.length && last.fault !== null && end !== '\n' && end !== '\r')
    throw new Refused(
      'half-written',
      `The table breaks off in line ${last.line}, in the midst of a sale: it was not saved or sent whole. Save it again and bring the whole file.`,
    )
  if (last !== null) yield last
}

function rowOf(values: readonly string[], line: number, header: readonly string[]): TableRow {
  if (values.length === header.length) return { line, values, fault: null }
  const isMoreOfNothing = values.length > header.length && values.slice(header.length).every(value => value.trim() === '')
  if (isMoreOfNothing) return { line, values: values.slice(0, header.length), fault: null }
  return {
    line,
    values,
    fault: `It has ${values.length} columns where the first line names ${header.length}.`,
  }
}

function brokenOff(error: CsvError): Refused {
  const line = /\bline (\d+)/.exec(error.message)?.[1] ?? 'the end'
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new Refused(
      'half-written',
      `A quotation mark is opened near line ${line} and never closed: the table was not saved or sent whole. Save it again and bring the whole file.`,
    )
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Refused(
      'wrong-table',
      `Near line ${line} a row goes on without an end. A quotation mark may be missing there; save the table again.`,
    )
  return new Refused(
    'wrong-table',
    `Near line ${line} a quotation mark stands where none belongs. Save the table again, as CSV with all texts in quotation marks.`,
  )
}
