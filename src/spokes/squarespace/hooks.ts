/**
 * The site's subscription for orders: a nudge, never the truth. Only apps have them, an API key does not. Squarespace makes the secret and tells it
 * once, so it is kept with the number of its subscription; where it was not, a new one is asked for.
 */
import { createHmac } from 'node:crypto'
import { type HookReading, type HookReport, isSameSecret, SpokeError } from '#kit'
import { type Context, call, statusOf } from './client.ts'
import type { Settings } from './settings.ts'
import { Notification, Secret, Subscription, Subscriptions } from './wire.ts'

export const topics = ['order.create', 'order.update'] as const
const path = '/1.0/webhook_subscriptions'

/** HMAC-SHA256 of the raw body with the secret as bytes, both told in hex. */
export function readHook({ hookSecret }: Settings, headers: Headers, body: Uint8Array): HookReading {
  if (!/^([0-9a-f]{2})+$/i.test(hookSecret)) return 'forged'
  const signature = createHmac('sha256', Buffer.from(hookSecret, 'hex')).update(body).digest('hex')
  if (!isSameSecret(signature, headers.get('squarespace-signature')?.toLowerCase())) return 'forged'
  return topicIn(body).startsWith('order.') ? 'changed' : 'ping'
}

function topicIn(body: Uint8Array): string {
  try {
    return Notification.parse(JSON.parse(Buffer.from(body).toString('utf8'))).topic
  } catch {
    return ''
  }
}

async function listOwn(ctx: Context, address: string | null): Promise<Subscription[]> {
  const { hookOf } = await ctx.keys()
  const { body } = await call(ctx, { what: 'read webhooks', path })
  const all = Subscriptions.parse(body).webhookSubscriptions
  return all
    .filter(({ id, endpointUrl }) => id === hookOf || endpointUrl === address)
    .sort((a, b) => Number(b.id === hookOf) - Number(a.id === hookOf))
}

export async function keepHooks(ctx: Context, address: string): Promise<HookReport> {
  if (ctx.settings.apiKey !== '')
    throw new SpokeError(
      'seller',
      'Squarespace tells of orders at once only to an app that came in by its own page, and not to an API key. Orders are read every minute all the same.',
    )
  const mended: string[] = []
  const [kept, ...others] = await listOwn(ctx, address)
  for (const other of others) await dropHook(ctx, other.id)
  if (others.length > 0) mended.push(`The site told us of orders ${others.length + 1} times; now once.`)
  const body = { endpointUrl: address, topics: [...topics] }
  if (kept === undefined) {
    const answer = (await call(ctx, { what: 'make a webhook', method: 'POST', path, body })).body
    await keep(ctx, Subscription.parse(answer).id, answer)
    return { count: 1, mended: [...mended, 'The site did not tell us of orders; now it does.'] }
  }
  const { hookOf, hookSecret } = await ctx.keys()
  if (kept.id !== hookOf || hookSecret === '') {
    const asked = { what: 'ask for a new secret', method: 'POST', path: `${path}/${kept.id}/actions/rotateSecret`, body: {} } as const
    await keep(ctx, kept.id, (await call(ctx, asked)).body)
    mended.push('The secret of the site’s messages was not known; now it has a new one.')
  }
  if (kept.endpointUrl !== address || topics.some(topic => !kept.topics.includes(topic))) {
    await call(ctx, { what: 'change the webhook', method: 'POST', path: `${path}/${kept.id}`, body })
    mended.push('The site told an old address, or not of everything; now it tells this one.')
  }
  return { count: 1, mended }
}

/** Before anything signed with it can come. */
async function keep(ctx: Context, hookOf: string, answer: unknown): Promise<void> {
  const { secret: hookSecret } = Secret.parse(answer)
  await ctx.keepSetting(kept => ({ ...kept, hookOf, hookSecret }))
}

export async function dropHooks(ctx: Context): Promise<void> {
  if (ctx.settings.apiKey !== '') return
  for (const { id } of await listOwn(ctx, null)) await dropHook(ctx, id)
}

async function dropHook(ctx: Context, id: string): Promise<void> {
  try {
    await call(ctx, { what: 'drop the webhook', method: 'DELETE', path: `${path}/${id}` })
  } catch (error) {
    if (statusOf(error) !== 404) throw error // gone is gone
  }
}
