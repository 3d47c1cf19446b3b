/** Answers of the hub as they would be in a shop that sells well, for screens without a hub. Invented shop, invented buyers. */
import type { AnswerOf } from '#web/api/contract.ts'

type Full = AnswerOf<'GET /shops/{shop}/patterns/{pattern}'>
type Listing = AnswerOf<'GET /shops/{shop}/listings/{listing}'>
type Order = AnswerOf<'GET /shops/{shop}/orders/{order}'>
type Connection = AnswerOf<'GET /shops/{shop}/connections/{connection}'>
type HandStep = AnswerOf<'POST /shops/{shop}/hand-steps/{step}'>
type HandEdit = AnswerOf<'POST /shops/{shop}/hand-edits/{edit}'>

export const id = (number: number): string => `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
export const eur = (minor: number) => ({ minor: String(minor), currency: 'EUR' })
export const hash = (seed: number): string =>
  Array.from({ length: 64 }, (_, index) => ((seed * 7 + index * 11 + ((seed * index) % 13)) % 16).toString(16)).join('')

const hour = 60
export const day = 24 * hour

export const shops: AnswerOf<'GET /me'>['shops'] = [
  { id: id(1), slug: 'demo', name: 'Studio Maren', currency: 'EUR', isDemo: true, heldAt: null },
  { id: id(2), slug: 'lindenhof', name: 'Lindenhof Patterns', currency: 'EUR', isDemo: false, heldAt: null },
]

export const me: AnswerOf<'GET /me'> = {
  user: { id: 'u1', name: 'Maren Lind', email: 'maren@example.org' },
  hasOwner: true,
  shops,
  publicUrl: {
    state: 'none',
    url: null,
    checkedAt: null,
    sentence: 'No public address is set: shops are read by asking, and no mail with a link leaves this machine.',
  },
  version: '0.1.0',
}

const titles = [
  ['Wren Tee', 'SM-101', 'sewing', 950, 'updated', 214],
  ['Plumb Skirt', 'SM-102', 'sewing', 1150, 'needs-you', 167],
  ['Marram Trousers', 'SM-103', 'sewing', 1350, 'working', 98],
  ['Harbour Tank', 'SM-104', 'sewing', 850, 'failed', 73],
  ['Fen Shawl', 'SM-201', 'knitting', 700, 'waiting', 341],
  ['Sedge Socks', 'SM-202', 'knitting', 600, 'updated', 512],
  ['Nine Patch Meadow', 'SM-301', 'quilting', 1400, 'unplanned', 12],
] as const

const sizes = ['34', '36', '38', '40', '42', '44', '46']

export function listing(at: number, number: number, where: number): Listing {
  const [title, sku, , , state] = titles[at] ?? titles[0]
  const one = where === 0 ? state : state === 'unplanned' ? 'unplanned' : 'updated'
  const isThere = one !== 'unplanned'
  const connection = connections[where]
  return {
    id: id(3000 + at * 10 + where),
    connectionId: connection?.id ?? id(0),
    shop: connection?.label ?? '',
    spoke: 'cornershop',
    spokeLabel: connection?.spokeLabel ?? '',
    publishes: 'by-request',
    patternId: id(1000 + at),
    patternTitle: title,
    remoteId: isThere ? String(700 + at) : null,
    url: isThere ? `https://shop.example/pattern/${700 + at}` : null,
    state: one,
    reason:
      one === 'needs-you'
        ? 'The price there was changed by hand to 9.00 EUR. Put it right or keep theirs, under Changed by hand.'
        : one === 'failed'
          ? 'The shop answered 500 five times. Its own page may say more; then press Try again.'
          : null,
    desiredNo: 4,
    provenNo: isThere ? 4 : 0,
    provenAt: isThere ? ago(number * 7 + 3) : null,
    observedAt: isThere ? ago(number * 2 + 1) : null,
    versionThere: isThere ? '2.0' : null,
    handEdits: one === 'needs-you' ? 2 : 0,
    proof: isThere
      ? {
          at: ago(number * 7 + 3),
          by: 'reading' as const,
          fields: ['Title', 'Short text', 'Description', 'Article number', 'Price', 'Tags', 'Categories', 'Pictures', 'Files'].map(
            (label, index) => ({
              field: label.toLowerCase(),
              label,
              hash: hash(at * 10 + index),
            }),
          ),
          files: ['a4', 'a0', 'instructions'].map((key, index) => ({
            fileKey: key,
            name: `${sku.toLowerCase()}-2.0-${key}.pdf`,
            sha256: hash(at * 3 + index + 50),
            by: index === 0 ? ('bytes' as const) : ('name' as const),
          })),
        }
      : null,
    steps: isThere
      ? [
          {
            id: id(4000 + at * 10),
            says: 'Puts the three files into the shop’s own media library',
            state: 'done',
            reason: null,
            sentAt: ago(21),
            settledAt: ago(21),
          },
          {
            id: id(4001 + at * 10),
            says: 'Set the title, the price and the files',
            state: 'unknown',
            reason: 'the answer was lost',
            sentAt: ago(21),
            settledAt: ago(20),
          },
          { id: id(4002 + at * 10), says: 'Reads everything back', state: 'done', reason: null, sentAt: ago(20), settledAt: ago(20) },
        ]
      : [],
    changes: one === 'needs-you' ? [{ field: 'price', label: 'Price', from: '9.00 EUR', to: '11.50 EUR' }] : [],
  }
}

const connectionOf = (number: number, part: Partial<Connection>): Connection => ({
  id: id(500 + number),
  spoke: 'cornershop',
  spokeLabel: 'Cornershop',
  label: 'studiomaren.example',
  url: 'https://studiomaren.example',
  state: 'live',
  reason: null,
  mayWrite: true,
  currency: 'EUR',
  cannotPublish: null,
  publishes: 'by-request',
  sales: 'read',
  liveFrom: ago(40 * day),
  history: { state: 'read', read: 1318, total: 1318 },
  lastPollAt: ago(0.4),
  lastSweepAt: ago(6),
  listings: { ours: 7, found: 0, needYou: 1, waiting: 1, byHand: 0 },
  facts: { name: 'Studio Maren', version: '11.0.1', warnings: [] },
  clock:
    'The clock of your shop is 7 minutes behind the one here. Sales around “Go live” are sorted rightly all the same; whoever looks after the shop, or this computer, should set right the one that is wrong.',
  hooks: {
    count: 4,
    checkedAt: ago(6),
    mended: ['One hook had been switched off by the shop after five failures; it was switched on again yesterday.'],
    address: null,
    sentence: 'Without a public address the shop cannot call us; sales are read by asking every 45 seconds.',
  },
  cannot: [{ ability: 'readPayouts', why: 'The shop has no list of payouts; its payment service has.' }],
  rates: [{ says: 'Requests to studiomaren.example', usedToday: 2140, perDay: null, pausedUntil: null }],
  ...part,
})

export const connections: Connection[] = [
  connectionOf(0, {}),
  connectionOf(1, {
    label: 'Second shop',
    url: 'https://second.example',
    state: 'rehearsal',
    mayWrite: false,
    liveFrom: null,
    history: { state: 'reading', read: 2140, total: 4312 },
    listings: { ours: 5, found: 3, needYou: 0, waiting: 0, byHand: 0 },
    facts: { name: 'Second shop', version: '10.4', warnings: ['The shop’s address redirects to www; use that one.'] },
    rates: [{ says: 'Requests to second.example', usedToday: 310, perDay: 10_000, pausedUntil: null }],
  }),
]

/** Not among those of the lists; its own page is looked at. */
export const keptByHand = connectionOf(2, {
  label: 'Maren at Handmart',
  url: 'https://handmart.example/maren',
  cannotPublish: null,
  publishes: 'by-hand',
  sales: 'brought',
  clock: null,
  facts: { name: 'maren', version: '', warnings: [] },
})

export const patterns: Full[] = titles.map(([title, sku, craft, price, , sold], at) => ({
  id: id(1000 + at),
  sku,
  title,
  craft,
  summary: 'An easy pattern that is sewn in an afternoon, with a neckline that is open without being low.',
  description:
    '<p>The one you make three times in a row.</p><ul><li>Sizes 34 to 46, each on its own layer</li><li>A4, US Letter, A0 and projector</li></ul><p><strong>Fabric:</strong> light jersey.</p>',
  sizes,
  materials: 'Jersey, matching thread, a jersey needle',
  gauge: craft === 'knitting' ? '28 stitches and 38 rows in 10 cm' : '',
  fabric: craft === 'sewing' ? 'Light jersey, at least 20 % stretch' : '',
  skill: 'Beginner',
  languages: ['en', 'de'],
  tags: ['jersey', 'beginner', 'projector'],
  categories: ['Tops'],
  editNo: 3,
  isArchived: false,
  images: [
    { sha256: hash(at + 1), alt: `${title}, drawn from the draft`, href: `/fixture/cover-${at}.svg` },
    { sha256: hash(at + 90), alt: 'The pieces laid out', href: `/fixture/cover-${at + 3}.svg` },
  ],
  prices: [
    { currency: 'EUR', amount: eur(price), sale: at === 1 ? { amount: eur(price - 250), from: ago(day), to: null } : null },
    { currency: 'USD', amount: { minor: String(price + 100), currency: 'USD' }, sale: null },
  ],
  versions:
    at === 6
      ? []
      : (['2.0', '1.0'] as const).map((number, back) => ({
          id: id(2000 + at * 10 + back),
          number,
          ...(back === 1 ? { kind: 'first' as const, sizes: [] } : { kind: 'sizes' as const, sizes: ['42', '44', '46'] }),
          note: back === 1 ? 'The first.' : 'Sizes 44 and 46 are new; the hem of 42 is 5 mm longer.',
          createdAt: ago((20 + back * 200) * day),
          files: (['a4', 'letter', 'a0', 'projector', 'instructions'] as const).map((role, index) => ({
            fileKey: role,
            role,
            fileName: `${sku.toLowerCase()}-${number}-${role}.pdf`,
            sha256: hash(at * 30 + index + back * 7),
            sizeBytes: 480_000 + index * 911_000,
            pages: role === 'a0' || role === 'projector' ? 1 : 18 + index,
            layers: role === 'instructions' ? [] : sizes,
            href: `/fixture/file-${role}.pdf`,
          })),
        })),
  listings: [0, 1].map(where => listing(at, at, where)),
  sales: { sold, refunded: 3, income: [eur(sold * price)], owners: sold - 3, lastAt: ago(at * 70 + 12) },
  unsent: at === 0,
  createdAt: ago(400 * day),
  updatedAt: ago(at * day + 30),
}))

export const listings: Listing[] = patterns.flatMap(pattern => pattern.listings as Listing[])

const buyers = ['Ana Ribeiro', 'Jon Petersen', 'Mireille Blanc', 'Kaja Nowak', 'Tomoko Abe', 'Lucía Fernández', 'Ida Holm', null]

const heldOf = (at: number, { versions }: Full): Order['lines'][number]['has'] => {
  const isNewest = at % 3 !== 1
  const version = versions[isNewest ? 0 : 1]
  if (version === undefined) return null
  const how = (['fetched', 'sold-with', 'sent-there'] as const)[at % 3] ?? 'fetched'
  const shop = how === 'fetched' ? null : (connections[at % 2]?.label ?? null)
  return {
    versionId: version.id,
    number: version.number,
    isNewest,
    since: ago(at * at * 30 + 3),
    how,
    shop,
    files: at === 3 ? 2 : 5,
    ofFiles: 5,
  }
}

export const holdersOf = ({ versions, sales: { owners } }: Full): AnswerOf<'GET /shops/{shop}/patterns/{pattern}/holders'> => {
  const unknown = Math.floor(owners / 8)
  const older = Math.floor(owners / 6)
  const counts = [owners - unknown - older, older]
  return { owners, unknown, versions: versions.map(({ id: versionId, number }, at) => ({ versionId, number, owners: counts[at] ?? 0 })) }
}

export const orders: Order[] = Array.from({ length: 14 }, (_, at) => {
  const pattern = patterns[at % 6] as Full
  const price = pattern.prices[0]?.amount ?? eur(900)
  const isUnmatched = at === 2
  const state = at === 4 ? ('refunded' as const) : at === 7 ? ('pending' as const) : ('paid' as const)
  const buyer = buyers[at % buyers.length] ?? null
  return {
    id: id(6000 + at),
    number: String(10_482 - at),
    shop: connections[at % 2]?.label ?? '',
    state,
    buyer,
    total: price,
    refunded: state === 'refunded' ? price : eur(0),
    placedAt: ago(at * at * 37 + 4),
    isHistory: at > 10,
    patterns: isUnmatched ? [] : [pattern.title],
    unmatched: isUnmatched ? 1 : 0,
    email: buyer ? `${buyer.split(' ')[0]?.toLowerCase()}@example.org` : null,
    personId: buyer ? id(4000 + (at % buyers.length)) : null,
    canGiveBack: at === 2 ? price : null,
    lines: [
      {
        line: '1',
        title: isUnmatched ? 'Gift bundle, spring' : pattern.title,
        sku: isUnmatched ? null : pattern.sku,
        quantity: 1,
        total: price,
        patternId: isUnmatched ? null : pattern.id,
        patternTitle: isUnmatched ? null : pattern.title,
        access: isUnmatched ? 'none' : state === 'refunded' ? 'ended' : state === 'pending' ? 'waiting' : 'open',
        has: isUnmatched || state === 'pending' || at > 10 ? null : heldOf(at, pattern),
      },
    ],
    refunds: state === 'refunded' ? [{ amount: price, reason: 'Bought twice', at: ago(90) }] : [],
    postings:
      state === 'pending'
        ? []
        : [
            {
              at: ago(at * 200 + 4),
              cause: `sale:${id(6000 + at)}`,
              from: 'income:patterns:cornershop',
              to: 'asset:clearing:cornershop',
              amount: price,
            },
            ...(state === 'refunded'
              ? [
                  {
                    at: ago(90),
                    cause: `refund:${id(6000 + at)}:1`,
                    from: 'asset:clearing:cornershop',
                    to: 'income:patterns:cornershop',
                    amount: price,
                  },
                ]
              : []),
          ],
    mails:
      at > 10 || isUnmatched ? [] : [{ id: id(8000), subject: `Your files: ${pattern.title}`, state: 'logged', at: ago(at * 200 + 3) }],
    claims: at === 2 ? [{ patternId: pattern.id, title: pattern.title, email: 'mina@example.com', at: ago(90) }] : [],
  }
})

export const handEdits: HandEdit[] = [
  { field: 'price', label: 'Price', was: '11.50 EUR', found: '9.00 EUR', rule: 'ask' as const },
  {
    field: 'description',
    label: 'Description',
    was: 'A wrap skirt with a deep hem.\nSizes 34 to 46.',
    found: 'A wrap skirt with a deep hem. NOW ON SALE!!\nSizes 34 to 44.',
    rule: 'ask' as const,
  },
  { field: 'tags', label: 'Tags', was: 'skirt, linen, beginner', found: 'skirt, linen', rule: 'hub' as const },
].map((edit, at) => ({
  id: id(7000 + at),
  listingId: id(at === 2 ? 3050 : 3010),
  shop: 'studiomaren.example',
  patternId: id(at === 2 ? 1005 : 1001),
  patternTitle: at === 2 ? 'Sedge Socks' : 'Plumb Skirt',
  url: 'https://shop.example/pattern/701',
  foundAt: ago(9 + at * 30),
  settledAt: null,
  settledHow: null,
  ...edit,
}))

const handStepOf = (number: number, part: Partial<HandStep>): HandStep => ({
  id: id(7000 + number),
  listingId: id(2000),
  connectionId: id(500),
  shop: 'studiomaren.example',
  patternId: id(1000),
  patternTitle: 'Wren Tee',
  says: 'Tell those who bought it of version 2.1',
  url: 'https://studiomaren.example/wren-tee/buyers',
  text: 'Wren Tee, version 2.1\n\nThe sleeve of size 44 is corrected. Please download it anew.',
  kit: null,
  changes: [],
  madeAt: ago(50),
  doneAt: null,
  doneBy: null,
  supersededAt: null,
  ...part,
})

export const handSteps: HandStep[] = [
  handStepOf(0, {}),
  handStepOf(1, {
    shop: 'Maren at the market',
    says: 'Bring it up to date at the market',
    text: null,
    kit: '/kit.zip',
    changes: [
      { field: 'price', label: 'Price', from: '€ 9.50', to: '€ 10.50' },
      { field: 'files', label: 'Files', from: 'A4 (version 2.0)', to: 'A4 (version 2.1)' },
    ],
  }),
  handStepOf(2, { says: 'Put it up at the market', doneAt: ago(3 * 60), doneBy: 'you', text: null }),
]

export const claims: AnswerOf<'GET /shops/{shop}/patterns/{pattern}/claims'> = {
  isOffered: true,
  sentence: '12 buyers have claimed it. 31 purchases wait for their buyers.',
  hides: ['Corner Shop'],
  waiting: 31,
  claimed: 12,
  code: '7KQ2-M4XD',
  link: 'https://patterns.example/library/studio-maren/claim?code=7KQ2-M4XD',
  note: 'Thank you for buying Wren Tee!\n\nWhen this pattern is corrected, the corrected version is in your library. Put it there once, free of charge:\nhttps://patterns.example/library/studio-maren/claim?code=7KQ2-M4XD\n\nYou need the number of your order and this code: 7KQ2-M4XD',
  sheets: { a4: '/api/v1/claim-sheet?paper=a4', letter: '/api/v1/claim-sheet?paper=letter' },
  older: [
    { code: 'V3TN-09HB', madeAt: ago(60 * 24 * 40), leakedAt: null },
    { code: 'H81C-WW2P', madeAt: ago(60 * 24 * 200), leakedAt: ago(60 * 24 * 40) },
  ],
}
