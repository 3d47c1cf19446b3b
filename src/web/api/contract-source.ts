/** Endpoints of where patterns are edited: the choice, and what a program of hers outside tells. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const system = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('the program, in small letters: erpnext')

const Source = z.object({
  kind: z.enum(['hub', 'storefront', 'outside']),
  connectionId: s.Id.nullable(),
  system: z.string().nullable(),
  publishes: z.boolean().describe('whether what a program outside tells goes on to the storefronts by itself'),
  sentence: z.string(),
  storefronts: z.array(
    z.object({ connectionId: s.Id, shop: z.string(), why: z.string().nullable().describe('why it cannot be where she edits') }),
  ),
})

export const sourceContract = {
  'GET /shops/{shop}/source': { scope: 'read', says: 'Where patterns are edited', answer: Source },
  'PUT /shops/{shop}/source': {
    scope: 'shops',
    does: 'here',
    says: 'Chooses where patterns are edited. Refused with 409 while another place is chosen',
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('hub') }),
      z.object({ kind: z.literal('storefront'), connectionId: s.Id }),
      z.object({ kind: z.literal('outside'), system, publishes: z.boolean().default(false) }),
    ]),
    answer: Source,
  },
  'PUT /shops/{shop}/outside/{system}/{external}': {
    scope: 'patterns',
    does: 'here',
    says: 'Tells a pattern by another program’s own id: made once, changed by what differs, the same again is nothing. What is left out stays',
    query: z.object({ dryRun: z.enum(['true', 'false']).default('false').describe('true: says what would be, and writes nothing') }),
    body: s.PatternFacts.partial().extend({
      prices: z.array(s.PriceShape).max(20).optional(),
      isArchived: z.boolean().optional().describe('true: put away, and taken off sale where she lets changes go on'),
    }),
    answer: z.object({
      patternId: s.Id.nullable().describe('null: it would be made'),
      outcome: z.enum(['made', 'linked', 'changed', 'same']),
      changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    }),
  },
} as const satisfies Table
