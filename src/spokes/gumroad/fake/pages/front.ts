/** What a shopper sees: her profile, a product, and the page of a purchase. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { buy } from '../buying.ts'
import { inOrder } from '../files.ts'
import { priceText } from '../money.ts'
import { isRefunded } from '../sales.ts'
import type { Shop } from '../shop.ts'
import type { Product } from '../state.ts'
import { escapeHtml, page, redirect } from './layout.ts'

const linkOf = ({ customPermalink, permalink }: Product): string => `/l/${customPermalink ?? permalink}`

function coverOf({ covers }: Product): string {
  const [first] = [...covers].sort((a, b) => a.position - b.position)
  return first === undefined ? '<div class="cover"></div>' : `<img class="cover" src="/public/${first.id}" alt="">`
}

function profile(shop: Shop): FakeReply {
  const cards = [...shop.products.values()]
    .filter(({ isPublished }) => isPublished)
    .map(
      one =>
        `<li class="card">${coverOf(one)}<div><a href="${linkOf(one)}">${escapeHtml(one.name)}</a><br>${priceText(one.currency, one.price)}</div></li>`,
    )
  const grid = cards.length === 0 ? '<p class="soft">Nothing is for sale yet.</p>' : `<ul class="grid">${cards.join('')}</ul>`
  return page(shop, shop.state.settings.name, `<h1>${escapeHtml(shop.state.settings.name)}</h1>${grid}`)
}

/** Only what a page may hold is shown; the rest of a description is text. */
const shownHtml = (html: string): string =>
  html.replace(/<(?!\/?(p|br|ul|ol|li|strong|em|h2|h3|a)\b)[^>]*>/gi, '').replace(/\son\w+="[^"]*"/gi, '')

function productPage(shop: Shop, product: Product): FakeReply {
  if (!product.isPublished) return page(shop, 'Not for sale', '<h1>This product is not currently for sale.</h1>', 404)
  const action = `${linkOf(product)}/buy`
  return page(
    shop,
    product.name,
    `<h1>${escapeHtml(product.name)}</h1>${coverOf(product)}<p>${priceText(product.currency, product.price)}</p>${shownHtml(product.description ?? '')}<p class="soft">${escapeHtml(product.summary ?? '')}</p>
<form class="narrow" method="post" action="${action}"><label for="name">Your name</label><input id="name" name="name" required value="Ana Novak">
<label for="email">Your address</label><input id="email" name="email" type="email" required value="ana@buyer.example"><label for="quantity">How many</label><input id="quantity" name="quantity" inputmode="numeric" value="1">
<div class="actions"><button>I want this!</button></div></form>`,
  )
}

function purchasePage(shop: Shop, id: string): FakeReply | null {
  const sale = shop.sales.get(id)
  if (sale === undefined) return null
  const product = sale.productId === null ? undefined : shop.products.get(sale.productId)
  const isOpen = !isRefunded(sale) && !(sale.isDisputed && !sale.isDisputeWon)
  const files = inOrder(isOpen ? (product?.files ?? []) : []).map(
    ({ displayName, filetype }, at) =>
      `<li><a href="/d/${id}/${at + 1}">${escapeHtml(displayName ?? 'File')}.${escapeHtml(filetype)}</a></li>`,
  )
  const said = isOpen ? '' : '<p role="status">Access was taken away: the money went back.</p>'
  return page(
    shop,
    'Your purchase',
    `<h1>${escapeHtml(product?.name ?? sale.productName)}</h1><p>Order <strong>${sale.orderId}</strong>, ${priceText(sale.currency, sale.shown)}</p>${said}<h2>Your files</h2><ul>${files.join('')}</ul>`,
  )
}

/** @returns null when the path is none of these pages. */
export async function frontPages(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  const { path } = request
  if (path === '/') return profile(shop)
  const picture = /^\/public\/(\w+)$/.exec(path)?.[1]
  if (picture !== undefined) return pictureOf(shop, picture)
  const [, purchase, file] = /^\/d\/([^/]+)(?:\/(\d+))?$/.exec(path) ?? []
  if (purchase !== undefined) return file === undefined ? purchasePage(shop, purchase) : fileOf(shop, purchase, Number(file))
  const [, link, isBuying] = /^\/l\/([\w-]+)(\/buy)?$/.exec(path) ?? []
  const product = [...shop.products.values()].find(one => !one.isDeleted && (one.customPermalink === link || one.permalink === link))
  if (link === undefined || product === undefined) return null
  if (isBuying === undefined || request.method !== 'POST' || !product.isPublished) return productPage(shop, product)
  const form = new URLSearchParams(request.body.toString('utf8'))
  const quantity = Math.min(100, Math.max(1, Number.parseInt(form.get('quantity') ?? '', 10) || 1))
  const sale = buy(shop, { productId: product.id, quantity, name: form.get('name') ?? '', email: form.get('email') ?? '', country: 'DE' })
  return redirect(`/d/${encodeURIComponent(sale.id)}`)
}

async function pictureOf(shop: Shop, id: string): Promise<FakeReply | null> {
  const products = [...shop.products.values()]
  const cover = products.flatMap(({ covers }) => covers).find(one => one.id === id)
  const sha256 = cover?.sha256 ?? products.find(({ thumbnail }) => thumbnail?.guid === id)?.thumbnail?.sha256
  const bytes = sha256 === undefined ? null : await shop.blobs.read(sha256)
  return bytes === null ? null : { status: 200, headers: { 'content-type': cover?.type ?? 'image/png' }, body: bytes }
}

async function fileOf(shop: Shop, saleId: string, at: number): Promise<FakeReply | null> {
  const sale = shop.sales.get(saleId)
  const product = sale?.productId == null ? undefined : shop.products.get(sale.productId)
  if (sale === undefined || product === undefined || isRefunded(sale) || (sale.isDisputed && !sale.isDisputeWon)) return null
  const file = inOrder(product.files)[at - 1]
  const thing = file === undefined ? undefined : shop.state.things[file.key]
  const bytes = thing === undefined ? null : await shop.blobs.read(thing.sha256)
  if (bytes === null || file === undefined) return null
  const name = `${file.displayName ?? 'file'}.${file.filetype}`
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name.replace(/["\r\n]/g, '')}"`,
    },
    body: bytes,
  }
}
