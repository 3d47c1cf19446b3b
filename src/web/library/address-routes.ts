/** The page to which the mail about a second address leads; its press, in the library of the first, makes both one. */
import { Hono } from 'hono'
import { lookAtAddress, pressAddress } from '#hub/customer/address.ts'
import type { WebDeps } from '../deps.ts'
import type { WebEnv } from '../request.ts'
import { addressPage, otherBrowserPage } from './account-page.ts'
import { linkSpentPage } from './pages.ts'
import { speak } from './speak.ts'
import type { Visit, Within } from './visit.ts'

export function addressRoutes({ database, now }: Pick<WebDeps, 'database' | 'now'>, within: Within): Hono<WebEnv> {
  // Who sees one order alone has proven no address.
  const customerOf = ({ opened }: Visit) => (opened?.onlyOrder === null ? opened.customerId : null)
  return new Hono<WebEnv>()
    .get(
      '/library/:slug/address/:token',
      within(async visit => {
        const { c, shop, talk } = visit
        const asked = await database.inShop(shop.id, tx => lookAtAddress(tx, c.req.param('token') ?? '', customerOf(visit), now()))
        const { state } = asked
        return speak(c, talk, state === 'open' ? addressPage(talk, asked) : state === 'gone' ? linkSpentPage(talk) : otherBrowserPage(talk))
      }),
    )
    .post(
      '/library/:slug/address/:token',
      within(async visit => {
        const { c, shop, talk } = visit
        const state = await database.inShop(shop.id, tx => pressAddress(tx, c.req.param('token') ?? '', customerOf(visit), now()))
        if (state === 'joined') return c.redirect(`/library/${shop.slug}/`, 303)
        return speak(c, talk, state === 'gone' ? linkSpentPage(talk) : otherBrowserPage(talk))
      }),
    )
}
