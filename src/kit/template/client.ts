/** Talks to Patternmart: keys, addresses, and answers turned into bodies or errors that say what to do. */
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'

export interface Settings {
  readonly apiKey: string
}
export type Context = SpokeContext<Settings>

/** @throws {SpokeError} for anything but a 2xx answer in JSON. */
export async function call(ctx: Context, method: 'GET' | 'POST' | 'PUT', path: string, body?: Json): Promise<unknown> {
  const response = await ctx.fetch(`${ctx.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${ctx.settings.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.json().catch(() => undefined)
  const isUnknown = method !== 'GET'
  // Neither the path's query nor the body belongs in a message.
  const said = `${method} ${path.split('?')[0]}: ${response.status}`
  if (response.status === 429) throw new SpokeError('wait', said, { waitMs: retryAfterMs(response.headers, ctx.now()) })
  if (response.status === 401 || response.status === 403)
    throw new SpokeError('reconnect', `${said}. Make a new key there and paste it here.`)
  if (response.status >= 500 || answer === undefined) throw new SpokeError('retry', said, { isUnknown })
  if (response.status === 409) return answer // the reference is taken: by our own earlier create
  if (!response.ok) throw new SpokeError(response.status === 404 ? 'retry' : 'bug', said)
  return answer
}
