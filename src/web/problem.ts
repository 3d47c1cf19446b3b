/** Refusals as RFC 9457 tells them: a sentence for her, a word for programs, the field when it is about one. */

import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DatabaseError } from '#database'
import { FileRefused } from '#hub/file/file-refused.ts'
import { MoneyRefused } from '#hub/money.ts'
import { Refused } from '#hub/refused.ts'
import { SpokeError } from '#kit'
import type { Log } from '#log'

const titles: Record<number, string> = {
  400: 'Not quite right',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not here',
  405: 'Not done this way',
  409: 'Changed meanwhile',
  413: 'Too large',
  415: 'Wrong kind',
  422: 'Not the same request',
  429: 'Too often',
  500: 'Our fault',
  502: 'The shop did not do it',
  503: 'Not now',
}

export function problem(
  c: Context,
  status: number,
  code: string,
  detail: string,
  field?: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.json(
    { type: `urn:selvage:${code}`, title: titles[status] ?? 'Refused', status, detail, ...(field === undefined ? {} : { field }) },
    status as ContentfulStatusCode,
    { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  )
}

/** Any error as a refusal; of one that nobody foresaw only a mark is told, under which the log has the rest. */
export function problemOf(c: Context, error: unknown, log: Log): Response {
  if (error instanceof Refused) return problem(c, error.status, error.code, error.message, error.field ?? undefined)
  if (error instanceof MoneyRefused) return problem(c, 400, 'money', error.message)
  if (error instanceof FileRefused) return problem(c, error.code === 'too-large' ? 413 : 400, error.code, error.message)
  if (error instanceof SpokeError && error.remedy !== 'bug') {
    const isHers = error.remedy === 'seller' || error.remedy === 'reconnect' || error.remedy === 'allow'
    return problem(c, isHers ? 409 : 502, `shop-${error.remedy}`, error.message)
  }
  const mark = randomBytes(4).toString('hex')
  log.error({ err: error, mark, path: c.req.routePath, method: c.req.method }, 'a request failed')
  if (error instanceof SpokeError)
    return problem(c, 502, 'shop-bug', `The shop answered in a way that is not understood here. The log has it under ${mark}.`)
  if (error instanceof DatabaseError && error.isTransient)
    return problem(c, 503, 'database', `The database does not answer just now. Try again in a moment. The log has it under ${mark}.`)
  return problem(c, 500, 'fault', `That did not work, and it is our fault. Try again; if it stays, the log has it under ${mark}.`)
}
