/** Stripe's messages: the endpoint kept as it should be, and each message told genuine from forged. */
import { randomUUID } from 'node:crypto'
import { SpokeError, signedHex } from '#kit'
import type { PayHookReading, PayHookReport } from '#kit/pay.ts'
import { aboutOf, eventTypes } from './changes.ts'
import { apiVersion, type Context, call, statusOf } from './client.ts'
import type { Settings } from './settings.ts'
import { Endpoint, Event, List } from './wire.ts'

/** Both ways. Source: docs.stripe.com/webhooks, the tolerance of Stripe's own libraries. */
const toleranceMs = 5 * 60_000

export async function readHook(
  { settings, now }: Pick<Context, 'settings' | 'now'>,
  headers: Headers,
  body: Uint8Array,
): Promise<PayHookReading> {
  if (!isGenuine(settings, headers.get('stripe-signature'), body, now())) return { reading: 'forged', about: null }
  const { data } = Event.safeParse(jsonOf(body))
  if (data === undefined || !(eventTypes as readonly string[]).includes(data.type)) return { reading: 'ping', about: null }
  const about = aboutOf(data)
  // An intent is no payment of ours; the list of events tells whose it is.
  return { reading: 'changed', about: about?.startsWith('cs_') ? about : null }
}

/** `t=1492774577,v1=…,v1=…,v0=…`: while a secret is changed there is a v1 by each. */
function isGenuine({ hookSecret }: Settings, given: string | null, body: Uint8Array, now: Date): boolean {
  if (given === null || given.length > 2000) return false
  const parts = given.split(',').map(part => part.split('=', 2) as [string, string | undefined])
  const time = parts.find(([name]) => name.trim() === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(time) || Math.abs(now.getTime() - Number(time) * 1000) > toleranceMs) return false
  const signed = Buffer.concat([Buffer.from(`${time}.`), body])
  const signatures = parts.filter(([name]) => name.trim() === 'v1').map(([, value]) => value)
  return signatures.slice(0, 10).some(signature => signedHex(hookSecret, signed, signature))
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}

/** Our own endpoint is the one whose id we wrote down; another that has our very address was made by us when its secret was lost on the way. */
export async function keepHooks(ctx: Context, address: string): Promise<PayHookReport<Settings>> {
  const { hookId, hookSecret } = ctx.settings
  const every = await listEndpoints(ctx)
  const own = every.find(({ id }) => id === hookId && hookSecret !== '')
  for (const { id, url } of every) if (url === address && id !== own?.id) await remove(ctx, id)
  const report = (mended: string[], settings: Settings | null = null) => ({ count: eventTypes.length, mended, settings })
  if (own === undefined) {
    const made = await make(ctx, address)
    const mended = ['Stripe tells us about payments from now on.']
    return report(mended, { ...ctx.settings, hookId: made.id, hookSecret: made.secret ?? '' })
  }
  const mended = [
    ...(own.url === address ? [] : ['Stripe sent its messages to an earlier address of ours.']),
    ...(own.status === 'enabled' ? [] : ['Stripe had stopped telling us about payments.']),
    ...(isComplete(own) ? [] : ['Stripe did not tell us about everything that can happen to a payment.']),
  ]
  if (mended.length > 0) {
    const form = { url: address, disabled: false, enabled_events: eventTypes }
    await call(ctx, { what: 'keep the messages', method: 'POST', path: `/webhook_endpoints/${own.id}`, form, key: randomUUID() })
  }
  return report(mended)
}

const isComplete = ({ enabled_events: events }: Endpoint): boolean =>
  events.includes('*') || eventTypes.every(type => events.includes(type))

async function listEndpoints(ctx: Context): Promise<Endpoint[]> {
  const answer = await call(ctx, { what: 'look at the messages', path: '/webhook_endpoints', query: { limit: 100n } })
  return List.parse(answer.body).data.map(raw => Endpoint.parse(raw))
}

/** The key is good for this once: a lost answer took the secret along, and the next look makes the endpoint anew. */
async function make(ctx: Context, address: string): Promise<Endpoint> {
  const form = { url: address, enabled_events: eventTypes, api_version: apiVersion, description: 'Selvage' }
  const { body } = await call(ctx, { what: 'subscribe to messages', method: 'POST', path: '/webhook_endpoints', form, key: randomUUID() })
  const made = Endpoint.parse(body)
  if (!made.secret) throw new SpokeError('bug', 'subscribe to messages: Stripe gave no secret for them')
  return made
}

async function remove(ctx: Context, id: string): Promise<void> {
  try {
    await call(ctx, { what: 'take the messages away', method: 'DELETE', path: `/webhook_endpoints/${id}` })
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

export async function dropHooks(ctx: Context): Promise<void> {
  if (ctx.settings.hookId !== '') await remove(ctx, ctx.settings.hookId)
}
