/** Talks to Payhip. There is little to ask: coupons, which prove that the key is good. */
import { retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'

export type Context = SpokeContext<Settings>

/** @throws {SpokeError} for anything but a 2xx answer in JSON. */
export async function call(ctx: Context, { what, path }: { what: string; path: string }): Promise<unknown> {
  const response = await ctx.fetch(`${ctx.baseUrl}${path}`, {
    // Its firewall refuses programs without a name.
    headers: { accept: 'application/json', 'payhip-api-key': ctx.settings.apiKey, 'user-agent': 'Selvage' },
    timeoutMs: 30_000,
    maxBytes: 1024 * 1024,
  })
  const answer = parsed(await response.text())
  if (response.ok && answer !== undefined) return answer
  if (response.ok) throw new SpokeError('retry', `${what}: Payhip answered with a page instead of data`)
  const said = `${what}: answered ${response.status}`
  if (response.status === 429) throw new SpokeError('wait', said, { waitMs: retryAfterMs(response.headers, ctx.now()) })
  if (response.status >= 500 || answer === undefined) throw new SpokeError('retry', said)
  if (response.status === 401 || response.status === 403)
    throw new SpokeError('reconnect', `${said}. Copy the API key anew from Settings > Developer.`)
  throw new SpokeError('bug', said)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
