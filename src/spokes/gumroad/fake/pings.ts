/**
 * Messages about sales: unsigned forms to the addresses that were subscribed, tried again only after some answers, and the subscriptions themselves.
 * Source: post_to_individual_ping_endpoint_worker.rb, resource_subscriptions_controller.rb, resource_subscription.rb, purchase/ping_notification.rb.
 */
import { type FakeMessage, FakeMessages, type Waiting } from '#kit/fake-messages.ts'
import type { Call, Reply } from './answer.ts'
import { isRefunded } from './sales.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { Ping, Sale, Subscription } from './state.ts'

export const retriedStatuses: readonly number[] = [499, 500, 502, 503, 504]
export const backoffMs = [60_000, 180_000, 600_000] as const

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

export function pingsOf(shop: Shop): FakeMessages<Ping> {
  const { state, clock, dice } = shop
  const pings = new FakeMessages<Ping>(
    { state, clock, dice, isSilent: () => shop.isOn('hooks-dead') },
    {
      retryMs: backoffMs,
      timeoutMs: 5_000,
      delayMs: 300,
      // A line that fails is not tried again, nor is any other answer than those few.
      isOver: status => status === null || !retriedStatuses.includes(status),
      compose,
    },
  )
  shop.onSale = (topic, sale) => {
    for (const one of state.subscriptions.filter(one => one.topic === topic && isHeard(shop, one)))
      pings.queue({ url: one.url, body: payload(shop, topic, sale) })
  }
  return pings
}

const isHeard = (shop: Shop, { appId }: Subscription): boolean =>
  !shop.isOn('revoked') &&
  shop.state.tokens.some(token => token.appId === appId && token.scopes.some(scope => scope === 'view_sales' || scope === 'account'))

function compose({ url, body, attempt }: Waiting<Ping>): FakeMessage {
  const form = new URLSearchParams(body)
  if (attempt > 0) form.set('retry_count', String(attempt))
  return { url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() }
}
