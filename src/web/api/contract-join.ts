/** Endpoints of joining: one pattern on several storefronts, and what is to be known before anything is changed there. */
import { z } from 'zod'
import { findingKinds } from '#hub/finding/find.ts'
import { proposalKinds } from '#hub/join/read-join.ts'
import { stayingFields } from '#hub/listing/staying.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const cursor = z.string().max(4_000).optional()
const limit = z.coerce.number().int().min(1).max(100).default(50)
const Confidence = z.number().min(0).max(1).describe('0 to 1')

const Acceptance = z.object({
  id: s.Id,
  at: s.Time,
  listings: z.int().describe('as it was pressed'),
  joined: z.int().describe('so far'),
  newPatterns: z.int(),
  granted: z.int().describe('past sales that found their pattern'),
  isUnderWay: z.boolean(),
  undoneAt: s.Time.nullable(),
})
const Counted = z.object({ proposals: z.int(), listings: z.int() })
const Join = z.object({
  reading: z
    .array(
      z.object({
        connectionId: s.Id,
        shop: z.string(),
        state: z.enum(s.connectionStates),
        listings: z.object({ state: z.enum(['waiting', 'reading', 'read']), read: z.int(), total: z.int().nullable() }),
        history: z.object({ state: z.enum(['waiting', 'reading', 'read', 'failed']), read: z.int(), total: z.int().nullable() }),
      }),
    )
    .describe('shops that are read for the first time'),
  matchedAt: s.Time.nullable().describe('when the listings were last compared'),
  counts: z.object({ sure: Counted, doubtful: Counted, alone: Counted }),
  pictures: z
    .object({
      patterns: z.int().describe('patterns that pictures were to come to'),
      done: z.int().describe('of these, looked after'),
      withPictures: z.int(),
      troubled: z.array(z.object({ patternId: s.Id, title: z.string(), troubles: z.array(z.string()) })).describe('the first twenty'),
      troubledCount: z.int(),
    })
    .describe('pictures and files that come with joined listings'),
  accepted: z.array(Acceptance).describe('the last three, newest first'),
  findings: z.int().describe('open ones, of listings that were never published from here'),
})
const Proposal = z.object({
  id: s.Id,
  patternId: s.Id.nullable().describe('the pattern here that they are; null: a new one is made of them'),
  title: z.string(),
  confidence: Confidence.describe('of the least certain listing'),
  kind: z.enum(proposalKinds),
  reason: z.string().nullable().describe('why it could not be taken over'),
  members: z.array(
    z.object({
      listingId: s.Id,
      connectionId: s.Id,
      shop: z.string(),
      title: z.string(),
      sku: z.string(),
      price: s.MoneyShape,
      url: z.string().nullable(),
      isPublished: z.boolean(),
      sold: z.int().describe('sales of it that wait for their pattern'),
      confidence: Confidence,
      reasons: z.array(z.string()),
      doubts: z.array(z.string()),
    }),
  ),
})
const Accepting = z.union([z.object({ all: z.enum(['sure', 'alone']) }), z.object({ proposalIds: z.array(s.Id).min(1).max(500) })])
const MoveTo = z.union([z.object({ proposalId: s.Id }), z.object({ patternId: s.Id }), z.literal('alone')])

const Finding = z.object({
  key: z.string(),
  kind: z.enum(findingKinds),
  field: z.string(),
  says: z.string(),
  from: z.string().nullable().describe('what is there'),
  to: z.string().nullable().describe('what a press would put there; null where it changes nothing of it'),
  listingId: s.Id,
  connectionId: s.Id,
  shop: z.string(),
  patternId: s.Id,
  patternTitle: z.string(),
  url: z.string().nullable(),
  isHidden: z.boolean(),
})

const Brought = z.object({
  state: z.enum(['waiting', 'done']),
  pictures: z.int(),
  picturesFrom: z.string().nullable().describe('the shop where they stood'),
  files: z.int(),
  filesFrom: z.string().nullable(),
  troubles: z.array(z.object({ about: z.enum(stayingFields), says: z.string() })).describe('what could not be had, and why'),
  againAt: s.Time.nullable().describe('when it is asked for once more'),
})

export const joinContract = {
  'GET /shops/{shop}/join': { scope: 'read', says: 'How far the first reading is, and what is proposed as one pattern', answer: Join },
  'GET /shops/{shop}/join/proposals': {
    scope: 'read',
    says: 'Listings that are proposed as one pattern, with confidence and reasons',
    query: z.object({ kind: z.enum(proposalKinds).optional(), search: z.string().max(200).optional(), cursor, limit }),
    answer: s.pageOf(Proposal),
  },
  'POST /shops/{shop}/join/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What accepting would do, by number',
    body: z.object({ accept: Accepting }),
    answer: z.object({
      key: z.string().describe('accept with this; refused when what is proposed has changed since'),
      sentence: z.string(),
      proposals: z.int(),
      listings: z.int(),
      newPatterns: z.int(),
      sales: z.int(),
      doubtful: z.int(),
      titles: z.array(z.string()).describe('the first twelve'),
    }),
  },
  'POST /shops/{shop}/join/accept': {
    scope: 'shops',
    does: 'here',
    says: 'Accepts proposals; no listing is touched, and it may be taken back',
    body: z.object({ accept: Accepting, key: z.string().max(200) }),
    answer: z.object({ acceptanceId: s.Id }),
  },
  'POST /shops/{shop}/join/acceptances/{acceptance}/undo': {
    scope: 'shops',
    does: 'here',
    says: 'Takes it back: its listings are found ones again. What was published since stays',
    answer: z.object({ done: z.literal(true) }),
  },
  'POST /shops/{shop}/join/listings/{listing}/move': {
    scope: 'shops',
    does: 'here',
    says: 'Puts a found listing into another proposal, to a pattern, or by itself; it stays there',
    body: z.object({ to: MoveTo }),
    answer: z.object({ done: z.literal(true) }),
  },
  'POST /shops/{shop}/listings/{listing}/split': {
    scope: 'shops',
    does: 'here',
    says: 'Takes a listing out of its pattern. Buyers keep what they have; later sales wait for a word',
    answer: z.object({ sold: z.int().describe('sales that stay with the pattern') }),
  },
  'GET /shops/{shop}/patterns/{pattern}/brought': {
    scope: 'read',
    says: 'What came with a pattern from the shops where it was found: pictures, files, and what could not be had',
    answer: z.object({ brought: Brought.nullable().describe('null: it was not made of found listings') }),
  },
  'POST /shops/{shop}/patterns/{pattern}/brought/again': {
    scope: 'patterns',
    does: 'here',
    says: 'Asks for what could not be had once more. What is here stays',
    answer: z.object({ done: z.literal(true) }),
  },
  'PUT /shops/{shop}/listings/{listing}/found': {
    scope: 'patterns',
    does: 'here',
    says: 'Whether the pattern’s own pictures or files take the place of those that were found at a listing. Nothing is sent',
    body: z.object({ field: z.enum(stayingFields), isReplaced: z.boolean() }),
    answer: z.object({ done: z.literal(true) }),
  },
  'GET /shops/{shop}/findings': {
    scope: 'read',
    says: 'What is to be known of joined listings before anything is changed there',
    query: z.object({
      kind: z.enum(findingKinds).optional(),
      hidden: z.enum(['true']).optional(),
      pattern: s.Id.optional(),
      cursor,
      limit,
    }),
    answer: s.pageOf(Finding).extend({
      counts: z.array(z.object({ kind: z.enum(findingKinds), count: z.int() })).describe('open ones'),
      hidden: z.int(),
    }),
  },
  'POST /shops/{shop}/findings/hide': {
    scope: 'shops',
    does: 'here',
    says: 'Lets a finding be, or shows it again',
    body: z.object({ listingId: s.Id, key: z.string().min(1).max(200), isHidden: z.boolean() }),
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
