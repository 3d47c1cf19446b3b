/** Endpoints of launches: one moment at which patterns go on sale everywhere. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Wish = z.object({
  name: z.string().min(1).max(100).describe('what she calls it: “Autumn collection”'),
  at: s.Time.describe('the moment; at most 400 days ahead'),
  patternIds: z.array(s.Id).min(1).max(500),
  connectionIds: z.array(s.Id).max(50).optional().describe('all shops but the paused ones when left out'),
})

const Launch = z.object({
  id: s.Id,
  name: z.string(),
  at: s.Time,
  state: z.enum(['planned', 'launched', 'cancelled']),
  createdAt: s.Time,
  listings: z.array(
    z.object({
      listingId: s.Id,
      patternId: s.Id,
      patternTitle: z.string(),
      shop: z.string(),
      url: z.string().nullable(),
      stage: z
        .enum(['preparing', 'ready', 'starting', 'on-sale', 'waiting'])
        .describe(
          'ready: there, hidden, and proven. on-sale: proven after the moment. waiting: the moment has come and it cannot be sent yet',
        ),
      reason: z.string().nullable().describe('why it is not further'),
      onSaleAt: s.Time.nullable(),
    }),
  ),
})

export const launchContract = {
  'GET /shops/{shop}/launches': {
    scope: 'read',
    says: 'Launches, those planned last first',
    query: z.object({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    answer: s.pageOf(Launch),
  },
  'POST /shops/{shop}/launches/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What a launch would put on sale, where, and what that costs',
    body: Wish,
    answer: s.Preview,
  },
  'POST /shops/{shop}/launches': {
    scope: 'publish',
    does: 'here',
    says: 'Makes everything ready, hidden, and puts it on sale at the moment',
    body: Wish.extend({ key: z.string().max(200) }),
    answer: z.object({ launchId: s.Id }),
  },
  'POST /shops/{shop}/launches/{launch}/cancel': {
    scope: 'publish',
    does: 'here',
    says: 'Cancels a launch; what was made ready stays there, hidden',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
