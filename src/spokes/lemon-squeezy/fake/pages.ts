/** The pages of the pretend Lemon Squeezy: where a shopper buys, and where the seller changes a product or gives money back. Plain HTML, no script. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { editProduct } from './control.ts'
import { type Shop, totalOf } from './shop.ts'
import type { Product } from './state.ts'

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const style = `:root{color-scheme:light dark}body{margin:0 auto;max-width:56rem;padding:1rem;font:16px/1.6 system-ui,sans-serif}
a,button{color:inherit}button{font:inherit;padding:.5rem 1.1rem;border-radius:999px;border:1px solid;background:transparent;cursor:pointer}
label{display:block;margin:.8rem 0 .2rem}input{font:inherit;padding:.4rem .6rem;width:100%;max-width:24rem;box-sizing:border-box}
.note{border:1px solid;padding:.4rem .8rem;font-size:14px}li{margin:.6rem 0}td,th{text-align:left;padding:.3rem .8rem .3rem 0}:focus-visible{outline:3px solid;outline-offset:2px}`

function page(shop: Shop, title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><p class="note">A pretend Lemon Squeezy, running on this computer alone. No money moves and no mail is sent.</p>
<nav aria-label="Store"><a href="/">${escapeHtml(shop.state.settings.name)}</a> · <a href="/dashboard">Dashboard of the seller</a></nav><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

const redirect = (to: string): FakeReply => ({ status: 303, headers: { location: to }, body: '' })

const amount = (shop: Shop, cents: number): string => `${(cents / 100).toFixed(2)} ${shop.state.settings.currency}`

/** @returns null when the path is none of these pages. */
export function pages(shop: Shop, { method, path, body }: FakeRequest): FakeReply | null {
  const { state } = shop
  const form = new URLSearchParams(body.toString('utf8'))
  if (path === '/') {
    const rows = state.products
      .filter(({ status }) => status === 'published')
      .map(({ id, name, price }) => `<li><a href="/buy/${id}">${escapeHtml(name)}</a>, ${amount(shop, price)}</li>`)
    return page(shop, state.settings.name, `<ul>${rows.join('')}</ul>`)
  }
  const bought = /^\/my-orders\/([\w-]+)$/.exec(path)?.[1]
  const order = state.orders.find(({ identifier }) => identifier === bought)
  if (order !== undefined)
    return page(shop, `Thank you, ${order.name}`, `<p>Order ${order.number}, ${amount(shop, totalOf(order))}, ${order.status}.</p>`)
  const product = state.products.find(({ id }) => path === `/buy/${id}` || path === `/dashboard/products/${id}`)
  if (product !== undefined && path.startsWith('/buy/')) return buyPage(shop, product, { method, form })
  if (path === '/dashboard') return dashboard(shop)
  if (method !== 'POST') return null
  if (product !== undefined) {
    editProduct(shop, { remoteId: String(product.id), set: { title: form.get('title') ?? product.name, price: form.get('price') ?? '0' } })
    return redirect('/dashboard')
  }
  const back = /^\/dashboard\/orders\/(\d+)\/refund$/.exec(path)?.[1]
  if (back === undefined) return null
  shop.refund(Number(back), null)
  return redirect('/dashboard')
}

function buyPage(shop: Shop, product: Product, { method, form }: { method: string; form: URLSearchParams }): FakeReply {
  if (product.status !== 'published') return page(shop, 'Not for sale', '<p>This product is not for sale.</p>', 404)
  const email = form.get('email') ?? ''
  if (method === 'POST' && /^[^\s@]+@[^\s@]+$/.test(email)) {
    const lines = [{ productId: product.id, quantity: 1 }]
    return redirect(`/my-orders/${shop.buy({ lines, name: form.get('name') ?? '', email, isPaid: true }).identifier}`)
  }
  return page(
    shop,
    product.name,
    `${product.description}<p>${amount(shop, product.price)}</p><form method="post"><label for="name">Your name</label><input id="name" name="name" required value="Ana Novak">
<label for="email">Your address</label><input id="email" name="email" type="email" required value="ana@buyer.example"><p><button>Pay</button></p></form>`,
  )
}

function dashboard(shop: Shop): FakeReply {
  const { products, orders } = shop.state
  const sold = orders
    .slice(-50)
    .reverse()
    .map(
      order =>
        `<tr><td>${order.number}</td><td>${escapeHtml(order.name)}</td><td>${amount(shop, totalOf(order))}</td><td>${order.status}</td><td><form method="post" action="/dashboard/orders/${order.id}/refund"><button>Refund</button></form></td></tr>`,
    )
  const listed = products.map(
    ({ id, name, price }) =>
      `<li><form method="post" action="/dashboard/products/${id}"><label for="t${id}">Name</label><input id="t${id}" name="title" value="${escapeHtml(name)}">
<label for="p${id}">Price</label><input id="p${id}" name="price" value="${(price / 100).toFixed(2)}"> <button>Save</button></form></li>`,
  )
  return page(
    shop,
    'Dashboard',
    `<h2>Products</h2><ul>${listed.join('')}</ul><h2>Orders</h2><table><thead><tr><th>Number</th><th>Buyer</th><th>Paid</th><th>State</th><th></th></tr></thead><tbody>${sold.join('')}</tbody></table>`,
  )
}
