/** Who asks: both parts of the app's key on each request, a token that still lives where one is needed, and how often they may. */
import type { FakeRequest } from '#kit/fake-server.ts'
import type { Operation } from './schema.ts'
import { Refused, refused, type Shop } from './shop.ts'
import type { App, Grant } from './state.ts'

/** @throws {Refused} 403 without both parts of a key that is known. Since January 2026 the keystring alone is refused. */
export function appOf(shop: Shop, request: FakeRequest): App {
  const given = String(request.headers['x-api-key'] ?? '')
  if (given === '') throw refused(403, 'Missing x-api-key header')
  const [keystring, secret] = given.split(':')
  const app = shop.state.apps.find(one => one.keystring === keystring)
  if (app === undefined) throw refused(403, 'API key not found or not active')
  if (secret === undefined || secret === '') throw refused(403, 'Shared secret is required in x-api-key header')
  if (secret !== app.secret) throw refused(403, 'API key not found or not active')
  return app
}

/** @returns null when none was sent. @throws {Refused} 401 for one that does not live (any more). */
export function grantOf(shop: Shop, request: FakeRequest, app: App): Grant | null {
  const header = request.headers.authorization
  if (header === undefined) return null
  const token = /^Bearer (\d+\.\S+)$/.exec(header)?.[1]
  const grant = shop.state.grants.find(one => one.access === token && one.keystring === app.keystring)
  if (grant === undefined || shop.isOn('revoked'))
    throw new Refused(401, { error: 'invalid_token', error_description: 'access token is not valid' })
  if (grant.accessUntil <= shop.now()) throw new Refused(401, { error: 'invalid_token', error_description: 'access token is expired' })
  return grant
}

export function assertScope({ scope }: Operation, grant: Grant | null): void {
  if (scope === null) return
  if (grant === null) throw new Refused(401, { error: 'invalid_token', error_description: 'no access token' })
  if (!grant.scopes.includes(scope))
    throw new Refused(403, { error: 'insufficient_scope', error_description: `the token lacks the scope ${scope}` })
}

const hourMs = 3_600_000

/** Within a second, and within a day that slides in buckets of an hour. */
export class Limits {
  readonly #seconds = new Map<string, number[]>()
  readonly #hours = new Map<string, Map<number, number>>()
  readonly #shop: Shop

  constructor(shop: Shop) {
    this.#shop = shop
  }

  /** Counts one request. @returns the four headers. @throws {Refused} 429, which the caller gives its headers. */
  take(keystring: string): { readonly headers: Record<string, string>; readonly isOver: boolean } {
    const { clock, state } = this.#shop
    const { perSecond, perDay } = state.settings
    const nowMs = clock.nowMs()
    const recent = (this.#seconds.get(keystring) ?? []).filter(at => at > nowMs - 1000 && at <= nowMs)
    const hours = this.#hours.get(keystring) ?? new Map<number, number>()
    const hour = Math.floor(nowMs / hourMs)
    for (const key of hours.keys()) if (key <= hour - 24 || key > hour) hours.delete(key)
    const today = [...hours.values()].reduce((sum, count) => sum + count, 0)
    const isOverSecond = recent.length >= perSecond
    const isOverDay = today >= perDay
    if (!isOverSecond && !isOverDay) {
      recent.push(nowMs)
      hours.set(hour, (hours.get(hour) ?? 0) + 1)
    }
    this.#seconds.set(keystring, recent)
    this.#hours.set(keystring, hours)
    const used = today + (isOverSecond || isOverDay ? 0 : 1)
    const headers: Record<string, string> = {
      'x-limit-per-second': String(perSecond),
      'x-remaining-this-second': String(Math.max(0, perSecond - recent.length)),
      'x-limit-per-day': String(perDay),
      'x-remaining-today': String(Math.max(0, perDay - used)),
    }
    if (isOverDay) headers['retry-after'] = String(Math.ceil(((hour + 1) * hourMs - nowMs) / 1000))
    else if (isOverSecond) headers['retry-after'] = '1'
    return { headers, isOver: isOverSecond || isOverDay }
  }

  /** @returns how long so many requests take at least, each second and each day used to the full. */
  leastMs(keystring: string, calls: number): number {
    const { clock, state } = this.#shop
    const { perSecond, perDay } = state.settings
    const begun = clock.nowMs()
    const hours = new Map(this.#hours.get(keystring))
    for (let at = begun, left = calls; ; at = (Math.floor(at / hourMs) + 1) * hourMs) {
      const hour = Math.floor(at / hourMs)
      const used = [...hours].reduce((sum, [key, count]) => sum + (key > hour - 24 ? count : 0), 0)
      const seconds = Math.ceil(((hour + 1) * hourMs - at) / 1000)
      const now = Math.max(0, Math.min(left, perDay - used, seconds * perSecond))
      // Those of the last second need not wait for its end.
      if (now === left) return at - begun + (Math.ceil(left / perSecond) - 1) * 1000
      left -= now
      hours.set(hour, (hours.get(hour) ?? 0) + now)
    }
  }
}
