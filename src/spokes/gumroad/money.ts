/** Amounts as Gumroad counts them: in hundredths of every currency but the yen. Source: config/currencies.json; read 2026-11. Pure. */
import { decimalsOf, type Money, MoneyRefused, money, parseMoney } from '#kit'

/** The least that a product may cost, in Gumroad's own units; nothing at all is allowed as well. */
export const leastPrices: Readonly<Record<string, bigint>> = {
  USD: 99n,
  GBP: 59n,
  EUR: 79n,
  JPY: 99n,
  INR: 7300n,
  AUD: 99n,
  CAD: 99n,
  HKD: 799n,
  SGD: 99n,
  TWD: 2999n,
  NZD: 99n,
  BRL: 533n,
  ZAR: 1300n,
  CHF: 100n,
  ILS: 700n,
  PHP: 4500n,
  KRW: 111000n,
  PLN: 379n,
  CZK: 2149n,
}
export const isTraded = (currency: string): boolean => currency in leastPrices

/** How many of Gumroad's units make one of ours: it counts the won in hundredths, of which there are none. */
const finer = (currency: string): bigint => (currency === 'JPY' ? 1n : 10n ** BigInt(2 - decimalsOf(currency)))

/** @throws {MoneyRefused} for a currency in which Gumroad does not sell. */
export function toUnits({ minor, currency }: Money): bigint {
  if (!isTraded(currency)) throw new MoneyRefused(`Gumroad sells nothing in ${currency}. Set another currency for it.`)
  return minor * finer(currency)
}

/** @throws {MoneyRefused} when it is not a whole number of the currency's smallest unit. */
export function fromUnits(units: bigint, currency: string): Money {
  if (!isTraded(currency)) throw new MoneyRefused(`Gumroad sells nothing in ${currency}.`)
  if (units % finer(currency) !== 0n) throw new MoneyRefused(`${units} of Gumroad's units are no whole number of ${currency}.`)
  return money(units / finer(currency), currency)
}

/**
 * @param text an amount with its sign and words: '€1,250.50 a month', '7'.
 * @throws {MoneyRefused} when there is none in it.
 */
export function fromText(text: string, currency: string): Money {
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(text)?.[0]?.replaceAll(',', '')
  if (digits === undefined) throw new MoneyRefused(`There is no amount in what should be one of ${currency}.`)
  return parseMoney(digits, currency)
}
