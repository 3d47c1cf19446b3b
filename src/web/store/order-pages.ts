/** After the press: on to the provider's page, and back again to wait honestly. */
import { html } from 'hono/html'
import type { OwnCheckout } from '#hub/checkout/read-own-checkout.ts'
import type { StoreFacts } from '#hub/store/read-store.ts'
import type { Html } from '../page.ts'
import { base, type StorePage } from './frame.ts'
import { dayOf, priceWords } from './words.ts'

/** A form's answer may not lead to another site, so this page does, by itself after a moment or by the link. */
export const onToPayPage = (store: StoreFacts, { payUrl, total }: { payUrl: string; total: OwnCheckout['total'] }): StorePage => ({
  title: `On to pay at ${store.name}`,
  refresh: { seconds: 0, to: payUrl },
  body: html`<h1>On to pay</h1>
<p>You are taken to the payment provider’s own page to pay ${priceWords(total.minor, total.currency)}.</p>
<p><a class="button" href="${payUrl}">Go on to pay</a></p>
<p><a href="${base(store)}/cart">Back to the cart</a></p>`,
})

const waitSeconds = 4
/** From then on the page does not ask by itself any more. */
const askingMs = 10 * 60_000

export function orderPage(store: StoreFacts, checkout: OwnCheckout, { token, now }: { token: string; now: Date }): StorePage {
  const { number, state, items, total } = checkout
  const isAsking =
    (state === 'started' || state === 'pending') && !checkout.isAmiss && now.getTime() - checkout.startedAt.getTime() < askingMs
  return {
    title: `Order ${number} at ${store.name}`,
    ...(isAsking ? { refresh: { seconds: waitSeconds } } : {}),
    body: html`${stateOf(store, checkout, { token, isAsking })}
<h2 class="part">Order ${number}</h2>
<ul class="cart short">${items.map(item => html`<li><span>${item.title}</span><span class="price">${priceWords(item.total.minor, total.currency)}</span></li>`)}</ul>
<dl class="sums"><div class="total"><dt>${state === 'paid' ? 'Paid' : 'To pay'}</dt><dd>${priceWords(total.minor, total.currency)}</dd></div></dl>
<p><a href="${base(store)}/">More patterns</a></p>`,
  }
}

function stateOf(store: StoreFacts, checkout: OwnCheckout, { token, isAsking }: { token: string; isAsking: boolean }): Html {
  const { state, email, isGift, giftEmail, giftAt, total, openOrder, payUrl, isAmiss } = checkout
  const pending = state === 'pending'
  if (state === 'paid' && isGift)
    return html`<h1>Thank you</h1><p>Your gift ${giftAt === null ? 'is on its way' : `goes out on ${dayOf(giftAt)}`} to ${giftEmail ?? 'its receiver'}. The receipt comes to you by mail.</p>`
  if (state === 'paid' && total.minor === 0n)
    return html`<h1>Look for our mail</h1><p>The way into your library is on its way${email === null ? '' : ` to ${email}`}. It may take a minute; look among the unwanted mails as well.</p>`
  if (state === 'paid' && openOrder !== null)
    return html`<h1>Thank you</h1><p>Your patterns are in your library.</p>
<form method="post" action="${base(store)}/order/${token}/library"><button>Open my library</button></form>
<p class="soft">The way there also comes by mail${email === null ? '' : ` to ${email}`}, for later and for other devices.</p>`
  if (state === 'paid')
    return html`<h1>Order closed</h1><p>What was paid has gone back, so nothing is open by this order. If that is not right, write to the shop.</p>`
  if (isAmiss)
    return html`<h1>Somebody is looking at it</h1><p>Your payment has come in and does not fit this order. The shop has been told and will write to you; nothing is lost.</p>`
  if (pending || state === 'started')
    return html`<h1 role="status">${pending ? 'Your payment is on its way' : 'Waiting for your payment'}</h1>
<p>${
      pending
        ? 'Your bank has promised it, and it has not arrived yet; that can take days. As soon as it is here, the way into your library comes by mail.'
        : 'As soon as the provider says that it is paid, your library opens here. The way there comes by mail as well, so you may close this page.'
    }</p>
${isAsking ? html`<p class="soft">This page looks again every few seconds.</p>` : ''}
${!pending && payUrl !== null ? html`<p>Not paid yet? <a href="${payUrl}">Go back to the payment page</a>.</p>` : ''}`
  return html`<h1>It was not paid</h1><p>${state === 'expired' ? 'The payment page has run out.' : 'The payment did not go through.'} Nothing was taken, and your cart is as it was.</p>
<p><a class="button" href="${base(store)}/cart">Back to the cart</a></p>`
}

const plain = (title: string, status: NonNullable<StorePage['status']>, body: Html): StorePage => ({ title, status, body })

export const closedPage = (store: StoreFacts): StorePage =>
  plain(
    `${store.name} is closed just now`,
    503,
    html`<h1>${store.name} is closed just now</h1><p>Come back a little later. What you bought is in <a href="/library/${store.slug}/">your library</a>, as always.</p>`,
  )
export const goneFromStorePage = (store: StoreFacts): StorePage =>
  plain(
    `Not in the store – ${store.name}`,
    404,
    html`<h1>This is not in the store</h1><p>It may have been taken out. <a href="${base(store)}/">See what is there</a>.</p>`,
  )
export const tooOftenPage = (store: StoreFacts): StorePage =>
  plain(
    `A moment, please – ${store.name}`,
    429,
    html`<h1>A moment, please</h1><p>That was asked many times just now. Your cart is as it was; try again in ten minutes.</p>`,
  )
export const notStartedPage = (store: StoreFacts, sentence: string): StorePage =>
  plain(
    `Not paid – ${store.name}`,
    502,
    html`<h1>The payment page did not open</h1><p class="wrong" role="alert">${sentence}</p><p>Nothing was paid, and your cart is as it was. <a class="button" href="${base(store)}/checkout">Try again</a></p>`,
  )
