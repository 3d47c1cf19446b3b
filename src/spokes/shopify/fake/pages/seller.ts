/** The seller's own pages: she edits a product by hand, refunds and cancels. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { cancelOrder, orderById, refundOrder } from '../orders.ts'
import type { Shop } from '../shop.ts'
import { escapeHtml, page, redirect } from './layout.ts'

export function sellerPages(shop: Shop, request: FakeRequest): FakeReply | null {
  if (request.path === '/admin') return overview(shop)
  const [, kind, id] = /^\/admin\/(products|orders)\/(\d+)$/.exec(request.path) ?? []
  if (kind === undefined) return null
  const form = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : null
  if (kind === 'products') return productPage(shop, Number(id), form)
  const order = shop.state.orders.find(one => one.id === Number(id))
  if (!order || form === null) return null
  if (form.get('do') === 'cancel') cancelOrder(shop, order)
  else refundOrder(shop, orderById(shop, order.id), null, 'Refunded by the seller')
  return redirect('/admin')
}

function overview(shop: Shop): FakeReply {
  const { products, orders, settings } = shop.state
  const rows = products.map(
    one =>
      `<tr><td><a href="/admin/products/${one.id}">${escapeHtml(one.title)}</a></td><td>${one.status}</td><td>${one.variants[0]?.price ?? ''} ${settings.currency}</td></tr>`,
  )
  const sold = orders.slice(-50).reverse()
  const lines = sold.map(one => {
    const acts =
      one.paidAt !== null && one.cancelledAt === null
        ? `<form method="post" action="/admin/orders/${one.id}"><button name="do" value="refund">Refund</button><button name="do" value="cancel">Cancel</button></form>`
        : ''
    return `<tr><td>${one.name}</td><td>${escapeHtml(one.buyer)}</td><td>${one.total} ${one.currency}</td><td>${acts}</td></tr>`
  })
  return page(
    shop,
    'Seller’s pages',
    `<h1>Products</h1><div class="wrap"><table><tr><th>Title</th><th>Status</th><th>Price</th></tr>${rows.join('')}</table></div>
<h1>Orders</h1><div class="wrap"><table><tr><th>Number</th><th>Buyer</th><th>Total</th><th></th></tr>${lines.join('')}</table></div>`,
  )
}

function productPage(shop: Shop, id: number, form: URLSearchParams | null): FakeReply | null {
  const product = shop.product(id)
  if (product === null) return null
  if (form !== null) {
    if (form.get('title')?.trim()) product.title = form.get('title')!.trim()
    product.descriptionHtml = form.get('description') ?? product.descriptionHtml
    const price = form.get('price') ?? ''
    if (/^\d+(\.\d+)?$/.test(price) && product.variants[0]) product.variants[0].price = price
    product.tags = (form.get('tags') ?? '')
      .split(',')
      .map(tag => tag.trim())
      .filter(Boolean)
      .sort()
    shop.touch(product)
    return redirect(`/admin/products/${id}`)
  }
  const field = (name: string, label: string, value: string) =>
    `<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${escapeHtml(value)}">`
  return page(
    shop,
    product.title,
    `<h1>${escapeHtml(product.title)}</h1><form method="post">${field('title', 'Title', product.title)}${field('price', 'Price', product.variants[0]?.price ?? '')}${field('tags', 'Tags', product.tags.join(', '))}
<label for="description">Description</label><textarea id="description" name="description" rows="8">${escapeHtml(product.descriptionHtml)}</textarea><button>Save</button></form>`,
  )
}
