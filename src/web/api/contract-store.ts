/** Endpoints of the shop's own store: its settings, what is in it, bundles, coupons, and what was bought there. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const cursor = z.string().max(400).optional()
const limit = z.coerce.number().int().min(1).max(100).default(50)
const Percent = z.int().min(1).max(100)

const StoreSettings = z.object({
  name: z.string().min(1).max(100),
  about: z.string().max(20_000).describe('HTML of few tags: p, br, ul, ol, li, strong, em, h2, h3, a'),
  languages: z.array(z.string().min(2).max(35)).min(1).max(20).describe('BCP 47, the first is the main one'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  isOpen: z.boolean(),
  restsInDispute: z.boolean().describe('while a buyer’s bank asks for the money back, the files wait'),
})

const Store = StoreSettings.extend({
  url: z.string().nullable().describe('where buyers find it; null while nothing is offered to the outside'),
  sentence: z.string().describe('what is true of it now, and what is missing'),
  canSell: z.boolean().describe('open, offered to the outside, and something can be paid or costs nothing'),
  providers: z.array(z.object({ connectionId: s.Id, label: z.string() })).describe('by which buyers can pay now'),
  patterns: z.int().describe('in the store now'),
  toLookAt: z.int().describe('payments that need her'),
})

const PayWhat = z.object({ least: s.MoneyShape, suggested: s.MoneyShape })
const Change = z.object({
  patternIds: z.array(s.Id).min(1).max(500),
  choice: z.enum(['in', 'out']).optional(),
  payWhat: PayWhat.nullable().optional().describe('buyers choose what they pay, from the least on; null: the price holds again'),
})

const BundleWay = z.object({
  price: s.MoneyShape.nullable().describe('for all of them together'),
  offPercent: Percent.nullable().describe('less than they cost one by one; one of the two'),
})
const BundleFields = BundleWay.extend({
  title: z.string().min(1).max(200),
  summary: z.string().max(2000),
  patternIds: z.array(s.Id).min(2).max(100),
  isOn: z.boolean(),
})
const Bundle = BundleFields.extend({
  id: s.Id,
  editNo: z.int(),
  patterns: z.array(z.object({ id: s.Id, title: z.string() })),
  why: z.string().nullable().describe('why it is not in the store'),
}).omit({ patternIds: true })

const CouponFields = z.object({
  code: z.string().min(3).max(60),
  off: s.MoneyShape.nullable().describe('once for the whole cart'),
  offPercent: Percent.nullable().describe('one of the two'),
  patternIds: z.array(s.Id).max(500).describe('empty: for everything'),
  floor: s.MoneyShape.nullable().describe('nothing costs less than this by it'),
  from: s.Time.nullable(),
  to: s.Time.nullable(),
  mostUses: z.int().min(1).max(1_000_000).nullable(),
  isOn: z.boolean(),
})
const Coupon = CouponFields.extend({
  id: s.Id,
  editNo: z.int(),
  uses: z.int().describe('paid, or being paid now'),
  why: z.string().nullable().describe('why it does nothing now'),
})

const Checkout = z.object({
  id: s.Id,
  number: z.string(),
  state: z.enum(['started', 'pending', 'paid', 'failed', 'expired']),
  buyer: z.string().nullable().describe('null once forgotten'),
  isGift: z.boolean(),
  total: s.MoneyShape,
  coupon: z.string().nullable(),
  items: z.array(z.string()),
  places: z.array(
    z.object({ kind: z.enum(['billing-address', 'card-country', 'account-country', 'ip-address', 'said']), country: z.string() }),
  ),
  place: z.enum(['enough', 'too-few', 'contradict']).describe('enough: two proofs of different kinds agree'),
  country: z.string().nullable(),
  orderId: s.Id.nullable(),
  problem: z.string().nullable().describe('a payment of it must be looked at'),
  startedAt: s.Time,
})

export const storeContract = {
  'GET /shops/{shop}/store': { scope: 'read', says: 'The shop’s own store', answer: Store },
  'PATCH /shops/{shop}/store': {
    scope: 'shops',
    does: 'here',
    says: 'Changes the store’s settings, opens or closes it',
    body: StoreSettings.partial(),
    answer: Store,
  },
  'GET /shops/{shop}/store/patterns': {
    scope: 'read',
    says: 'Every pattern, and whether it is in the store',
    query: z.object({ search: z.string().max(200).optional(), cursor, limit }),
    answer: s.pageOf(
      z.object({
        id: s.Id,
        sku: z.string(),
        title: z.string(),
        cover: z.string().nullable().describe('path of the picture'),
        price: s.MoneyShape.nullable().describe('now, in the store’s currency'),
        choice: z.enum(['in', 'out']),
        payWhat: PayWhat.nullable(),
        isIn: z.boolean(),
        why: z.string().nullable().describe('why it is not in the store'),
      }),
    ),
  },
  'POST /shops/{shop}/store/patterns/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What a change of many patterns would do in the store',
    body: Change,
    answer: z.object({
      key: z.string(),
      sentence: z.string(),
      changes: z.array(z.object({ patternId: s.Id, title: z.string(), from: z.string(), to: z.string() })),
    }),
  },
  'POST /shops/{shop}/store/patterns': {
    scope: 'patterns',
    does: 'here',
    says: 'Puts patterns in or takes them out, or lets buyers choose what they pay; it can be taken back',
    body: Change.extend({ key: z.string().max(200) }),
    answer: z.object({ changeId: s.Id, changed: z.int() }),
  },
  'POST /shops/{shop}/store/changes/{change}/undo': {
    scope: 'patterns',
    does: 'here',
    says: 'Takes such a change back; what was changed again since stays',
    answer: z.object({ changed: z.int() }),
  },
  'GET /shops/{shop}/store/bundles': { scope: 'read', says: 'Bundles, newest first', answer: z.object({ items: z.array(Bundle) }) },
  'POST /shops/{shop}/store/bundles': { scope: 'patterns', does: 'here', says: 'Makes a bundle', body: BundleFields, answer: Bundle },
  'PATCH /shops/{shop}/store/bundles/{bundle}': {
    scope: 'patterns',
    does: 'here',
    says: 'Changes a bundle; what is left out stays',
    body: BundleFields.partial().extend({ editNo: z.int() }),
    answer: Bundle,
  },
  'GET /shops/{shop}/store/coupons': { scope: 'read', says: 'Coupons, newest first', answer: z.object({ items: z.array(Coupon) }) },
  'POST /shops/{shop}/store/coupons': { scope: 'patterns', does: 'here', says: 'Makes a coupon', body: CouponFields, answer: Coupon },
  'PATCH /shops/{shop}/store/coupons/{coupon}': {
    scope: 'patterns',
    does: 'here',
    says: 'Changes a coupon; what is left out stays, and whoever is paying keeps what she saw',
    body: CouponFields.partial().extend({ editNo: z.int() }),
    answer: Coupon,
  },
  'GET /shops/{shop}/store/checkouts': {
    scope: 'orders',
    says: 'What buyers began to pay, newest first',
    query: z.object({ needs: z.enum(['true']).optional().describe('those with a payment to look at'), cursor, limit }),
    answer: s.pageOf(Checkout),
  },
  'POST /shops/{shop}/store/checkouts/{checkout}/seen': {
    scope: 'orders',
    does: 'here',
    says: 'Says that what was shown of a payment is dealt with',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
