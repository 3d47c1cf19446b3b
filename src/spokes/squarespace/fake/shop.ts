/** The pretend Squarespace in memory, and what people do there. */
import { createHmac } from 'node:crypto'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import { type FakeMessage, FakeMessages, isWithin200s } from '#kit/fake-messages.ts'
import type { Grant, Order, State } from './state.ts'

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
/** Any 2xx takes it; else it is tried again for two days at most. When is not written, so these are ours. */
export const manners = {
  retryMs: [minuteMs, 10 * minuteMs, hourMs, 6 * hourMs, 12 * hourMs, 24 * hourMs],
  timeoutMs: 10_000,
  isOver: isWithin200s,
  delayMs: 300,
  compose: (told: FakeMessage) => told,
}

export interface Buying {
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly title?: string | undefined }[]
  readonly name: string
  readonly email: string
  readonly country: string
  readonly isPaid: boolean
  readonly at?: number | undefined
}

export const totalOf = ({ lines, tax }: Order): number => lines.reduce((sum, { price, quantity }) => sum + price * quantity, tax)

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly messages: FakeMessages<FakeMessage>
  url = ''
  faults: Faults | null = null

  constructor(state: State) {
    this.state = state
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    const place = { state, clock: this.clock, dice: this.dice, isSilent: () => this.isOn('hooks-dead') }
    this.messages = new FakeMessages(place, manners)
    if (state.apiKey === '') {
      state.apiKey = this.dice.uuid()
      state.app = { id: this.dice.text(32), secret: this.dice.text(40), callbacks: [] }
    }
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  grant(scopes: string[]): Grant {
    const now = this.clock.nowMs()
    const times = { accessUntil: now + 30 * minuteMs, refreshUntil: now + 7 * dayMs }
    const grant: Grant = { access: this.dice.text(48), refresh: this.dice.text(48), ...times, scopes }
    this.state.grants.push(grant)
    return grant
  }

  buy({ lines, name, email, country, isPaid, at }: Buying): Order {
    const { state, clock, dice } = this
    const bought = lines.map(({ productId, quantity, title }) => {
      const product = state.products.find(({ id }) => id === productId)
      const called = title ?? product?.name ?? 'An old pattern'
      return { id: dice.hex(24), productId: product?.id ?? (productId || null), name: called, price: product?.price ?? 500, quantity }
    })
    const created = at ?? clock.nowMs()
    const goods = bought.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    const order: Order = {
      id: dice.hex(24),
      number: state.orders.length + 1,
      name,
      email,
      country,
      payment: isPaid ? 'PAID' : 'PENDING',
      // Downloads are fulfilled by themselves.
      fulfillment: isPaid ? 'FULFILLED' : 'PENDING',
      lines: bought,
      tax: Math.round((goods * state.settings.taxPercent) / 100),
      refunded: 0,
      isTest: state.settings.isTest,
      created,
      modified: created,
    }
    state.orders.push(order)
    this.#tell('order.create', order)
    return order
  }

  orderOf(id: string): Order {
    const order = this.state.orders.find(one => one.id === id)
    if (order === undefined) throw new Error(`There is no order ${id}.`)
    return order
  }

  /** @param amount in cents; null for all that is left. */
  refund(id: string, amount: number | null): void {
    const order = this.orderOf(id)
    const back = amount ?? totalOf(order) - order.refunded
    if (order.payment !== 'PAID' || back <= 0 || order.refunded + back > totalOf(order))
      throw new Error(`Order ${id} cannot be refunded by ${back}.`)
    order.refunded += back
    if (order.refunded === totalOf(order)) order.payment = 'REFUNDED'
    this.#moved(order, 'REFUNDED')
  }

  cancel(id: string): void {
    const order = this.orderOf(id)
    order.fulfillment = 'CANCELED'
    this.#moved(order, 'CANCELED')
  }

  #moved(order: Order, update: string): void {
    order.modified = this.clock.nowMs()
    this.#tell('order.update', order, update)
  }

  #tell(topic: string, order: Order, update?: string): void {
    const { siteId, subscriptions } = this.state
    for (const { id, secret, endpointUrl: url } of subscriptions.filter(one => one.topics.includes(topic))) {
      const createdOn = new Date(this.clock.nowMs()).toISOString()
      const data = { orderId: order.id, ...(update !== undefined && { update }) }
      const body = JSON.stringify({ id: this.dice.uuid(), websiteId: siteId, subscriptionId: id, topic, createdOn, data })
      const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex')
      this.messages.queue({ url, headers: { 'content-type': 'application/json', 'squarespace-signature': signature }, body })
    }
  }

  save(): State {
    return { ...this.state, clock: this.clock.save(), dice: this.dice.state }
  }
}
