/**
 * The store's webhook for orders: a nudge, never the truth. Signed over the raw body; the secret is ours and never told back, so the address
 * carries a mark of it, by which we know our own and whether it still signs with this secret.
 */
import { type HookReading, type HookReport, sha256Hex, signedHex } from '#kit'
import { type Context, call, callList, statusOf } from './client.ts'
import type { Settings } from './settings.ts'
import { Message, Webhook } from './wire.ts'

export const events = ['order_created', 'order_refunded'] as const

export function readHook({ hookSecret }: Settings, headers: Headers, body: Uint8Array): HookReading {
  if (!signedHex(hookSecret, body, headers.get('x-signature'))) return 'forged'
  return nameIn(body).startsWith('order_') ? 'changed' : 'ping'
}

function nameIn(body: Uint8Array): string {
  try {
    return Message.parse(JSON.parse(Buffer.from(body).toString('utf8'))).meta.event_name
  } catch {
    return ''
  }
}

const markOf = ({ hookSecret }: Settings): string => sha256Hex(`hook mark ${hookSecret}`).slice(0, 16)
const addressWith = (address: string, mark: string): string => `${address}?selvage=${mark}`

async function listHooks(ctx: Context): Promise<Webhook[]> {
  const { data } = await callList(ctx, {
    what: 'read webhooks',
    path: '/webhooks',
    query: { 'filter[store_id]': ctx.settings.storeId, 'page[number]': 1, 'page[size]': 100 },
  })
  return data.map(hook => Webhook.parse(hook))
}

export async function keepHooks(ctx: Context, address: string): Promise<HookReport> {
  const { hookSecret: secret, storeId } = ctx.settings
  const url = addressWith(address, markOf(ctx.settings))
  const all = await listHooks(ctx)
  const own = all.filter(hook => isOwn(ctx, hook)).sort((a, b) => Number(b.attributes.url === url) - Number(a.attributes.url === url))
  const mended: string[] = []
  // Of an earlier connection to this address, whose secret nobody knows any more.
  for (const old of all.filter(hook => !own.includes(hook) && hook.attributes.url.startsWith(`${address}?selvage=`))) {
    await dropHook(ctx, old.id)
    mended.push('A webhook of an earlier connection was taken away.')
  }
  const [kept, ...others] = own
  for (const other of others) await dropHook(ctx, other.id)
  if (others.length > 0) mended.push(`The store told us of orders ${others.length + 1} times; now once.`)
  const attributes = { url, events: [...events], secret }
  if (kept === undefined) {
    const relationships = { store: { data: { type: 'stores', id: storeId } } }
    const body = { data: { type: 'webhooks', attributes, relationships } }
    await call(ctx, { what: 'make a webhook', method: 'POST', path: '/webhooks', body })
    mended.push('The store did not tell us of orders; now it does.')
  } else if (kept.attributes.url !== url || events.some(event => !kept.attributes.events.includes(event))) {
    const body = { data: { type: 'webhooks', id: kept.id, attributes } }
    await call(ctx, { what: 'change the webhook', method: 'PATCH', path: `/webhooks/${kept.id}`, body })
    mended.push('The store told an old address, or not of everything; now it tells this one.')
  }
  return { count: 1, mended }
}

const isOwn = ({ settings }: Context, { attributes }: Webhook): boolean => attributes.url.endsWith(`?selvage=${markOf(settings)}`)

export async function dropHooks(ctx: Context): Promise<void> {
  for (const hook of await listHooks(ctx)) if (isOwn(ctx, hook)) await dropHook(ctx, hook.id)
}

async function dropHook(ctx: Context, id: string): Promise<void> {
  try {
    await call(ctx, { what: 'drop the webhook', method: 'DELETE', path: `/webhooks/${id}` })
  } catch (error) {
    if (statusOf(error) !== 404) throw error // gone is gone
  }
}
