/** The pretend account in memory: its records and the few acts that all parts share. */
import { generateKeyPairSync } from 'node:crypto'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { Capture, Dispute, Event, Kept, Money, Order, Refund, State } from './state.ts'

export interface Trouble {
  readonly name: string
  readonly message: string
  readonly issue?: string
  readonly field?: string
}

export class Refused extends Error {
  readonly status: number
  readonly trouble: Trouble

  constructor(status: number, trouble: Trouble) {
    super(trouble.message)
    this.status = status
    this.trouble = trouble
  }
}
export const invalid = (field: string, issue: string): Refused =>
  new Refused(400, {
    name: 'INVALID_REQUEST',
    message: 'Request is not well-formed, syntactically incorrect, or violates schema.',
    issue,
    field,
  })
export const unprocessable = (issue: string, field?: string): Refused =>
  new Refused(422, {
    name: 'UNPROCESSABLE_ENTITY',
    message: 'The requested action could not be performed, semantically incorrect, or failed business validation.',
    issue,
    ...(field !== undefined && { field }),
  })
export const missing = (): Refused =>
  new Refused(404, { name: 'RESOURCE_NOT_FOUND', message: 'The specified resource does not exist.', issue: 'INVALID_RESOURCE_ID' })

/** Without decimals. Source: PayPal's page of currency codes. */
export const whole = new Set(['HUF', 'JPY', 'TWD'])
export const taken = new Set('AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '))

/** In cents, or whole units. */
export const unitsOf = ({ currency, value }: Money): number => Math.round(Number(value) * (whole.has(currency) ? 1 : 100))
export const moneyOf = (units: number, currency: string): Money => ({
  currency,
  value: whole.has(currency) ? String(units) : (units / 100).toFixed(2),
})

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'

export class Account {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly orders: Map<string, Order>
  readonly captures: Map<string, Capture>
  readonly refunds: Map<string, Refund>
  readonly disputes: Map<string, Dispute>
  readonly events: Map<string, Event>
  readonly kept: Map<string, Kept>
  /** Without a trailing slash; known once the port is. */
  url = ''
  faults: Faults | null = null
  /** Set by the queue of webhooks. */
  onEvent: (event: Event) => void = () => {}

  constructor(state: State) {
    this.state = state
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    const byId = <Thing extends { id: string }>(things: readonly Thing[]) => new Map(things.map(thing => [thing.id, thing]))
    this.orders = byId(state.orders)
    this.captures = byId(state.captures)
    this.refunds = byId(state.refunds)
    this.disputes = byId(state.disputes)
    this.events = byId(state.events)
    this.kept = new Map(state.kept.map(kept => [kept.key, kept]))
    if (state.clientId === '') state.clientId = `A${this.dice.text(79)}`
    if (state.clientSecret === '') state.clientSecret = `E${this.dice.text(79)}`
    if (state.privateKey === '') {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      state.privateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      state.publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    }
  }

  nowMs(): number {
    return this.clock.nowMs()
  }

  id(length = 17): string {
    return this.dice.text(length, letters)
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  /** Only what a webhook wants is told, and kept for the list of messages. */
  tell(type: string, resourceType: string, summary: string, resource: unknown): void {
    if (!this.state.webhooks.some(({ types }) => types.includes(type) || types.includes('*'))) return
    const event = { id: `WH-${this.id(17)}-${this.id(17)}`, type, resourceType, summary, created: this.nowMs(), resource }
    this.events.set(event.id, event)
    this.onEvent(event)
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      orders: [...this.orders.values()],
      captures: [...this.captures.values()],
      refunds: [...this.refunds.values()],
      disputes: [...this.disputes.values()],
      events: [...this.events.values()],
      kept: [...this.kept.values()],
    }
  }
}
