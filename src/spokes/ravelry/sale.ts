/** Invoices of Ravelry as sales of ours. Pure. */
import { add, decodeEntities, type Money, MoneyRefused, money, oneLine, parseMoney, type Sale, type SaleItem, type SaleRefund } from '#kit'
import { fieldsOf } from './records.ts'
import { Invoice, timeOf } from './wire.ts'

/** A free or given copy: nobody paid, and there may be no buyer. */
const given = 2

/** Our numbers of sales made elsewhere begin so (`hub/buyer-library`). */
const ourReference = 'selvage-'

/** When a refund was first seen, by its name: Ravelry tells no time of any. */
export type FirstSeen = (refund: string, placedAt: Date) => Date

/**
 * @returns null for what is no sale of hers: a yarn shop's own record of what it sold (creator type 3), which comes to her as that shop's payment; and what
 * we have written into a library ourselves, which was sold and counted elsewhere.
 * @throws {MoneyRefused} when an amount cannot be counted in its currency.
 */
export function toSale(invoice: Invoice, firstSeen: FirstSeen): Sale | null {
  if (invoice.creator_type === 3 || invoice.payment_reference?.startsWith(ourReference)) return null
  const placedAt = timeOf(invoice.invoice_date)
  if (placedAt === null) throw new MoneyRefused('The date of the invoice cannot be read.')
  const currency = invoice.currency.trim().toUpperCase()
  const none = money(0n, currency)
  const amount = (told: string | null | undefined): Money => (told ? parseMoney(told, currency) : none)
  const isGift = invoice.creator_type === given
  const lines = linesOf(invoice, amount, isGift)
  const sum = lines.map(({ total }) => total).reduce(add, none)
  const paid = (invoice.payments ?? []).map(({ gross }) => amount(gross)).filter(({ minor }) => minor > 0n)
  const due = invoice.amount_due ? amount(invoice.amount_due) : sum
  // What went over PayPal is what the buyer paid; without that, what was due.
  const total = isGift ? none : paid.length > 0 ? paid.reduce(add, none) : due
  const refunds = isGift ? [] : refundsOf(invoice, { amount, placedAt, firstSeen })
  const returned = refunds.reduce((all, { amount: back }) => all + back.minor, 0n)
  const isReturned = total.minor > 0n && returned >= total.minor
  const isPaid = isGift || invoice.paid !== false || paid.length > 0
  return {
    remoteId: invoice.id,
    number: String(invoice.invoice_number),
    state: isReturned ? 'refunded' : isPaid ? 'paid' : 'pending',
    placedAt,
    // The date of the invoice is the only one that is told; who buys there pays at once.
    paidAt: isPaid ? placedAt : null,
    changedAt: placedAt,
    buyer: {
      email: textOf(invoice.bill_to_email),
      name: textOf(invoice.bill_to_name),
      country: countryOf(invoice.country) ?? countryOf(invoice.country_from_paypal),
    },
    total,
    // Ravelry tells no tax with a sale.
    tax: none,
    fee: null,
    lines: scaled(lines, total, sum),
    refunds,
  }
}

type Amount = (told: string | null | undefined) => Money

/** A promotion is a line of its own, below zero, and its share is told with each product. */
function linesOf({ invoice_line_items }: Invoice, amount: Amount, isGift: boolean): Sale['lines'] {
  return invoice_line_items.flatMap(({ id, product_id, promotion_id, title, amount: told, promotional_discount_applied }) => {
    const gross = amount(told)
    const isPromotion = gross.minor < 0n || (product_id == null && promotion_id != null)
    if (isPromotion) return []
    const off = amount(promotional_discount_applied).minor
    const net = gross.minor - (off < 0n ? -off : off)
    return [
      {
        remoteId: id,
        listingRemoteId: product_id == null ? null : String(product_id),
        sku: null,
        title: oneLine(decodeEntities(title ?? '')),
        quantity: 1,
        total: money(isGift || net < 0n ? 0n : net, gross.currency),
        tax: money(0n, gross.currency),
      },
    ]
  })
}

/** The lines together are never more than was paid: what a promotion took off the whole is shared out to the last unit. */
function scaled(lines: Sale['lines'], total: Money, sum: Money): Sale['lines'] {
  if (sum.minor <= total.minor) return lines
  let [doneGross, doneNet] = [0n, 0n]
  return lines.map(line => {
    doneGross += line.total.minor
    const net = (doneGross * total.minor) / sum.minor - doneNet
    doneNet += net
    return { ...line, total: money(net, line.total.currency) }
  })
}

/** Money that went back is a payment below zero. */
function refundsOf(
  { id, payments }: Invoice,
  { amount, placedAt, firstSeen }: { amount: Amount; placedAt: Date; firstSeen: FirstSeen },
): SaleRefund[] {
  return (payments ?? []).flatMap(payment => {
    const gross = amount(payment.gross)
    if (gross.minor >= 0n) return []
    const remoteId = `${id}-${payment.id}`
    return [{ remoteId, refundedAt: firstSeen(remoteId, placedAt), amount: money(-gross.minor, gross.currency), reason: null }]
  })
}

const textOf = (text: string | null | undefined): string | null => oneLine(decodeEntities(text ?? '')) || null

function countryOf(told: string | null | undefined): string | null {
  const code = told?.trim().toUpperCase() ?? ''
  return /^[A-Z]{2}$/.test(code) ? code : null
}

/** An invoice that cannot be read is kept as it came, with a reason that names fields and never values. @returns [] for what is no sale of hers. */
export function toSaleItems(raw: unknown, firstSeen: FirstSeen): SaleItem[] {
  const parsed = Invoice.safeParse(raw)
  if (!parsed.success) return [kept(raw, `The invoice does not have the shape of the API: ${fieldsOf(parsed.error)}.`)]
  try {
    const sale = toSale(parsed.data, firstSeen)
    return sale === null ? [] : [{ isRead: true, sale }]
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
    return [
      kept(
        raw,
        timeOf(parsed.data.invoice_date) === null
          ? 'The date of the invoice cannot be read.'
          : 'An amount of the invoice cannot be counted in its currency.',
      ),
    ]
  }
}

function kept(raw: unknown, reason: string): SaleItem {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  const remoteId = typeof id === 'string' || typeof id === 'number' ? String(id) : null
  return { isRead: false, remoteId, raw: JSON.stringify(raw) ?? '', reason }
}
