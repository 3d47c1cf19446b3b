/** The seller's own screens: listings and orders changed by hand, her app and its webhook portal. No login, since it is a pretence. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { editByHand } from '../control.ts'
import { lowestPrice } from '../listing-json.ts'
import { cancelOrder, refundOrder } from '../orders.ts'
import { totalOf } from '../receipts.ts'
import { Refused, type Shop } from '../shop.ts'
import type { Listing } from '../state.ts'
import { addEndpoint } from '../webhooks.ts'
import { amountOf } from './front.ts'
import { button, escapeHtml, page, redirect } from './layout.ts'

const listingsPath = '/your/shops/me/listings'
const ordersPath = '/your/orders/sold'
const appsPath = '/developers/your-apps'
const menu = `<p class="small"><a href="${listingsPath}">Listings</a> · <a href="${ordersPath}">Orders</a></p>`
const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<div class="wrap"><table><thead><tr>${heads.map(head => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`

function listings(shop: Shop): FakeReply {
  const rows = [...shop.listings.values()]
    .reverse()
    .map(
      one =>
        `<tr><td><a href="${listingsPath}/${one.id}">${escapeHtml(one.title)}</a></td><td>${escapeHtml(one.products?.[0]?.sku ?? '')}</td><td>${amountOf(shop, lowestPrice(one))}</td><td>${one.files.length}</td><td>${one.state}</td></tr>`,
    )
  const body =
    rows.length === 0 ? '<p class="soft">There are no listings yet.</p>' : table(['Title', 'SKU', 'Price', 'Files', 'State'], rows)
  return page(shop, 'Listings', `${menu}<h1>Listings</h1>${body}`)
}

function editForm(shop: Shop, listing: Listing, said: string): FakeReply {
  const action = `${listingsPath}/${listing.id}`
  const files = listing.files.map(
    ({ id, name }) => `<li>${escapeHtml(name)} ${button(action, 'Delete this file', { act: 'dropFile', file: String(id) })}</li>`,
  )
  const to = listing.state === 'active' ? 'inactive' : 'active'
  return page(
    shop,
    'Edit listing',
    `${menu}<h1>Edit listing</h1>${said === '' ? '' : `<p class="done" role="status">${escapeHtml(said)}</p>`}
<form class="narrow" method="post" action="${action}"><input type="hidden" name="act" value="save">
<label for="title">Title</label><input id="title" name="title" value="${escapeHtml(listing.title)}">
<label for="price">Price (${shop.state.settings.currency})</label><input id="price" name="price" inputmode="decimal" value="${shop.decimal(lowestPrice(listing))}">
<label for="sku">SKU</label><input id="sku" name="sku" value="${escapeHtml(listing.products?.[0]?.sku ?? '')}">
<label for="tags">Tags, separated by commas</label><input id="tags" name="tags" value="${escapeHtml(listing.tags.join(', '))}">
<label for="description">Description</label><textarea id="description" name="description">${escapeHtml(listing.description)}</textarea>
<div class="actions"><button>Save</button></div></form>
<h2>Files</h2><ul>${files.join('')}</ul><h2>State: ${listing.state}</h2>${button(action, to === 'active' ? 'Publish (costs a listing fee)' : 'Deactivate', { act: to })} ${button(action, 'Delete the listing', { act: 'delete' })}`,
  )
}

function orders(shop: Shop, said: string): FakeReply {
  const rows = [...shop.receipts.values()]
    .slice(-100)
    .reverse()
    .map(one => {
      const acts =
        one.isPaid && /^(completed|paid|partially refunded)$/.test(one.status)
          ? button(ordersPath, 'Refund', { act: 'refund', order: String(one.id) }) +
            button(ordersPath, 'Cancel', { act: 'cancel', order: String(one.id) })
          : ''
      return `<tr><td>${one.id}</td><td>${escapeHtml(one.name)}</td><td>${one.lines.map(line => escapeHtml(line.title)).join('<br>')}</td><td>${amountOf(shop, totalOf(one))}</td><td>${one.status}</td><td>${acts}</td></tr>`
    })
  const body =
    rows.length === 0
      ? '<p class="soft">Nobody has bought anything yet.</p>'
      : table(['Order', 'Buyer', 'Bought', 'Total', 'State', ''], rows)
  return page(shop, 'Orders', `${menu}<h1>Orders</h1>${said === '' ? '' : `<p class="done" role="alert">${escapeHtml(said)}</p>`}${body}`)
}

function apps(shop: Shop): FakeReply {
  const app = shop.state.apps[0]!
  const portal = shop.state.endpoints.map(
    ({ url, secret }) => `<li><code>${escapeHtml(url)}</code><br>Signing secret: <code>${secret}</code></li>`,
  )
  return page(
    shop,
    'Your apps',
    `<h1>Your apps</h1><p>Keystring: <code id="keystring">${app.keystring}</code><br>Shared secret: <code id="shared-secret">${app.secret}</code></p>
<h2>Callback URLs</h2><ul>${app.callbacks.map(url => `<li><code>${escapeHtml(url)}</code></li>`).join('')}</ul>
<form class="narrow" method="post" action="${appsPath}"><input type="hidden" name="act" value="callback"><label for="callback">Add a callback URL</label><input id="callback" name="url" type="url" required><div class="actions"><button>Add</button></div></form>
<h2>Webhook portal</h2><ul>${portal.join('')}</ul>
<form class="narrow" method="post" action="${appsPath}"><input type="hidden" name="act" value="endpoint"><label for="endpoint">Add an endpoint for order events</label><input id="endpoint" name="url" type="url" required><div class="actions"><button>Add</button></div></form>`,
  )
}

function actOnListing(shop: Shop, listing: Listing, form: URLSearchParams): FakeReply {
  const remoteId = String(listing.id)
  const act = form.get('act')
  if (act === 'delete') {
    shop.listings.delete(listing.id)
    return redirect(listingsPath)
  }
  if (act === 'active' || act === 'inactive') editByHand(shop, { remoteId, set: { isPublished: act === 'active' } })
  if (act === 'dropFile') editByHand(shop, { remoteId, set: { dropFile: form.get('file') ?? '' } })
  if (act === 'save') {
    const tags = (form.get('tags') ?? '')
      .split(',')
      .map(tag => tag.trim())
      .filter(tag => tag !== '')
    const text = (name: string): string => form.get(name) ?? ''
    const description = text('description').replace(/\r\n/g, '\n')
    editByHand(shop, { remoteId, set: { title: text('title'), price: text('price'), sku: text('sku'), description, tags } })
  }
  return editForm(shop, listing, 'Saved.')
}

/** @returns null when the path is none of these pages. */
export function sellerPages(shop: Shop, request: FakeRequest): FakeReply | null {
  const { path } = request
  const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : '')
  const id = new RegExp(`^${listingsPath}/(\\d+)$`).exec(path)?.[1]
  try {
    if (path === listingsPath) return listings(shop)
    if (path === ordersPath) {
      const order = Number(form.get('order'))
      if (form.get('act') === 'refund') refundOrder(shop, order, null)
      if (form.get('act') === 'cancel') cancelOrder(shop, order)
      return request.method === 'POST' ? redirect(ordersPath) : orders(shop, '')
    }
    if (path === appsPath) {
      if (form.get('act') === 'callback') shop.state.apps[0]!.callbacks.push(form.get('url') ?? '')
      if (form.get('act') === 'endpoint') addEndpoint(shop, form.get('url') ?? '', ['order.paid', 'order.canceled'])
      return request.method === 'POST' ? redirect(appsPath) : apps(shop)
    }
    const listing = id === undefined ? undefined : shop.listings.get(Number(id))
    if (listing === undefined) return null
    return request.method === 'POST' ? actOnListing(shop, listing, form) : editForm(shop, listing, '')
  } catch (error) {
    const said = error instanceof Refused ? JSON.stringify(error.body) : (error as Error).message
    const listing = id === undefined ? undefined : shop.listings.get(Number(id))
    return listing === undefined ? orders(shop, said) : editForm(shop, listing, said)
  }
}
