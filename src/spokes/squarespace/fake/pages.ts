/** Where a shopper buys, and where the seller changes a product or gives money back. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { editProduct } from './control.ts'
import { escapeHtml, page, redirect } from './layout.ts'
import { consent } from './oauth.ts'
import { type Shop, totalOf } from './shop.ts'
import type { Product } from './state.ts'

const amount = ({ state }: Shop, cents: number): string => `${(cents / 100).toFixed(2)} ${state.settings.currency}`

/** @returns null when the path is none of these pages. */
export function pages(shop: Shop, request: FakeRequest): FakeReply | null {
  const { state } = shop
  const { method, path, body } = request
  const form = new URLSearchParams(body.toString('utf8'))
  if (path === '/') {
    const rows = state.products
      .filter(({ isVisible }) => isVisible)
      .map(({ slug, name, price }) => `<li><a href="/buy/${slug}">${escapeHtml(name)}</a>, ${amount(shop, price)}</li>`)
    return page(shop, state.settings.title, `<ul>${rows.join('')}</ul>`)
  }
  const product = state.products.find(({ slug }) => path === `/buy/${slug}`)
  if (product !== undefined) return buyPage(shop, product, { method, form })
  const order = state.orders.find(({ id }) => path === `/checkout/${id}`)
  if (order !== undefined)
    return page(shop, `Thank you, ${order.name}`, `<p>Order ${order.number}, ${amount(shop, totalOf(order))}, ${order.payment}.</p>`)
  if (path === '/config/commerce') return sellersPage(shop)
  if (method === 'POST' && path.startsWith('/config/')) return sellersPress(shop, path, form)
  return consent(shop, request)
}

function buyPage(shop: Shop, product: Product, { method, form }: { method: string; form: URLSearchParams }): FakeReply {
  if (!product.isVisible) return page(shop, 'Not for sale', '<p>This product is not for sale.</p>', 404)
  const email = form.get('email') ?? ''
  if (method === 'POST' && /^[^\s@]+@[^\s@]+$/.test(email)) {
    const lines = [{ productId: product.id, quantity: 1 }]
    return redirect(`/checkout/${shop.buy({ lines, name: form.get('name') ?? '', email, country: 'DE', isPaid: true }).id}`)
  }
  return page(
    shop,
    product.name,
    `${product.description}<p>${amount(shop, product.price)}</p><form method="post"><label for="name">Your name</label><input id="name" name="name" required value="Ana Novak">
<label for="email">Your address</label><input id="email" name="email" type="email" required value="ana@buyer.example"><p><button>Pay</button></p></form>`,
  )
}

function sellersPress(shop: Shop, path: string, form: URLSearchParams): FakeReply | null {
  const [, kind, id, act] = /^\/config\/(orders|products)\/([\w-]+)\/(refund|cancel|save)$/.exec(path) ?? []
  if (id === undefined) return null
  if (kind === 'products') editProduct(shop, { remoteId: id, set: { title: form.get('title') ?? '', price: form.get('price') ?? '0' } })
  else if (act === 'refund') shop.refund(id, null)
  else shop.cancel(id)
  return redirect('/config/commerce')
}

function sellersPage(shop: Shop): FakeReply {
  const { products, orders } = shop.state
  const sold = orders
    .slice(-50)
    .reverse()
    .map(
      order =>
        `<tr><td>${order.number}</td><td>${escapeHtml(order.name)}</td><td>${amount(shop, totalOf(order))}</td><td>${order.payment}, ${order.fulfillment}</td><td><form method="post" action="/config/orders/${order.id}/refund"><button>Refund</button></form></td></tr>`,
    )
  const listed = products.map(
    ({ id, name, price }) =>
      `<li><form method="post" action="/config/products/${id}/save"><label for="t${id}">Name</label><input id="t${id}" name="title" value="${escapeHtml(name)}">
<label for="p${id}">Price</label><input id="p${id}" name="price" value="${(price / 100).toFixed(2)}"> <button>Save</button></form></li>`,
  )
  const head = '<thead><tr><th>Number</th><th>Buyer</th><th>Paid</th><th>State</th><th></th></tr></thead>'
  return page(
    shop,
    'Commerce',
    `<h2>Products</h2><ul>${listed.join('')}</ul><h2>Orders</h2><table>${head}<tbody>${sold.join('')}</tbody></table>`,
  )
}
