/** Endpoints of what a connected shop lets Selvage do: it is asked to read at first, and to be written to only once something is to be sent there. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'

export const AccessShape = z.object({
  mayWrite: z.boolean(),
  sentence: z.string().nullable().describe('how it stands, where it may only be read; null where it may be written to'),
  cannot: z.string().nullable().describe('why keys that may only read cannot be told from others there; null where they can'),
  rights: z
    .array(z.object({ name: z.string(), lets: z.string() }))
    .describe('what writing needs: the platform’s name for it, and what it lets Selvage do'),
  consent: z
    .object({ can: z.boolean(), why: z.string().nullable() })
    .describe('whether its own page can be asked, with the keys that are kept'),
  steps: z.array(z.string()).describe('how keys that she made herself come to do more'),
})

/** Where she was, so that what she was about to send is at hand again. */
const Back = z
  .string()
  .max(4000)
  .regex(/^\/s\/[\w/.~%?&=,:+@!*-]*$/, 'This is no address of a screen.')

export const accessContract = {
  'GET /shops/{shop}/connections/{connection}/access': {
    scope: 'read',
    says: 'Whether a shop lets Selvage write there, and how to let it',
    answer: AccessShape,
  },
  'POST /shops/{shop}/connections/{connection}/access': {
    scope: 'shops',
    does: 'outside',
    says: 'Starts the shop’s own consent page for a shop that is connected, with the keys that are kept; what it may do now stays until she agrees there',
    body: z.object({
      access: z.enum(['same', 'write']).default('write').describe('same: new keys for what it may do now'),
      back: Back.describe('the screen to which she comes back'),
    }),
    answer: z.object({ url: z.string() }),
  },
  'POST /shops/{shop}/connections/{connection}/access/look': {
    scope: 'shops',
    does: 'outside',
    says: 'Asks the shop what the keys that are kept may do now; what waited for it goes on',
    answer: AccessShape,
  },
} as const satisfies Table
