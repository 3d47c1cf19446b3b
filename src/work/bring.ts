/**
 * Brings the pictures, and the files where a storefront hands them over, of listings that were joined to patterns; and finds out which listings show what
 * their pattern has already. May run at any time, twice is once: what was fetched is remembered, so killed anywhere the next round goes on.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepBroughtFiles, keepBroughtImages, keepStanding, settleBringing } from '#hub/bringing/keep-brought.ts'
import { type Bringing, type FoundListing, nextBringing, readBringing } from '#hub/bringing/read-bringing.ts'
import type { ListingImage } from '#hub/listing/content.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import { markOfFiles, markOfImages } from '#hub/listing/staying.ts'
import { openEye } from '#hub/picture/eye.ts'
import { filesOf } from './bring-files.ts'
import { picturesOf, showsTheSame } from './bring-pictures.ts'
import { type BringRound, mustGoOn, NotHad, placeOf, RoundOver, seeAnew } from './bring-round.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Of one round; the clock begins another for the rest. */
const roundLimits = { ms: 10 * 60_000, bytes: 1024 ** 3 }
/** What is away is asked for so often, ten minutes later and ever more seldom; then it is left, and she is told. */
const mostAttempts = 6
const againMs = (attempts: number) => 600_000 * 3 ** attempts

export async function bring(
  deps: WorkDeps,
  { shop }: JobPayload,
  signal: AbortSignal = new AbortController().signal,
  { limits = roundLimits }: { limits?: typeof roundLimits } = {},
): Promise<void> {
  const { database, now, log } = deps
  const folder = join(deps.config.home, 'uploads', shop, 'brought')
  const eye = openEye()
  const round: BringRound = {
    ...{ deps, shop, eye, folder, signal, left: { bytes: limits.bytes } },
    ...{ endsAt: now().getTime() + limits.ms, places: new Map() },
  }
  try {
    // What a killed round left half.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    for (;;) {
      mustGoOn(round)
      const patternId = await database.inShop(shop, tx => nextBringing(tx, now()))
      if (patternId === null) return
      const bringing = await database.inShop(shop, tx => readBringing(tx, patternId))
      if (bringing !== null) await bringOne(round, bringing)
    }
  } catch (error) {
    if (!(error instanceof RoundOver)) throw error
    log.debug({ shop }, 'the rest of the pictures is for the next round')
  } finally {
    await eye.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bringOne(round: BringRound, bringing: Bringing): Promise<void> {
  const { deps, shop } = round
  const missed: NotHad[] = []
  const miss = (error: unknown): null => {
    if (error instanceof RoundOver) throw error
    if (error instanceof NotHad) missed.push(error)
    else {
      // One pattern must not keep all the others from their pictures.
      deps.log.error({ err: error, pattern: bringing.patternId }, 'pictures could not be brought')
      missed.push(new NotHad('Something went wrong here while it was brought.', 'away', error))
    }
    return null
  }
  const seen = new Map<FoundListing, Observed>()
  for (const listing of bringing.listings) {
    const one = await seeAnew(round, listing).catch(miss)
    if (one !== null) seen.set(listing, one)
  }
  const isLast = bringing.attempts + 1 >= mostAttempts
  const images = bringing.images.length > 0 ? bringing.images : await bringImages(round, { bringing, seen, missed, miss, isLast })
  await compareAll(round, { seen, images, miss })
  if (bringing.files === null) await bringFiles(round, { bringing, seen, missed, miss, isLast })
  const later = missed.flatMap(({ later }) => (later === 'never' ? [] : [later]))
  const waits = later.flatMap(one => (one === 'away' ? [] : [one.waitMs]))
  const isAgain = waits.length > 0 || (later.length > 0 && !isLast)
  const waitMs = waits.length > 0 ? Math.max(60_000, ...waits) : againMs(bringing.attempts)
  await deps.database.inShop(shop, tx =>
    settleBringing(tx, bringing, {
      troubles: [...new Set(missed.map(({ says }) => says))],
      again: isAgain ? new Date(deps.now().getTime() + waitMs) : null,
      isTry: waits.length === 0,
    }),
  )
}

interface Bringer {
  readonly bringing: Bringing
  readonly seen: ReadonlyMap<FoundListing, Observed>
  readonly missed: NotHad[]
  readonly miss: (error: unknown) => null
  /** What is away now is not waited for any more. */
  readonly isLast: boolean
}

/** Of the best listing of which any can be had. @returns what the pattern has now. */
async function bringImages(round: BringRound, { bringing, seen, missed, miss, isLast }: Bringer): Promise<readonly ListingImage[]> {
  const { deps, shop } = round
  for (const [listing, one] of seen) {
    const found = await picturesOf(round, listing, one).catch(miss)
    if (found === null) continue
    missed.push(...found.missed)
    // Those that are only away come with the others the next time.
    if (found.missed.some(({ later }) => later !== 'never') && !isLast) return []
    if (found.images.length === 0) continue
    const kept = { patternId: bringing.patternId, listingId: listing.listingId, images: found.images }
    await deps.database.inShop(shop, async tx => {
      const isKept = await keepBroughtImages(tx, kept)
      if (!isKept || found.missed.length > 0) return
      const now = await readBringing(tx, bringing.patternId)
      if (now !== null) await keepStanding(tx, listing.listingId, 'images', markOfImages(now.images))
    })
    return (await deps.database.inShop(shop, tx => readBringing(tx, bringing.patternId)))?.images ?? []
  }
  return []
}

async function bringFiles(round: BringRound, { bringing, seen, missed, miss }: Bringer): Promise<void> {
  const { deps, shop } = round
  const before = missed.length
  for (const [listing, one] of seen) {
    const files = await filesOf(round, listing, one).catch(miss)
    if (files === null || files.length === 0) continue
    await deps.database.inShop(shop, async tx => {
      const kept = { patternId: bringing.patternId, listingId: listing.listingId, files, now: deps.now() }
      if (await keepBroughtFiles(tx, kept)) await keepStanding(tx, listing.listingId, 'files', markOfFiles(files))
    })
    // That another storefront does not hand them over matters no more.
    missed.splice(before)
    return
  }
}

/** Which of the listings show the pattern's own pictures, so that a press leaves them alone. */
async function compareAll(
  round: BringRound,
  { seen, images, miss }: Pick<Bringer, 'seen' | 'miss'> & { images: readonly ListingImage[] },
): Promise<void> {
  const { deps, shop } = round
  if (images.length === 0) return
  for (const [listing, one] of seen) {
    const { spoke } = await placeOf(round, listing)
    const isForeign = one.content.images.some(({ sha256 }) => sha256 === '')
    if (!spoke.fields.includes('images') || !isForeign) continue
    const isSame = await showsTheSame(round, listing, one, images).catch(miss)
    if (isSame !== null)
      await deps.database.inShop(shop, tx => keepStanding(tx, listing.listingId, 'images', isSame ? markOfImages(images) : null))
  }
}
