/** What several examples speak of: one small pattern business. */

export const ids = {
  shop: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a01',
  pattern: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a02',
  version: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a03',
  olderVersion: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9b03',
  connection: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a04',
  listing: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a05',
  order: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a06',
  publication: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a07',
  upload: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a08',
  edit: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a09',
  mail: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0a',
  delivery: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0b',
  job: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0c',
  key: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0d',
  step: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0e',
  bundle: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a41',
  coupon: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a42',
  checkout: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a43',
  change: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a44',
  other: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a45',
  salesFile: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9b01',
  salesImport: '0199f3a2-7c10-7a51-8d20-1f0c6b3d9b02',
} as const

export const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
export const at = '2026-03-01T12:00:00.000Z'
export const later = '2026-03-01T12:00:04.210Z'
export const eur = (minor: string) => ({ minor, currency: 'EUR' })
export const done = { done: true } as const
export const next = 'MjAyNi0wMy0wMVQxMjowMDowMC4wMDBaIDAxOTlmM2EyLTdjMTAtN2E1MS04ZDIwLTFmMGM2YjNkOWEwMg'

export const listing = {
  id: ids.listing,
  connectionId: ids.connection,
  shop: 'Studio Maren',
  spoke: 'stub',
  spokeLabel: 'Stub shop',
  publishes: 'by-request' as const,
  patternId: ids.pattern,
  patternTitle: 'Wren Tee',
  remoteId: '77',
  url: 'https://shop.example/product/wren-tee',
  state: 'updated' as const,
  reason: null,
  desiredNo: 4,
  provenNo: 4,
  provenAt: later,
  observedAt: later,
  versionThere: '2.0',
  handEdits: 0,
}

export const orderRow = {
  id: ids.order,
  number: '#1001',
  shop: 'Studio Maren',
  state: 'paid' as const,
  buyer: 'Ana',
  total: eur('750'),
  refunded: eur('0'),
  placedAt: at,
  isHistory: false,
  patterns: ['Wren Tee'],
  unmatched: 0,
}

export const connection = {
  id: ids.connection,
  spoke: 'stub',
  spokeLabel: 'Stub shop',
  label: 'Studio Maren',
  url: 'https://shop.example',
  state: 'live' as const,
  reason: null,
  mayWrite: true,
  currency: 'EUR',
  cannotPublish: null,
  publishes: 'by-request' as const,
  sales: 'read' as const,
  liveFrom: at,
  history: { state: 'read' as const, read: 4312, total: 4312 },
  lastPollAt: later,
  lastSweepAt: later,
  listings: { ours: 12, found: 1, needYou: 0, waiting: 0, byHand: 0 },
}
