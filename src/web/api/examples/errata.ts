import { examplesOf } from './examples-of.ts'
import { preview } from './listings.ts'
import { at, done, ids, later, next } from './props.ts'

const fields = {
  severity: 'some-sizes' as const,
  sizes: ['44', '46'],
  files: ['instructions'],
  places: 'page 3, row 14',
  notes: { en: 'Row 14 begins with k2tog, not k2.', de: 'Reihe 14 beginnt mit 2 re zus, nicht mit 2 re.' },
  writes: true,
  reachesPast: true,
}
const erratum = {
  id: ids.other,
  patternId: ids.pattern,
  patternTitle: 'Wren Tee',
  state: 'draft' as const,
  version: { id: ids.version, number: '2.1' },
  ...fields,
  editNo: 1,
  createdAt: at,
  leavesAt: null,
  leftAt: null,
  pauseId: null,
  isOutOfStore: false,
  publicPage: `https://patterns.example/library/studio-maren/corrections/${ids.pattern}`,
}
const pressed = { ...erratum, state: 'waiting' as const, leavesAt: later }
const seen = {
  key: '4be1',
  sentence: 'Of 130 owners, 118 get one mail; 12 find it in their library alone. Nobody gets it twice, and nobody gets news with it.',
  owners: 130,
  groups: [
    {
      ...{
        way: 'mail' as const,
        says: 'Get one mail, and find it in their library',
        why: 'order-mail' as const,
        shops: ['Studio Maren'],
        owners: 118,
      },
      whySays: 'They gave the address for this order; a correction is a message about that order.',
    },
    {
      ...{ way: 'notice' as const, says: 'Find it in their library', why: 'said-no' as const, shops: ['Studio Maren'], owners: 12 },
      whySays: 'They asked for no mails about files.',
    },
  ],
  byRoute: { mail: 118, hand: 0, there: 0, notice: 130 },
  mails: [
    { language: 'en' as const, subject: 'A correction to some sizes of Wren Tee', text: 'Hello Ana, …', html: '<p>Hello Ana, …</p>' },
  ],
  handSteps: [],
  canPress: true,
  why: null,
}
const counts = {
  holds: 40,
  told: 78,
  'under-way': 0,
  'told-by-hand': 0,
  'waits-for-you': 0,
  there: 0,
  notice: 11,
  unreached: 1,
  forgotten: 0,
}
const receipt = {
  state: 'out' as const,
  leavesAt: at,
  leftAt: at,
  sentence: 'Of 130 owners, 40 hold the corrected version; 78 were written to; 11 find it in their library; 1 could not be reached.',
  owners: 130,
  counts,
  lines: [
    {
      ...{
        bucket: 'unreached' as const,
        says: 'could not be reached',
        why: 'not-known' as const,
        whySays: 'The shop keeps to itself who bought.',
      },
      ...{ toDo: 'Give the note with the code of the pattern to buyers at that shop.', owners: 1 },
    },
  ],
  isSettled: true,
}
const owner = {
  ...{ ownerId: ids.order, isKnown: false, email: null, name: null, order: '#1001', shop: 'Studio Maren' },
  ...{ bucket: 'unreached' as const, routes: [], why: 'not-known' as const, whySays: 'The shop keeps to itself who bought.' },
  ...{ toDo: 'Give the note with the code of the pattern to buyers at that shop.', mailSays: null, toldAt: null },
}

export const errataExamples = examplesOf({
  'GET /shops/{shop}/errata': { answer: { items: [erratum], next } },
  'POST /shops/{shop}/patterns/{pattern}/errata': { body: { versionId: ids.version, ...fields }, answer: erratum },
  'GET /shops/{shop}/errata/{erratum}': { answer: erratum },
  'PATCH /shops/{shop}/errata/{erratum}': { body: { editNo: 1, places: 'page 3, rows 14 and 15' }, answer: { ...erratum, editNo: 2 } },
  'POST /shops/{shop}/errata/{erratum}/remove': { answer: done },
  'POST /shops/{shop}/errata/{erratum}/preview': { answer: seen },
  'POST /shops/{shop}/errata/{erratum}/press': { body: { key: seen.key, holdMinutes: 10 }, answer: pressed },
  'POST /shops/{shop}/errata/{erratum}/take-back': { answer: erratum },
  'GET /shops/{shop}/errata/{erratum}/receipt': { answer: receipt },
  'GET /shops/{shop}/errata/{erratum}/owners': { answer: { items: [owner], next } },
  'POST /shops/{shop}/errata/{erratum}/pause-preview': {
    answer: {
      key: '77aa',
      sentence: 'One shop takes it off sale. Owners keep what they have, and it can be taken back.',
      plan: preview,
      isInStore: false,
      byHand: [],
    },
  },
  'POST /shops/{shop}/errata/{erratum}/pause': { body: { key: '77aa' }, answer: { publicationId: ids.publication } },
  'POST /shops/{shop}/errata/{erratum}/back-into-store': { answer: done },
})
