/** Lemon Squeezy's orders to sales, and its products to listings. Pure. */
import {
  decimalsOf,
  decodeEntities,
  type Money,
  MoneyRefused,
  money,
  type ObservedListing,
  oneLine,
  respellHtml,
  type Sale,
  type SaleItem,
  type SaleRefund,
  type SaleState,
} from '#kit'
import { Order, OrderItem, Product } from './wire.ts'

const states: Readonly<Record<string, SaleState>> = {
  pending: 'pending',
  failed: 'cancelled',
  paid: 'paid',
  partial_refund: 'paid',
  refunded: 'refunded',
  fraudulent: 'cancelled',
}

/**
 * Amounts are told “in cents”. What that means in a currency without cents, or with thousandths, is not written, so there nothing is counted.
 * @throws {MoneyRefused} with a sentence for her.
 */
export function fromCents(cents: number, currency: string): Money {
  if (decimalsOf(currency) !== 2)
    throw new MoneyRefused(`Lemon Squeezy tells amounts in cents, and does not say what that means in ${currency}. It is not counted.`)
  return money(BigInt(cents), currency)
}

function toSale({ id, attributes: order }: Order, items: readonly OrderItem[]): Sale {
  const { currency } = order
  const [total, tax] = [fromCents(order.total, currency), fromCents(order.tax, currency)]
  const changedAt = new Date(order.updated_at)
  const told = states[order.status] ?? 'pending'
  const isWhole = told === 'refunded' || (order.total > 0 && (order.refunded_amount ?? 0) >= order.total)
  const state = told === 'paid' && isWhole ? 'refunded' : told
  const placedAt = new Date(order.created_at)
  return {
    remoteId: id,
    number: String(order.order_number),
    state,
    placedAt,
    // There is no time of payment; paid at once is the rule.
    paidAt: state === 'paid' || state === 'refunded' ? placedAt : null,
    changedAt,
    buyer: { email: textOf(order.user_email), name: textOf(order.user_name), country: null },
    total,
    tax,
    fee: null,
    lines: linesOf(items, money(total.minor - tax.minor, currency)),
    refunds: refundsOf(order, changedAt),
  }
}

/** What was paid without tax, shared out over the lines by their prices, to the last cent: so coupons and prices that hold the tax come out right. */
function linesOf(items: readonly OrderItem[], net: Money): Sale['lines'] {
  const weights = items.map(({ attributes: { price, quantity = 1 } }) => BigInt(price) * BigInt(quantity))
  const sum = weights.reduce((all, one) => all + one, 0n)
  let [seen, shared] = [0n, 0n]
  return items.map(({ id, attributes: item }, at) => {
    seen += weights[at]!
    const upToHere = sum === 0n ? (at === items.length - 1 ? net.minor : 0n) : (seen * net.minor) / sum
    const own = upToHere - shared
    shared = upToHere
    const names = [textOf(item.product_name), textOf(item.variant_name)]
    return {
      remoteId: id,
      listingRemoteId: item.product_id ? String(item.product_id) : null,
      sku: null,
      title: names.filter(name => name !== null && name !== 'Default').join(', '),
      quantity: item.quantity ?? 1,
      total: money(own, net.currency),
      // Told for the whole order alone.
      tax: money(0n, net.currency),
    }
  })
}

/** The sum of all refunds is told, and when the last one was. */
function refundsOf({ refunded_amount: cents, refunded_at: at, currency }: Order['attributes'], changedAt: Date): SaleRefund[] {
  if (!cents) return []
  return [{ remoteId: 'refunded', refundedAt: at ? new Date(at) : changedAt, amount: fromCents(cents, currency), reason: null }]
}

const textOf = (text: string | null | undefined): string | null => oneLine(decodeEntities(text ?? '')) || null

/** An order that cannot be read is kept as it came, with a reason that names fields and never values. @param included the items of all orders of the page. */
export function toSaleItem(raw: unknown, included: ReadonlyMap<string, unknown>): SaleItem {
  const order = Order.safeParse(raw)
  if (!order.success) return kept(raw, `The order does not have the shape of the API: ${fieldsOf(order.error)}.`)
  const ids = order.data.relationships?.['order-items']?.data?.map(({ id }) => id) ?? []
  const items = ids.map(id => OrderItem.safeParse(included.get(id)))
  const wrong = items.find(item => !item.success)
  if (wrong !== undefined) return kept(raw, `A line of the order does not have the shape of the API: ${fieldsOf(wrong.error!)}.`)
  try {
    return {
      isRead: true,
      sale: toSale(
        order.data,
        items.flatMap(item => (item.success ? [item.data] : [])),
      ),
    }
  } catch (error) {
    if (error instanceof MoneyRefused) return kept(raw, error.message)
    throw error
  }
}

const fieldsOf = ({ issues }: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string =>
  [...new Set(issues.map(({ path }) => path.map(String).join('.') || 'all of it'))].slice(0, 5).join(', ')

function kept(raw: unknown, reason: string): SaleItem {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  return { isRead: false, remoteId: typeof id === 'string' ? id : null, raw: JSON.stringify(raw) ?? '', reason }
}

/** A product is one listing, whatever its variants. @throws {MoneyRefused} */
export function toListing(raw: unknown, currency: string): ObservedListing {
  const { id, attributes: product } = Product.parse(raw)
  return {
    remoteId: id,
    url: product.buy_now_url ?? null,
    content: {
      title: oneLine(product.name),
      summary: '',
      description: respellHtml(product.description ?? ''),
      sku: '',
      price: fromCents(product.price, currency),
      salePrice: null,
      isPublished: product.status === 'published',
      tags: [],
      categories: [],
      images: [],
      files: [],
    },
    mark: product.updated_at,
    extras: { picture: product.large_thumb_url || null },
  }
}
