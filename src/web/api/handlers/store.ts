/** The shop's own store: settings, what is in it, bundles, coupons, and what was bought. */
import { type CheckoutSummary, listCheckouts, markSeen, paymentsToLookAt } from '#hub/checkout/read-checkouts.ts'
import { notFound, Refused } from '#hub/refused.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { type BundleFacts, type BundleWay, keepBundle, listBundles } from '#hub/store/bundles.ts'
import { changePatterns, type PatternsChange, previewChange, undoChange } from '#hub/store/change-patterns.ts'
import { type CouponFacts, type GivenCoupon, keepCoupon, listCoupons } from '#hub/store/keep-coupon.ts'
import { readStore } from '#hub/store/read-store.ts'
import { setStore } from '#hub/store/set-store.ts'
import { countInStore } from '#hub/store/shelf.ts'
import { listStorePatterns, type StorePattern } from '#hub/store/store-patterns.ts'
import { fromJson } from '#kit'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf, BodyOf } from '../contract.ts'
import { fileHref } from '../shop-files.ts'
import { amount, time } from './facts.ts'

type Full = AnswerOf<'GET /shops/{shop}/store'>
type MoneyJson = { readonly minor: string; readonly currency: string }
type GivenChange = BodyOf<'POST /shops/{shop}/store/patterns/preview'>

export const storeHandlers = handlersOf({
  'GET /shops/{shop}/store': call => readFull(call),

  'PATCH /shops/{shop}/store': async (call, { body }) => {
    await call.inShop(tx => setStore(tx, body, call.deps.now()))
    return readFull(call)
  },

  'GET /shops/{shop}/store/patterns': async ({ deps, shop, inShop }, { query }) => {
    const { items, next } = await inShop(tx => listStorePatterns(tx, { ...query, now: deps.now() }))
    return { items: items.map(pattern => patternShape(shop, pattern)), next }
  },

  'POST /shops/{shop}/store/patterns/preview': async ({ deps, inShop }, { body }) => {
    const { changes, ...rest } = await inShop(tx => previewChange(tx, changeOf(body), deps.now()))
    return { ...rest, changes: changes.map(change => ({ ...change })) }
  },

  'POST /shops/{shop}/store/patterns': async ({ deps, inShop, pressedBy }, { body: { key, ...change } }) =>
    inShop(tx => changePatterns(tx, changeOf(change), { key, pressedBy, now: deps.now() })),

  'POST /shops/{shop}/store/changes/{change}/undo': async ({ deps, inShop }, { params }) => ({
    changed: await inShop(tx => undoChange(tx, params.change, deps.now())),
  }),

  'GET /shops/{shop}/store/bundles': async ({ deps, inShop }) => ({
    items: (await inShop(tx => listBundles(tx, deps.now()))).map(bundleShape),
  }),

  'POST /shops/{shop}/store/bundles': async (call, { body }) => {
    const { price, offPercent, ...rest } = body
    const given = { ...rest, way: wayOf(price, offPercent) }
    const id = await call.inShop(tx => keepBundle(tx, given, { now: call.deps.now() }))
    return readBundle(call, id)
  },

  'PATCH /shops/{shop}/store/bundles/{bundle}': async (call, { params, body }) => {
    const { editNo, price, offPercent, ...rest } = body
    const known = await findBundle(call, params.bundle)
    const way = price === undefined && offPercent === undefined ? known.way : wayOf(price ?? null, offPercent ?? null)
    const given = { ...known, ...withoutUndefined(rest), way }
    await call.inShop(tx => keepBundle(tx, given, { id: params.bundle, editNo, now: call.deps.now() }))
    return readBundle(call, params.bundle)
  },

  'GET /shops/{shop}/store/coupons': async ({ deps, inShop }) => ({
    items: (await inShop(tx => listCoupons(tx, deps.now()))).map(couponShape),
  }),

  'POST /shops/{shop}/store/coupons': async (call, { body }) => {
    const id = await call.inShop(tx => keepCoupon(tx, couponOf(body), { now: call.deps.now() }))
    return readCoupon(call, id)
  },

  'PATCH /shops/{shop}/store/coupons/{coupon}': async (call, { params, body }) => {
    const { editNo, off, offPercent, ...rest } = body
    const known = couponShape(await findCoupon(call, params.coupon))
    const isNewWay = off !== undefined || offPercent !== undefined
    const way = isNewWay ? { off: off ?? null, offPercent: offPercent ?? null } : {}
    const given = couponOf({ ...known, ...withoutUndefined(rest), ...way })
    await call.inShop(tx => keepCoupon(tx, given, { id: params.coupon, editNo, now: call.deps.now() }))
    return readCoupon(call, params.coupon)
  },

  'GET /shops/{shop}/store/checkouts': async ({ inShop }, { query }) => {
    const { needs, ...page } = query
    const { items, next } = await inShop(tx => listCheckouts(tx, { ...page, needs: needs === 'true' }))
    return { items: items.map(checkoutShape), next }
  },

  'POST /shops/{shop}/store/checkouts/{checkout}/seen': async ({ deps, inShop }, { params }) => {
    await inShop(tx => markSeen(tx, params.checkout, deps.now()))
    return { done: true as const }
  },
})

async function readFull({ deps, shop, inShop, origin }: ShopCall): Promise<Full> {
  const providers = await deps.till.providers(shop)
  const { store, patterns, toLookAt, isDemo, isHeld } = await inShop(async tx => {
    const found = await readStore(tx)
    const { isDemo: demo, heldAt } = await readShop(tx)
    const { count } = await paymentsToLookAt(tx)
    return { store: found, patterns: await countInStore(tx, found.currency), toLookAt: count, isDemo: demo, isHeld: heldAt !== null }
  })
  const isOffered = deps.publicUrl.isOffered() || (isDemo && deps.config.publicUrl === undefined)
  const where = deps.publicUrl.isOffered() ? (deps.publicUrl.state().url ?? origin) : origin
  const { slug, isKept: _, ...settings } = store
  const missing = [
    ...(isOffered ? [] : [deps.publicUrl.state().sentence]),
    ...(store.isOpen ? [] : ['It is closed.']),
    ...(patterns > 0 ? [] : ['Nothing is in it yet: give a pattern files and a price.']),
    ...(providers.length > 0
      ? []
      : ['Nobody can pay yet: connect a payment provider under Shops and let it go live. What is free can be had.']),
    ...(isHeld ? ['Everything is held, so nothing is sold.'] : []),
  ]
  return {
    ...settings,
    languages: [...settings.languages],
    url: isOffered ? `${where}/store/${slug}/` : null,
    sentence: missing.length === 0 ? `It is open, with ${patterns} ${patterns === 1 ? 'pattern' : 'patterns'} in it.` : missing.join(' '),
    canSell: isOffered && store.isOpen && patterns > 0 && !isHeld,
    providers: providers.map(one => ({ ...one })),
    patterns,
    toLookAt,
  }
}

const patternShape = (shop: string, pattern: StorePattern): AnswerOf<'GET /shops/{shop}/store/patterns'>['items'][number] => ({
  ...pattern,
  cover: pattern.cover === null ? null : fileHref(shop, pattern.cover, 'cover'),
  price: pattern.price === null ? null : amount(pattern.price),
  payWhat: pattern.payWhat === null ? null : { least: amount(pattern.payWhat.least), suggested: amount(pattern.payWhat.suggested) },
})

const changeOf = ({ payWhat, ...rest }: GivenChange): PatternsChange => ({
  ...rest,
  payWhat: payWhat == null ? payWhat : { least: fromJson(payWhat.least), suggested: fromJson(payWhat.suggested) },
})

/** @throws {Refused} when it is neither or both. */
function wayOf(price: MoneyJson | null, offPercent: number | null): BundleWay {
  if (price !== null && offPercent === null) return { price: fromJson(price) }
  if (price === null && offPercent !== null) return { offPercent }
  throw new Refused('bad-bundle', 'Give the bundle one price, or a per cent off.', { field: 'price' })
}

const bundleShape = ({
  id,
  editNo,
  title,
  summary,
  way,
  patterns,
  isOn,
  why,
}: BundleFacts): AnswerOf<'POST /shops/{shop}/store/bundles'> => ({
  ...{ id, editNo, title, summary, isOn, why },
  price: 'price' in way ? amount(way.price) : null,
  offPercent: 'price' in way ? null : way.offPercent,
  patterns: patterns.map(pattern => ({ ...pattern })),
})

async function findBundle({ deps, inShop }: ShopCall, id: string): Promise<BundleFacts> {
  const found = (await inShop(tx => listBundles(tx, deps.now()))).find(one => one.id === id)
  if (found === undefined) throw notFound('This bundle')
  return found
}
const readBundle = async (call: ShopCall, id: string) => bundleShape(await findBundle(call, id))

/** @throws {Refused} when it takes off neither or both. */
function couponOf(given: BodyOf<'POST /shops/{shop}/store/coupons'>): GivenCoupon {
  const { off, offPercent, floor, from, to, code, patternIds, mostUses, isOn } = given
  if ((off === null) === (offPercent === null))
    throw new Refused('bad-coupon', 'A coupon takes off a per cent, or an amount. Give one of the two.', { field: 'offPercent' })
  return {
    ...{ code, patternIds, mostUses, isOn },
    way: off === null ? { offPercent: offPercent! } : { off: fromJson(off) },
    floor: floor === null ? null : fromJson(floor),
    from: from === null ? null : new Date(from),
    to: to === null ? null : new Date(to),
  }
}

const couponShape = ({ way, floor, from, to, patternIds, ...rest }: CouponFacts): AnswerOf<'POST /shops/{shop}/store/coupons'> => ({
  ...rest,
  patternIds: [...patternIds],
  off: 'off' in way ? amount(way.off) : null,
  offPercent: 'off' in way ? null : way.offPercent,
  floor: floor === null ? null : amount(floor),
  from: time(from),
  to: time(to),
})

async function findCoupon({ deps, inShop }: ShopCall, id: string): Promise<CouponFacts> {
  const found = (await inShop(tx => listCoupons(tx, deps.now()))).find(one => one.id === id)
  if (found === undefined) throw notFound('This coupon')
  return found
}
const readCoupon = async (call: ShopCall, id: string) => couponShape(await findCoupon(call, id))

const checkoutShape = ({
  place,
  places,
  total,
  startedAt,
  items,
  ...rest
}: CheckoutSummary): AnswerOf<'GET /shops/{shop}/store/checkouts'>['items'][number] => ({
  ...rest,
  items: [...items],
  total: amount(total),
  places: places.map(one => ({ ...one })),
  place: place.says,
  country: place.country,
  startedAt: time(startedAt),
})

const withoutUndefined = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]: Exclude<Values[Key], undefined>
  }
