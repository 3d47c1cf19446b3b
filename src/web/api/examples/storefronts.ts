import { examplesOf } from './examples-of.ts'
import { listingExamples } from './listings.ts'
import { patternExamples } from './patterns.ts'
import { at, eur, ids, later } from './props.ts'

const limits = { title: 140, tags: 13, tag: 20, pictures: 20, files: 5, fileBytes: 20_971_520, least: eur('20') }
const writing = {
  title: '{title} – {craft} pattern[, sizes {sizes}]',
  description: '<p>{description}</p><p>Sizes: {sizes}</p><p>Find all my patterns at {shop}.</p>',
  priceRule: {
    currency: 'EUR',
    fromCurrency: 'EUR',
    rateMillionths: '1000000',
    percentHundredths: 1_000,
    addMinor: '20',
    rounding: 'half' as const,
    floorMinor: '300',
  },
  shelves: { sewing: '2004' },
}
const tree = [{ id: '2004', path: 'Craft Supplies › Patterns › Sewing Patterns' }]
const writingThere = { ...writing, currency: 'EUR', tree, limits, placeholders: [{ name: 'title', says: 'the title of the pattern' }] }
const levels = [
  { id: '411', text: 'Beginner' },
  { id: '412', text: 'Intermediate' },
]
const needles = [
  { id: '421-7', text: '6', unit: 'US sizes' },
  { id: '422-7', text: '7', unit: 'US sizes' },
]
const field = { isFree: false, most: 1, fact: null, isOwn: false, isOnce: false, chosen: [] }
const losses = ['2 tags of 15 are left out, the last ones: linen, summer.']
const storefront = {
  connectionId: ids.connection,
  shop: 'Studio Maren',
  spokeLabel: 'Stub shop',
  currency: 'EUR',
  isThere: true,
  listingId: ids.listing,
  found: [
    { field: 'images' as const, state: 'other' as const },
    { field: 'files' as const, state: 'same' as const },
  ],
  own: {
    title: 'Wren Tee, boxy top for wovens',
    description: null,
    tags: null,
    price: null,
    shelf: null,
    properties: { 42: [needles[0]!] },
    isOffered: true,
  },
  shown: {
    title: 'Wren Tee, boxy top for wovens',
    description: '<p>Boxy, with a faced neckline.</p>',
    tags: ['tee', 'woven'],
    price: eur('1050'),
    isPublished: true,
    shelf: 'Craft Supplies › Patterns › Sewing Patterns',
  },
  shelves: tree,
  properties: [
    { ...field, id: '41', name: 'Skill level', fact: 'Skill level', values: levels, chosen: [levels[0]!] },
    { ...field, id: '42', name: 'Needle size', most: 5, fact: 'Needle size', isOwn: true, values: needles, chosen: [needles[0]!] },
    {
      ...field,
      id: '43',
      name: 'Gauge',
      isFree: true,
      most: null,
      fact: 'Gauge',
      values: [],
      chosen: [{ id: '', text: '22 stitches in 10 cm' }],
    },
    { ...field, id: '44', name: 'Occasion', values: [{ id: '441', text: 'Wedding' }] },
  ],
  losses,
  refused: null,
  limits,
}
const preview = listingExamples['POST /shops/{shop}/preview'].answer
const offSale = {
  ...preview,
  sentence: 'One listing will be changed. Nobody is written to.',
  listings: preview.listings.map(one => ({
    ...one,
    changes: [{ field: 'isPublished', label: 'For sale', from: 'Yes', to: 'No' }],
    steps: [{ says: 'Take it off sale', cost: null, cannotUndo: null }],
    losses: [],
  })),
}
const patterns = { patternIds: [ids.pattern] }
const atShops = { ...patterns, connectionIds: [ids.connection] }

export const storefrontExamples = examplesOf({
  'GET /shops/{shop}/connections/{connection}/writing': { answer: writingThere },
  'POST /shops/{shop}/connections/{connection}/writing/preview': {
    body: writing,
    answer: {
      sentence: '1 pattern of 12 changes. Nothing is sent until you publish.',
      changed: 1,
      items: [
        {
          patternId: ids.pattern,
          title: 'Wren Tee',
          changes: [{ field: 'price', label: 'Price', from: '€ 9.50', to: '€ 10.50' }],
          losses,
          refused: null,
        },
      ],
    },
  },
  'PUT /shops/{shop}/connections/{connection}/writing': { body: writing, answer: writingThere },
  'GET /shops/{shop}/patterns/{pattern}/storefronts': { answer: { items: [storefront] } },
  'PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}': {
    body: { title: 'Wren Tee, boxy top for wovens' },
    answer: storefront,
  },
  'POST /shops/{shop}/patterns/{pattern}/duplicate': {
    answer: {
      ...patternExamples['GET /shops/{shop}/patterns/{pattern}'].answer,
      title: 'Wren Tee (copy)',
      sku: 'WREN-TEE-COPY',
      versions: [],
      listings: [],
    },
  },
  'POST /shops/{shop}/retire-preview': { body: patterns, answer: offSale },
  'POST /shops/{shop}/retire': { body: { ...patterns, key: preview.key }, answer: { publicationId: ids.publication, putAway: 1 } },
  'POST /shops/{shop}/unpublish-preview': { body: atShops, answer: offSale },
  'POST /shops/{shop}/unpublish': { body: { ...atShops, key: preview.key }, answer: { publicationId: ids.publication, changed: 1 } },
  'GET /shops/{shop}/listings/{listing}/history': {
    answer: {
      items: [
        {
          no: 4,
          at,
          cause: 'publish',
          publicationId: ids.publication,
          by: 'You',
          changes: [{ field: 'title', label: 'Title', from: 'Wren Tee', to: 'Wren Tee, sizes 34 to 48' }],
          steps: [{ id: ids.delivery, says: 'Change the title', state: 'done', reason: null, sentAt: at, settledAt: later }],
          provenAt: later,
          isNow: true,
        },
      ],
      next: null,
    },
  },
  'POST /shops/{shop}/listings/{listing}/back-preview': { body: { no: 3 }, answer: preview },
  'POST /shops/{shop}/listings/{listing}/back': { body: { no: 3, key: preview.key }, answer: { publicationId: ids.publication } },
})
