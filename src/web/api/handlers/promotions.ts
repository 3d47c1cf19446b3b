/** Promotions: what one would do, planning it, ending it early, and how far each is. */
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

const promotionShape = ({
  startsAt,
  endsAt,
  createdAt,
  listings,
  ...rest
}: PromotionSummary): AnswerOf<'GET /shops/{shop}/promotions'>['items'][number] => ({
  ...rest,
  startsAt: time(startsAt),
  endsAt: time(endsAt),
  createdAt: time(createdAt),
  listings: listings.map(({ price, sale, ...one }) => ({ ...one, price: { ...price }, sale: { ...sale } })),
})
