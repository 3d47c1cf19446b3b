/** Endpoints of promotions: a per cent off for many patterns, from a moment to a moment, at every storefront. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Wish = z.object({
  name: z.string().min(1).max(100).describe('what she calls it: “Spring sale”'),
  percent: z.int().min(1).max(95),
  startsAt: s.Time,
  endsAt: s.Time.describe('at most 100 days after it begins'),
  patternIds: z.array(s.Id).min(1).max(500),
  connectionIds: z.array(s.Id).max(50).optional().describe('all shops but the paused ones when left out'),
})

const Listing = z.object({
  listingId: s.Id,
  patternId: s.Id,
  patternTitle: z.string(),
  shop: z.string(),
})

const Promotion = z.object({
  id: s.Id,
  name: z.string(),
  percent: z.int(),
  startsAt: s.Time,
  endsAt: s.Time,
  state: z.enum(['planned', 'running', 'over']),
  endedEarly: z.boolean(),
  createdAt: s.Time,
  listings: z.array(
    Listing.extend({
      price: s.MoneyShape,
      sale: s.MoneyShape,
      stage: z.enum(['planned', 'running', 'over', 'late']).describe('late: it is time, and it is not so there yet'),
      reason: z.string().nullable().describe('why it is late'),
    }),
  ),
})

export const promotionContract = {
  'GET /shops/{shop}/promotions': {
    scope: 'read',
    says: 'Promotions, those planned last first',
    query: z.object({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    answer: s.pageOf(Promotion),
  },
  'POST /shops/{shop}/promotions/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What a promotion would do to each listing',
    body: Wish,
    answer: z.object({
      key: z.string(),
      sentence: z.string(),
      listings: z.array(
        Listing.extend({
          price: s.MoneyShape.nullable(),
          sale: s.MoneyShape.nullable(),
          how: z.string().describe('by the storefront’s own sale price, or by the price itself'),
          refused: z.string().nullable(),
        }),
      ),
    }),
  },
  'POST /shops/{shop}/promotions': {
    scope: 'publish',
    does: 'here',
    says: 'Plans a promotion; it begins and ends by itself',
    body: Wish.extend({ key: z.string().max(200) }),
    answer: z.object({ promotionId: s.Id }),
  },
  'POST /shops/{shop}/promotions/{promotion}/end': {
    scope: 'publish',
    does: 'here',
    says: 'Ends a promotion now; prices are put back',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
