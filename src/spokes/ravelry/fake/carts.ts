/** Carts of an outside shop: checked out there, delivered into the library of whoever the token belongs to. Enabled on request only. */
import type { Call } from './answer.ts'
import { placeOrder } from './orders.ts'
import { productJson } from './products.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { Cart } from './state.ts'

const cartJson = (shop: Shop, cart: Cart) => ({
  id: cart.id,
  store_id: shop.state.storeId,
  currency: shop.state.settings.currency,
  cart_items: cart.items.map(({ id, productId }) => ({
    id,
    cart_id: cart.id,
    currency: shop.state.settings.currency,
    product: [productJson(shop, shop.product(productId))],
  })),
})

function cartOf({ shop, params, caller }: Call): Cart {
  const cart = shop.state.carts.find(({ id, username }) => id === params.id && username === caller.username)
  if (cart === undefined) throw notFound('Cart')
  if (cart.isDone) throw refused(400, 'The cart has been checked out already')
  return cart
}

export function createCart({ shop, body, caller }: Call) {
  if (body.store_id !== shop.state.storeId) throw notFound('Store')
  const cart: Cart = { id: shop.next(), username: caller.username, items: [], isDone: false }
  shop.state.carts.push(cart)
  return { cart: cartJson(shop, cart) }
}

export function addToCart(call: Call) {
  const { shop, body } = call
  const cart = cartOf(call)
  const product = [...shop.products.values()].find(({ sku, isActive }) => sku === body.item_code && isActive)
  if (product === undefined) throw refused(400, 'There is no product with this item code')
  if (!cart.items.some(({ productId }) => productId === product.id)) cart.items.push({ id: shop.next(), productId: product.id })
  return { cart: cartJson(shop, cart) }
}

export function checkOut(call: Call) {
  const { shop, body, caller } = call
  const cart = cartOf(call)
  if (cart.items.length === 0) throw refused(400, 'The cart is empty')
  cart.isDone = true
  const invoice = placeOrder(shop, {
    lines: cart.items.map(({ productId }) => ({ productId })),
    name: null,
    email: null,
    country: null,
    username: caller.username,
    kind: 'external',
    reference: body.payment_reference === undefined ? null : String(body.payment_reference),
  })
  return { invoice: { id: invoice.id, invoice_number: invoice.number, paid: true, payment_reference: invoice.reference } }
}
