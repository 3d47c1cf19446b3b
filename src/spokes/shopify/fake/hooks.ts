/**
 * Hooks: subscriptions made through the API, genuine signatures, and what becomes of one that nobody answers: after eight tries over four hours
 * the platform deletes it without a word. Source: facts/spokes 2.4 (shopify.dev, read 2026-09 and 2026-11).
 */
import { signBase64 } from '#kit'
import { apiVersion } from '../queries.ts'
import { connection, padded, userError } from './answer.ts'
import { gid, idOf, type Shop, time } from './shop.ts'
import type { Delivery, Hook } from './state.ts'

/** How long after its first try each next one comes; together about four hours. */
const retryMs = [60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000, 45 * 60_000, 60 * 60_000, 90 * 60_000] as const
const mostTries = retryMs.length + 1
const answerWithinMs = 5000
/** The platform takes a moment before it tells of something. */
const delayMs = 3000

export class Hooks {
  readonly #shop: Shop
  readonly #takeBack = new Map<string, () => void>()

  constructor(shop: Shop) {
    this.#shop = shop
    shop.onEvent = (topic, body) => this.tell(topic, body)
  }

  start(): void {
    for (const delivery of this.#shop.state.queue) this.#schedule(delivery)
  }

  stop(): void {
    for (const takeBack of this.#takeBack.values()) takeBack()
  }

  tell(topic: string, body: unknown): void {
    for (const hook of this.#shop.state.hooks.filter(one => one.topic === enumOf(topic))) {
      const delivery: Delivery = {
        id: this.#shop.dice.uuid(),
        hookId: hook.id,
        topic,
        body: JSON.stringify(body),
        triggeredAt: this.#shop.nowMs(),
        tries: 0,
        dueAt: this.#shop.nowMs() + delayMs,
      }
      this.#shop.state.queue.push(delivery)
      this.#schedule(delivery)
    }
  }

  #schedule(delivery: Delivery): void {
    this.#takeBack.get(delivery.id)?.()
    this.#takeBack.set(
      delivery.id,
      this.#shop.clock.at(delivery.dueAt, () => void this.#send(delivery)),
    )
  }

  /** Sends now all that waits. @returns how many were sent. */
  async deliverNow({
    shuffle = false,
    twice = false,
    lose = false,
  }: {
    shuffle?: boolean
    twice?: boolean
    lose?: boolean
  } = {}): Promise<number> {
    const waiting = shuffle ? this.#shop.dice.shuffle(this.#shop.state.queue) : [...this.#shop.state.queue]
    for (const delivery of waiting) {
      if (lose) this.#forget(delivery)
      else {
        if (twice) await this.#post(delivery)
        await this.#send(delivery)
      }
    }
    return lose ? 0 : waiting.length * (twice ? 2 : 1)
  }

  #forget(delivery: Delivery): void {
    this.#takeBack.get(delivery.id)?.()
    this.#takeBack.delete(delivery.id)
    this.#shop.state.queue = this.#shop.state.queue.filter(one => one !== delivery)
  }

  async #send(delivery: Delivery): Promise<void> {
    const { state } = this.#shop
    if (!state.queue.includes(delivery)) return
    delivery.tries++
    if (await this.#post(delivery)) return this.#forget(delivery)
    if (delivery.tries >= mostTries) {
      // The whole subscription goes, and nobody is told.
      state.hooks = state.hooks.filter(({ id }) => id !== delivery.hookId)
      for (const other of state.queue.filter(({ hookId }) => hookId === delivery.hookId)) this.#forget(other)
      return
    }
    delivery.dueAt = this.#shop.nowMs() + retryMs[delivery.tries - 1]!
    this.#schedule(delivery)
  }

  async #post(delivery: Delivery): Promise<boolean> {
    const hook = this.#shop.state.hooks.find(({ id }) => id === delivery.hookId)
    return hook === undefined ? true : post(this.#shop, hook.uri, delivery)
  }

  /** The three topics about people do not go to subscriptions: the app's own page names the address. */
  privacy(topic: string, address: string, body: unknown): Promise<boolean> {
    return post(this.#shop, address, { id: this.#shop.dice.uuid(), topic, body: JSON.stringify(body), triggeredAt: this.#shop.nowMs() })
  }
}

async function post(
  shop: Shop,
  uri: string,
  { id, topic, body, triggeredAt }: Pick<Delivery, 'id' | 'topic' | 'body' | 'triggeredAt'>,
): Promise<boolean> {
  const { settings, app } = shop.state
  // For an hour after a secret was changed the old one may still sign.
  const secret = shop.isOn('old-secret-signs') && app.previousSecret !== null ? app.previousSecret : app.clientSecret
  const named = (name: string) => `${settings.hookHeaders}-${name}`
  try {
    const response = await fetch(uri, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        [named('Topic')]: topic,
        [named(settings.hookHeaders === 'X-Shopify' ? 'Hmac-SHA256' : 'Hmac-Sha256')]: signBase64(secret, body),
        [named('Shop-Domain')]: settings.domain,
        [named('API-Version')]: apiVersion,
        [named('Webhook-Id')]: id,
        [named('Triggered-At')]: time(triggeredAt),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    })
    await response.body?.cancel()
    return response.status >= 200 && response.status < 300
  } catch {
    return false
  }
}

/** 'orders/paid' is ORDERS_PAID. */
const enumOf = (topic: string) => topic.toUpperCase().replaceAll('/', '_')

const node = (hook: Hook) => ({ id: gid('WebhookSubscription', hook.id), topic: hook.topic, uri: hook.uri })

export const webhookSubscriptions = (shop: Shop, args: { first?: number; after?: string }) =>
  connection(shop.state.hooks, args, hook => padded(hook.id), node)

interface Subscribing {
  readonly id?: string
  readonly topic?: string
  readonly webhookSubscription: { readonly uri?: string }
}

function uriError(shop: Shop, uri: string | undefined) {
  const url = uri !== undefined && URL.canParse(uri) ? new URL(uri) : null
  // Loopback is let through for the pretend shop alone; `https-only` makes it as strict as the real one.
  const isLoopback = url?.protocol === 'http:' && url.hostname === '127.0.0.1' && !shop.isOn('https-only')
  return url !== null && (url.protocol === 'https:' || isLoopback) ? null : userError(['webhookSubscription', 'uri'], 'Address is invalid')
}

export function webhookSubscriptionCreate(shop: Shop, { topic = '', webhookSubscription: { uri } }: Subscribing) {
  const wrong = uriError(shop, uri)
  if (wrong) return { webhookSubscription: null, userErrors: [wrong] }
  if (shop.state.hooks.some(hook => hook.topic === topic && hook.uri === uri))
    return {
      webhookSubscription: null,
      userErrors: [userError(['webhookSubscription', 'uri'], 'Address for this topic has already been taken')],
    }
  const hook = { id: shop.nextId(), topic, uri: uri! }
  shop.state.hooks.push(hook)
  return { webhookSubscription: node(hook), userErrors: [] }
}

export function webhookSubscriptionUpdate(shop: Shop, { id = '', webhookSubscription: { uri } }: Subscribing) {
  const hook = shop.state.hooks.find(one => one.id === idOf('WebhookSubscription', id))
  if (hook === undefined) return { webhookSubscription: null, userErrors: [userError(['id'], 'Webhook subscription does not exist')] }
  const wrong = uriError(shop, uri)
  if (wrong) return { webhookSubscription: null, userErrors: [wrong] }
  hook.uri = uri!
  return { webhookSubscription: node(hook), userErrors: [] }
}

export function webhookSubscriptionDelete(shop: Shop, { id }: { id: string }) {
  const hook = shop.state.hooks.find(one => one.id === idOf('WebhookSubscription', id))
  if (hook === undefined)
    return { deletedWebhookSubscriptionId: null, userErrors: [userError(['id'], 'Webhook subscription does not exist')] }
  shop.state.hooks = shop.state.hooks.filter(one => one !== hook)
  return { deletedWebhookSubscriptionId: id, userErrors: [] }
}
