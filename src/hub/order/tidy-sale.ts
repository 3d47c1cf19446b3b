/** A storefront's sale made fit for our books, or the sentence that says why it cannot be. Pure. */
import type { Sale, SaleRefund } from './sale.ts'

/** Postgres' int8 is wider; nobody sells a pattern for more than this. */
const largest = 10n ** 15n

/** @returns the sale with clean texts and one refund per id; what a whole refund is short of is its own refund, 'rest'. */
export function tidySale(sale: Sale): Sale {
  const refunds = tidyRefunds(sale)
  const sum = refunds.reduce((all, { amount }) => all + amount.minor, 0n)
  const rest = sale.state === 'refunded' ? sale.total.minor - sum : 0n
  return {
    ...sale,
    remoteId: clean(sale.remoteId),
    number: clean(sale.number),
    buyer: {
      email: addressOf(sale.buyer.email),
      name: cleanOrNull(sale.buyer.name),
      country: /^[A-Za-z]{2}$/.test(sale.buyer.country ?? '') ? sale.buyer.country!.toUpperCase() : null,
      ...(sale.buyer.agreesToNews === true ? { agreesToNews: true } : {}),
    },
    // A fee in another currency is the platform's own bookkeeping; it comes with the payout.
    fee: sale.fee?.currency === sale.total.currency && sale.fee.minor > 0n ? sale.fee : null,
    lines: sale.lines.map(line => ({
      ...line,
      remoteId: clean(line.remoteId),
      listingRemoteId: cleanOrNull(line.listingRemoteId),
      sku: cleanOrNull(line.sku),
      title: clean(line.title),
    })),
    refunds:
      rest > 0n
        ? [...refunds, { remoteId: 'rest', refundedAt: sale.changedAt, amount: { ...sale.total, minor: rest }, reason: null }]
        : refunds,
  }
}

/** @returns why this sale cannot be kept as an order, in her words, or null. */
export function faultOf(sale: Sale): string | null {
  const { currency } = sale.total
  if (sale.remoteId === '') return 'It has no id.'
  for (const [what, at] of [
    ['placed', sale.placedAt],
    ['changed', sale.changedAt],
    ['paid', sale.paidAt],
  ] as const)
    if (at !== null && !isDate(at)) return `When it was ${what} is not a date.`
  if (!/^[A-Z]{3}$/.test(currency)) return 'Its currency is not a three-letter code.'
  const amounts = [sale.total, sale.tax, ...sale.lines.flatMap(line => [line.total, line.tax]), ...sale.refunds.map(({ amount }) => amount)]
  if (amounts.some(amount => amount.currency !== currency)) return 'Its amounts are in several currencies.'
  if (amounts.some(({ minor }) => minor > largest || minor < -largest)) return 'One of its amounts is too large to be true.'
  if (sale.total.minor < 0n || sale.tax.minor < 0n) return 'Its sum is below zero.'
  if (sale.tax.minor > sale.total.minor) return 'Its tax is more than its sum.'
  if (sale.refunds.some(({ amount }) => amount.minor < 0n)) return 'One of its refunds is below zero.'
  if (sale.refunds.some(({ refundedAt }) => !isDate(refundedAt))) return 'When it was refunded is not a date.'
  if (sale.lines.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 0 || quantity > 1_000_000))
    return 'The quantity of a line is not a whole number.'
  if (sale.lines.length > 1000) return 'It has more than a thousand lines.'
  if (new Set(sale.lines.map(line => line.remoteId)).size < sale.lines.length) return 'Two of its lines have the same id.'
  return null
}

function tidyRefunds(sale: Sale): SaleRefund[] {
  const byId = new Map(sale.refunds.map(refund => [clean(refund.remoteId), refund]))
  // A platform may note a refund of nothing; it moves no money and takes nothing away.
  return [...byId]
    .filter(([, { amount }]) => amount.minor !== 0n)
    .map(([remoteId, refund]) => ({ ...refund, remoteId, reason: cleanOrNull(refund.reason) }))
}

/** Postgres takes neither a zero byte nor half of a character. */
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim()
const cleanOrNull = (text: string | null): string | null => clean(text ?? '') || null
const addressOf = (email: string | null): string | null => {
  const address = clean(email ?? '')
  return /^[^\s@]+@[^\s@]+$/.test(address) && address.length <= 320 ? address : null
}
const isDate = (at: Date): boolean => Math.abs(at.getTime()) < 4e12 // to the year 2096; NaN is not
