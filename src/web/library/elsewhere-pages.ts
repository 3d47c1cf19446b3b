/** A buyer's own library at a platform, as her library here speaks of it. */
import { html } from 'hono/html'
import type { PatternThere } from '#hub/buyer-library/read-there.ts'
import type { Tongue } from '#hub/buyer-words/index.ts'
import type { Html, PageParts } from '../page.ts'
import type { Elsewhere } from './elsewhere.ts'
import { base, type Talk } from './speak.ts'

const placeOf = ({ shop }: Talk, { id }: Pick<Elsewhere, 'id'>) => `${base(shop)}/elsewhere/${id}`

export const elsewherePart = (talk: Talk, all: readonly Elsewhere[]): Html | '' =>
  all.length === 0
    ? ''
    : html`${all.map(one => (one.state === 'agreed' || one.state === 'away' ? agreedPart(talk, one) : askingPart(talk, one)))}`

const headOf = ({ tongue: { words } }: Talk, { id, label }: Elsewhere) => html`<h2 id="e-${id}">${words.elsewhere.head(label)}</h2>`

function askingPart(talk: Talk, one: Elsewhere): Html {
  const { elsewhere } = talk.tongue.words
  return html`<section class="elsewhere" aria-labelledby="e-${one.id}">
${headOf(talk, one)}
${one.state === 'ended' ? html`<p>${elsewhere.ended(one.label)}</p>` : ''}
<p>${elsewhere.offer(talk.shop.name, one.label)}</p>
<form method="post" action="${placeOf(talk, one)}/ask"><button class="quiet">${elsewhere.ask(one.label)}</button></form>
</section>`
}

function agreedPart(talk: Talk, one: Elsewhere): Html {
  const { elsewhere } = talk.tongue.words
  return html`<section class="elsewhere" aria-labelledby="e-${one.id}">
${headOf(talk, one)}
<p>${sumOf(talk.tongue, one)}</p>
${one.state === 'away' ? html`<p class="soft">${elsewhere.away(one.label)}</p>` : ''}
${
  one.patterns.length === 0
    ? ''
    : html`<details><summary>${elsewhere.each(one.patterns.length)}</summary>
<ul>${one.patterns.map(({ title, state }) => html`<li>${title}: ${elsewhere.states[state]}</li>`)}</ul></details>`
}
<form method="post" action="${placeOf(talk, one)}/end"><button class="quiet">${elsewhere.end(one.label)}</button></form>
<p class="soft">${elsewhere.stays}</p>
</section>`
}

function sumOf({ words: { elsewhere } }: Tongue, { label, patterns }: Elsewhere): string {
  const count = (...states: PatternThere['state'][]) => patterns.filter(({ state }) => states.includes(state)).length
  const [there, waiting, none] = [count('written', 'bought-there'), count('waiting'), count('not-for-sale')]
  const parts = [
    elsewhere.there(there, patterns.length, label),
    ...(waiting > 0 ? [elsewhere.onTheWay(waiting)] : []),
    ...(none > 0 ? [elsewhere.notForSale(none)] : []),
  ]
  return `${parts.join(', ')}. ${elsewhere.follow}`
}

export const onToPlatformPage = ({ tongue: { words } }: Talk, { url, label }: { url: string; label: string }): PageParts => ({
  title: words.elsewhere.on(label),
  refresh: { seconds: 0, to: url },
  body: html`<h1>${words.elsewhere.on(label)}</h1>
<p>${words.elsewhere.asksYou(label)}</p>
<p><a href="${url}">${words.elsewhere.goOn(label)}</a></p>`,
})

export const notAgreedPage = ({ shop, tongue: { words } }: Talk, sentence: string): PageParts => ({
  title: words.elsewhere.unchanged,
  status: 400,
  body: html`<h1>${words.elsewhere.unchanged}</h1>
<p role="alert">${sentence}</p>
<p><a href="${base(shop)}/">${words.frame.back}</a></p>`,
})
