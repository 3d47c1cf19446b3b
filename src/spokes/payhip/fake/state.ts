/** What the pretend Payhip remembers: one shop, its products, and what was bought. Times in milliseconds, amounts in cents. */
import type { FakeMessage, Waiting } from '#kit/fake-messages.ts'

export interface Product {
  id: number
  key: string
  name: string
  price: number
  isVisible: boolean
}

export interface Sale {
  id: string
  email: string
  lines: { productId: string; key: string; name: string; price: number; quantity: number }[]
  vat: number
  refunded: number
  created: number
}

export interface State {
  clock: { aheadMs: number }
  dice: number
  apiKey: string
  settings: { shopName: string; currency: string; vatPercent: number }
  /** As she wrote them under Settings > Developer, with commas between. */
  endpoints: string[]
  products: Product[]
  sales: Sale[]
  messages: Waiting<FakeMessage>[]
}

const listed = [
  ['Wren tee, sewing pattern', 750],
  ['Harbour socks, knitting pattern', 600],
  ['Granny hexagon blanket', 500],
] as const

export const newState = (seed: number): State => ({
  clock: { aheadMs: 0 },
  dice: seed,
  apiKey: '',
  settings: { shopName: 'pretend-patterns', currency: 'EUR', vatPercent: 0 },
  endpoints: [],
  products: listed.map(([name, price], at) => ({ id: 2_804_000 + seed * 10 + at, key: `Pk${seed}${at}`, name, price, isVisible: true })),
  sales: [],
  messages: [],
})
