/** The first look at a site: whose is it, and may its orders and products be read. */
import { oneLine, type ShopFacts, SpokeError } from '#kit'
import { type Context, call, statusOf } from './client.ts'
import { readListings } from './listings.ts'
import { readSales, salesFrom } from './sales.ts'
import { Website } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const site = Website.parse((await call(ctx, { what: 'ask whose site this is', path: '/1.0/authorization/website' })).body)
  await mayRead('Orders', () => readSales(ctx, salesFrom(ctx.now())))
  await mayRead('Products', () => readListings(ctx, null))
  return {
    name: oneLine(site.title ?? '') || 'Squarespace',
    currency: site.currency,
    url: site.url ?? 'https://www.squarespace.com',
    canWrite: false,
    version: null,
    warnings:
      ctx.settings.apiKey === ''
        ? []
        : ['With an API key orders are read every minute; only an app that came in by Squarespace’s own page is told of them at once.'],
    account: site.id,
  }
}

async function mayRead(what: string, read: () => Promise<unknown>): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (statusOf(error) !== 403) throw error
    throw new SpokeError('seller', `This key may not read ${what}. Make one at Squarespace that may read Orders and Products.`, {
      cause: error,
    })
  }
}
