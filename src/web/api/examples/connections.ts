import { examplesOf } from './examples-of.ts'
import { at, connection, done, eur, ids, later, next } from './props.ts'

const whole = {
  ...connection,
  facts: { name: 'Studio Maren', version: '10.3', warnings: [] },
  clock: null,
  hooks: {
    count: 3,
    checkedAt: later,
    mended: [],
    address: `https://selvage.example/hooks/${ids.connection}`,
    sentence: 'The shop tells us at once when something changes.',
  },
  cannot: [{ ability: 'Read a file back', why: 'The platform does not hand files out again.' }],
  rates: [{ says: 'At most 5 requests a second', usedToday: 812, perDay: null, pausedUntil: null }],
}
const given = { spoke: 'stub', baseUrl: 'https://shop.example', settings: { key: '…' } }

export const connectionExamples = examplesOf({
  'GET /spokes': {
    answer: {
      items: [
        {
          id: 'stub',
          label: 'Stub shop',
          docs: 'https://shop.example/api',
          steps: ['Open the settings of your shop and make a key that may read and write.'],
          fields: [{ name: 'key', label: 'Key', help: 'It is shown once, there.', isSecret: true, isOptional: false, placeholder: null }],
          home: null,
          authorise: { can: false, why: 'It has no consent page.', isOnlyWay: false, needs: [], callbackUrl: null },
          cannotPublish: null,
          publishes: 'by-request',
          cannot: whole.cannot,
        },
      ],
    },
  },
  'GET /shops/{shop}/connections': { answer: { items: [connection] } },
  'POST /shops/{shop}/connections/check': {
    body: given,
    answer: { name: 'Studio Maren', currency: 'EUR', url: 'https://shop.example', canWrite: true, warnings: [] },
  },
  'POST /shops/{shop}/connections': {
    body: { ...given, label: 'Studio Maren' },
    answer: { ...whole, state: 'rehearsal', liveFrom: null, history: { state: 'waiting', read: 0, total: null } },
  },
  'POST /shops/{shop}/connections/authorise': {
    body: { ...given, label: 'Studio Maren', settings: {} },
    answer: { url: 'https://shop.example/consent?state=…' },
  },
  'GET /shops/{shop}/connections/{connection}': { answer: whole },
  'PATCH /shops/{shop}/connections/{connection}': { body: { label: 'Studio Maren' }, answer: whole },
  'POST /shops/{shop}/connections/{connection}/remove': { answer: done },
  'GET /shops/{shop}/connections/{connection}/live-preview': {
    answer: {
      sentences: ['Each new sale brings its buyer a mail with the link to the files.', 'The 4,312 orders from before stay silent.'],
      historyOrders: 4312,
      historyBuyers: 2977,
      patternsListed: 12,
      canGoLive: true,
      why: null,
    },
  },
  'POST /shops/{shop}/connections/{connection}/state': { body: { to: 'live' }, answer: whole },
  'POST /shops/{shop}/connections/{connection}/look': { answer: done },
  'GET /shops/{shop}/connections/{connection}/found': {
    answer: {
      items: [
        {
          listingId: ids.listing,
          remoteId: '40',
          title: 'Wren Tee, PDF pattern',
          sku: 'SM-101',
          price: eur('950'),
          url: 'https://shop.example/product/wren-tee',
          isPublished: true,
          sold: 40,
          suggestion: { patternId: ids.pattern, patternTitle: 'Wren Tee', why: 'the article number is the same' },
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/connections/{connection}/adopt': {
    body: { listings: [{ listingId: ids.listing, patternId: ids.pattern }] },
    answer: { adopted: 1, granted: 41 },
  },
  'GET /shops/{shop}/connections/{connection}/deliveries': {
    answer: {
      items: [
        { id: ids.delivery, source: 'hook', state: 'done', reason: null, remoteId: '1001', times: 1, sizeBytes: 5210, receivedAt: at },
      ],
      next: null,
    },
  },
  'POST /shops/{shop}/deliveries/{delivery}/replay': { answer: done },
  'POST /shops/{shop}/deliveries/{delivery}/done': { answer: done },
  'GET /shops/{shop}/connections/{connection}/jobs': {
    answer: {
      items: [
        { id: ids.job, name: 'poll', says: 'Reads new sales', state: 'done', attempts: 1, reason: null, createdAt: at, endedAt: later },
      ],
    },
  },
  'POST /shops/{shop}/jobs/{job}/retry': { answer: done },
})
