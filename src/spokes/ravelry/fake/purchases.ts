/** The export of what was bought: by the time it was paid, in pages or a whole month at once. Refunds move no time. */
import type { Call } from './answer.ts'
import { notFound, Refused, refused, type Shop } from './shop.ts'
import type { Invoice } from './state.ts'

/** JSON numbers for what was asked, texts for what went over PayPal: both are read there. */
function invoiceJson(shop: Shop, invoice: Invoice) {
  const { currency, lines, payments } = invoice
  const number = (amount: number) => Number(shop.decimal(amount, currency))
  const due = lines.reduce((sum, { amount, promotionId }) => sum + (promotionId === null ? amount : amount), 0)
  return {
    id: invoice.id,
    invoice_number: invoice.number,
    invoice_date: shop.time(invoice.madeMs),
    paid: true,
    creator_type: invoice.creatorType,
    currency,
    amount_due: number(invoice.kind === 'lys-sale' ? 0 : due),
    amount_due_to_lys: invoice.kind === 'lys-sale' ? number(due) : null,
    bill_to_name: invoice.name,
    bill_to_email: invoice.email,
    country: invoice.country,
    country_from_paypal: invoice.country,
    payment_reference: invoice.reference,
    ...(invoice.username !== null && { ravelry_username: invoice.username, ravelry_user_id: 900_001 }),
    invoice_line_items: lines.map(({ id, productId, promotionId, title, amount, discount }) => ({
      id,
      product_id: productId,
      promotion_id: promotionId,
      title,
      amount: number(amount),
      ...(discount > 0 && { promotional_discount_applied: number(discount) }),
    })),
    payments: payments.map(({ id, gross, txnId, type }) => ({ id, gross: shop.decimal(gross, currency), txn_id: txnId, txn_type: type })),
  }
}

const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/

export function listPurchases({ shop, params, query }: Call) {
  if (params.store_id !== shop.state.storeId) throw notFound('Store')
  const { creator = 'all', min_paid_date: min, month, sort = 'paid_date', page = 1, page_size: size = 100 } = query as Record<string, never>
  const all = [...shop.invoices.values()].filter(({ kind }) => creator === 'all' || kind === creator)
  if (month !== undefined) {
    if (!/^\d{4}-\d\d-01$/.test(month)) throw refused(400, 'month must be YYYY-MM-01')
    const found = all.filter(({ paidMs }) => shop.time(paidMs).slice(0, 7).replace('/', '-') === (month as string).slice(0, 7))
    if (found.length > shop.state.settings.mostInMonth) throw new Refused(504, { error: 'Gateway Time-out' })
    return { invoices: ordered(found, 'paid_date').map(one => invoiceJson(shop, one)) }
  }
  if (min !== undefined && !stamp.test(min)) throw refused(400, 'min_paid_date must be an RFC 3339 timestamp with offset')
  const from = min === undefined ? Number.NEGATIVE_INFINITY : Date.parse(min)
  const found = ordered(
    all.filter(({ paidMs }) => paidMs >= from),
    sort,
  )
  const pages = Math.max(1, Math.ceil(found.length / size))
  return {
    invoices: found.slice((page - 1) * size, page * size).map(one => invoiceJson(shop, one)),
    paginator: { page, page_size: size, results: found.length, page_count: pages, last_page: pages },
  }
}

function ordered(invoices: readonly Invoice[], sort: string): Invoice[] {
  const time = ({ paidMs, madeMs }: Invoice) => (sort.startsWith('paid_date') ? paidMs : madeMs)
  const up = invoices.toSorted((a, b) => time(a) - time(b) || a.number - b.number)
  return sort.endsWith('_') ? up.reverse() : up
}
