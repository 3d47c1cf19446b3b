/** Connecting a payment provider: its keys are tried first, and kept only when they work. */
import type { ShopId } from '#database'
import { connect } from '#hub/connection/connect.ts'
import type { ConnectionFacts } from '#hub/connection/read-connections.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { Refused } from '#hub/refused.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { SpokeError } from '#kit'
import { ClockWatch } from '#kit/clock-watch.ts'
import type { PayFacts } from '#kit/pay.ts'
import type { AnyPay } from '#kit/registry.ts'
import { settingsFor, tidyAddress } from './connecting.ts'
import type { WebDeps } from './deps.ts'

export interface GivenProvider {
  readonly provider: string
  /** '' for the provider's own. */
  readonly baseUrl: string
  readonly settings: unknown
}

/** Asks the provider with these keys. @throws {Refused} with the provider's own sentence; {SpokeError} when it did not answer as it should. */
export async function tryProvider(
  { pays, work, log }: Pick<WebDeps, 'pays' | 'work' | 'log'>,
  shop: ShopId,
  given: GivenProvider,
): Promise<{ spoke: AnyPay; facts: PayFacts; baseUrl: string; settings: unknown }> {
  const spoke = pays?.get(given.provider)
  if (spoke === undefined) throw new Refused('unknown-provider', 'This payment provider is not known here.', { field: 'provider' })
  const baseUrl = given.baseUrl.trim() === '' ? spoke.home : tidyAddress(given.baseUrl)
  const settings = settingsFor(spoke, given.settings)
  try {
    const ctx = work.contextFrom({ shop, spoke, settings, baseUrl, clock: new ClockWatch(baseUrl) })
    const facts = await spoke.verify(ctx)
    // A token may have been fetched on the way.
    return { spoke, facts, baseUrl, settings: await ctx.keys() }
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    log.info({ spoke: spoke.id, remedy: error.remedy }, 'keys were tried and refused')
    if (error.remedy === 'reconnect' || error.remedy === 'seller')
      throw new Refused('keys-refused', error.message, { status: 409, cause: error })
    throw error
  }
}

/** @returns the connection's id. It starts in rehearsal: payments are read, no buyer is sent there. */
export async function connectProvider(
  deps: Pick<WebDeps, 'pays' | 'work' | 'log' | 'database' | 'secretKey' | 'now'>,
  shop: ShopId,
  given: GivenProvider & { readonly label: string },
): Promise<string> {
  const { spoke, facts, baseUrl, settings } = await tryProvider(deps, shop, given)
  return deps.database.inShop(shop, async tx =>
    connect(tx, {
      kind: 'pay',
      spoke: spoke.id,
      label: given.label.trim() || spoke.label,
      baseUrl,
      account: facts.account,
      currency: facts.currency ?? (await readShop(tx)).currency,
      facts: { name: facts.name, version: null, warnings: facts.warnings, isSandbox: !facts.isLive },
      settings: settings as Record<string, unknown>,
      secretKey: deps.secretKey,
      now: deps.now(),
    }),
  )
}

/** @returns {} when they cannot be opened: then all must be given anew. */
export function keptSettings(
  { secretKey }: Pick<WebDeps, 'secretKey'>,
  shop: ShopId,
  { id, sealed }: ConnectionFacts,
): Record<string, unknown> {
  try {
    return { ...openSettings(secretKey, { shop, connection: id }, sealed) }
  } catch {
    return {}
  }
}
