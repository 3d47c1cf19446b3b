/** Messages about what happened, to the webhooks that want them: genuinely signed, and tried again as PayPal says. */
import { createSign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Account } from './account.ts'
import { eventJson } from './objects.ts'
import type { Event, Message } from './state.ts'

/** Up to 25 times over three days. Source: PayPal's page on webhooks; the waits between are not told. */
export const mostTries = 25
export const waitMs = (attempt: number): number => Math.min(60_000 * 2 ** attempt, 4 * 3_600_000)
const [timeoutMs, delayMs] = [10_000, 300]

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
    const { state, clock, dice } = this.#account
    for (const webhook of state.webhooks)
      if (webhook.types.includes(event.type) || webhook.types.includes('*'))
        state.messages.push({
          webhookId: webhook.id,
          eventId: event.id,
          transmissionId: dice.uuid(),
          attempt: 0,
          dueMs: clock.nowMs() + delayMs,
        })
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
    const { state, events, clock, url } = this.#account
    const webhook = state.webhooks.find(({ id }) => id === message.webhookId)
    const event = events.get(message.eventId)
    if (webhook === undefined || event === undefined) return false
    const body = JSON.stringify(eventJson(this.#account, event))
    const time = `${new Date(clock.nowMs()).toISOString().slice(0, 19)}Z`
    const signed = `${message.transmissionId}|${time}|${webhook.id}|${crc32(Buffer.from(body))}`
    const answer = await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'paypal-transmission-id': message.transmissionId,
        'paypal-transmission-time': time,
        'paypal-transmission-sig': createSign('RSA-SHA256').update(signed).sign(state.privateKey, 'base64'),
        'paypal-cert-url': `${url}/v1/notifications/certs/CERT-pretend`,
        'paypal-auth-algo': 'SHA256withRSA',
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null)
    await answer?.body?.cancel()
    if (!answer?.ok && message.attempt < mostTries && !this.#isStopped)
      state.messages.push({ ...message, attempt: message.attempt + 1, dueMs: clock.nowMs() + waitMs(message.attempt) })
    return true
  }
}
