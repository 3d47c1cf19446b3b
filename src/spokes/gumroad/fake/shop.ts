/** The pretend Gumroad in memory: its records and the few acts that all parts share. */
import { createHmac } from 'node:crypto'
import { FakeBytes } from '#kit/fake-bytes.ts'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { App, Product, Sale, State, Token } from './state.ts'

/** An answer that is no success. Most refusals have status 200 there. */
export class Refused extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(`refused with ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}
export const refused = (message: string): Refused => new Refused(200, { success: false, message })
/** Source: base_controller.rb, `error_400`. */
export const refused400 = (error: string): Refused => new Refused(400, { status: 400, error })
export const notFound = (what: string): Refused => refused(`The ${what} was not found.`)

export const allScopes = ['edit_products', 'view_sales', 'view_profile', 'mark_sales_as_shipped', 'edit_sales', 'view_payouts']

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly products: Map<string, Product>
  readonly sales: Map<string, Sale>
  readonly blobs: FakeBytes
  /** Without a trailing slash; known once the port is. */
  url = ''
  faults: Faults | null = null
  /** Set by the queue of pings. */
  onSale: (topic: string, sale: Sale) => void = () => {}

  constructor(state: State, stateDir: string | null) {
    this.state = state
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    this.products = new Map(state.products.map(product => [product.id, product]))
    this.sales = new Map(state.sales.map(sale => [sale.id, sale]))
    this.blobs = new FakeBytes(stateDir)
    state.userId ||= this.externalId()
    state.externalId ||= this.dice.text(13, '0123456789')
    state.secret ||= this.dice.hex(32)
    if (state.apps.length === 0) state.apps.push(this.makeApp())
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

  /** 16 bytes in base64 as addresses take it. The first sign is a digit, as it happens. */
  externalId(): string {
    return `${this.dice.text(1, '0123456789')}${this.dice.text(21, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')}==`
  }

  makeApp(): App {
    return {
      id: this.dice.text(43, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'),
      secret: this.dice.text(43, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'),
      redirectUris: [],
    }
  }

  grant(appId: string, scopes: readonly string[]): Token {
    const token = {
      token: this.dice.text(43, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'),
      appId,
      scopes: [...scopes],
    }
    this.state.tokens.push(token)
    return token
  }

  /** Proves an address of the store. */
  sign(text: string): string {
    return createHmac('sha256', this.state.secret).update(text).digest('hex')
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      products: [...this.products.values()],
      sales: [...this.sales.values()],
    }
  }
}
