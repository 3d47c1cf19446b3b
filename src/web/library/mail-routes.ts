/** The page behind "Stop them" in a mail. Looking at it changes nothing; a press does, and so does a mail program's own button (RFC 8058). */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { mailsNow, pressUnsubscribe, readUnsubscribeToken } from '#hub/mail/unsubscribe.ts'
import type { Purpose } from '#hub/person/consent.ts'
import type { WebDeps } from '../deps.ts'
import type { PageParts } from '../page.ts'
import { readForm } from '../read-limited.ts'
import type { WebEnv } from '../request.ts'
import { speak, type Talk } from './speak.ts'
import type { Visit, Within } from './visit.ts'

type Deps = Pick<WebDeps, 'database' | 'now' | 'secretKey'>

export function mailRoutes({ database, now, secretKey }: Deps, within: Within): Hono<WebEnv> {
  const tokenOf = ({ c, shop }: Visit) => readUnsubscribeToken(secretKey, shop.id, c.req.param('token') ?? '')
  return new Hono<WebEnv>()
    .get(
      '/library/:slug/mails/:token',
      within(async visit => {
        const { c, shop, talk } = visit
        const asked = tokenOf(visit)
        const isOn = asked === null ? null : await database.inShop(shop.id, tx => mailsNow(tx, asked))
        return speak(c, talk, asked === null || isOn === null ? nobodyPage(talk) : mailsPage(talk, asked.purpose, isOn))
      }),
    )
    .post(
      '/library/:slug/mails/:token',
      within(async visit => {
        const { c, shop, talk } = visit
        const asked = tokenOf(visit)
        // Whatever else is in it, a post stops them; only her own press on the page says the other.
        const isGiven = (await readForm(c.req.raw))?.again === 'yes'
        const { stopping } = talk.tongue.words
        const words = asked === null ? '' : `${stopping[asked.purpose].what}: ${isGiven ? stopping.again : stopping.stop}`
        const isKnown =
          asked !== null && (await database.inShop(shop.id, tx => pressUnsubscribe(tx, asked, { isGiven, words, now: now() })))
        if (asked === null || !isKnown) return speak(c, talk, nobodyPage(talk))
        return speak(c, talk, mailsPage(talk, asked.purpose, (await database.inShop(shop.id, tx => mailsNow(tx, asked))) === true))
      }),
    )
}

/** @param isOn whether they come now. */
function mailsPage({ shop, tongue }: Talk, purpose: Purpose, isOn: boolean): PageParts {
  const { stopping } = tongue.words
  const { what, comes, stopped } = stopping[purpose]
  return {
    title: isOn ? stopping.title(what, shop.name) : stopping.areStopped,
    body: isOn
      ? html`<h1>${what}</h1><p>${comes(shop.name)}</p><form method="post"><button>${stopping.stop}</button></form>`
      : html`<h1>${stopping.areStopped}</h1><p role="status">${stopped(shop.name)}</p>
<form method="post"><input type="hidden" name="again" value="yes"><button class="second">${stopping.again}</button></form>`,
  }
}

const nobodyPage = ({ shop, tongue: { words } }: Talk): PageParts => ({
  title: words.stopping.noLink,
  status: 404,
  body: html`<h1>${words.stopping.noLink}</h1>
<p>${words.stopping.noLinkWhy(shop.name)}</p>`,
})
