/** From the cart to the provider's page and back: nothing that a browser sends is a price, and coming back proves nothing. */
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { z } from 'zod'
import { fromAcceptLanguage } from '#hub/buyer-words/language.ts'
import { readOwnCheckout } from '#hub/checkout/read-own-checkout.ts'
import { settlePayment } from '#hub/checkout/settle-payment.ts'
import { noteNotStarted, noteStarted, type StartedCheckout, startCheckout } from '#hub/checkout/start-checkout.ts'
import { openOrder } from '#hub/library/links.ts'
import { MoneyRefused, parseMoney } from '#hub/money.ts'
import { isHeld } from '#hub/shop/hold.ts'
import type { CartItem } from '#hub/store/price-cart.ts'
import { type Cart, mostItems, quoteCart } from '#hub/store/quote.ts'
import { SpokeError } from '#kit'
import type { PayRequest } from '#kit/pay.ts'
import { libraryCookie } from '../library/visit.ts'
import { readForm } from '../read-limited.ts'
import { clientAddress, type WebEnv } from '../request.ts'
import { createThrottle } from '../throttle.ts'
import { emptyCart, withItem, withoutItem } from './cart-cookie.ts'
import { type Asking, cartPage, checkoutPage, emptyForm, newsWords } from './cart-pages.ts'
import { readCheckoutForm } from './checkout-form.ts'
import { countryOfLine, type entering, type StoreDeps, type Visit } from './enter.ts'
import { base, type StorePage } from './frame.ts'
import { goneFromStorePage, notStartedPage, onToPayPage, orderPage, tooOftenPage } from './order-pages.ts'

const isId = (text: string | undefined): text is string => z.uuid().safeParse(text).success
const windowMs = 600_000
/** The provider is asked about one checkout at most so often, however often its page is looked at. */
const askEveryMs = 3_000

export function buying(deps: StoreDeps, within: ReturnType<typeof entering>): Hono<WebEnv> {
  const { now, config, till, log } = deps
  const presses = createThrottle({ most: 20, windowMs, now })
  const gifts = createThrottle({ most: 5, windowMs, now })
  const asks = createThrottle({ most: 1, windowMs: askEveryMs, now })
  const whoOf = ({ c }: Visit) => clientAddress(c, config.publicUrl !== undefined) ?? 'unknown'
  const fieldsOf = async ({ c }: Visit) => (await readForm(c.req.raw)) ?? {}
  const toCart = ({ c, store }: Visit) => c.redirect(`${base(store)}/cart`, 303)
  const quoteOf = ({ inShop }: Visit, cart: Cart) => inShop(tx => quoteCart(tx, cart, now()))

  /** What can no longer be bought, or is in a bundle, is told once and then out of the cart. */
  async function showCart(visit: Visit, cart: Cart, say?: string): Promise<Response> {
    const quote = await quoteOf(visit, cart)
    const kept = cart.items.filter(({ kind, id }) => quote.priced.items.some(item => item.kind === kind && item.id === id))
    const next = { ...cart, items: kept }
    if (kept.length < cart.items.length) visit.keepCart(next)
    return visit.show(cartPage(quote, cart, say), next)
  }

  async function showCheckout(visit: Visit, asking: Omit<Asking, 'providers'>): Promise<Response> {
    const [quote, providers] = await Promise.all([quoteOf(visit, visit.cart), till.providers(visit.place.id)])
    return visit.show(checkoutPage(quote, { ...asking, providers }))
  }

  async function pressCheckout(visit: Visit): Promise<Response> {
    const { c, place, store, cart, inShop, show } = visit
    const fields = await fieldsOf(visit)
    const { form, wrong, gift } = readCheckoutForm(fields, now())
    if (wrong !== null) return showCheckout(visit, { form, wrong })
    const line = countryOfLine(c, config)
    if (line !== null && line !== form.country && fields.asked !== line) return showCheckout(visit, { form, otherCountry: line })
    if (await inShop(isHeld))
      return showCheckout(visit, {
        form,
        wrong: { field: 'form', sentence: 'The shop takes a short break and sells nothing just now. Your cart stays as it is.' },
      })
    if (!presses.take(whoOf(visit))) return show(tooOftenPage(store))
    const quote = await quoteOf(visit, cart)
    const isFree = quote.priced.total === 0n
    // Whoever gives things away to addresses of others is slower than who buys.
    if (isFree && !gifts.take(whoOf(visit))) return show(tooOftenPage(store))
    const providers = await till.providers(place.id)
    const provider = providers.find(({ connectionId }) => connectionId === fields.provider) ?? null
    if (!isFree && provider === null) return showCheckout(visit, { form, hasChanged: providers.length > 0 })
    const places = [
      { kind: 'said' as const, country: form.country },
      ...(line === null ? [] : [{ kind: 'ip-address' as const, country: line }]),
    ]
    const outcome = await inShop(tx =>
      startCheckout(
        tx,
        {
          ...{ cart, seen: fields.mark ?? '', connectionId: provider?.connectionId ?? null, email: form.email, places, gift },
          language: languageOf(visit),
          marketingWords: form.wantsNews ? newsWords(form, store.name) : null,
        },
        now(),
      ),
    )
    if (outcome.outcome === 'changed') return showCheckout(visit, { form, hasChanged: true })
    const { checkout } = outcome
    if (checkout.isFree) visit.keepCart(emptyCart)
    else {
      const refused = await startPaying(visit, checkout, form.email)
      if (refused !== null) return show(refused)
    }
    return c.redirect(`${base(store)}/${checkout.isFree ? 'order' : 'pay'}/${checkout.token}`, 303)
  }

  /** After commit: the provider makes its page. @returns the refusal to show, or null. */
  async function startPaying(visit: Visit, checkout: StartedCheckout, email: string): Promise<StorePage | null> {
    const { place, store, origin, inShop } = visit
    const { checkoutId, connectionId, token } = checkout
    const request: PayRequest = {
      checkoutId,
      lines: checkout.lines.map(line => ({ ...line, quantity: 1 })),
      total: checkout.total,
      email,
      language: languageOf(visit),
      paidUrl: `${origin}${base(store)}/order/${token}`,
      backUrl: `${origin}${base(store)}/checkout`,
    }
    try {
      const started = await till.start(place.id, connectionId, request)
      await inShop(tx => noteStarted(tx, checkoutId, started))
      return null
    } catch (error) {
      await inShop(tx => noteNotStarted(tx, checkoutId, now()))
      const isTold = error instanceof SpokeError && error.remedy === 'seller'
      if (!isTold) log.warn({ err: error, checkout: checkoutId }, 'a payment could not be started')
      return notStartedPage(store, isTold ? error.message : 'The payment provider does not answer as it should.')
    }
  }

  /** Asks the provider itself, so that a buyer who comes back need not wait for a message that may be late or lost. */
  async function askProvider(visit: Visit, checkout: { id: string; connectionId: string; remoteId: string | null }): Promise<void> {
    const { place, inShop } = visit
    if (checkout.remoteId === null || !asks.take(checkout.id)) return
    try {
      const payment = await till.read(place.id, checkout.connectionId, checkout.remoteId)
      if (payment !== null) await inShop(tx => settlePayment(tx, checkout.connectionId, payment, now()))
    } catch (error) {
      log.warn({ err: error, checkout: checkout.id }, 'a payment could not be read')
    }
  }

  async function showOrder(visit: Visit): Promise<Response> {
    const { c, store, inShop, show } = visit
    const token = c.req.param('token') ?? ''
    const before = await inShop(tx => readOwnCheckout(tx, token))
    if (before === null) return show(goneFromStorePage(store))
    if (before.state === 'started' || before.state === 'pending') await askProvider(visit, before)
    const checkout = await inShop(tx => readOwnCheckout(tx, token))
    if (checkout === null) return show(goneFromStorePage(store))
    const isDone = checkout.state === 'paid' || checkout.state === 'pending'
    if (isDone && visit.cart.items.length > 0) visit.keepCart(emptyCart)
    return show(orderPage(store, checkout, { token, now: now() }), isDone ? emptyCart : visit.cart)
  }

  return new Hono<WebEnv>()
    .get(
      '/store/:slug/cart',
      within(visit => showCart(visit, visit.cart)),
    )
    .post(
      '/store/:slug/cart/add',
      within(async visit => {
        const fields = await fieldsOf(visit)
        const item = itemOf(fields)
        if (item === null) return showCart(visit, visit.cart, 'That could not be put into the cart. Open the pattern’s page and try again.')
        const wish = wishOf(fields, visit.store.currency)
        if (wish === 'wrong')
          return showCart(
            visit,
            visit.cart,
            `“${(fields.wish ?? '').slice(0, 20)}” is no amount in ${visit.store.currency}. Write for example 5.`,
          )
        const next = withItem(visit.cart, { ...item, wish })
        if (next === null) return showCart(visit, visit.cart, `A cart holds ${mostItems} things. Pay for these first, or take one out.`)
        visit.keepCart(next)
        return toCart(visit)
      }),
    )
    .post(
      '/store/:slug/cart/remove',
      within(async visit => {
        const item = itemOf(await fieldsOf(visit))
        if (item !== null) visit.keepCart(withoutItem(visit.cart, item))
        return toCart(visit)
      }),
    )
    .post(
      '/store/:slug/cart/coupon',
      within(async visit => {
        const code = ((await fieldsOf(visit)).code ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, 60)
        // Codes are found by guessing otherwise.
        if (!presses.take(`${whoOf(visit)} code`)) return visit.show(tooOftenPage(visit.store))
        const next = { ...visit.cart, code: code === '' ? null : code }
        visit.keepCart(next)
        return toCart(visit)
      }),
    )
    .get(
      '/store/:slug/checkout',
      within(visit =>
        showCheckout(visit, { form: { ...emptyForm, newsIn: fromAcceptLanguage(visit.c.req.header('accept-language')) ?? 'en' } }),
      ),
    )
    .post('/store/:slug/checkout', within(pressCheckout))
    .get(
      '/store/:slug/pay/:token',
      within(async ({ c, store, inShop, show }) => {
        const token = c.req.param('token') ?? ''
        const checkout = await inShop(tx => readOwnCheckout(tx, token))
        if (checkout === null) return show(goneFromStorePage(store))
        if (checkout.state !== 'started' || checkout.payUrl === null) return c.redirect(`${base(store)}/order/${token}`, 303)
        return show(onToPayPage(store, { payUrl: checkout.payUrl, total: checkout.total }))
      }),
    )
    .get('/store/:slug/order/:token', within(showOrder, { isShut: true }))
    .post(
      '/store/:slug/order/:token/library',
      within(
        async visit => {
          const { c, store, inShop, show } = visit
          const session = await inShop(async tx => {
            const checkout = await readOwnCheckout(tx, c.req.param('token') ?? '')
            const isHers = checkout !== null && !checkout.isGift && checkout.total.minor > 0n && checkout.openOrder !== null
            return isHers ? openOrder(tx, checkout.openOrder, now()) : null
          })
          if (session === null) return show(goneFromStorePage(store))
          setCookie(c, libraryCookie, session, {
            path: `/library/${store.slug}/`,
            httpOnly: true,
            sameSite: 'Lax',
            secure: config.publicUrl?.startsWith('https:') ?? false,
            maxAge: 86_400,
          })
          return c.redirect(`/library/${store.slug}/`, 303)
        },
        { isShut: true },
      ),
    )
}

function itemOf({ pattern, bundle }: Readonly<Record<string, string>>): CartItem | null {
  if (isId(pattern)) return { kind: 'pattern', id: pattern.toLowerCase(), wish: null }
  return isId(bundle) ? { kind: 'bundle', id: bundle.toLowerCase(), wish: null } : null
}

/** '5', '5.50' and '5,50'. */
function wishOf({ wish }: Readonly<Record<string, string>>, currency: string): bigint | null | 'wrong' {
  if (wish === undefined || wish.trim() === '') return null
  try {
    const { minor } = parseMoney(wish.trim().replace(',', '.'), currency)
    return minor < 0n || minor > 10n ** 12n ? 'wrong' : minor
  } catch (error) {
    if (error instanceof MoneyRefused) return 'wrong'
    throw error
  }
}

/** The first language of the browser that the store speaks, for the provider's page. */
function languageOf({ c, store }: Visit): string | null {
  const asked = (c.req.header('accept-language') ?? '').split(',').map(part => part.split(';')[0]!.trim().toLowerCase())
  const spoken = (tag: string) => store.languages.find(one => one.toLowerCase() === tag || one.toLowerCase() === tag.split('-')[0])
  return asked.map(spoken).find(one => one !== undefined) ?? store.languages[0] ?? null
}
