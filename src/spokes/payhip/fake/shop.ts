/** The pretend Payhip in memory, and what people do there. */
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import { type FakeMessage, FakeMessages } from '#kit/fake-messages.ts'
import { sha256Hex } from '#kit/sign.ts'
import type { Sale, State } from './state.ts'

const hourMs = 3_600_000
/** Once an hour for up to three hours; anything but 200 is a failure. Source: help article 115. */
export const manners = {
  retryMs: [hourMs, hourMs, hourMs],
  timeoutMs: 10_000,
  isOver: (status: number | null) => status === 200,
  delayMs: 300,
  compose: (told: FakeMessage) => told,
}

export interface Buying {
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly title?: string | undefined }[]
  readonly email: string
}

export const totalOf = ({ lines, vat }: Sale): number => lines.reduce((sum, { price, quantity }) => sum + price * quantity, vat)

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
    const isSilent = () => this.faults?.isOn('hooks-dead') ?? false
    this.messages = new FakeMessages({ state, clock: this.clock, dice: this.dice, isSilent }, manners)
    if (state.apiKey === '') state.apiKey = this.dice.hex(40)
  }

  buy({ lines, email }: Buying): Sale {
    const { state, dice } = this
    const bought = lines.map(({ productId, quantity, title }) => {
      const product = state.products.find(({ id }) => String(id) === productId)
      return {
        productId,
        key: product?.key ?? 'gone',
        name: title ?? product?.name ?? 'An old pattern',
        price: product?.price ?? 500,
        quantity,
      }
    })
    const goods = bought.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    const sale: Sale = {
      id: dice.text(10),
      email,
      lines: bought,
      vat: Math.round((goods * state.settings.vatPercent) / 100),
      refunded: 0,
      created: this.clock.nowMs(),
    }
    state.sales.push(sale)
    this.#tell(sale, { date: seconds(sale.created), type: 'paid' })
    return sale
  }

  /** @param amount in cents; null for all that is left. */
  refund(id: string, amount: number | null): void {
    const sale = this.state.sales.find(one => one.id === id)
    if (sale === undefined) throw new Error(`There is no sale ${id}.`)
    const back = amount ?? totalOf(sale) - sale.refunded
    if (back <= 0 || sale.refunded + back > totalOf(sale)) throw new Error(`Sale ${id} cannot be refunded by ${back}.`)
    sale.refunded += back
    const dates = { date_refunded: seconds(this.clock.nowMs()), date_created: seconds(sale.created) }
    this.#tell(sale, { amount_refunded: sale.refunded, ...dates, type: 'refunded' })
  }

  /** One of a subscription, which is no sale of a pattern. */
  subscribe(email: string): void {
    const started = seconds(this.clock.nowMs())
    const body = { subscription_id: this.dice.text(10), status: 'active', customer_email: email, date_subscription_started: started }
    this.#send({ ...body, type: 'subscription.created' })
  }

  #tell(sale: Sale, more: Record<string, unknown>): void {
    const { currency, vatPercent } = this.state.settings
    this.#send({
      id: sale.id,
      email: sale.email,
      currency,
      price: totalOf(sale),
      vat_applied: sale.vat > 0,
      ...(sale.vat > 0 && { vat_amount: sale.vat, vat_country: 'Germany', vat_percentage: vatPercent }),
      ip_address: '192.0.2.7',
      items: sale.lines.map(({ productId, key, name, quantity }) => ({
        product_id: productId,
        product_name: name,
        product_key: key,
        product_permalink: `${this.url}/b/${key}`,
        quantity: String(quantity),
        on_sale: false,
        used_coupon: false,
        has_variant: false,
      })),
      payment_type: 'card',
      card_fee: 48,
      payhip_fee: 33,
      unconsented_from_emails: false,
      is_gift: false,
      ...more,
    })
  }

  /** The signature is the hash of the key, the same in every message. */
  #send(message: Record<string, unknown>): void {
    const body = JSON.stringify({ ...message, signature: sha256Hex(this.state.apiKey) })
    for (const url of this.state.endpoints) this.messages.queue({ url, headers: { 'content-type': 'application/json' }, body })
  }

  save(): State {
    return { ...this.state, clock: this.clock.save(), dice: this.dice.state }
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000)
