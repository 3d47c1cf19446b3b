/** Endpoints of what she says of one storefront alone – texts, prices, her own words – and of taking off sale and going back. */
import { z } from 'zod'
import { stayingFields } from '#hub/listing/staying.ts'
import { crafts } from '#hub/pattern/facts.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

const roundings = ['none', 'whole', 'half', 'ninety-nine'] as const
const Digits = z.string().regex(/^-?\d{1,18}$/)

export const PriceRuleShape = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('in which the shop sells'),
  fromCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('of the pattern’s price that it starts from'),
  rateMillionths: z
    .string()
    .regex(/^\d{1,13}$/)
    .describe('what one whole of that is worth here, in millionths: 1080000 for 1.08'),
  percentHundredths: z.int().min(-9_999).max(1_000_000).describe('1250 raises by 12.5 %, a minus lowers'),
  addMinor: Digits.describe('added afterwards, in the smallest unit'),
  rounding: z.enum(roundings).describe('half: to .00 or .50; ninety-nine: to .99'),
  floorMinor: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable()
    .describe('her lowest price; the shop’s own least counts as well'),
})

const ShelfId = z
  .string()
  .regex(/^[^#\s]{1,100}$/)
  .describe('the id of a place in the shop’s own tree of categories')
const Shelf = z.object({ id: ShelfId, path: z.string().describe('from the root, parted by “ › ”') })

export const WritingShape = z.object({
  title: z.string().max(500).describe('with places such as {title} and {sizes}; empty: the pattern’s own'),
  description: z.string().max(60_000).describe('HTML of few tags, with places; empty: the pattern’s own'),
  priceRule: PriceRuleShape.nullable(),
  shelves: z
    .partialRecord(z.enum(crafts), ShelfId)
    .optional()
    .describe('where patterns of a craft stand there; a craft left out: chosen by its words. All left out: what is kept'),
})

/** What a shop takes; null where nothing is known. */
export const LimitsShape = z.object({
  title: z.int().nullable(),
  tags: z.int().nullable(),
  tag: z.int().nullable(),
  pictures: z.int().nullable(),
  files: z.int().nullable(),
  fileBytes: z.int().nullable(),
  least: s.MoneyShape.nullable(),
})

const WritingThere = WritingShape.extend({
  currency: z.string(),
  tree: z.array(Shelf).describe('the shop’s own categories; empty where it has none, or has not told them yet'),
  limits: LimitsShape,
  placeholders: z.array(z.object({ name: z.string(), says: z.string() })),
})

const WritingPreview = z.object({
  sentence: z.string(),
  changed: z.int(),
  items: z.array(
    z.object({
      patternId: s.Id,
      title: z.string(),
      changes: z.array(s.Change),
      losses: z.array(z.string()),
      refused: z.string().nullable(),
    }),
  ),
})

const PropertyValue = z.object({
  id: z.string().max(200).describe('the shop’s own; empty where it goes by its text'),
  text: z.string().max(500),
  unit: z.string().max(100).optional().describe('what the shop counts it in, where it says so apart: US sizes'),
})
const Property = z.object({
  id: z.string(),
  name: z.string(),
  values: z.array(PropertyValue).describe('what it takes; empty: any text'),
  isFree: z.boolean().describe('whether it takes other texts than those'),
  most: z.int().nullable().describe('how many at once; null: any number'),
  chosen: z.array(PropertyValue).describe('what would stand there'),
  fact: z.string().nullable().describe('the fact of the pattern that it tells, in words; null: none'),
  isOwn: z.boolean().describe('whether she has chosen it herself'),
  isOnce: z.boolean().describe('set with a new listing alone; afterwards it is changed at the shop'),
})

const Wording = z.object({
  title: z.string().min(1).max(500).nullable(),
  description: z.string().max(60_000).nullable(),
  tags: z.array(z.string().min(1).max(255)).max(250).nullable(),
  price: s.MoneyShape.nullable(),
  shelf: ShelfId.nullable(),
  properties: z
    .record(z.string().min(1).max(200), z.array(PropertyValue).max(50))
    .refine(all => Object.keys(all).length <= 100, 'At most 100 of them')
    .describe('what stands in the fields of its category there, by their ids, where she has chosen it; none: it stays empty'),
  isOffered: z.boolean().describe('false: not made there, and off sale where it is'),
})

export const AtStorefront = z.object({
  connectionId: s.Id,
  shop: z.string(),
  spokeLabel: z.string(),
  currency: z.string(),
  isThere: z.boolean(),
  own: Wording.describe('hers for this shop alone; null: as the pattern has it'),
  shown: z
    .object({
      title: z.string(),
      description: z.string(),
      tags: z.array(z.string()),
      price: s.MoneyShape,
      isPublished: z.boolean(),
      shelf: z.string().nullable().describe('where it would stand in the shop’s own tree; null: left to the shop'),
    })
    .nullable()
    .describe('as it would stand there'),
  shelves: z.array(Shelf).describe('the shop’s own categories'),
  properties: z.array(Property).describe('the fields of the category there, as the shop last told them; those with a fact first'),
  listingId: s.Id.nullable().describe('null: it has no listing there yet'),
  found: z
    .array(z.object({ field: z.enum(stayingFields), state: z.enum(['same', 'other', 'replaced']) }))
    .describe(
      'pictures and files that were found there: they stay as the pattern’s own, or as others, or are replaced with the next press',
    ),
  losses: z.array(z.string()),
  refused: z.string().nullable(),
  limits: LimitsShape,
})

const Patterns = z.object({ patternIds: z.array(s.Id).min(1).max(500) })
const AtShops = Patterns.extend({ connectionIds: z.array(s.Id).min(1).max(50) })
const Pressed = { key: z.string().max(200).describe('of the preview') }
const Started = z.object({ publicationId: s.Id.nullable().describe('null: nothing was to be sent') })

const HistoryPoint = z.object({
  no: z.int(),
  at: s.Time,
  cause: z.enum(s.causes),
  publicationId: s.Id,
  by: z.string().describe('who pressed, in words'),
  changes: z.array(s.Change),
  steps: z.array(s.StepRow),
  provenAt: s.Time.nullable(),
  isNow: z.boolean(),
})

export const storefrontContract = {
  'GET /shops/{shop}/connections/{connection}/writing': {
    scope: 'read',
    says: 'How texts and prices are made for a shop, and what it takes',
    answer: WritingThere,
  },
  'POST /shops/{shop}/connections/{connection}/writing/preview': {
    scope: 'read',
    does: 'nothing',
    says: 'Which patterns would be written or priced otherwise there, from what to what',
    body: WritingShape,
    answer: WritingPreview,
  },
  'PUT /shops/{shop}/connections/{connection}/writing': {
    scope: 'patterns',
    does: 'here',
    says: 'Keeps it here; nothing is sent',
    body: WritingShape,
    answer: WritingThere,
  },
  'GET /shops/{shop}/patterns/{pattern}/storefronts': {
    scope: 'read',
    says: 'A pattern as each shop would show it, and what that loses',
    answer: z.object({ items: z.array(AtStorefront) }),
  },
  'PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}': {
    scope: 'patterns',
    does: 'here',
    says: 'Her own words for a pattern at one shop; null as the pattern has it, left out stays. Nothing is sent',
    body: Wording.partial(),
    answer: AtStorefront,
  },
  'POST /shops/{shop}/patterns/{pattern}/duplicate': {
    scope: 'patterns',
    does: 'here',
    says: 'A new pattern with its facts, prices and pictures, and no files',
    answer: s.PatternFull,
  },
  'POST /shops/{shop}/retire-preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What putting patterns away would take off sale, and where',
    body: Patterns,
    answer: s.Preview,
  },
  'POST /shops/{shop}/retire': {
    scope: 'publish',
    does: 'here',
    says: 'Puts patterns away and takes them off sale everywhere',
    body: Patterns.extend(Pressed),
    answer: Started.extend({ putAway: z.int() }),
  },
  'POST /shops/{shop}/unpublish-preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What would be taken off sale at these shops',
    body: AtShops,
    answer: s.Preview,
  },
  'POST /shops/{shop}/unpublish': {
    scope: 'publish',
    does: 'here',
    says: 'Takes patterns off sale at these shops; they are not offered there until that is said again',
    body: AtShops.extend(Pressed),
    answer: Started.extend({ changed: z.int() }),
  },
  'GET /shops/{shop}/listings/{listing}/history': {
    scope: 'read',
    says: 'Every point of a listing, newest first: what was wanted, by whom, what was sent, when it was proven',
    query: z.object({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    answer: s.pageOf(HistoryPoint),
  },
  'POST /shops/{shop}/listings/{listing}/back-preview': {
    scope: 'read',
    does: 'nothing',
    says: 'What going back to a point would send, and what it cannot bring back',
    body: z.object({ no: z.int().min(1).max(1_000_000) }),
    answer: s.Preview,
  },
  'POST /shops/{shop}/listings/{listing}/back': {
    scope: 'publish',
    does: 'here',
    says: 'Goes back to that point',
    body: z.object({ no: z.int().min(1).max(1_000_000), ...Pressed }),
    answer: z.object({ publicationId: s.Id }),
  },
} as const satisfies Table
