/** The pretend store in memory: its records, found quickly, and the few acts that all parts share. */

import type { FakeBytes } from '#kit/fake-bytes.ts'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import { OrderBook } from './book.ts'
import { Crossing } from './crossing.ts'
import type { Attachment, FilePermission, Order, Product, State, Term } from './state.ts'
import type { Cart } from './store-api.ts'
import { slugOf } from './text.ts'

export type Topic = `${'order' | 'product' | 'customer' | 'coupon'}.${'created' | 'updated' | 'deleted' | 'restored'}`

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly uploads: FakeBytes
  readonly book: OrderBook
  readonly products: Map<number, Product>
  readonly attachments: Map<number, Attachment>
  readonly permissions = new Map<number, FilePermission[]>()
  readonly crossing = new Crossing()
  /** Guests' carts by their token; they do not outlive the fake. */
  readonly carts = new Map<string, Cart>()
  /** Without a trailing slash; known once the port is. */
  url = ''
  faults: Faults | null = null
  /** Set by the hook queue. */
  onEvent: (topic: Topic, resourceId: number) => void = () => {}

  constructor(state: State, uploads: FakeBytes) {
    this.state = state
    this.uploads = uploads
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    this.book = new OrderBook(state.orders, state.batches, state.goneOrders)
    this.products = new Map(state.products.map(product => [product.id, product]))
    this.attachments = new Map(state.attachments.map(attachment => [attachment.id, attachment]))
    for (const permission of state.permissions) this.allow(permission)
  }

  now(): number {
    return Math.floor(this.clock.nowMs() / 1000)
  }

  next(kind: keyof State['next']): number {
    return this.state.next[kind]++
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  fire(topic: Topic, resourceId: number): void {
    this.onEvent(topic, resourceId)
  }

  term(kind: 'categories' | 'tags', id: number): Term | undefined {
    return this.state[kind].find(term => term.id === id)
  }

  /** A slug that no other product has, in the bin or not. */
  freeSlug(wanted: string, forId: number): string {
    const base = slugOf(wanted) || 'product'
    const taken = new Set([...this.products.values()].filter(product => product.id !== forId).map(product => product.slug))
    if (!taken.has(base)) return base
    let number = 2
    while (taken.has(`${base}-${number}`)) number++
    return `${base}-${number}`
  }

  allow(permission: FilePermission): void {
    const all = this.permissions.get(permission.orderId)
    if (all) all.push(permission)
    else this.permissions.set(permission.orderId, [permission])
  }

  permissionsOf(order: Order): readonly FilePermission[] {
    const kept = this.permissions.get(order.id)
    const batch = this.book.batchOf(order.id)
    if (kept || !batch) return kept ?? []
    return order.lines.flatMap(line => {
      const product = batch.products.find(each => each.id === line.productId)
      return (product?.files ?? []).map(fileId => ({
        orderId: order.id,
        productId: line.productId,
        fileId,
        customerId: 0,
        email: order.billing.email,
        remaining: null,
        expires: null,
      }))
    })
  }

  /** An order about to be changed: one of the history is written out with its permissions first. */
  take(id: number): Order | null {
    const order = this.book.get(id)
    if (order && this.book.batchOf(id)) {
      this.permissions.set(id, [...this.permissionsOf(order)])
      this.book.put(order)
    }
    return order
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      products: [...this.products.values()],
      attachments: [...this.attachments.values()],
      permissions: [...this.permissions.values()].flat(),
      ...this.book.save(),
    }
  }
}
