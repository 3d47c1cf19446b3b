/**
 * Every endpoint under /api/v1, once: the server registers a handler for each (leaving one out does not compile), the screens call by the same table,
 * and the OpenAPI document is made from it. Paths of a shop begin with /shops/{shop}; refusals are Problem.
 */
import { z } from 'zod'
import { accessContract } from './contract-access.ts'
import { buyerLibraryContract } from './contract-buyer-library.ts'
import { byHandContract } from './contract-by-hand.ts'
import { claimContract } from './contract-claims.ts'
import { errataContract } from './contract-errata.ts'
import { givenContract } from './contract-given.ts'
import { gridContract } from './contract-grid.ts'
import { joinContract } from './contract-join.ts'
import { launchContract } from './contract-launches.ts'
import { libraryContract } from './contract-library.ts'
import { peopleContract } from './contract-people.ts'
import { promotionContract } from './contract-promotions.ts'
import { providerContract } from './contract-providers.ts'
import { sourceContract } from './contract-source.ts'
import { storeContract } from './contract-store.ts'
import { storefrontContract } from './contract-storefronts.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const Done = z.object({ done: z.literal(true) })
const cursor = z.string().max(400).optional()
const limit = z.coerce.number().int().min(1).max(100).default(50)
const Started = z.object({ publicationId: s.Id })
const Target = z.object({
  patternIds: z.array(s.Id).min(1).max(2_000),
  connectionIds: z.array(s.Id).max(50).optional().describe('all shops but the paused ones when left out; all when every one is paused'),
})
const NewVersionFile = z.object({
  fileKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  role: z.enum(s.fileRoles),
  fileName: z.string().min(1).max(200),
  uploadId: s.Id.optional(),
  sha256: s.Sha256.optional().describe('a file of an earlier version, kept'),
})

export const contract = {
  ...accessContract,
  ...buyerLibraryContract,
  ...byHandContract,
  ...claimContract,
  ...errataContract,
  ...givenContract,
  ...gridContract,
  ...joinContract,
  ...launchContract,
  ...libraryContract,
  ...peopleContract,
  ...promotionContract,
  ...providerContract,
  ...storeContract,
  ...storefrontContract,
  ...sourceContract,

  'GET /me': { scope: 'any', says: 'Who is signed in and which shops are open to them', answer: s.Me },
  'POST /shops': {
    scope: 'person',
    does: 'outside',
    says: 'Starts a shop',
    body: z.object({ name: z.string().min(1).max(100), currency: z.string().regex(/^[A-Z]{3}$/) }),
    answer: s.ShopSummary,
  },
  'POST /demo/remove': { scope: 'person', does: 'outside', says: 'Removes the demo shop', answer: Done },
  'GET /spokes': { scope: 'read', says: 'Storefronts that can be connected', answer: z.object({ items: z.array(s.SpokeShape) }) },

  'GET /shops/{shop}/today': { scope: 'read', says: 'What is true now and what needs her', answer: s.Today },
  'POST /shops/{shop}/hold': {
    scope: 'shops',
    does: 'here',
    says: 'Holds everything, or lets go',
    body: z.object({ isHeld: z.boolean() }),
    answer: s.ShopSummary,
  },
  'GET /shops/{shop}/settings': { scope: 'read', says: 'Settings', answer: s.ShopSettings },
  'PATCH /shops/{shop}/settings': {
    scope: 'shops',
    does: 'here',
    says: 'Changes settings',
    body: s.ShopSettings.partial(),
    answer: s.ShopSettings,
  },

  'GET /shops/{shop}/keys': {
    scope: 'person',
    says: 'Keys that other programs have, and what a key may be made for',
    answer: z.object({ items: z.array(s.KeyRow), scopes: z.array(z.object({ scope: s.ScopeName, opens: z.string() })) }),
  },
  'POST /shops/{shop}/keys': {
    scope: 'person',
    does: 'here',
    says: 'Makes a key; it is shown in this answer and never again',
    body: z.object({
      name: z.string().min(1).max(100).describe('the program that will have it'),
      scopes: z.array(s.ScopeName).min(1).max(10),
      expiresAt: s.Time.nullable().default(null).describe('null: until it is revoked'),
    }),
    answer: s.KeyRow.extend({ key: z.string().describe('send it as Authorization: Bearer …') }),
  },
  'POST /shops/{shop}/keys/{key}/revoke': {
    scope: 'person',
    does: 'here',
    says: 'Revokes a key; it opens nothing from now on',
    answer: s.KeyRow,
  },

  'GET /shops/{shop}/patterns': {
    scope: 'read',
    says: 'Patterns',
    query: z.object({ search: z.string().max(200).optional(), archived: z.enum(['true', 'false']).optional(), cursor, limit }),
    answer: s.pageOf(s.PatternRow),
  },
  'POST /shops/{shop}/patterns': {
    scope: 'patterns',
    does: 'here',
    says: 'Starts a pattern',
    body: s.PatternFacts.partial().required({ title: true, craft: true }).extend({ price: s.MoneyShape.optional() }),
    answer: s.PatternFull,
  },
  'GET /shops/{shop}/patterns/{pattern}': { scope: 'read', says: 'A pattern whole', answer: s.PatternFull },
  'PATCH /shops/{shop}/patterns/{pattern}': {
    scope: 'patterns',
    does: 'here',
    says: 'Changes facts or prices here; nothing is sent. Refused with 409 when somebody else changed it since',
    body: s.PatternFacts.partial().extend({
      editNo: z.int(),
      prices: z.array(s.PriceShape).max(20).optional(),
      isArchived: z.boolean().optional(),
    }),
    answer: s.PatternFull,
  },
  'PUT /shops/{shop}/patterns/{pattern}/images': {
    scope: 'patterns',
    does: 'here',
    says: 'Sets the pictures in order',
    body: z.object({
      images: z.array(z.object({ uploadId: s.Id.optional(), sha256: s.Sha256.optional(), alt: z.string().max(500) })).max(20),
    }),
    answer: s.PatternFull,
  },
  'POST /shops/{shop}/patterns/{pattern}/versions': {
    scope: 'patterns',
    does: 'here',
    says: 'Adds a version; it is never changed afterwards. Nothing is sent',
    body: z.object({
      number: z.string().max(14),
      kind: z.enum(s.versionKinds),
      note: z.string().max(4000),
      sizes: z.array(z.string().min(1).max(60)).max(60).default([]).describe('those that it changes; none: all, or not said'),
      files: z.array(NewVersionFile).min(1).max(20),
    }),
    answer: s.PatternFull,
  },
  'POST /shops/{shop}/prices': {
    scope: 'patterns',
    does: 'here',
    says: 'Changes the price of many patterns here; nothing is sent',
    body: z.object({ patternIds: z.array(s.Id).min(1).max(500), price: s.MoneyShape }),
    answer: z.object({ changed: z.int() }),
  },

  'POST /shops/{shop}/uploads': {
    scope: 'patterns',
    does: 'here',
    says: 'Announces a file',
    body: z.object({ fileName: z.string().min(1).max(200), sizeBytes: z.int().min(0) }),
    answer: s.UploadShape,
  },
  'GET /shops/{shop}/uploads/{upload}': { scope: 'patterns', says: 'How far a file has come', answer: s.UploadShape },
  // Beside this table, since they are not JSON in and out: see `beside`.

  'POST /shops/{shop}/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What a press would send, before anything is sent',
    body: Target,
    answer: s.Preview,
  },
  'POST /shops/{shop}/publish': {
    scope: 'publish',
    does: 'here',
    says: 'The press',
    body: Target.extend({ key: z.string().max(200) }),
    answer: Started,
  },
  'GET /shops/{shop}/publications': {
    scope: 'read',
    says: 'What was pressed',
    query: z.object({ pattern: s.Id.optional(), cursor, limit }),
    answer: s.pageOf(s.Publication),
  },
  'GET /shops/{shop}/publications/{publication}': { scope: 'read', says: 'One press and how far it is', answer: s.Publication },
  'POST /shops/{shop}/publications/{publication}/undo-preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What taking it back would send, and what it cannot take back',
    answer: s.Preview,
  },
  'POST /shops/{shop}/publications/{publication}/undo': {
    scope: 'publish',
    does: 'here',
    says: 'Takes it back',
    body: z.object({ key: z.string().max(200) }),
    answer: Started,
  },

  'GET /shops/{shop}/listings': {
    scope: 'read',
    says: 'Listings',
    query: z.object({ state: z.enum(s.listingStates).optional(), connection: s.Id.optional(), cursor, limit }),
    answer: s.pageOf(s.ListingRow),
  },
  'GET /shops/{shop}/listings/{listing}': { scope: 'read', says: 'A listing with its proof and what was done', answer: s.ListingFull },
  'POST /shops/{shop}/listings/{listing}/retry': { scope: 'publish', does: 'here', says: 'Tries again now', answer: Done },
  'POST /shops/{shop}/listings/{listing}/check': { scope: 'publish', does: 'here', says: 'Looks at the storefront now', answer: Done },

  'GET /shops/{shop}/hand-edits': {
    scope: 'read',
    says: 'Changed by hand',
    query: z.object({ settled: z.enum(['true', 'false']).optional(), cursor, limit }),
    answer: s.pageOf(s.HandEdit),
  },
  'POST /shops/{shop}/hand-edits/{edit}': {
    scope: 'publish',
    does: 'here',
    says: 'Puts it right, or takes it over',
    body: z.object({ how: z.enum(['put-right', 'accept']) }),
    answer: s.HandEdit,
  },

  'GET /shops/{shop}/orders': {
    scope: 'orders',
    says: 'Orders, newest first',
    query: z.object({
      search: z.string().max(200).optional(),
      state: z.enum(['pending', 'paid', 'refunded', 'cancelled']).optional(),
      unmatched: z.enum(['true']).optional(),
      cursor,
      limit,
    }),
    answer: s.pageOf(s.OrderRow),
  },
  'GET /shops/{shop}/orders/{order}': { scope: 'orders', says: 'An order whole', answer: s.OrderFull },
  'POST /shops/{shop}/orders/{order}/lines/{line}/match': {
    scope: 'orders',
    does: 'here',
    says: 'Says which pattern a line is; every sale of that listing is granted at once',
    body: z.object({ patternId: s.Id }),
    answer: z.object({ granted: z.int() }),
  },
  'GET /shops/{shop}/unreadable': {
    scope: 'orders',
    says: 'What came in and could not be read',
    answer: z.object({ items: z.array(s.Unreadable) }),
  },

  'GET /shops/{shop}/connections': { scope: 'read', says: 'Shops connected', answer: z.object({ items: z.array(s.ConnectionRow) }) },
  'POST /shops/{shop}/connections/check': {
    scope: 'shops',
    does: 'nothing',
    says: 'Tries keys without keeping them',
    body: z.object({ spoke: z.string().max(40), baseUrl: z.string().max(400), settings: z.record(z.string(), z.string().max(4000)) }),
    answer: z.object({
      name: z.string(),
      currency: z.string(),
      url: z.string(),
      canWrite: z.boolean().nullable(),
      warnings: z.array(z.string()),
    }),
  },
  'POST /shops/{shop}/connections': {
    scope: 'shops',
    does: 'outside',
    says: 'Connects a shop; it starts in rehearsal: everything is read, nothing is written or sent',
    body: z.object({
      spoke: z.string().max(40),
      label: z.string().min(1).max(100),
      baseUrl: z.string().max(400),
      settings: z.record(z.string(), z.string().max(4000)),
    }),
    answer: s.ConnectionFull,
  },
  'POST /shops/{shop}/connections/authorise': {
    scope: 'shops',
    does: 'outside',
    says: 'Starts the platform’s own consent page',
    body: z.object({
      spoke: z.string().max(40),
      label: z.string().min(1).max(100),
      baseUrl: z.string().max(400),
      settings: z.record(z.string(), z.string().max(4000)).default({}),
    }),
    answer: z.object({ url: z.string() }),
  },
  'GET /shops/{shop}/connections/{connection}': { scope: 'read', says: 'A connected shop', answer: s.ConnectionFull },
  'PATCH /shops/{shop}/connections/{connection}': {
    scope: 'shops',
    does: 'outside',
    says: 'Renames it or renews its keys',
    body: z.object({ label: z.string().min(1).max(100).optional(), settings: z.record(z.string(), z.string().max(4000)).optional() }),
    answer: s.ConnectionFull,
  },
  'POST /shops/{shop}/connections/{connection}/remove': {
    scope: 'shops',
    does: 'outside',
    says: 'Forgets the connection; its sales and buyers stay',
    answer: Done,
  },
  'GET /shops/{shop}/connections/{connection}/live-preview': {
    scope: 'read',
    says: 'What going live means, by number',
    answer: s.LivePreview,
  },
  'POST /shops/{shop}/connections/{connection}/state': {
    scope: 'shops',
    does: 'here',
    says: 'Goes live, back to rehearsal, pauses or resumes',
    body: z.object({ to: z.enum(['live', 'rehearsal', 'paused']) }),
    answer: s.ConnectionFull,
  },
  'POST /shops/{shop}/connections/{connection}/look': { scope: 'shops', does: 'here', says: 'Reads sales and listings now', answer: Done },
  'GET /shops/{shop}/connections/{connection}/found': {
    scope: 'read',
    says: 'Listings there that are no pattern here yet',
    query: z.object({ cursor, limit }),
    answer: s.pageOf(s.FoundListing),
  },
  'POST /shops/{shop}/connections/{connection}/adopt': {
    scope: 'shops',
    does: 'here',
    says: 'Says which pattern a listing is (null: make a new one from it); the listing is not touched',
    body: z.object({
      listings: z
        .array(z.object({ listingId: s.Id, patternId: s.Id.nullable() }))
        .min(1)
        .max(200),
    }),
    answer: z.object({ adopted: z.int(), granted: z.int() }),
  },
  'GET /shops/{shop}/connections/{connection}/invite-preview': {
    scope: 'orders',
    says: 'Inviting past buyers, before anything is sent',
    answer: s.InvitePreview,
  },
  'POST /shops/{shop}/connections/{connection}/invite': {
    scope: 'orders',
    does: 'here',
    says: 'Invites past buyers, in batches',
    body: z.object({ buyers: z.int().describe('the number she saw') }),
    answer: z.object({ invited: z.int() }),
  },
  'GET /shops/{shop}/connections/{connection}/deliveries': {
    scope: 'read',
    says: 'What came in from there',
    query: z.object({ cursor, limit }),
    answer: s.pageOf(s.DeliveryRow),
  },
  'POST /shops/{shop}/deliveries/{delivery}/replay': { scope: 'shops', does: 'here', says: 'Reads a kept delivery again', answer: Done },
  'POST /shops/{shop}/deliveries/{delivery}/done': {
    scope: 'shops',
    does: 'here',
    says: 'Says that what a message asks for, such as a buyer’s wish about personal data, is done',
    answer: Done,
  },
  'GET /shops/{shop}/connections/{connection}/jobs': {
    scope: 'read',
    says: 'Work under way and done',
    answer: z.object({ items: z.array(s.JobRow) }),
  },
  'POST /shops/{shop}/jobs/{job}/retry': { scope: 'shops', does: 'outside', says: 'Runs a job again', answer: Done },

  'GET /shops/{shop}/mails': {
    scope: 'orders',
    says: 'Mail log',
    query: z.object({ search: z.string().max(200).optional(), cursor, limit }),
    answer: s.pageOf(s.MailRow),
  },
  'GET /shops/{shop}/mails/{mail}': { scope: 'orders', says: 'A mail whole', answer: s.MailFull },
  'POST /shops/{shop}/mails/{mail}/retry': { scope: 'orders', does: 'here', says: 'Sends a failed mail again', answer: Done },
} as const satisfies Table

export type Contract = typeof contract
export type EndpointName = keyof Contract
export type AnswerOf<Name extends EndpointName> = z.output<Contract[Name]['answer']>
export type BodyOf<Name extends EndpointName> = Contract[Name] extends { readonly body: infer Body extends z.ZodType }
  ? z.input<Body>
  : undefined
export type QueryOf<Name extends EndpointName> = Contract[Name] extends { readonly query: infer Query extends z.ZodType }
  ? z.input<Query>
  : undefined
