/** What a shopper sees: the shop, a listing, and a purchase. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { lowestPrice } from '../listing-json.ts'
import { placeOrder } from '../orders.ts'
import { totalOf } from '../receipts.ts'
import type { Shop } from '../shop.ts'
import type { Listing } from '../state.ts'
import { escapeHtml, page, redirect } from './layout.ts'

export const amountOf = (shop: Shop, amount: number): string => `${shop.decimal(amount)} ${shop.state.settings.currency}`

const cover = ({ images }: Listing): string =>
  images[0] === undefined ? '<div class="cover"></div>' : `<img class="cover" src="/il/${images[0].id}" alt="${escapeHtml(images[0].alt)}">`

function shopPage(shop: Shop): FakeReply {
  const cards = [...shop.listings.values()]
    .filter(({ state }) => state === 'active')
    .map(
      one =>
        `<li class="card">${cover(one)}<div><a href="/listing/${one.id}">${escapeHtml(one.title)}</a><br>${amountOf(shop, lowestPrice(one))}</div></li>`,
    )
  const grid = cards.length === 0 ? '<p class="soft">Nothing is for sale yet.</p>' : `<ul class="grid">${cards.join('')}</ul>`
  return page(shop, shop.state.settings.shopName, `<h1>${escapeHtml(shop.state.settings.shopName)}</h1>${grid}`)
}

function listingPage(shop: Shop, listing: Listing): FakeReply {
  if (listing.state !== 'active') return page(shop, 'Not for sale', '<h1>This listing is not for sale</h1>', 404)
  const text = escapeHtml(listing.description).replaceAll('\n', '<br>')
  const files = listing.files.map(({ name }) => `<li>${escapeHtml(name)}</li>`).join('')
  return page(
    shop,
    listing.title,
    `<h1>${escapeHtml(listing.title)}</h1>${cover(listing)}<p>${amountOf(shop, lowestPrice(listing))}</p><p>${text}</p>
<h2>Instant download</h2><ul>${files}</ul>
<form class="narrow" method="post" action="/listing/${listing.id}/buy"><label for="name">Your name</label><input id="name" name="name" required value="Ana Novak">
<label for="email">Your address</label><input id="email" name="email" type="email" required value="ana@buyer.example"><label for="country">Country</label><input id="country" name="country" value="DE" maxlength="2">
<div class="actions"><button>Buy it now</button></div></form>`,
  )
}

function receiptPage(shop: Shop, id: number): FakeReply | null {
  const receipt = shop.receipts.get(id)
  if (receipt === undefined) return null
  const files = receipt.lines
    .flatMap(line => line.files)
    .map(({ id: fileId, name }) => `<li><a href="/your/purchases/${id}/files/${fileId}">${escapeHtml(name)}</a></li>`)
  return page(
    shop,
    'Thank you',
    `<h1>Thank you, ${escapeHtml(receipt.name)}</h1><p>Order <strong>${receipt.id}</strong>, ${amountOf(shop, totalOf(receipt))}</p><h2>Your files</h2><ul>${files.join('')}</ul>`,
  )
}

/** @returns null when the path is none of these pages. */
export async function frontPages(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  const { path } = request
  if (path === '/' || path === `/shop/${shop.state.settings.shopName}`) return shopPage(shop)
  const picture = /^\/il\/(\d+)$/.exec(path)?.[1]
  if (picture !== undefined) return pictureOf(shop, Number(picture))
  const file = /^\/your\/purchases\/(\d+)\/files\/(\d+)$/.exec(path)
  if (file) return fileOf(shop, Number(file[1]), Number(file[2]))
  const bought = /^\/your\/purchases\/(\d+)$/.exec(path)?.[1]
  if (bought !== undefined) return receiptPage(shop, Number(bought))
  const [, id, buy] = /^\/listing\/(\d+)(\/buy)?$/.exec(path) ?? []
  const listing = id === undefined ? undefined : shop.listings.get(Number(id))
  if (listing === undefined) return null
  if (buy === undefined || request.method !== 'POST') return listingPage(shop, listing)
  if (listing.state !== 'active' || listing.quantity < 1) return page(shop, 'Sold out', '<h1>This listing is not for sale</h1>', 409)
  const form = new URLSearchParams(request.body.toString('utf8'))
  const sale = placeOrder(shop, {
    lines: [{ listingId: listing.id, quantity: 1 }],
    name: form.get('name') ?? '',
    email: form.get('email'),
    country: (form.get('country') ?? 'DE').toUpperCase(),
    isPaid: true,
  })
  return redirect(`/your/purchases/${sale.id}`)
}

async function pictureOf(shop: Shop, id: number): Promise<FakeReply | null> {
  const image = [...shop.listings.values()].flatMap(({ images }) => images).find(one => one.id === id)
  const bytes = image === undefined ? null : await shop.blobs.read(image.sha256)
  return bytes === null || image === undefined ? null : { status: 200, headers: { 'content-type': image.type }, body: bytes }
}

async function fileOf(shop: Shop, receiptId: number, id: number): Promise<FakeReply | null> {
  const receipt = shop.receipts.get(receiptId)
  const file = receipt?.isPaid ? receipt.lines.flatMap(({ files }) => files).find(one => one.id === id) : undefined
  const bytes = file === undefined ? null : await shop.blobs.read(file.sha256)
  if (bytes === null || file === undefined) return null
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${file.name}"` },
    body: bytes,
  }
}
