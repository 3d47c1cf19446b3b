/** Amounts as tables write them: decimal point or comma, groups of thousands, signs of currency, brackets for less than nothing. Pure. */
import { decimalsOf, type Money, MoneyRefused, parseMoney } from '../money.ts'
import type { DecimalSign } from './columns.ts'

const formOf = (group: string, point: string) => new RegExp(String.raw`^(\d{1,3}(?:${group}\d{3})+|\d+)?(?:${point}(\d*))?$`, 'u')
const forms: Readonly<Record<DecimalSign, RegExp>> = {
  '.': formOf(String.raw`[,\s'’_]`, String.raw`\.`),
  ',': formOf(String.raw`[.\s'’_]`, ','),
}

/** @returns null when it is no such amount, or finer than the currency can be paid. */
export function parseAmount(text: string, sign: DecimalSign, currency: string): Money | null {
  const { isNegative, digits, code } = bareOf(text)
  if (code !== null && code !== currency) return null
  const match = forms[sign].exec(digits)
  if (match === null || !/\d/.test(digits)) return null
  const [, whole = '0', fraction = ''] = match
  try {
    const money = parseMoney(`${whole.replaceAll(/\D/g, '') || '0'}.${fraction}`, currency)
    return isNegative ? { ...money, minor: -money.minor } : money
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}

/** Without the currency and the sign before or behind. */
function bareOf(text: string): { isNegative: boolean; digits: string; code: string | null } {
  const tidy = text.normalize('NFKC').trim().replaceAll(/[−–]/g, '-')
  const code = /(?:^|[\s\d-])([A-Z]{3})(?=$|[\s\d-])/.exec(tidy)?.[1] ?? null
  const plain = (code === null ? tidy : tidy.replace(code, '')).replaceAll(/\p{Sc}/gu, '').trim()
  const inBrackets = /^\((.*)\)$/.exec(plain)
  const bare = (inBrackets?.[1] ?? plain).trim()
  return {
    isNegative: inBrackets !== null || /^-|-$/.test(bare),
    digits: bare.replaceAll(/^[-+]\s*|\s*-$/g, '').trim(),
    code: code !== null && isCurrency(code) ? code : null,
  }
}

function isCurrency(code: string): boolean {
  try {
    decimalsOf(code)
    return true
  } catch {
    return false
  }
}

/**
 * @param values each with its own currency.
 * @returns the decimal sign with which all of them are amounts. 'asked': both fit and say different sums; null: none fits all.
 */
export function decimalSignOf(values: readonly { readonly text: string; readonly currency: string }[]): DecimalSign | 'asked' | null {
  const told = values.filter(({ text }) => text.trim() !== '')
  const read = (sign: DecimalSign) => told.map(({ text, currency }) => parseAmount(text, sign, currency))
  const [point, comma] = [read('.'), read(',')]
  const fits = (all: readonly (Money | null)[]) => all.every(one => one !== null)
  if (!fits(point)) return fits(comma) ? ',' : null
  if (!fits(comma)) return '.'
  return point.every((one, at) => one!.minor === comma[at]!.minor) ? '.' : 'asked'
}
