import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids, later, next } from './props.ts'

const [person, address, note, act] = [
  '0199f3a2-7c10-7a51-8d20-1f0c6b3d9c01',
  '0199f3a2-7c10-7a51-8d20-1f0c6b3d9c02',
  '0199f3a2-7c10-7a51-8d20-1f0c6b3d9c03',
  '0199f3a2-7c10-7a51-8d20-1f0c6b3d9c04',
]

const double = {
  orderId: ids.order,
  line: '1',
  personId: person,
  person: 'Ana Kos',
  patternId: ids.pattern,
  pattern: 'Wren Tee',
  later: { shop: 'Studio Maren at Stub', number: '#1001', at: later },
  earlier: { orderId: ids.other, shop: 'Studio Maren', number: '#988', at },
  credit: eur('750'),
  state: 'open' as const,
  code: null,
}
const rule = { takes: 'after' as const, days: 14 }
const ruled = { ...rule, sentence: '2 refunded orders still give their patterns; all stay as they are.' }

export const peopleExamples = examplesOf({
  'GET /shops/{shop}/people': {
    answer: {
      items: [
        {
          ...{ id: person, name: 'Ana Kos', addresses: ['ana@example.com', 'ana@work.example'], country: 'SI', language: 'en' },
          ...{ orders: 3, patterns: 2, mayAdvertise: true, boughtAt: later },
        },
      ],
      next,
    },
  },
  'GET /shops/{shop}/people/{person}': {
    answer: {
      ...{ id: person, name: 'Ana Kos', language: 'en' },
      addresses: [
        {
          ...{ id: person, email: 'ana@example.com', name: 'Ana Kos', country: 'SI' },
          proofs: [
            { how: 'opened', shop: null, at: later },
            { how: 'told', shop: 'Studio Maren', at },
          ],
          may: { order: true, service: true, marketing: true },
        },
        {
          ...{ id: address, email: 'ana@work.example', name: null, country: null },
          ...{ proofs: [{ how: 'joined', shop: null, at: later }], may: { order: true, service: true, marketing: false } },
        },
      ],
      orders: [
        {
          ...{ id: ids.order, number: '#1001', shop: 'Studio Maren', state: 'paid', placedAt: at, total: eur('750'), refunded: eur('0') },
          ...{ isHistory: false, isClaimed: false, isInDispute: false, patterns: ['Wren Tee'] },
        },
      ],
      patterns: [
        { patternId: ids.pattern, title: 'Wren Tee', isOpen: true, has: { number: '2.0', isNewest: true, since: later, shop: null } },
      ],
      consent: [
        {
          ...{ addressId: person, purpose: 'marketing', isGiven: true, source: 'checkout', shop: null },
          ...{ words: 'Studio Maren may write to me about new patterns and sales.', at },
        },
      ],
      notes: [{ id: note, text: 'Knits for her sister, too.', at }],
      mails: [{ id: ids.mail, kind: 'files', subject: 'Your pattern: Wren Tee', state: 'sent', at }],
      doubles: [double],
      acts: [{ id: act, kind: 'merge', isHers: true, at: later, undoneAt: null, about: ['ana@example.com', 'ana@work.example'] }],
      likely: [{ id: address, name: 'Ana Kos', email: 'a.na@example.com', why: 'address' }],
      wishedAt: later,
    },
  },
  'PATCH /shops/{shop}/people/{person}': { body: { language: 'de' }, answer: done },
  'POST /shops/{shop}/people/{person}/notes': { body: { text: 'Knits for her sister, too.' }, answer: { noteId: note } },
  'POST /shops/{shop}/people/{person}/notes/{note}/remove': { answer: done },
  'POST /shops/{shop}/people/{person}/consent': {
    body: { addressId: person, purpose: 'marketing', isGiven: true, words: 'Signed the list at the fair in Graz' },
    answer: done,
  },
  'GET /shops/{shop}/people/{person}/merge/{other}': {
    answer: {
      people: [
        { id: person, name: 'Ana Kos', addresses: ['ana@example.com'], orders: 2, patterns: 2 },
        { id: address, name: null, addresses: ['ana@work.example'], orders: 1, patterns: 1 },
      ],
      sentences: ['One person with 2 addresses and 3 orders. Nothing is moved, so it can be undone at any time.'],
      mark: '1f0c6b3d9c011f0c6b3d9c011f0c6b3d',
    },
  },
  'POST /shops/{shop}/people/{person}/merge/{other}': { body: { mark: '1f0c6b3d9c011f0c6b3d9c011f0c6b3d' }, answer: { act } },
  'POST /shops/{shop}/people/{person}/split': { body: { addressId: address }, answer: { act } },
  'POST /shops/{shop}/people-acts/{act}/undo': { answer: done },
  'GET /shops/{shop}/people/{person}/forget': { answer: { addresses: 2, orders: 3, patterns: 2, mails: 4, notes: 1 } },
  'POST /shops/{shop}/people/{person}/forget': { body: { addresses: 2 }, answer: done },
  'POST /shops/{shop}/people/forget-address': { body: { email: 'ana@example.com' }, answer: { wasBuyer: true } },
  'GET /shops/{shop}/double-purchases': { answer: { items: [double] } },
  'POST /shops/{shop}/double-purchases/{order}/{line}': {
    body: { what: 'credit' },
    answer: { ...double, state: 'credited', code: 'CREDIT-7KQ2M4XD' },
  },
  'GET /shops/{shop}/refund-rule': { answer: ruled },
  'PUT /shops/{shop}/refund-rule': { body: rule, answer: ruled },
})
