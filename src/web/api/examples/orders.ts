import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids, later, next, orderRow } from './props.ts'

const mail = {
  id: ids.mail,
  kind: 'files' as const,
  to: 'ana@example.com',
  subject: 'Your pattern: Wren Tee',
  state: 'sent' as const,
  reason: null,
  createdAt: at,
  sentAt: later,
}

const salesMap = {
  columns: { orderNumber: 'Order', date: 'Date', product: 'Product', email: 'E-mail', gross: 'Paid' },
  dateOrder: 'dmy' as const,
  decimalSign: ',' as const,
  currency: 'EUR',
  amountsAre: 'row' as const,
  taxIs: 'inside' as const,
}
const salesFile = {
  id: ids.salesFile,
  connectionId: ids.connection,
  fileName: 'sales-2026-02.csv',
  sizeBytes: 48_210,
  encoding: 'windows-1252' as const,
  separator: ';' as const,
  header: ['Order', 'Date', 'Product', 'E-mail', 'Paid'],
  map: salesMap,
  preset: 'Monthly sales',
}
const salesImport = {
  id: ids.salesImport,
  fileName: salesFile.fileName,
  rows: 212,
  orders: 198,
  known: 31,
  unread: 1,
  state: 'taken' as const,
  doneRows: 243,
  allRows: 243,
  reason: null,
  takenAt: at,
  undoneAt: null,
  stays: null,
}

export const orderExamples = examplesOf({
  'GET /shops/{shop}/connections/{connection}/sales-imports': { answer: { items: [salesImport], next: null } },
  'GET /shops/{shop}/connections/{connection}/sales-imports/{salesImport}': {
    answer: { ...salesImport, state: 'taking' as const, doneRows: 120 },
  },
  'POST /shops/{shop}/connections/{connection}/sales-imports/{salesImport}/undo': {
    answer: { ...salesImport, state: 'undoing' as const, doneRows: 0, undoneAt: later },
  },
  'GET /shops/{shop}/connections/{connection}/sales-presets': {
    answer: { items: [{ name: 'Monthly sales', map: salesMap, changedAt: at }] },
  },
  'POST /shops/{shop}/connections/{connection}/sales-presets/forget': { body: { name: 'Monthly sales' }, answer: done },
  'GET /shops/{shop}/sales-files/{salesFile}': { answer: salesFile },
  'POST /shops/{shop}/sales-files/{salesFile}/report': {
    body: { map: salesMap },
    answer: {
      key: '6b86b273ff34fce19d6b804eff5a3f57',
      questions: [],
      sentence: '212 rows are new, 31 rows are known already, 1 row cannot be read. Nobody is written to.',
      fresh: 212,
      known: 31,
      unread: 1,
      faults: [{ line: 87, reason: '“n/a” is no amount in EUR.' }],
      orders: 198,
      history: 198,
      mails: 0,
      products: [
        {
          key: 'name wren tee',
          title: 'Wren Tee',
          sku: null,
          rows: 120,
          patternId: null,
          suggestion: { patternId: ids.pattern, patternTitle: 'Wren Tee', why: 'The same title' },
        },
      ],
      sample: [
        {
          line: 2,
          number: '1001',
          placedAt: at,
          product: 'Wren Tee',
          buyer: 'Ana',
          quantity: 1,
          gross: eur('950'),
          refunded: eur('0'),
          isNew: true,
        },
      ],
    },
  },
  'POST /shops/{shop}/sales-files/{salesFile}/take': {
    body: {
      map: salesMap,
      key: '6b86b273ff34fce19d6b804eff5a3f57',
      matches: [{ product: 'name wren tee', patternId: ids.pattern }],
      preset: 'Monthly sales',
    },
    answer: { ...salesImport, state: 'taking' as const, doneRows: 0 },
  },
  'POST /shops/{shop}/sales-files/{salesFile}/forget': { answer: done },
  'GET /shops/{shop}/orders': { answer: { items: [orderRow], next } },
  'GET /shops/{shop}/orders/{order}': {
    answer: {
      ...orderRow,
      email: mail.to,
      personId: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9c01',
      lines: [
        {
          line: '1',
          title: 'Wren Tee, PDF pattern',
          sku: 'SM-101',
          quantity: 1,
          total: eur('750'),
          patternId: ids.pattern,
          patternTitle: 'Wren Tee',
          access: 'open',
          has: { versionId: ids.version, number: '2.0', isNewest: true, since: later, how: 'fetched', shop: null, files: 2, ofFiles: 3 },
        },
      ],
      canGiveBack: null,
      refunds: [],
      postings: [{ at, cause: `order:${ids.order}`, from: 'income:patterns:stub', to: 'asset:clearing:stub', amount: eur('750') }],
      mails: [{ id: ids.mail, subject: mail.subject, state: 'sent', at }],
      claims: [],
    },
  },
  'GET /shops/{shop}/patterns/{pattern}/holders': {
    answer: {
      owners: 57,
      versions: [
        { versionId: ids.version, number: '2.0', owners: 41 },
        { versionId: ids.olderVersion, number: '1.0', owners: 9 },
      ],
      unknown: 7,
    },
  },
  'POST /shops/{shop}/orders/{order}/lines/{line}/match': { body: { patternId: ids.pattern }, answer: { granted: 3 } },
  'GET /shops/{shop}/unreadable': {
    answer: {
      items: [
        { id: ids.delivery, shop: 'Studio Maren', remoteId: '88', reason: 'Its amount has no currency. It was kept.', receivedAt: at },
      ],
    },
  },
  'GET /shops/{shop}/mails': { answer: { items: [mail], next: null } },
  'GET /shops/{shop}/mails/{mail}': {
    answer: { ...mail, text: 'Hello Ana, your pattern is here: …', html: '<p>Hello Ana, your pattern is here: …</p>' },
  },
  'POST /shops/{shop}/mails/{mail}/retry': { answer: done },
  'GET /shops/{shop}/connections/{connection}/invite-preview': {
    answer: {
      buyers: 2977,
      batches: 30,
      sentence: '2,977 earlier buyers with an address have never been told of their library.',
      subject: 'Your patterns have a home',
      text: 'Hello, everything you bought lies in one library now. Open it: …',
      canSend: true,
      why: null,
    },
  },
  'POST /shops/{shop}/connections/{connection}/invite': { body: { buyers: 2977 }, answer: { invited: 2977 } },
})
