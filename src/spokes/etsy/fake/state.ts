/** What the pretend Etsy remembers: one seller with one shop, her app, and what was bought. Times in seconds, amounts in the shop's smallest unit. */
import type { Waiting } from '#kit/fake-messages.ts'

export interface ListingImage {
  id: number
  alt: string
  sha256: string
  type: string
  created: number
}
export interface ListingFile {
  id: number
  name: string
  sha256: string
  size: number
  created: number
}
export interface PropertyValue {
  property_id: number
  property_name: string
  scale_id: number | null
  value_ids: number[]
  values: string[]
}
export interface Offering {
  id: number
  price: number
  quantity: number
  isEnabled: boolean
}
export interface Product {
  id: number
  sku: string
  values: PropertyValue[]
  offerings: Offering[]
}
export type ListingState = 'active' | 'inactive' | 'draft' | 'sold_out' | 'expired'

export interface Listing {
  id: number
  title: string
  description: string
  state: ListingState
  type: 'physical' | 'download'
  price: number
  quantity: number
  /** null until somebody edits the inventory: Etsy has no record of it before. */
  products: Product[] | null
  onProperty: { price: number[]; quantity: number[]; sku: number[] }
  tags: string[]
  whoMade: string
  whenMade: string
  isSupply: boolean
  autoRenew: boolean
  taxonomyId: number
  shippingProfileId: number | null
  /** In their order. */
  images: ListingImage[]
  files: ListingFile[]
  /** What stands in the properties of its category. */
  properties: PropertyValue[]
  created: number
  updated: number
  stateAt: number
  ending: number
}

export interface Refund {
  amount: number
  created: number
  reason: string
  status: string
}
export interface Line {
  id: number
  listingId: number | null
  productId: number | null
  title: string
  sku: string
  quantity: number
  price: number
  /** What the buyer may fetch: the files as they were when it was bought. */
  files: { id: number; name: string; sha256: string }[]
}
export interface Receipt {
  id: number
  status: 'open' | 'payment processing' | 'paid' | 'completed' | 'canceled' | 'fully refunded' | 'partially refunded'
  isPaid: boolean
  buyerId: number
  name: string
  email: string | null
  country: string
  created: number
  updated: number
  lines: Line[]
  discount: number
  tax: number
  refunds: Refund[]
}

export interface LedgerEntry {
  id: number
  sequence: number
  amount: number
  balance: number
  description: string
  type: string
  reference: string | null
  parent: number
  created: number
}

export interface App {
  keystring: string
  secret: string
  /** Registered letter for letter. */
  callbacks: string[]
}
export interface Code {
  code: string
  keystring: string
  challenge: string
  callback: string
  scopes: string[]
  until: number
}
/** A line of tokens: each renewal replaces both words, and the old renewal word dies with it. */
export interface Grant {
  keystring: string
  access: string
  accessUntil: number
  refresh: string
  refreshUntil: number
  scopes: string[]
}

export interface Endpoint {
  id: number
  url: string
  secret: string
  events: string[]
  isEnabled: boolean
}
export interface Told {
  endpointId: number
  id: string
  body: string
}

export interface Settings {
  currency: string
  shopName: string
  /** Etsy raises them on request, as it has for this app; tests put them back. */
  perSecond: number
  perDay: number
  /** Whether the app may see buyers' addresses; granted to few. */
  givesEmail: boolean
  /** Percent added to each sale. */
  taxPercent: number
  /** What `when_made` takes beside the fixed ones. */
  newestEra: string
  isHoliday: boolean
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  nextId: number
  userId: number
  shopId: number
  opened: number
  settings: Settings
  apps: App[]
  codes: Code[]
  grants: Grant[]
  listings: Listing[]
  receipts: Receipt[]
  ledger: LedgerEntry[]
  endpoints: Endpoint[]
  messages: Waiting<Told>[]
}

/** Of a new app. Source: Etsy's own page on moving to v3, read 2026-10; clients of others tell half of both. */
export const documentedLimits = { perSecond: 10, perDay: 10_000 } as const
export const raisedLimits = { perSecond: 1000, perDay: 1_000_000 } as const

export function newState(seed: number, now: number): State {
  return {
    clock: { aheadMs: 0 },
    dice: seed,
    nextId: 1_000_000_000 + seed * 1000,
    userId: 7_000_000 + seed,
    shopId: 41_000_000 + seed,
    opened: now - 400 * 86_400,
    settings: {
      currency: process.env.SELVAGE_FAKE_CURRENCY ?? 'EUR',
      shopName: 'PretendPatterns',
      ...raisedLimits,
      givesEmail: process.env.SELVAGE_FAKE_BUYER_EMAIL === 'granted',
      taxPercent: 0,
      newestEra: '2020_2025',
      isHoliday: false,
    },
    apps: [],
    codes: [],
    grants: [],
    listings: [],
    receipts: [],
    ledger: [],
    endpoints: [],
    messages: [],
  }
}
