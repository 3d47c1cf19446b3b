/**
 * What is put in by hand, fitted beyond what every storefront's limits do: plain text where formatting cannot be pasted, file names that an upload form
 * takes, many files in one ZIP; and what that loses, in her words. Pure. What cannot be fitted is refused, never cut away.
 */
import { inMegabytes } from '../file/file-refused.ts'
import type { ListingContent, ListingFile } from '../listing/content.ts'
import { type ListingLimits, leastPrice } from '../listing/limits.ts'
import type { BlobFacts } from '../listing/shop-rules.ts'
import { type Money, toDecimal } from '../money.ts'
import { encodeText } from '../text.ts'
import { count } from '../words.ts'
import type { HandRules } from './hand-rules.ts'
import { pastedText } from './pasted-text.ts'

interface Place {
  readonly hand: HandRules
  readonly limits: ListingLimits
}

/** The same content fitted again is the same. */
export function byHandContent(content: ListingContent, { hand, limits }: Place): ListingContent {
  return {
    ...content,
    description: isPlain(hand) ? plainDescription(content.description) : content.description,
    salePrice: null,
    files: namesFitted(content.files, limits.files.longestName ?? Number.POSITIVE_INFINITY),
  }
}

const isPlain = ({ fields }: HandRules): boolean => fields.find(({ field }) => field === 'description')?.form !== 'html'

/** Paragraphs that hold the lines of the plain text, so that it stays one when it is fitted again. */
const plainDescription = (html: string): string =>
  pastedText(html)
    .split('\n\n')
    .map(lines => `<p>${encodeText(lines).replaceAll('\n', '<br />')}</p>`)
    .join('')

/** Without what an upload form trips over, short enough, and no two the same. */
function namesFitted(files: readonly ListingFile[], longest: number): ListingFile[] {
  const taken = new Set<string>()
  return files.map(file => {
    const name = freeName(safeName(file.name), longest, taken)
    taken.add(name.toLowerCase())
    return { ...file, name }
  })
}

const safeName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(/^[.\s-]+|[.\s]+$/gu, '') || 'file.pdf'

function freeName(name: string, longest: number, taken: ReadonlySet<string>): string {
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? ''
  const letters = [...name.slice(0, name.length - ending.length)]
  for (let at = 1; ; at++) {
    const mark = at === 1 ? '' : `-${at}`
    const stem = letters
      .slice(0, Math.max(1, longest - ending.length - mark.length))
      .join('')
      .trimEnd()
    if (!taken.has(`${stem}${mark}${ending}`.toLowerCase())) return `${stem}${mark}${ending}`
  }
}

export const isPacked = (files: readonly unknown[], { hand, limits }: Place): boolean =>
  hand.files.packs === 'always' || (hand.files.packs === 'when-many' && files.length > (limits.files.most ?? Number.POSITIVE_INFINITY))

/** @param label of the storefront. @returns sentences; [] when nothing is lost. */
export function lossesOf(content: ListingContent, label: string, place: Place & { readonly blobs: BlobFacts }): string[] {
  const { hand, blobs } = place
  const there = byHandContent(content, place)
  const renamed = content.files.flatMap(({ name }, at) =>
    name === there.files[at]!.name ? [] : [`The file “${name}” is called “${there.files[at]!.name}” there.`],
  )
  return [
    ...(isPlain(hand) && /<(strong|em|a|h2|h3)\b/i.test(content.description)
      ? ['Bold letters, headings and links become plain text in the description.']
      : []),
    ...(isPacked(content.files, place)
      ? [`${count(content.files.length, 'file is', 'files are')} packed into one ZIP, as ${label} wants it.`]
      : []),
    ...renamed,
    ...smallPictures(content, label, { hand, blobs }),
  ]
}

function smallPictures({ images }: ListingContent, label: string, { hand, blobs }: { hand: HandRules; blobs: BlobFacts }): string[] {
  const { leastWidthPx, leastHeightPx } = hand.pictures
  return images.flatMap(({ sha256 }, at) => {
    const { widthPx = null, heightPx = null } = blobs(sha256) ?? {}
    if (widthPx === null || heightPx === null || (widthPx >= (leastWidthPx ?? 0) && heightPx >= (leastHeightPx ?? 0))) return []
    return [`Picture ${at + 1} has ${widthPx} × ${heightPx} pixels; ${label} asks for ${leastWidthPx} × ${leastHeightPx} or more.`]
  })
}

/** @returns why this cannot be sold there as it is, in her words; null when it can. */
export function unfitFor(content: ListingContent, label: string, place: Place & { readonly blobs: BlobFacts }): string | null {
  if (content.title.trim() === '') return 'The listing has no title. Write it in the pattern.'
  return (
    textFault(content, label, place) ??
    priceFault(content.price, label, place) ??
    filesFault(content, label, place) ??
    picturesFault(content, label, place)
  )
}

/** Her own wording for one storefront is not fitted, so it may be too long. */
function textFault({ title, tags }: ListingContent, label: string, { limits }: Place): string | null {
  const most = limits.title.most
  if (most !== null && [...title].length > most)
    return `The title has ${[...title].length} characters; ${label} takes ${most}. Shorten it for ${label}.`
  if (limits.tags.most !== null && tags.length > limits.tags.most)
    return `There are ${tags.length} tags; ${label} takes ${limits.tags.most}. Take some out for ${label}.`
  return null
}

function priceFault(price: Money, label: string, { hand, limits }: Place): string | null {
  const say = (minor: bigint) => `${toDecimal({ minor, currency: price.currency })} ${price.currency}`
  const least = leastPrice(limits, price.currency)
  const most = hand.mostMinor[price.currency]
  if (price.minor < 0n) return 'The price is below nothing. Set one under Prices.'
  if (least !== null && price.minor < least.minor) return `The price is ${say(price.minor)}; ${label} takes ${say(least.minor)} and more.`
  return most !== undefined && price.minor > most ? `The price is ${say(price.minor)}; ${label} takes ${say(most)} at most.` : null
}

function filesFault({ files }: ListingContent, label: string, { hand, limits, blobs }: Place & { blobs: BlobFacts }): string | null {
  const { kinds } = hand.files
  const { most, mostBytes } = limits.files
  if (files.length === 0) return `${label} needs a file to sell. Add a version to the pattern.`
  const packed = isPacked(files, { hand, limits })
  if (!packed && most !== null && files.length > most)
    return `There are ${files.length} files; ${label} takes ${most}. Put some together, as one PDF.`
  const foreign = files.find(({ name }) => !kinds.includes(/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''))
  if (!packed && foreign !== undefined)
    return `The file “${foreign.name}” is of a kind that ${label} does not take. It takes ${kinds.map(kind => kind.toUpperCase()).join(', ')}.`
  if (mostBytes === null) return null
  const sizes = files.map(({ sha256 }) => blobs(sha256)?.sizeBytes ?? 0)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  if (packed)
    return all > mostBytes
      ? `The files have ${inMegabytes(all)} together; ${label} takes ${inMegabytes(mostBytes)}. Make them smaller.`
      : null
  const large = sizes.findIndex(size => size > mostBytes)
  return large < 0
    ? null
    : `The file “${files[large]!.name}” has ${inMegabytes(sizes[large]!)}; ${label} takes ${inMegabytes(mostBytes)}. Make it smaller or split it.`
}

/** Some may have been left out by the fit; when none fits, all are here. */
function picturesFault({ images }: ListingContent, label: string, { hand, limits, blobs }: Place & { blobs: BlobFacts }): string | null {
  const { least } = hand.pictures
  if (images.length < least)
    return `There ${images.length === 1 ? 'is 1 picture' : `are ${images.length} pictures`}; ${label} wants ${least} or more. Add some to the pattern.`
  const { mediaTypes, mostBytes } = limits.images
  for (const [at, { sha256 }] of images.entries()) {
    const { mediaType = '', sizeBytes = 0 } = blobs(sha256) ?? {}
    if (mediaType !== '' && mediaTypes !== null && !mediaTypes.includes(mediaType))
      return `Picture ${at + 1} is ${kindOf(mediaType)}; ${label} takes ${mediaTypes.map(kindOf).join(', ')}. Save it as one of these.`
    if (mostBytes !== null && sizeBytes > mostBytes)
      return `Picture ${at + 1} has ${inMegabytes(sizeBytes)}; ${label} takes ${inMegabytes(mostBytes)}. Save it smaller.`
  }
  return null
}

const kindOf = (mediaType: string): string => mediaType.replace('image/', '').toUpperCase()
