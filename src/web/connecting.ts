/** Connecting a shop from what she gave or what a consent page sent: tried first, kept only when it works. */
import type { ShopId } from '#database'
import type { ClockGap } from '#hub/connection/clock-gap.ts'
import { connect, findConnection, renew } from '#hub/connection/connect.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { Refused } from '#hub/refused.ts'
import { SpokeError } from '#kit'
import { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { AccessKind, ShopFacts } from '#kit/shop.ts'
import { readAs, said } from './api/sentence.ts'
import type { WebDeps } from './deps.ts'

export interface Given {
  readonly spoke: string
  readonly baseUrl: string
  readonly settings: unknown
}

export function spokeOf(deps: Pick<WebDeps, 'spokes'>, id: string): AnyShop {
  const spoke = deps.spokes.get(id)
  if (spoke === undefined) throw new Refused('unknown-storefront', 'This kind of storefront is not known here.', { field: 'spoke' })
  return spoke
}

/** The address without what a person may have copied along: spaces, a trailing slash, a query. @throws {Refused} */
export function tidyAddress(text: string): string {
  const trimmed = text.trim()
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new Refused('bad-address', 'Please write the shop’s address as in a browser, for example https://shop.example.com.', {
      field: 'baseUrl',
    })
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** A platform's one address where nothing else is given, such as a test server; else the shop's own. @throws {Refused} */
export const addressFor = (spoke: AnyShop, given: string): string =>
  spoke.home !== null && given.trim() === '' ? spoke.home : tidyAddress(given)

/** @throws {Refused} naming the field. */
export function settingsFor(spoke: Pick<AnyShop, 'settings'>, settings: unknown): unknown {
  const read = readAs(spoke.settings.schema, settings)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const name = issue?.path.find(part => typeof part === 'string')
  const label = spoke.settings.fields.find(field => field.name === name)?.label
  const options = typeof name === 'string' ? { field: `settings.${name}` } : {}
  if (issue === undefined) throw new Refused('bad-settings', 'These keys are not as they should be.', options)
  // A spoke's own sentence says more than ours.
  const hasOwnWords = issue.code === 'custom' || issue.code === 'invalid_format'
  throw new Refused('bad-settings', hasOwnWords ? issue.message : `${label ?? 'This'} ${said(issue)}.`, options)
}

/** Asks the shop with these keys. @throws {SpokeError} with the shop's own sentence. */
export async function tryKeys(
  { spokes, work, log }: Pick<WebDeps, 'spokes' | 'work' | 'log'>,
  shop: ShopId,
  given: Given,
): Promise<{ spoke: AnyShop; facts: ShopFacts; baseUrl: string; settings: unknown; clock: ClockGap | null }> {
  const spoke = spokeOf({ spokes }, given.spoke)
  const baseUrl = addressFor(spoke, given.baseUrl)
  const settings = settingsFor(spoke, given.settings)
  const clock = new ClockWatch(baseUrl)
  try {
    const ctx = work.contextFrom({ shop, spoke, settings, baseUrl, clock })
    const facts = await spoke.verify(ctx)
    // Keys that run out may have been renewed on the way: the old ones are worth nothing any more.
    return { spoke, facts, baseUrl, settings: await ctx.keys(), clock: clock.gap }
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    log.info({ spoke: spoke.id, remedy: error.remedy }, 'keys were tried and refused')
    if (error.remedy === 'reconnect')
      throw new Refused(
        'keys-refused',
        `${spoke.label} does not accept these keys. Copy each of them again, whole; if one was deleted there, make a new one.`,
        {
          status: 409,
          cause: error,
        },
      )
    if (error.remedy === 'seller') throw new Refused('keys-refused', error.message, { status: 409, cause: error })
    throw error
  }
}

type KeepDeps = Pick<WebDeps, 'spokes' | 'work' | 'log' | 'database' | 'secretKey' | 'now'>

const factsOf = ({ name, version, warnings, url }: ShopFacts) => ({ name, version, warnings, ...{ url } })

/**
 * Tries the keys and connects. @returns the connection's id.
 * @param renews whether keys for a shop that is connected already are its new keys, as after a consent page.
 * @param access what was asked for, where the platform does not tell what was given; keys that she pasted are taken to do all until they are refused.
 */
export async function connectShop(
  deps: KeepDeps,
  shop: ShopId,
  given: Given & { readonly label: string },
  { renews = false, access = 'write' }: { renews?: boolean; access?: AccessKind } = {},
): Promise<string> {
  const { spoke, facts, baseUrl, settings, clock } = await tryKeys(deps, shop, given)
  const { account } = facts
  const kept = {
    settings: settings as Record<string, unknown>,
    facts: factsOf(facts),
    mayWrite: facts.canWrite ?? access === 'write',
    secretKey: deps.secretKey,
    now: deps.now(),
  }
  return deps.database.inShop(shop, async tx => {
    const connected = renews ? await findConnection(tx, { spoke: spoke.id, baseUrl, account }) : null
    if (connected !== null) {
      const { mayWrite, state } = await readConnection(tx, connected)
      // Keys that do more, and still work, are not given up for these.
      if (mayWrite && !kept.mayWrite && state !== 'reconnect') return connected
      await renew(tx, connected, { ...kept, account })
      return connected
    }
    return connect(tx, { ...kept, spoke: spoke.id, label: given.label.trim(), baseUrl, account, currency: facts.currency, clock })
  })
}

/** New keys, or some of them, for this connection and no other: tried whole with those that are kept. @param changed {}: what the kept ones may do is looked at anew. */
export async function renewShop(
  deps: KeepDeps,
  shop: ShopId,
  connectionId: string,
  changed: Readonly<Record<string, unknown>>,
  { access = 'write' }: { access?: AccessKind } = {},
): Promise<void> {
  const connection = await deps.database.inShop(shop, tx => readConnection(tx, connectionId))
  const { spoke, baseUrl } = connection
  const whole = { ...keptSettings(deps, shop, connection), ...changed }
  const { facts, settings } = await tryKeys(deps, shop, { spoke, baseUrl, settings: whole })
  await deps.database.inShop(shop, tx =>
    renew(tx, connectionId, {
      settings: settings as Record<string, unknown>,
      account: facts.account,
      facts: factsOf(facts),
      mayWrite: facts.canWrite ?? access === 'write',
      secretKey: deps.secretKey,
      now: deps.now(),
    }),
  )
}

/** @returns null when they cannot be opened: then all must be given anew. */
export function keptSettings(
  { secretKey }: Pick<WebDeps, 'secretKey'>,
  shop: ShopId,
  { id, sealed }: Pick<ConnectionFacts, 'id' | 'sealed'>,
): Record<string, unknown> | null {
  try {
    return { ...openSettings(secretKey, { shop, connection: id }, sealed) }
  } catch {
    return null
  }
}
