/** What Etsy would refuse, said before anything is sent: what, where, and what to do. Pure. */
import { type BlobFacts, decimalsOf, isStaying, type ListingContent, SpokeError, toDecimal } from '#kit'
import { project } from './mapping.ts'
import { lengthOf, notInTag, notInTitle, onceInTitle, toText } from './text.ts'

/** Sources: document 3.0.0, and Etsy's help pages 360000336307 (titles, tags), 115015663347 (pictures), 115015628347 (files), read 2026-10. */
export const limits = { title: 140, tag: 20, tags: 13, images: 20, alt: 500, files: 5, fileBytes: 20 * 1024 * 1024 } as const
/** In the smallest unit, of a currency with two decimals; Etsy counts other currencies by the day's rate. */
export const lowestMinor = 20n

export const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif'])

/** @throws {SpokeError} 'seller' when this cannot be sold there as it is. */
export function check(desired: ListingContent, blobs: BlobFacts): void {
  const wanted = project(desired)
  checkTitle(wanted.title)
  if (toText(desired.description) === '') refuse('The listing has no description; Etsy wants one. Write it in the pattern.')
  checkTags(wanted.tags)
  checkPrice(wanted)
  checkImages(desired, wanted, blobs)
  checkFiles(desired, wanted, blobs)
}

function refuse(sentence: string): never {
  throw new SpokeError('seller', sentence)
}

function checkTitle(title: string): void {
  if (title === '') refuse('The listing has no title.')
  const length = lengthOf(title)
  if (length > limits.title) refuse(`The title has ${length} characters; Etsy takes ${limits.title}. Shorten it for Etsy.`)
  const foreign = notInTitle.exec(title)?.[0]
  if (foreign !== undefined) refuse(`The title holds “${foreign}”, which Etsy does not take. Use letters, digits and punctuation.`)
  const twice = onceInTitle.find(sign => title.split(sign).length > 2)
  if (twice !== undefined)
    refuse(`The title holds “${twice}” more than once; Etsy takes each of % : & + once. Write “and”, or leave one out.`)
}

function checkTags(tags: readonly string[]): void {
  if (tags.length > limits.tags) refuse(`There are ${tags.length} tags; Etsy takes ${limits.tags}. Take some out for Etsy.`)
  for (const tag of tags) {
    const length = lengthOf(tag)
    if (length > limits.tag) refuse(`The tag “${tag}” has ${length} characters; Etsy takes ${limits.tag}. Shorten it.`)
    const foreign = notInTag.exec(tag)?.[0]
    if (foreign !== undefined) refuse(`The tag “${tag}” holds “${foreign}”; Etsy takes letters, digits, spaces, - and ' in tags.`)
    if (/^['-]/.test(tag)) refuse(`The tag “${tag}” begins with “${tag[0]}”; Etsy wants a letter or a digit there.`)
  }
}

function checkPrice({ price }: ListingContent): void {
  if (price.minor <= 0n) refuse('Etsy sells nothing for free; the listing needs a price.')
  if (decimalsOf(price.currency) === 2 && price.minor < lowestMinor)
    refuse(`The price is ${toDecimal(price)} ${price.currency}; Etsy takes 0.20 and more.`)
}

function checkImages(desired: ListingContent, { images, isPublished }: ListingContent, blobs: BlobFacts): void {
  if (isPublished && images.length === 0 && !isStaying('images', desired))
    refuse('Etsy wants a picture before a listing is for sale. Add one to the pattern.')
  if (images.length > limits.images) refuse(`There are ${images.length} pictures; Etsy takes ${limits.images}.`)
  for (const [at, { sha256, alt }] of images.entries()) {
    const { mediaType = '' } = blobs(sha256) ?? {}
    if (mediaType !== '' && !imageTypes.has(mediaType))
      refuse(`Picture ${at + 1} is ${mediaType.replace('image/', '').toUpperCase()}; Etsy takes JPG, PNG and GIF. Save it as one of these.`)
    if (lengthOf(alt) > limits.alt) refuse(`The words beside picture ${at + 1} have ${lengthOf(alt)} characters; Etsy takes ${limits.alt}.`)
  }
}

function checkFiles(desired: ListingContent, { files, isPublished }: ListingContent, blobs: BlobFacts): void {
  if (isPublished && files.length === 0 && !isStaying('files', desired))
    refuse('Etsy wants a file before a download is for sale. Add one to the pattern.')
  if (files.length > limits.files)
    refuse(`There are ${files.length} files; Etsy takes ${limits.files} a listing. Put some together, as one PDF or a ZIP.`)
  for (const { name, sha256 } of desired.files) {
    const { sizeBytes = 0 } = blobs(sha256) ?? {}
    if (sizeBytes > limits.fileBytes)
      refuse(`The file “${name}” has ${Math.ceil(sizeBytes / 1024 / 1024)} MB; Etsy takes 20 MB. Make it smaller or split it.`)
    if (!/\.[a-z0-9]{2,5}$/i.test(name)) refuse(`The file name “${name}” needs its ending, such as .pdf.`)
  }
  if (new Set(files.map(({ name }) => name)).size < files.length) refuse('Two files of the listing are the same; keep one of them.')
}
