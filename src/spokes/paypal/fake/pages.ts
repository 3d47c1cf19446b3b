/** The pretend PayPal's own pages: the one that a buyer agrees on, and the seller's list of payments. Plain HTML, no script, nothing of a card. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { type Account, moneyOf, Refused, unitsOf } from './account.ts'
import { approve, captureOf, dispute, finish, giveBack, hasEnded, refundedOf } from './acts.ts'
import type { Money, Order } from './state.ts'

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const style = `
:root{color-scheme:light dark;--ink:#1c2433;--soft:#566074;--paper:#fff;--tint:#eef4fb;--line:#d9e1ec;--accent:#0b5299;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#eef2f8;--soft:#aab6c8;--paper:#12161d;--tint:#1b2330;--line:#334051;--accent:#8cc4ff;--on:#12161d}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}a{color:var(--accent)}
.note{background:var(--tint);text-align:center;padding:.4rem 1rem;font-size:14px}main{max-width:44rem;margin:0 auto;padding:1.5rem 1.25rem}
h1{font:600 1.5rem/1.25 system-ui,sans-serif}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}td:last-child,th:last-child{text-align:right}
label{display:block;font-size:14px;color:var(--soft);margin:1rem 0 .3rem}input,select{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:var(--ink)}
fieldset{border:1px solid var(--line);border-radius:8px;margin:1rem 0}fieldset label{display:flex;gap:.6rem;align-items:center;color:var(--ink);margin:.4rem 0}fieldset input{width:auto}
button{font:inherit;background:var(--accent);color:var(--on);border:1px solid var(--accent);border-radius:999px;padding:.65rem 1.2rem;cursor:pointer}button.quiet{background:transparent;color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0}.soft{color:var(--soft)}td form{display:inline}code{overflow-wrap:anywhere}`

function page(title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – pretend PayPal</title><style>${style}</style></head>
<body><div class="note">A pretend PayPal, running on this computer alone. No money moves.</div><main>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

const redirect = (to: string): FakeReply => ({ status: 303, headers: { location: to }, body: '' })
const shown = ({ value, currency }: Money): string => `${value} ${currency}`
const withToken = (url: string, order: Order): string => {
  const to = new URL(url)
  to.searchParams.set('token', order.id)
  if (order.buyer !== null) to.searchParams.set('PayerID', order.buyer.payerId)
  return to.href
}
export const cancelUrlOf = (order: Order): string => withToken(order.cancelUrl, { ...order, buyer: null })

function payPage(order: Order, said = ''): FakeReply {
  const lines = order.items
    .map(
      ({ name, quantity, unit }) =>
        `<tr><td>${escapeHtml(name)}${quantity > 1 ? ` × ${quantity}` : ''}</td><td>${shown(moneyOf(unitsOf(unit) * quantity, unit.currency))}</td></tr>`,
    )
    .join('')
  return page(
    'Pay',
    `<h1>Pay ${shown(order.total)}</h1>${said === '' ? '' : `<p role="alert">${escapeHtml(said)}</p>`}
<table><caption class="soft">What you buy</caption><thead><tr><th scope="col">Item</th><th scope="col">Price</th></tr></thead><tbody>${lines}</tbody></table>
<form method="post" action="/checkoutnow?token=${order.id}"><label for="email">E-mail of your account</label><input id="email" name="email" type="email" required value="${escapeHtml(order.email ?? '')}">
<label for="name">Name</label><input id="name" name="name" required autocomplete="name"><label for="country">Country</label><select id="country" name="country">${['DE', 'AT', 'FR', 'GB', 'NL', 'PL', 'US'].map(code => `<option>${code}</option>`).join('')}</select>
<fieldset><legend>How to pay</legend><label><input type="radio" name="how" value="at-once" checked> From the balance, at once</label><label><input type="radio" name="how" value="later"> From the bank, which takes days</label></fieldset>
<div class="actions"><button>Pay ${shown(order.total)}</button></div></form><p><a href="${escapeHtml(cancelUrlOf(order))}">Back to the shop</a></p>`,
  )
}

function buyerPage(account: Account, order: Order, request: FakeRequest): FakeReply {
  if (order.status !== 'PAYER_ACTION_REQUIRED') return redirect(withToken(order.returnUrl, order))
  if (hasEnded(account, order))
    return page('Ended', '<h1>This page has ended</h1><p>Nothing was paid. Go back to the shop and start again.</p>', 410)
  if (request.method !== 'POST') return payPage(order)
  const form = new URLSearchParams(request.body.toString('utf8'))
  const [email, name] = [form.get('email') ?? '', form.get('name') ?? '']
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || name.trim() === '') return payPage(order, 'Please write your name and your e-mail.')
  approve(account, order, {
    how: form.get('how') === 'later' ? 'later' : 'at-once',
    email,
    name: name.trim(),
    country: form.get('country') ?? 'DE',
  })
  return redirect(withToken(order.returnUrl, order))
}

const sellerPath = '/activities'

function sellerPage(account: Account, said = ''): FakeReply {
  const { state, disputes } = account
  const rows = [...account.orders.values()]
    .filter(order => order.captureId !== null)
    .slice(-50)
    .reverse()
    .map(order => {
      const capture = captureOf(account, order)
      const act = (name: string, label: string) =>
        `<form method="post" action="${sellerPath}"><input type="hidden" name="order" value="${order.id}"><button class="quiet" name="act" value="${name}">${label}</button></form>`
      const isDisputed = [...disputes.values()].some(({ captureId }) => captureId === capture.id)
      const acts =
        capture.status === 'PENDING'
          ? act('paid', 'It arrives') + act('failed', 'It fails')
          : capture.status === 'DECLINED'
            ? ''
            : act('refund', 'Refund') +
              (isDisputed ? act('won', 'Dispute won') + act('lost', 'Dispute lost') : act('open', 'Buyer disputes'))
      const back = moneyOf(refundedOf(account, capture.id), capture.amount.currency)
      return `<tr><td>${escapeHtml(order.buyer?.name ?? '')}<br><span class="soft">${capture.status.toLowerCase().replaceAll('_', ' ')}, ${shown(back)} given back</span></td><td>${shown(capture.amount)}</td><td>${acts}</td></tr>`
    })
  return page(
    'Activity',
    `<h1>Activity</h1>${said === '' ? '' : `<p role="alert">${escapeHtml(said)}</p>`}<p>Client ID: <code id="client-id">${state.clientId}</code><br>Secret: <code id="client-secret">${state.clientSecret}</code></p>
<table><thead><tr><th scope="col">Buyer</th><th scope="col">Paid</th><th scope="col">By hand</th></tr></thead><tbody>${rows.join('') || '<tr><td colspan="3">Nothing was paid yet.</td></tr>'}</tbody></table>`,
  )
}

function sellerActs(account: Account, request: FakeRequest): FakeReply {
  const form = new URLSearchParams(request.body.toString('utf8'))
  const order = account.orders.get(form.get('order') ?? '')
  const act = form.get('act')
  try {
    if (order === undefined) throw new Error('There is no such payment.')
    if (act === 'paid' || act === 'failed') finish(account, order, act)
    if (act === 'refund') giveBack(account, captureOf(account, order), {})
    if (act === 'open' || act === 'won' || act === 'lost') dispute(account, captureOf(account, order), act)
    return redirect(sellerPath)
  } catch (error) {
    return sellerPage(account, error instanceof Refused ? (error.trouble.issue ?? error.trouble.message) : (error as Error).message)
  }
}

export function pages(account: Account, request: FakeRequest): FakeReply {
  const order = request.path === '/checkoutnow' ? account.orders.get(request.query.get('token') ?? '') : undefined
  if (order !== undefined) return buyerPage(account, order, request)
  if (request.path === '/') return redirect(sellerPath)
  if (request.path === sellerPath) return request.method === 'POST' ? sellerActs(account, request) : sellerPage(account)
  return page('Not found', `<h1>Nothing is here</h1><p><a href="${sellerPath}">See the payments</a></p>`, 404)
}
