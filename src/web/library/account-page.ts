/** Her orders, addresses and data on one page, and the pages of a second address. */
import { html } from 'hono/html'
import type { AddressAsked } from '#hub/customer/address.ts'
import type { LibraryOrder } from '#hub/library/read-library.ts'
import type { Html, PageParts } from '../page.ts'
import { signOutPart } from './library-page.ts'
import { base, linked, type Talk } from './speak.ts'

export interface Account {
  readonly orders: readonly LibraryOrder[]
  readonly addresses: readonly string[]
  readonly wishedAt: Date | null
  /** What has just been done. */
  readonly notice?: string
  /** The other address cannot be one. */
  readonly isWrong?: boolean
}

export function accountPage(talk: Talk, account: Account): PageParts {
  const { shop, tongue } = talk
  const { library, frame } = tongue.words
  return {
    title: library.account,
    heading: signOutPart(talk),
    status: account.isWrong === true ? 400 : 200,
    body: html`<p><a href="${base(shop)}/">${frame.back}</a></p>
<h1>${library.account}</h1>
${account.notice === undefined ? '' : html`<p class="said" role="status">${account.notice}</p>`}
${account.orders.length === 0 ? '' : ordersPart(talk, account.orders)}
${addressesPart(talk, account)}
${dataPart(talk, account)}`,
  }
}

const ordersPart = ({ shop, tongue }: Talk, orders: readonly LibraryOrder[]): Html => html`<section class="part" aria-labelledby="orders">
<h2 id="orders">${tongue.words.library.orders}</h2>
<ul class="orders">${orders.map(
  ({
    id,
    number,
    placedAt,
  }) => html`<li><span>${tongue.words.library.order(number)}<br><span class="soft">${tongue.day(placedAt)}</span></span>
<form class="inline" method="post" action="${base(shop)}/my-data/again/${id}"><button class="quiet" aria-label="${tongue.words.library.order(number)}: ${tongue.words.library.sendAgain}">${tongue.words.library.sendAgain}</button></form></li>`,
)}</ul>
</section>`

const addressesPart = ({ shop, tongue }: Talk, { addresses: hers, isWrong }: Account): Html => {
  const { addresses, signIn } = tongue.words
  return html`<section class="part" aria-labelledby="addresses">
<h2 id="addresses">${addresses.title}</h2>
<p>${addresses.these(tongue.list(hers))}</p>
<p>${addresses.other}</p>
${isWrong === true ? html`<p class="wrong" role="alert" id="wrong">${signIn.wrongAddress}</p>` : ''}
<form method="post" action="${base(shop)}/my-data/address">
<label>${addresses.address} <input name="email" type="email" autocomplete="off" required maxlength="320"${isWrong === true ? html` aria-invalid="true" aria-describedby="wrong"` : ''}></label>
<button>${addresses.press}</button>
</form>
</section>`
}

const dataPart = ({ shop, tongue }: Talk, { wishedAt }: Account): Html => {
  const { data } = tongue.words
  return html`<section class="part" aria-labelledby="data">
<h2 id="data">${data.title}</h2>
<p>${data.what}</p>
<p><a href="${base(shop)}/my-data/all.json">${data.download}</a></p>
${
  wishedAt === null
    ? html`<details><summary>${data.forget}</summary>
<p>${data.forgetWhat}</p>
<form method="post" action="${base(shop)}/my-data/forget"><button>${data.forgetPress}</button></form>
</details>`
    : html`<p role="status">${data.asked(tongue.day(wishedAt))}</p>
<form class="inline" method="post" action="${base(shop)}/my-data/keep"><button class="quiet">${data.takeBack}</button></form>`
}
</section>`
}

/** In her own browser: both addresses are named, so that she sees whom she joins. */
export const addressPage = ({ tongue: { words } }: Talk, { asker, email }: AddressAsked): PageParts => ({
  title: words.addresses.head,
  body: html`<h1>${words.addresses.head}</h1>
<ul><li>${asker}</li><li>${email}</li></ul>
<p>${words.addresses.joins(asker, email)}</p>
<form method="post"><button>${words.addresses.joinPress}</button></form>
<p class="soft">${words.addresses.not}</p>`,
})

/** Names nobody: whoever has the mail may not be the one who asked. */
export const otherBrowserPage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.addresses.elsewhereHead,
  status: 403,
  body: html`<h1>${words.addresses.elsewhereHead}</h1>
<p>${linked(words.addresses.elsewhereWhy, `${base(shop)}/`)}</p>`,
})
