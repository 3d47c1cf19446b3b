/**
 * Gumroad's messages ("pings"): a nudge, never the truth, since they are not signed. What tells them from forged ones is a secret in the address they are
 * sent to. It is made of the access token, so there is nothing to paste, and with another token the old address is dead.
 * Source: app/sidekiq/post_to_individual_ping_endpoint_worker.rb, resource_subscriptions_controller.rb; read 2026-11.
 */
import { createHmac } from 'node:crypto'
import { addressKeyHeader, addressKeyName, type HookReading, type HookReport, isSameSecret, withAddressKey } from '#kit'
import { type Context, call, inPath, isMissing } from './client.ts'
import type { Settings } from './settings.ts'
import { type Subscription, SubscriptionsAnswer } from './wire.ts'

/** Of all that can be subscribed, what moves a sale. */
export const topics = ['sale', 'refund', 'dispute', 'dispute_won'] as const

export const addressKeyOf = ({ accessToken }: Settings): string =>
  accessToken === '' ? '' : createHmac('sha256', accessToken).update('where messages of sales are sent').digest('base64url')

export function readHook(settings: Settings, headers: Headers, body: Uint8Array): HookReading {
  if (body.byteLength === 0 || !isSameSecret(addressKeyOf(settings), headers.get(addressKeyHeader))) return 'forged'
  const told = new URLSearchParams(Buffer.from(body).toString('utf8'))
  // Her own press of “Send test ping” names no topic.
  return told.has('sale_id') && topics.some(topic => topic === told.get('resource_name')) ? 'changed' : 'ping'
}

async function subscribed(ctx: Context, topic: string): Promise<Subscription[]> {
  const query = { resource_name: topic, current_oauth_application_only: 'true' }
  const { body } = await call(ctx, { what: 'read subscriptions', path: '/v2/resource_subscriptions', query })
  return SubscriptionsAnswer.parse(body).resource_subscriptions
}

/** Ours: to this very address with whatever key, or with our key to whatever address. Others of her application are left alone. */
function isOurs(ctx: Context, { post_url }: Subscription, address: string | null): boolean {
  if (!URL.canParse(post_url ?? '')) return false
  const url = new URL(post_url!)
  if (isSameSecret(url.searchParams.get(addressKeyName), addressKeyOf(ctx.settings))) return true
  return address !== null && `${url.origin}${url.pathname}` === address
}

/** One that is gone, such as with an application that was deleted and made anew, is made again, so this runs each hour. */
export async function keepHooks(ctx: Context, address: string): Promise<HookReport> {
  const wanted = withAddressKey(address, addressKeyOf(ctx.settings))
  const mended: string[] = []
  for (const topic of topics) {
    const ours = (await subscribed(ctx, topic)).filter(one => isOurs(ctx, one, address))
    const [kept, ...twins] = ours.filter(({ post_url }) => post_url === wanted)
    const old = ours.filter(({ post_url }) => post_url !== wanted)
    // The new one first, so that nothing goes unheard in between.
    if (kept === undefined) {
      const form = { resource_name: topic, post_url: wanted }
      await call(ctx, { what: `subscribe to ${topic}`, method: 'PUT', path: '/v2/resource_subscriptions', form })
      mended.push(
        old.length > 0
          ? `Gumroad told an old address of “${topic}”; now it tells this one.`
          : `Gumroad did not tell us of “${topic}”; now it does.`,
      )
    } else if (twins.length > 0) mended.push(`Gumroad told us of “${topic}” ${twins.length + 1} times; now once.`)
    for (const one of [...twins, ...old]) await drop(ctx, one)
  }
  return { mended, count: topics.length }
}

export async function dropHooks(ctx: Context): Promise<void> {
  for (const topic of topics) for (const one of await subscribed(ctx, topic)) if (isOurs(ctx, one, null)) await drop(ctx, one)
}

async function drop(ctx: Context, { id }: Subscription): Promise<void> {
  try {
    await call(ctx, { what: 'drop a subscription', method: 'DELETE', path: `/v2/resource_subscriptions/${inPath(id)}` })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}
