/** What the parts of bringing share: the round, the way to a storefront, and what could not be had. */
import type { ShopId } from '#database'
import type { FoundListing } from '#hub/bringing/read-bringing.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { FileRefused } from '#hub/file/file-refused.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import type { Eye } from '#hub/picture/eye.ts'
import { SpokeError } from '#kit/error.ts'
import { AnswerTooLarge } from '#kit/http.ts'
import type { PictureFetch } from '#kit/picture.ts'
import type { WorkDeps } from './deps.ts'
import { waysOf } from './picture-ways.ts'
import { contextOf, type Reached } from './spoke-context.ts'

export interface BringRound {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly eye: Eye
  /** For files on their way in. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly endsAt: number
  /** Of this round. */
  readonly left: { bytes: number }
  readonly places: Map<string, Promise<Place>>
}

/** A storefront that listings can be read at. */
export interface Place extends Reached {
  readonly ways: PictureFetch
}

/** Something that could not be had. */
export class NotHad extends Error {
  override readonly name = 'NotHad'
  /** A sentence. */
  readonly says: string
  /** Later it may be had: 'away' is tried some more times, 'wait' after so long, and is no failed try. */
  readonly later: 'never' | 'away' | { readonly waitMs: number }

  constructor(says: string, later: NotHad['later'], cause?: unknown) {
    super(says, { cause })
    this.says = says
    this.later = later
  }
}

/** The round has no time or bytes left, or is to end: what is done is kept, and the next one goes on. */
export class RoundOver extends Error {
  override readonly name = 'RoundOver'
}

export function mustGoOn({ signal, deps, endsAt, left }: BringRound): void {
  if (signal.aborted || deps.now().getTime() >= endsAt || left.bytes <= 0) throw new RoundOver('the round is over')
}

/** @throws {NotHad} while it is paused, or its keys do not serve. */
export function placeOf(round: BringRound, { connectionId, shop }: FoundListing): Promise<Place> {
  const known = round.places.get(connectionId)
  if (known !== undefined) return known
  const opened = (async () => {
    const connection = await round.deps.database.inShop(round.shop, tx => readConnection(tx, connectionId))
    if (connection.state !== 'live' && connection.state !== 'rehearsal')
      throw new NotHad(
        `${shop} ${connection.state === 'paused' ? 'is paused' : 'needs new keys'}, so nothing can be had from there.`,
        'away',
      )
    const reached = contextOf(round.deps, round.shop, connection, 'history')
    return { ...reached, ways: waysOf(round.deps, connection, reached) }
  })()
  round.places.set(connectionId, opened)
  return opened
}

/** As it stands there now: where pictures lie may have changed since it was read. @throws {NotHad} */
export async function seeAnew(round: BringRound, listing: FoundListing): Promise<Observed> {
  mustGoOn(round)
  const { spoke, ctx } = await placeOf(round, listing)
  const what = 'The listing'
  const [seen] = await spoke.readListingsById(ctx, [listing.observed.remoteId], new Map()).catch(notHad(what, listing.shop))
  if (seen === undefined) throw new NotHad(`The listing is not at ${listing.shop} any more.`, 'never')
  return seen
}

/** What a fault of a storefront means for what was asked for. @param what 'Picture 3'. */
export const notHad =
  (what: string, shop: string) =>
  (error: unknown): never => {
    if (error instanceof FileRefused) throw new NotHad(error.message, 'never', error)
    if (!(error instanceof SpokeError)) throw error
    if (error.cause instanceof AnswerTooLarge) throw new NotHad(`${what} at ${shop} is larger than what is brought here.`, 'never', error)
    if (error.remedy === 'wait')
      throw new NotHad(
        `${shop} has no room for more questions now; ${lower(what)} is asked for later.`,
        { waitMs: error.waitMs ?? 0 },
        error,
      )
    if (error.remedy === 'retry') throw new NotHad(`${what} could not be had: ${shop} did not hand it over.`, 'away', error)
    if (error.remedy === 'reconnect') throw new NotHad(`${what} could not be had: ${shop} needs new keys.`, 'away', error)
    throw new NotHad(`${what} could not be had from ${shop}.`, 'never', error)
  }

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
