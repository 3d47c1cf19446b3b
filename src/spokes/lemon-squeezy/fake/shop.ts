/** The pretend Lemon Squeezy in memory, and what people do there: buying, giving back, changing a product. */
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import { type FakeMessage, FakeMessages } from '#kit/fake-messages.ts'
import { signHex } from '#kit/sign.ts'
import { orderJson } from './json.ts'
import type { Order, State } from './state.ts'

/** Up to three more times. Source: help/webhooks/webhook-requests. Anything but 200 is a failure. */
export const manners = {
  retryMs: [5_000, 25_000, 125_000],
  timeoutMs: 10_000,
  isOver: (status: number | null) => status === 200,
  delayMs: 300,
  compose: (told: FakeMessage) => told,
}

export interface Buying {
  readonly lines: readonly { readonly productId: number; readonly quantity: number; readonly title?: string | undefined }[]
  readonly name: string
  readonly email: string
  readonly isPaid: boolean
  readonly at?: number | undefined
}

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
    this.messages = new FakeMessages({ state, clock: this.clock, dice: this.dice, isSilent: () => this.isOn('hooks-dead') }, manners)
    if (state.apiKey === '') state.apiKey = `eyJ0eXAiOiJKV1Qi.${this.dice.text(40)}.${this.dice.text(24)}`
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  next(): number {
    return this.state.nextId++
  }

  buy({ lines, name, email, isPaid, at }: Buying): Order {
    const { state, clock, dice } = this
    const items = lines.map(({ productId, quantity, title }) => {
      const product = state.products.find(({ id }) => id === productId)
      return {
        id: this.next(),
        productId: product?.id ?? (productId || null),
        name: title ?? product?.name ?? 'An old pattern',
        price: product?.price ?? 500,
        quantity,
      }
    })
    const created = at ?? clock.nowMs()
    const goods = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    const order: Order = {
      id: this.next(),
      number: state.orders.length + 1,
      identifier: dice.uuid(),
      name,
      email,
      status: isPaid ? 'paid' : 'pending',
      items,
      tax: Math.round((goods * state.settings.taxPercent) / 100),
      refunded: 0,
      refundedAt: null,
      created,
      updated: created,
    }
    state.orders.push(order)
    this.#tell('order_created', order)
    return order
  }

  orderOf(id: number): Order {
    const order = this.state.orders.find(one => one.id === id)
    if (order === undefined) throw new Error(`There is no order ${id}.`)
    return order
  }

  /** @param amount in cents; null for all that is left. */
  refund(id: number, amount: number | null): void {
    const order = this.orderOf(id)
    const total = totalOf(order)
    const back = amount ?? total - order.refunded
    if (order.status === 'pending' || back <= 0 || order.refunded + back > total)
      throw new Error(`Order ${id} cannot be refunded by ${back}.`)
    const now = this.clock.nowMs()
    order.refunded += back
    order.status = order.refunded === total ? 'refunded' : 'partial_refund'
    order.refundedAt = now
    order.updated = now
    this.#tell('order_refunded', order)
  }

  #tell(event: string, order: Order): void {
    for (const hook of this.state.hooks.filter(({ events }) => events.includes(event))) {
      const meta = { test_mode: this.state.settings.isTest, event_name: event, webhook_id: this.dice.uuid() }
      // Slashes are escaped there; whoever writes the body anew before checking it finds another signature.
      const body = JSON.stringify({ meta, data: orderJson(this.state, this.url, order) }).replaceAll('/', '\\/')
      const headers = { 'content-type': 'application/json', 'x-event-name': event, 'x-signature': signHex(hook.secret, body) }
      this.messages.queue({ url: hook.url, headers, body })
    }
  }

  save(): State {
    return { ...this.state, clock: this.clock.save(), dice: this.dice.state }
  }
}

export const totalOf = ({ items, tax }: Order): number => items.reduce((sum, { price, quantity }) => sum + price * quantity, tax)
