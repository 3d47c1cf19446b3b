/** What a knitter sees: the store, a pattern page, and a purchase. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { escapeHtml, notesHtml, readyPhotos } from '../facts.ts'
import { paidOf, placeOrder } from '../orders.ts'
import { listed } from '../products.ts'
import type { Shop } from '../shop.ts'
import type { Pattern, Product } from '../state.ts'
import { page, redirect } from './layout.ts'

export const priceOf = (shop: Shop, { price, currency, isFree }: Product): string =>
  isFree ? 'free' : price === null ? 'no price' : `${shop.decimal(price, currency ?? undefined)} ${currency}`

const productOf = (shop: Shop, pattern: Pattern): Product | undefined =>
  shop.productsOn('Pattern', pattern.id).find(({ isActive }) => isActive)

function cover(shop: Shop, pattern: Pattern): string {
  const [photo] = readyPhotos(shop, pattern)
  return photo === undefined
    ? '<div class="cover"></div>'
    : `<img class="cover" src="/photos/${photo.id}.jpg" alt="${escapeHtml(pattern.name)}">`
}

function storePage(shop: Shop): FakeReply {
  const cards = [...shop.patterns.values()].flatMap(pattern => {
    const product = productOf(shop, pattern)
    if (product === undefined) return []
    const link = `<a href="/patterns/library/${pattern.permalink}">${escapeHtml(pattern.name)}</a>`
    return [`<li class="card">${cover(shop, pattern)}<div>${link}<br>${priceOf(shop, product)}</div></li>`]
  })
  const grid = cards.length === 0 ? '<p class="soft">Nothing is for sale yet.</p>' : `<ul class="grid">${cards.join('')}</ul>`
  return page(shop, shop.state.settings.storeName, `<h1>${escapeHtml(shop.state.settings.storeName)}</h1>${grid}`)
}

function patternPage(shop: Shop, pattern: Pattern): FakeReply {
  const product = productOf(shop, pattern)
  const buy =
    product === undefined
      ? '<p class="soft">This pattern is not for sale now.</p>'
      : `<p>${priceOf(shop, product)}</p><ul>${listed(shop, product)
          .map(({ name }) => `<li>${escapeHtml(name)}</li>`)
          .join('')}</ul><form class="narrow" method="post" action="/patterns/library/${pattern.permalink}/buy">
<label for="name">Your name</label><input id="name" name="name" required value="Ana Novak">
<label for="email">Your address at PayPal</label><input id="email" name="email" type="email" required value="ana@buyer.example">
<label for="country">Country</label><input id="country" name="country" value="DE" maxlength="2"><div class="actions"><button>Buy it now</button></div></form>`
  return page(
    shop,
    pattern.name,
    `<h1>${escapeHtml(pattern.name)}</h1>${cover(shop, pattern)}${notesHtml(pattern.notes)}<h2>PDF</h2>${buy}`,
  )
}

function purchasePage(shop: Shop, id: string): FakeReply | null {
  const invoice = shop.invoices.get(id)
  if (invoice === undefined) return null
  const files = invoice.lines
    .flatMap(({ files: own }) => own)
    .map(({ id: fileId, name }) => `<li><a href="/purchase/${id}/files/${fileId}">${escapeHtml(name)}</a></li>`)
  const sum = `${shop.decimal(paidOf(invoice), invoice.currency)} ${invoice.currency}`
  return page(
    shop,
    'Thank you',
    `<h1>Thank you, ${escapeHtml(invoice.name ?? 'knitter')}</h1><p>Invoice <strong>${invoice.number}</strong>, ${sum}</p><h2>Your files</h2><ul>${files.join('')}</ul>`,
  )
}

/** @returns null when the path is none of these pages. */
export async function frontPages(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  const { path } = request
  if (path === '/' || path === '/stores/pretend-knits') return storePage(shop)
  const photo = /^\/photos\/(\d+)\.jpg$/.exec(path)?.[1]
  if (photo !== undefined) return photoOf(shop, Number(photo))
  const link = /^\/dls\/(\w+)$/.exec(path)?.[1]
  if (link !== undefined) return linkOf(shop, link)
  const file = /^\/purchase\/(\d+)\/files\/(\d+)$/.exec(path)
  if (file) {
    const found = shop.invoices
      .get(file[1]!)
      ?.lines.flatMap(({ files }) => files)
      .find(({ id }) => id === Number(file[2]))
    return found === undefined ? null : pdf(shop, found)
  }
  const bought = /^\/purchase\/(\d+)$/.exec(path)?.[1]
  if (bought !== undefined) return purchasePage(shop, bought)
  const [, permalink, buy] = /^\/patterns\/library\/([\w-]+)(\/buy)?$/.exec(path) ?? []
  const pattern = [...shop.patterns.values()].find(one => one.permalink === permalink)
  if (pattern === undefined) return null
  const product = productOf(shop, pattern)
  if (buy === undefined || request.method !== 'POST' || product === undefined) return patternPage(shop, pattern)
  const form = new URLSearchParams(request.body.toString('utf8'))
  const invoice = placeOrder(shop, {
    lines: [{ productId: product.id }],
    name: form.get('name') ?? '',
    email: form.get('email'),
    country: (form.get('country') ?? 'DE').toUpperCase(),
  })
  return redirect(`/purchase/${invoice.id}`)
}

async function photoOf(shop: Shop, id: number): Promise<FakeReply | null> {
  const photo = [...shop.patterns.values(), ...shop.drafts.values()].flatMap(({ photos }) => photos).find(one => one.id === id)
  const bytes = photo === undefined ? null : await shop.blobs.read(photo.sha256)
  return bytes === null || photo === undefined ? null : { status: 200, headers: { 'content-type': photo.type }, body: bytes }
}

async function linkOf(shop: Shop, token: string): Promise<FakeReply> {
  const link = shop.state.links.find(one => one.token === token)
  if (link === undefined || link.untilMs <= shop.now()) return page(shop, 'Expired', '<h1>This link has expired</h1>', 410)
  return (await pdf(shop, link)) ?? page(shop, 'Gone', '<h1>This file is gone</h1>', 404)
}

async function pdf(shop: Shop, { sha256, name }: { sha256: string; name: string }): Promise<FakeReply | null> {
  const bytes = await shop.blobs.read(sha256)
  if (bytes === null) return null
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}"` },
    body: bytes,
  }
}
