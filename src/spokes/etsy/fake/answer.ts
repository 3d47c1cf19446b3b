/** One request of the API from its bytes to its answer, in the order in which Etsy asks its questions. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { appOf, assertScope, grantOf, type Limits } from './access.ts'
import { type Match, matchAt } from './routes.ts'
import { Refused, refused, type Shop } from './shop.ts'
import type { Grant } from './state.ts'
import { type Arguments, formOf, readArguments, type Uses } from './validate.ts'

export interface Reply {
  readonly status?: number
  /** null for an answer without a body. */
  readonly body: unknown
}
export interface Call extends Arguments {
  readonly shop: Shop
  readonly params: Readonly<Record<string, number>>
  readonly grant: Grant | null
}

/** Runs what answers or refuses, and writes it down as JSON. */
export async function apiCall(shop: Shop, act: () => Promise<Reply>, headers: Record<string, string> = {}): Promise<FakeReply> {
  const own = { ...headers, 'content-type': 'application/json' }
  try {
    const { status = 200, body } = await act()
    return { status, headers: own, body: body === null ? '' : JSON.stringify(shop.isOn('escaped') ? escaped(body) : body) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: error.status, headers: own, body: JSON.stringify(error.body) }
  }
}

/** Issue 446. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === 'url' ? inner : escaped(inner)]))
}

export async function answerApi(shop: Shop, request: FakeRequest, { limits, uses }: { limits: Limits; uses: Uses }): Promise<FakeReply> {
  const headers: Record<string, string> = {}
  return apiCall(
    shop,
    async () => {
      const match = matchAt(request.method, request.path)
      const app = appOf(shop, request)
      const { headers: told, isOver } = limits.take(app.keystring)
      Object.assign(headers, told)
      if (isOver) throw new LimitReached(headers)
      if (match === null) throw refused(404, 'Resource not found')
      return run(shop, request, uses, match)
    },
    headers,
  ).then(reply => ({ ...reply, headers: { ...headers, 'content-type': 'application/json' } }))
}

class LimitReached extends Refused {
  constructor(headers: Record<string, string>) {
    const isDay = headers['x-remaining-today'] === '0'
    super(429, { error: isDay ? 'You have exceeded your quota per day.' : 'You have exceeded your quota per second.' })
  }
}

async function run(shop: Shop, request: FakeRequest, uses: Uses, { route, params }: Match): Promise<Reply> {
  const { operation } = route
  const name = `${operation.method} ${operation.path}`
  const grant = grantOf(shop, request, appOf(shop, request))
  assertScope(operation, grant)
  const said = uses.spec === null ? [] : uses.spec(operation, await sentOf(request))
  let isValid = false
  let unknown: readonly string[] = []
  try {
    const given = await readArguments(operation, request)
    isValid = true
    unknown = given.unknown
    if (params.shop_id !== undefined && params.shop_id !== shop.state.shopId)
      throw refused(operation.scope === null ? 404 : 403, 'The shop is not yours')
    return await route.run({ ...given, shop, params, grant })
  } finally {
    uses.note(name, { isValid, unknown, said })
  }
}

async function sentOf(request: FakeRequest) {
  const contentType = request.headers['content-type'] ?? ''
  const sent = { method: request.method, query: [...request.query], contentType }
  if (contentType.startsWith('application/json')) return { ...sent, fields: null, json: jsonOr(request.body) }
  if (contentType.startsWith('application/x-www-form'))
    return { ...sent, fields: [...new URLSearchParams(request.body.toString('utf8'))], json: null }
  const form = await formOf(contentType, request.body).catch(() => null)
  const fields = form === null ? null : [...form].map(([name, value]) => [name, typeof value === 'string' ? value : null] as const)
  return { ...sent, fields, json: null }
}

function jsonOr(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
