/** PayPal's messages: the webhook kept as it should be, and each message told genuine from forged by PayPal itself. */
import type { PayHookReading, PayHookReport } from '#kit/pay.ts'
import { aboutOf, eventTypes } from './changes.ts'
import { type Context, call, parsed, statusOf } from './client.ts'
import type { Settings } from './settings.ts'
import { Event, Verification, type Webhook, WebhookList } from './wire.ts'

/** PayPal tries for three days. */
const [oldestMs, newestMs] = [4 * 86_400_000, 10 * 60_000]

/**
 * By POST /v1/notifications/verify-webhook-signature. What cannot be genuine is refused before PayPal is asked, since anybody may knock here. The
 * certificate that a message names is not gone by: its chain could not be checked soundly with what Node brings.
 */
export async function readHook(ctx: Context, headers: Headers, body: Uint8Array): Promise<PayHookReading> {
  const forged: PayHookReading = { reading: 'forged', about: null }
  const told = headersOf(ctx, headers)
  const text = Buffer.from(body).toString('utf8')
  // A body that is not one whole object could add words of its own to what we ask.
  const event = text.length === 0 || text.trimStart()[0] !== '{' ? undefined : parsed(text)
  if (told === null || typeof event !== 'object' || event === null) return forged
  const asked = JSON.stringify({ ...told, webhook_id: ctx.settings.hookId })
  // The message goes back to the byte as it came: spaces and the order of names are signed.
  const rawBody = `${asked.slice(0, -1)},"webhook_event":${text}}`
  try {
    const answer = await call(ctx, { what: 'check a message', method: 'POST', path: '/v1/notifications/verify-webhook-signature', rawBody })
    if (Verification.parse(answer.body).verification_status !== 'SUCCESS') return forged
  } catch (error) {
    if (statusOf(error) === 400 || statusOf(error) === 404 || statusOf(error) === 422) return forged
    throw error
  }
  const { data } = Event.safeParse(event)
  if (data === undefined || !(eventTypes as readonly string[]).includes(data.event_type)) return { reading: 'ping', about: null }
  return { reading: 'changed', about: aboutOf(data) }
}

/** @returns null when something is missing, or is not as PayPal writes it. */
function headersOf({ settings, baseUrl, now }: Context, headers: Headers): Record<string, string> | null {
  const told = (name: string, pattern: RegExp): string | null => {
    const value = headers.get(`paypal-${name}`) ?? ''
    return pattern.test(value) ? value : null
  }
  const time = told('transmission-time', /^\d{4}-\d\d-\d\dT[\d:.]{5,15}(Z|[+-]\d\d:\d\d)$/)
  const certificate = told('cert-url', /^https?:\/\/\S{1,490}$/)
  const all = {
    auth_algo: told('auth-algo', /^SHA256withRSA$/),
    cert_url: certificate !== null && isOfPayPal(certificate, baseUrl) ? certificate : null,
    transmission_id: told('transmission-id', /^[\w-]{8,50}$/),
    transmission_sig: told('transmission-sig', /^[A-Za-z0-9+/=]{40,500}$/),
    transmission_time: time,
  }
  const ageMs = now().getTime() - Date.parse(time ?? '')
  const isComplete = Object.values(all).every(value => value !== null) && settings.hookId !== ''
  return isComplete && ageMs < oldestMs && ageMs > -newestMs ? (all as Record<string, string>) : null
}

/** Of the very address that we talk to, where a test server stands in for PayPal. */
function isOfPayPal(certificate: string, baseUrl: string): boolean {
  if (!URL.canParse(certificate)) return false
  const { protocol, hostname, host } = new URL(certificate)
  return (protocol === 'https:' && /(^|\.)paypal\.com$/.test(hostname)) || host === new URL(baseUrl).host
}

export async function keepHooks(ctx: Context, address: string): Promise<PayHookReport<Settings>> {
  const every = await listWebhooks(ctx)
  const own = every.find(({ id }) => id === ctx.settings.hookId) ?? every.find(({ url }) => url === address)
  const report = async (mended: string[], hookId: string | null = null) => ({
    count: eventTypes.length,
    mended,
    settings: hookId === null ? null : { ...(await ctx.keys()), hookId },
  })
  const types = eventTypes.map(name => ({ name }))
  if (own === undefined) {
    const body = { url: address, event_types: types }
    const answer = await call(ctx, { what: 'subscribe to messages', method: 'POST', path: '/v1/notifications/webhooks', body })
    return report(['PayPal tells us about payments from now on.'], (answer.body as Webhook).id)
  }
  // PayPal takes an address once: one that is left over there from before would be in the way.
  for (const { id, url } of every) if (url === address && id !== own.id) await remove(ctx, id)
  const names = own.event_types.map(({ name }) => name)
  const isComplete = names.includes('*') || eventTypes.every(name => names.includes(name))
  const mended = [
    ...(own.url === address ? [] : ['PayPal sent its messages to an earlier address of ours.']),
    ...(isComplete ? [] : ['PayPal did not tell us about everything that can happen to a payment.']),
  ]
  if (mended.length > 0) {
    const body = [
      { op: 'replace', path: '/url', value: address },
      { op: 'replace', path: '/event_types', value: types },
    ]
    await call(ctx, { what: 'keep the messages', method: 'PATCH', path: `/v1/notifications/webhooks/${own.id}`, body })
  }
  return report(mended, own.id === ctx.settings.hookId ? null : own.id)
}

async function listWebhooks(ctx: Context): Promise<Webhook[]> {
  const answer = await call(ctx, { what: 'look at the messages', path: '/v1/notifications/webhooks' })
  return WebhookList.parse(answer.body).webhooks
}

async function remove(ctx: Context, id: string): Promise<void> {
  try {
    await call(ctx, { what: 'take the messages away', method: 'DELETE', path: `/v1/notifications/webhooks/${encodeURIComponent(id)}` })
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

export async function dropHooks(ctx: Context): Promise<void> {
  if (ctx.settings.hookId !== '') await remove(ctx, ctx.settings.hookId)
}
