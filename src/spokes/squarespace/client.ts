/** Talks to Squarespace: a bearer, a name, and answers turned into bodies or errors that say what to do. */
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { Refusal } from './wire.ts'

export type Context = SpokeContext<Settings>

export interface Call {
  /** For errors: 'read orders'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Json
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** Its own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class SquarespaceRefused extends Error {
  override readonly name = 'SquarespaceRefused'
  readonly status: number
  readonly subtype: string | null

  constructor(status: number, subtype: string | null) {
    super(`answered ${status}${subtype === null ? '' : ` (${subtype})`}`)
    this.status = status
    this.subtype = subtype
  }
}

const refusalIn = (error: unknown): SquarespaceRefused | null =>
  error instanceof SpokeError && error.cause instanceof SquarespaceRefused ? error.cause : null
export const statusOf = (error: unknown): number => refusalIn(error)?.status ?? 0

const limits = { timeoutMs: 60_000, maxBytes: 16 * 1024 * 1024 } as const
/** Asked for on every request. */
export const userAgent = 'Selvage'

/** @throws {SpokeError} for anything but a 2xx answer in JSON (or an empty 204). */
export async function call(ctx: Context, wanted: Call): Promise<Answer> {
  const keys = await ctx.keys()
  try {
    return await callWith(ctx, wanted, keys)
  } catch (error) {
    if (statusOf(error) !== 401 || keys.apiKey !== '') throw error
    // Refused before its time: somebody else has renewed them, or a clock is off. Nothing was done there.
    const others = await ctx.keysAfter(keys)
    if (others === keys) throw error
    return callWith(ctx, wanted, others)
  }
}

async function callWith(ctx: Context, { what, method = 'GET', path, query, body }: Call, keys: Settings): Promise<Answer> {
  const url = new URL(`${ctx.baseUrl}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  const response = await ctx.fetch(url.href, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${keys.apiKey || keys.accessToken}`,
      'user-agent': userAgent,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...limits,
  })
  const text = await response.text()
  const isUnknown = method !== 'GET'
  const { status, headers } = response
  if (status === 204) return { body: null, headers }
  const answer = parsed(text)
  if (response.ok && answer !== undefined) return { body: answer, headers }
  if (response.ok) throw new SpokeError('retry', `${what}: Squarespace answered with a page instead of data`, { isUnknown })
  const subtype = Refusal.safeParse(answer).data?.subtype ?? null
  const cause = new SquarespaceRefused(status, subtype !== null && /^[A-Z_]{3,40}$/.test(subtype) ? subtype : null)
  const said = `${what}: ${cause.message}`
  // Too many in a minute, and the next minute is free again.
  if (status === 429) throw new SpokeError('wait', said, { waitMs: Math.max(minuteMs, retryAfterMs(headers, ctx.now())), cause })
  if (status === 401) throw new SpokeError('reconnect', `${said}. Make a new API key, or come in by its page again.`, { cause })
  if (status >= 500) throw new SpokeError('retry', said, { isUnknown, cause })
  // A page that is no answer of the API: a firewall or a proxy on the way.
  if (answer === undefined && status !== 404) throw new SpokeError('retry', said, { isUnknown, cause })
  if (status === 403) throw new SpokeError('reconnect', `${said}. Its permissions must let orders and products be read.`, { cause })
  throw new SpokeError(status === 404 ? 'retry' : 'bug', said, { cause })
}

const minuteMs = 60_000

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Its clock, by its Date header; ours when it has none. */
export function serverTime({ now }: Pick<Context, 'now'>, headers: Headers): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : now()
}
