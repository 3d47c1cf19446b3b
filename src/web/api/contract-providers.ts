/** Endpoints of payment providers: what a shop's own store is paid by. The buyer pays on the provider's page; nothing of a card is asked for or told. */
import { z } from 'zod'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Done = z.object({ done: z.literal(true) })
const settings = z.record(z.string(), z.string().max(4000))
const Wish = z.object({
  provider: z.string().max(40).describe('which of GET /payment-providers'),
  baseUrl: z.string().max(400).describe('empty for the provider’s own address'),
  settings,
})

const Provider = z.object({
  id: z.string(),
  label: z.string(),
  docs: z.string(),
  home: z.string().describe('its one address'),
  steps: z.array(z.string()),
  fields: s.SpokeShape.shape.fields,
})

const Connected = z.object({
  id: s.Id,
  provider: z.string(),
  providerLabel: z.string(),
  label: z.string(),
  account: z.string().describe('whose account it is, as the provider tells accounts apart'),
  url: z.string(),
  state: z.enum(s.connectionStates).describe('buyers are sent there while it is live'),
  reason: z.string().nullable(),
  isSandbox: z.boolean().describe('no money moves there'),
  warnings: z.array(z.string()),
  lastLookAt: s.Time.nullable().describe('when payments were last read'),
  messages: z.string().describe('whether it tells at once what was paid, in a sentence'),
})

export const providerContract = {
  'GET /payment-providers': {
    scope: 'read',
    says: 'Payment providers that can be connected',
    answer: z.object({ items: z.array(Provider) }),
  },
  'GET /shops/{shop}/providers': {
    scope: 'read',
    says: 'Payment providers connected',
    answer: z.object({ items: z.array(Connected) }),
  },
  'POST /shops/{shop}/providers/check': {
    scope: 'shops',
    does: 'nothing',
    says: 'Tries a provider’s keys without keeping them',
    body: Wish,
    answer: z.object({
      name: z.string(),
      account: z.string(),
      country: z.string().nullable(),
      currency: z.string().nullable(),
      isSandbox: z.boolean(),
      warnings: z.array(z.string()),
    }),
  },
  'POST /shops/{shop}/providers': {
    scope: 'shops',
    does: 'outside',
    says: 'Connects a payment provider; no buyer is sent there until it is live',
    body: Wish.extend({ label: z.string().max(100).describe('how buyers read it at the till; the provider’s own name when empty') }),
    answer: Connected,
  },
  'PATCH /shops/{shop}/providers/{provider}': {
    scope: 'shops',
    does: 'outside',
    says: 'Renames it or renews its keys',
    body: z.object({ label: z.string().min(1).max(100).optional(), settings: settings.optional() }),
    answer: Connected,
  },
  'POST /shops/{shop}/providers/{provider}/state': {
    scope: 'shops',
    does: 'here',
    says: 'Lets buyers pay there, or no longer',
    body: z.object({ to: z.enum(['live', 'rehearsal', 'paused']) }),
    answer: Connected,
  },
  'POST /shops/{shop}/providers/{provider}/look': { scope: 'shops', does: 'here', says: 'Reads payments now', answer: Done },
  'POST /shops/{shop}/providers/{provider}/remove': {
    scope: 'shops',
    does: 'outside',
    says: 'Forgets the provider and its keys; orders and buyers stay',
    answer: Done,
  },
  'POST /shops/{shop}/orders/{order}/refund': {
    scope: 'orders',
    does: 'outside',
    says: 'Gives money back that was paid in the shop’s own store; the whole ends the buyer’s access',
    body: z.object({
      amount: s.MoneyShape.describe('at most what is left of the payment'),
      key: z
        .string()
        .regex(/^[\w-]{1,80}$/)
        .describe('names this giving: the same twice is one'),
    }),
    answer: z.object({ refunded: s.MoneyShape.describe('all that went back by now') }),
  },
} as const satisfies Table
