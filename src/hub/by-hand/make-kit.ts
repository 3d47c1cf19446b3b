/** What she needs to put a listing up by hand, in one ZIP: files and pictures in order, a text file for each field, and a page that copies them. Pure. */
import type { ListingContent } from '../listing/content.ts'
import type { ListingLimits } from '../listing/limits.ts'
import { toDecimal } from '../money.ts'
import { isPacked } from './fit.ts'
import type { HandRules } from './hand-rules.ts'
import { type OverviewInput, overviewPage } from './overview.ts'
import { pastedText } from './pasted-text.ts'

export interface KitInput {
  readonly label: string
  readonly hand: HandRules
  readonly limits: ListingLimits
  /** As the storefront is to hold it. */
  readonly content: ListingContent
  /** Where it is done. */
  readonly page: string
  /** Media type by hash. */
  readonly mediaTypeOf: (sha256: string) => string
}

export type KitPart =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly sha256: string }
  /** Packed into a ZIP of its own. */
  | { readonly path: string; readonly parts: readonly { readonly path: string; readonly sha256: string }[] }

export interface Kit {
  /** 'Wren Tee – Market.zip' */
  readonly name: string
  readonly parts: readonly KitPart[]
}

export interface KitText {
  readonly label: string
  readonly text: string
}

export function makeKit(input: KitInput): Kit {
  const { label, content, hand, page } = input
  const texts = textsOf(input)
  const pictures = content.images.map(({ sha256, alt }, at) => ({
    path: `pictures/${numbered(at)}-${at === 0 ? 'cover' : 'picture'}.${endingOf(input.mediaTypeOf(sha256))}`,
    sha256,
    alt,
  }))
  const files = filesOf(input)
  const overview: OverviewInput = {
    title: content.title,
    label,
    page,
    checklist: hand.checklist,
    texts,
    files: files.map(({ path }) => path),
    pictures: pictures.map(({ path, alt }) => ({ path, alt })),
  }
  return {
    name: `${plainName(content.title)} – ${plainName(label)}.zip`,
    parts: [
      { path: 'overview.html', text: overviewPage(overview) },
      { path: 'checklist.txt', text: lines([`${label}: ${page}`, '', ...hand.checklist.map((line, at) => `[ ] ${at + 1}. ${line}`)]) },
      ...texts.map(({ label: name, text }, at) => ({ path: `texts/${numbered(at)}-${fileName(name)}.txt`, text: lines(text.split('\n')) })),
      ...files,
      ...pictures.map(({ path, sha256 }) => ({ path, sha256 })),
    ],
  }
}

function filesOf({ content: { title, files }, hand, limits }: KitInput): Exclude<KitPart, { text: string }>[] {
  if (!isPacked(files, { hand, limits })) return files.map(({ name, sha256 }) => ({ path: `files/${name}`, sha256 }))
  return [{ path: `files/${fileName(title)}.zip`, parts: files.map(({ name, sha256 }) => ({ path: name, sha256 })) }]
}

/** In the order of the form there; what is empty is left out. */
function textsOf({ content, hand }: KitInput): KitText[] {
  return hand.fields
    .map(({ field, label, form }): KitText => {
      if (field === 'price') return { label, text: `${toDecimal(content.price)} ${content.price.currency}` }
      if (field === 'tags' || field === 'categories') return { label, text: content[field].join(', ') }
      if (field === 'description') return { label, text: form === 'html' ? content.description : pastedText(content.description) }
      return { label, text: content[field] }
    })
    .filter(({ text }) => text !== '')
}

const numbered = (at: number): string => String(at + 1).padStart(2, '0')

const endings: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif' }
const endingOf = (mediaType: string): string => endings[mediaType] ?? 'bin'

/** Windows' own editor wants both signs at the end of a line. */
const lines = (all: readonly string[]): string => `${all.join('\r\n')}\r\n`

const plainName = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60)
    .replace(/[. ]+$/, '') || 'Pattern'

const fileName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'pattern'
