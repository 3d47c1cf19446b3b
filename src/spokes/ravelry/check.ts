/** What Ravelry would refuse, said before anything is sent: what, where, and what to do. Pure. */
import { type BlobFacts, decimalsOf, isStaying, type ListingContent, type ListingLimits, noLimits, SpokeError, toDecimal } from '#kit'
import { project } from './mapping.ts'
import { currencies, wholeCurrencies } from './settings.ts'

/** Of one POST, with what is around the file. Source: the page on upload/image, and its list of status codes; read 2026-11. */
const mostBytes = 50 * 1024 * 1024 - 4096

const imageTypes = ['image/jpeg', 'image/png', 'image/heic', 'image/heif']

/** No length of a text is written anywhere. */
export const limits: ListingLimits = {
  ...noLimits,
  images: { ...noLimits.images, mediaTypes: imageTypes, mostBytes },
  files: { ...noLimits.files, mostBytes },
}

/** @throws {SpokeError} 'seller' when this cannot be sold there as it is. */
export function check(desired: ListingContent, blobs: BlobFacts): void {
  const wanted = project(desired)
  if (wanted.title === '') refuse('The listing has no title.')
  checkPrice(wanted)
  checkImages(wanted, blobs)
  checkFiles(desired, wanted, blobs)
}

function refuse(sentence: string): never {
  throw new SpokeError('seller', sentence)
}

function checkPrice({ price }: ListingContent): void {
  const { currency, minor } = price
  if (minor < 0n) refuse('The price is below zero.')
  if (!currencies.includes(currency))
    refuse(`The price is in ${currency}; sellers at Ravelry are paid by PayPal, which takes ${currencies.join(', ')}.`)
  const isWhole = minor % 10n ** BigInt(decimalsOf(currency)) === 0n
  if (wholeCurrencies.has(currency) && !isWhole)
    refuse(
      `The price is ${toDecimal(price)} ${currency}; PayPal takes whole amounts of ${currency} alone. Leave out what is after the point.`,
    )
}

function checkImages({ images }: ListingContent, blobs: BlobFacts): void {
  for (const [at, { sha256 }] of images.entries()) {
    const { mediaType = '', sizeBytes = 0 } = blobs(sha256) ?? {}
    if (mediaType !== '' && !imageTypes.includes(mediaType))
      refuse(
        `Picture ${at + 1} is ${mediaType.replace('image/', '').toUpperCase()}; Ravelry takes JPG, PNG and HEIC. Save it as one of these.`,
      )
    if (sizeBytes > mostBytes) refuse(`Picture ${at + 1} has ${megabytes(sizeBytes)} MB; Ravelry takes 50 MB. Make it smaller.`)
  }
  if (new Set(images.map(({ sha256 }) => sha256)).size < images.length)
    refuse('Two pictures of the listing are the same; keep one of them.')
}

function checkFiles(desired: ListingContent, { files, isPublished }: ListingContent, blobs: BlobFacts): void {
  if (isPublished && files.length === 0 && !isStaying('files', desired))
    refuse('Ravelry wants a PDF before a pattern is for sale. Add one to the pattern.')
  for (const { name, sha256 } of desired.files) {
    const { mediaType = '', sizeBytes = 0 } = blobs(sha256) ?? {}
    if (mediaType !== '' && mediaType !== 'application/pdf')
      refuse(`The file “${name}” is no PDF, and Ravelry takes PDF files alone. Save it as one, or leave it out at Ravelry.`)
    if (sizeBytes > mostBytes)
      refuse(`The file “${name}” has ${megabytes(sizeBytes)} MB; Ravelry takes 50 MB. Make it smaller or split it.`)
  }
  if (new Set(files.map(({ name }) => name)).size < files.length) refuse('Two files of the listing are the same; keep one of them.')
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
