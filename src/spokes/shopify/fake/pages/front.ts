/** Where a shopper looks and buys. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { placeOrder, tell } from '../orders.ts'
import { isOnSale } from '../products.ts'
import type { Shop } from '../shop.ts'
import type { Product } from '../state.ts'
import { escapeHtml, page, redirect } from './layout.ts'

export function priceLine({ variants: [variant] }: Product, currency: string): string {
  const was = variant?.compareAtPrice ? `<del>${variant.compareAtPrice}</del> ` : ''
  return `${was}${variant?.price ?? ''} ${currency}`
}

const cover = (shop: Shop, product: Product, kind: string): string => {
  const file = product.media.map(id => shop.file(id)).find(one => one?.sha256)
  return file ? `<img ${kind} src="/cdn/shop/files/${escapeHtml(file.fileName)}" alt="${escapeHtml(file.alt)}">` : ''
}

export function frontPages(shop: Shop, request: FakeRequest): FakeReply | null {
  const { path, method } = request
  const { currency } = shop.state.settings
  const shown = shop.state.products.filter(product => isOnSale(shop, product))
  if (path === '/') {
    const cards = shown.map(
      product =>
        `<li class="card">${cover(shop, product, 'loading="lazy"')}<h2><a href="/products/${product.handle}">${escapeHtml(product.title)}</a></h2><p>${priceLine(product, currency)}</p></li>`,
    )
    return page(
      shop,
      'Patterns',
      `<h1>Patterns</h1>${cards.length ? `<ul class="grid">${cards.join('')}</ul>` : '<p>Nothing is for sale yet.</p>'}`,
    )
  }
  const handle = /^\/products\/([^/]+)$/.exec(path)?.[1]
  const product = shown.find(one => one.handle === handle)
  if (product && method === 'POST') {
    const form = new URLSearchParams(request.body.toString('utf8'))
    const order = placeOrder(shop, {
      lines: [{ productId: product.id, quantity: 1 }],
      email: form.get('email') || null,
      buyer: form.get('name') || 'A buyer',
      country: 'DE',
      isPaid: true,
      at: shop.nowMs(),
    })
    tell(shop, order, 'orders/paid', 'orders/updated')
    return redirect(`/thanks/${order.id}`)
  }
  if (product)
    return page(
      shop,
      product.title,
      `<h1>${escapeHtml(product.title)}</h1>${cover(shop, product, 'class="big"')}<p>${priceLine(product, currency)}</p>${product.descriptionHtml}
<form method="post"><label for="name">Name</label><input id="name" name="name" required><label for="email">E-mail</label><input id="email" name="email" type="email"><button>Buy now</button></form>`,
    )
  const order = shop.state.orders.find(one => `/thanks/${one.id}` === path)
  return order
    ? page(
        shop,
        'Thank you',
        `<h1>Thank you for order ${order.name}</h1><p>${order.total} ${order.currency}</p><p><a href="/">Back to the patterns</a></p>`,
      )
    : null
}
