/** What was wrong in a pattern, for everybody to read and to follow; and a buyer's word on mails about it. */
import { Hono } from 'hono'
import { z } from 'zod'
import { noteLanguages } from '#hub/erratum/erratum.ts'
import { listPatternsWithErrata, readNotices, readPublicErrata } from '#hub/erratum/read-errata.ts'
import { words } from '#hub/erratum/words.ts'
import { pressUnsubscribe } from '#hub/mail/unsubscribe.ts'
import { mayWrite } from '#hub/person/consent.ts'
import type { WebDeps } from '../deps.ts'
import { type Html, type PageParts, page } from '../page.ts'
import type { Place } from '../place.ts'
import { readForm } from '../read-limited.ts'
import type { WebEnv } from '../request.ts'
import { allErrataPage, correctionsPart, errataFeed, errataPage } from './corrections-pages.ts'
import { errataPath } from './errata-address.ts'
import type { Talk } from './speak.ts'
import { inLibrary, type Visit, type Within } from './visit.ts'

type Deps = Pick<WebDeps, 'database' | 'now' | 'config'>

export function correctionsRoutes({ database, now, config }: Deps, within: Within): Hono<WebEnv> {
  const { inShop } = database
  const errataOf = async ({ c, shop }: Visit) => {
    const { data: patternId } = z.uuid().safeParse(c.req.param('pattern'))
    const errata = patternId === undefined ? [] : await inShop(shop.id, tx => readPublicErrata(tx, patternId))
    return { patternId: patternId ?? '', errata, title: errata[0]?.patternTitle ?? null }
  }
  return new Hono<WebEnv>()
    .get(
      errataPath(':slug'),
      within(async visit => show(visit, allErrataPage(visit.shop, await inShop(visit.shop.id, listPatternsWithErrata), chosen(visit)))),
    )
    .get(
      errataPath(':slug', ':pattern'),
      within(async visit => {
        const { patternId, ...found } = await errataOf(visit)
        return show(visit, errataPage(visit.shop, patternId, { ...found, language: chosen(visit) }))
      }),
    )
    .get(
      `${errataPath(':slug', ':pattern')}/feed.atom`,
      within(async visit => {
        const { c, shop } = visit
        const { patternId, title, errata } = await errataOf(visit)
        if (title === null) return c.text('Not here.', 404)
        const origin = config.publicUrl ?? new URL(c.req.url).origin
        return c.body(errataFeed(shop, patternId, { title, errata, origin }), 200, {
          'content-type': 'application/atom+xml; charset=utf-8',
          'cache-control': 'public, max-age=300',
        })
      }),
    )
    .post(
      '/library/:slug/correction-mails',
      within(
        inLibrary(async ({ c, shop, talk, customerId }) => {
          const isGiven = (await readForm(c.req.raw))?.wanted !== 'no'
          const said = words[talk.tongue.language]
          const seen = isGiven ? `${said.mailsOff} ${said.againMails}` : `${said.mailsOn} ${said.noMails}`
          await inShop(shop.id, tx => pressUnsubscribe(tx, { customerId, purpose: 'order' }, { isGiven, words: seen, now: now() }))
          return c.redirect(`/library/${shop.slug}/`, 303)
        }),
      ),
    )
}

/** It may be kept for a minute, for those who read the same language. */
function show({ c }: Visit, parts: PageParts): Promise<Response> {
  c.header('vary', 'Accept-Language, Cookie')
  return page(c, parts)
}

/** Of the address, else as she is spoken to. */
const chosen = ({ c, talk }: Visit) => noteLanguages.find(language => language === c.req.query('in')) ?? talk.tongue.language

/** The part of a buyer's library. */
export async function correctionsFor(
  { database }: Pick<Deps, 'database'>,
  { tongue }: Talk,
  shop: Place,
  { customerId, customers, onlyOrder }: NonNullable<Visit['opened']>,
): Promise<Html | ''> {
  const { notices, wantsMails } = await database.inShop(shop.id, async tx => ({
    notices: await readNotices(tx, customers, onlyOrder),
    wantsMails: onlyOrder === null ? await mayWrite(tx, customerId, 'order') : null,
  }))
  return correctionsPart(shop, notices, { language: tongue.language, wantsMails })
}
