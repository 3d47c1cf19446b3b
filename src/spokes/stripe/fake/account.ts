/** The pretend account in memory: its records and the few acts that all parts share. */
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { Charge, Dispute, Entry, Event, Intent, Kept, Refund, Session, State } from './state.ts'

export interface Trouble {
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly type?: string
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
export const refused = (status: number, trouble: Trouble): Refused => new Refused(status, trouble)
export const missing = (what: string, id: string): Refused =>
  refused(404, { code: 'resource_missing', param: 'id', message: `No such ${what}: '${id}'` })

export class Account {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly sessions: Map<string, Session>
  readonly intents: Map<string, Intent>
  readonly charges: Map<string, Charge>
  readonly refunds: Map<string, Refund>
  readonly disputes: Map<string, Dispute>
  readonly entries: Map<string, Entry>
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
    this.sessions = byId(state.sessions)
    this.intents = byId(state.intents)
    this.charges = byId(state.charges)
    this.refunds = byId(state.refunds)
    this.disputes = byId(state.disputes)
    this.entries = byId(state.entries)
    this.events = byId(state.events)
    this.kept = new Map(state.kept.map(kept => [kept.key, kept]))
    if (state.accountId === '') state.accountId = `acct_1${this.dice.text(15)}`
    if (state.secretKey === '') state.secretKey = `rk_test_51${this.dice.text(40)}`
  }

  /** Seconds. */
  now(): number {
    return Math.floor(this.clock.nowMs() / 1000)
  }

  id(prefix: string, length = 24): string {
    return `${prefix}_1${this.dice.text(length - 1)}`
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  tell(type: string, object: unknown): void {
    const event = { id: this.id('evt'), type, created: this.now(), object }
    this.events.set(event.id, event)
    this.onEvent(event)
  }

  save(): State {
    return {
      ...this.state,
      clock: this.clock.save(),
      dice: this.dice.state,
      sessions: [...this.sessions.values()],
      intents: [...this.intents.values()],
      charges: [...this.charges.values()],
      refunds: [...this.refunds.values()],
      disputes: [...this.disputes.values()],
      entries: [...this.entries.values()],
      events: [...this.events.values()],
      kept: [...this.kept.values()],
    }
  }
}
