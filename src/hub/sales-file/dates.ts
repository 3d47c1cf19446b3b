/** Dates as tables write them. Day and month in figures may be meant in two ways: which is told by all dates of a column together, or asked. Pure. */
import type { DateOrder } from './columns.ts'

const months: readonly (readonly [string, number])[] = [
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name, at) => [name, at + 1] as const),
  // German, French, Spanish where they begin otherwise.
  ['mär', 3],
  ['maerz', 3],
  ['mai', 5],
  ['okt', 10],
  ['dez', 12],
  ['fév', 2],
  ['fev', 2],
  ['avr', 4],
  ['juin', 6],
  ['juil', 7],
  ['aoû', 8],
  ['aou', 8],
  ['déc', 12],
  ['ene', 1],
  ['abr', 4],
  ['ago', 8],
  ['dic', 12],
]

function monthOf(name: string): number | null {
  const word = name.toLowerCase()
  const found = months.filter(([start]) => word.startsWith(start)).toSorted(([a], [b]) => b.length - a.length)[0]
  return found?.[1] ?? null
}

const time = String.raw`(?:[T,]?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,6})?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`
const byFigures = new RegExp(String.raw`^(\d{1,4})[-/. ]\s*(\d{1,2})[-/. ]\s*(\d{1,4})\.?${time}$`)
const dayFirst = new RegExp(String.raw`^(\d{1,2})(?:st|nd|rd|th|\.)?[-\s]\s*(\p{L}{3,10})\.?,?[-\s]\s*(\d{4})${time}$`, 'u')
const monthFirst = new RegExp(String.raw`^(\p{L}{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${time}$`, 'u')

/** @returns null when it is no date in this order. Times without a zone are those of UTC; a day alone is its first moment. */
export function parseDate(text: string, order: DateOrder): Date | null {
  const tidy = text.trim().replace(/\s+/g, ' ')
  const figures = byFigures.exec(tidy)
  if (figures !== null) {
    const [, a = '', b = '', c = '', ...rest] = figures
    if (a.length === 4) return dateOf({ year: Number(a), month: Number(b), day: Number(c) }, rest)
    if (a.length > 2 || (c.length !== 4 && c.length !== 2) || order === 'ymd') return null
    const year = c.length === 4 ? Number(c) : 2000 + Number(c)
    return order === 'dmy'
      ? dateOf({ year, month: Number(b), day: Number(a) }, rest)
      : dateOf({ year, month: Number(a), day: Number(b) }, rest)
  }
  const named = dayFirst.exec(tidy)
  if (named !== null) {
    const [, day = '', month = '', year = '', ...rest] = named
    return dateOf({ year: Number(year), month: monthOf(month), day: Number(day) }, rest)
  }
  const american = monthFirst.exec(tidy)
  if (american === null) return null
  const [, month = '', day = '', year = '', ...rest] = american
  return dateOf({ year: Number(year), month: monthOf(month), day: Number(day) }, rest)
}

function dateOf(
  { year, month, day }: { year: number; month: number | null; day: number },
  [hour, minute, second, half, zone]: (string | undefined)[],
): Date | null {
  if (month === null || month < 1 || month > 12 || year < 1990 || year > 2095) return null
  const hours = hoursOf(Number(hour ?? 0), half)
  if (hours === null || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null
  const at = new Date(Date.UTC(year, month - 1, day, hours, Number(minute ?? 0), Number(second ?? 0)))
  // The 31st of a month of thirty days.
  if (at.getUTCDate() !== day || at.getUTCMonth() !== month - 1) return null
  return new Date(at.getTime() - zoneMs(zone))
}

function hoursOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0)
}

function zoneMs(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  if (found === null) return 0
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000
}

/**
 * @returns the order in which all of them are dates. 'asked': two orders fit and say different days; null: none fits all.
 * Dates that can be meant in one way alone fit every order.
 */
export function orderOf(texts: readonly string[]): DateOrder | 'asked' | null {
  const told = texts.filter(text => text.trim() !== '')
  const fits = (['dmy', 'mdy', 'ymd'] as const).filter(order => told.every(text => parseDate(text, order) !== null))
  const [first, second] = fits
  if (first === undefined) return null
  if (second === undefined) return first
  const isSame = told.every(text => parseDate(text, first)!.getTime() === parseDate(text, second)!.getTime())
  return isSame ? first : 'asked'
}
