/** What the pretend Lemon Squeezy remembers: one store, what it sells, and what was bought. Times in milliseconds, amounts in cents. */
import type { FakeMessage, Waiting } from '#kit/fake-messages.ts'

export interface Product {
  id: number
  name: string
  description: string
  status: 'published' | 'draft'
  price: number
  created: number
  updated: number
}

export interface Item {
  id: number
  productId: number | null
  name: string
  price: number
  quantity: number
}

export type Status = 'pending' | 'failed' | 'paid' | 'refunded' | 'partial_refund' | 'fraudulent'

export interface Order {
  id: number
  number: number
  identifier: string
  name: string
  email: string
  status: Status
  items: Item[]
  tax: number
  refunded: number
  refundedAt: number | null
  created: number
  updated: number
}

export interface Hook {
  id: number
  url: string
  events: string[]
  secret: string
  created: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  nextId: number
  storeId: number
  apiKey: string
  settings: { name: string; currency: string; perMinute: number; taxPercent: number; isTest: boolean }
  products: Product[]
  orders: Order[]
  hooks: Hook[]
  messages: Waiting<FakeMessage>[]
}

export const documentedPerMinute = 300
export const raisedPerMinute = 30_000

const listed = [
  ['Marigold cardigan, knitting pattern', 750],
  ['Fern wrap, crochet pattern', 900],
  ['Log cabin quilt, cutting plan', 1250],
] as const

export function newState(seed: number, now: number): State {
  return {
    clock: { aheadMs: 0 },
    dice: seed,
    nextId: 400_000 + seed * 1000,
    storeId: 51_000 + seed,
    apiKey: '',
    settings: { name: 'Pretend Patterns', currency: 'EUR', perMinute: raisedPerMinute, taxPercent: 0, isTest: false },
    products: listed.map(([name, price], at) => ({
      id: 300_000 + seed * 1000 + at,
      name,
      description: `<p>${name}, as a PDF.</p>`,
      status: 'published',
      price,
      created: now - 400 * 86_400_000,
      updated: now - 400 * 86_400_000,
    })),
    orders: [],
    hooks: [],
    messages: [],
  }
}
