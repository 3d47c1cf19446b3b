/** Receipts of Etsy as sales of ours. Pure. */
import {
  add,
  decodeEntities,
  type Money,
  MoneyRefused,
  money,
  oneLine,
  type Sale,
  type SaleItem,
  type SaleRefund,
  type SaleState,
} from '#kit'
import { fieldsOf } from './listings.ts'
import { toMoney } from './mapping.ts'
import { fromSeconds, Receipt } from './wire.ts'

const states: Readonly<Record<string, SaleState>> = {
  paid: 'paid',
  completed: 'paid',
  'partially refunded': 'paid',
  'fully refunded': 'refunded',
  canceled: 'cancelled',
  // open and payment processing grant nothing until they become one of these.
}

export function toSale(receipt: Receipt): Sale {
  const total = toMoney(receipt.grandtotal)
  const none = money(0n, total.currency)
  const taxes = [receipt.total_tax_cost, receipt.total_vat_cost].map(price => (price ? toMoney(price) : none))
  const refunds = refundsOf(receipt)
  const returned = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const told = stateOf(receipt)
  const state: SaleState = told === 'paid' && total.minor > 0n && returned >= total.minor ? 'refunded' : told
  const country = receipt.country_iso?.toUpperCase() ?? ''
  return {
    remoteId: String(receipt.receipt_id),
    number: String(receipt.receipt_id),
    state,
    placedAt: fromSeconds(receipt.created_timestamp),
    // There is no time of payment on a receipt; paid at once is the rule at Etsy.
    paidAt: receipt.is_paid && state !== 'pending' ? fromSeconds(receipt.created_timestamp) : null,
    changedAt: fromSeconds(receipt.updated_timestamp),
    buyer: {
      email: textOf(receipt.buyer_email),
      name: textOf(receipt.name),
      country: /^[A-Z]{2}$/.test(country) ? country : null,
    },
    total,
    tax: taxes.reduce(add, none),
    fee: null,
    lines: linesOf(receipt),
    refunds,
  }
}

function stateOf({ status, is_paid }: Receipt): SaleState {
  const told = states[status.toLowerCase()]
  if (told === undefined) return is_paid && !/^(open|payment processing)$/i.test(status) ? 'paid' : 'pending'
  return told === 'paid' && !is_paid ? 'pending' : told
}

/** A coupon is told for the whole receipt; each line bears its share, to the last unit. */
function linesOf({ transactions, discount_amt, grandtotal }: Receipt): Sale['lines'] {
  const gross = transactions.map(({ price, quantity }) => {
    const unit = toMoney(price)
    return money(unit.minor * BigInt(quantity), unit.currency)
  })
  const discount = discount_amt ? toMoney(discount_amt).minor : 0n
  const sum = gross.reduce((all, { minor }) => all + minor, 0n)
  let [doneGross, doneNet] = [0n, 0n]
  const net = gross.map(({ minor }) => {
    doneGross += minor
    const whole = sum === 0n ? 0n : doneGross - (doneGross * discount) / sum
    const own = whole - doneNet
    doneNet = whole
    return own
  })
  const { currency } = toMoney(grandtotal)
  return transactions.map((line, at) => ({
    remoteId: String(line.transaction_id),
    listingRemoteId: line.listing_id ? String(line.listing_id) : null,
    sku: textOf(line.sku),
    title: oneLine(decodeEntities(line.title ?? '')),
    quantity: line.quantity,
    total: money(net[at]!, gross[at]!.currency),
    // Etsy tells tax for the whole receipt alone.
    tax: money(0n, currency),
  }))
}

/** Refunds have no id at Etsy; time and amount name them, and a number tells twins apart. */
function refundsOf({ receipt_id, refunds }: Receipt): SaleRefund[] {
  const seen = new Map<string, number>()
  return (refunds ?? []).flatMap(refund => {
    const amount = absolute(toMoney(refund.amount))
    if (amount.minor === 0n || /fail|cancel|revers|reject|declin/i.test(refund.status ?? '')) return []
    const name = `${receipt_id}-${refund.created_timestamp}-${amount.minor}`
    const twins = seen.get(name) ?? 0
    seen.set(name, twins + 1)
    return [
      {
        remoteId: twins === 0 ? name : `${name}-${twins + 1}`,
        refundedAt: fromSeconds(refund.created_timestamp),
        amount,
        reason: textOf(refund.reason),
      },
    ]
  })
}

const absolute = ({ minor, currency }: Money) => money(minor < 0n ? -minor : minor, currency)

/** Names come with entities (issue 446). */
const textOf = (text: string | null | undefined): string | null => oneLine(decodeEntities(text ?? '')) || null

/** A receipt that cannot be read is kept as it came, with a reason that names fields and never values. */
export function toSaleItem(raw: unknown): SaleItem {
  const parsed = Receipt.safeParse(raw)
  if (!parsed.success) return kept(raw, `The order does not have the shape of the API: ${fieldsOf(parsed.error)}.`)
  try {
    return { isRead: true, sale: toSale(parsed.data) }
  } catch (error) {
    if (error instanceof MoneyRefused) return kept(raw, 'An amount of the order cannot be counted in its currency.')
    throw error
  }
}

export function kept(raw: unknown, reason: string): SaleItem {
  const id = typeof raw === 'object' && raw !== null ? (raw as { receipt_id?: unknown }).receipt_id : undefined
  return { isRead: false, remoteId: typeof id === 'number' ? String(id) : null, raw: JSON.stringify(raw) ?? '', reason }
}
