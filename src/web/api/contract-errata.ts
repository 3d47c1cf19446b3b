/** Endpoints of corrections: writing one down, seeing who would be told, the press and taking it back, the receipt. */
import { z } from 'zod'
import { noteLanguages, severities } from '#hub/erratum/erratum.ts'
import { mostHoldMinutes } from '#hub/erratum/press-erratum.ts'
import { buckets } from '#hub/erratum/reasons.ts'
import { reasons, routes } from '#hub/erratum/route-for.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Notes = z
  .object(
    Object.fromEntries(noteLanguages.map(language => [language, z.string().max(4_000)])) as Record<
      (typeof noteLanguages)[number],
      z.ZodString
    >,
  )
  .partial()
  .describe('what is wrong and what to do, by language; an empty one is none')

const ErratumFields = z.object({
  versionId: s.Id.nullable().describe('the version that puts it right; null: none yet'),
  severity: z
    .enum(severities)
    .describe('stop: owners should not go on; do-not-start: who has not begun should wait for the corrected file'),
  sizes: z.array(z.string().max(60)).max(60).describe('none: all'),
  files: z.array(z.string().max(63)).max(20).describe('the parts that are wrong, by fileKey; none: all'),
  places: z.string().max(300).describe('page 3, rows 14 to 16'),
  notes: Notes,
  writes: z.boolean().describe('whether owners are written to; in the library and on the public page it stands in any case'),
  reachesPast: z.boolean().describe('also those who bought before their shop went live'),
})

const ErratumRow = z.object({
  id: s.Id,
  patternId: s.Id,
  patternTitle: z.string(),
  state: z.enum(['draft', 'waiting', 'out']).describe('waiting: pressed, and can be taken back until leavesAt'),
  severity: z.enum(severities),
  version: z.object({ id: s.Id, number: z.string() }).nullable(),
  sizes: z.array(z.string()),
  files: z.array(z.string()),
  places: z.string(),
  notes: Notes,
  writes: z.boolean(),
  reachesPast: z.boolean(),
  editNo: z.int(),
  createdAt: s.Time,
  leavesAt: s.Time.nullable(),
  leftAt: s.Time.nullable(),
  pauseId: s.Id.nullable().describe('the press by which it was taken off sale; undo it like any other'),
  isOutOfStore: z.boolean().describe('taken out of the own store with it'),
  publicPage: z.string().nullable().describe('where everybody reads it; null while no public address is reached'),
})

const Way = z.enum(['holds', ...routes, 'none'])

const ErratumPreview = z.object({
  key: z.string().describe('press with this; the press is refused when who would be told has changed since'),
  sentence: z.string(),
  owners: z.int(),
  groups: z.array(
    z.object({ way: Way, says: z.string(), why: z.enum(reasons), whySays: z.string(), shops: z.array(z.string()), owners: z.int() }),
  ),
  byRoute: z.object({ mail: z.int(), hand: z.int(), there: z.int(), notice: z.int() }),
  mails: z.array(z.object({ language: z.enum(noteLanguages), subject: z.string(), text: z.string(), html: z.string() })),
  handSteps: z.array(z.object({ shop: z.string(), says: z.string() })),
  canPress: z.boolean(),
  why: z.string().nullable().describe('why it cannot be pressed, or what a press will wait for'),
})

const Bucket = z.enum(buckets)
const Receipt = z.object({
  state: z.enum(['draft', 'waiting', 'out']),
  leavesAt: s.Time.nullable(),
  leftAt: s.Time.nullable(),
  sentence: z.string(),
  owners: z.int().describe('the sum of counts, and of the lines'),
  counts: z.object(Object.fromEntries(buckets.map(bucket => [bucket, z.int()])) as Record<(typeof buckets)[number], z.ZodInt>),
  lines: z.array(
    z.object({ bucket: Bucket, says: z.string(), why: z.enum(reasons), whySays: z.string(), toDo: z.string().nullable(), owners: z.int() }),
  ),
  isSettled: z.boolean().describe('no mail is on its way, and nothing waits for her'),
})

const ReceiptOwner = z.object({
  ownerId: s.Id.describe('of the buyer; of the order, where the buyer is not known'),
  isKnown: z.boolean(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  order: z.string().nullable(),
  shop: z.string().nullable(),
  bucket: Bucket,
  routes: z.array(z.enum(routes)),
  why: z.enum(reasons),
  whySays: z.string(),
  toDo: z.string().nullable(),
  mailSays: z.string().nullable().describe('why a mail failed'),
  toldAt: s.Time.nullable(),
})

const Pause = z.object({
  key: z.string(),
  sentence: z.string(),
  plan: s.Preview,
  isInStore: z.boolean(),
  byHand: z.array(z.object({ shop: z.string(), says: z.string() })).describe('shops where only she can do it'),
})

const cursor = z.string().max(400).optional()
const limit = z.coerce.number().int().min(1).max(100).default(50)

export const errataContract = {
  'GET /shops/{shop}/errata': {
    scope: 'read',
    says: 'Corrections, newest first',
    query: z.object({ pattern: s.Id.optional(), cursor, limit }),
    answer: s.pageOf(ErratumRow),
  },
  'POST /shops/{shop}/patterns/{pattern}/errata': {
    scope: 'patterns',
    does: 'here',
    says: 'Writes a correction down as a draft; nothing is sent. Left out, its files are those that the version changed',
    body: ErratumFields.partial().required({ severity: true }),
    answer: ErratumRow,
  },
  'GET /shops/{shop}/errata/{erratum}': { scope: 'read', says: 'A correction whole', answer: ErratumRow },
  'PATCH /shops/{shop}/errata/{erratum}': {
    scope: 'patterns',
    does: 'here',
    says: 'Changes a draft. Refused with 409 when somebody else changed it since, or when it was pressed',
    body: ErratumFields.partial().extend({ editNo: z.int() }),
    answer: ErratumRow,
  },
  'POST /shops/{shop}/errata/{erratum}/remove': {
    scope: 'patterns',
    does: 'here',
    says: 'Throws a draft away',
    answer: z.object({ done: z.literal(true) }),
  },
  'POST /shops/{shop}/errata/{erratum}/preview': {
    scope: 'orders',
    does: 'nothing',
    says: 'Who would be told, how many, by which way and why, before anything is sent',
    answer: ErratumPreview,
  },
  'POST /shops/{shop}/errata/{erratum}/press': {
    scope: 'orders',
    does: 'here',
    says: 'The press: it goes out after so many minutes, and can be taken back until then',
    body: z.object({
      key: z.string().max(200),
      holdMinutes: z.int().min(0).max(mostHoldMinutes).default(10).describe('0: at once, and never back'),
    }),
    answer: ErratumRow,
  },
  'POST /shops/{shop}/errata/{erratum}/take-back': {
    scope: 'orders',
    does: 'here',
    says: 'Takes the press back before it went out: it is a draft again',
    answer: ErratumRow,
  },
  'GET /shops/{shop}/errata/{erratum}/receipt': {
    scope: 'orders',
    says: 'Who holds the corrected version now, who was told, who could not be reached and what to do',
    answer: Receipt,
  },
  'GET /shops/{shop}/errata/{erratum}/owners': {
    scope: 'orders',
    says: 'The receipt owner by owner',
    query: z.object({ bucket: Bucket.optional(), cursor, limit }),
    answer: s.pageOf(ReceiptOwner),
  },
  'POST /shops/{shop}/errata/{erratum}/pause-preview': {
    scope: 'publish',
    does: 'nothing',
    says: 'What pausing the sale of the pattern everywhere would do',
    answer: Pause,
  },
  'POST /shops/{shop}/errata/{erratum}/pause': {
    scope: 'publish',
    does: 'here',
    says: 'Pauses the sale wherever that can be done from here, and leaves the rest to do by hand. Undo the press to put it back',
    body: z.object({ key: z.string().max(200) }),
    answer: z.object({ publicationId: s.Id.nullable() }),
  },
  'POST /shops/{shop}/errata/{erratum}/back-into-store': {
    scope: 'publish',
    does: 'here',
    says: 'Puts the pattern back into the own store, where pausing took it out',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
