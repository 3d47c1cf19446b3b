/** Who asks, what they may do, and how often. */
import { isSameSecret } from '#kit'
import type { FakeRequest } from '#kit/fake-server.ts'
import type { Permission } from './schema.ts'
import { Refused, type Shop } from './shop.ts'

export interface Caller {
  readonly username: string
  readonly kind: 'personal' | 'read-only' | 'oauth'
  readonly scopes: readonly string[]
}

const forbidden = (why: string) => new Refused(403, { error: why })

/** @throws {Refused} 403 for keys that are not valid, 401 for a token that does not live (any more). */
export function callerOf(shop: Shop, request: FakeRequest): Caller {
  const header = request.headers.authorization ?? ''
  const { app, username } = { app: shop.app, username: shop.state.username }
  const [, basic] = /^Basic (\S+)$/.exec(header) ?? []
  if (basic !== undefined) {
    const [name = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    const word = rest.join(':')
    if (isSameSecret(name, app.accessKey) && isSameSecret(word, app.personalKey) && !shop.isOn('revoked'))
      return { username, kind: 'personal', scopes: [] }
    if (isSameSecret(name, app.readUser) && isSameSecret(word, app.readPassword)) return { username, kind: 'read-only', scopes: [] }
    throw forbidden('API keys are not valid')
  }
  const token = /^Bearer (\S+)$/.exec(header)?.[1]
  const grant = shop.state.grants.find(one => one.access === token)
  if (grant === undefined)
    throw token === undefined ? forbidden('API keys are not valid') : new Refused(401, { error: 'The token is not valid' })
  if (grant.untilMs <= shop.now()) throw new Refused(401, { error: 'The token has expired' })
  return { username: grant.username, kind: 'oauth', scopes: grant.scopes }
}

/** The scopes that take all others away. */
const narrow: Readonly<Record<string, (permission: Permission, path: string) => boolean>> = {
  'carts-only': permission => permission === 'carts',
  'profile-only': (_permission, path) => path === '/current_user',
}

/** @throws {Refused} 403 for what these keys may not do. */
export function assertAllowed(shop: Shop, caller: Caller, allowed: Permission, path: string): void {
  if (caller.kind === 'read-only') throw forbidden('This method needs an authenticated user')
  for (const [scope, isFit] of Object.entries(narrow))
    if (caller.scopes.includes(scope) && !isFit(allowed, path)) throw forbidden(`The token is good for ${scope} alone`)
  if (allowed === 'carts' && !shop.app.mayCart) throw forbidden('Carts are enabled on request only')
  if (caller.kind === 'personal' || allowed === 'any' || allowed === 'carts' || allowed === null) return
  // Whatever an app is granted, this is not among it.
  if (allowed === 'patternstore-purchases') throw forbidden('patternstore-purchases is not available to OAuth apps')
  const isFit = caller.scopes.includes(allowed) || (allowed === 'patternstore-read' && caller.scopes.includes('patternstore-write'))
  if (!isFit) throw forbidden(`The token lacks the scope ${allowed}`)
}

/** So many within a minute that slides; refused without a word of when to come back. */
export class Limits {
  readonly #recent = new Map<string, number[]>()
  readonly #shop: Shop

  constructor(shop: Shop) {
    this.#shop = shop
  }

  /** @throws {Refused} 429 */
  take(username: string): void {
    const now = this.#shop.now()
    const recent = (this.#recent.get(username) ?? []).filter(at => at > now - 60_000 && at <= now)
    this.#recent.set(username, recent)
    if (recent.length >= this.#shop.state.settings.perMinute) throw new Refused(429, { error: 'Too Many Requests' })
    recent.push(now)
  }
}
