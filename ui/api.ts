/** The hub's API as the screens call it: typed by the one table, refusals in words. */
import type { AnswerOf, BodyOf, EndpointName, QueryOf } from '../src/web/api/contract.ts'

export type { AnswerOf, BodyOf, EndpointName, QueryOf }

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
export type ParamsOf<Name extends EndpointName> = Record<Names<Name>, string>

type Part<Key extends string, Value> = [Value] extends [undefined | Record<never, never>]
  ? [keyof Value] extends [never]
    ? unknown
    : { [K in Key]: Value }
  : { [K in Key]: Value }
export type CallInput<Name extends EndpointName> = ([Names<Name>] extends [never] ? unknown : { params: ParamsOf<Name> }) &
  Part<'body', BodyOf<Name>> & { query?: QueryOf<Name> }

/** A refusal: what, where, and what to do, as one sentence to show. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** The field of the form that it is about, when it is about one. */
  readonly field: string | undefined

  constructor(message: string, { status, field }: { status: number; field?: string | undefined }) {
    super(message.charAt(0).toUpperCase() + message.slice(1))
    this.status = status
    this.field = field
  }
}

const timeLimitMs = 60_000

export async function call<Name extends EndpointName>(name: Name, input: CallInput<Name>, signal?: AbortSignal): Promise<AnswerOf<Name>> {
  const { params, query, body } = input as { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }
  const [method = 'GET', template = ''] = name.split(' ')
  const url = new URL(
    `/api/v1${template.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''))}`,
    location.origin,
  )
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== '') url.searchParams.set(key, String(value))
  const limit = AbortSignal.timeout(timeLimitMs)
  const response = await send(url, {
    method,
    headers: { accept: 'application/json', ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    body: method === 'GET' ? null : JSON.stringify(body ?? {}),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  })
  return (await response.json()) as AnswerOf<Name>
}

/** @throws {Problem} when there is no answer or a refusal. */
export async function send(url: URL | string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem('Selvage does not answer. Is it still running, and is this machine connected? Then try again.', { status: 0 })
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const { detail, title, message, field } = (await response.json()) as {
      detail?: string
      title?: string
      message?: string
      field?: string
    }
    return new Problem(detail ?? title ?? message ?? plain(response.status), { status: response.status, field })
  } catch {
    return new Problem(plain(response.status), { status: response.status })
  }
}

const plain = (status: number): string =>
  status === 401
    ? 'You are signed out. Sign in and try again.'
    : status === 404
      ? 'This is not here any more. Go back to the list and choose again.'
      : `Selvage could not do that (${status}). Try again; if it stays, its log names the reason.`

/** better-auth's own endpoints; same origin, its own shapes. */
export async function signIn(email: string, password: string): Promise<void> {
  await postAuth('sign-in/email', { email, password })
}
export async function signOut(): Promise<void> {
  await postAuth('sign-out', {})
}
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await postAuth('change-password', { currentPassword, newPassword, revokeOtherSessions: true })
}

async function postAuth(path: string, body: unknown): Promise<void> {
  await send(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
