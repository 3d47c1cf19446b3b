/** Amounts as Stripe counts them: whole numbers, but not of the same unit as ISO 4217 in each currency. Source: docs.stripe.com/currencies, read 2026-11. */
import { decimalsOf, type Money, MoneyRefused, SpokeError } from '#kit'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Counted in whole units there. MGA has two digits in ISO 4217. */
const whole = words('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF')
/** Whole units that are sent with two digits, for old compatibility. */
const padded = words('ISK UGX')
/** Three digits, of which the last must be 0. */
const rounded = words('BHD JOD KWD OMR TND')
/** Said to be one by some sources and the other by others; a hundred times too much is worse than a refusal. */
const doubtful = words('UGX')

const taken = words(
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW',
)

/** The least that can be paid, in Stripe's unit. Elsewhere it is what half a dollar is worth, which nobody tells. */
const least: Readonly<Record<string, bigint>> = {
  AED: 200n, AUD: 50n, BGN: 100n, BRL: 50n, CAD: 50n, CHF: 50n, CZK: 1500n, DKK: 250n, EUR: 50n, GBP: 30n, HKD: 400n, HUF: 17_500n,
  INR: 50n, JPY: 50n, MXN: 1000n, MYR: 200n, NOK: 300n, NZD: 50n, PLN: 200n, RON: 200n, SEK: 300n, SGD: 50n, THB: 1000n, USD: 50n,
} // biome-ignore format: a table

const most = 99_999_999n

/** How many of Stripe's units ten thousand of ours are; whole, so that nothing is lost. */
function unitsPer10k(currency: string): bigint {
  const decimals = decimalsOf(currency)
  const theirs = whole.has(currency) ? 0 : padded.has(currency) ? 2 : decimals
  return (10_000n * 10n ** BigInt(theirs)) / 10n ** BigInt(decimals)
}

/** @throws {SpokeError} 'seller' when Stripe cannot take this currency, or not this amount. */
export function toStripe({ minor, currency }: Money): bigint {
  if (!taken.has(currency) || doubtful.has(currency))
    throw new SpokeError('seller', `Stripe takes no payments in ${currency} from here. Choose another currency for your store.`)
  const scaled = minor * unitsPer10k(currency)
  const amount = scaled / 10_000n
  if (scaled % 10_000n !== 0n || (rounded.has(currency) && amount % 10n !== 0n))
    throw new SpokeError(
      'seller',
      `Stripe takes ${currency} only in coarser steps than that. Round the price${rounded.has(currency) ? ' to two digits after the point' : ' to whole units'}.`,
    )
  return amount
}

/** @throws {SpokeError} 'seller' when it is more or less than Stripe takes at once. */
export function assertPayable(total: Money): void {
  const amount = toStripe(total)
  if (amount < (least[total.currency] ?? 1n))
    throw new SpokeError('seller', `Stripe takes no payment as small as that in ${total.currency}. Raise the price.`)
  if (amount > most) throw new SpokeError('seller', `Stripe takes no payment as large as that in ${total.currency}.`)
}

/** @throws {SpokeError} 'bug' when Stripe tells a currency that nobody knows, or a fraction of our smallest unit. */
export function fromStripe(amount: number, code: string): Money {
  const currency = code.toUpperCase()
  try {
    const per10k = unitsPer10k(currency)
    const scaled = BigInt(amount) * 10_000n
    if (scaled % per10k !== 0n) throw new SpokeError('bug', `Stripe tells a fraction of the smallest unit of ${currency}`)
    return { minor: scaled / per10k, currency }
  } catch (error) {
    if (error instanceof MoneyRefused)
      throw new SpokeError('bug', `Stripe tells an amount in “${currency}”, which is no currency`, { cause: error })
    throw error
  }
}
