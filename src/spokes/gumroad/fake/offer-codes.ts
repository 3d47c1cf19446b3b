/** Offer codes. Source: api/v2/offer_codes_controller.rb, offer_code.rb; read 2026-11. Of begin and end, which her screens have, the API tells nothing. */
import type { CouponByHand, FarCoupon } from '#kit/fake.ts'
import type { Call, Reply } from './answer.ts'
import { currencies, decimal, numberText } from './money.ts'
import { productOf } from './products.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { OfferCode, Product } from './state.ts'

const all = (shop: Shop): OfferCode[] => (shop.state.offerCodes ??= [])
/** Those of a product and those for all. */
const ofProduct = (shop: Shop, product: Product) => all(shop).filter(one => one.isUniversal || one.productIds.includes(product.id))

const codeJson = ({ id, code, percent, cents, most, isUniversal }: OfferCode) => ({
  ...{ id, name: code, max_purchase_count: most, minimum_amount_cents: null, universal: isUniversal, times_used: 0 },
  ...(percent === null ? { amount_cents: cents } : { percent_off: percent }),
})

const found = ({ shop, params }: Call): OfferCode => {
  const code = ofProduct(shop, productOf(shop, params.id)).find(one => one.id === params.code)
  if (code === undefined) throw notFound('offer_code')
  return code
}

export const listOfferCodes = ({ shop, params }: Call): Reply => ({
  body: { success: true, offer_codes: ofProduct(shop, productOf(shop, params.id)).map(codeJson) },
})
export const showOfferCode = (call: Call): Reply => ({ body: { success: true, offer_code: codeJson(found(call)) } })

const whole = (given: unknown): number | null => (given === undefined || given === null || given === '' ? null : Math.trunc(Number(given)))

export function createOfferCode({ shop, params, given }: Call): Reply {
  if (!given.amount_off && !given.amount_cents)
    throw refused(
      'You are missing required offer code parameters. Please refer to https://gumroad.com/api#offer-codes for the correct parameters.',
    )
  const product = productOf(shop, params.id)
  const isPercent = given.offer_type === 'percent'
  const code: OfferCode = {
    id: shop.externalId(),
    code: String(given.name ?? '').trim(),
    percent: isPercent ? (whole(given.amount_off) ?? 0) : null,
    cents: isPercent ? null : (whole(given.amount_cents || given.amount_off) ?? 0),
    currency: isPercent ? null : product.currency,
    most: whole(given.max_purchase_count),
    isUniversal: given.universal === 'true',
    productIds: given.universal === 'true' ? [] : [product.id],
  }
  assertFit(shop, code)
  all(shop).push(code)
  return { body: { success: true, offer_code: codeJson(code) } }
}

/** Only how often it may be used. */
export function updateOfferCode(call: Call): Reply {
  const code = found(call)
  code.most = whole(call.given.max_purchase_count)
  return { body: { success: true, offer_code: codeJson(code) } }
}

export function deleteOfferCode(call: Call): Reply {
  const code = found(call)
  call.shop.state.offerCodes = all(call.shop).filter(one => one !== code)
  return { body: { success: true, message: 'The offer_code was deleted successfully.' } }
}

const applicable = (shop: Shop, code: OfferCode): Product[] =>
  [...shop.products.values()].filter(
    one =>
      !one.isDeleted && (code.isUniversal ? code.currency === null || code.currency === one.currency : code.productIds.includes(one.id)),
  )

function assertFit(shop: Shop, code: OfferCode): void {
  if (code.code === '') throw refused("Discount code can't be blank")
  if (!/^[A-Za-zÀ-ÖØ-öø-ÿ0-9\-_]*$/.test(code.code))
    throw refused('Discount code can only contain numbers, letters, dashes, and underscores.')
  if (code.code.length > 255) throw refused('One or more text values are too long.')
  const { percent, cents } = code
  if ((percent ?? cents ?? 0) < 0) throw refused('Please enter a positive discount amount.')
  if (percent !== null && percent > 100) throw refused('Please enter a discount amount that is 100% or less.')
  const isTaken = applicable(shop, code).some(product => ofProduct(shop, product).some(other => other.code === code.code))
  if (isTaken || (code.isUniversal && all(shop).some(other => other.isUniversal && other.code === code.code)))
    throw refused('Discount code must be unique.')
  for (const { price, currency } of applicable(shop, code)) {
    const { least, symbol } = currencies[currency]!
    const left = price - (percent === null ? (cents ?? 0) : Math.round((price * percent) / 100))
    if (left > 0 && left < least)
      throw refused(
        `The price after discount for all of your products must be either ${symbol}0 or at least ${symbol}${numberText(currency, least)}.`,
      )
  }
}

// ---------------------------------------------------------------- by other hands

export const farCoupons = (shop: Shop): FarCoupon[] =>
  all(shop).map(one => ({
    remoteId: one.id,
    code: one.code,
    percent: one.percent,
    off: one.cents === null ? null : decimal(one.currency ?? 'eur', one.cents),
    remoteIds: one.isUniversal ? null : one.productIds,
    endsAt: null,
    mostUses: one.most,
    isUsable: true,
  }))

export function couponByHand(shop: Shop, { code, percent = 50, remove = false, remoteId }: CouponByHand): void {
  const there = all(shop).find(one => one.code === code && (one.isUniversal || remoteId === undefined || one.productIds.includes(remoteId)))
  if (remove) shop.state.offerCodes = all(shop).filter(one => one !== there)
  else if (there !== undefined) Object.assign(there, { percent, cents: null, currency: null })
  else
    all(shop).push({
      ...{ id: shop.externalId(), code, percent, cents: null, currency: null, most: null },
      ...{ isUniversal: remoteId === undefined, productIds: remoteId === undefined ? [] : [remoteId] },
    })
}
