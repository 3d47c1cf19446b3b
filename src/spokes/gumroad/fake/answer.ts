/** One request of the API from its bytes to its answer, in the order in which the platform asks its questions. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { run } from './routes.ts'
import { allScopes, Refused, type Shop } from './shop.ts'
import type { App, Token } from './state.ts'
import { judge, type Match, matchAt, type Uses, type Values, valuesOf } from './validate.ts'

export interface Reply {
  readonly status?: number
  readonly body: unknown
}
export interface Call {
  readonly shop: Shop
  readonly params: Readonly<Record<string, string>>
  /** Query and body together, as Rails has them. */
  readonly given: Values
  readonly request: FakeRequest
  readonly app: App
}

const json = { 'content-type': 'application/json; charset=utf-8' }

/** Runs what answers or refuses, and writes it down as JSON. */
export async function apiCall(act: () => Promise<Reply>): Promise<FakeReply> {
  try {
    const { status = 200, body } = await act()
    return { status, headers: json, body: JSON.stringify(body) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const headers = error.status === 401 ? { ...json, 'www-authenticate': 'Bearer realm="Doorkeeper", error="invalid_token"' } : json
    return { status: error.status, headers, body: typeof error.body === 'string' ? error.body : JSON.stringify(error.body) }
  }
}

/** Of rack-attack: ten requests within one second of the clock, by where they come from. Source: rack_attack.rb, the rule for `/v2/sales`. */
export class Throttle {
  readonly #shop: Shop
  #second = 0
  #count = 0

  constructor(shop: Shop) {
    this.#shop = shop
  }

  isOver(path: string): boolean {
    if (!this.#shop.state.settings.isThrottled || !path.endsWith('/v2/sales')) return false
    const second = Math.floor(this.#shop.now() / 1000)
    if (second !== this.#second) this.#count = 0
    this.#second = second
    return ++this.#count > 10
  }
}

export async function answerApi(
  shop: Shop,
  request: FakeRequest,
  { throttle, uses }: { throttle: Throttle; uses: Uses },
): Promise<FakeReply> {
  if (throttle.isOver(request.path))
    return { status: 429, headers: { 'content-type': 'text/plain', 'retry-after': '1' }, body: 'Retry later\n' }
  const match = matchAt(request.method, request.path)
  if (match === null) return { status: 404, headers: json, body: '{"status":404,"error":"Not Found"}' }
  const { said, unknown } = judge(match, request)
  return apiCall(async () => {
    const app = authorised(shop, request, match)
    uses.note(match, { said, unknown })
    return run(match.operation.id, { shop, request, app, params: match.params, given: valuesOf(request) })
  })
}

/** A token comes in the header, the query or the body. @throws {Refused} 401 without one that lives, 403 when it may not do this. */
function authorised(shop: Shop, request: FakeRequest, { operation }: Match): App {
  const token = tokenOf(shop, request)
  if (token === null) throw new Refused(401, { error: 'invalid_token', error_description: 'The access token is invalid' })
  const scopes = operation.scope ?? []
  if (scopes.length > 0 && !scopes.some(scope => token.scopes.includes(scope)))
    throw new Refused(403, { error: 'insufficient_scope', error_description: `Access to this resource requires scope “${scopes[0]}”.` })
  return shop.state.apps.find(({ id }) => id === token.appId)!
}

export function tokenOf(shop: Shop, request: FakeRequest): Token | null {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? String(valuesOf(request).access_token ?? '')
  if (given === '' || shop.isOn('revoked')) return null
  return shop.state.tokens.find(({ token }) => token === given) ?? null
}

/** Of a token that was generated with the application: all that the public may have. */
export const generatedScopes: readonly string[] = allScopes
