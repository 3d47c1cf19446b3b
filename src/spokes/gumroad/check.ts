/** What Gumroad would refuse, said before anything is sent: what, where, and what to do. Pure. */
import { type BlobFacts, decodeEntities, isStaying, type ListingContent, oneLine, SpokeError, toDecimal } from '#kit'
import { project } from './mapping.ts'
import { fromUnits, leastPrices, toUnits } from './money.ts'

/** Sources: the models Link, Tag and AssetPreview, and files_controller.rb; read 2026-11. */
export const limits = {
  title: 255,
  tag: 20,
  images: 8,
  fileBytes: 20 * 1024 ** 3,
  thumbnailBytes: 5 * 1024 ** 2,
  thumbnailPixels: 600,
} as const

export const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif'])

/** @throws {SpokeError} 'seller' when this cannot be sold there as it is. */
export function check(desired: ListingContent, blobs: BlobFacts): void {
  const wanted = project(desired)
  checkTitle(wanted.title)
  for (const tag of desired.tags) checkTag(oneLine(decodeEntities(tag)))
  checkPrice(wanted)
  checkImages(wanted, blobs)
  checkFiles(desired, wanted, blobs)
}

function refuse(sentence: string): never {
  throw new SpokeError('seller', sentence)
}

const lengthOf = (text: string): number => [...text].length

function checkTitle(title: string): void {
  if (title === '') refuse('The listing has no title.')
  const length = lengthOf(title)
  if (length > limits.title) refuse(`The title has ${length} characters; Gumroad takes ${limits.title}. Shorten it for Gumroad.`)
}

function checkTag(tag: string): void {
  const length = lengthOf(tag)
  if (length > limits.tag) refuse(`The tag “${tag}” has ${length} characters; Gumroad takes ${limits.tag}. Shorten it.`)
  if (tag.startsWith('#')) refuse(`The tag “${tag}” begins with “#”; write it without.`)
  if (tag.includes(',')) refuse(`The tag “${tag}” holds a comma; make two tags of it.`)
}

function checkPrice({ price }: ListingContent): void {
  if (price.minor < 0n) refuse('The price is below nothing.')
  const units = toUnits(price)
  if (units > 0n && units < leastPrices[price.currency]!)
    refuse(
      `The price is ${toDecimal(price)} ${price.currency}; Gumroad takes ${leastWords(price.currency)} and more, or nothing at all. Raise it.`,
    )
}

/** '0.79', in a currency in which Gumroad sells. */
export const leastWords = (currency: string): string => toDecimal(fromUnits(leastPrices[currency]!, currency))

function checkImages({ images }: ListingContent, blobs: BlobFacts): void {
  if (images.length > limits.images) refuse(`There are ${images.length} pictures; Gumroad takes ${limits.images}.`)
  for (const [at, { sha256 }] of images.entries()) {
    const { mediaType = '' } = blobs(sha256) ?? {}
    if (mediaType !== '' && !imageTypes.has(mediaType))
      refuse(
        `Picture ${at + 1} is ${mediaType.replace('image/', '').toUpperCase()}; Gumroad takes JPG, PNG and GIF. Save it as one of these.`,
      )
  }
}

function checkFiles(desired: ListingContent, { files, isPublished }: ListingContent, blobs: BlobFacts): void {
  if (isPublished && files.length === 0 && !isStaying('files', desired))
    refuse('A listing without a file gives its buyers nothing at Gumroad. Add one to the pattern.')
  for (const { name, sha256 } of desired.files) {
    const { sizeBytes = 1 } = blobs(sha256) ?? {}
    if (sizeBytes === 0) refuse(`The file “${name}” is empty; Gumroad takes no empty files.`)
    if (sizeBytes > limits.fileBytes) refuse(`The file “${name}” is larger than 20 GB, which is the most that Gumroad takes.`)
    if (!/\.[a-z0-9]{2,5}$/i.test(name)) refuse(`The file name “${name}” needs its ending, such as .pdf.`)
  }
  if (new Set(files.map(({ name }) => name)).size < files.length) refuse('Two files of the listing are the same; keep one of them.')
}
