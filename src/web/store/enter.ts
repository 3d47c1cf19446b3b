/** Every page of a store: which store it is, whether it may be seen, and what is in the buyer's cart. */
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { Tx } from '#database'
import type { Cart } from '#hub/store/quote.ts'
import { readStore, type StoreFacts } from '#hub/store/read-store.ts'
import { isPublicAddress } from '#kit/address.ts'
import type { WebDeps } from '../deps.ts'
import { page } from '../page.ts'
import { isOffered, type Place, shopOfSlug } from '../place.ts'
import { isLoopback, peerAddress, type WebContext } from '../request.ts'
import { type CartSeal, cartCookie } from './cart-cookie.ts'
import { type Around, base, type StorePage, storePage } from './frame.ts'
import { closedPage } from './order-pages.ts'

export type StoreDeps = Pick<WebDeps, 'database' | 'config' | 'blobs' | 'now' | 'publicUrl' | 'bound' | 'secretKey' | 'till' | 'log'>

export interface Visit {
  readonly c: WebContext
  readonly place: Place
  readonly store: StoreFacts
  /** https://patterns.example.com. */
  readonly origin: string
  readonly cart: Cart
  readonly inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>
  /** @param cart as it is now, where the answer changes it. */
  readonly show: (what: StorePage, cart?: Cart) => Promise<Response>
  readonly keepCart: (cart: Cart) => void
}

const cartSeconds = 30 * 86_400

/** @param isShut answers also while the store is closed: a payment may come back then. */
export function entering(deps: StoreDeps, seal: CartSeal) {
  return (answer: (visit: Visit) => Promise<Response>, { isShut = false } = {}) =>
    async (c: WebContext): Promise<Response> => {
      const found = await shopOfSlug(deps, c.req.param('slug') ?? '', readStore)
      if (found === null || !isOffered(deps, c, found.place)) return page(c, noStorePage())
      const { place, more: store } = found
      const inShop: Visit['inShop'] = fn => deps.database.inShop(place.id, fn)
      const cart = seal.read(place.id, getCookie(c, cartCookie))
      const origin = deps.publicUrl.state().url ?? new URL(c.req.url).origin
      const around = (of: Cart): Around => ({ store, origin, cartSize: of.items.length })
      const show: Visit['show'] = (what, of = cart) => storePage(c, around(of), what)
      const keepCart = (kept: Cart) =>
        setCookie(c, cartCookie, seal.write(place.id, kept), {
          path: `${base(store)}/`,
          httpOnly: true,
          sameSite: 'Lax',
          secure: deps.config.publicUrl?.startsWith('https:') ?? false,
          maxAge: cartSeconds,
        })
      if (!store.isOpen && !isShut) return show(closedPage(store))
      return answer({ c, place, store, origin, cart, inShop, show, keepCart })
    }
}

const noStorePage = () => ({
  title: 'Not here',
  status: 404 as const,
  body: html`<h1>There is no store here</h1><p>Please look at the address again.</p>`,
})

/** Where the line comes from, where a proxy of hers tells it in the header that she named: from anywhere else it is talk. */
export function countryOfLine(c: WebContext, { countryHeader, publicUrl }: WebDeps['config']): string | null {
  const peer = peerAddress(c)
  if (countryHeader === undefined || publicUrl === undefined || peer === null) return null
  if (isPublicAddress(peer) && !isLoopback(peer)) return null
  const told = c.req.header(countryHeader)?.trim().toUpperCase() ?? ''
  // XX and T1 are what proxies say of those they cannot place.
  return /^[A-Z]{2}$/.test(told) && told !== 'XX' ? told : null
}
