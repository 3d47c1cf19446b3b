/** Amounts as the platform writes them. */
import { decimalsOf, type Money, money, parseMoney, toDecimal } from '#kit'

/** `Money`: two decimals at least, whatever the currency: '7.50', '1250.00', '7.500'. */
export function priceText(amount: Money): string {
  const text = toDecimal(amount)
  return decimalsOf(amount.currency) === 0 ? `${text}.00` : text
}

/** `Decimal` inside of MoneyV2: as short as it can be with one decimal: '7.5', '1250.0'. */
export function decimalText(amount: Money): string {
  const text = toDecimal(amount)
  if (!text.includes('.')) return `${text}.0`
  return text.replace(/0+$/, '').replace(/\.$/, '.0')
}

export const moneyV2 = (text: string, currency: string) => ({ amount: decimalText(parseMoney(text, currency)), currencyCode: currency })
export const bag = (text: string, currency: string) => ({ shopMoney: moneyV2(text, currency) })

/** @param percent whole numbers. @returns the part of an amount, half a unit up. */
export function percentOf({ minor, currency }: Money, percent: number): Money {
  return money((minor * BigInt(percent) + 50n) / 100n, currency)
}
/** What tax is inside of an amount that includes it. */
export function percentWithin({ minor, currency }: Money, percent: number): Money {
  const base = 100n + BigInt(percent)
  return money((minor * BigInt(percent) + base / 2n) / base, currency)
}
