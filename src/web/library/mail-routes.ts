/** The page behind "Stop them" in a mail. Looking at it changes nothing; a press does, and so does a mail program's own button (RFC 8058). */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { mailsNow, pressUnsubscribe, readUnsubscribeToken } from '#hub/mail/unsubscribe.ts'
import type { Purpose } from '#hub/person/consent.ts'
import type { WebDeps } from '../deps.ts'
import { type PageParts, page } from '../page.ts'
import type { Place } from '../place.ts'
import { readForm } from '../read-limited.ts'
import type { WebContext, WebEnv } from '../request.ts'
import { againWords, mailWords, stopWords } from './mail-words.ts'
import type { Within } from './visit.ts'

type Deps = Pick<WebDeps, 'database' | 'now' | 'secretKey'>

export function mailRoutes({ database, now, secretKey }: Deps, within: Within): Hono<WebEnv> {
  const tokenOf = (c: WebContext, shop: Place) => readUnsubscribeToken(secretKey, shop.id, c.req.param('token') ?? '')
  return new Hono<WebEnv>()
    .get(
      '/library/:slug/mails/:token',
      within(async ({ c, shop }) => {
        const asked = tokenOf(c, shop)
        const isOn = asked === null ? null : await database.inShop(shop.id, tx => mailsNow(tx, asked))
        return page(c, asked === null || isOn === null ? nobodyPage(shop) : mailsPage(shop, asked.purpose, isOn))
      }),
    )
    .post(
      '/library/:slug/mails/:token',
      within(async ({ c, shop }) => {
        const asked = tokenOf(c, shop)
        // Whatever else is in it, a post stops them; only her own press on the page says the other.
        const isGiven = (await readForm(c.req.raw))?.again === 'yes'
        const words = asked === null ? '' : `${mailWords(shop.name)[asked.purpose].what}: ${isGiven ? againWords : stopWords}`
        const isKnown =
          asked !== null && (await database.inShop(shop.id, tx => pressUnsubscribe(tx, asked, { isGiven, words, now: now() })))
        if (asked === null || !isKnown) return page(c, nobodyPage(shop))
        return page(c, mailsPage(shop, asked.purpose, (await database.inShop(shop.id, tx => mailsNow(tx, asked))) === true))
      }),
    )
}

/** @param isOn whether they come now. */
function mailsPage(shop: Place, purpose: Purpose, isOn: boolean): PageParts {
  const { what, comes, stopped } = mailWords(shop.name)[purpose]
  return {
    title: isOn ? `${what} from ${shop.name}` : 'These mails are stopped',
    heading: shop.name,
    body: isOn
      ? html`<h1>${what}</h1><p>${comes}</p><form method="post"><button>${stopWords}</button></form>`
      : html`<h1>These mails are stopped</h1><p role="status">${stopped}</p>
<form method="post"><input type="hidden" name="again" value="yes"><button class="second">${againWords}</button></form>`,
  }
}

const nobodyPage = (shop: Place): PageParts => ({
  title: 'This link does not work',
  heading: shop.name,
  status: 404,
  body: html`<h1>This link does not work</h1>
<p>It may have been cut in two by a mail program: copy all of it. If it is whole, ${shop.name} has no address of yours by this link any more, and writes to none.</p>`,
})
