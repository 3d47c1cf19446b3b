import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids, later, next } from './props.ts'

const member = {
  listingId: ids.listing,
  connectionId: ids.connection,
  shop: 'Studio Maren',
  title: 'Wren Tee, PDF pattern',
  sku: 'SM-101',
  price: eur('950'),
  url: 'https://shop.example/product/wren-tee',
  isPublished: true,
  sold: 40,
  confidence: 0.998,
  reasons: ['the same SKU SM-101', 'both in sizes XS–5XL'],
  doubts: [],
}
const proposal = { id: ids.delivery, patternId: null, title: member.title, confidence: 0.998, kind: 'sure' as const, reason: null }
const accepting = { accept: { all: 'sure' as const } }
const preview = {
  key: '6b86b273ff34fce19d6b804eff5a3f57',
  sentence: '24 listings become part of 12 new patterns. 310 past sales find their pattern. Nothing at a shop is touched.',
  proposals: 12,
  listings: 24,
  newPatterns: 12,
  sales: 310,
  doubtful: 0,
  titles: ['Tern Shawl', 'Wren Tee'],
}

export const joinExamples = examplesOf({
  'GET /shops/{shop}/join': {
    answer: {
      reading: [
        {
          connectionId: ids.connection,
          shop: 'Studio Maren',
          state: 'rehearsal',
          listings: { state: 'reading', read: 100, total: 240 },
          history: { state: 'reading', read: 1200, total: 4312 },
        },
      ],
      matchedAt: later,
      counts: { sure: { proposals: 12, listings: 24 }, doubtful: { proposals: 2, listings: 5 }, alone: { proposals: 3, listings: 3 } },
      accepted: [{ id: ids.job, at, listings: 24, joined: 24, newPatterns: 12, granted: 310, isUnderWay: false, undoneAt: null }],
      findings: 7,
      pictures: {
        patterns: 40,
        done: 12,
        withPictures: 12,
        troubled: [
          {
            patternId: ids.pattern,
            title: 'Wren Tee',
            troubles: ['Picture 3 at Studio Maren is larger than 12 MB, the most that is brought.'],
          },
        ],
        troubledCount: 1,
      },
    },
  },
  'GET /shops/{shop}/join/proposals': {
    answer: {
      items: [{ ...proposal, members: [member, { ...member, listingId: ids.edit, connectionId: ids.job, shop: 'Maren’s market' }] }],
      next,
    },
  },
  'POST /shops/{shop}/join/preview': { body: accepting, answer: preview },
  'POST /shops/{shop}/join/accept': { body: { ...accepting, key: preview.key }, answer: { acceptanceId: ids.job } },
  'POST /shops/{shop}/join/acceptances/{acceptance}/undo': { answer: done },
  'POST /shops/{shop}/join/listings/{listing}/move': { body: { to: { patternId: ids.pattern } }, answer: done },
  'POST /shops/{shop}/listings/{listing}/split': { answer: { sold: 41 } },
  'GET /shops/{shop}/patterns/{pattern}/brought': {
    answer: {
      brought: {
        state: 'done',
        pictures: 5,
        picturesFrom: 'Studio Maren',
        files: 2,
        filesFrom: 'Studio Maren',
        troubles: [{ about: 'images', says: 'Picture 3 at Studio Maren is larger than 12 MB, the most that is brought.' }],
        againAt: null,
      },
    },
  },
  'POST /shops/{shop}/patterns/{pattern}/brought/again': { answer: done },
  'PUT /shops/{shop}/listings/{listing}/found': { body: { field: 'images', isReplaced: true }, answer: done },
  'GET /shops/{shop}/findings': {
    answer: {
      items: [
        {
          key: 'price:price:9f86d081884c7d65',
          kind: 'price',
          field: 'price',
          says: 'It costs € 9.50 at Studio Maren and € 7.50 here.',
          from: '€ 9.50',
          to: '€ 7.50',
          listingId: ids.listing,
          connectionId: ids.connection,
          shop: 'Studio Maren',
          patternId: ids.pattern,
          patternTitle: 'Wren Tee',
          url: 'https://shop.example/product/wren-tee',
          isHidden: false,
        },
      ],
      next: null,
      counts: [{ kind: 'price', count: 1 }],
      hidden: 2,
    },
  },
  'POST /shops/{shop}/findings/hide': {
    body: { listingId: ids.listing, key: 'price:price:9f86d081884c7d65', isHidden: true },
    answer: done,
  },
})
