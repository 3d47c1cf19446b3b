/** Offer codes: each is for one product or for all, off each product, and has neither begin nor end for programs. They are made when they begin and deleted when they end. */
import { type Coupons, type CouponWish, checkCoupon, MoneyRefused, type SeenCoupon, SpokeError } from '#kit'
import { leastWords } from './check.ts'
import { type Context, call, inPath, isMissing, wordsOf } from './client.ts'
import { fromUnits, leastPrices, toUnits } from './money.ts'
import type { Settings } from './settings.ts'
import { type OfferCode, OfferCodeAnswer, OfferCodesAnswer, ProductsAnswer, SlimProduct } from './wire.ts'

const longestCode = 255

export const coupons: Coupons<Settings> = {
  keeps: { begin: false, end: false },
  isPerListing: true,
  isOffEach: true,
  hasMark: false,
  check: wish => {
    checkCoupon(wish, { longestCode })
    for (const { price } of wish.items ?? []) checkPrice(wish, price)
  },
  find: async (ctx, wish, remoteId) => {
    const place = remoteId === null ? null : placeOf(remoteId)
    const productId = place?.productId ?? wish.items?.[0]?.remoteId ?? (await anyProduct(ctx)).id
    // A code for all outlives the product by which it was made.
    const codes = (await list(ctx, productId)) ?? (wish.items === null ? await list(ctx, (await anyProduct(ctx)).id) : null) ?? []
    const found = codes.find(one => (place === null ? one.name === wish.code : one.id === place.offerId))
    return found === undefined ? null : toSeen(found, productId, await currencyFor(ctx, wish, productId))
  },
  make: async (ctx, wish) => {
    const productId = wish.items?.[0]?.remoteId ?? (await anyProduct(ctx)).id
    const form = {
      name: wish.code,
      ...('percent' in wish.way
        ? { offer_type: 'percent', amount_off: String(wish.way.percent) }
        : { offer_type: 'cents', amount_off: toUnits(wish.way.off).toString() }),
      ...(wish.mostUses === null ? {} : { max_purchase_count: String(wish.mostUses) }),
      ...(wish.items === null ? { universal: 'true' } : {}),
    }
    try {
      const { body } = await call(ctx, { what: 'make a coupon', method: 'POST', path: pathOf(productId), form })
      return { remoteId: `${productId}/${OfferCodeAnswer.parse(body).offer_code.id}` }
    } catch (error) {
      if (/must be unique/i.test(wordsOf(error))) return 'taken'
      throw error
    }
  },
  change: async (ctx, wish, remoteId) => {
    const seen = await coupons.find(ctx, wish, remoteId)
    const isWayRight = seen !== null && JSON.stringify(wayIn(seen.way)) === JSON.stringify(wayIn(wish.way))
    if (isWayRight && seen.code === wish.code) {
      const { productId, offerId } = placeOf(remoteId)
      const form = { max_purchase_count: wish.mostUses === null ? '' : String(wish.mostUses) }
      await call(ctx, { what: 'change a coupon', method: 'PUT', path: `${pathOf(productId)}/${inPath(offerId)}`, form })
      return 'changed'
    }
    // Only how often it may be used can be changed there.
    await coupons.end(ctx, remoteId)
    return 'anew'
  },
  end: async (ctx, remoteId) => {
    const { productId, offerId } = placeOf(remoteId)
    const drop = async (product: string) => {
      await call(ctx, { what: 'end a coupon', method: 'DELETE', path: `${pathOf(product)}/${inPath(offerId)}` })
    }
    try {
      await drop(productId)
    } catch (error) {
      if (!isMissing(error)) throw error
      // The product is gone, or the code is; a code for all can still be reached by another product.
      const { id } = await anyProduct(ctx)
      if (id !== productId)
        await drop(id).catch(again => {
          if (!isMissing(again)) throw again
        })
    }
  },
}

const pathOf = (productId: string) => `/v2/products/${inPath(productId)}/offer_codes`

function placeOf(remoteId: string): { readonly productId: string; readonly offerId: string } {
  const [productId = '', offerId = ''] = remoteId.split('/')
  return { productId, offerId }
}

/** What a buyer would pay is nothing at all, or at least what Gumroad takes. Source: offer_code.rb, is_amount_valid?; read 2026-11. */
function checkPrice({ way }: CouponWish, price: { readonly minor: bigint; readonly currency: string }): void {
  if ('off' in way && way.off.currency !== price.currency)
    throw new SpokeError(
      'seller',
      `A product there costs ${price.currency}, and the coupon takes off ${way.off.currency}. Give an amount in ${price.currency}.`,
    )
  const units = toUnits(price)
  const off = 'percent' in way ? (units * BigInt(way.percent) + 50n) / 100n : toUnits(way.off)
  const least = leastPrices[price.currency] ?? 0n
  if (units - off > 0n && units - off < least)
    throw new SpokeError(
      'seller',
      `With this coupon a pattern would cost less than Gumroad takes (${leastWords(price.currency)} ${price.currency}), and not nothing. Take off less.`,
    )
}

async function list(ctx: Context, productId: string): Promise<readonly OfferCode[] | null> {
  try {
    const { body } = await call(ctx, { what: 'read coupons', path: pathOf(productId) })
    return OfferCodesAnswer.parse(body).offer_codes
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function anyProduct(ctx: Context): Promise<SlimProduct> {
  const { body } = await call(ctx, { what: 'read products', path: '/v2/products' })
  const [first] = ProductsAnswer.parse(body).products
  if (first === undefined) throw new SpokeError('seller', 'Nothing is at Gumroad yet. Publish a pattern there, then make the coupon.')
  return SlimProduct.parse(first)
}

async function currencyFor(ctx: Context, { items, way }: CouponWish, productId: string): Promise<string> {
  if ('off' in way) return way.off.currency
  const known = items?.find(one => one.remoteId === productId)?.price.currency
  return known ?? (await anyProduct(ctx)).currency.toUpperCase()
}

function toSeen(code: OfferCode, productId: string, currency: string): SeenCoupon {
  return {
    remoteId: `${productId}/${code.id}`,
    code: code.name,
    way: wayOf(code, currency),
    remoteIds: code.universal ? null : [productId],
    ...{ startsAt: null, endsAt: null, isOver: false, mark: null },
    mostUses: code.max_purchase_count ?? null,
  }
}

function wayOf({ percent_off, amount_cents }: OfferCode, currency: string): SeenCoupon['way'] {
  if (percent_off != null) return { percent: percent_off }
  if (amount_cents == null) return null
  try {
    return { off: fromUnits(BigInt(amount_cents), currency) }
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}

const wayIn = (way: SeenCoupon['way']) => (way === null ? null : 'off' in way ? [way.off.currency, way.off.minor.toString()] : way.percent)
