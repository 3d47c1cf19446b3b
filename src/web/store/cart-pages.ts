/** The cart, and what is asked before paying. */
import { html, raw } from 'hono/html'
import { wordsIn } from '#hub/buyer-words/index.ts'
import type { Language } from '#hub/buyer-words/language.ts'
import type { PricedItem } from '#hub/store/price-cart.ts'
import type { Cart, Quote } from '#hub/store/quote.ts'
import { toDecimal } from '#kit'
import type { Html } from '../page.ts'
import { base, type StorePage } from './frame.ts'
import { countries, countryWords, priceWords } from './words.ts'

export function cartPage({ store, priced, coupon, couponWhy }: Quote, cart: Cart, say?: string): StorePage {
  const { currency } = store
  const isEmpty = priced.items.length === 0
  return {
    title: `Your cart at ${store.name}`,
    body: html`<h1>Your cart</h1>
${notices(say, priced.gone.length, priced.inBundle.length)}
${
  isEmpty
    ? html`<p class="empty">Your cart is empty. <a href="${base(store)}/">Look at the patterns</a>.</p>`
    : html`<ul class="cart">${priced.items.map(item => itemPart(store, item))}</ul>
${couponPart(store, cart, { code: coupon?.code ?? null, why: couponWhy })}
${sums({ currency, list: priced.list, couponOff: priced.couponOff, total: priced.total })}
<p><a class="button" href="${base(store)}/checkout">${priced.total === 0n ? 'Get them' : 'Go on to pay'}</a></p>`
}`,
  }
}

function notices(say: string | undefined, gone: number, inBundle: number): Html {
  const sentences = [
    ...(say === undefined ? [] : [say]),
    ...(gone === 0
      ? []
      : [
          `${gone === 1 ? 'One thing' : `${gone} things`} in your cart cannot be bought any more and ${gone === 1 ? 'was' : 'were'} taken out.`,
        ]),
    ...(inBundle === 0
      ? []
      : [
          `${inBundle === 1 ? 'One pattern is' : `${inBundle} patterns are`} in a bundle in your cart already, so you pay for ${inBundle === 1 ? 'it' : 'them'} once.`,
        ]),
  ]
  return html`${sentences.map(sentence => html`<p class="wrong" role="alert">${sentence}</p>`)}`
}

function itemPart(store: Quote['store'], { kind, id, title, list, total, isOwnPrice, least, parts }: PricedItem): Html {
  const { currency } = store
  return html`<li><div><strong>${title}</strong>${kind === 'bundle' ? html`<span class="soft">${parts.map(part => part.title).join(' · ')}</span>` : ''}
${
  isOwnPrice
    ? html`<form class="inline wish" method="post" action="${base(store)}/cart/add"><input type="hidden" name="pattern" value="${id}">
<label>What you pay, in ${currency} <input name="wish" inputmode="decimal" autocomplete="off" maxlength="16" value="${toDecimal({ minor: total, currency })}"></label>
<button class="quiet">Change</button>${least === null || least === 0n ? '' : html` <span class="soft">${priceWords(least, currency)} or more</span>`}</form>`
    : ''
}</div>
<p class="price">${list > total ? html`<s><span class="hidden">Before: </span>${priceWords(list, currency)}</s> <span class="hidden">Now: </span>` : ''}${priceWords(total, currency)}</p>
<form class="inline" method="post" action="${base(store)}/cart/remove"><input type="hidden" name="${kind}" value="${id}"><button class="quiet" aria-label="Take ${title} out of the cart">Take out</button></form></li>`
}

function couponPart(store: Quote['store'], cart: Cart, { code, why }: { code: string | null; why: string | null }): Html {
  return html`<form class="coupon" method="post" action="${base(store)}/cart/coupon">
<label>Code <span class="soft">if you have one</span> <input name="code" autocomplete="off" maxlength="60" value="${cart.code ?? ''}"${why === null ? '' : raw(' aria-invalid="true" aria-describedby="code-why"')}></label>
<button class="second">Use it</button>
${why !== null ? html`<p class="wrong" id="code-why" role="alert">${why}</p>` : code !== null ? html`<p class="good" role="status">The code ${code} is taken off.</p>` : ''}
</form>`
}

function sums({ currency, list, couponOff, total }: { currency: string; list: bigint; couponOff: bigint; total: bigint }): Html {
  const other = list - total - couponOff
  return html`<dl class="sums">
${other > 0n || couponOff > 0n ? html`<div><dt>Together</dt><dd>${priceWords(list, currency)}</dd></div>` : ''}
${other > 0n ? html`<div><dt>Sales and bundles</dt><dd>− ${priceWords(other, currency)}</dd></div>` : ''}
${couponOff > 0n ? html`<div><dt>Code</dt><dd>− ${priceWords(couponOff, currency)}</dd></div>` : ''}
<div class="total"><dt>To pay</dt><dd>${priceWords(total, currency)}</dd></div></dl>
<p class="soft">Tax included.</p>`
}

/** What the buyer has written so far, as it came. */
export interface CheckoutForm {
  readonly email: string
  readonly country: string
  /** Ticked the box for advertising; it stands unticked at first. */
  readonly wantsNews: boolean
  /** In which the words beside that box are: she has to understand what she agrees to. */
  readonly newsIn: Language
  readonly isGift: boolean
  readonly giftEmail: string
  readonly giftWord: string
  readonly giftDay: string
}

/** Beside the box for advertising; kept with her yes as what she saw. */
export const newsWords = ({ newsIn }: CheckoutForm, store: string): string => wordsIn[newsIn].checkout.news(store)

export const emptyForm: CheckoutForm = {
  email: '',
  country: '',
  wantsNews: false,
  newsIn: 'en',
  isGift: false,
  giftEmail: '',
  giftWord: '',
  giftDay: '',
}

export interface Asking {
  readonly form: CheckoutForm
  readonly providers: readonly { readonly connectionId: string; readonly label: string }[]
  /** What is not right, by field. */
  readonly wrong?: { readonly field: keyof CheckoutForm | 'form'; readonly sentence: string }
  /** What the line says about the country, when it contradicts what was said. */
  readonly otherCountry?: string
  /** What she saw before has changed. */
  readonly hasChanged?: boolean
}

export function checkoutPage({ store, priced, coupon, couponWhy, mark }: Quote, asking: Asking): StorePage {
  const { form, providers, wrong, otherCountry, hasChanged = false } = asking
  const { currency } = store
  const isFree = priced.total === 0n
  if (priced.items.length === 0)
    return {
      title: `Your cart at ${store.name}`,
      status: 409,
      body: html`<h1>Your cart is empty</h1>${notices(undefined, priced.gone.length, 0)}<p><a href="${base(store)}/">Look at the patterns</a>.</p>`,
    }
  const why = (field: keyof CheckoutForm) =>
    wrong?.field === field ? html`<span class="wrong" id="why-${field}" role="alert">${wrong.sentence}</span>` : ''
  const is = (field: keyof CheckoutForm) => (wrong?.field === field ? raw(` aria-invalid="true" aria-describedby="why-${field}"`) : '')
  return {
    title: `${isFree ? 'Get your patterns' : 'Pay'} at ${store.name}`,
    status: wrong !== undefined ? 400 : hasChanged || otherCountry !== undefined ? 409 : 200,
    body: html`<h1>${isFree ? 'Where should they go?' : 'Before you pay'}</h1>
${hasChanged ? html`<p class="wrong" role="alert">Something has changed since you looked: a price, a code, or what can be bought. This is what it costs now. Nothing was paid.</p>` : ''}
${notices(wrong?.field === 'form' ? wrong.sentence : undefined, priced.gone.length, priced.inBundle.length)}
${couponWhy === null ? '' : html`<p class="wrong" role="alert">${couponWhy}</p>`}
<ul class="cart short">${priced.items.map(({ title, total }) => html`<li><span>${title}</span><span class="price">${priceWords(total, currency)}</span></li>`)}</ul>
${sums({ currency, list: priced.list, couponOff: coupon === null ? 0n : priced.couponOff, total: priced.total })}
<form class="pay" method="post" action="${base(store)}/checkout">
<input type="hidden" name="mark" value="${mark}">
<label>Your e-mail address <input name="email" type="email" autocomplete="email" required maxlength="320" value="${form.email}"${is('email')}>
<span class="soft">The way into your library is sent there.</span>${why('email')}</label>
${otherCountry === undefined ? '' : html`<div class="wrong" role="alert"><p>You said that you live in ${countryWords(form.country)}, and your connection comes from ${countryWords(otherCountry)}. Tax depends on where you live, so please say it once more.</p><input type="hidden" name="asked" value="${otherCountry}"></div>`}
<label>The country you live in <select name="country" autocomplete="country" required${is('country')}><option value="">Choose your country</option>
${countries.map(({ code, name }) => html`<option value="${code}"${code === form.country ? raw(' selected') : ''}>${name}</option>`)}</select>
<span class="soft">The law wants it for tax; your address is not asked.</span>${why('country')}</label>
<details${form.isGift ? raw(' open') : ''}><summary>It is a gift</summary>
<label class="check"><input type="checkbox" name="gift" value="yes"${form.isGift ? raw(' checked') : ''}> Give it to somebody else</label>
<label>E-mail address of who gets it <input name="giftEmail" type="email" autocomplete="off" maxlength="320" value="${form.giftEmail}"${is('giftEmail')}>${why('giftEmail')}</label>
<label>A few words, with your name <textarea name="giftWord" rows="3" maxlength="500"${is('giftWord')}>${form.giftWord}</textarea></label>
<label>The day on which it goes out <input name="giftDay" type="date" value="${form.giftDay}"${is('giftDay')}><span class="soft">Left empty: at once.</span>${why('giftDay')}</label></details>
<input type="hidden" name="newsIn" value="${form.newsIn}">
<label class="check" lang="${form.newsIn}"><input type="checkbox" name="news" value="yes"${form.wantsNews ? raw(' checked') : ''}> ${newsWords(form, store.name)}</label>
<p class="soft">Your files are there at once. With that, the right to send them back ends.</p>
${
  isFree
    ? html`<button>Send them to me</button>`
    : providers.length === 0
      ? html`<p class="wrong" role="alert">This store cannot take payments just now. Your cart stays as it is; please come back a little later.</p>`
      : html`<div class="providers">${providers.map(({ connectionId, label }) => html`<button name="provider" value="${connectionId}">Pay ${priceWords(priced.total, currency)} with ${label}</button>`)}</div>
<p class="soft">You pay on the provider’s own page; no card number is ever seen here.</p>`
}
</form>
<p><a href="${base(store)}/cart">Back to the cart</a></p>`,
  }
}
