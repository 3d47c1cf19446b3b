import { examplesOf } from './examples-of.ts'
import { at, done, ids, later, listing, next, sha256 } from './props.ts'

const change = { field: 'title', label: 'Title', from: 'Wren Tee', to: 'Wren Tee, sizes 34 to 48' }
export const preview = {
  key: '6b86b273ff34fce19d6b804eff5a3f57',
  sentence: 'One listing is changed at one shop.',
  listings: [
    {
      listingId: ids.listing,
      connectionId: ids.connection,
      shop: 'Studio Maren',
      patternTitle: 'Wren Tee',
      isNew: false,
      changes: [change],
      steps: [{ says: 'Change the title', cost: null, cannotUndo: null }],
      refused: null,
      losses: ['The title loses its last 23 characters and ends with “… for wovens”.'],
    },
  ],
  cost: [],
  peopleTold: 0,
  cannotUndo: [],
}
const publication = {
  id: ids.publication,
  cause: 'publish' as const,
  says: 'Wren Tee, to Studio Maren',
  version: '2.0',
  at,
  listings: [
    { listingId: ids.listing, shop: 'Studio Maren', patternTitle: 'Wren Tee', state: 'updated' as const, reason: null, provenAt: later },
  ],
  canUndo: true,
  undoneBy: null,
}
const edit = {
  id: ids.edit,
  listingId: ids.listing,
  shop: 'Studio Maren',
  patternId: ids.pattern,
  patternTitle: 'Wren Tee',
  url: listing.url,
  field: 'title',
  label: 'Title',
  was: 'Wren Tee',
  found: 'Wren Tee SALE',
  foundAt: at,
  settledAt: null,
  settledHow: null,
  rule: 'ask' as const,
}
const step = {
  id: ids.step,
  listingId: ids.listing,
  connectionId: ids.connection,
  shop: 'Studio Maren',
  patternId: ids.pattern,
  patternTitle: 'Wren Tee',
  says: 'Tell those who bought it of version 2.1',
  url: 'https://shop.example/product/wren-tee/buyers',
  text: 'Wren Tee, version 2.1: the sleeve of size 44 is corrected. Please download it anew.',
  kit: null,
  changes: [],
  madeAt: at,
  doneAt: null,
  doneBy: null,
  supersededAt: null,
}
const started = { publicationId: ids.publication }
const target = { patternIds: [ids.pattern], connectionIds: [ids.connection] }

export const listingExamples = examplesOf({
  'POST /shops/{shop}/preview': { body: target, answer: preview },
  'POST /shops/{shop}/publish': { body: { ...target, key: preview.key }, answer: started },
  'GET /shops/{shop}/publications': { answer: { items: [publication], next: null } },
  'GET /shops/{shop}/publications/{publication}': { answer: publication },
  'POST /shops/{shop}/publications/{publication}/undo-preview': {
    answer: {
      ...preview,
      sentence: 'One listing is put back.',
      listings: preview.listings.map(one => ({ ...one, changes: [{ ...change, from: change.to, to: change.from }] })),
    },
  },
  'POST /shops/{shop}/publications/{publication}/undo': { body: { key: preview.key }, answer: started },
  'GET /shops/{shop}/listings': { answer: { items: [listing], next } },
  'GET /shops/{shop}/listings/{listing}': {
    answer: {
      ...listing,
      proof: {
        at: later,
        by: 'reading',
        fields: [{ field: 'title', label: 'Title', hash: sha256 }],
        files: [{ fileKey: 'a4', name: 'Wren Tee A4.pdf', sha256, by: 'bytes' }],
      },
      steps: [{ id: ids.delivery, says: 'Change the title', state: 'done', reason: null, sentAt: at, settledAt: later }],
      changes: [],
    },
  },
  'POST /shops/{shop}/listings/{listing}/retry': { answer: done },
  'POST /shops/{shop}/listings/{listing}/check': { answer: done },
  'GET /shops/{shop}/hand-steps': { answer: { items: [step], next: null } },
  'POST /shops/{shop}/hand-steps/{step}': { body: { isDone: true }, answer: { ...step, doneAt: later, doneBy: 'you' } },
  'GET /shops/{shop}/hand-edits': { answer: { items: [edit], next: null } },
  'POST /shops/{shop}/hand-edits/{edit}': {
    body: { how: 'put-right' },
    answer: { ...edit, settledAt: later, settledHow: 'put-right' },
  },
})
