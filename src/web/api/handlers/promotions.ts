/** Promotions: what one would do, planning it, ending it early, and how far each is. */
import { fromJson } from '#hub/money.ts'
import type { CouponPromotion } from '#hub/promotion/choose-coupons.ts'
import { settleCoupon } from '#hub/promotion/coupon-due.ts'
import { couponPreview, planCoupon } from '#hub/promotion/plan-coupon.ts'
import { planPromotion, promotionPreview } from '#hub/promotion/plan-promotion.ts'
import { endPromotion } from '#hub/promotion/promotion-due.ts'
import { listPromotions, type PromotionSummary } from '#hub/promotion/read-promotions.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf, BodyOf } from '../contract.ts'
import { time } from './facts.ts'

export const promotionHandlers = handlersOf({
  'GET /shops/{shop}/promotions': async ({ deps, inShop }, { query }) => {
    const { items, next } = await inShop(tx => listPromotions(tx, { ...query, now: deps.work.planningWorld().now }))
    return { items: items.map(promotionShape), next }
  },

  'POST /shops/{shop}/promotions/preview': async ({ deps, inShop }, { body }) => {
    const { listings, ...rest } = await inShop(tx => promotionPreview(tx, wishOf(body), deps.work.planningWorld()))
    return {
      ...rest,
      listings: listings.map(({ price, sale, ...one }) => ({ ...one, price: price && { ...price }, sale: sale && { ...sale } })),
    }
  },

  'POST /shops/{shop}/promotions': async ({ deps, inShop, pressedBy }, { body }) => ({
    promotionId: await inShop(tx => planPromotion(tx, wishOf(body), { key: body.key, pressedBy }, deps.work.planningWorld())),
  }),

  'POST /shops/{shop}/promotions/coupon/preview': async ({ deps, inShop }, { body }) => {
    const { places, ...rest } = await inShop(tx => couponPreview(tx, couponOf(body), deps.work.planningWorld()))
    return { ...rest, places: places.map(({ notes, ...one }) => ({ ...one, notes: [...notes] })) }
  },

  'POST /shops/{shop}/promotions/coupon': async ({ deps, inShop, pressedBy }, { body }) => ({
    promotionId: await inShop(tx => planCoupon(tx, couponOf(body), { key: body.key, pressedBy }, deps.work.planningWorld())),
  }),

  'POST /shops/{shop}/promotions/coupons/{coupon}': async ({ deps, inShop }, { params, body }) => {
    await inShop(tx => settleCoupon(tx, params.coupon, body.choice, deps.work.planningWorld().now))
    return { done: true as const }
  },

  'POST /shops/{shop}/promotions/{promotion}/end': async ({ deps, inShop }, { params }) => {
    await inShop(tx => endPromotion(tx, params.promotion, deps.work.planningWorld()))
    return { done: true as const }
  },
})

const wishOf = ({ startsAt, endsAt, ...rest }: BodyOf<'POST /shops/{shop}/promotions/preview'>) => ({
  ...rest,
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
})

const couponOf = ({ startsAt, endsAt, off, ...rest }: BodyOf<'POST /shops/{shop}/promotions/coupon/preview'>): CouponPromotion => ({
  ...rest,
  off: off.map(fromJson),
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
})

const promotionShape = ({
  startsAt,
  endsAt,
  createdAt,
  listings,
  coupon,
  ...rest
}: PromotionSummary): AnswerOf<'GET /shops/{shop}/promotions'>['items'][number] => ({
  ...rest,
  startsAt: time(startsAt),
  endsAt: time(endsAt),
  createdAt: time(createdAt),
  listings: listings.map(({ price, sale, ...one }) => ({ ...one, price: { ...price }, sale: { ...sale } })),
  coupon: coupon && {
    ...coupon,
    off: coupon.off.map(one => ({ ...one })),
    patterns: coupon.patterns.map(one => ({ ...one })),
    places: coupon.places.map(({ seenAt, ...one }) => ({ ...one, seenAt: time(seenAt) })),
  },
})
