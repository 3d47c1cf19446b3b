/** The part of the table that tells who was given which files. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

export const givenContract = {
  'GET /shops/{shop}/patterns/{pattern}/holders': {
    scope: 'orders',
    says: 'How many of those who own a pattern hold which version of it',
    answer: z.object({
      owners: z.int().describe('buyers who may download it now'),
      versions: z
        .array(z.object({ versionId: s.Id, number: z.string(), owners: z.int() }))
        .describe('newest first; each owner counts with the newest of which a file was given'),
      unknown: z.int().describe('owners of whom no version is known: nothing was fetched here, and what a shop gave is not known'),
    }),
  },
} as const satisfies Table
