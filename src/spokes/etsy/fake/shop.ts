/** The pretend Etsy in memory: its records and the few acts that all parts share. */
import { FakeBytes } from '#kit/fake-bytes.ts'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { App, Grant, LedgerEntry, Listing, Receipt, State } from './state.ts'

export class Refused extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
  }
}
export const refused = (status: number, error: string): Refused => new Refused(status, { error })

/** Source: etsy/open-api issue 622 shows this form. */
export const refusedAt = (path: string, type: string, message: string): Refused => new Refused(400, [{ path, type, message }])

/** Currencies in which Etsy counts whole units; it trades in none with three decimals. Source: the list of currencies in Etsy's help, read 2026-10. */
const whole = new Set(['JPY', 'VND'])
const traded = new Set(
  'USD EUR GBP AUD CAD CHF CZK DKK HKD HUF IDR ILS INR JPY MAD MXN MYR NOK NZD PHP PLN SEK SGD THB TRY TWD VND ZAR'.split(' '),
)
export const isTraded = (currency: string): boolean => traded.has(currency)

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly listings: Map<number, Listing>
  readonly receipts: Map<number, Receipt>
  readonly blobs: FakeBytes
  /** Without a trailing slash; known once the port is. */
  url = ''
  faults: Faults | null = null
  /** Set by the queue of webhooks. */
  onOrder: (event: string, receiptId: number) => void = () => {}

  constructor(state: State, stateDir: string | null) {
    this.state = state
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    this.listings = new Map(state.listings.map(listing => [listing.id, listing]))
    this.receipts = new Map(state.receipts.map(receipt => [receipt.id, receipt]))
    this.blobs = new FakeBytes(stateDir)
    if (state.apps.length === 0) state.apps.push(this.makeApp())
  }

  /** Seconds. */
  now(): number {
    return Math.floor(this.clock.nowMs() / 1000)
  }

  next(): number {
    return this.state.nextId++
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  get divisor(): number {
    return whole.has(this.state.settings.currency) ? 1 : 100
  }

  money(amount: number): { amount: number; divisor: number; currency_code: string } {
    return { amount, divisor: this.divisor, currency_code: this.state.settings.currency }
  }

  /** '7.50' */
  decimal(amount: number): string {
    return this.divisor === 1 ? String(amount) : (amount / 100).toFixed(2)
  }

  makeApp(): App {
    return {
      keystring: this.dice.text(24, 'abcdefghijklmnopqrstuvwxyz0123456789'),
      secret: this.dice.text(10, 'abcdefghijklmnopqrstuvwxyz0123456789'),
      callbacks: [],
    }
  }

  grant(keystring: string, scopes: readonly string[]): Grant {
    const grant = { keystring, scopes: [...scopes], access: '', accessUntil: 0, refresh: '', refreshUntil: 0 }
    this.state.grants.push(grant)
    return this.renew(grant)
  }

  /** An hour, and ninety days. */
  renew(grant: Grant): Grant {
    grant.access = `${this.state.userId}.${this.dice.text(43)}`
    grant.refresh = `${this.state.userId}.${this.dice.text(43)}`
    grant.accessUntil = this.now() + 3600
    grant.refreshUntil = this.now() + 90 * 86_400
    return grant
  }

  enter(entry: Pick<LedgerEntry, 'amount' | 'description' | 'type' | 'reference'> & { parent?: number; created?: number }): LedgerEntry {
    const last = this.state.ledger.at(-1)
    const made: LedgerEntry = {
      parent: 0,
      created: this.now(),
      ...entry,
      id: this.next(),
      sequence: (last?.sequence ?? 0) + 1,
      balance: (last?.balance ?? 0) + entry.amount,
    }
    this.state.ledger.push(made)
    return made
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      listings: [...this.listings.values()],
      receipts: [...this.receipts.values()],
    }
  }
}
