/** What the pretend shop remembers: plain data, so that it lives on disk as JSON. Amounts are decimals in text, as the platform tells them. */
import { type ClockState, Dice } from '#kit/fake-clock.ts'

export interface Settings {
  shopName: string
  /** The shop's name at the platform; the pretend one is reached at its own address instead. */
  domain: string
  currency: string
  /** Decides the rate: see `ratesOf`. */
  plan: 'Basic' | 'Advanced' | 'Plus' | 'Enterprise'
  /** A development shop of a partner. */
  isDevelopment: boolean
  taxPercent: number
  areTaxesIncluded: boolean
  /** Whether the app may see names, addresses and e-mail (protected customer data, level 2). */
  isProtectedGranted: boolean
  scopes: string[]
  hasPayments: boolean
  /** How long a picture is being prepared. */
  processingMs: number
  /** Which family of header names a hook carries. */
  hookHeaders: 'X-Shopify' | 'Shopify'
  /** What the app's page lists as allowed to send the consent's answer to; empty for any. */
  redirects: string[]
  /** Whether app and shop belong to the same organisation, which client credentials need. */
  isSameOrganisation: boolean
}

export interface Token {
  readonly token: string
  /** null: does not run out. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
}

export interface Refresh {
  readonly refresh: string
  readonly expiresAt: number
  readonly scopes: readonly string[]
  /** The one before it serves until this one is used. */
  readonly previous: string | null
}

export interface Variant {
  readonly id: number
  sku: string
  price: string
  compareAtPrice: string | null
  requiresShipping: boolean
  options: { name: string; value: string }[]
}

export interface Product {
  readonly id: number
  title: string
  descriptionHtml: string
  productType: string
  /** Of the standard tree; null: none, as most products of hers. */
  category?: string | null
  tags: string[]
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
  handle: string
  createdAt: number
  updatedAt: number
  metafields: { namespace: string; key: string; type: string; value: string }[]
  variants: Variant[]
  /** Ids of files, in their order. */
  media: number[]
  publications: number[]
}

export interface MediaFile {
  readonly id: number
  alt: string
  readonly fileName: string
  readonly mimeType: string
  readonly createdAt: number
  /** null: nothing that could be a picture came. */
  readonly sha256: string | null
}

/** A place that was given out for an upload. */
export interface Staged {
  readonly key: string
  readonly signature: string
  readonly fileName: string
  readonly mimeType: string
  readonly fileSize: number | null
  readonly expiresAt: number
  sha256: string | null
}

export interface OrderLine {
  readonly id: number
  readonly productId: number | null
  readonly title: string
  readonly sku: string | null
  readonly quantity: number
  /** Before discounts. */
  readonly total: string
  readonly discount: string
  readonly tax: string
  readonly requiresShipping: boolean
  fulfilled: number
}

export interface Order {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly currency: string
  readonly areTaxesIncluded: boolean
  readonly isTest: boolean
  readonly email: string | null
  /** Left out: not ticked. */
  readonly acceptsMarketing?: boolean
  readonly buyer: string
  readonly country: string
  readonly total: string
  readonly tax: string
  readonly lines: OrderLine[]
  readonly workId: number
  updatedAt: number
  cancelledAt: number | null
  paidAt: number | null
  refunds: { id: number; createdAt: number; amount: string; note: string | null }[]
}

export interface BalanceRow {
  readonly id: number
  readonly type: string
  readonly at: number
  readonly currency: string
  readonly amount: string
  readonly fee: string
  readonly net: string
  readonly orderId: number
}

export interface Hook {
  readonly id: number
  readonly topic: string
  uri: string
}

export interface Delivery {
  readonly id: string
  readonly hookId: number
  readonly topic: string
  readonly body: string
  readonly triggeredAt: number
  tries: number
  dueAt: number
}

export interface Discount {
  readonly id: number
  title: string
  code: string
  startsAt: number
  endsAt: number | null
  usageLimit: number | null
  tags: string[]
  /** Of one: 0.2. */
  percentage: number | null
  amount: string | null
  isOnEach: boolean
  /** null: everything. */
  productIds: number[] | null
}

export interface State {
  clock: ClockState
  dice: number
  nextId: number
  nextOrder: number
  settings: Settings
  app: { clientId: string; clientSecret: string; previousSecret: string | null }
  tokens: Token[]
  refreshes: Refresh[]
  codes: { code: string; expiresAt: number; scopes: string[] }[]
  definitions: { id: number; namespace: string; key: string; type: string; ownerType: string }[]
  publications: { id: number; title: string; supportsFuturePublishing: boolean }[]
  products: Product[]
  files: MediaFile[]
  staged: Staged[]
  orders: Order[]
  balance: BalanceRow[]
  hooks: Hook[]
  queue: Delivery[]
  discounts?: Discount[]
  bucket: { available: number; filledAt: number }
}

export const readScopes = [
  'read_products',
  'read_publications',
  'read_orders',
  'read_all_orders',
  'read_shopify_payments_accounts',
  'read_shopify_payments_payouts',
]
export const allScopes = [
  'write_products',
  'write_files',
  'write_publications',
  'write_discounts',
  'read_orders',
  'read_all_orders',
  'write_merchant_managed_fulfillment_orders',
  'read_shopify_payments_accounts',
  'read_shopify_payments_payouts',
]

/** Points a second and the most that is saved up: twenty seconds' worth. Source: rate-limits, read 2026-11; 2,000 at 100 is told by its answers. */
export function ratesOf(plan: Settings['plan']): { readonly perSecond: number; readonly most: number } {
  const perSecond = { Basic: 100, Advanced: 200, Plus: 1000, Enterprise: 2000 }[plan]
  return { perSecond, most: perSecond * 20 }
}

export function newState(seed: number, other: Partial<Settings>): State {
  const dice = new Dice(seed)
  const clientId = dice.hex(32)
  const clientSecret = `shpss_${dice.hex(32)}`
  return {
    clock: { aheadMs: 0 },
    dice: dice.state,
    nextId: 7_100_000_000_001,
    nextOrder: 1001,
    settings: {
      shopName: 'Tidewater Patterns (pretend)',
      domain: 'tidewater-patterns.myshopify.com',
      currency: 'EUR',
      plan: 'Basic',
      isDevelopment: false,
      taxPercent: 0,
      areTaxesIncluded: false,
      isProtectedGranted: true,
      scopes: [...allScopes],
      hasPayments: true,
      processingMs: 120,
      hookHeaders: 'X-Shopify',
      redirects: [],
      isSameOrganisation: true,
      ...other,
    },
    app: { clientId, clientSecret, previousSecret: null },
    tokens: [],
    refreshes: [],
    codes: [],
    definitions: [],
    publications: [
      { id: 91_001, title: 'Online Store', supportsFuturePublishing: true },
      { id: 91_002, title: 'Point of Sale', supportsFuturePublishing: false },
      { id: 91_003, title: 'Shop', supportsFuturePublishing: false },
    ],
    products: [],
    files: [],
    staged: [],
    orders: [],
    balance: [],
    hooks: [],
    queue: [],
    bucket: { available: ratesOf(other.plan ?? 'Basic').most, filledAt: 0 },
  }
}
