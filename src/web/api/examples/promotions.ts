import { examplesOf } from './examples-of.ts'
import { preview } from './listings.ts'
import { at, done, ids, later, next } from './props.ts'

const wish = {
  name: 'Spring sale',
  percent: 20,
  startsAt: at,
  endsAt: later,
  patternIds: [ids.pattern],
  connectionIds: [ids.connection],
}
const listing = { listingId: ids.listing, patternId: ids.pattern, patternTitle: 'Wren Tee', shop: 'Studio Maren' }
const prices = { price: { minor: '750', currency: 'EUR' }, sale: { minor: '600', currency: 'EUR' } }

const coupon = {
  name: 'For the newsletter',
  code: 'SPRING-10',
  percent: 10,
  off: [],
  startsAt: at,
  endsAt: later,
  mostUses: 50,
  patternIds: [ids.pattern],
  connectionIds: [ids.connection],
  isInOwnStore: true,
}

export const promotionExamples = examplesOf({
  'GET /shops/{shop}/promotions': {
    answer: {
      items: [
        {
          id: ids.publication,
          kind: 'sale',
          name: wish.name,
          percent: wish.percent,
          coupon: null,
          startsAt: at,
          endsAt: later,
          state: 'running',
          endedEarly: false,
          createdAt: at,
          listings: [{ ...listing, ...prices, stage: 'running', reason: null }],
        },
        {
          id: ids.publication,
          kind: 'coupon',
          name: coupon.name,
          percent: coupon.percent,
          coupon: {
            code: coupon.code,
            off: [],
            mostUses: coupon.mostUses,
            patterns: [{ id: ids.pattern, title: listing.patternTitle }],
            places: [
              {
                id: ids.step,
                connectionId: ids.connection,
                shop: listing.shop,
                patternTitle: null,
                stage: 'there',
                reason: null,
                seenAt: at,
                text: null,
              },
            ],
          },
          startsAt: at,
          endsAt: later,
          state: 'running',
          endedEarly: false,
          createdAt: at,
          listings: [],
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/promotions/preview': {
    body: wish,
    answer: {
      key: preview.key,
      sentence: '1 listing at 1 shop will cost less for that time. Nobody is written to.',
      listings: [{ ...listing, ...prices, how: 'Its own sale price, which begins and ends there by itself', refused: null }],
    },
  },
  'POST /shops/{shop}/promotions': { body: { ...wish, key: preview.key }, answer: { promotionId: ids.publication } },
  'POST /shops/{shop}/promotions/coupon/preview': {
    body: coupon,
    answer: {
      key: preview.key,
      sentence: '1 shop gets the code by Selvage. Each shop counts its uses for itself. Nobody is written to.',
      places: [
        {
          connectionId: ids.connection,
          shop: listing.shop,
          way: 'made',
          says: 'For 1 pattern.',
          notes: ['Selvage makes it there when it begins; it ends there by itself.'],
          text: null,
        },
      ],
    },
  },
  'POST /shops/{shop}/promotions/coupon': { body: { ...coupon, key: preview.key }, answer: { promotionId: ids.publication } },
  'POST /shops/{shop}/promotions/coupons/{coupon}': { body: { choice: 'put-right' }, answer: done },
  'POST /shops/{shop}/promotions/{promotion}/end': { answer: done },
})
