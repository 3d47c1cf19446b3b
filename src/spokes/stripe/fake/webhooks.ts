/** Messages about what happened, to the endpoints that want them: genuinely signed, and tried again as Stripe says. */
import { createHmac } from 'node:crypto'
import type { Account } from './account.ts'
import { eventJson } from './objects.ts'
import type { Event, Message } from './state.ts'

/** A sandbox tries three times over a few hours. Source: docs.stripe.com/webhooks; the waits between are not told. */
export const retryMs = [60_000, 3_600_000, 7_200_000] as const
const [timeoutMs, delayMs] = [10_000, 300]

export const signatureOf = (secret: string, time: number, body: string): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')

export class Webhooks {
  readonly #account: Account
  #cancel: (() => void) | null = null
  #isStopped = false

  constructor(account: Account) {
    this.#account = account
    account.onEvent = event => this.#queue(event)
  }

  start(): void {
    this.#plan()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  /** Sends all that waits, now. @returns how many messages were sent. */
  async deliverNow({
    shuffle = false,
    twice = false,
    lose = false,
  }: {
    shuffle?: boolean
    twice?: boolean
    lose?: boolean
  } = {}): Promise<number> {
    const { state, dice } = this.#account
    const waiting = state.messages
    state.messages = []
    if (lose || this.#account.isOn('hooks-dead')) return 0
    const ordered = shuffle ? dice.shuffle(waiting) : waiting
    let sent = 0
    for (const message of twice ? ordered.flatMap(one => [one, one]) : ordered) if (await this.#deliver(message)) sent++
    this.#plan()
    return sent
  }

  #queue(event: Event): void {
    const { state, clock } = this.#account
    for (const endpoint of state.endpoints)
      if (endpoint.isEnabled && (endpoint.events.includes(event.type) || endpoint.events.includes('*')))
        state.messages.push({ endpointId: endpoint.id, eventId: event.id, attempt: 0, dueMs: clock.nowMs() + delayMs })
    this.#plan()
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#account.state.messages.map(({ dueMs }) => dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#account.clock.at(first, () => void this.#sendDue())
  }

  async #sendDue(): Promise<void> {
    const { state, clock } = this.#account
    const now = clock.nowMs()
    const due = state.messages.filter(({ dueMs }) => dueMs <= now)
    state.messages = state.messages.filter(({ dueMs }) => dueMs > now)
    if (!this.#account.isOn('hooks-dead')) for (const message of due) await this.#deliver(message)
    this.#plan()
  }

  async #deliver(message: Message): Promise<boolean> {
    const { state, events, clock } = this.#account
    const endpoint = state.endpoints.find(({ id }) => id === message.endpointId)
    const event = events.get(message.eventId)
    if (!endpoint?.isEnabled || event === undefined) return false
    const body = JSON.stringify(eventJson(event), null, 2)
    const time = this.#account.now()
    const own = `v1=${signatureOf(endpoint.secret, time, body)}`
    // While a secret is rolled both are given; the first is nobody's here.
    const signatures = this.#account.isOn('two-signatures') ? `v1=${signatureOf('whsec_other', time, body)},${own}` : own
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${time},${signatures},v0=${'0'.repeat(64)}` },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null)
    await answer?.body?.cancel()
    const waitMs = retryMs[message.attempt]
    if (!answer?.ok && waitMs !== undefined && !this.#isStopped)
      state.messages.push({ ...message, attempt: message.attempt + 1, dueMs: clock.nowMs() + waitMs })
    return true
  }
}
