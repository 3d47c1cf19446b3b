/** The pictures of one listing: fetched once each, kept where they become the pattern's, and compared with what the pattern has. */
import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FoundListing, keptBlobs, readLooks } from '#hub/bringing/read-bringing.ts'
import { inMegabytes } from '#hub/file/file-refused.ts'
import { keepBlob } from '#hub/file/keep-blob.ts'
import { sniffImage } from '#hub/file/sniff-image.ts'
import { isLookedAt, keepListedPart, keepLook, type ListedPart, partOfPicture } from '#hub/join/listed-bytes.ts'
import { alike, howFarApart, toLook } from '#hub/join/look.ts'
import type { ListingImage } from '#hub/listing/content.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import { SpokeError } from '#kit/error.ts'
import { AnswerTooLarge } from '#kit/http.ts'
import { pictureLimits, readPicture } from '#kit/picture.ts'
import { isCannot, type ListedPicture } from '#kit/shop.ts'
import { type BringRound, mustGoOn, NotHad, notHad, placeOf } from './bring-round.ts'

/** As many as a pattern may have. */
export const mostPictures = 20
/** Of the words beside a picture, likewise. */
const longestAlt = 500
/** What could not be had is not asked for again within the day. */
const deniedMs = 20 * 3_600_000

export interface BroughtPictures {
  readonly images: readonly ListingImage[]
  readonly missed: readonly NotHad[]
}

/** All of a listing that can be had, in their order. @throws {NotHad} when the storefront hands none over. */
export async function picturesOf(round: BringRound, listing: FoundListing, seen: Observed): Promise<BroughtPictures> {
  const shown = await shownAt(round, listing, seen)
  const images: ListingImage[] = []
  const missed: NotHad[] = []
  if (shown.length > mostPictures)
    missed.push(
      new NotHad(
        `${listing.shop} shows ${shown.length} pictures; a pattern has up to ${mostPictures}, so the first of them came.`,
        'never',
      ),
    )
  for (const [at, picture] of shown.slice(0, mostPictures).entries()) {
    const sha256 = await onePicture(round, listing, { at: at + 1, picture, isKept: true }).catch((error: unknown) => {
      if (!(error instanceof NotHad)) throw error
      missed.push(error)
      return null
    })
    if (sha256 !== null) images.push({ sha256, alt: [...picture.alt].slice(0, longestAlt).join('') })
  }
  return { images, missed }
}

/** Whether what stands there is what the pattern has, picture by picture, as far as the storefront takes so many. Storefronts pack pictures anew. */
export async function showsTheSame(
  round: BringRound,
  listing: FoundListing,
  seen: Observed,
  own: readonly ListingImage[],
): Promise<boolean> {
  const { spoke } = await placeOf(round, listing)
  const wanted = own.slice(0, spoke.limits.images.most ?? own.length)
  const shown = await shownAt(round, listing, seen)
  if (wanted.length === 0 || shown.length < wanted.length || shown.length > mostPictures) return false
  const there = new Set<string>()
  for (const [at, picture] of shown.entries()) {
    const sha256 = await onePicture(round, listing, { at: at + 1, picture, isKept: false })
    // The same one twice is there once, here as well.
    if (there.has(sha256)) continue
    const own = wanted[there.size]
    if (own === undefined || !(await isSamePicture(round, sha256, own.sha256))) return false
    there.add(sha256)
  }
  return there.size === wanted.length
}

async function shownAt(round: BringRound, listing: FoundListing, seen: Observed): Promise<readonly ListedPicture[]> {
  const { spoke } = await placeOf(round, listing)
  return isCannot(spoke.listedPictures) ? [] : spoke.listedPictures(seen)
}

async function isSamePicture({ deps, shop, eye }: BringRound, a: string, b: string): Promise<boolean> {
  if (a === b) return true
  const looks = await deps.database.inShop(shop, tx => readLooks(tx, [a, b]))
  if (!looks.has(b)) {
    const { stream, sizeBytes } = await deps.blobs.open(shop, b)
    const look = sizeBytes > pictureLimits.maxBytes ? null : await eye.lookAt(new Uint8Array(await new Response(stream).arrayBuffer()))
    await deps.database.inShop(shop, tx => keepLook(tx, b, look))
    looks.set(b, look)
  }
  const [first, second] = [looks.get(a) ?? null, looks.get(b) ?? null]
  return first !== null && second !== null && howFarApart(toLook(first), toLook(second)) <= alike
}

interface Asked {
  /** Counted from 1. */
  readonly at: number
  readonly picture: ListedPicture
  /** Its bytes stay here. */
  readonly isKept: boolean
}

/** @returns its hash. @throws {NotHad} */
async function onePicture(round: BringRound, listing: FoundListing, { at, picture: { address }, isKept }: Asked): Promise<string> {
  const { deps, shop } = round
  const what = `Picture ${at}`
  if (address === null) throw new NotHad(`${listing.shop} does not say where picture ${at} lies.`, 'never')
  const known = listing.known.get(partOfPicture(at))
  const before = known?.source === address ? known : undefined
  const { sha256: had = null } = before ?? {}
  if (had !== null && (!isKept || (await deps.database.inShop(shop, tx => keptBlobs(tx, [had]))).has(had))) return had
  if (before?.reason != null && before.dueAt > deps.now()) throw new NotHad(before.reason, 'never')
  mustGoOn(round)
  const keep = async (read: { sha256: string | null; reason: string | null }) => {
    const part: ListedPart = {
      ...{ part: partOfPicture(at), source: address, etag: null, failures: read.sha256 === null ? 1 : 0 },
      ...{ dueAt: new Date(deps.now().getTime() + deniedMs), ...read },
    }
    await deps.database.inShop(shop, tx => keepListedPart(tx, listing.listingId, part))
    listing.known.set(part.part, part)
  }
  try {
    const bytes = await readBytes(round, listing, { what, address })
    round.left.bytes -= bytes.byteLength
    const sha256 = isKept ? await store(round, bytes, `${what} at ${listing.shop}`) : createHash('sha256').update(bytes).digest('hex')
    await lookAt(round, sha256, bytes)
    await keep({ sha256, reason: null })
    return sha256
  } catch (error) {
    try {
      return notHad(what, listing.shop)(error)
    } catch (told) {
      if (told instanceof NotHad && told.later === 'never') await keep({ sha256: null, reason: told.says })
      throw told
    }
  }
}

async function readBytes(
  round: BringRound,
  listing: FoundListing,
  { what, address }: { what: string; address: string },
): Promise<Uint8Array> {
  const { ways } = await placeOf(round, listing)
  const answer = await readPicture(ways, address, null).catch((error: unknown) => {
    if (error instanceof SpokeError && error.cause instanceof AnswerTooLarge)
      throw new NotHad(
        `${what} at ${listing.shop} is larger than ${inMegabytes(pictureLimits.maxBytes)}, the most that is brought.`,
        'never',
      )
    throw error
  })
  if (answer.state !== 'read')
    throw new NotHad(`${what} could not be had: nothing is handed out where ${listing.shop} says that it lies.`, 'never')
  return answer.bytes
}

/** @throws {FileRefused} when it is no picture that a pattern can have. */
async function store({ deps, shop, folder }: BringRound, bytes: Uint8Array, name: string): Promise<string> {
  const path = join(folder, randomUUID())
  await writeFile(path, bytes)
  const { type, width, height } = await sniffImage(path, { name })
  const kept = await deps.blobs.put(shop, asOne(bytes), pictureLimits.maxBytes)
  await deps.database.inShop(shop, tx => keepBlob(tx, { ...kept, mediaType: type, facts: { width, height } }))
  return kept.sha256
}

async function* asOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function lookAt({ deps, shop, eye }: BringRound, sha256: string, bytes: Uint8Array): Promise<void> {
  if (await deps.database.inShop(shop, tx => isLookedAt(tx, sha256))) return
  const look = await eye.lookAt(bytes)
  await deps.database.inShop(shop, tx => keepLook(tx, sha256, look))
}
