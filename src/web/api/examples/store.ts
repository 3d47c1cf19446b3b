import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids, later, next, sha256 } from './props.ts'

const settings = {
  name: 'Studio Maren',
  about: '<p>Patterns for wovens, tested in every size.</p>',
  languages: ['en', 'de'],
  currency: 'EUR',
  isOpen: true,
  restsInDispute: false,
}
const store = {
  ...settings,
  url: 'https://patterns.example/store/studio-maren/',
  sentence: 'It is open, with 12 patterns in it.',
  canSell: true,
  providers: [{ connectionId: ids.connection, label: 'Card payments' }],
  patterns: 12,
  toLookAt: 1,
}
const change = { patternIds: [ids.pattern], payWhat: { least: eur('300'), suggested: eur('700') } }
const bundle = {
  id: ids.bundle,
  editNo: 2,
  title: 'Three tees',
  summary: 'All of the summer.',
  price: eur('2100'),
  offPercent: null,
  isOn: true,
  patterns: [
    { id: ids.pattern, title: 'Wren Tee' },
    { id: ids.other, title: 'Robin Tee' },
  ],
  why: null,
}
const { id: _, editNo: __, why: ___, patterns, ...bundleFields } = bundle
const newBundle = { ...bundleFields, patternIds: patterns.map(({ id }) => id) }
const coupon = {
  code: 'SPRING-10',
  off: null,
  offPercent: 10,
  patternIds: [],
  floor: eur('200'),
  from: at,
  to: '2026-04-01T12:00:00.000Z',
  mostUses: 100,
  isOn: true,
}
const keptCoupon = { ...coupon, id: ids.coupon, editNo: 1, uses: 12, why: null }

export const storeExamples = examplesOf({
  'GET /shops/{shop}/store': { answer: store },
  'PATCH /shops/{shop}/store': { body: { isOpen: true }, answer: store },
  'GET /shops/{shop}/store/patterns': {
    answer: {
      items: [
        {
          id: ids.pattern,
          sku: 'SM-101',
          title: 'Wren Tee',
          cover: `/api/v1/shops/${ids.shop}/files/${sha256}/cover`,
          price: eur('950'),
          choice: 'in',
          payWhat: null,
          isIn: true,
          why: null,
        },
        {
          id: ids.other,
          sku: 'SM-102',
          title: 'Robin Tee',
          cover: null,
          price: null,
          choice: 'in',
          payWhat: null,
          isIn: false,
          why: 'It has no price in EUR.',
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/store/patterns/preview': {
    body: change,
    answer: {
      key: 'k3Jc0f',
      sentence: '1 pattern changes in the store at once. Nobody is written to, and it can be taken back.',
      changes: [
        {
          patternId: ids.pattern,
          title: 'Wren Tee',
          from: 'In the store, € 9.50',
          to: 'In the store, buyers choose, from € 3.00, suggested € 7.00',
        },
      ],
    },
  },
  'POST /shops/{shop}/store/patterns': { body: { ...change, key: 'k3Jc0f' }, answer: { changeId: ids.change, changed: 1 } },
  'POST /shops/{shop}/store/changes/{change}/undo': { answer: { changed: 1 } },
  'GET /shops/{shop}/store/bundles': { answer: { items: [bundle] } },
  'POST /shops/{shop}/store/bundles': { body: newBundle, answer: { ...bundle, editNo: 1 } },
  'PATCH /shops/{shop}/store/bundles/{bundle}': { body: { editNo: 1, price: eur('2100') }, answer: bundle },
  'GET /shops/{shop}/store/coupons': { answer: { items: [keptCoupon] } },
  'POST /shops/{shop}/store/coupons': { body: coupon, answer: keptCoupon },
  'PATCH /shops/{shop}/store/coupons/{coupon}': {
    body: { editNo: 1, isOn: false },
    answer: { ...keptCoupon, editNo: 2, isOn: false, why: 'You switched it off.' },
  },
  'GET /shops/{shop}/store/checkouts': {
    answer: {
      items: [
        {
          id: ids.checkout,
          number: 'S-7K3Q-9M2F',
          state: 'paid',
          buyer: 'ana@example.com',
          isGift: false,
          total: eur('855'),
          coupon: 'SPRING-10',
          items: ['Wren Tee'],
          places: [
            { kind: 'card-country', country: 'DE' },
            { kind: 'said', country: 'DE' },
          ],
          place: 'enough',
          country: 'DE',
          orderId: ids.order,
          problem: null,
          startedAt: at,
        },
        {
          id: ids.other,
          number: 'S-2WRN-8HTX',
          state: 'started',
          buyer: 'bea@example.com',
          isGift: true,
          total: eur('950'),
          coupon: null,
          items: ['Wren Tee'],
          places: [{ kind: 'said', country: 'FR' }],
          place: 'too-few',
          country: null,
          orderId: null,
          problem:
            'What was paid is not what was asked, so nothing was handed over. Give the money back at your payment provider, or write to the buyer.',
          startedAt: later,
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/store/checkouts/{checkout}/seen': { answer: done },
})
