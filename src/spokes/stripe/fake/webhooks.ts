/** Messages about what happened, to the endpoints that want them: genuinely signed, and tried again as Stripe says. */
import { createHmac } from 'node:crypto'
import { type FakeMessage, FakeMessages, isWithin200s } from '#kit/fake-messages.ts'
import type { Account } from './account.ts'
import { eventJson } from './objects.ts'
import type { Told } from './state.ts'

/** A sandbox tries three times over a few hours. Source: docs.stripe.com/webhooks; the waits between are not told. */
export const retryMs = [60_000, 3_600_000, 7_200_000] as const

export const signatureOf = (secret: string, time: number, body: string): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')

export function messagesOf(account: Account): FakeMessages<Told> {
  const { state, clock, dice } = account
  const messages = new FakeMessages<Told>(
    { state, clock, dice, isSilent: () => account.isOn('hooks-dead') },
    { retryMs, timeoutMs: 10_000, delayMs: 300, isOver: isWithin200s, compose: told => compose(account, told) },
  )
  account.onEvent = event => {
    for (const endpoint of state.endpoints)
      if (endpoint.isEnabled && (endpoint.events.includes(event.type) || endpoint.events.includes('*')))
        messages.queue({ endpointId: endpoint.id, eventId: event.id })
  }
  return messages
}

function compose(account: Account, { endpointId, eventId }: Told): FakeMessage | null {
  const endpoint = account.state.endpoints.find(({ id }) => id === endpointId)
  const event = account.events.get(eventId)
  if (!endpoint?.isEnabled || event === undefined) return null
  const body = JSON.stringify(eventJson(event), null, 2)
  const time = account.now()
  const own = `v1=${signatureOf(endpoint.secret, time, body)}`
  // While a secret is rolled both are given; the first is nobody's here.
  const signatures = account.isOn('two-signatures') ? `v1=${signatureOf('whsec_other', time, body)},${own}` : own
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${time},${signatures},v0=${'0'.repeat(64)}` }
  return { url: endpoint.url, headers, body }
}
