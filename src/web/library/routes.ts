/** The buyer's library: in by a link from a mail and a press, her patterns, her files. */
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { toLanguage } from '#hub/buyer-words/language.ts'
import { canClaim } from '#hub/claim/read-claims.ts'
import { keepLanguage } from '#hub/customer/language.ts'
import { readBlob } from '#hub/file/read-blob.ts'
import { giveBytes } from '#hub/given/give-bytes.ts'
import { allowancesOf, beginAnew } from '#hub/library/allowance.ts'
import { closeSession, customerOfLink, lookAtLink, openLink } from '#hub/library/links.ts'
import { addressOf, type LibraryPattern, mayDownload, maySeeCover, readLibrary } from '#hub/library/read-library.ts'
import { askToSignIn } from '#hub/library/sign-in.ts'
import { sendBytes } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import type { Place } from '../place.ts'
import { readForm } from '../read-limited.ts'
import { clientAddress, type WebContext, type WebEnv } from '../request.ts'
import { createThrottle } from '../throttle.ts'
import { accountRoutes } from './account-routes.ts'
import { addressRoutes } from './address-routes.ts'
import { claimRoutes } from './claim-routes.ts'
import { correctionsFor, correctionsRoutes } from './corrections-routes.ts'
import { elsewhereFor } from './elsewhere.ts'
import { elsewhereRoutes } from './elsewhere-routes.ts'
import { libraryPage, limitPage } from './library-page.ts'
import { mailRoutes } from './mail-routes.ts'
import { fileGonePage, linkSpentPage, linkUsedPage, lookForMailPage, openPage, signInPage, tooOftenPage } from './pages.ts'
import { keepChoice, placeToReturn, speak, spoken } from './speak.ts'
import { libraryCookie, type Visit, withinLibrary } from './visit.ts'

const sessionSeconds = 60 * 86_400
const Address = z.email().max(320)

type Deps = Pick<WebDeps, 'database' | 'config' | 'blobs' | 'now' | 'publicUrl' | 'bound' | 'spokes' | 'secretKey' | 'work' | 'log'>

export function library(deps: Deps): Hono<WebEnv> {
  const { database, config, now, blobs } = deps
  const throttle = createThrottle({ most: 20, windowMs: 600_000, now })
  const { inShop } = database
  const within = withinLibrary(deps)
  const isHttps = config.publicUrl?.startsWith('https:') ?? false
  const isTooOften = (c: WebContext) => !throttle.take(clientAddress(c, config.publicUrl !== undefined) ?? 'unknown')

  const setSession = (c: WebContext, shop: Place, session: string, maxAge: number) =>
    setCookie(c, libraryCookie, session, { path: `/library/${shop.slug}/`, httpOnly: true, sameSite: 'Lax', secure: isHttps, maxAge })

  async function showLibrary({ c, shop, talk, rules, opened }: Visit): Promise<Response> {
    if (opened === null) return speak(c, talk, signInPage(talk, { canClaim: await inShop(shop.id, canClaim) }))
    const { customerId, customers, onlyOrder } = opened
    const isOneOrder = onlyOrder !== null
    const shown = await inShop(shop.id, async tx => {
      const patterns = await readLibrary(tx, customers, onlyOrder)
      const allowances = await allowancesOf(tx, customers, patterns.map(hersOf), { rules, now: now() })
      return { patterns, allowances, email: !isOneOrder && (await canClaim(tx)) ? await addressOf(tx, customerId) : null }
    })
    const elsewhere = isOneOrder ? [] : await elsewhereFor(deps, shop, { customerId, origin: new URL(c.req.url).origin })
    const corrections = await correctionsFor(deps, talk, shop, opened)
    return speak(c, talk, libraryPage(talk, { ...shown, rules, isOneOrder, elsewhere, corrections }))
  }

  async function giveFile({ c, shop, talk, rules, opened }: Visit): Promise<Response> {
    if (opened === null) return speak(c, talk, { ...signInPage(talk), status: 401 })
    const { customers, onlyOrder } = opened
    const { version: versionId = '', fileKey = '' } = c.req.param() as Record<string, string>
    const found = z.uuid().safeParse(versionId).success
      ? await inShop(shop.id, async tx => {
          const file = await mayDownload(tx, customers, versionId, fileKey, onlyOrder)
          const allowance =
            file === null ? undefined : (await allowancesOf(tx, customers, [file], { rules, now: now() })).get(file.patternId)
          return file === null ? null : { file, allowance }
        })
      : null
    if (found === null) return speak(c, talk, fileGonePage(talk))
    const { file, allowance } = found
    const { patternId, sha256, customerId } = file
    const limit = allowance?.refusal({ versionId, fileKey }) ?? null
    if (limit !== null) return speak(c, talk, limitPage(talk, { limit, rules, resetsLeft: allowance?.resetsLeft ?? 0, patternId }))
    return sendBytes(c, {
      file,
      shop: shop.id,
      blobs,
      cache: 'private, no-cache',
      onSend: async () => {
        const to = { kind: 'fetched', customerId, connectionId: null, orderId: onlyOrder } as const
        await inShop(shop.id, tx => giveBytes(tx, [{ ...to, patternId, versionId, fileKey, sha256, at: now() }]))
      },
    })
  }

  async function pressLink({ c, shop, talk, opened }: Visit): Promise<Response> {
    const token = c.req.param('token') ?? ''
    const { session, state, isHere } = await inShop(shop.id, async tx => {
      const session = await openLink(tx, token, now())
      const customer = await customerOfLink(tx, token, now())
      if (session !== null && customer !== null) await keepLanguage(tx, [customer], spoken(c, talk))
      const isHere = customer !== null && opened?.onlyOrder === null && opened.customers.includes(customer)
      return { session, state: customer === null ? 'gone' : 'used', isHere }
    })
    if (session !== null) setSession(c, shop, session, sessionSeconds)
    if (session !== null || isHere) return c.redirect(`/library/${shop.slug}/`, 303)
    if (state === 'gone') return speak(c, talk, linkSpentPage(talk))
    // It opened elsewhere before: whoever presses gets in by a mail to the very address, and else not.
    if (isTooOften(c)) return speak(c, talk, tooOftenPage(talk))
    await inShop(shop.id, async tx => {
      const customer = await customerOfLink(tx, token, now())
      const email = customer === null ? null : await addressOf(tx, customer)
      if (email !== null) await askToSignIn(tx, { email, language: talk.tongue.language, now: now() })
    })
    return speak(c, talk, lookForMailPage(talk))
  }

  return new Hono<WebEnv>()
    .route('/', elsewhereRoutes(deps, within))
    .route('/', mailRoutes(deps, within))
    .route('/', correctionsRoutes(deps, within))
    .route('/', claimRoutes(deps, { within, setSession: (c, shop, session) => setSession(c, shop, session, sessionSeconds) }))
    .route('/', accountRoutes(deps, within))
    .route('/', addressRoutes(deps, within))
    .get('/library/:slug', c => c.redirect(`/library/${encodeURIComponent(c.req.param('slug'))}/`, 308))
    .get('/library/:slug/', within(showLibrary))
    .post(
      '/library/:slug/language',
      within(async ({ c, shop, opened }) => {
        const form = await readForm(c.req.raw)
        const language = toLanguage(form?.language)
        if (language !== null) {
          keepChoice(c, language, isHttps)
          if (opened !== null && opened.onlyOrder === null)
            await inShop(shop.id, tx => keepLanguage(tx, opened.customers, { language, isChosen: true }))
        }
        return c.redirect(placeToReturn(shop, form?.to), 303)
      }),
    )
    .post(
      '/library/:slug/sign-in',
      within(async ({ c, shop, talk }) => {
        const email = Address.safeParse((await readForm(c.req.raw))?.email?.trim())
        if (!email.success) return speak(c, talk, signInPage(talk, { isWrong: true }))
        if (isTooOften(c)) return speak(c, talk, tooOftenPage(talk))
        await inShop(shop.id, tx => askToSignIn(tx, { email: email.data, language: talk.tongue.language, now: now() }))
        return speak(c, talk, lookForMailPage(talk))
      }),
    )
    .get(
      '/library/:slug/open/:token',
      within(async ({ c, shop, talk, opened }) => {
        const token = c.req.param('token') ?? ''
        const { state, isHere } = await inShop(shop.id, async tx => {
          const state = await lookAtLink(tx, token, now())
          const customer = state === 'used' ? await customerOfLink(tx, token, now()) : null
          return { state, isHere: customer !== null && opened?.onlyOrder === null && opened.customers.includes(customer) }
        })
        const parts = state === 'good' || isHere ? openPage : state === 'used' ? linkUsedPage : linkSpentPage
        return speak(c, talk, parts(talk))
      }),
    )
    .post('/library/:slug/open/:token', within(pressLink))
    .post(
      '/library/:slug/sign-out',
      within(async ({ c, shop }) => {
        const session = getCookie(c, libraryCookie)
        if (session !== undefined) await inShop(shop.id, tx => closeSession(tx, session, now()))
        setSession(c, shop, '', 0)
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
    .post(
      '/library/:slug/anew/:pattern',
      within(async ({ c, shop, talk, rules, opened }) => {
        if (opened === null) return speak(c, talk, { ...signInPage(talk), status: 401 })
        const { data: pattern } = z.uuid().safeParse(c.req.param('pattern'))
        if (pattern !== undefined) await inShop(shop.id, tx => beginAnew(tx, opened.customers, pattern, { rules, now: now() }))
        return c.redirect(`/library/${shop.slug}/${pattern === undefined ? '' : `#p-${pattern.toLowerCase()}`}`, 303)
      }),
    )
    .get(
      '/library/:slug/cover/:sha256',
      within(async ({ c, shop, opened }) => {
        const sha256 = c.req.param('sha256') ?? ''
        if (opened === null) return c.text('Sign in first.', 401)
        const found = await inShop(shop.id, async tx =>
          (await maySeeCover(tx, opened.customers, sha256, opened.onlyOrder)) ? readBlob(tx, sha256) : null,
        )
        if (found === null) return c.text('Not here.', 404)
        const file = { ...found, fileName: 'cover' }
        return sendBytes(c, { file, shop: shop.id, blobs, isInline: true, cache: 'private, max-age=31536000, immutable' })
      }),
    )
    .get('/library/:slug/get/:version/:fileKey/:name', within(giveFile))
}

const hersOf = ({ id, boughtAt, newest, older }: LibraryPattern) => ({
  patternId: id,
  boughtAt,
  newestAt: [newest, ...older].reduce<Date | null>(
    (last, one) => (one !== null && (last === null || one.createdAt > last) ? one.createdAt : last),
    null,
  ),
})
