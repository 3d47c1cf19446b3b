/** The first look at a shop: whose is it, what may we do there, and what will not work until the seller changes something. */
import { decimalsOf, MoneyRefused, oneLine, type ShopFacts, SpokeError } from '#kit'
import { type Context, call } from './client.ts'
import { access } from './oauth.ts'
import { Me, Scopes, Shop } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const me = Me.parse((await call(ctx, { what: 'ask who this is', path: '/users/me' })).body)
  const { shopId, hookSecret } = ctx.settings
  if (me.shop_id !== shopId)
    throw new SpokeError('reconnect', 'The keys are those of another Etsy shop than before. Connect this shop anew.')
  const shop = Shop.parse((await call(ctx, { what: 'look at the shop', path: `/shops/${shopId}` })).body)
  const { accessToken } = await ctx.keys()
  const allowed = Scopes.parse(
    (await call(ctx, { what: 'ask what is allowed', method: 'POST', path: '/scopes', form: { token: accessToken } })).body,
  ).scopes
  const missing = access.read.filter(({ name }) => !allowed.includes(name))
  assertCountable(shop.currency_code)
  return {
    name: oneLine(shop.shop_name),
    currency: shop.currency_code,
    url: shop.url,
    canWrite: access.write.every(({ name }) => allowed.includes(name)),
    version: null,
    warnings: [
      ...(missing.length === 0
        ? []
        : [`Etsy does not allow Selvage all it needs (${missing.map(({ name }) => name).join(', ')}). Connect anew and allow it.`]),
      ...(shop.is_vacation ? ['The shop is on holiday at Etsy: nobody can buy there now.'] : []),
      ...(hookSecret ? [] : ['Orders are looked for every minute. If your app has a webhook portal, they come at once: see the steps.']),
      'Etsy does not tell buyers’ addresses to most apps: what is sold there waits under its order number until the buyer claims it on your library’s page.',
    ],
    account: String(shopId),
  }
}

function assertCountable(currency: string): void {
  try {
    decimalsOf(currency)
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
    throw new SpokeError('seller', `The shop's currency is “${currency}”, which Selvage cannot count in.`, { cause: error })
  }
}
