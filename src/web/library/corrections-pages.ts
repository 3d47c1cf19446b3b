/** Corrections as buyers and everybody read them: the part of the library, the page of a pattern and its feed. Whole and without script. */
import { html } from 'hono/html'
import { type Erratum, type NoteLanguage, type Notes, noteLanguages } from '#hub/erratum/erratum.ts'
import type { Notice, PatternWithErrata } from '#hub/erratum/read-errata.ts'
import { type ErratumWords, words } from '#hub/erratum/words.ts'
import type { Html, PageParts } from '../page.ts'
import { errataPath } from './errata-address.ts'
import type { LibraryShop } from './speak.ts'

type Told = Pick<Erratum, 'severity' | 'sizes' | 'places' | 'notes' | 'version' | 'leftAt'>

const dayOf = (at: Date, { locale }: ErratumWords): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at)

/** The note in that language, or as it was written in another. */
function noteIn(notes: Notes, language: NoteLanguage): { readonly language: NoteLanguage; readonly text: string } {
  const chosen = notes[language] === undefined ? (noteLanguages.find(one => notes[one] !== undefined) ?? language) : language
  return { language: chosen, text: notes[chosen] ?? '' }
}

function toldPart({ severity, sizes, places, notes, version }: Told, language: NoteLanguage): Html {
  const said = words[language]
  const note = noteIn(notes, language)
  return html`<p><b>${said.severity[severity]}.</b> ${said.todo[severity]}</p>
<p class="soft">${said.sizes}: ${sizes.length === 0 ? said.allSizes : sizes.join(', ')}${places === '' ? '' : ` · ${said.where}: ${places}`}</p>
<div lang="${note.language}">${note.text.split(/\n{2,}/).map(part => html`<p>${part}</p>`)}</div>
<p>${version === null ? said.noVersion : said.version(version.number)}</p>`
}

/** On top of a buyer's library: what is wrong in what she has. Who holds the corrected file finds it folded away. */
export function correctionsPart(
  shop: LibraryShop,
  notices: readonly Notice[],
  { language, wantsMails }: { readonly language: NoteLanguage /** null: this visit cannot say. */; readonly wantsMails: boolean | null },
): Html | '' {
  if (notices.length === 0) return ''
  const said = words[language]
  const [open, done] = [notices.filter(({ holdsIt }) => !holdsIt), notices.filter(({ holdsIt }) => holdsIt)]
  const item = (notice: Notice) => html`<article class="correction" aria-labelledby="c-${notice.id}">
<h3 id="c-${notice.id}"><a href="#p-${notice.patternId}">${notice.patternTitle}</a></h3>
${toldPart(notice, language)}
</article>`
  return html`<section lang="${language}" aria-labelledby="corrections">
<h2 id="corrections">${said.page}</h2>
${open.map(item)}
${done.length === 0 ? '' : html`<details><summary>${said.all} (${done.length})</summary>${done.map(item)}</details>`}
${
  wantsMails === null
    ? ''
    : html`<form method="post" action="/library/${shop.slug}/correction-mails">
<p>${wantsMails ? said.mailsOn : said.mailsOff}</p>
<button class="quiet" name="wanted" value="${wantsMails ? 'no' : 'yes'}">${wantsMails ? said.noMails : said.againMails}</button>
</form>`
}
</section>`
}

/** @param title null: no such pattern, or nothing went out of it. */
export function errataPage(
  shop: LibraryShop,
  patternId: string,
  { title, errata, language }: { readonly title: string | null; readonly errata: readonly Erratum[]; readonly language: NoteLanguage },
): PageParts {
  const said = words[language]
  if (title === null)
    return { title: said.page, heading: shop.name, status: 404, language, body: html`<h1>${said.page}</h1><p>${said.none}</p>` }
  const here = errataPath(shop.slug, patternId)
  const offered = noteLanguages.filter(one => one === 'en' || errata.some(({ notes }) => notes[one] !== undefined))
  return {
    title: `${said.page}: ${title}`,
    heading: shop.name,
    language,
    isPublic: true,
    feed: `${here}/feed.atom`,
    body: html`<h1>${said.page}: ${title}</h1>
${
  offered.length < 2
    ? ''
    : html`<nav aria-label="${said.name}"><p>${offered.map((one, at) => html`${at === 0 ? '' : ' · '}${one === language ? html`<b aria-current="page">${words[one].name}</b>` : html`<a href="${here}?in=${one}" lang="${one}" hreflang="${one}">${words[one].name}</a>`}`)}</p></nav>`
}
${errata.map(
  erratum => html`<article aria-labelledby="e-${erratum.id}">
<h2 id="e-${erratum.id}"><time datetime="${erratum.leftAt?.toISOString() ?? ''}">${erratum.leftAt === null ? '' : dayOf(erratum.leftAt, said)}</time></h2>
${toldPart(erratum, language)}
</article>`,
)}
<p><a href="/library/${shop.slug}/">${said.library}</a></p>`,
    foot: html`<p><a href="${here}/feed.atom">${said.follow}</a> · <a href="${errataPath(shop.slug)}">${said.all}</a></p>`,
  }
}

export function allErrataPage(shop: LibraryShop, patterns: readonly PatternWithErrata[], language: NoteLanguage): PageParts {
  const said = words[language]
  return {
    title: `${said.all}: ${shop.name}`,
    heading: shop.name,
    language,
    isPublic: true,
    body: html`<h1>${said.all}</h1>
${
  patterns.length === 0
    ? html`<p>${said.none}</p>`
    : html`<ul>${patterns.map(({ id, title, lastAt }) => html`<li><a href="${errataPath(shop.slug, id)}">${title}</a>, ${dayOf(lastAt, said)}</li>`)}</ul>`
}`,
  }
}

/**
 * Source: RFC 4287.
 * @param origin without a trailing slash.
 */
export function errataFeed(
  shop: LibraryShop,
  patternId: string,
  { title, errata, origin }: { readonly title: string; readonly errata: readonly Erratum[]; readonly origin: string },
): string {
  const page = `${origin}${errataPath(shop.slug, patternId)}`
  const updated = errata[0]?.leftAt ?? new Date(0)
  const entries = errata.map(erratum => {
    const { id, severity, leftAt, notes } = erratum
    const note = noteIn(notes, 'en')
    const said = words[note.language]
    const text = [
      said.todo[severity],
      erratum.places,
      note.text,
      erratum.version === null ? said.noVersion : said.version(erratum.version.number),
    ]
    return `<entry xml:lang="${note.language}">
<id>urn:uuid:${id}</id>
<title>${xml(`${title}: ${said.severity[severity]}`)}</title>
<updated>${(leftAt ?? updated).toISOString()}</updated>
<link href="${xml(`${page}#e-${id}`)}"/>
<content type="text">${xml(text.filter(part => part !== '').join('\n\n'))}</content>
</entry>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${xml(page)}</id>
<title>${xml(`${words.en.page}: ${title}`)}</title>
<author><name>${xml(shop.name)}</name></author>
<updated>${updated.toISOString()}</updated>
<link rel="self" type="application/atom+xml" href="${xml(`${page}/feed.atom`)}"/>
<link rel="alternate" type="text/html" href="${xml(page)}"/>
${entries.join('\n')}
</feed>
`
}

/** Signs that XML 1.0 has no place for are left out. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
