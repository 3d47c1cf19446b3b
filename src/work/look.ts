/**
 * Looks at the first pictures of found listings, and reads files where the storefront hands them out, so that what no title tells can be compared.
 * May run at any time; twice is once. A picture that cannot be had is nothing: what was found is proposed without it.
 */
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { ShopId } from '#database'
import { type ConnectionFacts, listConnections, readConnection } from '#hub/connection/read-connections.ts'
import { wantMatching } from '#hub/join/keep-proposals.ts'
import {
  hasFilesToCompare,
  isLookedAt,
  keepListedPart,
  keepLook,
  type ListedPart,
  partOfFile,
  readFoundListings,
  readUnseenCovers,
  type ToRead,
} from '#hub/join/listed-bytes.ts'
import { type Eye, openEye } from '#hub/picture/eye.ts'
import { keepProperties, shelvesToRead } from '#hub/storefront/keep-properties.ts'
import { keepShelves } from '#hub/storefront/keep-shelves.ts'
import { SpokeError } from '#kit/error.ts'
import { fewAtOnce } from '#kit/few-at-once.ts'
import { type PictureFetch, pictureLimits, readPicture } from '#kit/picture.ts'
import { isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { waysOf } from './picture-ways.ts'
import { contextOf, type Reached } from './spoke-context.ts'

const [pageSize, picturesAtOnce] = [50, 2]
/** What was read is asked for again after a while; what could not be read a day later, and ever more seldom. */
const [freshMs, retryMs] = [7 * 86_400_000, 20 * 3_600_000]
/** Of files in one round, which is one a day: some platforms count each one. */
const fileLimits = { most: 30, bytes: 200 * 1024 * 1024 }

interface Round {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly reached: Reached
  readonly ways: PictureFetch
  readonly eye: Eye
  readonly signal: AbortSignal
  /** Set when something was read that may tell. */
  hasNews: boolean
}

export async function lookAtListings(
  deps: WorkDeps,
  { shop, connection: connectionId }: JobPayload,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (connectionId === undefined) return
  const { database, log } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (connection === null || (connection.state !== 'live' && connection.state !== 'rehearsal')) return
  const eye = openEye()
  try {
    const reached = contextOf(deps, shop, connection, 'history')
    const round: Round = { deps, shop, reached, ways: waysOf(deps, connection, reached), eye, signal, hasNews: false }
    try {
      await readTree(round, connectionId)
      await lookAtCovers(round)
      await eachFound(round, connectionId, page => fewAtOnce(picturesAtOnce, page, one => lookAtOne(round, one)))
      await readFiles(round, connection)
    } finally {
      if (round.hasNews) await database.inShop(shop, wantMatching)
    }
  } catch (error) {
    // Its limit is reached, or its keys no longer serve: whoever reads sales and listings says so.
    if (!(error instanceof SpokeError)) throw error
    log.debug({ connection: connectionId, remedy: error.remedy }, 'pictures are left for later')
  } finally {
    await eye.close()
  }
}

async function eachFound({ deps, shop, signal }: Round, connectionId: string, act: (page: readonly ToRead[]) => Promise<unknown>) {
  for (let after: string | null = null; !signal.aborted; ) {
    const page: ToRead[] = await deps.database.inShop(shop, tx => readFoundListings(tx, connectionId, { after, limit: pageSize }))
    if (page.length === 0) return
    await act(page)
    after = page.at(-1)!.listingId
  }
}

/** Where patterns may stand there and what is asked of them there, so that she can be shown where hers would, and with what. */
async function readTree({ deps, shop, reached: { spoke, ctx }, signal }: Round, connectionId: string): Promise<void> {
  if (!isCannot(spoke.readShelves)) {
    const shelves = await spoke.readShelves(ctx)
    await deps.database.inShop(shop, tx => keepShelves(tx, connectionId, shelves, deps.now()))
  }
  if (isCannot(spoke.readProperties)) return
  for (const shelf of await deps.database.inShop(shop, tx => shelvesToRead(tx, connectionId, deps.now()))) {
    if (signal.aborted) return
    const table = await spoke.readProperties(ctx, shelf)
    await deps.database.inShop(shop, tx => keepProperties(tx, { connectionId, shelf, table, now: deps.now() }))
  }
}

// ---------------------------------------------------------------- pictures

async function lookAtOne(round: Round, { listingId, observed, known }: ToRead): Promise<void> {
  const { deps, shop, reached, ways, signal } = round
  const { pictureAddress } = reached.spoke
  const source = isCannot(pictureAddress) ? null : pictureAddress(observed)
  const before = known.get('picture')
  if (source === null || signal.aborted || !isDue(before, source, deps.now())) return
  const keep = (read: Pick<ListedPart, 'etag' | 'sha256'>) =>
    deps.database.inShop(shop, tx =>
      keepListedPart(tx, listingId, { part: 'picture', source, ...read, ...nextTime(before, read, deps.now()) }),
    )
  try {
    const answer = await readPicture(ways, source, before?.source === source && before.sha256 !== null ? before.etag : null)
    if (answer.state === 'unchanged') return await keep(before!)
    if (answer.state === 'none') return await keep({ etag: null, sha256: null })
    const sha256 = createHash('sha256').update(answer.bytes).digest('hex')
    if (!(await deps.database.inShop(shop, tx => isLookedAt(tx, sha256)))) {
      const look = await round.eye.lookAt(answer.bytes)
      await deps.database.inShop(shop, tx => keepLook(tx, sha256, look))
    }
    await keep({ etag: answer.etag, sha256 })
    if (before?.sha256 !== sha256) round.hasNews = true
  } catch (error) {
    // Every other one would wait as well.
    if (!(error instanceof SpokeError) || error.remedy === 'wait') throw error
    await keep({ etag: null, sha256: null })
  }
}

const isDue = (before: ListedPart | undefined, source: string, now: Date): boolean =>
  before === undefined || before.source !== source || before.dueAt <= now

function nextTime(
  before: ListedPart | undefined,
  { sha256 }: Pick<ListedPart, 'sha256'>,
  now: Date,
): Pick<ListedPart, 'failures' | 'dueAt'> {
  const failures = sha256 === null ? (before?.failures ?? 0) + 1 : 0
  const waitMs = sha256 === null ? Math.min(freshMs, retryMs * 2 ** Math.min(failures - 1, 8)) : freshMs
  return { failures, dueAt: new Date(now.getTime() + waitMs) }
}

/** Those that a round of this process has in hand: of two shops connected at once one looks at each, as it takes a processor. */
const inHand = new Set<string>()

/** Of her own patterns, which stand among the listings as those of a place of their own. */
async function lookAtCovers(round: Round): Promise<void> {
  const { deps, shop, eye, signal } = round
  while (!signal.aborted) {
    const covers = await deps.database.inShop(shop, tx => readUnseenCovers(tx, pageSize))
    let looked = 0
    for (const { sha256, sizeBytes } of covers) {
      const one = `${shop} ${sha256}`
      if (inHand.has(one)) continue
      inHand.add(one)
      try {
        if (await deps.database.inShop(shop, tx => isLookedAt(tx, sha256))) continue
        const bytes = sizeBytes > pictureLimits.maxBytes ? null : await buffer((await deps.blobs.open(shop, sha256)).stream as never)
        const look = bytes === null ? null : await eye.lookAt(bytes)
        await deps.database.inShop(shop, tx => keepLook(tx, sha256, look))
        looked++
      } finally {
        inHand.delete(one)
      }
    }
    if (looked === 0) return
    round.hasNews = true
  }
}

// ---------------------------------------------------------------- files

/** Only of listings that cannot be told for sure otherwise, and where there is something for their bytes to agree with. */
async function readFiles(round: Round, connection: ConnectionFacts): Promise<void> {
  const { deps, shop, reached } = round
  if (isCannot(reached.spoke.openListedFile)) return
  const isWorth = await deps.database.inShop(shop, async tx => {
    const others = (await listConnections(tx)).filter(({ id }) => id !== connection.id)
    const tellsFiles = (id: string) => {
      const spoke = deps.spokes.get(id)
      return spoke !== undefined && !isCannot(spoke.openListedFile)
    }
    return others.some(({ spoke }) => tellsFiles(spoke)) || (await hasFilesToCompare(tx))
  })
  if (!isWorth) return
  const left = { files: fileLimits.most, bytes: fileLimits.bytes }
  await eachFound(round, connection.id, async page => {
    for (const one of page.filter(({ isSure }) => !isSure))
      for (const { key, name, sha256 } of one.observed.content.files)
        if (sha256 === '' && left.files > 0 && left.bytes > 0) await readFile(round, one, { key, name, left })
  })
}

interface FileToRead {
  readonly key: string
  readonly name: string
  readonly left: { files: number; bytes: number }
}

async function readFile(round: Round, { listingId, observed, known }: ToRead, { key, name, left }: FileToRead): Promise<void> {
  const { deps, shop, reached, signal } = round
  const { spoke, ctx } = reached
  const before = known.get(partOfFile(key))
  if (isCannot(spoke.openListedFile) || signal.aborted || !isDue(before, name, deps.now())) return
  left.files--
  const hash = createHash('sha256')
  let isWhole = true
  try {
    for await (const chunk of await spoke.openListedFile(ctx, observed, key)) {
      left.bytes -= chunk.byteLength
      hash.update(chunk)
      // What was read of it does not count for nothing, so that a round ends.
      if (left.bytes < 0) {
        isWhole = false
        break
      }
    }
  } catch (error) {
    if (!(error instanceof SpokeError) || error.remedy === 'wait' || error.remedy === 'reconnect') throw error
    isWhole = false
  }
  const sha256 = isWhole ? hash.digest('hex') : null
  await deps.database.inShop(shop, tx =>
    keepListedPart(tx, listingId, { part: partOfFile(key), source: name, etag: null, sha256, ...nextTime(before, { sha256 }, deps.now()) }),
  )
  if (sha256 !== null && before?.sha256 !== sha256) round.hasNews = true
}
