/** How the pretend Gumroad counts: in US cents for its books, in the product's currency for people. Source: currency_helper.rb, currencies.json. */
import { Refused, refused, type Shop } from './shop.ts'

interface Currency {
  readonly symbol: string
  readonly least: number
  /** Counted in whole units. */
  readonly isWhole?: boolean
}

export const currencies: Readonly<Record<string, Currency>> = {
  usd: { symbol: '$', least: 99 },
  gbp: { symbol: '£', least: 59 },
  eur: { symbol: '€', least: 79 },
  jpy: { symbol: '¥', least: 99, isWhole: true },
  inr: { symbol: '₹', least: 7300 },
  aud: { symbol: 'A$', least: 99 },
  cad: { symbol: 'CAD$', least: 99 },
  hkd: { symbol: 'HK$', least: 799 },
  sgd: { symbol: 'SGD$', least: 99 },
  twd: { symbol: 'NT$', least: 2999 },
  nzd: { symbol: 'NZ$', least: 99 },
  brl: { symbol: 'R$', least: 533 },
  zar: { symbol: 'ZAR', least: 1300 },
  chf: { symbol: 'CHF', least: 100 },
  ils: { symbol: '₪', least: 700 },
  php: { symbol: '₱', least: 4500 },
  krw: { symbol: '₩', least: 111000 },
  pln: { symbol: 'zł', least: 379 },
  czk: { symbol: 'Kč', least: 2149 },
}

const rateOf = (shop: Shop, currency: string): number => shop.state.settings.rates[currency] ?? 1

export function toUsd(shop: Shop, currency: string, amount: number): number {
  if (currency === 'usd') return amount
  const converted = amount / rateOf(shop, currency)
  return Math.round(currencies[currency]?.isWhole ? converted * 100 : converted)
}

export function fromUsd(shop: Shop, currency: string, cents: number): number {
  if (currency === 'usd') return cents
  const converted = cents * rateOf(shop, currency)
  return Math.round(currencies[currency]?.isWhole ? converted / 100 : converted)
}

/** '1,250.50'; no cents where there are none. */
export function numberText(currency: string, amount: number): string {
  const isWhole = currencies[currency]?.isWhole ?? false
  const text = isWhole ? String(amount) : amount % 100 === 0 ? String(amount / 100) : (amount / 100).toFixed(2)
  const [units = '0', cents] = text.split('.')
  return `${units.replace(/\B(?=(\d{3})+$)/g, ',')}${cents === undefined ? '' : `.${cents}`}`
}
export const priceText = (currency: string, amount: number): string => {
  const text = `${currencies[currency]?.symbol ?? ''}${numberText(currency, amount)}`
  return text === '$0.99' ? '99¢' : text
}
/** '12.50', for the far side's own truth. */
export const decimal = (currency: string, amount: number): string =>
  currencies[currency]?.isWhole ? String(amount) : (amount / 100).toFixed(2)

/** @throws {Refused} as a product's price is refused. Source: base_price/shared.rb. */
export function assertPrice(shop: Shop, currency: string, amount: unknown): number {
  const price = typeof amount === 'number' ? amount : Number(String(amount ?? ''))
  if (amount === undefined || amount === null || amount === '') throw refused("Default price cents can't be blank")
  if (!Number.isInteger(price)) throw refused('Price cents is not a number')
  if (price > 2 ** 31) throw refused('One or more numeric values are out of range.')
  if (price < 0) throw refused('Price cents must be greater than or equal to 0')
  const { least, symbol } = currencies[currency]!
  if (price !== 0 && price < least) throw refused(`Sorry, a product must be at least ${symbol}${numberText(currency, least)}.`)
  if (toUsd(shop, currency, price) > 500_000) throw refused("Sorry, we don't support pricing products above $5,000.")
  return price
}

/** @throws {Refused} for one in which nothing is sold. */
export function currencyIn(given: unknown): string {
  const currency = String(given ?? '')
    .trim()
    .toLowerCase()
  if (!(currency in currencies)) throw new Refused(200, { success: false, message: `'${String(given)}' is not a supported currency.` })
  return currency
}
