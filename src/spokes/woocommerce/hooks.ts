/** The store's webhooks: a nudge, never the truth. What they carry is not read; who sent it is checked. */
import { decodeEntities, type HookReading, type HookReport, SpokeError, sha256Hex, signedBase64 } from '#kit'
import { type Context, call, type Settings, statusOf } from './client.ts'
import { Webhook } from './wire.ts'

export const topics = ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'product.deleted'] as const

/** Two installations may serve one store; the name tells whose a hook is without telling the secret. */
const ownName = ({ settings }: Context) => `Selvage ${sha256Hex(`hook name ${settings.hookSecret}`).slice(0, 8)}`

export function readHook(settings: Settings, headers: Headers, body: Uint8Array): HookReading {
  const signature = headers.get('x-wc-webhook-signature')
  const isForm = (headers.get('content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
  // The ping cannot be signed and says nothing, so answering it gives nothing away; unanswered it comes again after each delivery.
  if (signature === null && isForm && body.byteLength < 40 && /^webhook_id=\d+$/.test(Buffer.from(body).toString('latin1'))) return 'ping'
  const secrets = [settings.hookSecret, decodeEntities(settings.hookSecret)] // the store decodes entities before it signs
  return secrets.some(secret => signedBase64(secret, body, signature)) ? 'changed' : 'forged'
}

/** @returns every webhook of the store. The default order repeats and leaves out those made in one second. */
async function listHooks(ctx: Context): Promise<Webhook[]> {
  const hooks: Webhook[] = []
  for (let page = 1; page <= 20; page++) {
    const { body } = await call(ctx, {
      what: 'read webhooks',
      path: '/wc/v3/webhooks',
      query: { per_page: 100, page, orderby: 'id', order: 'asc' },
    })
    const some = Webhook.array().parse(body)
    hooks.push(...some)
    if (some.length < 100) break
  }
  return hooks
}

export async function keepHooks(ctx: Context, address: string): Promise<HookReport> {
  if (ctx.settings.hookSecret === '') throw new SpokeError('bug', 'keep webhooks: the connection has no hook secret')
  const name = ownName(ctx)
  const own = (await listHooks(ctx)).filter(hook => hook.name.startsWith(name))
  const mended: string[] = []
  let count = 0
  for (const topic of topics) {
    const [kept, ...others] = own.filter(hook => hook.topic === topic).sort((a, b) => Number(isFit(b, address)) - Number(isFit(a, address)))
    for (const other of others) await dropHook(ctx, other.id)
    if (others.length > 0) mended.push(`The shop told us of “${topic}” ${others.length + 1} times; now once.`)
    count++
    if (kept !== undefined && isFit(kept, address)) continue
    // Activating a disabled one leaves its count of failures standing: the next single failure would kill it again. A new one starts at nothing.
    if (kept !== undefined) await dropHook(ctx, kept.id)
    await call(ctx, {
      what: `make webhook ${topic}`,
      method: 'POST',
      path: '/wc/v3/webhooks',
      body: { name: `${name} ${topic}`, topic, delivery_url: address, secret: ctx.settings.hookSecret, status: 'active' },
    })
    mended.push(whatWasWrong(topic, kept))
  }
  for (const stray of own.filter(hook => !topics.some(topic => topic === hook.topic))) await dropHook(ctx, stray.id)
  return { mended, count }
}

const isFit = (hook: Webhook, address: string) => hook.status === 'active' && hook.delivery_url === address

function whatWasWrong(topic: string, hook: Webhook | undefined): string {
  if (hook === undefined) return `The shop did not tell us of “${topic}”; now it does.`
  if (hook.status === 'active') return `The shop told an old address of “${topic}”; now it tells this one.`
  return `The shop had stopped telling us of “${topic}” (${hook.status}); it was set up anew.`
}

export async function dropHooks(ctx: Context): Promise<void> {
  const name = ownName(ctx)
  for (const hook of await listHooks(ctx)) if (hook.name.startsWith(name)) await dropHook(ctx, hook.id)
}

async function dropHook(ctx: Context, id: number): Promise<void> {
  try {
    await call(ctx, { what: 'drop webhook', method: 'DELETE', path: `/wc/v3/webhooks/${id}`, query: { force: 'true' } })
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 410) throw error // gone is gone
  }
}
