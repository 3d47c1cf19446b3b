/** The store's pages: shelves, patterns, pictures, and what is told to those who list them. */
import { Hono } from 'hono'
import { z } from 'zod'
import { crafts } from '#hub/pattern/facts.ts'
import { type FrontSearch, mostPages, readFront, readStorePicture, readWhole } from '#hub/store/read-front.ts'
import { readBundleOffers } from '#hub/store/shelf.ts'
import { sendBytes } from '../bytes.ts'
import type { WebContext, WebEnv } from '../request.ts'
import { buying } from './buy-routes.ts'
import { cartSeal } from './cart-cookie.ts'
import { entering, type StoreDeps } from './enter.ts'
import { atomFeed, fed, mapped, robots, siteMap } from './feeds.ts'
import { storeSheet } from './frame.ts'
import { goneFromStorePage } from './order-pages.ts'
import { frontPage, patternPage, patternPath } from './shelf-pages.ts'

const isId = (text: string) => z.uuid().safeParse(text).success
const shownBundles = 6

export function ownStore(deps: StoreDeps): Hono<WebEnv> {
  const { blobs, now } = deps
  const seal = cartSeal(deps.secretKey)
  const within = entering(deps, seal)
  return new Hono<WebEnv>()
    .get(storeSheet.path, c =>
      c.body(storeSheet.bytes, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' }),
    )
    .get('/robots.txt', async c =>
      c.text(await robots(deps.database, deps.publicUrl.isOffered() ? deps.publicUrl.state().url : null), 200, {
        'cache-control': 'public, max-age=3600',
      }),
    )
    .get('/store/:slug', c => c.redirect(`/store/${encodeURIComponent(c.req.param('slug'))}/`, 308))
    .get(
      '/store/:slug/',
      within(async ({ c, store, inShop, show }) => {
        const search = searchOf(c)
        const isPlain = search.words === null && search.craft === null && search.page === 1
        const { front, bundles } = await inShop(async tx => ({
          front: await readFront(tx, store.currency, search, now()),
          bundles: isPlain ? await readBundleOffers(tx, store.currency, { ids: null, now: now(), limit: shownBundles }) : [],
        }))
        return show(frontPage(store, front, search, bundles))
      }),
    )
    .on(
      'GET',
      ['/store/:slug/pattern/:pattern', '/store/:slug/pattern/:pattern/:name'],
      within(async ({ c, store, origin, inShop, show }) => {
        const id = c.req.param('pattern') ?? ''
        const found = isId(id)
          ? await inShop(async tx => ({
              pattern: await readWhole(tx, store.currency, id, now()),
              bundles: await readBundleOffers(tx, store.currency, { ids: null, now: now(), limit: shownBundles, withPattern: id }),
            }))
          : null
        if (found === null || found.pattern === null) return show(goneFromStorePage(store))
        const path = patternPath(store, found.pattern)
        if (c.req.path !== path) return c.redirect(path, 301)
        return show(patternPage(store, found.pattern, { bundles: found.bundles, origin }))
      }),
    )
    .get(
      '/store/:slug/picture/:sha256',
      within(async ({ c, place, store, inShop }) => {
        const sha256 = c.req.param('sha256') ?? ''
        const found = /^[0-9a-f]{64}$/.test(sha256) ? await inShop(tx => readStorePicture(tx, store.currency, sha256)) : null
        if (found === null) return c.text('Not here.', 404)
        c.header('cross-origin-resource-policy', 'cross-origin')
        return sendBytes(c, {
          file: { ...found, fileName: 'picture' },
          shop: place.id,
          blobs,
          isInline: true,
          cache: 'public, max-age=31536000, immutable',
        })
      }),
    )
    .get(
      '/store/:slug/sitemap.xml',
      within(async ({ store, origin, inShop }) =>
        xmlAnswer('application/xml', siteMap(store, origin, await inShop(tx => mapped(tx, store.currency, now())))),
      ),
    )
    .get(
      '/store/:slug/feed.atom',
      within(async ({ store, origin, inShop }) =>
        xmlAnswer('application/atom+xml', atomFeed(store, origin, await inShop(tx => fed(tx, store.currency, now())), now())),
      ),
    )
    .route('/', buying(deps, within))
    .all(
      '/store/:slug/*',
      within(({ store, show }) => show(goneFromStorePage(store))),
    )
}

function searchOf(c: WebContext): FrontSearch {
  const words = (c.req.query('q') ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, 100)
  const craft = crafts.find(one => one === c.req.query('craft')) ?? null
  const page = Number(/^\d{1,3}$/.exec(c.req.query('page') ?? '')?.[0] ?? 1)
  return { words: words === '' ? null : words, craft, page: Math.min(Math.max(page, 1), mostPages) }
}

const xmlAnswer = (type: string, text: string): Response =>
  new Response(text, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=600' } })
