/** Talks to one shop: the token, the points, and answers turned into data or errors that say what to do. */
import type { z } from 'zod'
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import { apiVersion, type Operation } from './queries.ts'
import { Envelope, type UserError } from './wire.ts'

export interface Settings {
  readonly clientId: string
  readonly clientSecret: string
  /** The secret before it was changed at the platform: for an hour hooks may still be signed with it. */
  readonly previousSecret?: string | undefined
  /** Fetched by us; or pasted, where she has an app from before 2026. */
  readonly accessToken?: string | undefined
  /** RFC 3339; missing for a token that does not run out. */
  readonly expiresAt?: string | undefined
  /** Only where she agreed on the platform's consent page. It changes with each use. */
  readonly refreshToken?: string | undefined
}
export type Context = SpokeContext<Settings>

export interface Question<Shape extends z.ZodType> {
  /** For errors: 'read orders'. */
  readonly what: string
  readonly operation: Operation
  readonly variables?: Json
  readonly shape: Shape
  /** The last names of fields that a plan may keep back; they are null then, and the rest is told all the same. */
  readonly mayLack?: readonly string[]
  /** Called when something was lacking. */
  readonly onLack?: () => void
}

/** What the platform refused as a whole, as the cause of a SpokeError. */
export class ShopRefused extends Error {
  override readonly name = 'ShopRefused'
  readonly code: string
  /** The scope that is missing, where the platform tells. */
  readonly scope: string | null

  constructor(code: string, scope: string | null) {
    super(code)
    this.code = code
    this.scope = scope
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof SpokeError && error.cause instanceof ShopRefused ? error.cause.code : ''

const readMs = 60_000
const writeMs = 120_000
const maxBytes = 32 * 1024 * 1024

/** @throws {SpokeError} for anything but the data asked for. */
export async function ask<Shape extends z.ZodType>(ctx: Context, question: Question<Shape>): Promise<z.infer<Shape>> {
  const { data } = await askWithTime(ctx, question)
  return data
}

/** The same with the shop's own time, by which the age of a change is told. */
export async function askWithTime<Shape extends z.ZodType>(
  ctx: Context,
  question: Question<Shape>,
): Promise<{ readonly data: z.infer<Shape>; readonly at: Date }> {
  const keys = await ctx.keys()
  const first = await send(ctx, keys, question)
  if (first.status !== 401) return toData(ctx, question, first)
  // Runs out early when a clock is off, or when it was taken back: another is fetched once.
  await first.body?.cancel()
  const others = await ctx.keysAfter(keys)
  const second = others === keys ? null : await send(ctx, others, question)
  if (second === null || second.status === 401) {
    await second?.body?.cancel()
    throw new SpokeError('reconnect', `${question.what}: the shop does not take the app's keys any more. Is the app still installed there?`)
  }
  return toData(ctx, question, second)
}

function send(ctx: Context, { accessToken = '' }: Settings, { operation, variables = {} }: Question<z.ZodType>): Promise<Response> {
  return ctx.fetch(`${ctx.baseUrl}/admin/api/${apiVersion}/graphql.json`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
    body: JSON.stringify({ query: operation.text, variables }),
    cost: operation.cost,
    timeoutMs: operation.isWrite ? writeMs : readMs,
    maxBytes,
  })
}

async function toData<Shape extends z.ZodType>(ctx: Context, question: Question<Shape>, response: Response) {
  const { what, operation, shape } = question
  const { isWrite } = operation
  const parsed = Envelope.safeParse(parse(await response.text())).data
  await learn(ctx, parsed, operation)
  const isThrottled = response.status === 429 || codesOf(parsed).includes('THROTTLED')
  if (isThrottled)
    throw new SpokeError('wait', `${what}: the shop's limit is reached`, { waitMs: waitOf(ctx, response, parsed, operation) })
  if (!response.ok) throw ofStatus(what, response, isWrite)
  // 200 with a page of HTML: something between us and the shop.
  if (parsed === undefined) throw new SpokeError('retry', `${what}: the shop answered with a page instead of data`, { isUnknown: isWrite })
  if (parsed.errors !== undefined) refuse(question, parsed)
  const data = shape.safeParse(parsed.data)
  if (!data.success) {
    const fields = [...new Set(data.error.issues.map(issue => issue.path.join('.')))].slice(0, 5).join(', ')
    throw new SpokeError('bug', `${what}: the answer does not have the shape of the API: ${fields || 'the whole'}`, { isUnknown: isWrite })
  }
  const told = Date.parse(response.headers.get('date') ?? '')
  return { data: data.data, at: Number.isFinite(told) ? new Date(told) : ctx.now() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Beforehand the most was taken that it may cost; what was not used may be spent again, all of it where nothing was run. */
async function learn(ctx: Context, envelope: Envelope | undefined, { cost }: Operation): Promise<void> {
  const told = envelope?.extensions?.cost
  if (!told?.throttleStatus) return
  const { currentlyAvailable, restoreRate, maximumAvailable } = told.throttleStatus
  await ctx.learn({
    available: Math.max(0, Math.floor(currentlyAvailable)),
    givenBack: Math.max(0, cost - (told.actualQueryCost ?? 0)),
    perSecond: restoreRate,
    burst: maximumAvailable,
  })
}

const codesOf = (envelope: Envelope | undefined): string[] =>
  Array.isArray(envelope?.errors) ? envelope.errors.map(({ extensions }) => extensions?.code ?? '') : []

/** As long as the bucket needs to hold enough again; what the header says where there is no bucket to see. */
function waitOf(ctx: Context, response: Response, envelope: Envelope | undefined, { cost }: Operation): number {
  const status = envelope?.extensions?.cost?.throttleStatus
  if (!status || status.restoreRate <= 0) return retryAfterMs(response.headers, ctx.now(), 10_000)
  const needed = Math.min(envelope?.extensions?.cost?.requestedQueryCost ?? cost, status.maximumAvailable)
  return Math.max(1000, Math.ceil(((needed - status.currentlyAvailable) / status.restoreRate) * 1000))
}

function ofStatus(what: string, { status }: Response, isWrite: boolean): SpokeError {
  const said = `${what}: ${status}`
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: isWrite })
  if (status === 402) return new SpokeError('seller', 'The shop is frozen until its bill at the platform is paid.')
  if (status === 403) return new SpokeError('reconnect', `${said}. The app may not use the shop; is it still installed there?`)
  if (status === 404)
    return new SpokeError(
      'seller',
      'There is no shop at this address, or it does not know this version of the API. It ends in .myshopify.com.',
    )
  if (status === 423) return new SpokeError('seller', 'The shop is locked by the platform. Log in there to see why.')
  return new SpokeError('bug', said)
}

/** @throws unless all that is wrong is what may be lacking. */
function refuse({ what, operation: { isWrite }, mayLack = [], onLack }: Question<z.ZodType>, { errors, data }: Envelope): void {
  if (!Array.isArray(errors)) throw new SpokeError('bug', `${what}: the request was not understood`)
  const isLacking = (error: (typeof errors)[number]) =>
    error.extensions?.code === 'ACCESS_DENIED' && mayLack.includes(String(error.path?.at(-1) ?? ''))
  const wrong = errors.filter(error => !isLacking(error))
  if (wrong.length === 0 && data !== null && data !== undefined) {
    onLack?.()
    return
  }
  const found = wrong[0] ?? errors[0]
  const code = found?.extensions?.code ?? ''
  const scope = /`(\w+)`/.exec(found?.extensions?.requiredAccess ?? '')?.[1] ?? null
  const cause = new ShopRefused(code || 'no code', scope)
  if (code === 'ACCESS_DENIED')
    throw new SpokeError(
      isWrite ? 'allow' : 'seller',
      `The app may not do this in the shop (${what}). ${scope === null ? 'Look at what it is allowed' : `Allow it “${scope}”`} in the Dev Dashboard, release the version and open it in the shop once more.`,
      { cause },
    )
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT')
    throw new SpokeError('retry', `${what}: ${code}`, { isUnknown: isWrite, cause })
  if (code === 'SHOP_INACTIVE') throw new SpokeError('seller', 'The shop is not active at the platform.', { cause })
  throw new SpokeError('bug', `${what}: ${cause.message}`, { cause })
}

/** Says what the platform did not like in words of its own; they are about the input and hold nothing else. */
export function sellerError(what: string, errors: readonly UserError[]): SpokeError {
  const sentences = [...new Set(errors.map(({ message, field }) => `${message}${field?.length ? ` (${field.join('.')})` : ''}`))]
  return new SpokeError('seller', `The shop refused to ${what}: ${sentences.slice(0, 3).join('; ').slice(0, 300)}`, {
    cause: new ShopRefused(errors[0]?.code ?? 'userError', null),
  })
}
