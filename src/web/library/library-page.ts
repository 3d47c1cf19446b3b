/** The library itself: her patterns, newest version first, with what changed, which file to take, and how to see that it is the right size. */
import { html } from 'hono/html'
import type { Allowance, Limit } from '#hub/library/allowance.ts'
import type { LibraryFile, LibraryPattern, LibraryVersion } from '#hub/library/read-library.ts'
import type { LibraryRules } from '#hub/library/rules.ts'
import type { Html, PageParts } from '../page.ts'
import { addPart } from './claim-pages.ts'
import type { Elsewhere } from './elsewhere.ts'
import { elsewherePart } from './elsewhere-pages.ts'
import { base, linked, type Talk } from './speak.ts'

export interface Shown {
  readonly patterns: readonly LibraryPattern[]
  readonly rules: LibraryRules
  /** Where the seller has set limits. */
  readonly allowances: ReadonlyMap<string, Allowance>
  readonly isOneOrder: boolean
  readonly elsewhere: readonly Elsewhere[]
  /** Of hers, where she may add what she bought with a hidden address. */
  readonly email: string | null
  /** What is wrong in what she has. */
  readonly corrections: Html | ''
}

export const signOutPart = ({ shop, tongue }: Talk): Html => html`<p class="shop">${shop.name}</p>
<form class="inline" method="post" action="${base(shop)}/sign-out"><button class="quiet">${tongue.words.frame.signOut}</button></form>`

export function libraryPage(talk: Talk, shown: Shown): PageParts {
  const { shop, tongue } = talk
  const { library, signIn } = tongue.words
  const { patterns, isOneOrder, elsewhere, email, corrections } = shown
  return {
    title: signIn.title(shop.name),
    heading: signOutPart(talk),
    body: html`<h1>${signIn.head}</h1>
${corrections}
${patterns.length === 0 ? html`<p>${library.empty}</p>` : patterns.map(pattern => patternPart(talk, pattern, shown.allowances.get(pattern.id)))}
${patterns.some(isPrinted) ? scalePart(talk) : ''}
${elsewherePart(talk, elsewhere)}
${email === null ? '' : addPart(talk, email)}
${helpPart(talk, shown.rules)}
${isOneOrder ? '' : html`<p><a href="${base(shop)}/my-data">${library.account}</a></p>`}`,
    foot: html`${isOneOrder ? html`<p>${library.oneOrder}</p>` : ''}<p>${library.stays}</p>`,
  }
}

const printed = new Set(['a4', 'letter', 'a0', 'projector'])
const isPrinted = ({ newest }: LibraryPattern) => newest?.files.some(({ role }) => printed.has(role)) ?? false

function patternPart(
  talk: Talk,
  { id, title, cover, boughtAt, gift, newest, older }: LibraryPattern,
  allowance: Allowance | undefined,
): Html {
  const { shop, tongue } = talk
  const { library, limits } = tongue.words
  const until = allowance?.until ?? null
  const isOver = newest?.files.some(({ fileKey }) => allowance?.refusal({ versionId: newest.id, fileKey }) != null) ?? false
  return html`<article aria-labelledby="p-${id}">
<div class="top${cover === null ? ' bare' : ''}">
${cover === null ? '' : html`<img class="cover" src="${base(shop)}/cover/${cover}" alt="" width="240" height="300" loading="lazy" decoding="async">`}
<div>
<h2 id="p-${id}">${title}</h2>
<p class="version">${newest === null ? library.noFiles : library.version(newest.number, tongue.day(newest.createdAt))}<br>${
    gift === null ? library.bought(tongue.day(boughtAt)) : library.gift(tongue.day(boughtAt))
  }${isOver ? html`<br>${limits.over}` : until === null ? '' : html`<br>${limits.until(tongue.day(until))}`}</p>
${gift === null || gift === '' ? '' : html`<p class="soft">${library.giftWord(gift)}</p>`}
${newest === null ? '' : changePart(talk, newest, older.length > 0)}
</div>
</div>
${newest === null ? '' : filesPart(talk, newest)}
${
  older.length === 0
    ? ''
    : html`<details><summary>${library.earlier(older.length)}</summary>
${older.map(
  (version, at) => html`<h3>${library.version(version.number, tongue.day(version.createdAt))}</h3>
${changePart(talk, version, at < older.length - 1)}
${filesPart(talk, version)}`,
)}
</details>`
}
</article>`
}

/** What is different in this version, in which sizes, and in which files; nothing for a first one without a note. */
function changePart({ tongue }: Talk, { kind, note, sizes, files }: LibraryVersion, hasEarlier: boolean): Html | '' {
  const { library } = tongue.words
  const word = library.kinds[kind as keyof typeof library.kinds] ?? ''
  const said = note.trim()
  const changed = hasEarlier ? files.filter(({ sameAs }) => sameAs === null) : []
  const parts = [
    ...(sizes.length === 0 ? [] : [library.sizes(tongue.list(sizes), sizes.length)]),
    ...(changed.length === 0 || changed.length === files.length
      ? []
      : [library.changedFiles(tongue.list([...new Set(changed.map(file => wordsOf(tongue, file).what))]))]),
  ]
  if (said === '' && parts.length === 0) return ''
  return html`<div class="note">${said === '' ? '' : html`<p>${word === '' ? '' : html`<b>${word}:</b> `}${said}</p>`}${
    parts.length === 0 ? '' : html`<p class="soft">${parts.join(' ')}</p>`
  }</div>`
}

function filesPart(talk: Talk, version: LibraryVersion): Html {
  const { files } = version
  // Two of one use are told apart by their names: instructions in two languages.
  const isShared = (file: LibraryFile) => files.filter(({ role }) => role === file.role).length > 1
  return html`<ul class="files">${files.map(file => filePart(talk, version, file, isShared(file)))}</ul>`
}

function filePart({ shop, tongue }: Talk, version: LibraryVersion, file: LibraryFile, isNamed: boolean): Html {
  const { what, why } = wordsOf(tongue, file)
  const href = `${base(shop)}/get/${version.id}/${file.fileKey}/${encodeURIComponent(file.fileName)}`
  return html`<li><a href="${href}">
<span class="what">${what}</span> <span class="size">${kindOf(file)}${tongue.size(file.sizeBytes)}</span>
${why === '' ? '' : html`<span class="why">${why}</span>`}${isNamed && what !== file.fileName ? html`<span class="why">${file.fileName}</span>` : ''}${
  file.sameAs === null ? '' : html`<span class="why">${tongue.words.library.sameFile(file.sameAs)}</span>`
}</a></li>`
}

const kindOf = ({ mediaType }: LibraryFile) => (mediaType === 'application/pdf' ? 'PDF, ' : '')

/** What a file is, and when to take it. One of no known use is called by its name. */
export function wordsOf(
  { words }: Talk['tongue'],
  { role, fileName }: Pick<LibraryFile, 'role' | 'fileName'>,
): { what: string; why: string } {
  const known = words.files[role as keyof typeof words.files]
  return known === undefined || role === 'other' ? { what: fileName, why: '' } : known
}

const scalePart = ({ tongue: { words } }: Talk): Html => html`<details class="scale"><summary>${words.scale.title}</summary>
<p>${words.scale.which}</p>
<ol><li>${words.scale.first}</li><li>${words.scale.hundred}</li><li>${words.scale.measure}</li></ol>
<p>${words.scale.wrong}</p>
<p>${words.scale.projector}</p>
</details>`

export function helpPart({ shop, tongue: { words } }: Talk, { contact }: LibraryRules): Html {
  const { help } = words
  const href =
    contact === null
      ? ''
      : `mailto:${encodeURIComponent(contact).replaceAll('%40', '@')}?subject=${encodeURIComponent(help.subject(shop.name))}`
  return html`<section class="elsewhere" aria-labelledby="help"><h2 id="help">${help.title}</h2>
<p>${contact === null ? help.reply : linked(help.write(contact), href)}</p></section>`
}

/** Instead of a file that the seller's limits keep back; the press begins anew. */
export function limitPage(
  talk: Talk,
  { limit, rules, resetsLeft, patternId }: { limit: Limit; rules: LibraryRules; resetsLeft: number; patternId: string },
): PageParts {
  const { shop, tongue } = talk
  const { limits, frame } = tongue.words
  const title = limit === 'days' ? limits.headDays : limits.headDownloads
  const why = limit === 'days' ? limits.whyDays(rules.days ?? 0) : limits.whyDownloads(rules.downloads ?? 0)
  return {
    title,
    heading: signOutPart(talk),
    status: 403,
    body: html`<h1>${title}</h1>
<p>${why}</p>
${
  resetsLeft === 0
    ? html`<p>${limits.none}</p>${helpPart(talk, rules)}`
    : html`<p>${limits.anew}</p>
<form method="post" action="${base(shop)}/anew/${patternId}"><button>${limits.press}</button></form>
<p class="soft">${limits.left(resetsLeft)}</p>`
}
<p><a href="${base(shop)}/">${frame.back}</a></p>`,
  }
}
