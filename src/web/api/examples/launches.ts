import { examplesOf } from './examples-of.ts'
import { preview } from './listings.ts'
import { at, done, ids, later, listing, next } from './props.ts'

const wish = { name: 'Autumn collection', at: later, patternIds: [ids.pattern], connectionIds: [ids.connection] }

export const launchExamples = examplesOf({
  'GET /shops/{shop}/launches': {
    answer: {
      items: [
        {
          id: ids.publication,
          name: wish.name,
          at: later,
          state: 'planned',
          createdAt: at,
          listings: [
            {
              listingId: ids.listing,
              patternId: ids.pattern,
              patternTitle: 'Wren Tee',
              shop: 'Studio Maren',
              url: listing.url,
              stage: 'ready',
              reason: null,
              onSaleAt: null,
            },
          ],
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/launches/preview': {
    body: wish,
    answer: {
      ...preview,
      sentence: '1 listing at 1 shop will be made ready now, hidden, and go on sale together at that moment. Nobody is written to.',
    },
  },
  'POST /shops/{shop}/launches': { body: { ...wish, key: preview.key }, answer: { launchId: ids.publication } },
  'POST /shops/{shop}/launches/{launch}/cancel': { answer: done },
})
