/** Messages about orders to the addresses in the seller's portal: genuinely signed, and tried again as Etsy says. */
import { createHmac } from 'node:crypto'
import type { Shop } from './shop.ts'
import type { Endpoint, Message } from './state.ts'

/** Now, then after each of these. Source: Etsy's page on webhooks. */
export const retryMs = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000] as const
const timeoutMs = 10_000
const delayMs = 300

export const signatureOf = (secret: string, id: string, time: number, body: string): string =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${time}.${body}`)
    .digest('base64')

export class Webhooks {
  readonly #shop: Shop
  #cancel: (() => void) | null = null
  #isStopped = false

  constructor(shop: Shop) {
    this.#shop = shop
    shop.onOrder = (event, receiptId) => this.#queue(event, receiptId)
  }

  start(): void {
    this.#plan()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  add(url: string, events: readonly string[]): Endpoint {
    const { shop } = { shop: this.#shop }
    const secret = `whsec_${Buffer.from(shop.dice.text(24)).toString('base64')}`
    const endpoint = { id: shop.next(), url, secret, events: [...events], isEnabled: true }
    shop.state.endpoints.push(endpoint)
    return endpoint
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
    const { state, dice } = this.#shop
    const waiting = state.messages
    state.messages = []
    if (lose || this.#shop.isOn('hooks-dead')) return 0
    const ordered = shuffle ? dice.shuffle(waiting) : waiting
    let sent = 0
    for (const message of twice ? ordered.flatMap(one => [one, one]) : ordered) if (await this.#deliver(message)) sent++
    this.#plan()
    return sent
  }

  #queue(event: string, receiptId: number): void {
    const { state, clock, dice, url } = this.#shop
    for (const endpoint of state.endpoints) {
      if (!endpoint.isEnabled || !endpoint.events.includes(event)) continue
      const body = JSON.stringify({
        event_type: this.#shop.isOn('loud-events') ? event.toUpperCase() : event,
        resource_url: `${url}/v3/application/shops/${state.shopId}/receipts/${receiptId}`,
        shop_id: state.shopId,
      })
      state.messages.push({ endpointId: endpoint.id, id: `msg_${dice.text(27)}`, body, attempt: 0, dueMs: clock.nowMs() + delayMs })
    }
    this.#plan()
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#shop.state.messages.map(({ dueMs }) => dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#shop.clock.at(first, () => void this.#sendDue())
  }

  async #sendDue(): Promise<void> {
    const { state, clock } = this.#shop
    const now = clock.nowMs()
    const due = state.messages.filter(({ dueMs }) => dueMs <= now)
    state.messages = state.messages.filter(({ dueMs }) => dueMs > now)
    if (!this.#shop.isOn('hooks-dead')) for (const message of due) await this.#deliver(message)
    this.#plan()
  }

  async #deliver(message: Message): Promise<boolean> {
    const { state, clock } = this.#shop
    const endpoint = state.endpoints.find(({ id }) => id === message.endpointId)
    if (!endpoint?.isEnabled) return false
    const time = this.#shop.now()
    const own = `v1,${signatureOf(endpoint.secret, message.id, time, message.body)}`
    // While a secret is changed both are given; the first is nobody's here.
    const signature = this.#shop.isOn('two-signatures') ? `v1,${signatureOf('whsec_b3RoZXI=', message.id, time, message.body)} ${own}` : own
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': message.id,
        'webhook-timestamp': String(time),
        'webhook-signature': signature,
      },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null)
    await answer?.body?.cancel()
    const waitMs = retryMs[message.attempt]
    if (!answer?.ok && waitMs !== undefined && !state.messages.includes(message))
      state.messages.push({ ...message, attempt: message.attempt + 1, dueMs: clock.nowMs() + waitMs })
    return true
  }
}
