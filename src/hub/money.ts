/** Money: whole numbers of a currency's smallest unit, never a float. Source for the digits: ISO 4217, list one, 2026. */

export interface Money {
  readonly minor: bigint
  readonly currency: string
}

/** Money as it travels in JSON. */
export interface MoneyJson {
  readonly minor: string
  readonly currency: string
}

const withoutDecimals = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const withThreeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))
const known = new Set(Intl.supportedValuesOf('currency'))

export class MoneyRefused extends Error {
  override readonly name = 'MoneyRefused'
}

/** @throws {MoneyRefused} when the code is not a currency in use. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (!known.has(currency)) throw new MoneyRefused(`“${currency}” is not a currency. Use a three-letter code such as EUR or USD.`)
  if (withoutDecimals.has(currency)) return 0
  return withThreeDecimals.has(currency) ? 3 : 2
}

export const unitsPerWhole = (currency: string): bigint => 10n ** BigInt(decimalsOf(currency))

export const money = (minor: bigint, currency: string): Money => ({ minor, currency })

/**
 * @param text a plain decimal with a point: '7.50', '1250', '-3.2'. No thousands separator, no sign of currency.
 * @throws {MoneyRefused} when it is not such a number, or finer than the currency's smallest unit ('0.005' EUR).
 */
export function parseMoney(text: string, currency: string): Money {
  const decimals = decimalsOf(currency)
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text.trim())
  if (!match) throw new MoneyRefused(`“${text}” is not a price. Write it with digits and a point, for example 7.50.`)
  const [, sign = '', whole = '0', fraction = ''] = match
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new MoneyRefused(
      `“${text}” is finer than ${currency} can be paid: ${decimals === 0 ? 'use whole numbers' : `at most ${decimals} digits after the point`}.`,
    )
  }
  const minor = BigInt(whole) * unitsPerWhole(currency) + BigInt(fraction.slice(0, decimals).padEnd(decimals, '0') || '0')
  return { minor: sign ? -minor : minor, currency }
}

/** '7.50' for 750 EUR, '1250' for 1250 JPY: what platforms take and `parseMoney` reads back. */
export function toDecimal({ minor, currency }: Money): string {
  const decimals = decimalsOf(currency)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const sign = minor < 0n ? '-' : ''
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** @throws {MoneyRefused} when the currencies differ. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new MoneyRefused(`${a.currency} and ${b.currency} cannot be added.`)
  return { minor: a.minor + b.minor, currency: a.currency }
}

export const toJson = ({ minor, currency }: Money): MoneyJson => ({ minor: minor.toString(), currency })
export const fromJson = ({ minor, currency }: MoneyJson): Money => ({ minor: BigInt(minor), currency })
