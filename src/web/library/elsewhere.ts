/** Which libraries elsewhere a buyer may be offered, and how she says yes at the platform's own page. */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { giveConsent } from '#hub/buyer-library/consent.ts'
import { type LibraryConnection, libraryConnections, type PatternThere, patternsThere } from '#hub/buyer-library/read-there.ts'
import { askConsent, useConsent } from '#hub/connection/consent.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { isCannot, SpokeError } from '#kit'
import { type BuyerLibrary, buyerKeysToJson, buyerLibraryOf } from '#kit/buyer-library.ts'
import { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { WebDeps } from '../deps.ts'
import type { Place } from '../place.ts'
import { isLoopback } from '../request.ts'

export type Deps = Pick<WebDeps, 'database' | 'config' | 'now' | 'publicUrl' | 'bound' | 'spokes' | 'secretKey' | 'work' | 'log'>

export interface Elsewhere {
  readonly id: string
  readonly label: string
  /** 'open': she may say yes. 'agreed': she did. 'ended': it did not hold, and she may say it again. 'away': she did, and it rests just now. */
  readonly state: 'open' | 'agreed' | 'ended' | 'away'
  /** Once she said yes. */
  readonly patterns: readonly PatternThere[]
}

/** What she is offered, and what she has agreed to already, wherever that stands by now. @param origin under which she has the page open. */
export async function elsewhereFor(
  deps: Deps,
  shop: Place,
  { customerId, origin }: { customerId: string; origin: string },
): Promise<Elsewhere[]> {
  const able = librarySpokes(deps)
  return deps.database.inShop(shop.id, async tx => {
    const found: Elsewhere[] = []
    for (const connection of await libraryConnections(tx, customerId, [...able.keys()])) {
      const { label } = deps.spokes.get(connection.spoke)!
      const isOffered = offerOf(deps, shop, connection, origin) !== null
      const hasAgreed = connection.consent !== null && connection.consent.endedBy === null
      if (!isOffered && !hasAgreed) continue
      const state = hasAgreed ? (isOffered ? 'agreed' : 'away') : connection.consent?.endedBy === 'ended-there' ? 'ended' : 'open'
      const patterns = hasAgreed ? await patternsThere(tx, { connectionId: connection.id, customerId }) : []
      found.push({ id: connection.id, label, state, patterns })
    }
    return found
  })
}

const librarySpokes = ({ spokes }: Deps): Map<string, AnyShop> =>
  new Map([...spokes].filter(([, spoke]) => !isCannot(buyerLibraryOf(spoke))))

interface Offer {
  readonly spoke: AnyShop
  readonly library: BuyerLibrary<unknown>
  readonly settings: unknown
  readonly callbackUrl: string
}

/** @returns null where it is not switched on, not live, or the platform could not send her back. */
function offerOf(deps: Deps, shop: Place, connection: LibraryConnection, origin: string): Offer | null {
  const spoke = deps.spokes.get(connection.spoke)
  const library = spoke === undefined ? null : buyerLibraryOf(spoke)
  if (spoke === undefined || library === null || isCannot(library) || !connection.isLive || connection.sealed === null) return null
  const home = homeFor(deps, library, origin)
  if (home === null) return null
  try {
    const kept = openSettings(deps.secretKey, { shop: shop.id, connection: connection.id }, connection.sealed)
    const settings = spoke.settings.schema.parse(kept)
    return library.isOn(settings) ? { spoke, library, settings, callbackUrl: agreedAddress(home, shop.slug, spoke.id) } : null
  } catch {
    return null // the seller is told at the connection itself
  }
}

/** Where the platform sends her back: the same for every buyer of a shop, so that it can be registered there to the letter. */
export const agreedAddress = (home: string, slug: string, spoke: string): string => `${home}/library/${slug}/agreed/${spoke}`

/** On this machine alone she comes back under the name by which she has the page open: her session is known under no other. */
function homeFor({ publicUrl }: Deps, { isLoopbackAllowed }: BuyerLibrary<unknown>, origin: string): string | null {
  const { url } = publicUrl.state()
  if (url !== null) return publicUrl.isOffered() ? url : null
  const { hostname } = new URL(origin)
  return isLoopbackAllowed && (hostname === 'localhost' || isLoopback(hostname)) ? origin : null
}

const Kept = z.object({ connection: z.string(), customer: z.string(), session: z.string(), callbackUrl: z.string() })
const hashOf = (session: string) => createHash('sha256').update(`library ${session}`).digest('hex')
/** Of an asking by a buyer; one by a seller who connects a shop counts nothing here, nor the other way round. */
const askedAs = (spoke: string) => `library:${spoke}`

export interface Visit {
  readonly customerId: string
  readonly session: string
  readonly origin: string
}

/** The press. @returns the platform's page; null when it is not offered (any more). */
export async function askThere(
  deps: Deps,
  shop: Place,
  connectionId: string,
  { customerId, session, origin }: Visit,
): Promise<{ readonly url: string; readonly label: string } | null> {
  const { database, secretKey, now } = deps
  const connection = await connectionFor(deps, shop, customerId, connectionId)
  const offer = connection === null ? null : offerOf(deps, shop, connection, origin)
  if (connection === null || offer === null) return null
  const { spoke, library, settings, callbackUrl } = offer
  const state = randomBytes(32).toString('base64url')
  const kept = { connection: connection.id, customer: customerId, session: hashOf(session), callbackUrl }
  await database.inShop(shop.id, tx => askConsent(tx, { state, spoke: askedAs(spoke.id), kept, secretKey, now: now() }))
  return { url: library.consentPage({ baseUrl: connection.baseUrl, settings }, { callbackUrl, state }), label: spoke.label }
}

async function connectionFor(deps: Deps, shop: Place, customerId: string, connectionId: string): Promise<LibraryConnection | null> {
  const all = await deps.database.inShop(shop.id, tx => libraryConnections(tx, customerId, [...librarySpokes(deps).keys()]))
  return all.find(({ id }) => id === connectionId) ?? null
}

/** 'stale': nobody asked so, it was used or is late, or another browser asked it. */
export type Answered = 'agreed' | 'stale' | { readonly because: 'saidNo' | 'noAnswer' | 'notLetIn'; readonly label: string }

/**
 * The answer of the platform's page. It counts once, and for the very session that asked: else what somebody else allows at her own account could be
 * slipped to this buyer, or hers to somebody else.
 */
export async function answeredThere(deps: Deps, shop: Place, spokeId: string, query: URLSearchParams, visit: Visit): Promise<Answered> {
  const { database, secretKey, now, log } = deps
  const state = query.get('state') ?? ''
  if (!/^[\w-]{43}$/.test(state)) return 'stale'
  const kept = await database.inShop(shop.id, tx => useConsent(tx, { state, spoke: askedAs(spokeId), secretKey, now: now() }))
  const { data } = Kept.safeParse(kept)
  if (data === undefined || data.customer !== visit.customerId || data.session !== hashOf(visit.session)) return 'stale'
  const connection = await connectionFor(deps, shop, visit.customerId, data.connection)
  const offer = connection === null ? null : offerOf(deps, shop, connection, visit.origin)
  if (connection === null || offer === null || offer.spoke.id !== spokeId) return 'stale'
  const { spoke, library, settings } = offer
  try {
    const { baseUrl } = connection
    const ctx = deps.work.contextFrom({ shop: shop.id, spoke, settings, baseUrl, clock: new ClockWatch(baseUrl) })
    const keys = buyerKeysToJson(await library.finishConsent(ctx, { callbackUrl: data.callbackUrl, query }))
    const at = { connectionId: connection.id, customerId: visit.customerId }
    await database.inShop(shop.id, tx => giveConsent(tx, at, { keys, secretKey, now: now() }))
    return 'agreed'
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    log.warn({ err: error, connection: connection.id, remedy: error.remedy }, 'a buyer’s consent did not come through')
    return { because: becauseOf(error, query), label: spoke.label }
  }
}

function becauseOf({ remedy }: SpokeError, query: URLSearchParams): 'saidNo' | 'noAnswer' | 'notLetIn' {
  if (query.get('error') !== null) return 'saidNo'
  return remedy === 'retry' || remedy === 'wait' ? 'noAnswer' : 'notLetIn'
}
