/** More of the pretend shop: what was pressed, mails, storefronts, and the first page. */
import type { AnswerOf } from '#web/api/contract.ts'

import { ago, connections, day, eur, id, listing, orders } from './fixtures.ts'

type Publication = AnswerOf<'GET /shops/{shop}/publications/{publication}'>
type Mail = AnswerOf<'GET /shops/{shop}/mails/{mail}'>

export const publications: Publication[] = [
  { at: 0, says: 'Wren Tee, version 2.0', cause: 'publish' as const },
  { at: 3, says: 'Prices of 4 patterns', cause: 'publish' as const },
  { at: 5, says: 'Sedge Socks put right', cause: 'put-right' as const },
].map(({ at, says, cause }, number) => ({
  id: id(9000 + number),
  cause,
  says,
  version: number === 0 ? '2.0' : null,
  at: ago(number * 300 + 20),
  listings: [0, 1].map(where => {
    const one = listing(at, at, where)
    return {
      listingId: one.id,
      shop: one.shop,
      patternTitle: one.patternTitle ?? '',
      state: one.state,
      reason: one.reason,
      provenAt: one.provenAt,
    }
  }),
  canUndo: number < 2,
  undoneBy: null,
}))

const mailHtml =
  '<style>h1 { color: #6b3a57; font-size: 20px }</style><div style="max-width: 560px; margin: 0 auto"><h1>Your files are ready</h1><p>Hello Ana,</p><p>thank you for buying <strong>Wren Tee</strong>. It lies in your library, always in its newest version.</p><p><a href="https://shop.example/library" style="display: inline-block; padding: 10px 18px; background: #6b3a57; color: #ffffff; border-radius: 8px; text-decoration: none">Open the library</a></p><p>Studio Maren</p></div>'

export const mails: Mail[] = (['logged', 'sent', 'held', 'failed', 'waiting'] as const).map((state, at) => ({
  id: id(8000 + at),
  kind: at === 2 ? ('invitation' as const) : at === 1 ? ('sign-in' as const) : ('files' as const),
  to: ['ana@example.org', 'jon@example.org', 'mireille@example.org', 'kaja@example', 'tomoko@example.org'][at] ?? '',
  subject:
    ['Your files: Wren Tee', 'Your link to the library', 'Your patterns have a home', 'Your files: Fen Shawl', 'Your files: Sedge Socks'][
      at
    ] ?? '',
  state,
  reason:
    state === 'failed'
      ? 'The mail server does not know this address (550). Ask the buyer for another.'
      : state === 'held'
        ? 'Held until the public address has been reached.'
        : null,
  createdAt: ago(at * 55 + 3),
  sentAt: state === 'sent' ? ago(at * 55 + 2) : null,
  text: 'Hello Ana,\n\nthank you for buying Wren Tee. It lies in your library, always in its newest version:\nhttps://shop.example/library\n\nStudio Maren',
  html: mailHtml,
}))

export const spokes: AnswerOf<'GET /spokes'>['items'] = [
  {
    id: 'cornershop',
    label: 'Cornershop',
    docs: 'https://shop.example/docs',
    steps: [
      'Sign in to your shop as its owner and open Settings, then Advanced, then Keys.',
      'Press “Add key”, write Selvage as its name, and choose Read and write.',
      'Copy both halves of the key now: the shop shows the second one only once.',
    ],
    fields: [
      { name: 'key', label: 'Key', help: 'Begins with ck_', isSecret: false, isOptional: false, placeholder: 'ck_…' },
      { name: 'secret', label: 'Secret', help: 'Begins with cs_', isSecret: true, isOptional: false, placeholder: null },
    ],
    home: null,
    authorise: {
      can: true,
      why: 'Its own consent page needs a public address; without one, keys do the same.',
      isOnlyWay: false,
      needs: [],
      callbackUrl: null,
    },
    cannotPublish: null,
    publishes: 'by-request',
    cannot: [{ ability: 'readPayouts', why: 'The shop has no list of payouts; its payment service has.' }],
  },
]

type SalesImport = AnswerOf<'GET /shops/{shop}/connections/{connection}/sales-imports'>['items'][number]
const importOf = (at: number, part: Partial<SalesImport>): SalesImport => ({
  ...{ id: id(9700 + at), fileName: `sales-202${6 - at}.csv`, rows: 48_211, orders: 39_870, known: 1_789, unread: 2 },
  ...{ state: 'taken', doneRows: 50_000, allRows: 50_000, reason: null, takenAt: ago(3 + at * day), undoneAt: null, stays: null },
  ...part,
})

/** One in each of its states. */
export const salesImports: SalesImport[] = [
  importOf(0, { state: 'taking', doneRows: 12_400, rows: 50_000, orders: 40_000, known: 0 }),
  importOf(1, { state: 'undoing', doneRows: 31_000, undoneAt: ago(1) }),
  importOf(2, {
    state: 'stopped',
    doneRows: 2_000,
    ...{ rows: 2_000, orders: 1_612, known: 0 },
    reason:
      'It stopped after 2,000 of 50,000 rows. The table itself is no longer in the data folder. What is in counts once: bring the table again for the rest, or take this back.',
  }),
  importOf(3, {
    stays: 'It stays: 3 buyers have been written to by now. A single order is put right where it was sold, in the next table.',
  }),
  importOf(4, {}),
  importOf(5, { state: 'undone', undoneAt: ago(2 * day) }),
]

export const today: AnswerOf<'GET /shops/{shop}/today'> = {
  line: 'Three things need you; 12 of 14 listings are proven to be as they should, the last one 3 minutes ago.',
  isQuiet: false,
  heldAt: null,
  todos: [
    {
      key: 'a',
      title: 'Plumb Skirt was changed by hand',
      detail: 'Price and description at studiomaren.example. Put them right or keep theirs.',
      href: '/hand-edits',
      action: 'Look',
    },
    {
      key: 'b',
      title: 'Harbour Tank could not be updated',
      detail: 'The shop answered 500 five times.',
      href: `/patterns/${id(1003)}?tab=shops`,
      action: 'See why',
    },
    {
      key: 'c',
      title: 'A buyer asks in her library to be forgotten',
      detail: 'Act within 30 days: forget her on her page here, which does it, and ask for it at each storefront where she bought.',
      href: `/people/${id(4000)}`,
      action: 'Open her page',
      wish: { delivery: id(4100), message: 'ana@example.com', isOfLibrary: true },
    },
  ],
  moreTodos: 1,
  checks: [
    { words: 'Every sale of the last 24 hours is counted once', isTrue: true, at: ago(1) },
    { words: 'Every buyer of a live shop has the newest file', isTrue: true, at: ago(1) },
    { words: 'Every listing shows what stands here', isTrue: false, at: ago(6) },
    { words: 'The books balance to the cent', isTrue: true, at: ago(1) },
  ],
  sales: { today: 4, week: 31, month: 118, incomeMonth: [eur(104_870)] },
  days: Array.from({ length: 30 }, (_, at) => ({
    day: new Date(Date.now() - (29 - at) * day * 60_000).toISOString().slice(0, 10),
    sold: (at * 7) % 9 === 0 ? 0 : ((at * 13) % 7) + (at % 6 === 0 ? 5 : 0),
  })),
  recent: orders.slice(0, 5),
  shops: connections,
}

export const keys: AnswerOf<'GET /shops/{shop}/keys'>['items'] = [
  { name: 'Price list in a spreadsheet', prefix: 'selvage_5f0c11aa', scopes: ['read' as const, 'patterns' as const] },
  { name: 'Bookkeeping', prefix: 'selvage_77b2c0de', scopes: ['orders' as const], expiresAt: ago(-60 * 24 * 90) },
  { name: 'An old phone', prefix: 'selvage_0d1e2f33', scopes: ['read' as const], revokedAt: ago(60 * 24 * 3) },
].map((key, at) => ({
  expiresAt: null,
  revokedAt: null,
  ...key,
  id: id(9800 + at),
  createdAt: ago(60 * 24 * (at + 5)),
  lastUsedAt: at === 1 ? null : ago(at * 60 + 12),
}))
