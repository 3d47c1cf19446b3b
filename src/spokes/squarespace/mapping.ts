/** Squarespace's orders to sales, and its products to listings. Pure. */
import {
  decodeEntities,
  type Money,
  MoneyRefused,
  money,
  type ObservedListing,
  oneLine,
  parseMoney,
  respellHtml,
  type Sale,
  type SaleItem,
  type SaleState,
} from '#kit'
import { type Amount, Order, Product } from './wire.ts'

/** As text, with more digits than the currency has when they are noughts. @throws {MoneyRefused} */
const amountOf = ({ value, currency }: Amount): Money => parseMoney(value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''), currency)
const orNothing = (amount: Amount | null | undefined, currency: string): Money =>
  amount === null || amount === undefined ? money(0n, currency) : amountOf(amount)

const paid = new Set(['PAID', 'REFUNDED', 'REFUND_PENDING', 'REFUND_FAILED'])

function stateOf({ fulfillmentStatus, paymentState }: Order, total: Money, back: Money): SaleState {
  if (total.minor > 0n && back.minor >= total.minor) return 'refunded'
  if (fulfillmentStatus === 'CANCELED') return 'cancelled'
  if (paymentState === 'REFUNDED' && back.minor === 0n) return 'refunded'
  const isPaid = paymentState === null || paymentState === undefined || paid.has(paymentState)
  // What costs nothing is charged to nobody.
  return isPaid || total.minor === 0n ? 'paid' : 'pending'
}

function toSale(order: Order): Sale {
  const { currency } = order.grandTotal
  const [total, tax, back] = [amountOf(order.grandTotal), orNothing(order.taxTotal, currency), orNothing(order.refundedTotal, currency)]
  const state = stateOf(order, total, back)
  const [placedAt, changedAt] = [new Date(order.createdOn), new Date(order.modifiedOn)]
  const { firstName, lastName, countryCode } = order.billingAddress ?? {}
  return {
    remoteId: order.id,
    number: order.orderNumber,
    state,
    placedAt,
    // There is no time of payment; paid at once is the rule.
    paidAt: state === 'paid' || state === 'refunded' ? placedAt : null,
    changedAt,
    buyer: {
      email: textOf(order.customerEmail),
      name: textOf([firstName, lastName].filter(Boolean).join(' ')),
      country: /^[A-Z]{2}$/.test(countryCode ?? '') ? countryCode! : null,
    },
    total,
    tax,
    fee: null,
    lines: linesOf(order, money(total.minor - tax.minor, currency)),
    // The sum alone is told, and no time of its own.
    refunds: back.minor <= 0n ? [] : [{ remoteId: 'refunded', refundedAt: changedAt, amount: back, reason: null }],
  }
}

/** What was paid without tax, shared out over the lines by their prices, to the last cent: so discounts and prices that hold the tax come out right. */
function linesOf({ lineItems }: Order, net: Money): Sale['lines'] {
  const weights = lineItems.map(({ unitPricePaid, quantity }) => amountOf(unitPricePaid).minor * BigInt(quantity))
  const sum = weights.reduce((all, one) => all + one, 0n)
  let [seen, shared] = [0n, 0n]
  return lineItems.map(({ id, productId, productName, sku, quantity }, at) => {
    seen += weights[at]!
    const upToHere = sum === 0n ? (at === lineItems.length - 1 ? net.minor : 0n) : (seen * net.minor) / sum
    const own = upToHere - shared
    shared = upToHere
    return {
      remoteId: id,
      listingRemoteId: productId ?? null,
      sku: sku || null,
      title: textOf(productName) ?? '',
      quantity: Math.max(1, quantity),
      total: money(own, net.currency),
      // Told for the whole order alone.
      tax: money(0n, net.currency),
    }
  })
}

const textOf = (text: string | null | undefined): string | null => oneLine(decodeEntities(text ?? '')) || null

/** @returns null for an order of the shop's test mode. One that cannot be read is kept as it came, with a reason that names fields and never values. */
export function toSaleItem(raw: unknown): SaleItem | null {
  const order = Order.safeParse(raw)
  if (!order.success) {
    const fields = [...new Set(order.error.issues.map(({ path }) => path.map(String).join('.') || 'all of it'))].slice(0, 5).join(', ')
    return kept(raw, `The order does not have the shape of the API: ${fields}.`)
  }
  if (order.data.testmode === true) return null
  try {
    return { isRead: true, sale: toSale(order.data) }
  } catch (error) {
    if (error instanceof MoneyRefused) return kept(raw, error.message)
    throw error
  }
}

function kept(raw: unknown, reason: string): SaleItem {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  return { isRead: false, remoteId: typeof id === 'string' ? id : null, raw: JSON.stringify(raw) ?? '', reason }
}

/** @throws {MoneyRefused} */
export function toListing(raw: unknown): ObservedListing {
  const { id, name, description, url, tags, isVisible, pricing, images, modifiedOn } = Product.parse(raw)
  return {
    remoteId: id,
    url: url ?? null,
    content: {
      title: oneLine(decodeEntities(name)),
      summary: '',
      description: respellHtml(description ?? ''),
      sku: '',
      price: amountOf(pricing.basePrice),
      salePrice: pricing.onSale === true && pricing.salePrice ? { price: amountOf(pricing.salePrice), from: null, to: null } : null,
      isPublished: isVisible,
      tags: tags ?? [],
      categories: [],
      images: [],
      files: [],
    },
    mark: modifiedOn,
    extras: { picture: images?.[0]?.url || null, shown: (images ?? []).map(({ url }) => ({ address: url || null, alt: '' })) },
  }
}
