/** The first look at a store: whose is it, and what will not work. */
import { decimalsOf, MoneyRefused, oneLine, type ShopFacts, SpokeError } from '#kit'
import { type Context, call, statusOf } from './client.ts'
import { Me, Store } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const { storeId } = ctx.settings
  const me = Me.parse((await call(ctx, { what: 'ask who this is', path: '/users/me' })).body)
  const { name, url, currency } = await storeOf(ctx)
  return {
    name: oneLine(name),
    currency,
    url,
    canWrite: false,
    version: null,
    warnings: [
      ...(me.meta?.test_mode === true
        ? ['This key is one of test mode: only test orders come in. Make one in live mode for real sales.']
        : []),
      ...(isInCents(currency)
        ? []
        : [`Lemon Squeezy does not say how it counts in ${currency}; orders are kept and shown, and not counted.`]),
    ],
    account: storeId,
  }
}

async function storeOf(ctx: Context) {
  const { storeId } = ctx.settings
  try {
    return Store.parse((await call(ctx, { what: 'look at the store', path: `/stores/${storeId}` })).body).data.attributes
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    throw new SpokeError('seller', `This key opens no store with the number ${storeId}. Look for it under Settings > Stores.`, {
      cause: error,
    })
  }
}

function isInCents(currency: string): boolean {
  try {
    return decimalsOf(currency) === 2
  } catch (error) {
    if (error instanceof MoneyRefused) return false
    throw error
  }
}
