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
import { markOfFiles, markOfImages, type StayingField } from '#hub/listing/staying.ts'
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
  const pictures = missing(round, bringing)
  const files = missing(round, bringing)
  const seen = new Map<FoundListing, Observed>()
  for (const listing of bringing.listings) {
    const one = await seeAnew(round, listing).catch(pictures.miss)
    if (one !== null) seen.set(listing, one)
  }
  const isLast = bringing.attempts + 1 >= mostAttempts
  const isHers = bringing.images.length > 0 && bringing.imagesFrom === null
  const images = isHers ? bringing.images : await bringImages(round, { bringing, seen, missing: pictures, isLast })
  await compareAll(round, { seen, images, missing: pictures })
  if (bringing.files === null) await bringFiles(round, { bringing, seen, missing: files, isLast })
  const later = [...pictures.all, ...files.all].flatMap(one => (one.later === 'never' ? [] : [one.later]))
  const waits = later.flatMap(one => (one === 'away' ? [] : [one.waitMs]))
  const isAgain = waits.length > 0 || (later.length > 0 && !isLast)
  const waitMs = waits.length > 0 ? Math.max(60_000, ...waits) : againMs(bringing.attempts)
  const troubles = [...told('images', pictures), ...told('files', files)]
  const again = isAgain ? new Date(deps.now().getTime() + waitMs) : null
  await deps.database.inShop(shop, tx => settleBringing(tx, bringing, { troubles, again, isTry: waits.length === 0 }))
}

/** What of a pattern could not be had. */
interface Missing {
  readonly all: NotHad[]
  readonly miss: (error: unknown) => null
}

function missing({ deps }: BringRound, { patternId }: Bringing): Missing {
  const all: NotHad[] = []
  const miss = (error: unknown): null => {
    if (error instanceof RoundOver) throw error
    if (error instanceof NotHad) all.push(error)
    else {
      // One pattern must not keep all the others from their pictures.
      deps.log.error({ err: error, pattern: patternId }, 'pictures could not be brought')
      all.push(new NotHad('Something went wrong here while it was brought.', 'away', error))
    }
    return null
  }
  return { all, miss }
}

const told = (about: StayingField, { all }: Missing) => [...new Set(all.map(({ says }) => says))].map(says => ({ about, says }))

interface Bringer {
  readonly bringing: Bringing
  readonly seen: ReadonlyMap<FoundListing, Observed>
  readonly missing: Missing
  /** What is away now is not waited for any more. */
  readonly isLast: boolean
}

/** Of the best listing of which any can be had; where some have come before, those that were missing. @returns what the pattern has now. */
async function bringImages(
  round: BringRound,
  { bringing, seen, missing: { all, miss }, isLast }: Bringer,
): Promise<readonly ListingImage[]> {
  const { deps, shop } = round
  const { patternId, images: before, imagesFrom } = bringing
  for (const [listing, one] of seen) {
    if (imagesFrom !== null && listing.listingId !== imagesFrom) continue
    const found = await picturesOf(round, listing, one).catch(miss)
    if (found === null) continue
    all.push(...found.missed)
    // Those that are only away come with the others the next time.
    if (found.missed.some(({ later }) => later !== 'never') && !isLast) return before
    if (found.images.length <= before.length) continue
    const kept = { patternId, listingId: listing.listingId, images: found.images }
    return deps.database.inShop(shop, async tx => {
      const isKept = await keepBroughtImages(tx, kept)
      const now = (await readBringing(tx, patternId))?.images ?? []
      if (isKept && found.missed.length === 0) await keepStanding(tx, listing.listingId, 'images', markOfImages(now))
      return now
    })
  }
  return before
}

async function bringFiles(round: BringRound, { bringing, seen, missing: { all, miss } }: Bringer): Promise<void> {
  const { deps, shop } = round
  for (const [listing, one] of seen) {
    const files = await filesOf(round, listing, one).catch(miss)
    if (files === null || files.length === 0) continue
    await deps.database.inShop(shop, async tx => {
      const kept = { patternId: bringing.patternId, listingId: listing.listingId, files, now: deps.now() }
      if (await keepBroughtFiles(tx, kept)) await keepStanding(tx, listing.listingId, 'files', markOfFiles(files))
    })
    // That another storefront does not hand them over matters no more.
    all.splice(0)
    return
  }
}

/** Which of the listings show the pattern's own pictures, so that a press leaves them alone. */
async function compareAll(
  round: BringRound,
  { seen, images, missing: { miss } }: Pick<Bringer, 'seen' | 'missing'> & { images: readonly ListingImage[] },
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
