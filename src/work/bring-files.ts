/** The files that a storefront hands its buyers, brought whole or not at all: half of a version would be a wrong one. */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BroughtFile } from '#hub/bringing/keep-brought.ts'
import { type FoundListing, keptBlobs } from '#hub/bringing/read-bringing.ts'
import { checkFile } from '#hub/file/check-file.ts'
import { FileRefused, inMegabytes } from '#hub/file/file-refused.ts'
import { keepBlob } from '#hub/file/keep-blob.ts'
import { keepListedPart, partOfFile } from '#hub/join/listed-bytes.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import { nameOf } from '#hub/pattern/add-version.ts'
import { isCannot } from '#kit/shop.ts'
import { type BringRound, mustGoOn, NotHad, notHad, placeOf } from './bring-round.ts'

/** Of one listing. */
const mostFiles = 40
const freshMs = 7 * 86_400_000

/** @returns [] when nothing stands there. @throws {NotHad} when one of them cannot be had. */
export async function filesOf(round: BringRound, listing: FoundListing, seen: Observed): Promise<BroughtFile[]> {
  const { spoke } = await placeOf(round, listing)
  const { files } = seen.content
  if (files.length === 0) return []
  if (isCannot(spoke.openListedFile)) throw new NotHad(spoke.openListedFile.cannot, 'never')
  if (files.length > mostFiles)
    throw new NotHad(`${listing.shop} has ${files.length} files of it; up to ${mostFiles} are brought.`, 'never')
  const brought: BroughtFile[] = []
  for (const file of files) brought.push(await oneFile(round, listing, { seen, ...file }))
  return brought
}

interface Asked {
  readonly seen: Observed
  readonly key: string
  readonly name: string
}

async function oneFile(round: BringRound, listing: FoundListing, { seen, key, name }: Asked): Promise<BroughtFile> {
  const { deps, shop } = round
  const known = listing.known.get(partOfFile(key))
  const had = known?.source === name ? known.sha256 : null
  if (had !== null) {
    const { [had]: mediaType } = await mediaTypesOf(round, had)
    if (mediaType !== undefined) return { name: nameOf(name || key, { mediaType }), sha256: had }
  }
  mustGoOn(round)
  const path = join(round.folder, randomUUID())
  try {
    const { sha256, mediaType } = await fetchFile(round, listing, { seen, key, name, path }).catch(notHad(`“${name}”`, listing.shop))
    const dueAt = new Date(deps.now().getTime() + freshMs)
    await deps.database.inShop(shop, tx =>
      keepListedPart(tx, listing.listingId, { part: partOfFile(key), source: name, etag: null, sha256, failures: 0, dueAt }),
    )
    return { name: nameOf(name || key, { mediaType }), sha256 }
  } finally {
    await rm(path, { force: true })
  }
}

async function mediaTypesOf({ deps, shop }: BringRound, sha256: string): Promise<Record<string, string>> {
  return deps.database.inShop(shop, async tx => {
    if (!(await keptBlobs(tx, [sha256])).has(sha256)) return {}
    const blob = await tx
      .selectFrom('blob')
      .select('media_type')
      .where('shop_id', '=', shop)
      .where('sha256', '=', sha256)
      .executeTakeFirstOrThrow()
    return { [sha256]: blob.media_type }
  })
}

/** @throws {FileRefused} when buyers could not use it, or it is too large. */
async function fetchFile(round: BringRound, listing: FoundListing, { seen, key, name, path }: Asked & { path: string }) {
  const { deps, shop } = round
  const { spoke, ctx } = await placeOf(round, listing)
  const limitBytes = deps.config.uploadLimitBytes
  if (isCannot(spoke.openListedFile)) throw new NotHad(spoke.openListedFile.cannot, 'never')
  const stream = await spoke.openListedFile(ctx, seen, key)
  let bytes = 0
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.byteLength
      if (bytes > limitBytes)
        throw new FileRefused(
          'too-large',
          `“${name}” at ${listing.shop} has more than ${inMegabytes(limitBytes)}, the most that a file may have here.`,
        )
      yield chunk
    }
  }
  try {
    await pipeline(Readable.from(counted(stream)), createWriteStream(path))
  } finally {
    round.left.bytes -= bytes
  }
  const { mediaType, facts } = await checkFile(path, { name, limitBytes })
  const kept = await deps.blobs.put(shop, createReadStream(path), limitBytes)
  await deps.database.inShop(shop, tx => keepBlob(tx, { ...kept, mediaType, facts }))
  return { sha256: kept.sha256, mediaType }
}
