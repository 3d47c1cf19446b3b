/** Prices as the store reads and shows them. */

/**
 * What the store makes of a price that is sent: 'abc' becomes '', '14,50' becomes '1450', '$14.50' becomes '14.50', '-5' stays.
 * It never refuses one.
 */
export const cleanPrice = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string'
    ? String(value)
        .trim()
        .replace(/\.(?![^.]+$)|[^0-9.-]/g, '')
    : ''

export const cents = (price: string): number => (price === '' ? 0 : Math.round(Number(price) * 100))
/** Hundredths as text; a minus stays on nothing too: '-0.00'. */
export const decimal = (hundredths: number, digits = 2): string =>
  (Object.is(hundredths, -0) ? '-' : '') + (hundredths / 100).toFixed(digits)

const symbols: Readonly<Record<string, readonly [html: string, plain: string]>> = {
  USD: ['&#36;', '$'],
  EUR: ['&euro;', '€'],
  GBP: ['&pound;', '£'],
  JPY: ['&yen;', '¥'],
  CAD: ['&#36;', '$'],
  AUD: ['&#36;', '$'],
  CHF: ['&#67;&#72;&#70;', 'CHF'],
}
export const symbolHtml = (currency: string): string => symbols[currency]?.[0] ?? currency
export const symbolOf = (currency: string): string => symbols[currency]?.[1] ?? currency

const shown = (price: string): string =>
  Math.max(0, Number(price))
    .toFixed(2)
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')

const amountHtml = (price: string, currency: string): string =>
  `<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol" translate="no">${symbolHtml(currency)}</span>${shown(price)}</bdi></span>`

export function priceHtml({
  price,
  regular,
  isOnSale,
  currency,
}: {
  price: string
  regular: string
  isOnSale: boolean
  currency: string
}): string {
  if (price === '') return ''
  if (!isOnSale) return amountHtml(price, currency)
  const symbol = symbolHtml(currency).replace('&#36;', '&#036;')
  return `<del aria-hidden="true">${amountHtml(regular, currency)}</del> <span class="screen-reader-text">Original price was: ${symbol}${shown(regular)}.</span><ins aria-hidden="true">${amountHtml(price, currency)}</ins><span class="screen-reader-text">Current price is: ${symbol}${shown(price)}.</span>`
}
