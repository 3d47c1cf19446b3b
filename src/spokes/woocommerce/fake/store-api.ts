/**
 * The shopper's own API (wc/store/v1), as far as it was recorded: a guest's cart by its token, a coupon, and the checkout, paid at once.
 * Amounts are whole hundredths as text. Pictures, shipping and taxes of a cart are left out.
 */
import { createHash } from 'node:crypto'
import { applyCoupons } from './coupons.ts'
import { cents, symbolOf } from './money.ts'
import { keepOrder, newLine, newOrder, pay, reckonTax } from './orders.ts'
import { priceOf } from './product-json.ts'
import { setMeta } from './products.ts'
import { type Answer, type Call, type Item, refused, text } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Order } from './state.ts'

export interface Cart {
  readonly lines: { readonly productId: number; quantity: number }[]
  readonly coupons: string[]
}

const md5 = (value: string): string => createHash('md5').update(value).digest('hex')

function cartOf(call: Call): Cart {
  const token = text(call.request.headers['cart-token'])
  const held = call.shop.carts.get(token) ?? { lines: [], coupons: [] }
  call.shop.carts.set(token, held)
  return held
}

const currencyOf = (shop: Shop): Item => {
  const symbol = symbolOf(shop.state.settings.currency)
  return {
    currency_code: shop.state.settings.currency,
    currency_symbol: symbol,
    currency_minor_unit: 2,
    currency_decimal_separator: '.',
    currency_thousand_separator: ',',
    currency_prefix: symbol,
    currency_suffix: '',
  }
}

/** The cart's figures are those of the order that it would be; that order is not kept. */
function figuresOf(shop: Shop, cart: Cart): Order {
  const { post } = shop.state.next
  const order = newOrder(shop, 'store-api')
  shop.state.next.post = post
  fill(shop, order, cart)
  return order
}

function fill(shop: Shop, order: Order, cart: Cart): void {
  for (const line of cart.lines) order.lines.push(newLine(shop, { product_id: line.productId, quantity: line.quantity }))
  applyCoupons(
    shop,
    order,
    cart.coupons.map(code => ({ code })),
  )
}

const blankAddress = {
  first_name: '',
  last_name: '',
  company: '',
  address_1: '',
  address_2: '',
  city: '',
  // Where the recorded store stands: what a guest is taken for until she says otherwise.
  state: 'CA',
  postcode: '',
  country: 'US',
  phone: '',
}

function lineJson(shop: Shop, cart: Cart, at: number, order: Order): Item[] {
  const line = cart.lines[at]
  const figures = order.lines[at]
  const product = line ? shop.products.get(line.productId) : undefined
  if (!line || !figures || !product) return []
  const [price, regular] = [priceOf(shop, product), product.regularPrice].map(each => cents(each || '0'))
  const currency = currencyOf(shop)
  const [now, before] = [String(price), String(regular)]
  const fine = (hundredths: string): string => String(Number(hundredths) * 10_000)
  return [
    {
      key: md5(String(product.id)),
      id: product.id,
      type: product.type,
      quantity: line.quantity,
      quantity_limits: { minimum: 1, maximum: 9999, multiple_of: 1, editable: true },
      name: product.name,
      short_description: product.shortDescription,
      description: product.description,
      sku: product.sku,
      low_stock_remaining: null,
      backorders_allowed: false,
      show_backorder_badge: false,
      sold_individually: false,
      permalink: `${shop.url}/product/${product.slug}/`,
      images: [],
      variation: [],
      item_data: [],
      prices: {
        price: now,
        regular_price: before,
        sale_price: now,
        price_range: null,
        ...currency,
        raw_prices: { precision: 6, price: fine(now), regular_price: fine(before), sale_price: fine(now) },
      },
      totals: {
        line_subtotal: String(figures.subtotal),
        line_subtotal_tax: '0',
        line_total: String(figures.total),
        line_total_tax: '0',
        ...currency,
      },
      catalog_visibility: product.catalogVisibility,
      extensions: {},
    },
  ]
}

function cartJson(shop: Shop, cart: Cart): Item {
  const order = figuresOf(shop, cart)
  const currency = currencyOf(shop)
  const sum = (of: 'subtotal' | 'total'): number => order.lines.reduce((all, line) => all + line[of], 0)
  return {
    items: cart.lines.flatMap((_, at) => lineJson(shop, cart, at, order)),
    coupons: order.coupons.map(({ code, type, discount }) => ({
      code,
      discount_type: type,
      totals: { total_discount: String(discount), total_discount_tax: '0', ...currency },
    })),
    fees: [],
    totals: {
      total_items: String(sum('subtotal')),
      total_items_tax: '0',
      total_fees: '0',
      total_fees_tax: '0',
      total_discount: String(sum('subtotal') - sum('total')),
      total_discount_tax: '0',
      total_shipping: null,
      total_shipping_tax: null,
      total_price: String(sum('total')),
      total_tax: '0',
      tax_lines: [],
      ...currency,
    },
    shipping_address: blankAddress,
    billing_address: { ...blankAddress, email: '' },
    needs_payment: sum('total') > 0,
    needs_shipping: cart.lines.some(({ productId }) => shop.products.get(productId)?.virtual === false),
    payment_requirements: ['products'],
    has_calculated_shipping: false,
    shipping_rates: [],
    items_count: cart.lines.reduce((all, { quantity }) => all + quantity, 0),
    items_weight: 0,
    cross_sells: [],
    errors: [],
    payment_methods: ['benchpay'],
    extensions: {},
  }
}

export const getCart = (call: Call): Answer => ({ body: cartJson(call.shop, cartOf(call)) })

export function addItem(call: Call): Answer {
  const cart = cartOf(call)
  const productId = Number(call.args.id)
  if (!call.shop.products.get(productId))
    throw refused('woocommerce_rest_cart_invalid_product', 'This product cannot be added to the cart.', 400)
  const held = cart.lines.find(line => line.productId === productId)
  const quantity = Number(call.args.quantity ?? 1)
  if (held) held.quantity += quantity
  else cart.lines.push({ productId, quantity })
  return { status: 201, body: cartJson(call.shop, cart) }
}

export function applyCoupon(call: Call): Answer {
  const cart = cartOf(call)
  cart.coupons.push(text(call.args.code).toLowerCase())
  return { body: cartJson(call.shop, cart) }
}

/** A look makes no order: number 0, status `checkout-draft`. */
export function lookAtCheckout(call: Call): Answer {
  return {
    body: {
      order_id: 0,
      status: 'checkout-draft',
      order_key: '',
      order_number: '0',
      customer_note: '',
      customer_id: 0,
      billing_address: { ...blankAddress, email: '' },
      shipping_address: blankAddress,
      payment_method: 'benchpay',
      payment_result: null,
      additional_fields: {},
      __experimentalCart: cartJson(call.shop, cartOf(call)),
      extensions: {},
    },
  }
}

/** Paid at once; "updated" goes into the queue before "created", as it was recorded. */
export function checkOut(call: Call): Answer {
  const { shop, args, request } = call
  const cart = cartOf(call)
  const order = newOrder(shop, 'store-api')
  Object.assign(order.billing, args.billing_address)
  Object.assign(order.shipping, args.shipping_address)
  fill(shop, order, cart)
  reckonTax(shop, order)
  order.ip = request.address
  order.agent = request.headers['user-agent'] ?? ''
  order.paymentMethod = text(args.payment_method)
  if (order.paymentMethod !== '') order.paymentTitle = 'Bench pay'
  const none = md5('[]')
  setMeta(shop, order.meta, [
    { key: '_coupons_hash', value: cart.coupons.length === 0 ? none : md5(JSON.stringify(cart.coupons)) },
    { key: '_fees_hash', value: none },
    // As recorded for a cart that has nothing to send.
    { key: '_shipping_hash', value: '64656d37dd2ad316b3e09febf0b4dff2' },
    { key: '_taxes_hash', value: none },
    { key: 'is_vat_exempt', value: 'no' },
  ])
  order.cartHash = md5(JSON.stringify(cart))
  pay(shop, order, order.paymentMethod === '' ? '' : `txn_${order.id}`)
  shop.fire('order.updated', order.id)
  keepOrder(shop, order, 'created')
  shop.carts.delete(text(request.headers['cart-token']))
  const done = `${shop.url}/checkout/order-received/${order.id}/?key=${order.key}`
  const isPaid = order.paymentMethod !== ''
  return {
    body: {
      order_id: order.id,
      status: order.status,
      order_key: order.key,
      order_number: String(order.id),
      customer_note: '',
      customer_id: 0,
      billing_address: order.billing,
      shipping_address: order.shipping,
      payment_method: order.paymentMethod,
      payment_result: {
        payment_status: 'success',
        payment_details: isPaid
          ? [
              { key: 'result', value: 'success' },
              { key: 'redirect', value: done },
            ]
          : [],
        redirect_url: done,
      },
      additional_fields: {},
      __experimentalCart: null,
      extensions: {},
    },
  }
}
