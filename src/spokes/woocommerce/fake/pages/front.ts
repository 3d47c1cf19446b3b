/** What a customer sees: the shop, a pattern, the checkout, and the page with her downloads. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { linkOf } from '../downloads.ts'
import { decimal, symbolOf } from '../money.ts'
import { totalOf } from '../order-json.ts'
import { keepOrder, newLine, newOrder, pay, reckonTax } from '../orders.ts'
import { isOnSale, priceOf } from '../product-json.ts'
import type { Shop } from '../shop.ts'
import type { Order, Product } from '../state.ts'
import { autop, cleanLine, escapeHtml } from '../text.ts'
import { isEmail } from '../validate.ts'
import { diePage, page, redirect } from './layout.ts'

export const amount = (currency: string, hundredths: number): string => `${symbolOf(currency)}${decimal(hundredths)}`

export function priceTag(shop: Shop, product: Product): string {
  const { currency } = shop.state.settings
  const shown = (price: string): string => amount(currency, Math.round(Number(price) * 100))
  const price = priceOf(shop, product)
  if (price === '') return '<span class="price soft">No price</span>'
  const before = isOnSale(shop, product) ? `<del>${shown(product.regularPrice)}</del>` : ''
  return `<span class="price">${before}${Number(price) === 0 ? 'Free' : shown(price)}</span>`
}

export function cover(shop: Shop, product: Product): string {
  const attachment = product.images[0] === undefined ? undefined : shop.attachments.get(product.images[0])
  return attachment
    ? `<img class="cover" src="/wp-content/uploads/${attachment.path}" alt="${escapeHtml(attachment.alt)}" loading="lazy">`
    : '<div class="nocover"></div>'
}

const canBuy = (shop: Shop, product: Product): boolean => product.status === 'publish' && priceOf(shop, product) !== ''
const addressOf = (product: Product): string => `/product/${product.slug || product.id}/`
const buyButton = (shop: Shop, product: Product): string =>
  canBuy(shop, product)
    ? `<a class="button" href="/checkout/?product=${product.id}" aria-label="Buy ${escapeHtml(product.name)}">Buy</a>`
    : '<span class="soft small">Cannot be bought</span>'

function front(shop: Shop): FakeReply {
  const listed = [...shop.products.values()].filter(product => product.status === 'publish').sort((a, b) => b.id - a.id)
  const cards = listed.map(
    product => `<li class="card"><a href="${addressOf(product)}" tabindex="-1" aria-hidden="true">${cover(shop, product)}</a><div class="body">
<h2><a href="${addressOf(product)}">${product.name}</a></h2><div class="row">${priceTag(shop, product)}${buyButton(shop, product)}</div></div></li>`,
  )
  const empty = '<p class="soft">Nothing is for sale here yet. A pattern shows up as soon as it is listed and published.</p>'
  return page(shop, 'Patterns', `<h1>Patterns to print and sew</h1>${cards.length > 0 ? `<ul class="grid">${cards.join('')}</ul>` : empty}`)
}

function productPage(shop: Shop, name: string): FakeReply {
  const product = [...shop.products.values()].find(each => each.slug === name) ?? shop.products.get(Number(name))
  if (!product || product.status === 'trash' || product.status === 'draft' || product.status === 'private') {
    return page(
      shop,
      'Page not found',
      '<h1>Nothing is here</h1><p>This pattern is not for sale any more. <a href="/">See what is.</a></p>',
      404,
    )
  }
  const images = product.images.slice(1).flatMap(id => {
    const attachment = shop.attachments.get(id)
    return attachment
      ? [`<p><img src="/wp-content/uploads/${attachment.path}" alt="${escapeHtml(attachment.alt)}" loading="lazy"></p>`]
      : []
  })
  const tags = product.tags.flatMap(id => shop.term('tags', id)?.name ?? [])
  const files = product.files.map(file => `<li>${escapeHtml(file.name)}</li>`)
  return page(
    shop,
    product.name,
    `<div class="two"><div>${cover(shop, product)}${images.join('')}</div><div><h1>${product.name}</h1>
${product.shortDescription === '' ? '' : autop(product.shortDescription)}<div class="row">${priceTag(shop, product)}${buyButton(shop, product)}</div>
${files.length === 0 ? '' : `<h2>You get</h2><ul>${files.join('')}</ul>`}${tags.length === 0 ? '' : `<p class="small soft">${tags.join(' · ')}</p>`}
${product.description === '' ? '' : `<h2>About this pattern</h2>${autop(product.description)}`}</div></div>`,
  )
}

function checkout(shop: Shop, productId: number, problem = '', name = '', email = ''): FakeReply {
  const product = shop.products.get(productId)
  if (!product || !canBuy(shop, product))
    return page(shop, 'Checkout', '<h1>This cannot be bought</h1><p><a href="/">Back to the patterns</a></p>', 404)
  const refusal = problem === '' ? '' : `<p class="done" role="alert">${problem}</p>`
  return page(
    shop,
    'Checkout',
    `<div class="two"><div><h1>Checkout</h1>${refusal}<form method="post" action="/checkout/"><input type="hidden" name="product" value="${product.id}">
<label for="name">Your name</label><input id="name" name="name" autocomplete="name" required value="${escapeHtml(name)}">
<label for="email">Your e-mail address</label><input id="email" name="email" type="email" autocomplete="email" required value="${escapeHtml(email)}">
<div class="actions"><button>Pay ${Number(priceOf(shop, product)) === 0 ? 'nothing' : amount(shop.state.settings.currency, Math.round(Number(priceOf(shop, product)) * 100))}</button><a class="button quiet" href="/">Back</a></div>
<p class="small soft">Paid by a pretend card at once. Use any address: nothing is sent from here.</p></form></div>
<div class="card">${cover(shop, product)}<div class="body"><h2>${product.name}</h2>${priceTag(shop, product)}</div></div></div>`,
    problem === '' ? 200 : 400,
  )
}

/** A purchase as the checkout makes it: paid at once, and "updated" goes into the queue before "created". */
export function buy(
  shop: Shop,
  buyer: { name: string; email: string; ip: string; agent: string },
  lines: readonly { productId: number }[],
): Order {
  const order = newOrder(shop, 'checkout')
  const [first = '', ...rest] = buyer.name.trim().split(/\s+/)
  Object.assign(order.billing, { first_name: first, last_name: rest.join(' '), email: buyer.email, country: 'DE' })
  Object.assign(order, { ip: buyer.ip, agent: buyer.agent, paymentMethod: 'pretendpay', paymentTitle: 'Card (pretend)' })
  for (const line of lines) order.lines.push(newLine(shop, { product_id: line.productId }))
  reckonTax(shop, order)
  pay(shop, order, `txn_${shop.dice.text(12)}`)
  shop.fire('order.updated', order.id)
  keepOrder(shop, order, 'created')
  return order
}

function placeOrder(shop: Shop, request: FakeRequest): FakeReply {
  const form = new URLSearchParams(request.body.toString('utf8'))
  const productId = Number(form.get('product'))
  const [name, email] = [cleanLine(form.get('name') ?? ''), (form.get('email') ?? '').trim()]
  const product = shop.products.get(productId)
  if (!product || !canBuy(shop, product)) return checkout(shop, productId)
  if (name === '') return checkout(shop, productId, 'Please tell us your name.', name, email)
  if (!isEmail(email)) return checkout(shop, productId, 'Please write an e-mail address, for example ada@post.example.', name, email)
  const order = buy(shop, { name, email, ip: request.address, agent: request.headers['user-agent'] ?? '' }, [{ productId }])
  return redirect(`/checkout/order-received/${order.id}/?key=${order.key}`)
}

function received(shop: Shop, id: number, key: string): FakeReply {
  const order = shop.book.get(id)
  if (!order || order.key !== key) return diePage(shop, 404, 'Invalid order.')
  const files = shop.permissionsOf(order).flatMap(permission => {
    const product = shop.products.get(permission.productId)
    const file = product?.files.find(each => each.id === permission.fileId)
    return product && file
      ? [
          `<li><span>${escapeHtml(file.name)}<br><span class="small soft">${product.name}</span></span><a class="button" href="${escapeHtml(linkOf(shop, order, permission))}">Download</a></li>`,
        ]
      : []
  })
  const lines = order.lines.map(line => `<li><span>${line.name}</span><span>${amount(order.currency, line.total)}</span></li>`)
  return page(
    shop,
    'Order received',
    `<h1>Thank you, ${escapeHtml(order.billing.first_name)}</h1><p class="done">Order ${order.id} is ${order.status}. ${amount(order.currency, totalOf(order))} paid.</p>
<div class="two"><div><h2>Your downloads</h2>${files.length > 0 ? `<ul class="plain">${files.join('')}</ul>` : '<p class="soft">This pattern has no files.</p>'}</div>
<div><h2>Your order</h2><ul class="plain">${lines.join('')}</ul></div></div>`,
  )
}

/** @returns null when the path is none of these pages. */
export function frontPages(shop: Shop, request: FakeRequest): FakeReply | null {
  const path = request.path.replace(/\/+$/, '') || '/'
  if (path === '/' && request.query.get('post_type') === 'product') return productPage(shop, request.query.get('p') ?? '')
  if (path === '/' || path === '/shop') return front(shop)
  if (path === '/checkout')
    return request.method === 'POST' ? placeOrder(shop, request) : checkout(shop, Number(request.query.get('product')))
  const product = /^\/product\/([^/]+)$/.exec(path)?.[1]
  if (product !== undefined) return productPage(shop, product)
  const order = /^\/checkout\/order-received\/(\d+)$/.exec(path)?.[1]
  return order === undefined ? null : received(shop, Number(order), request.query.get('key') ?? '')
}
