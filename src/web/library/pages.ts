/** The pages before a library, and what is said instead of it. Whole, without script. */
import { html } from 'hono/html'
import type { Tongue } from '#hub/buyer-words/index.ts'
import type { PageParts } from '../page.ts'
import { base, linked, type Talk } from './speak.ts'

/** @param canClaim whether the shop gives codes to buyers whose address is hidden. */
export const signInPage = (
  { shop, tongue: { words } }: Talk,
  { isWrong = false, canClaim = false }: { isWrong?: boolean; canClaim?: boolean } = {},
): PageParts => ({
  title: words.signIn.title(shop.name),
  status: isWrong ? 400 : 200,
  body: html`<h1>${words.signIn.head}</h1>
<p>${words.signIn.how}</p>
${isWrong ? html`<p class="wrong" role="alert" id="wrong">${words.signIn.wrongAddress}</p>` : ''}
<form method="post" action="${base(shop)}/sign-in">
<label>${words.signIn.address} <input name="email" type="email" autocomplete="email" required maxlength="320"${isWrong ? html` aria-invalid="true" aria-describedby="wrong"` : ''}></label>
<button>${words.signIn.press}</button>
</form>
${canClaim ? html`<p>${linked(words.signIn.code, `${base(shop)}/claim`)}</p>` : ''}`,
})

export const lookForMailPage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.lookForMail.title,
  body: html`<h1>${words.lookForMail.title}</h1>
<p>${words.lookForMail.onItsWay}</p>
<p>${linked(words.lookForMail.nothing, `${base(shop)}/`)}</p>`,
})

export const openPage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.open.title(shop.name),
  body: html`<h1>${words.open.head}</h1>
<p>${words.open.what(shop.name)}</p>
<form method="post"><button>${words.open.press}</button></form>`,
})

export const linkSpentPage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.errors.linkSpent,
  status: 410,
  body: html`<h1>${words.errors.linkSpent}</h1>
<p>${linked(words.errors.stillYours, `${base(shop)}/`)}</p>`,
})

/** It opened before, in another browser: the press sends a new one to the same address. */
export const linkUsedPage = ({ tongue: { words } }: Talk): PageParts => ({
  title: words.errors.linkUsed,
  status: 410,
  body: html`<h1>${words.errors.linkUsed}</h1>
<p>${words.errors.linkUsedWhy}</p>
<form method="post"><button>${words.errors.linkUsedPress}</button></form>`,
})

export const fileGonePage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.errors.fileGone,
  status: 404,
  body: html`<h1>${words.errors.fileGone}</h1>
<p>${linked(words.errors.maybeNewer, `${base(shop)}/`)}</p>`,
})

export const noShopPage = ({ words }: Tongue): PageParts => ({
  title: words.errors.noShop,
  status: 404,
  body: html`<h1>${words.errors.noShop}</h1><p>${words.errors.lookAgain}</p>`,
})

export const notOpenPage = ({ words }: Tongue): PageParts => ({
  title: words.errors.notOpen,
  status: 503,
  body: html`<h1>${words.errors.notOpen}</h1>
<p>${words.errors.nothingLost}</p>`,
})

export const tooOftenPage = ({ tongue: { words } }: Talk): PageParts => ({
  title: words.errors.tooOften,
  status: 429,
  body: html`<h1>${words.errors.tooOften}</h1><p>${words.errors.tooOftenWhy}</p>`,
})
