/** Talks to Lemon Squeezy: JSON:API with a key, and answers turned into bodies or errors that say what to do. */
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { List } from './wire.ts'

export type Context = SpokeContext<Settings>

export interface Call {
  /** For errors: 'read orders'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below /v1. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: Json
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** Its own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class LemonRefused extends Error {
  override readonly name = 'LemonRefused'
  readonly status: number

  constructor(status: number) {
    super(`answered ${status}`)
    this.status = status
  }
}

export const statusOf = (error: unknown): number =>
  error instanceof SpokeError && error.cause instanceof LemonRefused ? error.cause.status : 0

const limits = { timeoutMs: 60_000, maxBytes: 16 * 1024 * 1024 } as const
/** Both on each request, also where nothing is sent. Source: api/getting-started/requests. */
const jsonApi = 'application/vnd.api+json'

/** @throws {SpokeError} for anything but a 2xx answer in JSON (or an empty 204). */
export async function call(ctx: Context, { what, method = 'GET', path, query, body }: Call): Promise<Answer> {
  const url = new URL(`${ctx.baseUrl}/v1${path}`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value))
  const response = await ctx.fetch(url.href, {
    method,
    headers: { accept: jsonApi, 'content-type': jsonApi, authorization: `Bearer ${ctx.settings.apiKey}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...limits,
  })
  const text = await response.text()
  const isUnknown = method !== 'GET'
  const { status, headers } = response
  if (status === 204) return { body: null, headers }
  const answer = parsed(text)
  if (response.ok && answer !== undefined) return { body: answer, headers }
  if (response.ok) throw new SpokeError('retry', `${what}: Lemon Squeezy answered with a page instead of data`, { isUnknown })
  const cause = new LemonRefused(status)
  const said = `${what}: ${cause.message}`
  if (status === 429) throw new SpokeError('wait', said, { waitMs: retryAfterMs(headers, ctx.now()), cause })
  if (status === 401 || status === 403)
    throw new SpokeError('reconnect', `${said}. Its keys last a year; make a new one under Settings > API.`, { cause })
  if (status >= 500) throw new SpokeError('retry', said, { isUnknown, cause })
  // A page that is no answer of the API: a firewall or a proxy on the way.
  if (answer === undefined && status !== 404) throw new SpokeError('retry', said, { isUnknown, cause })
  throw new SpokeError(status === 404 ? 'retry' : 'bug', said, { cause })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @returns a page of a list. @throws {SpokeError} 'retry' when it is none. */
export async function callList(ctx: Context, wanted: Call): Promise<List & Pick<Answer, 'headers'>> {
  const { body, headers } = await call(ctx, wanted)
  const read = List.safeParse(body)
  if (!read.success) throw new SpokeError('retry', `${wanted.what}: the answer is not a list`)
  return { ...read.data, headers }
}
/** Its clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Context, headers: Headers): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}
