/** What the pretend Squarespace remembers: one site, what it sells, and what was bought. Times in milliseconds, amounts in cents. */
import type { FakeMessage, Waiting } from '#kit/fake-messages.ts'

export interface Product {
  id: string
  name: string
  description: string
  slug: string
  price: number
  tags: string[]
  isVisible: boolean
  created: number
  modified: number
}

export interface Line {
  id: string
  productId: string | null
  name: string
  price: number
  quantity: number
}

export type PaymentState = 'NOT_CHARGED' | 'PAID' | 'PENDING' | 'REFUNDED'

export interface Order {
  id: string
  number: number
  name: string
  email: string
  country: string
  payment: PaymentState
  fulfillment: 'PENDING' | 'FULFILLED' | 'CANCELED'
  lines: Line[]
  tax: number
  refunded: number
  isTest: boolean
  created: number
  modified: number
}

export interface Grant {
  access: string
  refresh: string
  accessUntil: number
  refreshUntil: number
  scopes: string[]
}

export interface Subscription {
  id: string
  endpointUrl: string
  topics: string[]
  secret: string
  created: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  siteId: string
  apiKey: string
  app: { id: string; secret: string; callbacks: string[] }
  codes: { code: string; callback: string; scopes: string[]; until: number }[]
  grants: Grant[]
  settings: { title: string; currency: string; perMinute: number; taxPercent: number; isTest: boolean; permissions: string[] }
  products: Product[]
  orders: Order[]
  subscriptions: Subscription[]
  messages: Waiting<FakeMessage>[]
}

export const documentedPerMinute = 300
export const raisedPerMinute = 30_000

const listed = [
  ['Heather cowl, knitting pattern', 750],
  ['Tide blanket, crochet pattern', 900],
  ['Field apron, sewing pattern', 1250],
] as const

export function newState(seed: number, now: number): State {
  const hex = (at: number) => (seed * 1000 + at).toString(16).padStart(24, '5f')
  return {
    clock: { aheadMs: 0 },
    dice: seed,
    siteId: hex(0),
    apiKey: '',
    app: { id: '', secret: '', callbacks: [] },
    codes: [],
    grants: [],
    settings: {
      title: 'Pretend Patterns',
      currency: 'EUR',
      perMinute: raisedPerMinute,
      taxPercent: 0,
      isTest: false,
      permissions: ['website.orders.read', 'website.products.read'],
    },
    products: listed.map(([name, price], at) => ({
      id: hex(at + 1),
      name,
      description: `<p>${name}, as a PDF.</p>`,
      slug: `pattern-${at + 1}`,
      price,
      tags: ['pattern'],
      isVisible: true,
      created: now - 400 * 86_400_000,
      modified: now - 400 * 86_400_000,
    })),
    orders: [],
    subscriptions: [],
    messages: [],
  }
}
