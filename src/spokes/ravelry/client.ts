/** Talks to Ravelry: the key pair on each request, the three kinds of body, and answers turned into data or errors that say what to do. */
import { type FileForm, type Json, multipart, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { wordsIn } from './wire.ts'

export type Context = SpokeContext<Settings>
/** What a request needs of a context. */
export type Way = Pick<Context, 'fetch' | 'now' | 'baseUrl'>

export type Fields = Readonly<Record<string, string | number | boolean>>

export interface Call {
  /** For errors: 'read purchases'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Without the .json at its end. */
  readonly path: string
  readonly query?: Fields
  /** One of three: most writes are forms; records travel as JSON in a field named data; what carries bytes is multipart. */
  readonly form?: Fields
  readonly data?: unknown
  readonly upload?: FileForm
  /** Answers 304 when nothing has changed since that answer. */
  readonly ifNoneMatch?: string | undefined
  /** An upload of pictures is known by its token; keys are not sent where they are not asked for. */
  readonly isAnonymous?: boolean
}

export interface Answer {
  /** null when nothing has changed. */
  readonly body: unknown
  readonly headers: Headers
  readonly isUnchanged: boolean
}

/** Ravelry's own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class RavelryRefused extends Error {
  override readonly name = 'RavelryRefused'
  readonly status: number
  readonly words: readonly string[]

  constructor(status: number, words: readonly string[]) {
    super(`answered ${status}`)
    this.status = status
    this.words = words
  }
}

export const statusOf = (error: unknown): number =>
  error instanceof SpokeError && error.cause instanceof RavelryRefused ? error.cause.status : 0

const readMs = 30_000
const uploadMs = 300_000
const maxBytes = 32 * 1024 * 1024

/** @throws {SpokeError} for anything but a 2xx answer in JSON, or 304 where that was asked for. */
export const call = (ctx: Context, wanted: Call): Promise<Answer> => callAs(ctx, basicOf(ctx.settings), wanted)

/** @param authorization the whole header. */
export async function callAs({ fetch, now, baseUrl }: Way, authorization: string, wanted: Call): Promise<Answer> {
  const { what, method = 'GET', path, query, form, data, upload, ifNoneMatch, isAnonymous = false } = wanted
  const url = new URL(`${baseUrl}${path}.json`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = { accept: 'application/json', ...(!isAnonymous && { authorization }) }
  if (ifNoneMatch !== undefined) headers['if-none-match'] = ifNoneMatch
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = { method, headers, maxBytes, timeoutMs: readMs }
  if (form !== undefined) Object.assign(init, formBody(headers, form))
  if (data !== undefined) Object.assign(init, formBody(headers, { data: JSON.stringify(data) }))
  if (upload !== undefined) Object.assign(init, await multipart(headers, upload), { timeoutMs: uploadMs })
  const response = await fetch(url.href, init)
  return toAnswer({ what, isWrite: method !== 'GET', response, text: await response.text(), now: now() })
}

const basic = (name: string, word: string) => `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}`
export const basicOf = ({ accessKey, personalKey }: Pick<Settings, 'accessKey' | 'personalKey'>): string => basic(accessKey, personalKey)
export { basic }

export function formBody(headers: Record<string, string>, form: Fields): { body: string } {
  headers['content-type'] = 'application/x-www-form-urlencoded'
  const texts = Object.entries(form).map(([name, value]): [string, string] => [name, String(value)])
  return { body: new URLSearchParams(texts).toString() }
}

interface Received {
  readonly what: string
  readonly isWrite: boolean
  readonly response: Response
  readonly text: string
  readonly now: Date
}

function toAnswer({ what, isWrite, response, text, now }: Received): Answer {
  const { headers } = response
  if (response.status === 304) return { body: null, headers, isUnchanged: true }
  const body = parsed(text)
  if (response.ok && body !== undefined) return { body, headers, isUnchanged: false }
  if (response.ok) throw new SpokeError('retry', `${what}: Ravelry answered with a page instead of data`, { isUnknown: isWrite })
  throw toError({ what, isWrite, response, text, now }, body)
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError({ what, isWrite, response, now }: Received, body: unknown): SpokeError {
  const { status, headers } = response
  const cause = new RavelryRefused(status, wordsIn(body))
  const said = `${what}: ${cause.message}`
  if (status === 429) return new SpokeError('wait', said, { waitMs: retryAfterMs(headers, now), cause })
  if (status === 401)
    return new SpokeError('reconnect', `${said}. Ravelry does not accept the keys of this store (any more); connect it anew.`, { cause })
  if (status === 403)
    return new SpokeError(
      'reconnect',
      `${said}. Ravelry does not accept the access key and the personal key, or this account may not do that there.`,
      { cause },
    )
  if (status === 413)
    return new SpokeError('seller', `Ravelry takes 50 MB at once, and this is more (${what}). Make the file smaller or split it.`, {
      cause,
    })
  // 504 is Ravelry's word for 'longer than ten seconds': what was sent may still be done.
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  if (body === undefined && status !== 404) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  if (status === 404) return new SpokeError('retry', `${said}. It is no longer there; the store is read again.`, { cause })
  const words = plainWords(cause.words)
  if (words !== null) return new SpokeError('seller', `Ravelry did not take it (${what}): ${words}`, { cause })
  return new SpokeError('bug', said, { cause })
}

/** @returns Ravelry's own words as one sentence, when they can hold nothing of hers; null otherwise. */
export function plainWords(words: readonly string[]): string | null {
  const fit = words.filter(one => /^[\w\s.,:;'’“”"/()&-]{3,200}$/.test(one) && !/https?:|www\.|@/i.test(one))
  return fit.length === 0 ? null : fit.map(one => `“${one.trim().replace(/[.\s]+$/, '')}.”`).join(' ')
}

/** Ravelry's clock, by its Date header; ours when it has none. */
export function serverTime({ now }: Pick<Context, 'now'>, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : now()
}

export const atOnce = 2

/** An answer that was lost is a question: what is there now tells whether it was done. Anything else is thrown on. */
export async function orLost(sent: Promise<Answer>): Promise<Answer | { readonly lost: SpokeError }> {
  try {
    return await sent
  } catch (error) {
    if (error instanceof SpokeError && error.isUnknown) return { lost: error }
    throw error
  }
}

/** @returns null when it is not there (any more). */
export async function unlessGone<Result>(asked: Promise<Result>): Promise<Result | null> {
  try {
    return await asked
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

export const asJson = (value: unknown): Json => value as Json
