/** The orders, found quickly: by number, and in the order of making or of the last change. Old orders are kept as the rule that makes them. */
import { Dice } from '#kit/fake-clock.ts'
import type { Address, HistoryBatch, Order } from './state.ts'

export interface OrderEntry {
  readonly id: number
  readonly created: number
  modified: number
  status: string
}

export type OrderSort = 'id' | 'date' | 'modified'

export class OrderBook {
  readonly #whole = new Map<number, Order>()
  readonly #entries = new Map<number, OrderEntry>()
  readonly #batches: HistoryBatch[]
  readonly #gone: Set<number>
  readonly #sorted: Record<OrderSort, { list: OrderEntry[]; isStale: boolean }> = {
    id: { list: [], isStale: true },
    date: { list: [], isStale: true },
    modified: { list: [], isStale: true },
  }
  #isGrown = true

  constructor(orders: readonly Order[], batches: readonly HistoryBatch[], gone: readonly number[]) {
    this.#batches = [...batches]
    this.#gone = new Set(gone)
    for (const batch of batches) this.#enter(batch)
    for (const order of orders) this.put(order)
  }

  get size(): number {
    return this.#entries.size
  }

  /** @returns an order to read; a change of it is kept only after `put`. */
  get(id: number): Order | null {
    const whole = this.#whole.get(id)
    if (whole) return whole
    if (this.#gone.has(id)) return null
    const batch = this.#batches.find(each => id >= each.firstId && id < each.firstId + each.count)
    return batch ? oldOrder(batch, id - batch.firstId) : null
  }

  put(order: Order): void {
    this.#whole.set(order.id, order)
    const entry = this.#entries.get(order.id)
    if (entry) {
      if (entry.modified !== order.modified) this.#sorted.modified.isStale = true
      entry.modified = order.modified
      entry.status = order.status
    } else {
      this.#entries.set(order.id, { id: order.id, created: order.created, modified: order.modified, status: order.status })
      this.#isGrown = true
    }
  }

  remove(id: number): void {
    this.#whole.delete(id)
    this.#entries.delete(id)
    if (this.#batches.some(each => id >= each.firstId && id < each.firstId + each.count)) this.#gone.add(id)
    this.#isGrown = true
  }

  addBatch(batch: HistoryBatch): void {
    this.#batches.push(batch)
    this.#enter(batch)
  }

  batchOf(id: number): HistoryBatch | null {
    return this.#whole.has(id) ? null : (this.#batches.find(each => id >= each.firstId && id < each.firstId + each.count) ?? null)
  }

  /** Ascending; those of the same second by number. */
  sorted(by: OrderSort): readonly OrderEntry[] {
    if (this.#isGrown) {
      const all = [...this.#entries.values()]
      for (const index of Object.values(this.#sorted)) {
        index.list = [...all]
        index.isStale = true
      }
      this.#isGrown = false
    }
    const index = this.#sorted[by]
    if (index.isStale) {
      const value = (entry: OrderEntry): number => (by === 'id' ? entry.id : by === 'date' ? entry.created : entry.modified)
      index.list.sort((a, b) => value(a) - value(b) || a.id - b.id)
      index.isStale = false
    }
    return index.list
  }

  save(): { orders: Order[]; batches: HistoryBatch[]; goneOrders: number[] } {
    return { orders: [...this.#whole.values()], batches: this.#batches, goneOrders: [...this.#gone] }
  }

  #enter(batch: HistoryBatch): void {
    for (let index = 0; index < batch.count; index++) {
      const id = batch.firstId + index
      if (this.#gone.has(id) || this.#whole.has(id)) continue
      const created = placedAt(batch, index)
      this.#entries.set(id, { id, created, modified: created, status: 'completed' })
    }
    this.#isGrown = true
  }
}

const placedAt = (batch: HistoryBatch, index: number): number =>
  Math.floor(batch.from + ((batch.until - batch.from) * (index + 1)) / (batch.count + 1))

const firstNames =
  'Ada Bea Cleo Dora Edda Fay Greta Hana Ines Juna Kaja Lena Mina Nora Olga Petra Rosa Suse Tilda Uma Vera Wilma Yara Zoe'.split(' ')
const lastNames =
  'Ash Birk Cole Dahl Elm Fink Garn Holm Iver Jost Kern Lind Moss Nord Olsen Pine Quist Rohde Stein Thorn Ulm Voss Weber Zorn'.split(' ')
const countries = ['DE', 'DE', 'US', 'US', 'US', 'GB', 'FR', 'NL', 'AT', 'SE', 'CA', 'AU'] as const

export const noAddress = (): Address => ({
  first_name: '',
  last_name: '',
  company: '',
  address_1: '',
  address_2: '',
  city: '',
  state: '',
  postcode: '',
  country: '',
  email: '',
  phone: '',
})

export const noShipping = (): Omit<Address, 'email'> => {
  const { email: _, ...rest } = noAddress()
  return rest
}

/** The same number gives the same order, whenever it is asked for. About one buyer in three comes back. */
function oldOrder(batch: HistoryBatch, index: number): Order {
  const dice = new Dice(batch.seed ^ Math.imul(index + 1, 0x9e3779b1))
  const created = placedAt(batch, index)
  const buyer = dice.below(Math.max(1, Math.floor(batch.count * 0.7)))
  const buyerDice = new Dice(batch.seed ^ Math.imul(buyer + 1, 0x85ebca6b))
  const first = buyerDice.pick(firstNames)
  const last = buyerDice.pick(lastNames)
  const wanted = batch.products.length > 1 && dice.next() < 0.15 ? 2 : 1
  const start = dice.below(Math.max(1, batch.products.length))
  const lines = Array.from({ length: wanted }, (_, place) => {
    const product = batch.products[(start + place) % Math.max(1, batch.products.length)]
    const price = product?.price ?? 900
    return {
      id: batch.firstLine + index * 2 + place,
      name: product?.name ?? 'A pattern no longer sold',
      productId: product?.id ?? 0,
      quantity: 1,
      subtotal: price,
      total: price,
      tax: 0,
      subtotalTax: 0,
      sku: product?.sku ?? null,
    }
  })
  const billing = {
    ...noAddress(),
    first_name: first,
    last_name: last,
    country: buyerDice.pick(countries),
    email: `${first}.${last}.${buyer}@post.example`.toLowerCase(),
  }
  return {
    id: batch.firstId + index,
    status: 'completed',
    currency: batch.currency,
    created,
    modified: created,
    completed: created,
    paid: created,
    customerId: 0,
    key: `wc_order_${dice.text(13)}`,
    billing,
    shipping: noShipping(),
    paymentMethod: 'pretendpay',
    paymentTitle: 'Card (pretend)',
    transactionId: `txn_${batch.firstId + index}`,
    ip: '',
    agent: '',
    createdVia: 'checkout',
    note: '',
    meta: [],
    lines,
    fees: [],
    coupons: [],
    refunds: [],
    taxId: null,
    taxLineId: 0,
    isGranted: true,
  }
}
