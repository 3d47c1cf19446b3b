/** Endpoints of what a seller sets for her buyers' libraries. */
import { z } from 'zod'
import { languages } from '#hub/buyer-words/language.ts'
import type { Table } from './endpoint.ts'

const Rules = z.object({
  language: z.enum(languages).describe('of mails and pages where a buyer’s own is not known'),
  contact: z.email().max(320).nullable().describe('where buyers write with a question; null: none is shown'),
  downloads: z.int().min(1).max(1_000).nullable().describe('of one file of one version; null: without a limit'),
  days: z.int().min(1).max(36_500).nullable().describe('from the sale, or from a newer version; null: for ever'),
  resets: z.int().min(0).max(100).describe('how often a buyer may begin anew herself where a limit is reached, for each pattern'),
})

export const libraryContract = {
  'GET /shops/{shop}/library-rules': {
    scope: 'read',
    says: 'What is set for buyers’ libraries',
    answer: Rules,
  },
  'PATCH /shops/{shop}/library-rules': {
    scope: 'shops',
    does: 'here',
    says: 'Changes what is set for buyers’ libraries',
    body: Rules.partial(),
    answer: Rules,
  },
} as const satisfies Table
