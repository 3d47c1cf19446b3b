/** The shop's hooks: a nudge, never the truth. What they carry is not read; who sent it is checked. */
import { type HookReading, type HookReport, signedBase64 } from '#kit'
import { ask, type Context, type Settings, sellerError } from './client.ts'
import { dropHookOperation, hooksOperation, makeHookOperation, moveHookOperation } from './queries.ts'
import { type Hook, HookAnswer, HooksAnswer } from './wire.ts'

export const topics = ['ORDERS_PAID', 'ORDERS_UPDATED', 'REFUNDS_CREATE', 'PRODUCTS_UPDATE', 'PRODUCTS_DELETE', 'APP_UNINSTALLED'] as const
const privacyTopics = new Set(['customers/data_request', 'customers/redact', 'shop/redact'])

/** Both families of names; the newer one comes with the platform's events. */
const told = (headers: Headers, name: string): string | null => headers.get(`x-shopify-${name}`) ?? headers.get(`shopify-${name}`)

export function readHook({ clientSecret, previousSecret }: Settings, headers: Headers, body: Uint8Array): HookReading {
  const signature = told(headers, 'hmac-sha256')
  const isOurs = [clientSecret, previousSecret].some(secret => signedBase64(secret, body, signature))
  if (!isOurs) return 'forged'
  return privacyTopics.has((told(headers, 'topic') ?? '').toLowerCase()) ? 'privacy' : 'changed'
}

/** Those of this app alone: the platform tells no others. */
async function listHooks(ctx: Context): Promise<Hook[]> {
  const hooks: Hook[] = []
  let after: string | null = null
  do {
    const variables: { after: string | null } = { after }
    const { webhookSubscriptions: page } = await ask(ctx, { what: 'read hooks', operation: hooksOperation, variables, shape: HooksAnswer })
    hooks.push(...page.nodes)
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null
  } while (after !== null)
  return hooks
}

/** One that nobody answered for four hours was deleted by the platform; it is made anew, so this runs at each sweep. */
export async function keepHooks(ctx: Context, address: string): Promise<HookReport> {
  const all = await listHooks(ctx)
  const mended: string[] = []
  for (const topic of topics) {
    const [kept, ...others] = all.filter(hook => hook.topic === topic).sort((a, b) => Number(b.uri === address) - Number(a.uri === address))
    for (const other of others) await drop(ctx, other)
    if (others.length > 0) mended.push(`The shop told us of “${topic}” ${others.length + 1} times; now once.`)
    if (kept?.uri === address) continue
    const webhookSubscription = { uri: address, format: 'JSON' }
    if (kept === undefined) await change(ctx, `make hook ${topic}`, makeHookOperation, { topic, webhookSubscription })
    else await change(ctx, `move hook ${topic}`, moveHookOperation, { id: kept.id, webhookSubscription: { uri: address } })
    mended.push(
      kept === undefined
        ? `The shop did not tell us of “${topic}”; now it does.`
        : `The shop told an old address of “${topic}”; now it tells this one.`,
    )
  }
  for (const stray of all.filter(hook => !topics.some(topic => topic === hook.topic) && hook.uri === address)) await drop(ctx, stray)
  return { mended, count: topics.length }
}

export async function dropHooks(ctx: Context): Promise<void> {
  for (const hook of await listHooks(ctx)) if (topics.some(topic => topic === hook.topic)) await drop(ctx, hook)
}

async function change(
  ctx: Context,
  what: string,
  operation: typeof makeHookOperation,
  variables: Parameters<typeof ask>[1]['variables'] & object,
): Promise<void> {
  const answer = await ask(ctx, { what, operation, variables, shape: HookAnswer })
  const errors = Object.values(answer).flatMap(payload => payload?.userErrors ?? [])
  if (errors.length > 0) throw sellerError(what, errors)
}

async function drop(ctx: Context, { id }: Hook): Promise<void> {
  // Gone is gone.
  await ask(ctx, { what: 'drop hook', operation: dropHookOperation, variables: { id }, shape: HookAnswer })
}
