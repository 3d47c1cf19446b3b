/** The way to a platform's consent page and back, for whoever has opened her whole library by a mail; and taking her word back. */
import { Hono } from 'hono'
import { z } from 'zod'
import { endConsent } from '#hub/buyer-library/consent.ts'
import { page } from '../page.ts'
import type { Place } from '../place.ts'
import type { WebContext, WebEnv } from '../request.ts'
import { answeredThere, askThere, type Deps, type Visit } from './elsewhere.ts'
import { notAgreedPage, notOffered, onToPlatformPage, staleAnswer } from './elsewhere-pages.ts'
import { signInPage } from './pages.ts'

type Within = (answer: (c: WebContext, shop: Place) => Promise<Response>) => (c: WebContext) => Promise<Response>

export const originOf = (c: WebContext): string => new URL(c.req.url).origin

/** @param visitOf null for whoever is not signed in, or sees one order alone: that address was proven by nobody. */
export function elsewhereRoutes(
  deps: Deps,
  { within, visitOf }: { within: Within; visitOf: (c: WebContext, shop: Place) => Promise<Visit | null> },
): Hono<WebEnv> {
  const inside = (answer: (c: WebContext, shop: Place, visit: Visit) => Promise<Response>) =>
    within(async (c, shop) => {
      const visit = await visitOf(c, shop)
      return visit === null ? page(c, { ...signInPage(shop), status: 401 }) : answer(c, shop, visit)
    })
  const idOf = (c: WebContext) => {
    const { data } = z.uuid().safeParse(c.req.param('connection'))
    return data?.toLowerCase() ?? null
  }
  return new Hono<WebEnv>()
    .post(
      '/library/:slug/elsewhere/:connection/ask',
      inside(async (c, shop, visit) => {
        const id = idOf(c)
        const asked = id === null ? null : await askThere(deps, shop, id, visit)
        return page(c, asked === null ? notAgreedPage(shop, notOffered) : onToPlatformPage(shop, asked))
      }),
    )
    .post(
      '/library/:slug/elsewhere/:connection/end',
      inside(async (c, shop, { customerId }) => {
        const connectionId = idOf(c)
        if (connectionId !== null)
          await deps.database.inShop(shop.id, tx => endConsent(tx, { connectionId, customerId }, { reason: 'taken-back', now: deps.now() }))
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
    .get(
      '/library/:slug/agreed/:spoke',
      inside(async (c, shop, visit) => {
        const answered = await answeredThere(deps, shop, c.req.param('spoke') ?? '', new URL(c.req.url).searchParams, visit)
        if (answered === 'agreed') return c.redirect(`/library/${shop.slug}/`, 303)
        return page(c, notAgreedPage(shop, answered === 'stale' ? staleAnswer : answered.sentence))
      }),
    )
}
