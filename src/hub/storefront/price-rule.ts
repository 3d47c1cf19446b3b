/** A price for one storefront made of a price of the pattern: rate, mark-up, amount added, rounding, floor. Whole numbers of the smallest unit all the way. Pure. */
import { decimalsOf, type Money, unitsPerWhole } from '../money.ts'
import { Refused } from '../refused.ts'

/** 'half' ends in .00 or .50, 'ninety-nine' in .99. */
export const roundings = ['none', 'whole', 'half', 'ninety-nine'] as const
export type Rounding = (typeof roundings)[number]

export interface PriceRule {
  /** In which the storefront sells. */
  readonly currency: string
  /** The pattern's price in this currency is where it starts. */
  readonly fromCurrency: string
  /** What one whole of `fromCurrency` is worth in `currency`, in millionths: 1,080,000 for 1.08. */
  readonly rateMillionths: bigint
  /** Hundredths of a percent: 1,250 for 12.5 %; a minus lowers. */
  readonly percentHundredths: number
  /** In the smallest unit of `currency`; a minus takes away. */
  readonly addMinor: bigint
  readonly rounding: Rounding
  /** Hers; null: none. */
  readonly floorMinor: bigint | null
}

export interface RuledPrice {
  readonly price: Money
  /** Whose floor it was raised to; null: neither. */
  readonly raisedTo: 'hers' | 'theirs' | null
}

/** What is given away stays so. @param least what the storefront takes at least. */
export function priceByRule(rule: PriceRule, from: Money, least: Money | null): RuledPrice {
  const { currency, rateMillionths, percentHundredths, addMinor, rounding, floorMinor } = rule
  if (from.minor === 0n) return { price: { minor: 0n, currency }, raisedTo: null }
  const product = from.minor * rateMillionths * unitsPerWhole(currency) * BigInt(10_000 + percentHundredths)
  const ruled = halfUp(product, 1_000_000n * unitsPerWhole(from.currency) * 10_000n) + addMinor
  const minor = rounded(ruled < 0n ? 0n : ruled, rounding, currency)
  const [hers, theirs] = [floorMinor ?? 0n, least?.minor ?? 0n]
  const floor = hers > theirs ? hers : theirs
  if (minor >= floor) return { price: { minor, currency }, raisedTo: null }
  return { price: { minor: floor, currency }, raisedTo: hers > theirs ? 'hers' : 'theirs' }
}

const halfUp = (value: bigint, by: bigint): bigint => (value + by / 2n) / by

/** To the nearest; the middle goes up. Never to less than the first such price. */
function rounded(minor: bigint, rounding: Rounding, currency: string): bigint {
  const unit = unitsPerWhole(currency)
  if (rounding === 'none') return minor
  if (rounding === 'whole') return halfUp(minor, unit) * unit
  if (rounding === 'half') return halfUp(minor, unit / 2n) * (unit / 2n)
  const end = (unit * 99n) / 100n
  return minor <= end ? end : halfUp(minor - end, unit) * unit + end
}

const largestMinor = 10n ** 12n

/** @throws {Refused} when it cannot be kept to, with what to do. @throws {MoneyRefused} when a currency is none. */
export function checkPriceRule(rule: PriceRule): void {
  const refused = (field: string, message: string) => new Refused('price-rule', message, { field })
  const { currency, fromCurrency, rateMillionths, percentHundredths, addMinor, rounding, floorMinor } = rule
  decimalsOf(fromCurrency)
  if (decimalsOf(currency) === 0 && (rounding === 'half' || rounding === 'ninety-nine'))
    throw refused('rounding', `${currency} has no smaller unit. Round to whole amounts, or not at all.`)
  if (fromCurrency === currency && rateMillionths !== 1_000_000n)
    throw refused('rate', `From ${currency} to ${currency} the rate is 1. Use the mark-up to raise or lower the price.`)
  if (rateMillionths <= 0n || rateMillionths > 10n ** 12n) throw refused('rate', 'The rate should be more than 0 and at most 1,000,000.')
  if (!Number.isInteger(percentHundredths) || percentHundredths < -9_999 || percentHundredths > 1_000_000)
    throw refused('percent', 'The mark-up should be between -99.99 and 10,000 percent.')
  if (addMinor < -largestMinor || addMinor > largestMinor) throw refused('add', 'The amount that is added is too high. Look at it again.')
  if (floorMinor !== null && (floorMinor < 0n || floorMinor > largestMinor))
    throw refused('floor', 'The lowest price should be 0 or more, and no more than can be charged.')
}
