/** What the pretend Gumroad remembers: one seller with her products, her applications, and what was bought. Times in milliseconds, amounts in Gumroad's own units. */
import type { Waiting } from '#kit/fake-messages.ts'

export interface Blob {
  /** The word by which it is taken for a cover or a thumbnail. */
  signedId: string
  key: string
  filename: string
  size: number
  /** MD5, base64, as was announced. */
  checksum: string
  type: string
  /** null until the bytes came. */
  sha256: string | null
}
export interface Cover {
  id: string
  sha256: string
  type: string
  width: number
  height: number
  position: number
}
export interface ProductFile {
  id: string
  /** Below the store's address. */
  key: string
  displayName: string | null
  filetype: string
  position: number
}
export interface ContentPage {
  id: string
  title: string | null
  description: { type: 'doc'; content: unknown[] }
}
export interface Product {
  id: string
  /** Letters alone; part of its first address. */
  permalink: string
  customPermalink: string | null
  name: string
  description: string | null
  summary: string | null
  price: number
  currency: string
  nativeType: string
  tags: string[]
  covers: Cover[]
  thumbnail: { guid: string; sha256: string } | null
  /** As she has put them; those on sale lie in the order of their positions. */
  files: ProductFile[]
  pages: ContentPage[]
  isDraft: boolean
  isPublished: boolean
  isDeleted: boolean
  isMembership: boolean
  created: number
}

/** An upload in parts that was begun and is not put together yet. */
export interface Upload {
  id: string
  key: string
  size: number
  until: number
  /** By number. */
  parts: Record<string, { etag: string; sha256: string; size: number }>
}
/** A whole thing in the store. */
export interface Thing {
  sha256: string
  size: number
}

export interface OfferCode {
  id: string
  code: string
  percent: number | null
  cents: number | null
  /** Of an amount. */
  currency: string | null
  most: number | null
  isUniversal: boolean
  productIds: string[]
}

export interface Refund {
  /** US cents, as Gumroad keeps its books. */
  usd: number
  at: number
}
export interface Sale {
  id: string
  orderId: number
  productId: string | null
  productName: string
  quantity: number
  email: string
  gifteeEmail: string | null
  fullName: string
  country: string
  currency: string
  /** In the currency of the product, as it was shown. */
  shown: number
  /** US cents, with her tax. */
  usd: number
  taxUsd: number
  fee: number
  refunds: Refund[]
  isDisputed: boolean
  isDisputeWon: boolean
  created: number
}

export interface App {
  id: string
  secret: string
  redirectUris: string[]
}
export interface Code {
  code: string
  appId: string
  redirectUri: string
  scopes: string[]
  until: number
}
export interface Token {
  token: string
  appId: string
  scopes: string[]
}
export interface Subscription {
  id: string
  appId: string
  topic: string
  url: string
}
export interface Ping {
  url: string
  body: string
}

export interface Settings {
  currency: string
  name: string
  username: string
  /** Units of each currency for a dollar. */
  rates: Record<string, number>
  /** Percent of her own tax within each price. */
  taxPercent: number
  /** Bytes of a part; a test of several parts need not send a hundred megabytes. */
  partBytes: number
  /** The documented 10 a second on lists of sales. */
  isThrottled: boolean
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  nextId: number
  userId: string
  /** As it stands in the addresses of her files. */
  externalId: string
  secret: string
  settings: Settings
  apps: App[]
  codes: Code[]
  tokens: Token[]
  products: Product[]
  offerCodes?: OfferCode[]
  blobs: Blob[]
  uploads: Upload[]
  things: Record<string, Thing>
  sales: Sale[]
  subscriptions: Subscription[]
  messages: Waiting<Ping>[]
}

export const partBytes = 100 * 1024 * 1024

export function newState(seed: number): State {
  return {
    clock: { aheadMs: 0 },
    dice: seed,
    nextId: 100_000_000 + seed * 1000,
    userId: '',
    externalId: '',
    secret: '',
    settings: {
      currency: (process.env.SELVAGE_FAKE_CURRENCY ?? 'EUR').toLowerCase(),
      name: 'Pretend Patterns',
      username: 'pretendpatterns',
      rates: { usd: 1, eur: 0.8, gbp: 0.75, jpy: 150, cad: 1.25, aud: 1.5 },
      taxPercent: 0,
      partBytes,
      isThrottled: false,
    },
    apps: [],
    codes: [],
    tokens: [],
    products: [],
    blobs: [],
    uploads: [],
    things: {},
    sales: [],
    subscriptions: [],
    messages: [],
  }
}
