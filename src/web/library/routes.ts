/** The buyer's library: in by a link from a mail and a press, her patterns, her files. */
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { canClaim } from '#hub/claim/read-claims.ts'
import { readBlob } from '#hub/file/read-blob.ts'
import { giveBytes } from '#hub/given/give-bytes.ts'
import { closeSession, isLinkGood, type Opened, openedBySession, openLink } from '#hub/library/links.ts'
import { addressOf, mayDownload, readLibrary } from '#hub/library/read-library.ts'
import { askToSignIn } from '#hub/library/sign-in.ts'
import { sendBytes } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { page } from '../page.ts'
import { isOffered, type Place, shopOfSlug } from '../place.ts'
import { readForm } from '../read-limited.ts'
import { clientAddress, type WebContext, type WebEnv } from '../request.ts'
import { createThrottle } from '../throttle.ts'
import { claimRoutes } from './claim-routes.ts'
import { elsewhereFor } from './elsewhere.ts'
import { elsewhereRoutes, originOf } from './elsewhere-routes.ts'
import { mailRoutes } from './mail-routes.ts'
import {
  fileGonePage,
  libraryPage,
  linkSpentPage,
  lookForMailPage,
  noShopPage,
  notOpenPage,
  openPage,
  signInPage,
  tooOftenPage,
} from './pages.ts'

export const libraryCookie = 'selvage_library'
const sessionSeconds = 60 * 86_400
const Address = z.email().max(320)

type Deps = Pick<WebDeps, 'database' | 'config' | 'blobs' | 'now' | 'publicUrl' | 'bound' | 'spokes' | 'secretKey' | 'work' | 'log'>
type Shop = Place

export function library(deps: Deps): Hono<WebEnv> {
  const { database, config, now, blobs } = deps
  const throttle = createThrottle({ most: 20, windowMs: 600_000, now })
  const inShop = database.inShop

  const setSession = (c: WebContext, shop: Shop, session: string, maxAge: number) =>
    setCookie(c, libraryCookie, session, {
      path: `/library/${shop.slug}/`,
      httpOnly: true,
      sameSite: 'Lax',
      secure: config.publicUrl?.startsWith('https:') ?? false,
      maxAge,
    })

  async function openedBy(c: WebContext, shop: Shop): Promise<Opened | null> {
    const session = getCookie(c, libraryCookie)
    return session === undefined ? null : inShop(shop.id, tx => openedBySession(tx, session, now()))
  }

  /** Every route: the shop of the address, open to the outside, or the refusal. */
  const within = (answer: (c: WebContext, shop: Shop) => Promise<Response>) => async (c: WebContext) => {
    const found = await shopOfSlug(deps, c.req.param('slug') ?? '', async () => null)
    if (found === null) return page(c, noShopPage())
    const { place: shop } = found
    if (!isOffered(deps, c, shop)) return page(c, notOpenPage())
    return answer(c, shop)
  }

  async function visitOf(c: WebContext, shop: Shop) {
    const opened = await openedBy(c, shop)
    if (opened === null || opened.onlyOrder !== null) return null
    return { customerId: opened.customerId, session: getCookie(c, libraryCookie) ?? '', origin: originOf(c) }
  }

  return new Hono<WebEnv>()
    .route('/', elsewhereRoutes(deps, { within, visitOf }))
    .route('/', mailRoutes(deps, { within }))
    .route('/', claimRoutes(deps, { within, setSession: (c, shop, session) => setSession(c, shop, session, sessionSeconds) }))
    .get('/library/:slug', c => c.redirect(`/library/${encodeURIComponent(c.req.param('slug'))}/`, 308))
    .get(
      '/library/:slug/',
      within(async (c, shop) => {
        const opened = await openedBy(c, shop)
        if (opened === null) return page(c, signInPage(shop, { canClaim: await inShop(shop.id, canClaim) }))
        const { customerId, onlyOrder } = opened
        const patterns = await inShop(shop.id, tx => readLibrary(tx, customerId, onlyOrder))
        const elsewhere = onlyOrder === null ? await elsewhereFor(deps, shop, { customerId, origin: originOf(c) }) : []
        const email =
          onlyOrder === null ? await inShop(shop.id, async tx => ((await canClaim(tx)) ? addressOf(tx, customerId) : null)) : null
        return page(c, libraryPage(shop, patterns, { isOneOrder: onlyOrder !== null, elsewhere, email }))
      }),
    )
    .post(
      '/library/:slug/sign-in',
      within(async (c, shop) => {
        const email = Address.safeParse((await readForm(c.req.raw))?.email?.trim())
        if (!email.success) return page(c, signInPage(shop, { wrong: 'Please write your e-mail address, for example ana@example.com.' }))
        if (!throttle.take(clientAddress(c, config.publicUrl !== undefined) ?? 'unknown')) return page(c, tooOftenPage(shop))
        await inShop(shop.id, tx => askToSignIn(tx, email.data, now()))
        return page(c, lookForMailPage(shop))
      }),
    )
    .get(
      '/library/:slug/open/:token',
      within(async (c, shop) => {
        const isGood = await inShop(shop.id, tx => isLinkGood(tx, c.req.param('token') ?? '', now()))
        return page(c, isGood ? openPage(shop) : linkSpentPage(shop))
      }),
    )
    .post(
      '/library/:slug/open/:token',
      within(async (c, shop) => {
        const session = await inShop(shop.id, tx => openLink(tx, c.req.param('token') ?? '', now()))
        if (session === null) return page(c, linkSpentPage(shop))
        setSession(c, shop, session, sessionSeconds)
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
    .post(
      '/library/:slug/sign-out',
      within(async (c, shop) => {
        const session = getCookie(c, libraryCookie)
        if (session !== undefined) await inShop(shop.id, tx => closeSession(tx, session))
        setSession(c, shop, '', 0)
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
    .get(
      '/library/:slug/cover/:sha256',
      within(async (c, shop) => {
        const opened = await openedBy(c, shop)
        const sha256 = c.req.param('sha256') ?? ''
        if (opened === null) return c.text('Sign in first.', 401)
        const isHers = (await inShop(shop.id, tx => readLibrary(tx, opened.customerId, opened.onlyOrder))).some(
          pattern => pattern.cover === sha256,
        )
        const found = isHers ? await inShop(shop.id, tx => readBlob(tx, sha256)) : null
        if (found === null) return c.text('Not here.', 404)
        const file = { ...found, fileName: 'cover' }
        return sendBytes(c, { file, shop: shop.id, blobs, isInline: true, cache: 'private, max-age=31536000, immutable' })
      }),
    )
    .get(
      '/library/:slug/get/:version/:fileKey/:name',
      within(async (c, shop) => {
        const opened = await openedBy(c, shop)
        if (opened === null) return page(c, { ...signInPage(shop), status: 401 })
        const { customerId, onlyOrder } = opened
        const { version = '', fileKey = '' } = c.req.param() as Record<string, string>
        const isId = z.uuid().safeParse(version).success
        const file = isId ? await inShop(shop.id, tx => mayDownload(tx, customerId, version, fileKey, onlyOrder)) : null
        if (file === null) return page(c, fileGonePage(shop))
        return sendBytes(c, {
          file,
          shop: shop.id,
          blobs,
          cache: 'private, no-cache',
          onSend: async () => {
            const { patternId, sha256 } = file
            const to = { kind: 'fetched', customerId, connectionId: null, orderId: onlyOrder } as const
            await inShop(shop.id, tx => giveBytes(tx, [{ ...to, patternId, versionId: version, fileKey, sha256, at: now() }]))
          },
        })
      }),
    )
}
