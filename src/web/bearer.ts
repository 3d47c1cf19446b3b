/** Keys of other programs: `Authorization: Bearer selvage_…` on any route of the API. A request with one is the key's and nobody else's. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { findKey } from '#hub/api-key/find-key.ts'
import { hasKey } from '#hub/api-key/token.ts'
import type { WebDeps } from './deps.ts'
import { problem } from './problem.ts'
import type { WebEnv } from './request.ts'
import { isDemoOpenFor } from './visitor.ts'

/** @returns what follows the word Bearer, '' for nothing, or null when the header is absent or of another kind (a proxy's own Basic). */
export const bearerOf = (headers: Headers): string | null =>
  /^bearer(?=\s|$)\s*(.*)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null

const why = {
  unknown: 'This key is not known. Copy it again, whole, or make a new one under Settings.',
  revoked: 'This key was revoked. Make a new one under Settings, or with bin/selvage key create.',
  expired: 'This key has run out. Make a new one under Settings, or with bin/selvage key create.',
} as const

/** A wrong key is refused even where none is needed: to go on as somebody else would hide the mistake. */
export const bearer = (deps: Pick<WebDeps, 'database' | 'config' | 'bound' | 'now'>) =>
  createMiddleware<WebEnv>(async (c, next) => {
    if (hasKey(c.req.url) || hasKey(decoded(c.req.url)))
      return problem(
        c,
        400,
        'key-in-address',
        'A key does not belong into an address, which is kept in logs on its way. Send it as Authorization: Bearer, and revoke this one.',
      )
    const token = bearerOf(c.req.raw.headers)
    if (token === null) return next()
    const key = await findKey(deps.database, token, deps.now())
    if (typeof key === 'string') return refuse(c, `key-${key}`, why[key])
    // The demo is open to who sits at this machine, with a key or without; to nobody from outside.
    if (key.isDemo && !isDemoOpenFor(c, deps))
      return refuse(c, 'key-of-demo', 'The demo opens on its own machine alone. Use a key of a shop of your own.')
    c.set('visitor', Promise.resolve({ user: null, isDemoOpen: false, key }))
    return next()
  })

const refuse = (c: Context, code: string, detail: string) =>
  problem(c, 401, code, detail, undefined, { 'www-authenticate': 'Bearer realm="Selvage", error="invalid_token"' })

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
