/** Pages for a buyer whose address her storefront keeps to itself: she says what she bought, and proves her address by a mail. */
import { html } from 'hono/html'
import { codeWords } from '#hub/claim/claim-code.ts'
import type { Claiming } from '#hub/claim/press.ts'
import type { Html, PageParts } from '../page.ts'
import type { LibraryShop } from './pages.ts'

const base = ({ slug }: LibraryShop) => `/library/${slug}`

export interface ClaimForm {
  readonly number?: string
  readonly code?: string
  readonly email?: string
  /** What cannot be as it was typed, by field; told without looking anything up. */
  readonly wrong?: { readonly field: 'number' | 'code' | 'email'; readonly sentence: string }
}

export const claimPage = (shop: LibraryShop, form: ClaimForm = {}): PageParts => ({
  title: `Put your pattern into your library at ${shop.name}`,
  heading: shop.name,
  status: form.wrong === undefined ? 200 : 400,
  body: html`<h1>Put your pattern into your library</h1>
<p>Some shops keep your address to themselves. Write here what you bought, and you get a mail with a button; press it, and the pattern is in your library, always in its newest version.</p>
${formPart(shop, form)}
<p class="soft">We write to this address about what you bought, such as a correction, and about nothing else.</p>
<p>You bought with this address here before? <a href="${base(shop)}/">Open your library</a>.</p>`,
})

const wrongId = 'wrong'

function formPart(shop: LibraryShop, { number = '', code = '', email = '', wrong }: ClaimForm): Html {
  const told = (field: string) => (wrong?.field === field ? html` aria-invalid="true" aria-describedby="${wrongId}"` : '')
  return html`${wrong === undefined ? '' : html`<p class="wrong" role="alert" id="${wrongId}">${wrong.sentence}</p>`}
<form method="post" action="${base(shop)}/claim">
<label>The number of your order <input name="number" value="${number}" required maxlength="100" autocomplete="off"${told('number')}></label>
<label>The code of the pattern <span class="soft" id="code-help">It stands in the shop’s message to you, or on a page among the files: eight letters and digits.</span> <input name="code" value="${code}" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false"${wrong?.field === 'code' ? told('code') : html` aria-describedby="code-help"`}></label>
<label>Your e-mail address <input name="email" type="email" value="${email}" autocomplete="email" required maxlength="320"${told('email')}></label>
<button>Send me the mail</button>
</form>`
}

/** The one answer, whatever was typed: nobody learns here what was bought. */
export const claimAskedPage = (shop: LibraryShop, email: string): PageParts => ({
  title: 'Look for our mail',
  heading: shop.name,
  body: html`<h1>Look for our mail</h1>
<p>If that is right, a mail is on its way to ${email}. Press the button in it, and the pattern is in your library.</p>
<p>It may take a minute; look among the unwanted mails as well. If you bought a moment ago, it comes by itself once the order is here; we go on looking for 14 days.</p>
<p>Nothing came? Look at the number of the order and the code again, and <a href="${base(shop)}/claim">write them once more</a>. After some that do not fit, nothing is looked up for a while: then try again tomorrow, or write to the shop.</p>`,
})

export const claimOpenPage = (shop: LibraryShop, { pattern, order, email }: NonNullable<Claiming['about']>): PageParts => ({
  title: `Put ${pattern} into your library`,
  heading: shop.name,
  body: html`<h1>Put ${pattern} into your library</h1>
<p>It is of your order ${order}, and goes into the library of ${email}. There you always find its newest version.</p>
<form method="post"><button>Put it into my library</button></form>`,
})

export const claimOverPage = (shop: LibraryShop, { state, about }: Claiming): PageParts => {
  const { title, says } = overWords(shop, state, about)
  return { title, heading: shop.name, status: 410, body: html`<h1>${title}</h1>${says}` }
}

function overWords(shop: LibraryShop, state: Claiming['state'], about: Claiming['about']): { title: string; says: Html } {
  if (state === 'used')
    return {
      title: 'That is done already',
      says: html`<p>${about?.pattern} is in a library. <a href="${base(shop)}/">Open your library</a> with ${about?.email}.</p>`,
    }
  if (state === 'taken')
    return {
      title: 'It is in another library already',
      says: html`<p>${about?.pattern} of order ${about?.order} is in the library of another address, so nothing was changed.</p>
<p>If you have another address, <a href="${base(shop)}/">try that one</a>. If it is not yours, write to ${shop.name} where you bought it, by the messages of that order.</p>`,
    }
  if (state === 'ended')
    return {
      title: 'Nothing can be had by this order now',
      says: html`<p>Order ${about?.order} gives ${about?.pattern} to nobody at present: it was given back, or its payment is not through. If that is wrong, write to ${shop.name} where you bought it.</p>`,
    }
  return {
    title: 'This link has run out',
    says: html`<p>What you bought is still yours. <a href="${base(shop)}/claim">Write your order and the code once more</a>, and you get a new mail.</p>`,
  }
}

/** On the page of her library: the same form, for what is not in it. */
export const addPart = (shop: LibraryShop, email: string): Html => html`<section class="elsewhere" aria-labelledby="add">
<h2 id="add">Add another pattern</h2>
<p>You bought a pattern that is not here, in the same order or another one? Some shops keep your address to themselves: write its order and its code.</p>
<details><summary>Write the order and the code</summary>
${formPart(shop, { email })}
</details>
</section>`

export const shownCode = (code: string | null): string => (code === null ? '' : codeWords(code))
