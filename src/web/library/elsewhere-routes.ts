/** The way to a platform's consent page and back, for whoever has opened her whole library by a mail; and taking her word back. */
import { Hono } from 'hono'
import { z } from 'zod'
import { endConsent } from '#hub/buyer-library/consent.ts'
import type { WebContext, WebEnv } from '../request.ts'
import { type Answered, answeredThere, askThere, type Deps } from './elsewhere.ts'
import { notAgreedPage, onToPlatformPage } from './elsewhere-pages.ts'
import { speak, type Talk } from './speak.ts'
import { inLibrary, type Signed, type Within } from './visit.ts'

export function elsewhereRoutes(deps: Deps, within: Within): Hono<WebEnv> {
  const inside = (answer: (visit: Signed) => Promise<Response>) => within(inLibrary(answer))
  const idOf = (c: WebContext) => {
    const { data } = z.uuid().safeParse(c.req.param('connection'))
    return data?.toLowerCase() ?? null
  }
  const visitOf = ({ customerId, session, origin }: Signed) => ({ customerId, session, origin })
  return new Hono<WebEnv>()
    .post(
      '/library/:slug/elsewhere/:connection/ask',
      inside(async visit => {
        const { c, shop, talk } = visit
        const id = idOf(c)
        const asked = id === null ? null : await askThere(deps, shop, id, visitOf(visit))
        return speak(c, talk, asked === null ? notAgreedPage(talk, talk.tongue.words.elsewhere.notOffered) : onToPlatformPage(talk, asked))
      }),
    )
    .post(
      '/library/:slug/elsewhere/:connection/end',
      inside(async ({ c, shop, customerId }) => {
        const connectionId = idOf(c)
        if (connectionId !== null)
          await deps.database.inShop(shop.id, tx => endConsent(tx, { connectionId, customerId }, { reason: 'taken-back', now: deps.now() }))
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
    .get(
      '/library/:slug/agreed/:spoke',
      inside(async visit => {
        const { c, shop, talk } = visit
        const answered = await answeredThere(deps, shop, c.req.param('spoke') ?? '', new URL(c.req.url).searchParams, visitOf(visit))
        if (answered === 'agreed') return c.redirect(`/library/${shop.slug}/`, 303)
        return speak(c, talk, notAgreedPage(talk, sentenceOf(talk, answered)))
      }),
    )
}

const sentenceOf = ({ tongue }: Talk, answered: Exclude<Answered, 'agreed'>): string =>
  answered === 'stale' ? tongue.words.elsewhere.stale : tongue.words.elsewhere[answered.because](answered.label)
