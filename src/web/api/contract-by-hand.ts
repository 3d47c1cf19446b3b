/** Endpoints for what no request can do at a storefront: things to do by hand, and sales that come as a table. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Done = z.object({ done: z.literal(true) })
const cursor = z.string().max(400).optional()
const limit = z.coerce.number().int().min(1).max(100).default(50)

export const byHandContract = {
  'GET /shops/{shop}/hand-steps': {
    scope: 'read',
    says: 'Things to do at storefronts by hand',
    query: z.object({
      state: z.enum(['open', 'done']).optional().describe('both when left out'),
      pattern: s.Id.optional(),
      connection: s.Id.optional(),
      cursor,
      limit,
    }),
    answer: s.pageOf(s.HandStep),
  },
  'POST /shops/{shop}/hand-steps/{step}': {
    scope: 'publish',
    does: 'here',
    says: 'Ticks a thing off as done by hand, or takes the tick back; the storefront is not asked',
    body: z.object({ isDone: z.boolean(), url: z.string().max(2000).optional().describe('where it is there, if it is new') }),
    answer: s.HandStep,
  },

  'GET /shops/{shop}/connections/{connection}/sales-imports': {
    scope: 'orders',
    says: 'Tables of sales that were taken',
    query: z.object({ cursor, limit }),
    answer: s.pageOf(s.SalesImport),
  },
  'GET /shops/{shop}/connections/{connection}/sales-imports/{salesImport}': {
    scope: 'orders',
    says: 'One of them, and how far it is',
    answer: s.SalesImport,
  },
  'POST /shops/{shop}/connections/{connection}/sales-imports/{salesImport}/undo': {
    scope: 'orders',
    does: 'here',
    says: 'Takes an import back, while nothing of it has reached anybody, also while it comes in; its rows go out after the press',
    answer: s.SalesImport,
  },
  'GET /shops/{shop}/connections/{connection}/sales-presets': {
    scope: 'orders',
    says: 'What the columns of this shop’s tables mean, by name',
    answer: z.object({ items: z.array(z.object({ name: z.string(), map: s.SalesMap, changedAt: s.Time })) }),
  },
  'POST /shops/{shop}/connections/{connection}/sales-presets/forget': {
    scope: 'orders',
    does: 'here',
    says: 'Forgets such a name',
    body: z.object({ name: z.string().min(1).max(100) }),
    answer: Done,
  },
  'GET /shops/{shop}/sales-files/{salesFile}': { scope: 'orders', says: 'A table that was brought', answer: s.SalesFile },
  'POST /shops/{shop}/sales-files/{salesFile}/report': {
    scope: 'orders',
    does: 'nothing',
    says: 'What a table would bring, before anything is taken',
    body: z.object({ map: s.SalesMap }),
    answer: s.SalesReport,
  },
  'POST /shops/{shop}/sales-files/{salesFile}/take': {
    scope: 'orders',
    does: 'here',
    says: 'Takes its sales: they come in after the press, and the import says how far it is. The same press twice is one. The table is forgotten then',
    body: z.object({
      map: s.SalesMap,
      key: z.string().min(1).max(200),
      matches: z
        .array(z.object({ product: z.string().min(1).max(600), patternId: s.Id }))
        .max(1000)
        .default([])
        .describe('which pattern a product is; said once for all its sales'),
      preset: z.string().max(100).nullable().default(null).describe('keeps these columns under this name'),
    }),
    answer: s.SalesImport,
  },
  'POST /shops/{shop}/sales-files/{salesFile}/forget': {
    scope: 'orders',
    does: 'outside',
    says: 'Throws a table away without taking anything',
    answer: Done,
  },
} as const satisfies Table
