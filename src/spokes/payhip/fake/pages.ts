/** The pages of the pretend Payhip: where a shopper buys, and the seller's settings and sales. Plain HTML, no script. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { type Shop, totalOf } from './shop.ts'

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const style = `:root{color-scheme:light dark}body{margin:0 auto;max-width:56rem;padding:1rem;font:16px/1.6 system-ui,sans-serif}
a,button{color:inherit}button{font:inherit;padding:.5rem 1.1rem;border-radius:8px;border:1px solid;background:transparent;cursor:pointer}
label{display:block;margin:.8rem 0 .2rem}input{font:inherit;padding:.4rem .6rem;width:100%;box-sizing:border-box}
.note{border:1px solid;padding:.4rem .8rem;font-size:14px}td,th{text-align:left;padding:.3rem .8rem .3rem 0}:focus-visible{outline:3px solid;outline-offset:2px}`

function page({ state }: Shop, title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><p class="note">A pretend Payhip, running on this computer alone. No money moves and no mail is sent.</p>
<nav aria-label="Shop"><a href="/${state.settings.shopName}">${state.settings.shopName}</a> · <a href="/sales">Sales</a> · <a href="/settings/developer">Settings, Developer</a></nav><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

const redirect = (to: string): FakeReply => ({ status: 303, headers: { location: to }, body: '' })
const amount = ({ state }: Shop, cents: number): string => `${(cents / 100).toFixed(2)} ${state.settings.currency}`

/** @returns null when the path is none of these pages. */
export function pages(shop: Shop, { method, path, body }: FakeRequest): FakeReply | null {
  const { state } = shop
  const form = new URLSearchParams(body.toString('utf8'))
  if (path === '/' || path === `/${state.settings.shopName}`) {
    const rows = state.products
      .filter(({ isVisible }) => isVisible)
      .map(({ key, name, price }) => `<li><a href="/b/${key}">${escapeHtml(name)}</a>, ${amount(shop, price)}</li>`)
    return page(shop, state.settings.shopName, `<ul>${rows.join('')}</ul>`)
  }
  const product = state.products.find(({ key }) => path === `/b/${key}`)
  if (product !== undefined) {
    const email = form.get('email') ?? ''
    if (method === 'POST' && /^[^\s@]+@[^\s@]+$/.test(email) && product.isVisible) {
      const { id } = shop.buy({ lines: [{ productId: String(product.id), quantity: 1 }], email })
      return redirect(`/order/${id}`)
    }
    const buy = `<form method="post"><label for="email">Your address</label><input id="email" name="email" type="email" required value="ana@buyer.example"><p><button>Buy now</button></p></form>`
    return page(shop, product.name, `<p>${amount(shop, product.price)}</p>${product.isVisible ? buy : '<p>Not for sale.</p>'}`)
  }
  const sale = state.sales.find(({ id }) => path === `/order/${id}` || path === `/sales/${id}/refund`)
  if (sale !== undefined && path.startsWith('/order/'))
    return page(shop, 'Thank you', `<p>Order ${sale.id}, ${amount(shop, totalOf(sale))}.</p>`)
  if (sale !== undefined && method === 'POST') {
    shop.refund(sale.id, null)
    return redirect('/sales')
  }
  if (path === '/sales') return salesPage(shop)
  if (path !== '/settings/developer') return null
  if (method !== 'POST') return developerPage(shop)
  const given = (form.get('endpoints') ?? '').split(',').map(text => text.trim())
  if (given.some(text => text !== '' && !URL.canParse(text))) return page(shop, 'Not an address', '<p>Write whole addresses.</p>', 422)
  state.endpoints = given.filter(text => text !== '')
  return redirect(path)
}

function developerPage(shop: Shop): FakeReply {
  const { apiKey, endpoints } = shop.state
  return page(
    shop,
    'Developer',
    `<p>API key: <code>${apiKey}</code></p><form method="post"><label for="endpoints">Webhook endpoints, with commas between</label>
<input id="endpoints" name="endpoints" value="${escapeHtml(endpoints.join(', '))}"><p><button>Save</button></p></form>`,
  )
}

function salesPage(shop: Shop): FakeReply {
  const rows = shop.state.sales
    .slice(-50)
    .reverse()
    .map(
      sale =>
        `<tr><td>${sale.id}</td><td>${escapeHtml(sale.email)}</td><td>${amount(shop, totalOf(sale))}</td><td>${amount(shop, sale.refunded)}</td><td><form method="post" action="/sales/${sale.id}/refund"><button>Refund</button></form></td></tr>`,
    )
  const head = '<thead><tr><th>Order</th><th>Buyer</th><th>Paid</th><th>Given back</th><th></th></tr></thead>'
  return page(shop, 'Sales', `<table>${head}<tbody>${rows.join('')}</tbody></table>`)
}
