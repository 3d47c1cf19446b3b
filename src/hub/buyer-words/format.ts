/** Numbers, days, sizes and lists as each language writes them. */
import { type Money, toDecimal } from '../money.ts'
import type { Language } from './language.ts'

/** English with the day first, as these pages always had it. */
const locale = (language: Language) => (language === 'en' ? 'en-GB' : language)

const kept = new Map<string, unknown>()
/** Making a formatter takes longer than using it. */
function once<T>(key: string, make: () => T): T {
  if (!kept.has(key)) kept.set(key, make())
  return kept.get(key) as T
}

export const numberIn = (language: Language, count: number): string =>
  once(`number ${language}`, () => new Intl.NumberFormat(locale(language))).format(count)

/** '24 December 2026', '24. Dezember 2026'; UTC. */
export const dayIn = (language: Language, at: Date): string =>
  once(
    `day ${language}`,
    () => new Intl.DateTimeFormat(locale(language), { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
  ).format(at)

/** '812 kB', '2,4 MB', '2,4 Mo'. */
export function sizeIn(language: Language, bytes: number): string {
  const [unit, per] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  const maximumFractionDigits = unit === 'megabyte' && bytes < 100_000_000 ? 1 : 0
  const make = () => new Intl.NumberFormat(locale(language), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits })
  return once(`size ${language} ${unit} ${maximumFractionDigits}`, make).format(Math.max(bytes / per, unit === 'kilobyte' ? 1 : 0))
}

/** '€7.50', '7,50 €'; by its decimal text, so that it is never a float. */
export const moneyIn = (language: Language, amount: Money): string =>
  once(
    `money ${language} ${amount.currency}`,
    () => new Intl.NumberFormat(locale(language), { style: 'currency', currency: amount.currency }),
  ).format(toDecimal(amount) as Intl.StringNumericLiteral)

/** 'A, B and C'. */
export const listIn = (language: Language, items: readonly string[]): string =>
  once(`list ${language}`, () => new Intl.ListFormat(locale(language), { type: 'conjunction' })).format(items)

/**
 * A sentence that depends on a number; '#' stands for it. French takes one for none as well, which the rules of each language know.
 *
 * @returns for a language, the choice by `count`.
 */
export const pluralIn = (language: Language) => {
  const rules = new Intl.PluralRules(locale(language))
  return (count: number, one: string, other: string): string =>
    (rules.select(count) === 'one' ? one : other).replaceAll('#', numberIn(language, count))
}
