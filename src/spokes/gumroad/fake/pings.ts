/**
 * Messages about sales: unsigned forms to the addresses that were subscribed, tried again only after some answers, and the subscriptions themselves.
 * Source: post_to_individual_ping_endpoint_worker.rb, resource_subscriptions_controller.rb, resource_subscription.rb, purchase/ping_notification.rb.
 */
import type { Call, Reply } from './answer.ts'
import { isRefunded } from './sales.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { Ping, Sale, Subscription } from './state.ts'

export const retriedStatuses: readonly number[] = [499, 500, 502, 503, 504]
export const backoffMs = [60_000, 180_000, 600_000] as const
const timeoutMs = 5_000
const delayMs = 300

const topics = [
  'sale',
  'cancellation',
  'subscription_ended',
  'subscription_restarted',
  'subscription_updated',
  'refund',
  'dispute',
  'dispute_won',
]

const subscriptionJson = ({ id, topic, url }: Subscription) => ({ id, resource_name: topic, post_url: url })

export function listSubscriptions({ shop, given, app }: Call): Reply {
  const topic = String(given.resource_name ?? '')
  if (!topics.includes(topic)) throw refused('Valid resource_name parameter required')
  const isOwnOnly = given.current_oauth_application_only === 'true' || given.current_oauth_application_only === true
  const found = shop.state.subscriptions.filter(one => one.topic === topic && (!isOwnOnly || one.appId === app.id))
  return { body: { success: true, resource_subscriptions: found.map(subscriptionJson) } }
}

const privateAddress =
  /^(0\.|10\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|198\.1[89]\.|2[2-5]\d\.|\[)/

/** Loopback is let through, since everything here runs on one computer, unless a switch says otherwise. */
function isFit(shop: Shop, given: unknown): boolean {
  if (!URL.canParse(String(given ?? ''))) return false
  const { protocol, hostname } = new URL(String(given))
  if (!/^https?:$/.test(protocol) || hostname === '') return false
  const isLoopback = hostname === 'localhost' || hostname.startsWith('127.')
  if (isLoopback) return !shop.isOn('loopback-guard')
  return !privateAddress.test(hostname)
}

/** The same one twice is two. */
export function createSubscription({ shop, given, app }: Call): Reply {
  const topic = String(given.resource_name ?? '')
  if (!isFit(shop, given.post_url)) throw refused(`Invalid post URL '${String(given.post_url ?? '')}'`)
  if (!topics.includes(topic)) throw refused("Unable to subscribe to ''.")
  const made = { id: shop.externalId(), appId: app.id, topic, url: String(given.post_url) }
  shop.state.subscriptions.push(made)
  return { body: { success: true, resource_subscription: subscriptionJson(made) } }
}

export function deleteSubscription({ shop, params, app }: Call): Reply {
  const found = shop.state.subscriptions.find(one => one.id === params.id && one.appId === app.id)
  if (found === undefined) throw notFound('resource_subscription')
  shop.state.subscriptions = shop.state.subscriptions.filter(one => one !== found)
  return { body: { success: true, message: 'The resource_subscription was deleted successfully.' } }
}

function payload(shop: Shop, topic: string, sale: Sale): string {
  const product = sale.productId === null ? undefined : shop.products.get(sale.productId)
  const fields: Record<string, string | number | boolean> = {
    seller_id: shop.state.userId,
    product_id: sale.productId ?? '',
    product_name: product?.name ?? sale.productName,
    permalink: product?.customPermalink ?? product?.permalink ?? '',
    product_permalink: `${shop.url}/l/${product?.customPermalink ?? product?.permalink ?? ''}`,
    short_product_id: product?.permalink ?? '',
    email: sale.email,
    price: sale.usd,
    gumroad_fee: sale.fee,
    currency: sale.currency,
    quantity: sale.quantity,
    discover_fee_charged: false,
    can_contact: true,
    referrer: 'direct',
    order_number: sale.orderId,
    sale_id: sale.id,
    sale_timestamp: new Date(sale.created).toISOString(),
    full_name: sale.fullName,
    is_gift_receiver_purchase: false,
    refunded: isRefunded(sale),
    resource_name: topic,
    disputed: sale.isDisputed,
    dispute_won: sale.isDisputeWon,
  }
  return new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])).toString()
}

export class Pings {
  readonly #shop: Shop
  #cancel: (() => void) | null = null
  #isStopped = false

  constructor(shop: Shop) {
    this.#shop = shop
    shop.onSale = (topic, sale) => this.#queue(topic, sale)
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
    const { state, dice } = this.#shop
    const waiting = state.pings
    state.pings = []
    if (lose || this.#shop.isOn('hooks-dead')) return 0
    const ordered = shuffle ? dice.shuffle(waiting) : waiting
    for (const ping of twice ? ordered.flatMap(one => [one, one]) : ordered) await this.#deliver(ping)
    this.#plan()
    return ordered.length * (twice ? 2 : 1)
  }

  #queue(topic: string, sale: Sale): void {
    const { state, clock } = this.#shop
    const isHeard = ({ appId }: Subscription) =>
      !this.#shop.isOn('revoked') &&
      state.tokens.some(token => token.appId === appId && token.scopes.some(scope => scope === 'view_sales' || scope === 'account'))
    for (const one of state.subscriptions.filter(one => one.topic === topic && isHeard(one)))
      state.pings.push({ url: one.url, body: payload(this.#shop, topic, sale), retries: 0, dueMs: clock.nowMs() + delayMs })
    this.#plan()
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#shop.state.pings.map(({ dueMs }) => dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#shop.clock.at(first, () => void this.#sendDue())
  }

  async #sendDue(): Promise<void> {
    const { state, clock } = this.#shop
    const now = clock.nowMs()
    const due = state.pings.filter(({ dueMs }) => dueMs <= now)
    state.pings = state.pings.filter(({ dueMs }) => dueMs > now)
    if (!this.#shop.isOn('hooks-dead')) for (const ping of due) await this.#deliver(ping)
    this.#plan()
  }

  /** A line that fails is not tried again, nor is any other answer than those few. */
  async #deliver(ping: Ping): Promise<void> {
    const { state, clock } = this.#shop
    const answer = await fetch(ping.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: ping.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null)
    await answer?.body?.cancel()
    const waitMs = backoffMs[ping.retries]
    if (answer === null || !retriedStatuses.includes(answer.status) || waitMs === undefined) return
    const body = new URLSearchParams(ping.body)
    body.set('retry_count', String(ping.retries + 1))
    state.pings.push({ ...ping, body: body.toString(), retries: ping.retries + 1, dueMs: clock.nowMs() + waitMs })
  }
}
