/** The buyer's pages, whole and without script. */
import { html } from 'hono/html'
import { inMegabytes } from '#hub/file/file-refused.ts'
import type { LibraryFile, LibraryPattern, LibraryVersion } from '#hub/library/read-library.ts'
import type { Html, PageParts } from '../page.ts'
import { addPart } from './claim-pages.ts'
import type { Elsewhere } from './elsewhere.ts'
import { elsewherePart } from './elsewhere-pages.ts'
import { changeWord, dayOf, fileWords } from './words.ts'

export interface LibraryShop {
  readonly slug: string
  readonly name: string
}

const base = ({ slug }: LibraryShop) => `/library/${slug}`

/** @param canClaim whether the shop gives codes to buyers whose address is hidden. */
export const signInPage = (shop: LibraryShop, { wrong, canClaim = false }: { wrong?: string; canClaim?: boolean } = {}): PageParts => ({
  title: `Your library at ${shop.name}`,
  heading: shop.name,
  status: wrong === undefined ? 200 : 400,
  body: html`<h1>Your pattern library</h1>
<p>Write the e-mail address with which you bought. You get a mail with a button that opens your library; there is no password to remember.</p>
${wrong === undefined ? '' : html`<p class="wrong" role="alert">${wrong}</p>`}
<form method="post" action="${base(shop)}/sign-in">
<label>Your e-mail address <input name="email" type="email" autocomplete="email" required maxlength="320"></label>
<button>Send me the way in</button>
</form>
${canClaim ? html`<p>Have you a code for your pattern? Some shops keep your address to themselves: <a href="${base(shop)}/claim">say what you bought</a>.</p>` : ''}`,
})

export const lookForMailPage = (shop: LibraryShop): PageParts => ({
  title: 'Look for our mail',
  heading: shop.name,
  body: html`<h1>Look for our mail</h1>
<p>If you bought here with that address, a mail with a button is on its way. It may take a minute; look among the unwanted mails as well.</p>
<p>Nothing came? You may have bought with another address. <a href="${base(shop)}/">Try that one</a>, or write to the shop.</p>`,
})

export const openPage = (shop: LibraryShop): PageParts => ({
  title: `Open your library at ${shop.name}`,
  heading: shop.name,
  body: html`<h1>Your library is ready</h1>
<p>Here are the patterns that you bought from ${shop.name}, always in their newest version.</p>
<form method="post"><button>Open my library</button></form>`,
})

export const linkSpentPage = (shop: LibraryShop): PageParts => ({
  title: 'This link has run out',
  heading: shop.name,
  status: 410,
  body: html`<h1>This link has run out</h1>
<p>What you bought is still yours. <a href="${base(shop)}/">Ask for a new link</a> with the e-mail address with which you bought.</p>`,
})

export const fileGonePage = (shop: LibraryShop): PageParts => ({
  title: 'This file is not here',
  heading: shop.name,
  status: 404,
  body: html`<h1>This file is not in your library</h1>
<p>There may be a newer version of it. <a href="${base(shop)}/">Look in your library</a>.</p>`,
})

export const noShopPage = (): PageParts => ({
  title: 'Not here',
  status: 404,
  body: html`<h1>There is no such library</h1><p>Please look at the address again, or use the button in the mail that you got.</p>`,
})

export const notOpenPage = (): PageParts => ({
  title: 'Not open just now',
  status: 503,
  body: html`<h1>This library is not open just now</h1>
<p>Nothing is lost: what you bought stays yours. Please try again a little later.</p>`,
})

export const tooOftenPage = (shop: LibraryShop): PageParts => ({
  title: 'A moment, please',
  heading: shop.name,
  status: 429,
  body: html`<h1>A moment, please</h1><p>That was asked for many times just now. Look for our mail, or try again in ten minutes.</p>`,
})

export const libraryPage = (
  shop: LibraryShop,
  patterns: readonly LibraryPattern[],
  {
    isOneOrder = false,
    elsewhere = [],
    email = null,
  }: {
    isOneOrder?: boolean
    elsewhere?: readonly Elsewhere[] /** Of hers, where she may add what she bought with a hidden address. */
    email?: string | null
  } = {},
): PageParts => ({
  title: `Your library at ${shop.name}`,
  heading: html`<p class="shop">${shop.name}</p>
<form class="inline" method="post" action="${base(shop)}/sign-out"><button class="quiet">Sign out</button></form>`,
  body: html`<h1>Your pattern library</h1>
${
  patterns.length === 0
    ? html`<p>There is nothing here at the moment. If you bought something a moment ago, it comes as soon as the payment is through; look again in a few minutes.</p>`
    : patterns.map(pattern => patternPart(shop, pattern))
}
${elsewherePart(shop, elsewhere)}
${email === null ? '' : addPart(shop, email)}`,
  foot: html`${isOneOrder ? html`<p>This is what you have just bought. For all that you ever bought here, use the button in our mail.</p>` : ''}
<p>What you bought stays yours. When a pattern is corrected, the corrected version is here.</p>`,
})

function patternPart(shop: LibraryShop, { id, title, cover, boughtAt, newest, older }: LibraryPattern): Html {
  const note = newest === null ? '' : newest.note.trim()
  return html`<article aria-labelledby="p-${id}">
<div class="top${cover === null ? ' bare' : ''}">
${cover === null ? '' : html`<img class="cover" src="${base(shop)}/cover/${cover}" alt="" width="240" height="300" loading="lazy" decoding="async">`}
<div>
<h2 id="p-${id}">${title}</h2>
<p class="version">${
    newest === null ? 'The files are not here yet.' : html`Version ${newest.number}, ${dayOf(newest.createdAt)}`
  }<br>Bought on ${dayOf(boughtAt)}</p>
${newest !== null && note !== '' ? html`<p class="note">${changeWord(newest) === '' ? '' : html`<b>${changeWord(newest)}:</b> `}${note}</p>` : ''}
</div>
</div>
${newest === null ? '' : filesPart(shop, newest)}
${
  older.length === 0
    ? ''
    : html`<details><summary>Earlier versions (${older.length})</summary>
${older.map(
  version => html`<h3>Version ${version.number}, ${dayOf(version.createdAt)}</h3>
${version.note.trim() === '' ? '' : html`<p class="soft">${version.note.trim()}</p>`}
${filesPart(shop, version)}`,
)}
</details>`
}
</article>`
}

const filesPart = (shop: LibraryShop, version: LibraryVersion): Html =>
  html`<ul class="files">${version.files.map(file => filePart(shop, version, file))}</ul>`

function filePart(shop: LibraryShop, version: LibraryVersion, file: LibraryFile): Html {
  const { what, why } = fileWords(file)
  const href = `${base(shop)}/get/${version.id}/${file.fileKey}/${encodeURIComponent(file.fileName)}`
  return html`<li><a href="${href}" download>
<span class="what">${what}</span> <span class="size">${kindOf(file)}${inMegabytes(file.sizeBytes)}</span>
${why === '' ? '' : html`<span class="why">${why}</span>`}</a></li>`
}

const kindOf = ({ mediaType }: LibraryFile) => (mediaType === 'application/pdf' ? 'PDF, ' : '')
