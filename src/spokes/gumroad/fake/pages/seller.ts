/** The seller's own screens: products and sales changed by hand, and her application. No login, since it is a pretence. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { generatedScopes } from '../answer.ts'
import { dispute, refund } from '../buying.ts'
import { editByHand } from '../control.ts'
import { inOrder } from '../files.ts'
import { decimal, priceText } from '../money.ts'
import { isRefunded } from '../sales.ts'
import { Refused, type Shop } from '../shop.ts'
import type { Product, Sale } from '../state.ts'
import { button, escapeHtml, page, redirect, table } from './layout.ts'

const editPath = ({ permalink }: Product): string => `/products/${permalink}/edit`

function products(shop: Shop): FakeReply {
  const rows = [...shop.products.values()]
    .filter(({ isDeleted }) => !isDeleted)
    .reverse()
    .map(
      one =>
        `<tr><td><a href="${editPath(one)}">${escapeHtml(one.name)}</a></td><td>${priceText(one.currency, one.price)}</td><td>${one.files.length}</td><td>${one.isPublished ? 'Published' : 'Unpublished'}</td></tr>`,
    )
  const body = rows.length === 0 ? '<p class="soft">There are no products yet.</p>' : table(['Name', 'Price', 'Files', 'Status'], rows)
  return page(shop, 'Products', `<h1>Products</h1>${body}`)
}

function editForm(shop: Shop, product: Product, said: string): FakeReply {
  const action = editPath(product)
  const files = inOrder(product.files).map(
    ({ displayName, filetype }, at) =>
      `<li>${escapeHtml(displayName ?? 'File')}.${escapeHtml(filetype)} ${button(action, 'Delete this file', { act: 'dropFile', file: String(at + 1) })}</li>`,
  )
  const to = product.isPublished ? 'Unpublish' : 'Publish'
  return page(
    shop,
    'Edit product',
    `<h1>Edit product</h1>${said === '' ? '' : `<p class="done" role="status">${escapeHtml(said)}</p>`}
<form class="narrow" method="post" action="${action}"><input type="hidden" name="act" value="save">
<label for="name">Name</label><input id="name" name="name" value="${escapeHtml(product.name)}">
<label for="price">Price (${product.currency.toUpperCase()})</label><input id="price" name="price" inputmode="decimal" value="${decimal(product.currency, product.price)}">
<label for="tags">Tags, separated by commas</label><input id="tags" name="tags" value="${escapeHtml(product.tags.join(', '))}">
<label for="description">Description</label><textarea id="description" name="description">${escapeHtml(product.description ?? '')}</textarea>
<div class="actions"><button>Save changes</button></div></form>
<h2>Content</h2><ul>${files.join('')}</ul>${button(action, to, { act: to })} ${button(action, 'Delete the product', { act: 'delete' })}`,
  )
}

function sales(shop: Shop, said: string): FakeReply {
  const rows = [...shop.sales.values()]
    .slice(-100)
    .reverse()
    .map(one => {
      const acts =
        isRefunded(one) || one.isDisputed
          ? one.isDisputed && !one.isDisputeWon
            ? button('/customers', 'Win the dispute', { act: 'won', sale: one.id })
            : ''
          : button('/customers', 'Refund', { act: 'refund', sale: one.id }) +
            button('/customers', 'Dispute', { act: 'dispute', sale: one.id })
      return `<tr><td>${one.orderId}</td><td>${escapeHtml(one.fullName)}</td><td>${escapeHtml(one.productName)}</td><td>${priceText(one.currency, one.shown)}</td><td>${stateOf(one)}</td><td>${acts}</td></tr>`
    })
  const body =
    rows.length === 0
      ? '<p class="soft">Nobody has bought anything yet.</p>'
      : table(['Order', 'Customer', 'Product', 'Price', 'State', ''], rows)
  return page(shop, 'Sales', `<h1>Sales</h1>${said === '' ? '' : `<p class="done" role="alert">${escapeHtml(said)}</p>`}${body}`)
}

const stateOf = (sale: Sale): string =>
  sale.isDisputed
    ? sale.isDisputeWon
      ? 'dispute won'
      : 'disputed'
    : isRefunded(sale)
      ? 'refunded'
      : sale.refunds.length > 0
        ? 'partly refunded'
        : 'paid'

function settings(shop: Shop, said: string): FakeReply {
  const app = shop.state.apps[0]!
  const uris = app.redirectUris.map(uri => `<li><code>${escapeHtml(uri)}</code></li>`)
  return page(
    shop,
    'Advanced settings',
    `<h1>Advanced</h1><h2>Your application</h2>${said}<p>Application ID: <code id="application-id">${app.id}</code><br>Application secret: <code id="application-secret">${app.secret}</code></p>
${button('/settings/advanced', 'Generate access token', { act: 'token' })}<h2>Redirect URI</h2><ul>${uris.join('')}</ul>
<form class="narrow" method="post" action="/settings/advanced"><input type="hidden" name="act" value="redirect"><label for="uri">Add a redirect URI</label><input id="uri" name="uri" type="url" required><div class="actions"><button>Add</button></div></form>`,
  )
}

function actOnSettings(shop: Shop, form: URLSearchParams): FakeReply {
  const app = shop.state.apps[0]!
  if (form.get('act') === 'redirect') app.redirectUris.push(form.get('uri') ?? '')
  if (form.get('act') !== 'token') return redirect('/settings/advanced')
  const { token } = shop.grant(app.id, generatedScopes)
  return settings(shop, `<p class="done" role="status">Access token: <code id="access-token">${token}</code></p>`)
}

function actOnProduct(shop: Shop, product: Product, form: URLSearchParams): FakeReply {
  const remoteId = product.id
  const act = form.get('act')
  if (act === 'delete') {
    Object.assign(product, { isDeleted: true, isPublished: false })
    return redirect('/products')
  }
  if (act === 'Publish' || act === 'Unpublish') editByHand(shop, { remoteId, set: { isPublished: act === 'Publish' } })
  if (act === 'dropFile') editByHand(shop, { remoteId, set: { dropFile: form.get('file') ?? '' } })
  if (act === 'save') {
    const tags = (form.get('tags') ?? '')
      .split(',')
      .map(tag => tag.trim())
      .filter(tag => tag !== '')
    const text = (name: string): string => form.get(name) ?? ''
    const description = text('description').replace(/\r\n/g, '\n')
    editByHand(shop, { remoteId, set: { title: text('name'), price: text('price'), description, tags } })
  }
  return editForm(shop, product, 'Saved.')
}

function actOnSale(shop: Shop, form: URLSearchParams): void {
  const id = form.get('sale') ?? ''
  if (form.get('act') === 'refund') refund(shop, id, null)
  if (form.get('act') === 'dispute' || form.get('act') === 'won') dispute(shop, id, form.get('act') === 'won')
}

/** @returns null when the path is none of these pages. */
export function sellerPages(shop: Shop, request: FakeRequest): FakeReply | null {
  const { path, method } = request
  const form = new URLSearchParams(method === 'POST' ? request.body.toString('utf8') : '')
  const permalink = /^\/products\/(\w+)\/edit$/.exec(path)?.[1]
  const product = [...shop.products.values()].find(one => one.permalink === permalink && !one.isDeleted)
  try {
    if (path === '/products') return products(shop)
    if (path === '/settings/advanced') return method === 'POST' ? actOnSettings(shop, form) : settings(shop, '')
    if (path === '/customers') {
      if (method === 'POST') actOnSale(shop, form)
      return method === 'POST' ? redirect('/customers') : sales(shop, '')
    }
    if (product === undefined) return null
    return method === 'POST' ? actOnProduct(shop, product, form) : editForm(shop, product, '')
  } catch (error) {
    const said = error instanceof Refused ? String((error.body as { message?: string }).message) : (error as Error).message
    return product === undefined ? sales(shop, said) : editForm(shop, product, said)
  }
}
