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

export const promotionExamples = examplesOf({
  'GET /shops/{shop}/promotions': {
    answer: {
      items: [
        {
          id: ids.publication,
          name: wish.name,
          percent: wish.percent,
          startsAt: at,
          endsAt: later,
          state: 'running',
          endedEarly: false,
          createdAt: at,
          listings: [{ ...listing, ...prices, stage: 'running', reason: null }],
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
  'POST /shops/{shop}/promotions/{promotion}/end': { answer: done },
})
