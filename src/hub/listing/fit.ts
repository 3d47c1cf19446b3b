/**
 * One text, tag set and picture set made to fit what a storefront takes, with what that loses in her words. Files are never cut away and a price is
 * never raised here: those stay refusals. Pure.
 */
import { count } from '../words.ts'
import type { ListingContent, ListingField, ListingImage } from './content.ts'
import { type FittedText, fitText } from './fit-text.ts'
import { type ListingLimits, lengthOf, type TextLimit } from './limits.ts'
import type { ShopRules } from './shop-rules.ts'

export interface Loss {
  readonly field: ListingField
  /** A sentence: 'The title loses its last 23 characters: it ends with “… for beginners”.' */
  readonly says: string
}

export interface Fitted {
  readonly content: ListingContent
  readonly losses: readonly Loss[]
}

export interface PictureFacts {
  readonly mediaType: string
  readonly sizeBytes: number
  /** null: not known. */
  readonly width: number | null
  readonly height: number | null
}

export interface FitOptions {
  readonly rules: Pick<ShopRules, 'fields' | 'limits'>
  readonly pictureOf: (sha256: string) => PictureFacts | null
  /** Fields in her own words for this storefront: they stay as they are, and are refused when they do not fit. */
  readonly own?: readonly ListingField[]
}

export function fit(content: ListingContent, { rules: { fields, limits }, pictureOf, own = [] }: FitOptions): Fitted {
  const losses: Loss[] = []
  const isFitted = (field: ListingField) => fields.includes(field) && !own.includes(field)
  const lose = (field: ListingField) => (says: string) => void losses.push({ field, says })
  const fitted = {
    ...content,
    ...(isFitted('title') && { title: fitLine(content.title, limits.title, 'title', lose('title')) }),
    ...(isFitted('summary') && { summary: fitLine(content.summary, limits.summary, 'short text', lose('summary')) }),
    ...(isFitted('description') && { description: fitDescription(content.description, limits.description, lose('description')) }),
    ...(isFitted('tags') && { tags: fitTags(content.tags, limits.tags, lose('tags')) }),
    ...(isFitted('images') && { images: fitImages(content.images, { limits: limits.images, pictureOf, lose: lose('images') }) }),
  }
  if (content.salePrice !== null && !fields.includes('salePrice'))
    lose('salePrice')('The sale price has no place there; the full price is shown.')
  return { content: fitted, losses }
}

type Lose = (says: string) => void

function fitLine(text: string, limit: TextLimit, name: string, lose: Lose): string {
  const fitted = fitText(text, limit)
  for (const says of lossesOf(fitted, name)) lose(says)
  return fitted.text
}

function lossesOf({ text, leftOut, written, cut }: FittedText, name: string): string[] {
  return [
    ...(leftOut.length === 0 ? [] : [`Signs that are not taken there are left out of the ${name}: ${listed(leftOut)}.`]),
    ...(written.length === 0 ? [] : [`${listed(written)} may stand once in the ${name}; each further one is written as a word.`]),
    ...(cut <= 0 ? [] : [`The ${name} loses its last ${count(cut, 'character')} and ends with “${endOf(text)}”.`]),
  ]
}

const shownAtMost = 5
const listed = (all: readonly string[]): string =>
  `${all
    .slice(0, shownAtMost)
    .map(one => `“${one}”`)
    .join(', ')}${all.length > shownAtMost ? ` and ${all.length - shownAtMost} more` : ''}`

const endOf = (text: string): string => {
  const words = text.split(' ')
  return words.length <= 4 ? text : `… ${words.slice(-4).join(' ')}`
}

/** Whole paragraphs and lists are left out from the end. */
function fitDescription(html: string, { most, counts }: TextLimit, lose: Lose): string {
  if (most === null || lengthOf(html, counts) <= most) return html
  const blocks = html.match(/<(p|ul|ol|h2|h3)>[\s\S]*?<\/\1>|[^<]+|<[^>]*>/g) ?? []
  let [kept, used] = ['', 0]
  for (const block of blocks) {
    used += lengthOf(block, counts)
    if (used > most) break
    kept += block
  }
  lose(`The description is cut short: ${count(lengthOf(html, counts) - lengthOf(kept, counts), 'sign')} of its end are left out.`)
  return kept
}

/** Her order is the order of weight: the first stay. */
function fitTags(tags: readonly string[], { most, each, notFirst }: ListingLimits['tags'], lose: Lose): readonly string[] {
  const start = (text: string) => (notFirst === null ? text : text.replace(new RegExp(`^(?:\\s|${notFirst.source})+`, 'u'), ''))
  const isSame = (text: string, given: string) => text === given && start(text) === text
  const changed: string[] = []
  const emptied: string[] = []
  const seen = new Map<string, string>()
  for (const given of tags) {
    const { text } = fitText(start(given), each)
    const tag = start(text)
    if (tag === '' && given !== '') emptied.push(given)
    else if (!isSame(tag, given)) changed.push(`“${given}” becomes “${tag}”`)
    if (tag !== '' && !seen.has(tag.toLowerCase())) seen.set(tag.toLowerCase(), tag)
  }
  const all = [...seen.values()]
  const kept = most === null ? all : all.slice(0, most)
  if (changed.length > 0) lose(`${changed.length === 1 ? 'A tag is' : `${changed.length} tags are`} changed to fit: ${told(changed)}.`)
  if (emptied.length > 0)
    lose(`${count(emptied.length, 'tag')} with nothing that is taken there ${emptied.length === 1 ? 'is' : 'are'} left out.`)
  if (kept.length < all.length) {
    const out = all.slice(kept.length)
    lose(`${count(out.length, 'tag')} of ${all.length} ${out.length === 1 ? 'is' : 'are'} left out, the last ones: ${told(out)}.`)
  }
  return kept.length === tags.length && kept.every((tag, at) => tag === tags[at]) ? tags : kept
}

const told = (all: readonly string[]): string =>
  `${all.slice(0, shownAtMost).join(', ')}${all.length > shownAtMost ? ` and ${all.length - shownAtMost} more` : ''}`

interface Pictures {
  readonly limits: ListingLimits['images']
  readonly pictureOf: FitOptions['pictureOf']
  readonly lose: Lose
}

/** In her order, the cover first. When none would be left, all stay: what is wrong with them is then a refusal that says what to do. */
function fitImages(images: readonly ListingImage[], { limits, pictureOf, lose }: Pictures): readonly ListingImage[] {
  const { most, mediaTypes, mostBytes, alt: altLimit, cover } = limits
  const wrongWith = ({ sha256 }: ListingImage): string | null => {
    const facts = pictureOf(sha256)
    if (facts === null) return null
    if (mediaTypes !== null && !mediaTypes.includes(facts.mediaType)) return kindOf(facts.mediaType)
    return mostBytes !== null && facts.sizeBytes > mostBytes ? `larger than ${Math.floor(mostBytes / 1024 / 1024)} MB` : null
  }
  const told = images.map((image, at) => ({ image, number: at + 1, wrong: wrongWith(image) }))
  const taken = told.filter(({ wrong }) => wrong === null)
  if (images.length > 0 && taken.length === 0) return images
  for (const { number, wrong } of told)
    if (wrong !== null)
      lose(
        `Picture ${number} is left out: it is ${wrong}. ${mediaTypes === null ? '' : `Taken are ${mediaTypes.map(kindOf).join(', ')}.`}`.trim(),
      )
  const kept = most === null ? taken : taken.slice(0, most)
  if (kept.length < taken.length) lose(`${count(taken.length - kept.length, 'picture')} of ${taken.length} left out, the last ones.`)
  const fitted = kept.map(({ image, number }) => {
    const { text, leftOut, cut } = fitText(image.alt, altLimit)
    if (leftOut.length > 0 || cut > 0) lose(`The words beside picture ${number} are shortened to ${count([...text].length, 'character')}.`)
    return text === image.alt ? image : { ...image, alt: text }
  })
  const first = kept[0] === undefined ? null : pictureOf(kept[0].image.sha256)
  const hidden = cover === null || first === null ? null : croppedAway(first, cover)
  if (hidden !== null) lose(hidden)
  return fitted.length === images.length && fitted.every((image, at) => image === images[at]) ? images : fitted
}

const kindOf = (mediaType: string): string => mediaType.replace('image/', '').toUpperCase()

/** Told from a tenth on: less is a margin. */
function croppedAway({ width, height }: PictureFacts, cover: { width: number; height: number }): string | null {
  if (width === null || height === null || width === 0 || height === 0) return null
  const isWider = width * cover.height > height * cover.width
  const shown = isWider ? (height * cover.width) / (width * cover.height) : (width * cover.height) / (height * cover.width)
  const percent = Math.round((1 - shown) * 100)
  if (percent < 10) return null
  return `Lists there show the first picture as ${cover.width} : ${cover.height}; ${percent} % of its ${isWider ? 'width' : 'height'} is not seen.`
}
