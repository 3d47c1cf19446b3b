/** Sales as the API tells them: only those that were paid, ten a page, newest first. Source: sales_controller.rb, purchase.rb. */
import type { Call, Reply } from './answer.ts'
import { currencies, fromUsd, numberText, priceText } from './money.ts'
import { keyAt } from './products.ts'
import { notFound, refused400, type Shop } from './shop.ts'
import type { Sale } from './state.ts'

const pageSize = 10

export const refundedUsd = ({ refunds }: Sale): number => refunds.reduce((sum, { usd }) => sum + usd, 0)
export const isRefunded = (sale: Sale): boolean => sale.usd > 0 && refundedUsd(sale) >= sale.usd

const countries: Readonly<Record<string, string>> = { DE: 'Germany', US: 'United States', GB: 'United Kingdom', NL: 'Netherlands' }

/** What is null is left out, as there. */
export function saleJson(shop: Shop, sale: Sale): Record<string, unknown> {
  const product = sale.productId === null ? undefined : shop.products.get(sale.productId)
  const back = refundedUsd(sale)
  const all = {
    id: sale.id,
    email: sale.email,
    seller_id: shop.state.userId,
    timestamp: 'a while ago',
    daystamp: new Date(sale.created).toUTCString(),
    created_at: new Date(sale.created).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    product_name: product?.name ?? sale.productName,
    product_has_variants: false,
    price: sale.usd,
    gumroad_fee: sale.fee,
    tax_cents: sale.taxUsd,
    shipping_cents: 0,
    subscription_duration: null,
    formatted_display_price: priceText(sale.currency, sale.shown),
    formatted_total_price: priceText(sale.currency, fromUsd(shop, sale.currency, sale.usd)),
    currency_symbol: currencies[sale.currency]?.symbol ?? '$',
    currency: shop.isOn('no-currency') ? null : sale.currency,
    amount_refundable_in_currency: numberText(sale.currency, fromUsd(shop, sale.currency, sale.usd - back)),
    product_id: sale.productId,
    product_permalink: product?.permalink ?? 'gone',
    refunded: isRefunded(sale),
    partially_refunded: back > 0 && !isRefunded(sale),
    chargedback: sale.isDisputed && !sale.isDisputeWon,
    purchase_email: sale.email,
    giftee_email: sale.gifteeEmail,
    full_name: sale.fullName === '' ? null : sale.fullName,
    country: countries[sale.country] ?? null,
    country_iso2: countries[sale.country] === undefined ? null : sale.country,
    paid: sale.usd !== 0,
    has_variants: false,
    variants_and_quantity: sale.quantity > 1 ? `x ${sale.quantity}` : '',
    has_custom_fields: false,
    custom_fields: {},
    order_id: sale.orderId,
    is_product_physical: false,
    is_recurring_billing: false,
    can_contact: true,
    is_following: false,
    disputed: sale.isDisputed,
    dispute_won: sale.isDisputeWon,
    is_additional_contribution: false,
    discover_fee_charged: false,
    is_gift_sender_purchase: sale.gifteeEmail !== null,
    is_gift_receiver_purchase: false,
    referrer: 'direct',
    quantity: sale.quantity,
  }
  return { ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)), card: { visual: null, type: null } }
}

function dayIn(given: unknown, field: string): number | null {
  if (given === undefined) return null
  const at = /^\d{4}-\d{2}-\d{2}$/.test(String(given)) ? Date.parse(`${String(given)}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at)) throw refused400(`Invalid date format provided in field '${field}'. Dates must be in the format YYYY-MM-DD.`)
  return at
}

const pageKey = ({ created, orderId }: Sale): string => keyAt(created, orderId)

export function listSales({ shop, given }: Call): Reply {
  const [before, after] = [dayIn(given.before, 'before'), dayIn(given.after, 'after')]
  if (given.order_id !== undefined && !/^\d+$/.test(String(given.order_id))) throw refused400('Invalid order ID.')
  const found = [...shop.sales.values()]
    .filter(({ created }) => (after === null || created >= after) && (before === null || created < before))
    .filter(({ productId }) => given.product_id === undefined || productId === given.product_id)
    .filter(({ email }) => given.email === undefined || email === given.email)
    .sort((a, b) => b.created - a.created || b.orderId - a.orderId)
  const key = given.page_key === undefined ? null : /^(\d{17})\d{3}-(\d+)$/.exec(String(given.page_key))
  if (given.page_key !== undefined && key === null) throw refused400('Invalid page_key.')
  const rest = key === null ? found : found.filter(sale => isAfter(sale, key))
  const page = rest.slice(0, pageSize)
  const last = page.at(-1)
  const next =
    rest.length > pageSize && last !== undefined
      ? { next_page_key: pageKey(last), next_page_url: `/v2/sales?page_key=${pageKey(last)}` }
      : {}
  return { body: { success: true, sales: page.map(sale => saleJson(shop, sale)), ...next } }
}

/** Older, or as old and with a smaller number. What vanished or came in meanwhile moves nothing. */
function isAfter(sale: Sale, [, moment = '', number = '']: RegExpExecArray): boolean {
  const own = new Date(sale.created).toISOString().replace(/\D/g, '')
  return own < moment || (own === moment && sale.orderId < Number(number))
}

export function showSale({ shop, params }: Call): Reply {
  const sale = shop.sales.get(params.id ?? '')
  if (sale === undefined) throw notFound('sale')
  return { body: { success: true, sale: saleJson(shop, sale) } }
}
