/** Endpoints of promotions, from a moment to a moment at every storefront that can: a lower price for many patterns, or a coupon. */
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

const Coupon = z.object({
  name: z.string().min(1).max(100),
  code: z.string().min(3).max(60).describe('what buyers type; small letters count as large ones'),
  percent: z.int().min(1).max(100).nullable(),
  off: z.array(s.MoneyShape).max(30).describe('one of the two: an amount for each currency in which your shops sell'),
  startsAt: s.Time,
  endsAt: s.Time.describe('at most a year after it begins'),
  mostUses: z.int().min(1).max(1_000_000).nullable().describe('each shop counts for itself'),
  patternIds: z.array(s.Id).max(500).describe('empty: everything that is sold there'),
  connectionIds: z.array(s.Id).max(50).optional().describe('all shops but the paused ones when left out'),
  isInOwnStore: z.boolean().describe('also in the store of one’s own'),
})

const CouponThere = z.object({
  id: s.Id.nullable().describe('null in the store of one’s own'),
  connectionId: s.Id.nullable(),
  shop: z.string(),
  patternTitle: z.string().nullable().describe('where the shop holds a code for each pattern'),
  stage: z
    .enum(['planned', 'there', 'differs', 'gone', 'refused', 'over', 'let-go', 'by-hand', 'done', 'late'])
    .describe(
      'there: read there as it should be; differs, gone: changed or deleted there by hand; by-hand: you make it there, done: you said so; late: it is time, and it is not so there yet',
    ),
  reason: z.string().nullable(),
  seenAt: s.Time.nullable().describe('when it was last read there'),
  text: z.string().nullable().describe('ready to paste, where it is made by hand'),
})

const Listing = z.object({
  listingId: s.Id,
  patternId: s.Id,
  patternTitle: z.string(),
  shop: z.string(),
})

const Promotion = z.object({
  id: s.Id,
  kind: z.enum(['sale', 'coupon']),
  name: z.string(),
  percent: z.int().nullable().describe('null for a coupon that takes off an amount'),
  coupon: z
    .object({
      code: z.string(),
      off: z.array(s.MoneyShape),
      mostUses: z.int().nullable(),
      patterns: z.array(z.object({ id: s.Id, title: z.string() })).describe('empty: everything that is sold there'),
      places: z.array(CouponThere),
    })
    .nullable(),
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
    query: z.object({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
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
  'POST /shops/{shop}/promotions/coupon/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What a coupon would be at each shop: made there, left to your hands, or not possible and why',
    body: Coupon,
    answer: z.object({
      key: z.string(),
      sentence: z.string(),
      places: z.array(
        z.object({
          connectionId: s.Id.nullable().describe('null: the store of one’s own'),
          shop: z.string(),
          way: z.enum(['made', 'by-hand', 'cannot', 'refused']),
          says: z.string(),
          notes: z.array(z.string()).describe('what the shop changes of it'),
          text: z.string().nullable().describe('ready to paste, where it is made by hand'),
        }),
      ),
    }),
  },
  'POST /shops/{shop}/promotions/coupon': {
    scope: 'publish',
    does: 'here',
    says: 'Plans a coupon; it is made at each shop that can, and ends by itself',
    body: Coupon.extend({ key: z.string().max(200) }),
    answer: z.object({ promotionId: s.Id }),
  },
  'POST /shops/{shop}/promotions/coupons/{coupon}': {
    scope: 'publish',
    does: 'here',
    says: 'Decides about a coupon that was refused, changed or deleted at a shop: as it should be, or as it is there',
    body: z.object({ choice: z.enum(['put-right', 'leave']) }),
    answer: z.object({ done: z.literal(true) }),
  },
  'POST /shops/{shop}/promotions/{promotion}/end': {
    scope: 'publish',
    does: 'here',
    says: 'Ends a promotion now; prices are put back, coupons work no longer',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
