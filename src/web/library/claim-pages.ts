/** Pages for a buyer whose address her storefront keeps to itself: she says what she bought, and proves her address by a mail. */
import { html } from 'hono/html'
import { codeWords } from '#hub/claim/claim-code.ts'
import type { Claiming } from '#hub/claim/press.ts'
import type { Html, PageParts } from '../page.ts'
import { base, linked, type Talk } from './speak.ts'

export interface ClaimForm {
  readonly number?: string
  readonly code?: string
  readonly email?: string
  /** The field that cannot be as it was typed; told without looking anything up. */
  readonly wrong?: 'number' | 'code' | 'email'
}

export const claimPage = (talk: Talk, form: ClaimForm = {}): PageParts => {
  const { claim } = talk.tongue.words
  return {
    title: claim.title,
    status: form.wrong === undefined ? 200 : 400,
    body: html`<h1>${claim.title}</h1>
<p>${claim.why}</p>
${formPart(talk, form)}
<p class="soft">${claim.use}</p>
<p>${linked(claim.known, `${base(talk.shop)}/`)}</p>`,
  }
}

const wrongId = 'wrong'

function formPart({ shop, tongue: { words } }: Talk, { number = '', code = '', email = '', wrong }: ClaimForm): Html {
  const { claim, signIn } = words
  const sentences = { number: claim.wrongNumber, code: claim.wrongCode, email: signIn.wrongAddress }
  const told = (field: string) => (wrong === field ? html` aria-invalid="true" aria-describedby="${wrongId}"` : '')
  return html`${wrong === undefined ? '' : html`<p class="wrong" role="alert" id="${wrongId}">${sentences[wrong]}</p>`}
<form method="post" action="${base(shop)}/claim">
<label>${claim.number} <input name="number" value="${number}" required maxlength="100" autocomplete="off"${told('number')}></label>
<label>${claim.code} <span class="soft" id="code-help">${claim.codeHelp}</span> <input name="code" value="${code}" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false"${wrong === 'code' ? told('code') : html` aria-describedby="code-help"`}></label>
<label>${signIn.address} <input name="email" type="email" value="${email}" autocomplete="email" required maxlength="320"${told('email')}></label>
<button>${claim.press}</button>
</form>`
}

/** The one answer, whatever was typed: nobody learns here what was bought. */
export const claimAskedPage = ({ shop, tongue: { words } }: Talk, email: string): PageParts => ({
  title: words.lookForMail.title,
  body: html`<h1>${words.lookForMail.title}</h1>
<p>${words.claim.onItsWay(email)}</p>
<p>${words.claim.patience}</p>
<p>${linked(words.claim.nothing, `${base(shop)}/claim`)}</p>`,
})

export const claimOpenPage = ({ tongue: { words } }: Talk, { pattern, order, email }: NonNullable<Claiming['about']>): PageParts => ({
  title: words.claim.put(pattern),
  body: html`<h1>${words.claim.put(pattern)}</h1>
<p>${words.claim.whose(order, email)}</p>
<form method="post"><button>${words.claim.putPress}</button></form>`,
})

export const claimOverPage = (talk: Talk, { state, about }: Claiming): PageParts => {
  const { title, says } = overWords(talk, state, about)
  return { title, status: 410, body: html`<h1>${title}</h1>${says}` }
}

function overWords({ shop, tongue: { words } }: Talk, state: Claiming['state'], about: Claiming['about']): { title: string; says: Html } {
  const { claim, errors } = words
  const { pattern, order, email } = about ?? { pattern: '', order: '', email: '' }
  const home = `${base(shop)}/`
  if (state === 'used') return { title: claim.used, says: html`<p>${linked(claim.usedWhy(pattern, email), home)}</p>` }
  if (state === 'taken')
    return { title: claim.taken, says: html`<p>${claim.takenWhy(pattern, order)}</p><p>${linked(claim.takenHelp(shop.name), home)}</p>` }
  if (state === 'ended') return { title: claim.ended, says: html`<p>${claim.endedWhy(pattern, order, shop.name)}</p>` }
  return { title: errors.linkSpent, says: html`<p>${linked(claim.gone, `${base(shop)}/claim`)}</p>` }
}

/** On the page of her library: the same form, for what is not in it. */
export const addPart = (talk: Talk, email: string): Html => html`<section class="elsewhere" aria-labelledby="add">
<h2 id="add">${talk.tongue.words.claim.add}</h2>
<p>${talk.tongue.words.claim.addWhy}</p>
<details><summary>${talk.tongue.words.claim.addOpen}</summary>
${formPart(talk, { email })}
</details>
</section>`

export const shownCode = (code: string | null): string => (code === null ? '' : codeWords(code))
