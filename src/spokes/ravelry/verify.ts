/** The first look at a store: whose is it, and what the seller should know before anything is done there. */
import { oneLine, type ShopFacts } from '#kit'
import { type Context, call } from './client.ts'
import { readStorePage, siteOf } from './records.ts'
import { readStore } from './store.ts'
import { User } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const { user } = User.parse((await call(ctx, { what: 'ask who this is', path: '/current_user' })).body)
  const store = await readStore(ctx)
  const { products } = await readStorePage(ctx, 1, 25)
  const others = [...new Set(products.flatMap(({ currency, free }) => (free === true ? [] : (currency ?? []))))].filter(
    code => code !== ctx.settings.currency,
  )
  return {
    name: oneLine(store.name),
    currency: ctx.settings.currency,
    url: store.permalink === null ? siteOf(ctx) : `${siteOf(ctx)}/stores/${store.permalink}`,
    canWrite: true,
    version: null,
    warnings: [
      `The personal key opens all of ${user.username}’s Ravelry account, not the store alone. It is kept sealed; should it ever get out, make a new one at Ravelry (Pro, “apps”).`,
      'Ravelry tells those who bought a pattern of its new file only when you send them an update there; Selvage says when it is time and gives you the words.',
      ...(others.length === 0
        ? []
        : [
            `Some patterns there are priced in ${others.join(', ')}, and the store was said to trade in ${ctx.settings.currency}. Look that this is meant.`,
          ]),
    ],
    account: String(store.id),
  }
}
