/** The endpoint of buyers' own libraries at a storefront's platform. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const BuyerLibrary = z.object({
  can: z.boolean().describe('whether the platform has such libraries'),
  isOn: z.boolean().describe('whether the keys of an app for it are given'),
  isOffered: z.boolean().describe('whether buyers find it on their library’s page now'),
  sentence: z.string(),
  steps: z.array(z.string()).describe('how it is switched on'),
  address: z.string().nullable().describe('to register there as the redirect URL; null without a public address'),
  buyers: z.int().describe('who agreed'),
  written: z.int().describe('patterns put into their libraries'),
  waiting: z.int(),
  todo: z.string().nullable().describe('what the seller has to do before more goes in'),
  refused: z.array(z.object({ patternId: s.Id, title: z.string(), reason: z.string(), buyers: z.int() })),
})

export const buyerLibraryContract = {
  'GET /shops/{shop}/connections/{connection}/buyer-library': {
    scope: 'read',
    says: 'What buyers have bought elsewhere, in their own libraries at this shop’s platform',
    answer: BuyerLibrary,
  },
} as const satisfies Table
