/** Connecting a shop from what she gave or what a consent page sent: tried first, kept only when it works. */
import type { ShopId } from '#database'
import type { ClockGap } from '#hub/connection/clock-gap.ts'
import { connect, findConnection, renew } from '#hub/connection/connect.ts'
import { Refused } from '#hub/refused.ts'
import { SpokeError } from '#kit'
import { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { ShopFacts } from '#kit/shop.ts'
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

/**
 * Tries the keys and connects. @returns the connection's id.
 * @param renews whether keys for a shop that is connected already are its new keys, as after a consent page.
 */
export async function connectShop(
  deps: Pick<WebDeps, 'spokes' | 'work' | 'log' | 'database' | 'secretKey' | 'now'>,
  shop: ShopId,
  given: Given & { readonly label: string },
  { renews = false }: { renews?: boolean } = {},
): Promise<string> {
  const { spoke, facts, baseUrl, settings, clock } = await tryKeys(deps, shop, given)
  const { name, version, url, warnings } = facts
  const { account } = facts
  return deps.database.inShop(shop, async tx => {
    const connected = renews ? await findConnection(tx, { spoke: spoke.id, baseUrl, account }) : null
    if (connected !== null) {
      await renew(tx, connected, { settings: settings as Record<string, unknown>, account, secretKey: deps.secretKey, now: deps.now() })
      return connected
    }
    return connect(tx, {
      spoke: spoke.id,
      label: given.label.trim(),
      baseUrl,
      account,
      currency: facts.currency,
      facts: { name, version, warnings, ...{ url } },
      settings: settings as Record<string, unknown>,
      secretKey: deps.secretKey,
      clock,
      now: deps.now(),
    })
  })
}
