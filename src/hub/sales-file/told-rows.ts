/** What the rows of a table say of sales, each with the keys by which it is the same in every file. Pure. */
import { hash as digest } from 'node:crypto'
import { decimalsOf, type Money, MoneyRefused } from '../money.ts'
import { decimalSignOf, parseAmount } from './amounts.ts'
import { type DateOrder, type DecimalSign, type SalesField, type SalesMap, salesFields } from './columns.ts'
import { orderOf, parseDate } from './dates.ts'
import type { TableRow } from './read-table.ts'

/** Of one line of a sale, or of money that went back. No buyer is in here: it is kept. */
export interface Told {
  readonly kind: 'line' | 'refund'
  /** null: the table gives none. */
  readonly number: string | null
  readonly placedAt: string
  readonly product: string
  readonly sku: string | null
  readonly quantity: number
  readonly currency: string
  /** All that was paid for it, tax included; of a refund what went back. In the smallest unit. */
  readonly gross: string
  readonly tax: string
  /** null: not told. */
  readonly fee: string | null
  /** What went back of it later. */
  readonly refunded: string
}

export interface Buyer {
  readonly email: string | null
  readonly name: string | null
  readonly country: string | null
}

export interface ToldRow {
  readonly line: number
  readonly orderKey: string
  readonly lineKey: string
  readonly told: Told
  readonly buyer: Buyer
}

export interface Fault {
  readonly line: number
  readonly reason: string
}

export interface Question {
  readonly about: 'dateOrder' | 'decimalSign'
  /** As they stand in the table. */
  readonly examples: readonly string[]
}

export interface ToldTable {
  /** What must be asked before anything can be told. */
  readonly questions: readonly Question[]
  readonly rows: readonly ToldRow[]
  readonly faults: readonly Fault[]
}

type Cells = { readonly [Field in SalesField]: string }

interface Reading {
  readonly map: SalesMap
  readonly dateOf: (text: string) => Date | null
  /** Whether a date may be meant in several orders. */
  readonly isOrdered: boolean
  readonly amountOf: (text: string, currency: string) => Money | null
  readonly currencyOf: (cells: Cells) => string | null
}

/**
 * Of fifty thousand rows most say a date, a sum or a currency that others said before, so each text is read once.
 *
 * @param header as the table names its columns; those of `map` are among them.
 */
export function tellRows(rows: readonly TableRow[], header: readonly string[], map: SalesMap): ToldTable {
  const cells = cellsOf(rows, header, map)
  const faults: Fault[] = rows.flatMap(({ line, fault }) => (fault === null ? [] : [{ line, reason: fault }]))
  const codes = once((text: string) => currencyNamed(text, map))
  const currencyOf = ({ currency }: Cells) => codes(currency)
  const dates = [...new Set(cells.map(one => one.cells.date))]
  const amounts = amountsOf(cells, one => currencyOf(one) ?? map.currency)
  const dateOrder = map.dateOrder ?? orderOf(dates) ?? mostFit(dates)
  const decimalSign = map.decimalSign ?? decimalSignOf(amounts) ?? mostRead(amounts)
  const questions: Question[] = [
    ...(dateOrder === 'asked' ? [{ about: 'dateOrder' as const, examples: examplesOf(dates) }] : []),
    ...(decimalSign === 'asked'
      ? [{ about: 'decimalSign' as const, examples: examplesOf(amounts.map(({ text }) => text).filter(text => /[.,]/.test(text))) }]
      : []),
  ]
  if (dateOrder === 'asked' || decimalSign === 'asked') return { questions, rows: [], faults }
  const byCurrency = once((currency: string) => once((text: string) => parseAmount(text, decimalSign, currency)))
  const reading: Reading = {
    map,
    dateOf: once((text: string) => parseDate(text, dateOrder)),
    isOrdered: dateOrder !== 'ymd',
    amountOf: (text, currency) => byCurrency(currency)(text),
    currencyOf,
  }
  const keys = new Occurrences()
  const told: ToldRow[] = []
  for (const { line, cells: row } of cells) {
    const read = tellRow(row, reading)
    if (typeof read === 'string') faults.push({ line, reason: read })
    else told.push({ line, ...keys.of(read, row.email), told: read, buyer: buyerOf(row) })
  }
  return { questions: [], rows: told, faults: faults.toSorted((a, b) => a.line - b.line) }
}

function cellsOf(rows: readonly TableRow[], header: readonly string[], { columns }: SalesMap): { line: number; cells: Cells }[] {
  const places = salesFields.map(field => [field, columns[field] === undefined ? -1 : header.indexOf(columns[field])] as const)
  const cells: { line: number; cells: Cells }[] = []
  for (const { line, values, fault } of rows) {
    if (fault !== null) continue
    const row = {} as Record<SalesField, string>
    for (const [field, place] of places) row[field] = values[place]?.trim() ?? ''
    cells.push({ line, cells: row })
  }
  return cells
}

/** Each text once for each currency in which it stands. */
function amountsOf(rows: readonly { readonly cells: Cells }[], currencyOf: (cells: Cells) => string): { text: string; currency: string }[] {
  const texts = new Map<string, Set<string>>()
  for (const { cells } of rows) {
    const currency = currencyOf(cells)
    const some = texts.get(currency) ?? new Set()
    texts.set(currency, some.add(cells.gross).add(cells.tax).add(cells.fee))
  }
  return [...texts].flatMap(([currency, some]) => [...some].map(text => ({ text, currency })))
}

function once<Value>(fn: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return text => {
    if (!known.has(text)) known.set(text, fn(text))
    return known.get(text)!
  }
}

const examplesOf = (texts: readonly string[]): string[] => [...new Set(texts.filter(text => text !== ''))].slice(0, 3)

/** Some are no dates at all: what the others say counts, and where that is two things it is asked. */
function mostFit(dates: readonly string[]): DateOrder | 'asked' {
  return orderOf(dates.filter(text => (['dmy', 'mdy', 'ymd'] as const).some(order => parseDate(text, order) !== null))) ?? 'asked'
}
function mostRead(amounts: readonly { text: string; currency: string }[]): DecimalSign | 'asked' {
  const read = amounts.filter(({ text, currency }) => (['.', ','] as const).some(sign => parseAmount(text, sign, currency) !== null))
  return decimalSignOf(read) ?? 'asked'
}

function currencyNamed(text: string, map: SalesMap): string | null {
  const code = (text || map.currency).toUpperCase()
  const known = signs[code] ?? code
  try {
    decimalsOf(known)
    return known
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}
const signs: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' }

/** @returns why it cannot be read, in her words. */
function tellRow(row: Cells, { map, dateOf, isOrdered, amountOf, currencyOf }: Reading): Told | string {
  const currency = currencyOf(row)
  if (currency === null) return `“${row.currency}” is no currency.`
  const placedAt = dateOf(row.date)
  if (placedAt === null)
    return row.date === '' ? 'It has no date.' : `“${row.date}” is no date${isOrdered ? ' in the order of the others' : ''}.`
  if (row.product === '' && row.sku === '') return 'It names no product.'
  const quantity = row.quantity === '' ? 1 : Number(row.quantity.replace(/[.,]0+$/, ''))
  if (!Number.isInteger(quantity) || Math.abs(quantity) > 100_000) return `“${row.quantity}” is no number of pieces.`
  const amount = (text: string) => (text === '' ? { minor: 0n } : amountOf(text, currency))
  const [each, taxEach, feeEach] = [amount(row.gross), amount(row.tax), amount(row.fee)]
  if (row.gross === '') return 'It says nothing of what was paid.'
  for (const [read, text] of [
    [each, row.gross],
    [taxEach, row.tax],
    [feeEach, row.fee],
  ] as const)
    if (read === null) return `“${text}” is no amount in ${currency}.`
  const times = map.amountsAre === 'piece' ? BigInt(Math.abs(quantity) || 1) : 1n
  const tax = abs(taxEach!.minor) * times
  const paid = each!.minor * times
  const gross = abs(paid) + (map.taxIs === 'on-top' ? tax : 0n)
  if (tax > gross) return 'Its tax is more than what was paid.'
  const state = stateOf(row.refund, gross, text => amountOf(text, currency)?.minor ?? null)
  if (typeof state === 'string') return state
  const isRefund = paid < 0n || quantity < 0
  const number = row.orderNumber === '' ? null : row.orderNumber
  if (isRefund && number === null) return 'It is below zero and names no order, so it is not known what it gives back.'
  return {
    kind: isRefund ? 'refund' : 'line',
    number,
    placedAt: placedAt.toISOString(),
    product: row.product || row.sku,
    sku: row.sku || null,
    quantity: isRefund ? 0 : quantity,
    currency,
    gross: gross.toString(),
    tax: tax.toString(),
    fee: row.fee === '' ? null : (abs(feeEach!.minor) * times).toString(),
    refunded: (isRefund ? 0n : state.refunded).toString(),
  }
}

const abs = (minor: bigint): bigint => (minor < 0n ? -minor : minor)

const none = /^(|-|0|no|none|false|nein|non|paid|complete[d]?|success(ful)?|succeeded|bezahlt|abgeschlossen|settled|fulfilled|delivered)$/i
const all = /^(yes|true|ja|oui|refund(ed)?|fully refunded|full refund|erstattet|returned|reversed|chargeback)$/i
const notSold = /^(pending|open|failed|canceled|cancelled|storniert|offen|declined|unpaid|test)$/i

/** What the column for refunds says: an amount, or words. */
function stateOf(text: string, gross: bigint, amountOf: (text: string) => bigint | null): { refunded: bigint } | string {
  if (none.test(text)) return { refunded: 0n }
  if (all.test(text)) return { refunded: gross }
  if (notSold.test(text)) return `It says “${text}”, so it is no sale that was paid.`
  const amount = amountOf(text)
  if (amount === null) return `“${text}” says neither how much was given back nor that all was.`
  return abs(amount) > gross ? 'More was given back than was paid.' : { refunded: abs(amount) }
}

const buyerOf = ({ email, name, country }: Cells): Buyer => ({
  email: email === '' ? null : email,
  name: name === '' ? null : name,
  country: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : countryCode(country),
})

let codes: ReadonlyMap<string, string> | undefined
/** 'Germany' and 'Deutschland' are DE. */
function countryCode(name: string): string | null {
  if (name === '') return null
  codes ??= new Map(
    ['en', 'de', 'fr', 'es'].flatMap(language => {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
      return Array.from({ length: 676 }, (_, at) => String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26))).flatMap(code => {
        const known = names.of(code)
        return known === undefined ? [] : [[known.toLowerCase(), code] as const]
      })
    }),
  )
  return codes.get(name.toLowerCase()) ?? null
}

const hash = (...parts: readonly unknown[]): string => digest('sha256', JSON.stringify(parts), 'hex').slice(0, 24)

/** The same product in every table: by its SKU where there is one. */
export const productKey = ({ product, sku }: Pick<Told, 'product' | 'sku'>): string =>
  sku === null ? `name ${product.toLowerCase().replace(/\s+/g, ' ')}` : `sku ${sku.toLowerCase()}`

/** Rows that say the same are told apart by which of them they are in their file, so that two sales on one day stay two and an overlap adds none. */
class Occurrences {
  readonly #seen = new Map<string, number>()

  of(told: Told, email: string): { orderKey: string; lineKey: string } {
    if (told.number !== null) {
      const what = hash(told.kind, productKey(told), ...(told.kind === 'refund' ? [told.gross, told.placedAt] : []))
      return { orderKey: told.number, lineKey: `${what}:${this.#next(`${told.number} ${what}`)}` }
    }
    const { refunded: _, fee: __, ...same } = told
    const what = hash(same, email.toLowerCase())
    return { orderKey: `row:${what}:${this.#next(what)}`, lineKey: '1' }
  }

  #next(key: string): number {
    const next = (this.#seen.get(key) ?? 0) + 1
    this.#seen.set(key, next)
    return next
  }
}
