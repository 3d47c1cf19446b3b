/** The pretend Stripe's own pages: the one that a buyer pays on, and the seller's list of payments. Plain HTML, no script, nothing of a card. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { type Account, Refused } from './account.ts'
import { chargeOf, dispute, expireDue, finish, giveBack, pay } from './acts.ts'
import { refundedOf } from './objects.ts'
import type { Session } from './state.ts'

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const style = `
:root{color-scheme:light dark;--ink:#1a1f36;--soft:#5b6478;--paper:#fff;--tint:#f1f3fb;--line:#dfe3ef;--accent:#4338b8;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#eef0f8;--soft:#b0b6c9;--paper:#14161f;--tint:#1d2030;--line:#353a50;--accent:#a9a3ff;--on:#14161f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}a{color:var(--accent)}
.note{background:var(--tint);text-align:center;padding:.4rem 1rem;font-size:14px}main{max-width:44rem;margin:0 auto;padding:1.5rem 1.25rem}
h1{font:600 1.5rem/1.25 system-ui,sans-serif}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}td:last-child,th:last-child{text-align:right}
label{display:block;font-size:14px;color:var(--soft);margin:1rem 0 .3rem}input,select{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:var(--ink)}
fieldset{border:1px solid var(--line);border-radius:8px;margin:1rem 0}fieldset label{display:flex;gap:.6rem;align-items:center;color:var(--ink);margin:.4rem 0}fieldset input{width:auto}
button{font:inherit;background:var(--accent);color:var(--on);border:1px solid var(--accent);border-radius:8px;padding:.65rem 1.2rem;cursor:pointer}button.quiet{background:transparent;color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0}.soft{color:var(--soft)}td form{display:inline}`

function page(title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – pretend Stripe</title><style>${style}</style></head>
<body><div class="note">A pretend Stripe, running on this computer alone. No money moves.</div><main>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

const redirect = (to: string): FakeReply => ({ status: 303, headers: { location: to }, body: '' })

const whole = new Set('jpy krw vnd clp'.split(' '))
const thousandths = new Set('bhd jod kwd omr tnd'.split(' '))
const shown = (amount: number, currency: string): string =>
  `${(amount / (whole.has(currency) ? 1 : thousandths.has(currency) ? 1000 : 100)).toFixed(whole.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2)} ${currency.toUpperCase()}`

interface Line {
  readonly quantity: number
  readonly price_data: { readonly unit_amount: number; readonly product_data: { readonly name: string } }
}

function payPage(session: Session, said = ''): FakeReply {
  const lines = (session.params.line_items as Line[])
    .map(
      ({ quantity, price_data: price }) =>
        `<tr><td>${escapeHtml(price.product_data.name)}${quantity > 1 ? ` × ${quantity}` : ''}</td><td>${shown(price.unit_amount * quantity, session.currency)}</td></tr>`,
    )
    .join('')
  const email = escapeHtml(String(session.params.customer_email ?? ''))
  return page(
    'Pay',
    `<h1>Pay ${shown(session.amount, session.currency)}</h1>${said === '' ? '' : `<p role="alert">${escapeHtml(said)}</p>`}
<table><caption class="soft">What you buy</caption><thead><tr><th scope="col">Item</th><th scope="col">Price</th></tr></thead><tbody>${lines}</tbody></table>
<form method="post" action="/c/pay/${session.id}"><label for="email">E-mail</label><input id="email" name="email" type="email" required value="${email}">
<label for="name">Name</label><input id="name" name="name" required autocomplete="name"><label for="country">Country</label><select id="country" name="country">${['DE', 'AT', 'FR', 'GB', 'NL', 'PL', 'US'].map(code => `<option>${code}</option>`).join('')}</select>
<fieldset><legend>How to pay</legend><label><input type="radio" name="how" value="at-once" checked> A pretend card, paid at once</label><label><input type="radio" name="how" value="later"> A pretend bank transfer, which takes days</label></fieldset>
<div class="actions"><button>Pay ${shown(session.amount, session.currency)}</button></div></form><p><a href="${escapeHtml(String(session.params.cancel_url ?? session.params.success_url))}">Back to the shop</a></p>`,
  )
}

const back = (session: Session): string => String(session.params.success_url).replaceAll('{CHECKOUT_SESSION_ID}', session.id)

function buyerPage(account: Account, session: Session, request: FakeRequest): FakeReply {
  expireDue(account)
  if (session.status === 'complete') return redirect(back(session))
  if (session.status === 'expired')
    return page('Ended', '<h1>This page has ended</h1><p>Nothing was paid. Go back to the shop and start again.</p>', 410)
  if (request.method !== 'POST') return payPage(session)
  const form = new URLSearchParams(request.body.toString('utf8'))
  const [email, name] = [form.get('email') ?? '', form.get('name') ?? '']
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || name.trim() === '') return payPage(session, 'Please write your name and your e-mail.')
  pay(account, session, {
    how: form.get('how') === 'later' ? 'later' : 'at-once',
    email,
    name: name.trim(),
    country: form.get('country') ?? 'DE',
  })
  return redirect(back(session))
}

const sellerPath = '/test/payments'

function sellerPage(account: Account, said = ''): FakeReply {
  const rows = [...account.sessions.values()]
    .filter(session => session.intentId !== null)
    .slice(-50)
    .reverse()
    .map(session => {
      const charge = chargeOf(account, session)
      const act = (name: string, label: string) =>
        `<form method="post" action="${sellerPath}"><input type="hidden" name="session" value="${session.id}"><button class="quiet" name="act" value="${name}">${label}</button></form>`
      const acts =
        charge.status === 'pending'
          ? act('paid', 'It arrives') + act('failed', 'It fails')
          : charge.status === 'failed'
            ? ''
            : act('refund', 'Refund') +
              (charge.isDisputed ? act('won', 'Dispute won') + act('lost', 'Dispute lost') : act('open', 'Buyer disputes'))
      return `<tr><td>${escapeHtml(charge.customer.name)}<br><span class="soft">${charge.status}, ${shown(refundedOf(account, charge.id), charge.currency)} given back</span></td><td>${shown(charge.amount, charge.currency)}</td><td>${acts}</td></tr>`
    })
  return page(
    'Payments',
    `<h1>Payments</h1>${said === '' ? '' : `<p role="alert">${escapeHtml(said)}</p>`}<p>Restricted key: <code id="key">${account.state.secretKey}</code></p>
<table><thead><tr><th scope="col">Buyer</th><th scope="col">Paid</th><th scope="col">By hand</th></tr></thead><tbody>${rows.join('') || '<tr><td colspan="3">Nothing was paid yet.</td></tr>'}</tbody></table>`,
  )
}

function sellerActs(account: Account, request: FakeRequest): FakeReply {
  const form = new URLSearchParams(request.body.toString('utf8'))
  const session = account.sessions.get(form.get('session') ?? '')
  const act = form.get('act')
  try {
    if (session === undefined) throw new Error('There is no such payment.')
    if (act === 'paid' || act === 'failed') finish(account, session, act)
    if (act === 'refund') giveBack(account, chargeOf(account, session), {})
    if (act === 'open' || act === 'won' || act === 'lost') dispute(account, chargeOf(account, session), act)
    return redirect(sellerPath)
  } catch (error) {
    return sellerPage(account, error instanceof Refused ? error.trouble.message : (error as Error).message)
  }
}

export function pages(account: Account, request: FakeRequest): FakeReply {
  const session = account.sessions.get(/^\/c\/pay\/(\w+)$/.exec(request.path)?.[1] ?? '')
  if (session !== undefined) return buyerPage(account, session, request)
  if (request.path === '/') return redirect(sellerPath)
  if (request.path === sellerPath) return request.method === 'POST' ? sellerActs(account, request) : sellerPage(account)
  return page('Not found', `<h1>Nothing is here</h1><p><a href="${sellerPath}">See the payments</a></p>`, 404)
}
