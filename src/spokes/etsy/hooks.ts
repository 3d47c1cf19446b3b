/**
 * Etsy's webhooks: a nudge, never the truth. Signed by the rules of standardwebhooks.com; the seller adds the address in Etsy's own portal.
 * Source: webhooks essentials in Etsy's documentation and etsy/open-api discussions 1509, 1564; read 2026-11.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HookReading } from '#kit'
import type { Settings } from './settings.ts'

/** Both ways: an old one is played again by somebody, one from the future has a wrong clock. */
const toleranceMs = 5 * 60_000

export function readHook({ hookSecret }: Settings, headers: Headers, body: Uint8Array, now: Date): HookReading {
  const id = headers.get('webhook-id') ?? ''
  const time = headers.get('webhook-timestamp') ?? ''
  const given = headers.get('webhook-signature') ?? ''
  const key = Buffer.from((hookSecret ?? '').replace(/^whsec_/, ''), 'base64')
  if (key.length === 0 || id === '' || !/^\d{1,12}$/.test(time) || given === '') return 'forged'
  if (Math.abs(Number(time) * 1000 - now.getTime()) > toleranceMs) return 'forged'
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest()
  // Several when the secret is being changed; bare ones were seen beside those with their version.
  const isSigned = given
    .split(/\s+/)
    .map(one => one.replace(/^v1,/, ''))
    .some(one => isSame(expected, one))
  if (!isSigned) return 'forged'
  return kindOf(body).startsWith('order.') ? 'changed' : 'ping'
}

function isSame(expected: Buffer, given: string): boolean {
  const a = Buffer.from(expected.toString('base64'))
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Written in capitals by some accounts. */
function kindOf(body: Uint8Array): string {
  try {
    const { event_type: kind } = JSON.parse(Buffer.from(body).toString('utf8')) as { event_type?: unknown }
    return typeof kind === 'string' ? kind.toLowerCase() : ''
  } catch {
    return ''
  }
}
