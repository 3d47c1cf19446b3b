/** The pretend Ravelry in memory: its records and the few acts that all parts share. */
import { decimalsOf } from '#hub/money.ts'
import { FakeBytes } from '#kit/fake-bytes.ts'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { App, Draft, Facts, Invoice, Pattern, Product, State } from './state.ts'

export class Refused extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(`refused with ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}
export const refused = (status: number, error: string): Refused => new Refused(status, { errors: [error] })
export const notFound = (what: string): Refused => new Refused(404, { error: `${what} was not found` })

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly drafts: Map<number, Draft>
  readonly patterns: Map<number, Pattern>
  readonly products: Map<number, Product>
  readonly invoices: Map<string, Invoice>
  readonly blobs: FakeBytes
  /** Without a trailing slash; known once the port is. */
  url = ''
  faults: Faults | null = null

  constructor(state: State, stateDir: string | null) {
    this.state = state
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    this.drafts = new Map(state.drafts.map(draft => [draft.id, draft]))
    this.patterns = new Map(state.patterns.map(pattern => [pattern.id, pattern]))
    this.products = new Map(state.products.map(product => [product.id, product]))
    this.invoices = new Map(state.invoices.map(invoice => [invoice.id, invoice]))
    this.blobs = new FakeBytes(stateDir)
    state.app ??= this.#makeApp()
  }

  get app(): App {
    return this.state.app!
  }

  #makeApp(): App {
    return {
      accessKey: this.dice.text(24, 'abcdef0123456789'),
      personalKey: this.dice.text(40),
      readUser: `read-${this.dice.text(16, 'abcdef0123456789')}`,
      readPassword: this.dice.text(40),
      clientId: this.dice.text(24, 'abcdef0123456789'),
      clientSecret: this.dice.text(40),
      callbacks: [],
      isWhitelisted: false,
      mayCart: false,
    }
  }

  now(): number {
    return this.clock.nowMs()
  }

  next(): number {
    return this.state.nextId++
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  /** '7.50' */
  decimal(amount: number, currency = this.state.settings.currency): string {
    const decimals = decimalsOf(currency)
    return (amount / 10 ** decimals).toFixed(decimals)
  }

  /** @returns the smallest unit; null when it is no price. */
  amountOf(text: string, currency: string): number | null {
    const decimals = decimalsOf(currency)
    if (!/^\d{1,9}(\.\d+)?$/.test(text)) return null
    const amount = Number(text) * 10 ** decimals
    return Math.abs(amount - Math.round(amount)) > 1e-6 ? null : Math.round(amount)
  }

  /** As Ravelry writes times: the designer's half of the world, with its offset. */
  time(ms: number): string {
    const at = new Date(ms - 5 * 3_600_000).toISOString()
    return `${at.slice(0, 10).replaceAll('-', '/')} ${at.slice(11, 19)} -0500`
  }

  product(id: number): Product {
    const product = this.products.get(id)
    if (product === undefined) throw notFound('Product')
    return product
  }

  draft(id: number): Draft {
    const draft = this.drafts.get(id)
    if (draft === undefined) throw notFound('Draft pattern')
    return draft
  }

  pattern(id: number): Pattern {
    const pattern = this.patterns.get(id)
    if (pattern === undefined) throw notFound('Pattern')
    return pattern
  }

  /** What a product is sold by. */
  factsOf({ soldOn: { type, id } }: Product): Facts | null {
    if (type === 'DraftPattern') return this.drafts.get(id) ?? null
    return type === 'Pattern' ? (this.patterns.get(id) ?? null) : null
  }

  productsOn(type: Product['soldOn']['type'], id: number): Product[] {
    return [...this.products.values()].filter(({ soldOn }) => soldOn.type === type && soldOn.id === id)
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      drafts: [...this.drafts.values()],
      patterns: [...this.patterns.values()],
      products: [...this.products.values()],
      invoices: [...this.invoices.values()],
    }
  }
}
