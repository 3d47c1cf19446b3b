/** The designer's own screens: patterns and sales changed by hand, and her app. No login, since it is a pretence. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { editByHand } from '../control.ts'
import { escapeHtml } from '../facts.ts'
import { paidOf, placeOrder, refundOrder } from '../orders.ts'
import { listed } from '../products.ts'
import { Refused, type Shop } from '../shop.ts'
import type { Product } from '../state.ts'
import { priceOf } from './front.ts'
import { button, page, redirect } from './layout.ts'

const patternsPath = '/pro/patterns'
const salesPath = '/pro/sales'
const appsPath = '/pro/developer'
const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<div class="wrap"><table><thead><tr>${heads.map(head => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`

const stateOf = ({ soldOn, isActive }: Product) => (soldOn.type === 'DraftPattern' ? 'draft' : isActive ? 'for sale' : 'not for sale')

function patterns(shop: Shop): FakeReply {
  const rows = [...shop.products.values()].reverse().map(product => {
    const name = escapeHtml(shop.factsOf(product)?.name ?? product.title)
    return `<tr><td><a href="${patternsPath}/${product.id}">${name}</a></td><td>${escapeHtml(product.sku)}</td><td>${priceOf(shop, product)}</td><td>${listed(shop, product).length}</td><td>${stateOf(product)}</td></tr>`
  })
  const body =
    rows.length === 0 ? '<p class="soft">There are no patterns yet.</p>' : table(['Name', 'SKU', 'Price', 'Files', 'State'], rows)
  return page(shop, 'Your patterns', `<h1>Your patterns</h1>${body}`)
}

function editForm(shop: Shop, product: Product, said: string): FakeReply {
  const action = `${patternsPath}/${product.id}`
  const facts = shop.factsOf(product)
  const files = listed(shop, product).map(
    ({ id, name }) => `<li>${escapeHtml(name)} ${button(action, 'Delete this file', { act: 'dropFile', file: String(id) })}</li>`,
  )
  const price = product.price === null ? '' : shop.decimal(product.price, product.currency ?? undefined)
  const state = product.isActive
    ? button(action, 'Take it off sale', { act: 'off' })
    : product.soldOn.type === 'DraftPattern'
      ? ''
      : button(action, 'Put it up for sale', { act: 'on' })
  return page(
    shop,
    'Edit pattern',
    `<h1>Edit pattern</h1>${said === '' ? '' : `<p class="done" role="status">${escapeHtml(said)}</p>`}
<form class="narrow" method="post" action="${action}"><input type="hidden" name="act" value="save">
<label for="title">Name</label><input id="title" name="title" value="${escapeHtml(facts?.name ?? product.title)}">
<label for="price">Price (${product.currency ?? shop.state.settings.currency})</label><input id="price" name="price" inputmode="decimal" value="${price}">
<label for="sku">Item number (SKU)</label><input id="sku" name="sku" value="${escapeHtml(product.sku)}">
<label for="notes">Notes (Markdown)</label><textarea id="notes" name="notes">${escapeHtml(facts?.notes ?? '')}</textarea>
<div class="actions"><button>Save</button></div></form>
<h2>PDFs</h2><ul>${files.join('')}</ul><h2>State: ${stateOf(product)}</h2>${state} ${button(action, 'Delete the product', { act: 'delete' })}`,
  )
}

function sales(shop: Shop, said: string): FakeReply {
  const rows = [...shop.invoices.values()]
    .slice(-100)
    .reverse()
    .map(invoice => {
      const act = paidOf(invoice) > 0 ? button(salesPath, 'Refund at PayPal', { act: 'refund', invoice: invoice.id }) : ''
      const titles = invoice.lines.map(({ title }) => escapeHtml(title)).join('<br>')
      return `<tr><td>${invoice.number}</td><td>${escapeHtml(invoice.name ?? invoice.username ?? '')}</td><td>${titles}</td><td>${shop.decimal(paidOf(invoice), invoice.currency)} ${invoice.currency}</td><td>${act}</td></tr>`
    })
  const body =
    rows.length === 0 ? '<p class="soft">Nobody has bought anything yet.</p>' : table(['Invoice', 'Buyer', 'Bought', 'Paid', ''], rows)
  const options = [...shop.products.values()]
    .filter(({ isActive }) => isActive)
    .map(product => `<option value="${product.id}">${escapeHtml(product.title)}</option>`)
  const gift =
    options.length === 0
      ? ''
      : `<h2>Give a copy away</h2><form class="narrow" method="post" action="${salesPath}"><input type="hidden" name="act" value="gift"><label for="product">Pattern</label><select id="product" name="product">${options.join('')}</select><div class="actions"><button>Give it</button></div></form>`
  return page(shop, 'Sales', `<h1>Sales</h1>${said === '' ? '' : `<p class="done" role="alert">${escapeHtml(said)}</p>`}${body}${gift}`)
}

const apps = (shop: Shop): FakeReply =>
  page(
    shop,
    'Apps',
    `<h1>Your app</h1><h2>Basic Auth: personal account access</h2><p>Username (access key): <code id="access-key">${shop.app.accessKey}</code><br>Password (personal key): <code id="personal-key">${shop.app.personalKey}</code></p>
<p class="soft">Number of the store: ${shop.state.storeId}</p><h2>OAuth 2.0</h2><p>Client ID: <code>${shop.app.clientId}</code><br>Client secret: <code>${shop.app.clientSecret}</code></p>
<ul>${shop.app.callbacks.map(url => `<li><code>${escapeHtml(url)}</code></li>`).join('')}</ul>
<form class="narrow" method="post" action="${appsPath}"><label for="callback">Add a redirect URL</label><input id="callback" name="url" type="url" required><div class="actions"><button>Add</button></div></form>`,
  )

function actOn(shop: Shop, product: Product, form: URLSearchParams): FakeReply {
  const remoteId = String(product.id)
  const act = form.get('act')
  if (act === 'delete') {
    shop.products.delete(product.id)
    return redirect(patternsPath)
  }
  if (act === 'on' || act === 'off') editByHand(shop, { remoteId, set: { isPublished: act === 'on' } })
  if (act === 'dropFile') editByHand(shop, { remoteId, set: { dropFile: form.get('file') ?? '' } })
  if (act === 'save') {
    const text = (name: string): string => form.get(name) ?? ''
    const price = text('price')
    editByHand(shop, {
      remoteId,
      set: { title: text('title'), sku: text('sku'), description: text('notes'), ...(price !== '' && { price }) },
    })
  }
  return editForm(shop, product, 'Saved.')
}

function actOnSales(shop: Shop, form: URLSearchParams): void {
  if (form.get('act') === 'refund') refundOrder(shop, form.get('invoice') ?? '', null)
  if (form.get('act') === 'gift')
    placeOrder(shop, { lines: [{ productId: Number(form.get('product')) }], name: null, email: null, country: null, kind: 'gift' })
}

/** @returns null when the path is none of these pages. */
export function sellerPages(shop: Shop, request: FakeRequest): FakeReply | null {
  const { path } = request
  const isPost = request.method === 'POST'
  const form = new URLSearchParams(isPost ? request.body.toString('utf8') : '')
  const id = new RegExp(`^${patternsPath}/(\\d+)$`).exec(path)?.[1]
  const product = id === undefined ? undefined : shop.products.get(Number(id))
  try {
    if (path === patternsPath) return patterns(shop)
    if (path === salesPath) {
      actOnSales(shop, form)
      return isPost ? redirect(salesPath) : sales(shop, '')
    }
    if (path === appsPath) {
      if (isPost) shop.app.callbacks.push(form.get('url') ?? '')
      return isPost ? redirect(appsPath) : apps(shop)
    }
    if (product === undefined) return null
    return isPost ? actOn(shop, product, form) : editForm(shop, product, '')
  } catch (error) {
    const said = error instanceof Refused ? JSON.stringify(error.body) : (error as Error).message
    return product === undefined ? sales(shop, said) : editForm(shop, product, said)
  }
}
