/** Messages about what happened, to the webhooks that want them: genuinely signed, and tried again as PayPal says. */
import { createSign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type FakeMessage, FakeMessages, isWithin200s } from '#kit/fake-messages.ts'
import type { Account } from './account.ts'
import { eventJson } from './objects.ts'
import type { Told } from './state.ts'

/** Up to 25 times over three days. Source: PayPal's page on webhooks; the waits between are not told. */
const retryMs = Array.from({ length: 25 }, (_, attempt) => Math.min(60_000 * 2 ** attempt, 4 * 3_600_000))

export function messagesOf(account: Account): FakeMessages<Told> {
  const { state, clock, dice } = account
  const messages = new FakeMessages<Told>(
    { state, clock, dice, isSilent: () => account.isOn('hooks-dead') },
    { retryMs, timeoutMs: 10_000, delayMs: 300, isOver: isWithin200s, compose: told => compose(account, told) },
  )
  account.onEvent = event => {
    for (const webhook of state.webhooks)
      if (webhook.types.includes(event.type) || webhook.types.includes('*'))
        messages.queue({ webhookId: webhook.id, eventId: event.id, transmissionId: dice.uuid() })
  }
  return messages
}

function compose(account: Account, { webhookId, eventId, transmissionId }: Told): FakeMessage | null {
  const webhook = account.state.webhooks.find(({ id }) => id === webhookId)
  const event = account.events.get(eventId)
  if (webhook === undefined || event === undefined) return null
  const body = JSON.stringify(eventJson(account, event))
  const time = `${new Date(account.clock.nowMs()).toISOString().slice(0, 19)}Z`
  const signed = `${transmissionId}|${time}|${webhook.id}|${crc32(Buffer.from(body))}`
  const headers = {
    'content-type': 'application/json',
    'paypal-transmission-id': transmissionId,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': createSign('RSA-SHA256').update(signed).sign(account.state.privateKey, 'base64'),
    'paypal-cert-url': `${account.url}/v1/notifications/certs/CERT-pretend`,
    'paypal-auth-algo': 'SHA256withRSA',
  }
  return { url: webhook.url, headers, body }
}
