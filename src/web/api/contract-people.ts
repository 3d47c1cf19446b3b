/** Endpoints of people: who bought, what each agreed to, who is one person, and forgetting. */
import { z } from 'zod'
import { languages } from '#hub/buyer-words/language.ts'
import { mostAddresses } from '#hub/person/ties.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Purpose = z
  .enum(['order', 'service', 'marketing'])
  .describe('order: new versions of what she has. service: what she bought. marketing: advertising')
const Country = z.string().regex(/^[A-Z]{2}$/)
const Language = z.enum(languages)
const Done = z.object({ done: z.literal(true) })

/** Who is meant, as data: kept in an address, exported, written to. */
export const SegmentQuery = z.object({
  search: z.string().max(200).optional().describe('a number of an order, part of an address or of a name'),
  owns: s.Id.optional().describe('has this pattern'),
  lacks: s.Id.optional().describe('and not this one'),
  craft: z.enum(s.crafts).optional(),
  language: Language.optional(),
  country: Country.optional(),
  since: z.iso.date().optional().describe('ordered on this day or later, UTC'),
  until: z.iso.date().optional().describe('ordered before this day'),
  may: Purpose.optional().describe('may be written to for this'),
})

const PersonRow = z.object({
  id: s.Id,
  name: z.string().nullable(),
  addresses: z.array(z.string()),
  country: z.string().nullable(),
  language: Language.nullable(),
  orders: z.int(),
  patterns: z.int().describe('that she has now'),
  mayAdvertise: z.boolean(),
  boughtAt: s.Time.describe('her last order'),
})

const Double = z.object({
  orderId: s.Id,
  line: z.string(),
  personId: s.Id,
  person: z.string().nullable(),
  patternId: s.Id,
  pattern: z.string(),
  later: z.object({ shop: z.string(), number: z.string(), at: s.Time }),
  earlier: z.object({ orderId: s.Id, shop: z.string(), number: z.string(), at: s.Time }),
  credit: s.MoneyShape.describe('what the later one cost'),
  state: z.enum(['open', 'credited', 'left']),
  code: z.string().nullable().describe('a coupon of the own store, made by the press'),
})

const Whole = z.object({
  id: s.Id,
  name: z.string().nullable(),
  language: Language.nullable(),
  addresses: z.array(
    z.object({
      id: s.Id,
      email: z.string().nullable(),
      name: z.string().nullable(),
      country: z.string().nullable(),
      proofs: z.array(z.object({ how: z.enum(['opened', 'joined', 'claimed', 'told']), shop: z.string().nullable(), at: s.Time })),
      may: z.object({ order: z.boolean(), service: z.boolean(), marketing: z.boolean() }),
    }),
  ),
  orders: z.array(
    z.object({
      id: s.Id,
      number: z.string(),
      shop: z.string(),
      state: z.enum(['pending', 'paid', 'refunded', 'cancelled']),
      placedAt: s.Time,
      total: s.MoneyShape,
      refunded: s.MoneyShape,
      isHistory: z.boolean(),
      isClaimed: z.boolean().describe('by its number and a code, as its shop told no address'),
      isInDispute: z.boolean(),
      patterns: z.array(z.string()),
    }),
  ),
  patterns: z.array(
    z.object({
      patternId: s.Id,
      title: z.string(),
      isOpen: z.boolean(),
      has: z
        .object({
          number: z.string(),
          isNewest: z.boolean(),
          since: s.Time,
          shop: z.string().nullable().describe('null: the library here'),
        })
        .nullable(),
    }),
  ),
  consent: z.array(
    z.object({
      addressId: s.Id,
      purpose: Purpose,
      isGiven: z.boolean(),
      source: z.enum(['checkout', 'storefront', 'import', 'note', 'unsubscribe']),
      shop: z.string().nullable(),
      words: z.string(),
      at: s.Time,
    }),
  ),
  notes: z.array(z.object({ id: s.Id, text: z.string(), at: s.Time })),
  mails: z.array(z.object({ id: s.Id, kind: s.MailKind, subject: z.string(), state: z.string(), at: s.Time })),
  doubles: z.array(Double),
  acts: z.array(
    z.object({
      id: s.Id,
      kind: z.enum(['merge', 'split']),
      isHers: z.boolean().describe('she proved it in her library; else it was pressed here'),
      at: s.Time,
      undoneAt: s.Time.nullable(),
      about: z.array(z.string()),
    }),
  ),
  likely: z.array(z.object({ id: s.Id, name: z.string().nullable(), email: z.string().nullable(), why: z.enum(['address', 'name']) })),
  wishedAt: s.Time.nullable().describe('since when she asks, in her library, to be forgotten'),
})

const RefundRule = z.object({
  takes: z.enum(['at-once', 'after', 'never']).describe('when a whole refund takes the pattern back'),
  days: z.int().min(1).max(365).describe('of after'),
})

const Acted = z.object({ act: s.Id.describe('to be undone by') })

export const peopleContract = {
  'GET /shops/{shop}/people': {
    scope: 'orders',
    says: 'People, the last who ordered first, or a segment of them',
    query: SegmentQuery.extend({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    answer: s.pageOf(PersonRow),
  },
  'GET /shops/{shop}/people/{person}': { scope: 'orders', says: 'A person whole, by the id of any of her addresses', answer: Whole },
  'PATCH /shops/{shop}/people/{person}': {
    scope: 'orders',
    does: 'here',
    says: 'Says which language a person reads',
    body: z.object({ language: Language.nullable() }),
    answer: Done,
  },
  'POST /shops/{shop}/people/{person}/notes': {
    scope: 'orders',
    does: 'here',
    says: 'Writes a note on a person',
    body: z.object({ text: z.string().min(1).max(2_000) }),
    answer: z.object({ noteId: s.Id }),
  },
  'POST /shops/{shop}/people/{person}/notes/{note}/remove': { scope: 'orders', does: 'here', says: 'Takes a note away', answer: Done },
  'POST /shops/{shop}/people/{person}/consent': {
    scope: 'orders',
    does: 'here',
    says: 'Notes what a person said about being written to',
    body: z.object({
      addressId: s.Id,
      purpose: Purpose,
      isGiven: z.boolean(),
      words: z.string().min(1).max(500).describe('how and where she said it; kept as the proof'),
    }),
    answer: Done,
  },
  'GET /shops/{shop}/people/{person}/merge/{other}': {
    scope: 'orders',
    says: 'What making these two one person would change',
    answer: z.object({
      people: z.array(
        z.object({ id: s.Id, name: z.string().nullable(), addresses: z.array(z.string()), orders: z.int(), patterns: z.int() }),
      ),
      sentences: z.array(z.string()),
      mark: z.string(),
    }),
  },
  'POST /shops/{shop}/people/{person}/merge/{other}': {
    scope: 'orders',
    does: 'here',
    says: 'Makes these two one person, as was shown',
    body: z.object({ mark: z.string().max(100).describe('of what was shown') }),
    answer: Acted,
  },
  'POST /shops/{shop}/people/{person}/split': {
    scope: 'orders',
    does: 'here',
    says: 'Takes one address out of a person; the others stay one',
    body: z.object({ addressId: s.Id }),
    answer: Acted,
  },
  'POST /shops/{shop}/people-acts/{act}/undo': {
    scope: 'orders',
    does: 'here',
    says: 'Undoes a merge or a split; those since stay',
    answer: Done,
  },
  'GET /shops/{shop}/people/{person}/forget': {
    scope: 'orders',
    says: 'What forgetting this person would reach',
    answer: z.object({ addresses: z.int(), orders: z.int(), patterns: z.int(), mails: z.int(), notes: z.int() }),
  },
  'POST /shops/{shop}/people/{person}/forget': {
    scope: 'person',
    does: 'here',
    says: 'Forgets a person for ever; orders stay for the books, of nobody',
    body: z.object({ addresses: z.int().min(1).max(mostAddresses).describe('as the preview told') }),
    answer: Done,
  },
  'POST /shops/{shop}/people/forget-address': {
    scope: 'person',
    does: 'here',
    says: 'Forgets whoever has this address, also where it only began to pay or to claim',
    body: z.object({ email: z.email().max(320) }),
    answer: z.object({ wasBuyer: z.boolean() }),
  },
  'GET /shops/{shop}/double-purchases': {
    scope: 'orders',
    says: 'What one person bought twice, on two storefronts, and waits for a word',
    answer: z.object({ items: z.array(Double) }),
  },
  'POST /shops/{shop}/double-purchases/{order}/{line}': {
    scope: 'orders',
    does: 'here',
    says: 'Credits a double purchase, lets it be, or looks at it again',
    body: z.object({ what: z.enum(['credit', 'leave', 'reopen']) }),
    answer: Double,
  },
  'GET /shops/{shop}/refund-rule': {
    scope: 'read',
    says: 'What a refund takes back, and what another rule would change',
    query: RefundRule.partial().extend({ days: z.coerce.number().int().min(1).max(365).optional() }),
    answer: RefundRule.extend({ sentence: z.string().describe('of the rule that was asked for, else of the one that holds') }),
  },
  'PUT /shops/{shop}/refund-rule': {
    scope: 'shops',
    does: 'here',
    says: 'Sets what a refund takes back',
    body: RefundRule,
    answer: RefundRule.extend({ sentence: z.string() }),
  },
} as const satisfies Table
