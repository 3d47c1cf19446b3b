/** Talks to Stripe: one pinned version, bodies as forms, a key of ours on each write, and answers turned into data or errors that say what to do. */
import { retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import type { Settings } from './settings.ts'
import { Refusal } from './wire.ts'

export type Context = SpokeContext<Settings>

/** The version that the requests and the shapes here were written by; Stripe answers each request in the version that it names. */
export const apiVersion = '2023-08-16'

export interface Tree {
  readonly [name: string]: string | bigint | boolean | Tree | readonly (string | Tree)[]
}

export interface Call {
  /** For errors: 'read a payment'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Tree
  readonly form?: Tree
  /** Of a POST: asked twice with it, Stripe does it once. At most 255 characters, remembered for a day. */
  readonly key?: string
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** Stripe's own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class StripeRefused extends Error {
  override readonly name = 'StripeRefused'
  readonly status: number
  readonly code: string
  readonly words: string
  /** The answer is the one that the same key got before. */
  readonly isReplayed: boolean

  constructor(status: number, { code = '', words = '', isReplayed = false }: { code?: string; words?: string; isReplayed?: boolean } = {}) {
    super(`answered ${status}${code === '' ? '' : ` (${code})`}`)
    this.status = status
    this.code = code
    this.words = words
    this.isReplayed = isReplayed
  }
}

const causeOf = (error: unknown): StripeRefused | null =>
  error instanceof SpokeError && error.cause instanceof StripeRefused ? error.cause : null
export const statusOf = (error: unknown): number => causeOf(error)?.status ?? 0
export const codeOf = (error: unknown): string => causeOf(error)?.code ?? ''

const readMs = 40_000
/** A write may wait for a bank. */
const writeMs = 90_000
const maxBytes = 16 * 1024 * 1024

/** `line_items[0][price_data][currency]=eur`. Source: Stripe's description, style deepObject. */
export function encodeForm(tree: Tree): [string, string][] {
  const pairs: [string, string][] = []
  const walk = (value: Tree[string], name: string): void => {
    if (Array.isArray(value)) for (const [at, item] of value.entries()) walk(item as Tree[string], `${name}[${at}]`)
    else if (typeof value === 'object') for (const [inner, item] of Object.entries(value)) walk(item, `${name}[${inner}]`)
    else pairs.push([name, String(value)])
  }
  for (const [name, value] of Object.entries(tree)) walk(value, name)
  return pairs
}

/** @throws {SpokeError} for anything but a 2xx answer in JSON. */
export async function call(ctx: Context, { what, method = 'GET', path, query = {}, form, key }: Call): Promise<Answer> {
  const url = new URL(`${ctx.baseUrl}/v1${path}`)
  for (const [name, value] of encodeForm(query)) url.searchParams.append(name, value)
  const headers: Record<string, string> = {
    accept: 'application/json',
    authorization: `Bearer ${ctx.settings.secretKey}`,
    'stripe-version': apiVersion,
  }
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = {
    method,
    headers,
    maxBytes,
    timeoutMs: method === 'GET' ? readMs : writeMs,
  }
  if (method === 'POST') {
    if (key === undefined) throw new SpokeError('bug', `${what}: a write without a key of ours`)
    headers['idempotency-key'] = key
    headers['content-type'] = 'application/x-www-form-urlencoded'
    init.body = new URLSearchParams(encodeForm(form ?? {})).toString()
  }
  const response = await ctx.fetch(url.href, init)
  const text = await response.text()
  const body = parsed(text)
  const isWrite = method !== 'GET'
  if (response.ok && body !== undefined) return { body, headers: response.headers }
  if (response.ok) throw new SpokeError('retry', `${what}: Stripe answered with a page instead of data`, { isUnknown: isWrite })
  throw toError({ what, isWrite, response, body, now: ctx.now() })
}

/**
 * A write of which Stripe keeps the answer, also when that is a fault of its own: then the key is good for nothing more. It is looked whether
 * the write was done all the same, and only then asked for by another key.
 * Source: Stripe's page on idempotent requests: “the resulting status code and body of the first request”, errors of 500 included.
 */
export async function callKeyed<Result>(
  ctx: Context,
  wanted: Call & { readonly key: string },
  { take, look }: { take: (body: unknown) => Result; look: () => Promise<Result | null> },
): Promise<Result> {
  try {
    return take((await call(ctx, { ...wanted, method: 'POST' })).body)
  } catch (error) {
    if (statusOf(error) < 500 || causeOf(error)?.isReplayed !== true) throw error
    return (await look()) ?? take((await call(ctx, { ...wanted, method: 'POST', key: `${wanted.key}-again` })).body)
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Received {
  readonly what: string
  readonly isWrite: boolean
  readonly response: Response
  readonly body: unknown
  readonly now: Date
}

function toError({ what, isWrite, response, body, now }: Received): SpokeError {
  const { status, headers } = response
  const { data } = Refusal.safeParse(body)
  const { code = '', message = '', type = '' } = data?.error ?? {}
  const cause = new StripeRefused(status, {
    code: code ?? '',
    words: message ?? '',
    isReplayed: headers.get('idempotent-replayed') === 'true',
  })
  const said = `${what}: ${cause.message}`
  if (status === 429) return new SpokeError('wait', said, { waitMs: retryAfterMs(headers, now, 2_000), cause })
  if (status === 401)
    return new SpokeError('reconnect', `${said}. Stripe does not accept the key (any more); give it a new one.`, { cause })
  if (status === 403) return new SpokeError('reconnect', `${said}. ${forbidden(cause.words)}`, { cause })
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  // Another request with the same key is under way right now.
  if (status === 409) return new SpokeError('retry', said, { cause })
  if (type === 'idempotency_error')
    return new SpokeError('bug', `${said}. The same payment or refund was asked for before with other contents.`, { cause })
  const known = sentences.find(([pattern]) => pattern.test(code ?? ''))?.[1]
  if (known !== undefined) return new SpokeError('seller', known, { cause })
  // A page that is no answer of the API: a proxy on the way.
  if (data === undefined) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  return new SpokeError('bug', said, { cause })
}

/** Stripe names what a restricted key lacks: “Having the 'rak_charge_read' permission would allow this request to continue.” */
function forbidden(words: string): string {
  const lacks = /\brak_[a-z_]{3,60}\b/.exec(words)?.[0]
  return lacks === undefined
    ? 'The key may not do that. Make a new restricted key with the permissions that the steps name.'
    : `The restricted key lacks the permission ${lacks}. Allow it at Stripe under Developers > API keys, or make a new key by the steps.`
}

const sentences: readonly (readonly [RegExp, string])[] = [
  [/^amount_too_small$/, 'Stripe takes no payment as small as that in this currency. Raise the price.'],
  [/^amount_too_large$/, 'Stripe takes no payment as large as that in this currency.'],
  [/^charge_already_refunded$/, 'All of this payment went back already.'],
  [/^charge_disputed$/, 'The buyer disputes this payment with the bank; while that runs, and after, nothing can be given back at Stripe.'],
  [/^(balance_insufficient|insufficient_funds)$/, 'Your balance at Stripe does not cover this refund. Add to it there, then try again.'],
  [/^account_(invalid|closed)$/, 'Stripe does not let this account take payments now. Look at your account there.'],
]

/** Stripe's clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Context, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}
