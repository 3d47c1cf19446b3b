/** Talks to PayPal: a token that is renewed, JSON bodies, a key of ours on each write that makes something, and answers turned into data or errors. */
import { retryAfterMs, type SpokeContext, SpokeError, type Tokens } from '#kit'
import type { Settings } from './settings.ts'
import { Refusal, Token } from './wire.ts'

export type Context = SpokeContext<Settings>

export interface Call {
  /** For errors: 'read a payment'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: unknown
  /** In place of `body`: JSON as it is, to the byte. */
  readonly rawBody?: string
  /** Asked twice with it, PayPal does it once. At most 108 characters; remembered for six hours. */
  readonly key?: string
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** PayPal's own refusal, as the cause of a SpokeError. Its words may quote what was sent and stay behind. */
export class PayPalRefused extends Error {
  override readonly name = 'PayPalRefused'
  readonly status: number
  /** 'RESOURCE_NOT_FOUND', and the issues below it: 'ORDER_NOT_APPROVED'. */
  readonly issues: readonly string[]

  constructor(status: number, issues: readonly string[]) {
    super(`answered ${status}${issues.length === 0 ? '' : ` (${issues.join(', ')})`}`)
    this.status = status
    this.issues = issues
  }
}

const causeOf = (error: unknown): PayPalRefused | null =>
  error instanceof SpokeError && error.cause instanceof PayPalRefused ? error.cause : null
export const statusOf = (error: unknown): number => causeOf(error)?.status ?? 0
export const issuesOf = (error: unknown): readonly string[] => causeOf(error)?.issues ?? []

const [readMs, writeMs] = [40_000, 60_000]
const maxBytes = 16 * 1024 * 1024

/** @throws {SpokeError} for anything but a 2xx answer in JSON (or an empty 204). */
export async function call(ctx: Context, wanted: Call): Promise<Answer> {
  const keys = await ctx.keys()
  try {
    return await callWith(ctx, wanted, keys)
  } catch (error) {
    if (statusOf(error) !== 401) throw error
    // Refused before its time: nothing was done there.
    const others = await ctx.keysAfter(keys)
    if (others === keys) throw error
    return callWith(ctx, wanted, others)
  }
}

async function callWith(
  ctx: Context,
  { what, method = 'GET', path, query = {}, body, rawBody, key }: Call,
  keys: Settings,
): Promise<Answer> {
  const url = new URL(`${ctx.baseUrl}${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${keys.accessToken}` }
  if (key !== undefined) headers['paypal-request-id'] = key
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = {
    method,
    headers,
    maxBytes,
    timeoutMs: method === 'GET' ? readMs : writeMs,
  }
  if (method === 'POST' || method === 'PATCH') {
    headers['content-type'] = 'application/json'
    headers.prefer = 'return=representation'
    init.body = rawBody ?? JSON.stringify(body ?? {})
  }
  const response = await ctx.fetch(url.href, init)
  return toAnswer(ctx, { what, isWrite: method !== 'GET', response, text: await response.text() })
}

interface Received {
  readonly what: string
  readonly isWrite: boolean
  readonly response: Response
  readonly text: string
}

function toAnswer(ctx: Context, { what, isWrite, response, text }: Received): Answer {
  const { headers } = response
  if (response.ok && text.trim() === '') return { body: null, headers }
  const body = parsed(text)
  if (response.ok && body !== undefined) return { body, headers }
  if (response.ok) throw new SpokeError('retry', `${what}: PayPal answered with a page instead of data`, { isUnknown: isWrite })
  throw toError(ctx, { what, isWrite, response, text }, body)
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError(ctx: Context, { what, isWrite, response }: Received, body: unknown): SpokeError {
  const { status, headers } = response
  const { data } = Refusal.safeParse(body)
  const issues = data === undefined ? [] : [data.name ?? data.error ?? '', ...(data.details ?? []).map(({ issue }) => issue ?? '')]
  const cause = new PayPalRefused(
    status,
    issues.filter(issue => /^[\w.]{3,60}$/.test(issue)),
  )
  const said = `${what}: ${cause.message}`
  if (status === 429) return new SpokeError('wait', said, { waitMs: retryAfterMs(headers, ctx.now()), cause })
  if (status === 401)
    return new SpokeError('reconnect', `${said}. PayPal does not accept the client ID and secret (any more); copy both again.`, { cause })
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  const known = issues.map(issue => sentences[issue]).find(sentence => sentence !== undefined)
  if (known !== undefined) return new SpokeError('seller', known, { cause })
  if (status === 403)
    return new SpokeError('seller', `${said}. The app may not do that: allow it under Apps & Credentials > Features.`, { cause })
  // A page that is no answer of the API: a firewall on the way. Or another write of the same thing is under way.
  if (data === undefined || status === 409) return new SpokeError('retry', said, { isUnknown: isWrite, cause })
  return new SpokeError('bug', said, { cause })
}

const sentences: Readonly<Record<string, string>> = {
  CAPTURE_FULLY_REFUNDED: 'All of this payment went back already.',
  REFUND_AMOUNT_EXCEEDED: 'PayPal does not give this back: less is left of the payment than was asked for.',
  REFUND_TIME_LIMIT_EXCEEDED: 'PayPal gives payments back for 180 days only. Send the buyer the money another way.',
  REFUND_FAILED_INSUFFICIENT_FUNDS: 'Your balance at PayPal does not cover this refund. Add to it there, then try again.',
  PARTIAL_REFUND_NOT_ALLOWED: 'PayPal gives this payment back only whole.',
  TRANSACTION_DISPUTED: 'The buyer disputes this payment at PayPal. Answer it there; a refund is part of the answer.',
  REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK: 'The buyer’s bank has taken this payment back already.',
  PENDING_CAPTURE: 'This payment is still on its way; it can be given back once it is there.',
  PAYEE_ACCOUNT_RESTRICTED: 'PayPal has restricted your account. Look at the Resolution Centre there.',
  PAYEE_ACCOUNT_LOCKED_OR_CLOSED: 'Your PayPal account is locked or closed. Look at it there.',
  CURRENCY_NOT_SUPPORTED: 'PayPal does not take this currency. Choose another for your store.',
  DECIMALS_NOT_SUPPORTED: 'PayPal takes this currency in whole units only. Round the price.',
  WEBHOOK_NUMBER_LIMIT_EXCEEDED: 'The app at PayPal has ten webhooks already, which is the most. Delete one there.',
}

/** @throws {SpokeError} 'reconnect' when the keys are not those of an app. */
export const tokens: Tokens<Settings> = {
  expireAt: ({ accessToken, expiresAt }) => new Date(accessToken === '' ? 0 : expiresAt),
  renew: async ctx => {
    const { clientId, clientSecret } = ctx.settings
    const response = await ctx.fetch(`${ctx.baseUrl}/v1/oauth2/token`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    })
    const received = { what: 'ask for a token', isWrite: false, response, text: await response.text() }
    const { access_token: accessToken, expires_in: seconds } = Token.parse(toAnswer(ctx, received).body)
    return { ...ctx.settings, accessToken, expiresAt: ctx.now().getTime() + seconds * 1000 }
  },
}

/** PayPal's clock, by its Date header; ours when it has none. */
export function serverTime(ctx: Context, { headers }: Answer): Date {
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isFinite(told) ? new Date(told) : ctx.now()
}
