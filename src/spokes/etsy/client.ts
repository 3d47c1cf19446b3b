/** Talks to Etsy: both keys and the token on each request, the three kinds of body, and answers turned into data or errors that say what to do. */
import { type FileForm, type Json, type Learned, multipart, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { Refusal } from './wire.ts'

export type Context = SpokeContext<Settings>

export type Fields = Readonly<Record<string, string | number | boolean>>

export interface Call {
  /** For errors: 'read orders'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /v3/application. */
  readonly path: string
  readonly query?: Fields
  /** One of three: most writes are forms, the inventory alone is JSON, and what carries bytes is multipart. */
  readonly form?: Fields
  readonly json?: unknown
  readonly upload?: FileForm
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** Etsy's own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class EtsyRefused extends Error {
  override readonly name = 'EtsyRefused'
  readonly status: number
  readonly words: string

  constructor(status: number, words: string) {
    super(`answered ${status}`)
    this.status = status
    this.words = words
  }
}

export const statusOf = (error: unknown): number =>
  error instanceof SpokeError && error.cause instanceof EtsyRefused ? error.cause.status : 0
export const wordsOf = (error: unknown): string =>
  error instanceof SpokeError && error.cause instanceof EtsyRefused ? error.cause.words : ''

const readMs = 60_000
const uploadMs = 300_000
const maxBytes = 32 * 1024 * 1024

/** @throws {SpokeError} for anything but a 2xx answer in JSON (or an empty 204). */
export async function call(ctx: Context, wanted: Call): Promise<Answer> {
  for (let again = 0; ; again++) {
    try {
      return await callWithKeys(ctx, wanted)
    } catch (error) {
      // A second that was full is worth its wait; the limiter keeps everybody waiting that long. Nothing was done there.
      const isShort = statusOf(error) === 429 && ((error as SpokeError).waitMs ?? Number.POSITIVE_INFINITY) <= shortWaitMs
      if (!isShort || again === mostAgain) throw error
    }
  }
}
const [shortWaitMs, mostAgain] = [2_000, 3]

async function callWithKeys(ctx: Context, wanted: Call): Promise<Answer> {
  const keys = await ctx.keys()
  try {
    return await callWith(ctx, wanted, keys)
  } catch (error) {
    if (statusOf(error) !== 401) throw error
    // Refused before its time: somebody else has renewed them, or Etsy's clock is ahead of ours. Nothing was done there.
    const others = await ctx.keysAfter(keys)
    if (others === keys) throw error
    return callWith(ctx, wanted, others)
  }
}

/** Both parts, since January 2026. */
export const apiKey = ({ keystring, sharedSecret }: Pick<Settings, 'keystring' | 'sharedSecret'>) => `${keystring}:${sharedSecret}`

async function callWith(ctx: Context, { what, method = 'GET', path, query, form, json, upload }: Call, keys: Settings): Promise<Answer> {
  const url = new URL(`${ctx.baseUrl}/v3/application${path}`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = {
    accept: 'application/json',
    'x-api-key': apiKey(keys),
    authorization: `Bearer ${keys.accessToken}`,
  }
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = { method, headers, maxBytes, timeoutMs: readMs }
  if (form !== undefined) Object.assign(init, formBody(headers, form))
  if (json !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(json)
  }
  if (upload !== undefined) Object.assign(init, await multipart(headers, upload), { timeoutMs: uploadMs })
  const response = await ctx.fetch(url.href, init)
  return toAnswer(ctx, { what, isWrite: method !== 'GET', response, text: await response.text() })
}

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
}

function toAnswer(ctx: Context, { what, isWrite, response, text }: Received): Answer {
  if (response.ok && text.trim() === '') return { body: null, headers: response.headers }
  const body = parsed(text)
  if (response.ok && body !== undefined) return { body, headers: response.headers }
  if (response.ok) throw new SpokeError('retry', `${what}: Etsy answered with a page instead of data`, { isUnknown: isWrite })
  throw toError({ what, isWrite, response, text }, body, ctx.now())
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError({ what, isWrite, response }: Received, body: unknown, now: Date): SpokeError {
  const { status } = response
  const cause = new EtsyRefused(status, wordsIn(body))
  const said = `${what}: ${cause.message}`
  if (status === 429) return new SpokeError('wait', said, { waitMs: retryAfterMs(response.headers, now), cause })
  if (status === 401)
    return new SpokeError('reconnect', `${said}. Etsy does not accept the keys of this shop (any more); connect it anew.`, { cause })
  if (status === 403 && isWrite && isOfScope(cause.words))
    return new SpokeError('allow', `${said}. Etsy lets Selvage read this shop only, so far.`, { cause })
  if (status === 403) return new SpokeError('reconnect', `${said}. ${forbidden(cause.words)}`, { cause })
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  // A page that is no answer of the API: a firewall or a proxy on the way.
  if (body === undefined && status !== 404) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  if (status === 404) return new SpokeError('retry', `${said}. It is no longer there; the shop is read again.`, { cause })
  if (status === 409) return new SpokeError('retry', `${said}. Somebody is changing it at Etsy right now.`, { cause })
  return refusedWith(cause, what)
}

const isOfScope = (words: string): boolean => /scope/i.test(words)

const forbidden = (words: string): string =>
  isOfScope(words)
    ? 'Selvage may not do that there; connect the shop anew and allow all that is asked.'
    : 'Etsy does not accept the keystring and shared secret, or the app is not approved (any more). Look under Your apps at Etsy.'

/** @returns Etsy's words: `{ error }`, or a list of what is wrong where (etsy/open-api issue 622). */
function wordsIn(body: unknown): string {
  const { data } = Refusal.safeParse(body)
  if (data === undefined) return ''
  if (!Array.isArray(data)) return [data.error, data.error_description].filter(Boolean).join(': ')
  return data.map(({ path, type, message }) => [path, type, message].filter(Boolean).join(' ')).join('; ')
}

/** What a refusal of the content means for her. Known words become our sentence; others are passed on only when they can hold nothing of hers. */
function refusedWith(cause: EtsyRefused, what: string): SpokeError {
  const { words } = cause
  // etsy/open-api issue 221: said of listings that have their files. It passes.
  if (/must attach at least one file/i.test(words))
    return new SpokeError('retry', `${what}: Etsy says that a file is missing; the listing is read again.`, { cause })
  const known = sentences.find(([pattern]) => pattern.test(words))?.[1]
  if (known !== undefined) return new SpokeError('seller', known, { cause })
  const isPlain = /^[\w\s.,:;'/()-]{3,160}$/.test(words) && !/https?:|www\./i.test(words)
  if (isPlain) return new SpokeError('seller', `Etsy did not take it (${what}): “${words.trim()}”.`, { cause })
  return new SpokeError('bug', `${what}: ${cause.message}`, { cause })
}

const sentences: readonly (readonly [RegExp, string])[] = [
  [/\/title.*invalid_characters/i, 'Etsy does not take a character of the title. Use letters, digits and plain punctuation.'],
  [/\/tags.*invalid_characters/i, 'Etsy does not take a character of a tag. Use letters, digits, spaces, - and ’ only.'],
  [/image.*(required|must|set)|must.*image/i, 'Etsy wants a picture before a listing is for sale. Add one to the pattern.'],
  [/valid image file/i, 'Etsy does not take one of the pictures. Save it anew as JPG or PNG.'],
  [/uploading your file/i, 'Etsy could not take the file. Save it anew, at most 20 MB, and try again.'],
  [/price.*(low|least|minimum)/i, 'Etsy takes no price below 0.20 USD. Raise the price.'],
]

/**
 * The headers of each answer. Numbers that differ from source to source are not worth keeping; these are what counts. What remains of this second is
 * not heeded: the second slides, so some of it has come back when the answer is read.
 */
export function learn({ headers }: Response): Learned | null {
  const told = (name: string): number | undefined => {
    const text = headers.get(name)?.trim() ?? ''
    return /^\d+$/.test(text) ? Number(text) : undefined
  }
  const perSecond = told('x-limit-per-second')
  const perDay = told('x-limit-per-day')
  const remainingToday = told('x-remaining-today')
  if ([perSecond, perDay, remainingToday].every(value => value === undefined)) return null
  return {
    ...(perSecond !== undefined && perSecond > 0 && { perSecond }),
    ...(perDay !== undefined && perDay > 0 && { perDay }),
    ...(remainingToday !== undefined && { remainingToday }),
  }
}

/** Etsy's clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Context, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}

/** Requests under way at once. */
export const atOnce = 4

export const asJson = (value: unknown): Json => value as Json
