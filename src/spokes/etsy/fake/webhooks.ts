/** Messages about orders to the addresses in the seller's portal: genuinely signed, and tried again as Etsy says. */
import { createHmac } from 'node:crypto'
import { type FakeMessage, FakeMessages, isWithin200s } from '#kit/fake-messages.ts'
import type { Shop } from './shop.ts'
import type { Endpoint, Told } from './state.ts'

/** Now, then after each of these. Source: Etsy's page on webhooks. */
export const retryMs = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000] as const

export const signatureOf = (secret: string, id: string, time: number, body: string): string =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${time}.${body}`)
    .digest('base64')

export function messagesOf(shop: Shop): FakeMessages<Told> {
  const { state, clock, dice } = shop
  const messages = new FakeMessages<Told>(
    { state, clock, dice, isSilent: () => shop.isOn('hooks-dead') },
    { retryMs, timeoutMs: 10_000, delayMs: 300, isOver: isWithin200s, compose: told => compose(shop, told) },
  )
  shop.onOrder = (event, receiptId) => {
    for (const endpoint of state.endpoints.filter(one => one.isEnabled && one.events.includes(event))) {
      const body = JSON.stringify({
        event_type: shop.isOn('loud-events') ? event.toUpperCase() : event,
        resource_url: `${shop.url}/v3/application/shops/${state.shopId}/receipts/${receiptId}`,
        shop_id: state.shopId,
      })
      messages.queue({ endpointId: endpoint.id, id: `msg_${dice.text(27)}`, body })
    }
  }
  return messages
}

function compose(shop: Shop, { endpointId, id, body }: Told): FakeMessage | null {
  const endpoint = shop.state.endpoints.find(one => one.id === endpointId)
  if (!endpoint?.isEnabled) return null
  const time = shop.now()
  const own = `v1,${signatureOf(endpoint.secret, id, time, body)}`
  // While a secret is changed both are given; the first is nobody's here.
  const signature = shop.isOn('two-signatures') ? `v1,${signatureOf('whsec_b3RoZXI=', id, time, body)} ${own}` : own
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(time),
    'webhook-signature': signature,
  }
  return { url: endpoint.url, headers, body }
}

export function addEndpoint(shop: Shop, url: string, events: readonly string[]): Endpoint {
  const secret = `whsec_${Buffer.from(shop.dice.text(24)).toString('base64')}`
  const endpoint = { id: shop.next(), url, secret, events: [...events], isEnabled: true }
  shop.state.endpoints.push(endpoint)
  return endpoint
}
