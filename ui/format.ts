/** Money, times and sizes as words, in the reader's own way of writing numbers. */
import type { AnswerOf } from '../src/web/api/contract.ts'

export type Money = AnswerOf<'GET /shops/{shop}/orders/{order}'>['total']

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** @returns '12.50', exact whatever the size: no float is made of it. */
export function decimalOf({ minor, currency }: Money): string {
  const digits = digitsOf(currency)
  const isNegative = minor.startsWith('-')
  const plain = (isNegative ? minor.slice(1) : minor).padStart(digits + 1, '0')
  const whole = plain.slice(0, plain.length - digits)
  return `${isNegative ? '-' : ''}${whole}${digits > 0 ? `.${plain.slice(-digits)}` : ''}`
}

export const moneyWords = (money: Money): string =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency: money.currency }).format(decimalOf(money) as Intl.StringNumericLiteral)

/**
 * Reads what she typed: 12, 12.5, 12,50.
 * @returns null when it is no amount of that currency, 0.005 EUR for one.
 */
export function moneyFrom(typed: string, currency: string): Money | null {
  const digits = digitsOf(currency)
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(typed.trim())
  if (match?.[1] === undefined) return null
  const part = match[2] ?? ''
  if (part.length > digits) return null
  return { minor: BigInt(match[1] + part.padEnd(digits, '0')).toString(), currency }
}

export function wrongMoney(typed: string, currency: string): string | null {
  if (typed.trim() === '') return 'Write an amount, for example 12.50.'
  if (moneyFrom(typed, currency) !== null) return null
  const digits = digitsOf(currency)
  return `“${typed}” is no amount in ${currency}. Write it with ${digits === 0 ? 'no digits' : `at most ${digits} digits`} after the point.`
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const dayOnly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

export const timeWords = (time: string): string => absolute.format(new Date(time))
export const exactTimeWords = (time: string): string => exact.format(new Date(time))
export const dayWords = (time: string): string => dayOnly.format(new Date(time))
export const clockWords = (time: string): string => clock.format(new Date(time))

const steps = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const

/** 'just now', '5 minutes ago', 'yesterday', and the date from a week on. */
export function agoWords(time: string, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000)
  if (Math.abs(seconds) < 45) return 'just now'
  if (Math.abs(seconds) > 7 * 86_400) return dayWords(time)
  const [unit, size] = steps.findLast(([, one]) => Math.abs(seconds) >= one * 0.9) ?? steps[0]
  return relative.format(Math.trunc(seconds / size) || Math.sign(seconds), unit)
}

export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

export const countWords = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString()} ${count === 1 ? one : many}`

/** The first letters of a content hash, enough to compare by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12)
