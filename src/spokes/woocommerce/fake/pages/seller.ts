/** The seller's own screens: patterns and orders, changed by hand without a login, since the shop is a pretence. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { totalOf } from '../order-json.ts'
import { changeOrder } from '../orders.ts'
import { binProduct, changeProduct } from '../products.ts'
import { makeRefund } from '../refunds.ts'
import { Refused } from '../rest.ts'
import type { Shop } from '../shop.ts'
import type { Order, Product } from '../state.ts'
import { escapeHtml } from '../text.ts'
import { amount, priceTag } from './front.ts'
import { page, redirect } from './layout.ts'

export const owner = { role: 'administrator', userId: 1, permission: 'read_write' } as const

const states: Readonly<Record<string, string>> = {
  publish: 'Published',
  draft: 'Draft',
  private: 'Private',
  pending: 'Pending',
  trash: 'In the bin',
}
const orderStates: Readonly<Record<string, string>> = {
  pending: 'Pending payment',
  processing: 'Processing',
  'on-hold': 'On hold',
  completed: 'Completed',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  failed: 'Failed',
  trash: 'In the bin',
}

const button = (label: string, fields: Record<string, string>, isQuiet = true): string =>
  `<form method="post" action="/wp-admin/">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')}<button${isQuiet ? ' class="quiet"' : ''}>${label}</button></form>`

const menu = '<p class="small"><a href="/wp-admin/">Products</a> · <a href="/wp-admin/orders/">Orders</a></p>'

function products(shop: Shop): FakeReply {
  const all = [...shop.products.values()].sort((a, b) => b.id - a.id)
  const rows = all.map(product => {
    const isBinned = product.status === 'trash'
    const acts = isBinned
      ? button('Restore', { act: 'restore', product: String(product.id) })
      : `<a href="/wp-admin/post.php?post=${product.id}&amp;action=edit">Edit</a> ${button('Move to the bin', { act: 'bin', product: String(product.id) })}`
    return `<tr><td data-label="Name">${product.name}</td><td data-label="SKU">${escapeHtml(product.sku) || '–'}</td><td data-label="Price">${priceTag(shop, product)}</td><td data-label="Files">${product.files.length}</td><td data-label="State"><span class="state">${states[product.status] ?? product.status}</span></td><td class="acts">${acts}</td></tr>`
  })
  const table = `<div class="wrap"><table class="stack"><thead><tr><th scope="col">Name</th><th scope="col">SKU</th><th scope="col">Price</th><th scope="col">Files</th><th scope="col">State</th><th scope="col"></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  return page(shop, 'Products', `${menu}<h1>Products</h1>${rows.length > 0 ? table : '<p class="soft">There are no products yet.</p>'}`)
}

function editForm(shop: Shop, product: Product, said = ''): FakeReply {
  const option = (value: string): string =>
    `<option value="${value}"${product.status === value ? ' selected' : ''}>${states[value]}</option>`
  const files = product.files.map(
    file =>
      `<li><span>${escapeHtml(file.name)}<br><span class="small soft">${escapeHtml(file.file.split(/[?#]/)[0]?.split('/').at(-1) ?? '')}</span></span>${button('Remove this file', { act: 'dropFile', product: String(product.id), file: file.id })}</li>`,
  )
  const tags = product.tags.flatMap(id => shop.term('tags', id)?.name ?? [])
  return page(
    shop,
    'Edit product',
    `${menu}<h1>Edit product</h1>${said === '' ? '' : `<p class="done" role="status">${said}</p>`}
<form class="narrow" method="post" action="/wp-admin/"><input type="hidden" name="act" value="save"><input type="hidden" name="product" value="${product.id}">
<label for="title">Product name</label><input id="title" name="title" value="${escapeHtml(product.name.replace(/&amp;/g, '&'))}">
<label for="price">Regular price (${shop.state.settings.currency})</label><input id="price" name="price" inputmode="decimal" value="${escapeHtml(product.regularPrice)}">
<label for="sale">Sale price</label><input id="sale" name="sale" inputmode="decimal" value="${escapeHtml(product.salePrice)}">
<label for="sku">SKU</label><input id="sku" name="sku" value="${escapeHtml(product.sku)}">
<label for="tags">Tags, separated by commas</label><input id="tags" name="tags" value="${tags.join(', ')}">
<label for="description">Description</label><textarea id="description" name="description">${escapeHtml(product.description)}</textarea>
<label for="status">State</label><select id="status" name="status">${['publish', 'draft', 'private', 'pending'].map(option).join('')}</select>
<div class="actions"><button>Update</button><a class="button quiet" href="/product/${product.slug || product.id}/">View</a></div></form>
<h2>Files</h2>${files.length > 0 ? `<ul class="plain">${files.join('')}</ul>` : '<p class="soft">This product has no files.</p>'}
<h2>Bin</h2>${button('Move to the bin', { act: 'bin', product: String(product.id) })}`,
  )
}

const shownOrders = 100

function orders(shop: Shop, problem: string): FakeReply {
  const newest = shop.book.sorted('id').slice(-shownOrders).toReversed()
  const rows = newest.flatMap(({ id }) => {
    const order = shop.book.get(id)
    return order ? [orderRow(order)] : []
  })
  const table = `<div class="wrap"><table class="stack"><thead><tr><th scope="col">Order</th><th scope="col">Buyer</th><th scope="col">Bought</th><th scope="col">Total</th><th scope="col">State</th><th scope="col"></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  const more = shop.book.size > shownOrders ? `<p class="small soft">The newest ${shownOrders} of ${shop.book.size} orders.</p>` : ''
  const alert = problem === '' ? '' : `<p class="done" role="alert">${escapeHtml(problem)}</p>`
  return page(
    shop,
    'Orders',
    `${menu}<h1>Orders</h1>${alert}${rows.length > 0 ? table : '<p class="soft">Nobody has bought anything yet.</p>'}${more}`,
  )
}

function orderRow(order: Order): string {
  const isPaid = order.status === 'completed' || order.status === 'processing'
  const acts = [
    isPaid ? button('Refund', { act: 'refund', order: String(order.id) }) : '',
    isPaid || order.status === 'pending' ? button('Cancel', { act: 'cancel', order: String(order.id) }) : '',
    ['pending', 'cancelled', 'failed', 'on-hold'].includes(order.status)
      ? button('Complete', { act: 'complete', order: String(order.id) })
      : '',
  ]
  const buyer = `${escapeHtml(`${order.billing.first_name} ${order.billing.last_name}`)}<br><span class="soft">${escapeHtml(order.billing.email)}</span>`
  return `<tr><td data-label="Order">${order.id}</td><td data-label="Buyer"><span>${buyer}</span></td><td data-label="Bought">${order.lines.map(line => line.name).join('<br>')}</td><td data-label="Total">${amount(order.currency, totalOf(order))}</td><td data-label="State"><span class="state">${orderStates[order.status] ?? order.status}</span></td><td class="acts">${acts.join('')}</td></tr>`
}

async function act(shop: Shop, form: URLSearchParams): Promise<FakeReply> {
  const value = (name: string): string => form.get(name) ?? ''
  const orderId = Number(form.get('order'))
  if (orderId > 0) {
    if (value('act') === 'refund') makeRefund(shop, orderId, { amount: String(leftOf(shop, orderId)), api_refund: false })
    if (value('act') === 'cancel') changeOrder(shop, orderId, { status: 'cancelled' })
    if (value('act') === 'complete') changeOrder(shop, orderId, { status: 'completed' })
    return redirect('/wp-admin/orders/')
  }
  const product = shop.products.get(Number(form.get('product')))
  if (!product) return page(shop, 'Not found', `${menu}<h1>There is no such product</h1>`, 404)
  if (value('act') === 'bin' && product.status !== 'trash') binProduct(shop, product)
  if (value('act') === 'restore') await changeProduct(shop, product.id, { status: 'publish' }, owner)
  if (value('act') === 'dropFile') {
    await changeProduct(shop, product.id, { downloads: product.files.filter(file => file.id !== value('file')) }, owner)
    return editForm(shop, product, 'The file is removed.')
  }
  if (value('act') !== 'save') return redirect('/wp-admin/')
  const tags = value('tags')
    .split(',')
    .map(name => ({ name: name.trim() }))
    .filter(({ name }) => name !== '')
  const fields = {
    name: value('title'),
    regular_price: value('price'),
    sale_price: value('sale'),
    sku: value('sku'),
    description: value('description').replace(/\r\n/g, '\n'),
    status: value('status'),
    tags,
  }
  await changeProduct(shop, product.id, fields, owner)
  return editForm(shop, product, 'Product updated.')
}

const leftOf = (shop: Shop, orderId: number): number => {
  const order = shop.book.get(orderId)
  return order ? (totalOf(order) - order.refunds.reduce((sum, refund) => sum + refund.amount, 0)) / 100 : 0
}

/** @returns null when the path is none of these pages. */
export async function sellerPages(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  if (!request.path.startsWith('/wp-admin')) return null
  const path = request.path.replace(/\/+$/, '')
  if (request.method === 'POST') {
    const form = new URLSearchParams(request.body.toString('utf8'))
    try {
      return await act(shop, form)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const product = shop.products.get(Number(form.get('product')))
      return product ? editForm(shop, product, escapeHtml(error.message)) : orders(shop, error.message)
    }
  }
  if (path === '/wp-admin/orders') return orders(shop, '')
  if (path === '/wp-admin/post.php') {
    const product = shop.products.get(Number(request.query.get('post')))
    return product ? editForm(shop, product) : page(shop, 'Not found', `${menu}<h1>There is no such product</h1>`, 404)
  }
  return products(shop)
}
