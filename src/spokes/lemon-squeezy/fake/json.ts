/** What the pretend Lemon Squeezy says, shaped as its documents show it (the order object, the product object; read 2026-11). */
import type { Hook, Item, Order, Product, State } from './state.ts'

const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000Z`
const shown = (cents: number, currency: string): string => `${currency} ${(cents / 100).toFixed(2)}`

const itemAttributes = ({ settings }: State, order: Order, item: Item) => ({
  order_id: order.id,
  product_id: item.productId ?? 0,
  variant_id: (item.productId ?? 0) + 500_000,
  price_id: (item.productId ?? 0) + 600_000,
  product_name: item.name,
  variant_name: 'Default',
  price: item.price,
  quantity: item.quantity,
  created_at: time(order.created),
  updated_at: time(order.created),
  test_mode: settings.isTest,
})

export function orderJson(state: State, url: string, order: Order): Record<string, unknown> {
  const { currency, isTest, taxPercent } = state.settings
  const subtotal = order.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const total = subtotal + order.tax
  const related = (name: string) => ({
    links: { related: `${url}/v1/orders/${order.id}/${name}`, self: `${url}/v1/orders/${order.id}/relationships/${name}` },
  })
  return {
    type: 'orders',
    id: String(order.id),
    attributes: {
      store_id: state.storeId,
      customer_id: order.id + 1_000_000,
      identifier: order.identifier,
      order_number: order.number,
      user_name: order.name,
      user_email: order.email,
      currency,
      currency_rate: '1.0000',
      subtotal,
      setup_fee: 0,
      discount_total: 0,
      tax: order.tax,
      total,
      refunded_amount: order.refunded,
      subtotal_usd: subtotal,
      discount_total_usd: 0,
      tax_usd: order.tax,
      total_usd: total,
      refunded_amount_usd: order.refunded,
      tax_name: taxPercent > 0 ? 'VAT' : null,
      tax_rate: taxPercent.toFixed(2),
      tax_inclusive: false,
      status: order.status,
      status_formatted: order.status,
      refunded: order.status === 'refunded',
      refunded_at: order.refundedAt === null ? null : time(order.refundedAt),
      subtotal_formatted: shown(subtotal, currency),
      discount_total_formatted: shown(0, currency),
      tax_formatted: shown(order.tax, currency),
      total_formatted: shown(total, currency),
      refunded_amount_formatted: shown(order.refunded, currency),
      first_order_item: { id: order.items[0]?.id ?? 0, ...(order.items[0] && itemAttributes(state, order, order.items[0])) },
      urls: { receipt: `${url}/my-orders/${order.identifier}` },
      created_at: time(order.created),
      updated_at: time(order.updated),
      test_mode: isTest,
    },
    relationships: {
      store: related('store'),
      customer: related('customer'),
      'order-items': { ...related('order-items'), data: order.items.map(({ id }) => ({ type: 'order-items', id: String(id) })) },
    },
    links: { self: `${url}/v1/orders/${order.id}` },
  }
}

export const itemsJson = (state: State, order: Order) =>
  order.items.map(item => ({ type: 'order-items', id: String(item.id), attributes: itemAttributes(state, order, item) }))

export const productJson = (state: State, url: string, product: Product) => ({
  type: 'products',
  id: String(product.id),
  attributes: {
    store_id: state.storeId,
    name: product.name,
    slug: String(product.id),
    description: product.description,
    status: product.status,
    status_formatted: product.status,
    thumb_url: null,
    large_thumb_url: null,
    price: product.price,
    price_formatted: shown(product.price, state.settings.currency),
    from_price: null,
    to_price: null,
    pay_what_you_want: false,
    buy_now_url: `${url}/buy/${product.id}`,
    created_at: time(product.created),
    updated_at: time(product.updated),
    test_mode: state.settings.isTest,
  },
})

export const storeJson = ({ storeId, settings: { name, currency } }: State, url: string) => ({
  type: 'stores',
  id: String(storeId),
  attributes: { name, slug: 'pretend', domain: 'pretend.lemonsqueezy.com', url: `${url}/`, country: 'DE', currency },
})

/** The secret is never told back. */
export const hookJson = ({ storeId, settings }: State, { id, url, events, created }: Hook) => ({
  type: 'webhooks',
  id: String(id),
  attributes: {
    store_id: storeId,
    url,
    events,
    last_sent_at: null,
    created_at: time(created),
    updated_at: time(created),
    test_mode: settings.isTest,
  },
})
