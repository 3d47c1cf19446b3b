/** The first look at a store: is it one, does it take the key, and what will not work until the seller changes something there. */

import type { z } from 'zod'
import { decimalsOf, MoneyRefused, oneLine, type ShopFacts, SpokeError } from '#kit'
import { type Context, call, codeOf, permalinks, statusOf } from './client.ts'
import { Currency, Root, SystemStatus } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const root = await readRoot(ctx)
  const status = await readStatus(ctx)
  const currency =
    status?.settings.currency ??
    Currency.parse((await call(ctx, { what: "read the shop's currency", path: '/wc/v3/data/currencies/current' })).body).code
  const canWrite = await mayWrite(ctx)
  const warnings = [
    ...(new URL(ctx.baseUrl).protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(new URL(ctx.baseUrl).hostname)
      ? ['The shop answers over http, not https: everything but the keys can be read on the way.']
      : []),
    ...decimalsWarning(currency, status?.settings.number_of_decimals ?? null),
    ...(await userWarning(ctx)),
  ]
  return {
    name: oneLine(root?.name ?? '') || new URL(ctx.baseUrl).host,
    currency,
    url: root?.url || ctx.baseUrl,
    canWrite,
    version: status?.environment?.version ?? null,
    warnings,
    account: '',
  }
}

/** @returns null where a security plugin hides the index from strangers. */
async function readRoot(ctx: Context): Promise<z.infer<typeof Root> | null> {
  try {
    const { body } = await call(ctx, { what: 'look at the shop', path: '/', query: { _fields: 'name,url,namespaces' }, as: 'nobody' })
    const root = Root.safeParse(body)
    if (!root.success) throw new SpokeError('seller', permalinks)
    if (root.data.namespaces.length > 0 && !root.data.namespaces.includes('wc/v3'))
      throw new SpokeError('seller', 'This is a WordPress site, but WooCommerce does not answer there. Activate WooCommerce under Plugins.')
    return root.data
  } catch (error) {
    if (statusOf(error) === 401 || statusOf(error) === 403) return null
    if (statusOf(error) === 404 || (error instanceof SpokeError && /page instead of data/.test(error.message)))
      throw new SpokeError('seller', permalinks, { cause: error })
    throw error
  }
}

/** @returns null where the host has closed the status page or it takes too long; the currency is asked for alone then. */
async function readStatus(ctx: Context): Promise<z.infer<typeof SystemStatus> | null> {
  try {
    const { body } = await call(ctx, {
      what: "read the shop's settings",
      path: '/wc/v3/system_status',
      query: { _fields: 'environment,settings' },
    })
    return SystemStatus.safeParse(body).data ?? null
  } catch (error) {
    if (error instanceof SpokeError && (error.remedy === 'retry' || statusOf(error) === 404 || statusOf(error) === 403)) return null
    throw error
  }
}

/** An empty batch writes nothing and is refused to a key that may only read. */
async function mayWrite(ctx: Context): Promise<boolean> {
  try {
    await call(ctx, { what: 'try an empty write', method: 'POST', path: '/wc/v3/products/batch', body: {} })
    return true
  } catch (error) {
    if (statusOf(error) === 401 || statusOf(error) === 403) return false
    throw error
  }
}

function decimalsWarning(currency: string, shown: number | null): string[] {
  try {
    const needed = decimalsOf(currency)
    if (shown === null || shown >= needed) return []
    return [
      `The shop rounds to ${shown} decimals, ${currency} has ${needed}: buyers pay rounded sums. Change it under WooCommerce > Settings > General.`,
    ]
  } catch (error) {
    if (error instanceof MoneyRefused)
      throw new SpokeError('seller', `The shop's currency is “${currency}”, which Selvage cannot count in.`, { cause: error })
    throw error
  }
}

async function userWarning(ctx: Context): Promise<string[]> {
  if (!ctx.settings.wordpressUser || !ctx.settings.wordpressPassword) return []
  try {
    await call(ctx, {
      what: 'look into the media library',
      path: '/wp/v2/media',
      query: { per_page: 1, context: 'edit', _fields: 'id' },
      as: 'user',
    })
    return []
  } catch (error) {
    if (
      !(error instanceof SpokeError) ||
      (statusOf(error) !== 401 && statusOf(error) !== 403 && codeOf(error) === '' && error.remedy !== 'seller')
    )
      throw error
    return [
      'WordPress does not accept the user name and application password, so files cannot be copied into its media library. Make a new one under Users > Profile > Application Passwords.',
    ]
  }
}
