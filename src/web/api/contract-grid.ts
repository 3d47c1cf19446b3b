/** Endpoints of the grid: many patterns as a table, and changes of many at once that are shown, applied and taken back whole. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const sources = ['grid', 'csv', 'xlsx'] as const
const batchStates = ['shown', 'applied', 'undone'] as const
const Cells = z.record(z.string().min(1).max(80), z.string().max(60_000))

const Fault = z.object({
  row: z.int(),
  column: z.string().nullable().describe('null: about the whole row'),
  label: z.string().nullable(),
  says: z.string(),
})

/** A change of many patterns at once. */
export const BatchShape = z.object({
  id: s.Id,
  state: z.enum(batchStates),
  source: z.enum(sources),
  fileName: z.string().nullable(),
  createdAt: s.Time,
  appliedAt: s.Time.nullable(),
  undoneAt: s.Time.nullable(),
  rows: z.int().describe('that came in'),
  changeCount: z.int(),
  changes: z
    .array(
      z.object({
        row: z.int(),
        patternId: s.Id,
        title: z.string(),
        column: z.string(),
        label: z.string(),
        from: z.string(),
        to: z.string(),
      }),
    )
    .describe('the first 500'),
  faultCount: z.int(),
  faults: z.array(Fault).describe('left out when it is applied; the first 200'),
  warnings: z.array(Fault).describe('applied, but a shop will refuse it; the first 200'),
  patternIds: z.array(s.Id).describe('those that change'),
})

export const gridContract = {
  'GET /shops/{shop}/grid': {
    scope: 'read',
    says: 'Patterns in use as rows of texts, by title',
    query: z.object({
      cursor: z.string().max(2000).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answer: z.object({
      columns: z.array(z.object({ key: z.string(), label: z.string(), kind: z.enum(['text', 'list', 'money', 'yes-no']) })),
      items: z.array(z.object({ patternId: s.Id, cells: z.record(z.string(), z.string()) })),
      next: z.string().nullable().describe('cursor of the next page'),
      total: z.int(),
    }),
  },
  'GET /shops/{shop}/batches': {
    scope: 'read',
    says: 'Changes of many patterns that were applied, newest first',
    answer: z.object({
      items: z.array(
        z.object({
          id: s.Id,
          state: z.enum(batchStates),
          source: z.enum(sources),
          fileName: z.string().nullable(),
          at: s.Time,
          changes: z.int(),
          patterns: z.int(),
        }),
      ),
    }),
  },
  'POST /shops/{shop}/batches': {
    scope: 'patterns',
    does: 'here',
    says: 'Shows what these cells would change; nothing is changed before it is applied',
    body: z.object({
      rows: z
        .array(z.object({ row: z.int().min(0).max(1_000_000), patternId: s.Id, cells: Cells }))
        .min(1)
        .max(5_000),
    }),
    answer: BatchShape,
  },
  'GET /shops/{shop}/batches/{batch}': { scope: 'read', says: 'A change of many patterns', answer: BatchShape },
  'POST /shops/{shop}/batches/{batch}/apply': {
    scope: 'patterns',
    does: 'here',
    says: 'Applies it here, whole or not at all. Nothing is sent. Refused with 409 when a cell was changed since it was shown',
    answer: BatchShape,
  },
  'POST /shops/{shop}/batches/{batch}/undo': {
    scope: 'patterns',
    does: 'here',
    says: 'Brings back what was there before, but for cells that were changed since. Nothing is sent',
    answer: z.object({
      batch: BatchShape,
      left: z.array(z.string()).describe('titles of patterns with cells that stay'),
      sentence: z.string(),
    }),
  },
} as const satisfies Table
