/** Endpoints of claims: how a buyer whose address a storefront hides says what she bought, as the seller sees it. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Claims = z.object({
  isOffered: z.boolean().describe('whether buyers reach the claim page now'),
  sentence: z.string(),
  hides: z.array(z.string()).describe('connected shops that keep their buyers’ addresses to themselves'),
  waiting: z.int().describe('purchases of this pattern that are in nobody’s library, as the buyer is not known'),
  claimed: z.int(),
  code: z.string().nullable().describe('the one to give away; null before the first is made'),
  link: z.string().nullable().describe('to the claim page, with the code; null while it is not offered'),
  note: z.string().nullable().describe('ready to paste into a shop’s message to its buyers'),
  sheets: z.object({ a4: z.string(), letter: z.string() }).nullable().describe('where the same is as a page (PDF)'),
  older: z.array(z.object({ code: z.string(), madeAt: s.Time, leakedAt: s.Time.nullable().describe('null: it works on') })),
})

export const claimContract = {
  'GET /shops/{shop}/patterns/{pattern}/claims': {
    scope: 'read',
    says: 'How buyers whose address a shop hides put this pattern into their library',
    answer: Claims,
  },
  'POST /shops/{shop}/patterns/{pattern}/claim-codes': {
    scope: 'patterns',
    does: 'here',
    says: 'Makes a new code for buyers. Those from before work on, unless they leaked',
    body: z.object({ hasLeaked: z.boolean().default(false).describe('true: those from before do nothing from now on') }),
    answer: Claims,
  },
  'POST /shops/{shop}/orders/{order}/claims/{pattern}/end': {
    scope: 'orders',
    does: 'here',
    says: 'Takes a claimed pattern of an order out of the library it is in; it can be claimed anew',
    answer: z.object({ done: z.literal(true) }),
  },
} as const satisfies Table
