/** A buyer's own library at a platform, as her library here speaks of it. */
import { html } from 'hono/html'
import type { PatternThere } from '#hub/buyer-library/read-there.ts'
import type { Html, PageParts } from '../page.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { LibraryShop } from './pages.ts'

const base = ({ slug }: LibraryShop, { id }: Pick<Elsewhere, 'id'>) => `/library/${slug}/elsewhere/${id}`

export const elsewherePart = (shop: LibraryShop, all: readonly Elsewhere[]): Html | '' =>
  all.length === 0
    ? ''
    : html`${all.map(one => (one.state === 'agreed' || one.state === 'away' ? agreedPart(shop, one) : askingPart(shop, one)))}`

const headOf = ({ id, label }: Elsewhere) => html`<h2 id="e-${id}">Your ${label} library</h2>`

const askingPart = (shop: LibraryShop, one: Elsewhere): Html => html`<section class="elsewhere" aria-labelledby="e-${one.id}">
${headOf(one)}
${one.state === 'ended' ? html`<p>${one.label} no longer lets us in for you. What is there stays there; for what you buy from now on, allow it once more.</p>` : ''}
<p>What you bought from ${shop.name} elsewhere can be in your library at ${one.label} too, as far as it is for sale there. ${one.label} asks you first, and you can take it back here.</p>
<form method="post" action="${base(shop, one)}/ask"><button class="quiet">Put my patterns into my ${one.label} library</button></form>
</section>`

const words: Readonly<Record<PatternThere['state'], string>> = {
  written: 'is in it',
  'bought-there': 'you bought it there',
  waiting: 'on its way',
  'not-for-sale': 'not for sale there',
}

const agreedPart = (shop: LibraryShop, one: Elsewhere): Html => html`<section class="elsewhere" aria-labelledby="e-${one.id}">
${headOf(one)}
<p>${sumOf(one)}</p>
${one.state === 'away' ? html`<p class="soft">The shop’s connection to ${one.label} rests just now. Nothing is lost; it goes on by itself.</p>` : ''}
${
  one.patterns.length === 0
    ? ''
    : html`<details><summary>Each pattern (${one.patterns.length})</summary>
<ul>${one.patterns.map(({ title, state }) => html`<li>${title}: ${words[state]}</li>`)}</ul></details>`
}
<form method="post" action="${base(shop, one)}/end"><button class="quiet">Put nothing more into my ${one.label} library</button></form>
<p class="soft">What is in it stays in it.</p>
</section>`

function sumOf({ label, patterns }: Elsewhere): string {
  const count = (...states: PatternThere['state'][]) => patterns.filter(({ state }) => states.includes(state)).length
  const [there, waiting, none] = [count('written', 'bought-there'), count('waiting'), count('not-for-sale')]
  const parts = [
    `${there} of your ${patterns.length === 1 ? '1 pattern is' : `${patterns.length} patterns are`} in your library at ${label}`,
    ...(waiting > 0 ? [`${waiting} on the way`] : []),
    ...(none > 0 ? [`${none} not for sale there`] : []),
  ]
  return `${parts.join(', ')}. New ones follow by themselves.`
}

export const onToPlatformPage = (shop: LibraryShop, { url, label }: { url: string; label: string }): PageParts => ({
  title: `On to ${label}`,
  heading: shop.name,
  refresh: { seconds: 0, to: url },
  body: html`<h1>On to ${label}</h1>
<p>${label} asks you whether your patterns may be put into your library there. Then you come back here.</p>
<p><a href="${url}">Go on to ${label}</a></p>`,
})

export const notAgreedPage = (shop: LibraryShop, sentence: string): PageParts => ({
  title: 'Nothing was changed',
  heading: shop.name,
  status: 400,
  body: html`<h1>Nothing was changed</h1>
<p role="alert">${sentence}</p>
<p><a href="/library/${shop.slug}/">Back to your library</a></p>`,
})

export const staleAnswer = 'This answer has run out, was used before, or belongs to another browser. Start again in your library.'
export const notOffered = 'This is not possible just now. What you bought is in your library here as before.'
