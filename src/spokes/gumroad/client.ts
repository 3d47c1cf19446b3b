/** Talks to Gumroad: the token on each request, forms and JSON, and answers turned into data or errors that say what to do. */
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { Envelope } from './wire.ts'

export type Context = SpokeContext<Settings>
export type Fields = Readonly<Record<string, string>>

export interface Call {
  /** For errors: 'read sales'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the address, from /v2 or /oauth on. */
  readonly path: string
  readonly query?: Fields
  /** One of two. Lists go as JSON: from a form with numbers in its names Gumroad reads something else than a list. */
  readonly form?: Fields
  readonly json?: unknown
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** Gumroad's own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class GumroadRefused extends Error {
  override readonly name = 'GumroadRefused'
  readonly status: number
  readonly words: string

  constructor(status: number, words: string) {
    super(`answered ${status}`)
    this.status = status
    this.words = words
  }
}

const causeOf = (error: unknown): GumroadRefused | null =>
  error instanceof SpokeError && error.cause instanceof GumroadRefused ? error.cause : null
export const statusOf = (error: unknown): number => causeOf(error)?.status ?? 0
export const wordsOf = (error: unknown): string => causeOf(error)?.words ?? ''
/** It is not there (any more): told with status 200. */
export const isMissing = (error: unknown): boolean => /\bwas not found\b/i.test(wordsOf(error))

const timeoutMs = 60_000
const maxBytes = 16 * 1024 * 1024

/** @throws {SpokeError} for anything but a success in JSON. */
export async function call(ctx: Context, { what, method = 'GET', path, query, form, json }: Call): Promise<Answer> {
  const { accessToken } = await ctx.keys()
  const url = new URL(`${ctx.baseUrl}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${accessToken}` }
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = { method, headers, maxBytes, timeoutMs }
  if (form !== undefined) Object.assign(init, formBody(headers, form))
  if (json !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(json)
  }
  const response = await ctx.fetch(url.href, init)
  return toAnswer(ctx, { what, isWrite: method !== 'GET', response, text: await response.text() })
}

/** For what may be done twice, such as reserving a place that nobody fills: a lost answer is asked for once more. */
export async function callAgain(ctx: Context, wanted: Call): Promise<Answer> {
  try {
    return await call(ctx, wanted)
  } catch (error) {
    if (!(error instanceof SpokeError) || !error.isUnknown) throw error
    return call(ctx, wanted)
  }
}

export function formBody(headers: Record<string, string>, form: Fields): { body: string } {
  headers['content-type'] = 'application/x-www-form-urlencoded'
  return { body: new URLSearchParams(form).toString() }
}

interface Received {
  readonly what: string
  readonly isWrite: boolean
  readonly response: Response
  readonly text: string
}

function toAnswer(ctx: Context, { what, isWrite, response, text }: Received): Answer {
  const body = parsed(text)
  const told = Envelope.safeParse(body).data
  if (response.ok && told !== undefined && told.success !== false) return { body, headers: response.headers }
  if (response.ok && told === undefined)
    throw new SpokeError('retry', `${what}: Gumroad answered with a page instead of data`, { isUnknown: isWrite })
  const words = [told?.message, told?.error, told?.error_description].filter(Boolean).join(': ')
  throw toError({ what, isWrite, response }, new GumroadRefused(response.status, words), { isData: told !== undefined, now: ctx.now() })
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError(
  { what, isWrite, response }: Omit<Received, 'text'>,
  cause: GumroadRefused,
  { isData, now }: { isData: boolean; now: Date },
): SpokeError {
  const { status } = response
  const said = `${what}: ${cause.message}`
  if (status === 429) return new SpokeError('wait', said, { waitMs: retryAfterMs(response.headers, now), cause })
  if (status === 401)
    return new SpokeError('reconnect', `${said}. Gumroad does not accept the access token (any more); connect the shop anew.`, { cause })
  if (status === 403 && isWrite && /scope/i.test(cause.words))
    return new SpokeError('allow', `${said}. Gumroad lets Selvage read this account only, so far.`, { cause })
  if (status === 403)
    return new SpokeError('reconnect', `${said}. Selvage may not do that there; connect the shop anew and allow all that is asked.`, {
      cause,
    })
  if (status >= 500 || status === 408) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  // A page that is no answer of the API: a firewall or a proxy on the way.
  if (!isData && status !== 404) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  if (status === 404 || /\bwas not found\b/i.test(cause.words))
    return new SpokeError('retry', `${said}. It is no longer there; the shop is read again.`, { cause })
  if (/no longer exist|try again/i.test(cause.words))
    return new SpokeError('retry', `${said}. Somebody is changing it at Gumroad right now.`, { cause })
  return refusedWith(cause, what)
}

/** What a refusal of the content means for her. Known words become our sentence; others are passed on only when they can hold nothing of hers. */
function refusedWith(cause: GumroadRefused, what: string): SpokeError {
  const { words } = cause
  const known = sentences.find(([pattern]) => pattern.test(words))?.[1]
  if (known !== undefined) return new SpokeError('seller', known, { cause })
  const isPlain = /^[\w\s.,:;'’$€£¥/()-]{3,200}$/.test(words) && !/https?:|www\./i.test(words)
  if (isPlain) return new SpokeError('seller', `Gumroad did not take it (${what}): “${words.trim()}”`, { cause })
  return new SpokeError('bug', `${what}: ${cause.message}`, { cause })
}

const sentences: readonly (readonly [RegExp, string])[] = [
  [
    /at least one payment method/i,
    'Gumroad wants to know where to pay you before anything is for sale: open Settings > Payments there, then publish again.',
  ],
  [
    /confirm your email/i,
    'Gumroad wants your own address confirmed before anything is for sale: press the link in its mail, then publish again.',
  ],
  [/limit of \d+ previews/i, 'Gumroad takes 8 pictures a product. Take some out for Gumroad.'],
  [/square thumbnail/i, 'Gumroad wants a square thumbnail.'],
  [
    /price after discount/i,
    'With this coupon a product at Gumroad would cost less than the least that Gumroad takes, and not nothing. Take off less, or choose patterns.',
  ],
  [/must be at least/i, 'The price is below the least that Gumroad takes in this currency. Raise it.'],
  [/above \$5,000/i, 'Gumroad takes no price above 5,000 US dollars. Lower it, or ask Gumroad.'],
]

/** Gumroad's clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Pick<Context, 'now'>, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}

export const atOnce = 4

export const asJson = (value: unknown): Json => value as Json
/** An id in a path; they end in '=='. */
export const inPath = (id: string): string => encodeURIComponent(id)
