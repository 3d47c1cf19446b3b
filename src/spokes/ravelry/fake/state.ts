/** What the pretend Ravelry remembers: one designer with one store, her app, some makers, and what was bought. Times in milliseconds, amounts in the smallest unit. */

export interface Photo {
  id: number
  caption: string
  sha256: string
  type: string
  token: string
  /** Made a moment after it was asked for. */
  readyMs: number
  isFailed: boolean
}

/** A draft, and the page that was made of it, have the same facts. */
export interface Facts {
  name: string
  notes: string
  craftId: number | null
  categories: number[]
  attributes: number[]
  photos: Photo[]
  /** Whatever else was told of it, as it came. */
  more: Record<string, unknown>
  updatedMs: number
}
export interface Draft extends Facts {
  id: number
  businessId: number
  storeId: number | null
  publishedPatternId: number | null
}
export interface Pattern extends Facts {
  id: number
  permalink: string
  publishedMs: number
  projects: number
}

export interface Attachment {
  id: number
  name: string
  sha256: string
  size: number
  /** Listed from then on. */
  readyMs: number
}
export interface Product {
  id: number
  title: string
  sku: string
  /** In the smallest unit; null until somebody sets one. */
  price: number | null
  currency: string | null
  isFree: boolean
  isActive: boolean
  tag: string
  soldOn: { type: 'DraftPattern' | 'Pattern' | 'PatternSource'; id: number }
  attachments: Attachment[]
}

export interface Line {
  id: number
  productId: number | null
  promotionId: number | null
  title: string
  amount: number
  discount: number
  files: { id: number; name: string; sha256: string }[]
}
export interface Payment {
  id: number
  gross: number
  txnId: string
  type: string
}
export interface Invoice {
  id: string
  number: number
  madeMs: number
  paidMs: number
  kind: 'ravelry-purchase' | 'lys-sale' | 'lys-payment'
  creatorType: number | null
  name: string | null
  email: string | null
  country: string | null
  username: string | null
  currency: string
  lines: Line[]
  payments: Payment[]
  reference: string | null
}

export interface Cart {
  id: number
  username: string
  items: { id: number; productId: number }[]
  isDone: boolean
}

export interface App {
  /** Basic, personal: all that its owner may do. */
  accessKey: string
  personalKey: string
  /** Basic, read only: nothing that is marked authenticated. */
  readUser: string
  readPassword: string
  clientId: string
  clientSecret: string
  callbacks: string[]
  /** By Ravelry, on request: the scopes that write, and the carts. */
  isWhitelisted: boolean
  mayCart: boolean
}
export interface Code {
  code: string
  clientId: string
  callback: string
  scopes: string[]
  username: string
  untilMs: number
}
export interface Grant {
  clientId: string
  access: string
  untilMs: number
  refresh: string | null
  scopes: string[]
  username: string
}

export interface Settings {
  currency: string
  storeName: string
  isStoreOpen: boolean
  /** How long Ravelry takes over a file or a picture. */
  workMs: number
  perMinute: number
  linksPerDay: number
  /** How the sum of a month may grow before it takes too long. */
  mostInMonth: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  nextId: number
  username: string
  userId: number
  businessId: number
  storeId: number
  settings: Settings
  app: App | null
  codes: Code[]
  grants: Grant[]
  drafts: Draft[]
  patterns: Pattern[]
  products: Product[]
  uploads: { token: string; isUsed: boolean }[]
  images: { id: number; sha256: string; type: string }[]
  links: { token: string; sha256: string; name: string; untilMs: number }[]
  linkTimes: number[]
  invoices: Invoice[]
  carts: Cart[]
}

/** Ravelry publishes no number; these are the pretend one's own. */
export const ownLimits = { perMinute: 3200 } as const
export const raisedLimits = { perMinute: 60_000 } as const

export function newState(seed: number): State {
  return {
    clock: { aheadMs: 0 },
    dice: seed,
    nextId: 1_000_000 + seed * 1000,
    username: 'pretendknits',
    userId: 700_000 + seed,
    businessId: 51_000 + seed,
    storeId: 41_000 + seed,
    settings: {
      currency: process.env.SELVAGE_FAKE_CURRENCY ?? 'EUR',
      storeName: 'Pretend Knits',
      isStoreOpen: true,
      workMs: 5,
      ...raisedLimits,
      linksPerDay: 10_000,
      mostInMonth: 100_000,
    },
    app: null,
    codes: [],
    grants: [],
    drafts: [],
    patterns: [],
    products: [],
    uploads: [],
    images: [],
    links: [],
    linkTimes: [],
    invoices: [],
    carts: [],
  }
}
